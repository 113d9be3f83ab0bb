"""Does the actions slide claim what its numbers allow, and do the contrasts behind it keep 5 %.

Simulated studies with known truth; prints Markdown tables. The first goes the way of the slide:
answers, scales, means of the workplaces shown both times, `contrast_units`, the title.
Run: python benchmarks/coverage_actions.py [--studies 500] [--part actions|clusters|absence ...]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
import pandas as pd

import skcore
from skcore.disclosure.rounding import round_half_away
from skcore.instruments.loader import load_instrument
from skcore.measuring.scoring import score_scales
from skcore.release.participants import contrast_units
from skcore.simulation.truth import Truth
from skcore.simulation.whole_study import simulate_study

CHOSEN = {"by lot": 0.0, "low": 0.8, "strictly lowest": 1.0}
EFFECTS = (0.0, 6.0)
SIDES = ((3, 20), (4, 30), (6, 38), (5, 5), (10, 10))
CLUSTERS = ((3, 3), (2, 10), (6, 6), (3, 9), (6, 34), (20, 20))
SERIES = ((3, 3), (3, 9), (6, 6), (6, 8), (5, 15), (3, 15), (15, 15), (6, 34), (20, 20))
DRIFTS = (0.0, -0.15)  # a year, of the treated units alone
RATIO = 0.8  # of the treated units' spells after the action, where its interval is looked at


def unit_means(seed: int, selection: float, effect: float) -> pd.DataFrame:
    """Social capital of each workplace with five employees both times: `mean, post, treated`."""
    study = simulate_study(seed=seed, truth=Truth(selection=selection, effect=effect))
    scores = score_scales(study.responses, load_instrument("copsoq3-social-capital"))
    people = study.responses[["wave", "unit", "role"]].assign(mean=scores["SC"])
    people = people[(people["role"] == "employee") & people["mean"].notna()]
    cells = people.groupby(["unit", "wave"])["mean"].agg(["mean", "size"]).reset_index()
    cells = cells[cells["size"] >= 5]
    cells = cells[cells.groupby("unit")["wave"].transform("nunique") == 2]
    marked = study.units.loc[study.units["intervention"].astype(bool), "unit"]
    return pd.DataFrame(
        {
            "comparison": cells["unit"],
            "mean": cells["mean"],
            "post": (cells["wave"] == cells["wave"].max()).astype(int),
            "treated": cells["unit"].isin(marked).astype(int),
        }
    )


def shown(means: pd.DataFrame, *, by_lot: bool) -> pd.Series:
    """Row of the actions slide, rounded as it comes through the door."""
    row = contrast_units(means, by_lot=by_lot).iloc[0]
    numbers = [name for name in row.index if isinstance(row[name], float)]
    row[numbers] = round_half_away(row[numbers].astype(float), 1)
    return row


def actions(studies: int, seed: int) -> None:
    """Print claims and coverage of the slide, beside those of changes alone."""
    rows: list[dict[str, object]] = []
    for chosen, selection in CHOSEN.items():
        for effect in EFFECTS:
            for k in range(studies):
                means = unit_means(1000 * seed + k, selection, effect)
                for way in (True, False):
                    row = shown(means, by_lot=way)
                    told = {"by_lot": way}
                    numbers = row[["estimate", "conf_low", "conf_high", "expected"]]
                    rows.append({"chosen": chosen, "effect": effect, **told, **numbers})
    table = pd.DataFrame(rows)
    drawn = table[(table["chosen"] == "by lot") & table["by_lot"]]
    means = drawn.groupby("effect")["estimate"].mean()
    # answers are steps from 0 to 100: six points of the true level move the scale a little less
    truth = {0.0: 0.0, 6.0: float(means[6.0] - means[0.0])}
    table["true"] = table["effect"].map(truth)
    print(f"Effect 6 moves the answers by {truth[6.0]:.2f} points.\n")
    print("| chosen | effect | compared | studies | mean | claims more | claims less | held |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for key, part in table.groupby(["chosen", "effect", "by_lot"], sort=False):
        # a claim of more or less: whatever the participating did themselves
        up, down = part["conf_low"] > 0, part["conf_high"] < 0
        held = (part["conf_low"] <= part["true"]) & (part["true"] <= part["conf_high"])
        ours = key[2] == (key[0] == "by lot")
        way = ("changes" if key[2] else "same start") + (" (the slide's)" if ours else "")
        print(
            f"| {key[0]} | {key[1]:g} | {way} | {len(part)} | {part['estimate'].mean():.1f} "
            f"| {up.mean():.1%} | {down.mean():.1%} | {held.mean():.1%} |"
        )


def clusters(studies: int, seed: int) -> None:
    """Print false alarms of the jackknife over clusters, without any effect."""
    print("\n| treated | comparison | studies | false alarms |\n| --- | --- | --- | --- |")
    for n_treated, n_comparison in SIDES:
        alarms = [
            outside(
                skcore.difference_in_differences(
                    data, outcome="trust", treated="treated", post="post", cluster="unit"
                ),
                0.0,
            )
            for data in people(n_treated, n_comparison, studies, seed)
        ]
        print(f"| {n_treated} | {n_comparison} | {studies} | {np.mean(alarms):.1%} |")


def checks(studies: int, seed: int) -> None:
    """Print false alarms, and coverage of an effect, of every row of `action_checks`."""
    print("\n| treated | comparison | contrast | way | studies | false alarms | held |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    names = {"outcome": "trust", "treated": "treated", "post": "post", "unit": "unit"}
    for n_treated, n_comparison in CLUSTERS:
        for adjusted in (True, False):
            rows = []
            for data in people(n_treated, n_comparison, studies, seed):
                table = skcore.action_checks(data, baseline_adjusted=adjusted, **names)
                table["alarm"] = (table["p_value"] < 0.05).where(table["p_value"].notna())
                held = table["conf_low"].le(0) & table["conf_high"].ge(0)
                table["held"] = held.where(table["conf_low"].notna())
                rows.append(table[["analysis", "alarm", "held"]])
            contrast = "same start" if adjusted else "changes"
            for way, part in pd.concat(rows).groupby("analysis", sort=False):
                told = [
                    f"{part[c].mean():.1%}" if part[c].notna().any() else "-"
                    for c in ("alarm", "held")
                ]
                print("|", *_between(n_treated, n_comparison, contrast, way, studies, *told), "|")


def promises(studies: int, seed: int) -> None:
    """Print false alarms of `promise_and_found`, and how often an effect of five is held."""
    print("\n| treated | comparison | scales | contrast | studies | false alarms | held |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for n_treated, n_comparison in CLUSTERS:
        for scales in (1, 4):
            for adjusted in (True, False):
                rng = np.random.default_rng(seed)
                rows = [
                    skcore.promise_and_found(
                        promised_units(rng, n_treated, n_comparison, scales, effect),
                        baseline_adjusted=adjusted,
                    ).iloc[0]
                    for _ in range(studies)
                    for effect in (0.0, 5.0)
                ]
                low, high = (np.array([r[c] for r in rows]).reshape(-1, 2)
                             for c in ("conf_low", "conf_high"))  # fmt: skip
                known = np.isfinite(low)
                alarms = ((low > 0) | (high < 0))[:, 0]
                held = ((low <= 5) & (high >= 5))[:, 1]
                told = [f"{x[k].mean():.1%}" if k.any() else "-"
                        for x, k in ((alarms, known[:, 0]), (held, known[:, 1]))]  # fmt: skip
                contrast = "same start" if adjusted else "changes"
                cells = _between(n_treated, n_comparison, scales, contrast, studies, *told)
                print("|", *cells, "|")


def promised_units(
    rng: np.random.Generator, n_treated: int, n_comparison: int, scales: int, effect: float
) -> pd.DataFrame:
    """Units' means of scales that move together; each treated unit has a promise of one scale."""
    units = n_treated + n_comparison
    level = rng.normal(60, 5, units)[:, None] + rng.normal(0, 4, (units, scales))
    noise = [18 / np.sqrt(rng.integers(5, 30, units))[:, None] for _ in range(2)]
    before = level + rng.normal(0, 1, (units, scales)) * noise[0]
    moved = rng.normal(0, 3, units)[:, None] + rng.normal(0, 2, (units, scales))
    after = level + moved + rng.normal(0, 1, (units, scales)) * noise[1]
    place, scale = np.divmod(np.arange(units * scales), scales)
    table = pd.DataFrame({"unit": place, "variable": scale})
    table["before"], table["after"] = before.ravel(), after.ravel()
    treated = table["unit"] < n_treated
    table.loc[treated, "after"] += effect
    table["promised"] = np.where(treated, 6.0, np.nan)
    return table[~treated | (table["variable"] == table["unit"] % scales)]


