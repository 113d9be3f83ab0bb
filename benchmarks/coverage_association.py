"""Do the intervals hold the truth as often as they say, and do tests keep their level.

Simulated studies with known truth at 12, 45 and 200 units; prints a Markdown table.
Run: python benchmarks/coverage_association.py [--studies 500] [--seed 1] [--part all]
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
from scipy import stats

import skcore

UNITS = (12, 45, 200)
ICC, SD, SLOPE = 0.12, 20.0, -0.02  # of people's answers; log rate per point of the true unit mean
DAYS_PER_YEAR = 13.0
PERSON_SHAPE = 0.25  # gamma shape of a person's days: 5 % of people have about 40 % of the days
UNIT_CV = 0.2  # spread of units' rates that trust does not explain
MUCH_CV = 0.6
MIX = {"nurses": (-15.0, 0.5), "assistants": (-5.0, 0.9)}  # points of trust, log rate of days
SHARES = (2.0, 3.0, 2.0)  # Dirichlet: nurses, assistants, others
FEWEST = 15  # units from which the default draws a line


def unit_table(n_units: int, rng: np.random.Generator, cv: float = UNIT_CV) -> pd.DataFrame:
    """Units with true and measured mean, days and spells; sizes as in a municipality."""
    n = np.clip(np.round(rng.lognormal(np.log(13), 0.6, n_units)), 5, 80).astype(int)
    fte = np.maximum(n / rng.uniform(0.5, 0.95, n_units), 5)
    true = rng.normal(0, np.sqrt(ICC) * SD, n_units)
    rate = np.exp(SLOPE * true) * rng.gamma(1 / cv**2, cv**2, n_units)
    days = rng.gamma(fte * PERSON_SHAPE, DAYS_PER_YEAR * rate / PERSON_SHAPE)
    return pd.DataFrame(
        {
            "n": n,
            "fte_years": fte,
            "true": 60 + true,
            "trust": 60 + true + rng.normal(0, np.sqrt(1 - ICC) * SD, n_units) / np.sqrt(n),
            "absence_days": days,
            "spells": rng.poisson(2.2 * fte * rate),
        }
    )


def mixed_units(n_units: int, rng: np.random.Generator) -> pd.DataFrame:
    """Units whose occupations go with both trust and days; `quality` follows the same mix."""
    units = unit_table(n_units, rng)
    shares = rng.dirichlet(SHARES, n_units)
    centred = shares - np.array(SHARES) / sum(SHARES)
    trust = sum(centred[:, i] * MIX[name][0] for i, name in enumerate(MIX))
    log_rate = SLOPE * trust + sum(centred[:, i] * MIX[name][1] for i, name in enumerate(MIX))
    true = units["true"] + trust
    own = rng.normal(0, 6, n_units) * np.sqrt(20 / units["n"])
    return units.assign(
        true=true,
        trust=units["trust"] + trust,
        absence_days=units["absence_days"] * np.exp(log_rate),
        quality=70 + 0.5 * (true - 60) - 12 * centred[:, 0] + own,
        nurses=shares[:, 0],
        assistants=shares[:, 1],
    )


def people_table(units: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Answers behind the unit means, with a second scale that goes along at both levels."""
    unit = np.repeat(np.arange(len(units)), units["n"])
    noise = rng.normal(0, np.sqrt(1 - ICC) * SD, len(unit))
    sums = np.bincount(unit, weights=noise) / units["n"].to_numpy()
    # The people's mean is exactly the measured unit mean.
    trust = units["trust"].to_numpy()[unit] + noise - sums[unit]
    shared = 0.6 * (units["true"].to_numpy() - 60) + rng.normal(0, 5.5, len(units))
    own = trust - units["true"].to_numpy()[unit]
    who5 = 55 + shared[unit] + 0.2 * own + rng.normal(0, 18, len(unit))
    return pd.DataFrame({"unit": unit, "trust": trust, "who5": who5})


