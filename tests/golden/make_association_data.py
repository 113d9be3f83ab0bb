"""Synthetic tables for the golden values of association and evaluation (seeded; run once)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent


def people(rng: np.random.Generator) -> pd.DataFrame:
    sizes = rng.integers(4, 22, 24)
    unit = np.repeat(np.arange(24), sizes)
    u, v = rng.normal(0, 6, 24), rng.normal(0, 4, 24)
    age = rng.integers(22, 66, len(unit)).astype(float)
    trust = 62 + u[unit] + rng.normal(0, 15, len(unit)) + 0.1 * (age - 44)
    who5 = 55 - 0.5 * u[unit] + v[unit] + 0.3 * (trust - 62) + rng.normal(0, 14, len(unit))
    table = pd.DataFrame(
        {
            "unit": [f"u{i:02d}" for i in unit],
            "trust": trust.round(2),
            "who5": (np.round(who5 / 4) * 4).clip(0, 100),
            "age": age,
        }
    )
    for name in ("trust", "who5", "age"):
        table.loc[rng.random(len(table)) < 0.04, name] = np.nan
    return table


def units(rng: np.random.Generator) -> pd.DataFrame:
    n = 60
    fte = np.round(rng.lognormal(np.log(14), 0.5, n), 2)
    trust = np.round(rng.normal(62, 7, n), 2)
    nurses = np.round(rng.beta(2, 3, n), 3)
    night = (rng.random(n) < 0.4).astype(int)
    rate = np.exp(-0.02 * (trust - 62) + 0.4 * nurses + 0.15 * night) * rng.gamma(8, 1 / 8, n)
    return pd.DataFrame(
        {
            "unit": [f"u{i:02d}" for i in range(n)],
            "department": [f"d{i % 15:02d}" for i in range(n)],
            "trust": trust,
            "nurses": nurses,
            "night": night,
            "fte_years": fte,
            "spells": rng.poisson(2 * fte * rate),
            "absence_days": np.round(rng.gamma(fte * 0.3, 11 * rate / 0.3), 1),
            "quality": np.round(70 + 0.3 * (trust - 62) + rng.normal(0, 5, n), 1),
        }
    )


def waves(rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for unit, shift in (("a", 6.0), ("b", 0.0), ("c", -3.0)):
        level = rng.normal(60, 14, 30)
        for wave in ("before", "after"):
            answer = level + rng.normal(0, 8, 30) + (shift if wave == "after" else 0)
            rows.append(
                pd.DataFrame(
                    {
                        "unit": unit,
                        "wave": wave,
                        "subject": [f"{unit}{i}" for i in range(30)],
                        "trust": answer.round(1),
                    }
                )
            )
    table = pd.concat(rows, ignore_index=True)
    return table[rng.random(len(table)) > 0.15].reset_index(drop=True)


def changes(rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for i in range(18):
        treated = int(i < 7)
        level = rng.normal(60, 6)
        for post in (0, 1):
            n = int(rng.integers(5, 16))
            mean = level + post * (1.0 + 4.0 * treated) + rng.normal(0, 2)
            answers = rng.normal(mean, 12, n).round(1)
            rows += [(f"u{i:02d}", f"d{i % 6}", treated, post, value) for value in answers]
    return pd.DataFrame(rows, columns=["unit", "department", "treated", "post", "trust"])


def main() -> None:
    rng = np.random.default_rng(20241)
    for name, make in (
        ("people", people),
        ("units", units),
        ("waves", waves),
        ("changes", changes),
    ):
        path = HERE / f"association_{name}.csv"
        make(rng).to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
