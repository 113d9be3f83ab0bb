"""Do weighted means hold the truth where classes answer unequally often?

Simulated organisations of units with two occupations; nurses think better of their workplace and
answer more often. Prints a Markdown table.
Run: python benchmarks/coverage_response.py [--studies 500]
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

import skcore

UNITS = (6, 12, 40)
TRUTH = 60.0  # half of the people are nurses, at 63 on average, half are aides, at 57


def organisation(rng: np.random.Generator, units: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers, and the register of everybody, of one organisation."""
    size = rng.integers(20, 50, units)
    unit = np.repeat(np.arange(units), size)
    nurse = rng.random(len(unit)) < 0.5
    trust = 57 + 6 * nurse + rng.normal(0, 6, units)[unit] + rng.normal(0, 17, len(unit))
    people = pd.DataFrame({"unit": unit, "occupation": np.where(nurse, "nurse", "aide")})
    people["trust"] = trust
    answered = rng.random(len(unit)) < np.where(nurse, 0.85, 0.45)
    register = people.groupby("occupation").size().rename("invited").reset_index()
    return people[answered], register


def main() -> None:
    """Print how often each interval holds the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("| units | studies | unweighted, mean | weighted, mean | weighted, held |")
    print("| --- | --- | --- | --- | --- |")
    for units in UNITS:
        rng = np.random.default_rng(given.seed)
        rows = []
        for _ in range(given.studies):
            answers, register = organisation(rng, units)
            row = skcore.raked_means(
                answers, register, values="trust", margins=["occupation"], cluster="unit"
            ).iloc[0]
            held = row["conf_low"] <= TRUTH <= row["conf_high"]
            rows.append((row["unweighted"], row["estimate"], held))
        plain, weighted, held_in = np.array(rows, dtype=float).mean(axis=0)
        print(f"| {units} | {given.studies} | {plain:.1f} | {weighted:.1f} | {held_in:.1%} |")


if __name__ == "__main__":
    main()
