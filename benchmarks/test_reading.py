"""Reading and checking 200,000 answers of 40 columns, beside bare pandas.read_csv of the same."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd

import skcore


def test_200_000_answers_are_read_and_checked_in_seconds(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    n = 200_000
    instruments = [skcore.load_instrument(name) for name in ("copsoq3-social-capital", "who-5")]
    columns = {code: rng.integers(1, 6, n) for one in instruments for code in one.item_codes}
    table = pd.DataFrame(columns).assign(unit=rng.integers(0, 2000, n), role="employee")
    extra = {f"x{i}": rng.integers(0, 100, n) for i in range(40 - table.shape[1])}
    path = tmp_path / "answers.csv"
    pd.concat([table, pd.DataFrame(extra)], axis=1).to_csv(path, index=False)
    start = time.process_time()
    pd.read_csv(path)
    bare = time.process_time() - start
    start = time.process_time()
    problems = skcore.check_responses(path, instruments, numbers="codes")
    took = time.process_time() - start
    print(f"\nread and checked in {took:.1f} s CPU, {took / bare:.0f} times bare pandas.read_csv")
    assert (problems["severity"] == "note").all()
    assert took < 25 * bare