def truths(rng: np.random.Generator) -> dict[str, float]:
    """Each estimand's own truth, from one study far larger than any."""
    units = unit_table(200_000, rng)
    sizes = skcore.unit_association(
        units, outcome="absence_days", predictor="trust", exposure="fte_years"
    ).set_index("measure")["estimate"]
    exact = skcore.unit_association(
        units, outcome="absence_days", predictor="true", exposure="fte_years"
    ).set_index("measure")["estimate"]
    rate = units["absence_days"] / units["fte_years"]
    people = people_table(units, rng)
    levels = skcore.within_between(people, x="trust", y="who5", group="unit", n_resamples=2)
    spells = skcore.count_model(
        units, outcome="spells", predictors="trust", exposure="fte_years", per=10
    )
    found = {f"{level} correlation": r for level, r in zip(levels["level"], levels["estimate"])}  # noqa: B905
    return found | {
        "rate ratio, measured": sizes["rate_ratio"],
        "days per fte, measured": sizes["days_per_fte"],
        "rate ratio, corrected": exact["rate_ratio"],
        "days per fte, corrected": exact["days_per_fte"],
        "rank correlation of units": stats.spearmanr(units["trust"], rate)[0],
        "rate ratio of spells": spells.loc[0, "estimate"],
        "slope of people in units": 0.2,
    }