def _between(*cells: object) -> list[str]:
    return [" | ".join(map(str, cells))]


def people(n_treated: int, n_comparison: int, studies: int, seed: int) -> Iterator[pd.DataFrame]:
    """People of units that move by themselves, before and after."""
    rng = np.random.default_rng(seed)
    units = n_treated + n_comparison
    for _ in range(studies):
        n = rng.integers(5, 30, (2, units))
        unit = np.concatenate([np.repeat(np.arange(units), sizes) for sizes in n])
        post = np.repeat([0, 1], n.sum(axis=1))
        level = rng.normal(60, 6, units)[unit] + rng.normal(0, 3, units)[unit] * post
        trust = level + rng.normal(0, 18, len(unit))
        columns = {"unit": unit, "post": post, "trust": trust}
        yield pd.DataFrame(columns).assign(treated=(unit < n_treated).astype(int))


def absence(studies: int, seed: int) -> None:
    """Print false alarms of `absence_trend` where the treated fell all along, and what is held."""
    print("\n| treated | comparison | drift a year | studies | false alarms | held |")
    print("| --- | --- | --- | --- | --- | --- |")
    for n_treated, n_comparison in SERIES:
        for drift in DRIFTS:
            told = []
            for ratio in (1.0, RATIO):
                rng = np.random.default_rng(seed)
                found = [months(n_treated, n_comparison, drift, rng, ratio) for _ in range(studies)]
                missed = [outside(table, ratio) for table in found]
                known = np.isfinite([table["conf_low"].iloc[0] for table in found])
                told.append(np.mean(np.array(missed)[known]) if known.any() else np.nan)
            shares = [f"{told[0]:.1%}", f"{1 - told[1]:.1%}"]
            print("|", *_between(n_treated, n_comparison, f"{drift:.0%}", studies, *shares), "|")


