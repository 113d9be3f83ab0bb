"""Make the answers that the measuring rooms are checked on: seeded, from no real survey.

Run from the repository's root: python tests/golden/make_measurement_data.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
SEED = 20100415


def survey(rng: np.random.Generator) -> pd.DataFrame:
    """Thirty units of very unequal size; six items coded 1-5 (t2 and t5 turned), some missing."""
    sizes = np.array([1, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 18])
    sizes = np.concatenate([sizes, [20, 22, 24, 26, 28, 30, 33, 36, 40, 42]])
    unit = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    n = len(unit)
    trust = rng.normal(0, 0.4, len(sizes))[unit - 1] + rng.normal(0, 1, n)
    table = pd.DataFrame({"unit": [f"u{number:02d}" for number in unit]})
    for at, loading in enumerate([0.9, 0.7, 0.8, 0.6, 0.5, 0.75], start=1):
        felt = loading * trust + rng.normal(0, 0.7, n) + 0.3
        codes = np.digitize(felt, [-1.4, -0.5, 0.5, 1.4]) + 1.0
        table[f"t{at}"] = 6 - codes if at in (2, 5) else codes
    holes = rng.random((n, 6)) < 0.04
    table.loc[:, "t1":"t6"] = table.loc[:, "t1":"t6"].mask(holes)
    table["score"] = np.round(60 + 12 * trust + rng.normal(0, 6, n), 1)
    table["score"] = table["score"].mask(rng.random(n) < 0.05)
    table["flat"] = np.round(rng.normal(50, 10, n), 1)  # units do not differ
    return table


def tiny() -> pd.DataFrame:
    """Cases small enough to work out by hand; a case is complete in the items it uses."""
    cases = {
        "constant": [(1, 2, 3), (2, 2, 4), (3, 2, 3), (4, 2, 5)],
        "two": [(1, 2, None), (2, 2, None), (4, 3, None), (5, 5, None), (3, None, None)],
        "opposed": [(1, 5, 2), (2, 3, 2), (4, 2, 3), (5, 1, 1)],
        "three": [(1, 2, 1), (3, 3, 4), (5, 4, 5)],
    }
    rows = [(case, *answers) for case, lines in cases.items() for answers in lines]
    return pd.DataFrame(rows, columns=["case", "i1", "i2", "i3"])


if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    survey(rng).to_csv(HERE / "measurement_survey.csv", index=False, lineterminator="\n")
    tiny().to_csv(HERE / "measurement_tiny.csv", index=False, lineterminator="\n")