def intervals(units: pd.DataFrame, people: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
    """Every interval that one study gives: (estimand, method) -> row."""
    names = {"outcome": "absence_days", "predictor": "trust", "exposure": "fte_years"}
    found: dict[tuple[str, str], pd.Series] = {}
    levels = skcore.within_between(people, x="trust", y="who5", group="unit")
    for _, row in levels.iterrows():
        found[f"{row['level']} correlation", "within_between"] = row
    raw = {"x": "trust", "y": "who5"}
    found["raw correlation", "correlate(group=)"] = skcore.correlate(
        people, **raw, group="unit"
    ).iloc[0]
    found["raw correlation", "correlate, units ignored"] = skcore.correlate(people, **raw).iloc[0]
    pair = units.assign(rate=units["absence_days"] / units["fte_years"])
    found["rank correlation of units", "permutation_correlation"] = skcore.permutation_correlation(
        pair, x="trust", y="rate", n_permutations=99
    ).iloc[0]
    alone = skcore.unit_mean_reliability(people, values="trust", group="unit").iloc[0]
    correction = {}
    if np.isfinite(alone["estimate"]):
        correction = {
            "reliability": alone["estimate"],
            "reliability_std_error": alone["std_error"],
        }
    sizes = skcore.unit_association(units, **names, **correction, few_units=0)
    for _, row in sizes.iterrows():
        label = f"{row['measure'].replace('_', ' ')}, {row['estimand']}"
        found[label, "unit_association"] = row
    found["rate ratio, measured", "count_model quasi_poisson"] = skcore.count_model(
        units,
        outcome="absence_days",
        predictors="trust",
        exposure="fte_years",
        family="quasi_poisson",
        per=10,
    ).iloc[0]
    found["rate ratio, measured", "count_model clusters"] = skcore.count_model(
        units.assign(unit=units.index),
        outcome="absence_days",
        predictors="trust",
        exposure="fte_years",
        family="quasi_poisson",
        cluster="unit",
        per=10,
    ).iloc[0]
    found["rate ratio of spells", "count_model negative_binomial"] = skcore.count_model(
        units, outcome="spells", predictors="trust", exposure="fte_years", per=10
    ).iloc[0]
    centred = people.assign(
        unit_trust=people.groupby("unit")["trust"].transform("mean"),
    )
    mixed = skcore.mixed_model(
        centred, outcome="who5", predictors=["trust", "unit_trust"], group="unit"
    )
    found["slope of people in units", "mixed_model"] = mixed.iloc[1]
    return found


def coverage(studies: int, seed: int) -> pd.DataFrame:
    truth = truths(np.random.default_rng(seed))
    rows = []
    for n_units in UNITS:
        rng = np.random.default_rng([seed, n_units])
        hits: dict[tuple[str, str], list[float]] = {}
        for _ in range(studies):
            units = unit_table(n_units, rng)
            for key, row in intervals(units, people_table(units, rng)).items():
                low, high = row["conf_low"], row["conf_high"]
                held = float(low <= truth[key[0]] <= high) if np.isfinite(low) else np.nan
                hits.setdefault(key, []).append(held)
        for (estimand, method), held in hits.items():
            n = int(np.isfinite(held).sum())
            rows.append((estimand, method, n_units, n, np.nanmean(held)))
    table = pd.DataFrame(rows, columns=["estimand", "method", "units", "studies", "held"])
    return table.sort_values(["estimand", "method", "units"], kind="stable")


def sizes_of(
    units: pd.DataFrame, predictor: str, corrections: dict[str, dict[str, float]]
) -> pd.DataFrame:
    """The sizes with the mix of occupations held constant; of quality also without."""
    options = {"predictor": predictor, "covariates": list(MIX), "few_units": 0}
    days = skcore.unit_association(
        units,
        outcome="absence_days",
        exposure="fte_years",
        **options,
        **corrections.get("size", {}),
    )
    quality = skcore.unit_association(
        units, outcome="quality", **options, **corrections.get("unit", {})
    )
    held = {True: "", False: "mix held"}
    both = pd.concat([days[days["adjusted_for"] != ""], quality])
    return both.assign(mix=(both["adjusted_for"] == "").map(held))


def corrections_of(people: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Reliability of unit means, for rates and for what counts each unit once."""
    found = {}
    for weight in ("size", "unit"):
        row = skcore.unit_mean_reliability(
            people, values="trust", group="unit", weight=weight
        ).iloc[0]
        # A reliability that cannot be told corrects nothing, as in `unit_association`.
        known = np.isfinite(row["estimate"])
        found[weight] = {
            "reliability": row["estimate"] if known else 0.01,
            "reliability_std_error": row["std_error"] if known else 1.0,
        }
    return found


def covariate_coverage(studies: int, seed: int) -> pd.DataFrame:
    """The mix of occupations held constant: is the adjusted association's own truth held?"""
    whole = mixed_units(200_000, np.random.default_rng([seed, 3]))
    truth = {
        (row["measure"], estimand, row["mix"]): row["estimate"]
        for predictor, estimand in (("trust", "measured"), ("true", "corrected"))
        for _, row in sizes_of(whole, predictor, {}).iterrows()
    }
    hits: dict[tuple[int, str, str, str], list[float]] = {}
    for n_units in (UNITS[0], FEWEST, *UNITS[1:]):
        rng = np.random.default_rng([seed, 3, n_units])
        for _ in range(studies):
            units = mixed_units(n_units, rng)
            corrections = corrections_of(people_table(units, rng))
            for _, row in sizes_of(units, "trust", corrections).iterrows():
                key = row["measure"], row["estimand"], row["mix"]
                inside = row["conf_low"] <= truth[key] <= row["conf_high"]
                held = float(inside) if np.isfinite(row["conf_low"]) else np.nan
                hits.setdefault((n_units, *key), []).append(held)
    rows = [
        (
            ", ".join(w for w in (measure.replace("_", " "), estimand, mix) if w),
            n_units,
            np.isfinite(held).sum(),
            np.nanmean(held),
        )
        for (n_units, measure, estimand, mix), held in hits.items()
    ]
    table = pd.DataFrame(rows, columns=["estimand", "units", "studies", "held"])
    return table.sort_values(["estimand", "units"], kind="stable")


def error_coverage(studies: int, seed: int) -> pd.DataFrame:
    """Standard errors beside one another, where units' rates spread a little and much."""
    names = {"outcome": "absence_days", "exposure": "fte_years"}
    counts = {**names, "predictors": "trust", "family": "quasi_poisson", "per": 10}
    rows = []
    for cv in (UNIT_CV, MUCH_CV):
        whole = unit_table(200_000, np.random.default_rng([seed, 5]), cv)
        truth = skcore.unit_association(whole, **names, predictor="trust")["estimate"][0]
        for n_units in (UNITS[0], FEWEST, *UNITS[1:]):
            rng = np.random.default_rng([seed, 5, n_units])
            hits: dict[str, list[bool]] = {}
            for _ in range(studies):
                units = unit_table(n_units, rng, cv).assign(unit=range(n_units))
                for label, found in (
                    (
                        "HC3",
                        skcore.unit_association(units, **names, predictor="trust", few_units=0),
                    ),
                    ("Pearson's phi", skcore.count_model(units, **counts)),
                    ("clusters", skcore.count_model(units, **counts, cluster="unit")),
                ):
                    row = found.iloc[0]
                    hits.setdefault(label, []).append(row["conf_low"] <= truth <= row["conf_high"])
            rows += [(label, f"{cv:.0%}", n_units, np.mean(h)) for label, h in hits.items()]
    columns = ["standard error", "units' rates spread by", "units", "held"]
    return pd.DataFrame(rows, columns=columns).sort_values(columns[:3], kind="stable")


def false_alarms(studies: int, seed: int) -> pd.DataFrame:
    """Share of studies with p below .05 where nothing differs."""
    rng = np.random.default_rng([seed, 7])
    rows = []
    for n_treated, n_comparison in ((3, 20), (5, 40), (8, 8), (20, 20)):
        alarms: dict[str, list[bool]] = {}
        for _ in range(studies):
            data = two_periods(n_treated, n_comparison, rng)
            for label, options in (
                ("t on units' changes", {"unit": "unit"}),
                ("Welch's t on units' changes", {"unit": "unit", "equal_variances": False}),
                ("cluster-robust regression", {"cluster": "unit"}),
                ("people taken as independent", {}),
            ):
                row = skcore.difference_in_differences(
                    data, outcome="trust", treated="treated", post="post", **options
                ).iloc[0]
                alarms.setdefault(label, []).append(row["p_value"] < 0.05)
        design = f"{n_treated} against {n_comparison} units"
        rows += [(label, design, studies, np.mean(hit)) for label, hit in alarms.items()]
    waves: dict[str, list[bool]] = {}
    for _ in range(studies):
        level = rng.normal(60, 16, 60)
        data = pd.DataFrame(
            {
                "wave": np.repeat([1, 2], 60),
                "person": np.tile(np.arange(60), 2),
                "trust": np.tile(level, 2) + rng.normal(0, 9, 120),
            }
        )
        for label, subject in (("Welch, same people unlinked", None), ("paired", "person")):
            row = skcore.compare_waves(data, values="trust", wave="wave", subject=subject).iloc[0]
            waves.setdefault(label, []).append(row["p_value"] < 0.05)
    rows += [(label, "60 people twice", studies, np.mean(hit)) for label, hit in waves.items()]
    return pd.DataFrame(rows, columns=["test", "design", "studies", "alarms"])


def two_periods(n_treated: int, n_comparison: int, rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for unit in range(n_treated + n_comparison):
        level = rng.normal(60, 7)
        for post in (0, 1):
            n = int(rng.integers(5, 20))
            answers = level + rng.normal(0, 3) + rng.normal(0, 18, n)
            part = pd.DataFrame({"trust": answers})
            parts.append(part.assign(unit=unit, treated=int(unit < n_treated), post=post))
    return pd.concat(parts, ignore_index=True)


def markdown(table: pd.DataFrame) -> str:
    shown = table.map(lambda v: f"{v:.3f}" if isinstance(v, float) else str(v))
    lines = [list(shown.columns), ["---"] * len(shown.columns), *shown.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


PARTS = {
    "intervals": coverage,
    "covariates": covariate_coverage,
    "errors": error_coverage,
    "alarms": false_alarms,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=["all", *PARTS], default="all")
    chosen = parser.parse_args()
    began = time.perf_counter()
    error = 1.96 * np.sqrt(0.95 * 0.05 / chosen.studies)
    print(f"95 % intervals; Monte-Carlo error of {chosen.studies} studies: ±{error:.3f}\n")
    for name, part in PARTS.items():
        if chosen.part in ("all", name):
            print(markdown(part(chosen.studies, chosen.seed)), "\n", flush=True)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