def series(studies: int, seed: int) -> None:
    """Print false alarms of `absence_trend` over months that remember the month before."""
    print("\n| months | autocorrelation | studies | level | trend |")
    print("| --- | --- | --- | --- | --- |")
    for length in (36, 60):
        for memory in (0.0, 0.3, 0.6):
            rng = np.random.default_rng(seed)
            found = [_remembering(length, memory, rng)["p_value"] for _ in range(studies)]
            shares = (np.array(found) < 0.05).mean(axis=0)
            print(f"| {length} | {memory} | {studies} | {shares[0]:.1%} | {shares[1]:.1%} |")


def _remembering(length: int, memory: float, rng: np.random.Generator) -> pd.DataFrame:
    """One treated unit beside four, whose rates remember the month before; no effect."""
    names = pd.period_range("2020-01", periods=length, freq="M").astype(str)
    tables = []
    for unit in range(5):
        level = rng.normal(0, 0.2, length)
        for k in range(1, length):
            level[k] = memory * level[k - 1] + np.sqrt(1 - memory**2) * level[k]
        spells = rng.poisson(30 * np.exp(level))
        tables.append(pd.DataFrame({"month": names, "spells": spells, "unit": unit, "fte": 100.0}))
    table = pd.concat(tables)
    return skcore.absence_trend(
        table.assign(treated=(table["unit"] == 0).astype(int)),
        outcome="spells",
        exposure="fte",
        month="month",
        unit="unit",
        treated="treated",
        start=names[length // 2],
        errors="ar1",
    )


def power(studies: int, seed: int) -> None:
    """Print how often a difference of the size that `study_power` claims 80 % for is found."""
    print("\n| treated | comparison | contrast | detectable | studies | found |")
    print("| --- | --- | --- | --- | --- | --- |")
    sd, icc, stable, repeated, size = 18.0, 0.12, 0.85, 0.0, 14
    between, inner = sd * np.sqrt(icc), sd * np.sqrt(1 - icc)
    for sides in ((3, 3), (3, 9), (6, 6), (6, 34), (20, 20)):
        table = skcore.study_power(sides, size, sd, icc=icc, correlation=stable, repeated=repeated)
        for contrast in ("changes", "same_start"):
            least = table.set_index("contrast").loc[contrast, "detectable"]
            rng, found, units = np.random.default_rng(seed), [], sum(sides)
            treated = (np.arange(units) < sides[0]).astype(int)
            for _ in range(studies):
                level = rng.normal(0, between, units)
                later = stable * level + rng.normal(0, between * np.sqrt(1 - stable**2), units)
                noise = rng.normal(0, inner / np.sqrt(size), (2, units))
                noise[1] = repeated * noise[0] + np.sqrt(1 - repeated**2) * noise[1]
                means = 60 + np.concatenate([level, later + least * treated]) + noise.ravel()
                row = skcore.difference_in_differences(
                    pd.DataFrame(
                        {
                            "unit": np.tile(np.arange(units), 2),
                            "treated": np.tile(treated, 2),
                            "post": np.repeat([0, 1], units),
                            "mean": means,
                        }
                    ),
                    outcome="mean",
                    treated="treated",
                    post="post",
                    unit="unit",
                    baseline_adjusted=contrast == "same_start",
                ).iloc[0]
                found.append(row["p_value"] < 0.05)
            cells = (*sides, contrast, f"{least:.1f}", studies, f"{np.mean(found):.1%}")
            print("|", *_between(*cells), "|")


def periods(studies: int, seed: int) -> None:
    """Print false alarms of `event_study`, before and after an action without effect."""
    print("\n| treated | comparison | starts | studies | periods before | periods after |")
    print("| --- | --- | --- | --- | --- | --- |")
    for n_treated, n_comparison in SERIES:
        for starts in (("2023-07",), ("2023-04", "2023-07", "2023-10")):
            rng = np.random.default_rng(seed)
            found = []
            for _ in range(studies):
                table = simulated_months(n_treated, n_comparison, 0.0, rng)
                own = [starts[unit % len(starts)] for unit in table["unit"]]
                table = skcore.event_study(
                    table.assign(start=own),
                    outcome="spells",
                    exposure="fte",
                    month="month",
                    unit="unit",
                    treated="treated",
                    start="start",
                )
                found.append(table.dropna(subset="p_value"))
            alarms = pd.concat(found)
            after = alarms["months_after"] >= 0
            told = [(alarms.loc[side, "p_value"] < 0.05).mean() for side in (~after, after)]
            count = "one" if len(starts) == 1 else "three"
            shares = [f"{share:.1%}" for share in told]
            print("|", *_between(n_treated, n_comparison, count, studies, *shares), "|")


def months(
    n_treated: int, n_comparison: int, drift: float, rng: np.random.Generator, ratio: float
) -> pd.DataFrame:
    """Contrast of thirty months of spells, the action after eighteen, of an effect of `ratio`."""
    table = simulated_months(n_treated, n_comparison, drift, rng, ratio)
    return skcore.absence_trend(
        table,
        outcome="spells",
        exposure="fte",
        month="month",
        unit="unit",
        treated="treated",
        start="2023-07",
    )


def simulated_months(
    n_treated: int, n_comparison: int, drift: float, rng: np.random.Generator, ratio: float = 1.0
) -> pd.DataFrame:
    """Thirty months of spells of units that differ, with a season and a drift of the treated."""
    units, length, start = n_treated + n_comparison, 30, 18
    unit, month = np.repeat(np.arange(units), length), np.tile(np.arange(length), units)
    years = (month - start) / 12
    treated = (unit < n_treated).astype(int)
    own = rng.normal(0, 0.3, units)[unit] + rng.normal(0, 0.1, units)[unit] * years
    season = 0.15 * np.sin(2 * np.pi * years)
    moved = np.log1p(drift) * years + np.log(ratio) * (month >= start)
    rate = np.exp(own + season + treated * moved)
    names = pd.period_range("2022-01", periods=length, freq="M").astype(str).to_numpy()
    table = pd.DataFrame({"unit": unit, "treated": treated, "month": names[month], "fte": 1.0})
    return table.assign(spells=rng.poisson(4 * rate * rng.gamma(20, 1 / 20, len(unit))))


def outside(table: pd.DataFrame, truth: float) -> bool:
    """Whether the first row's interval leaves the truth out."""
    row = table.iloc[0]
    return bool(row["conf_low"] > truth or row["conf_high"] < truth)


PARTS = (actions, clusters, checks, power, absence, series, periods, promises)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--part",
        choices=[part.__name__ for part in PARTS],
    )
    given = parser.parse_args()
    for part in PARTS:
        if given.part in (None, part.__name__):
            part(given.studies, given.seed)


if __name__ == "__main__":
    main()
