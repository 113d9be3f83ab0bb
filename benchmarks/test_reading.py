"""Reading and checking 200,000 answers of 40 columns, beside bare pandas.read_csv of the same."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skcore


@pytest.mark.parametrize("written", ["numbers", "words"])
def test_200_000_answers_are_read_and_checked_in_seconds(tmp_path: Path, written: str) -> None:
    rng = np.random.default_rng(1)
    n = 200_000
    instruments = [skcore.load_instrument(name) for name in ("copsoq3-social-capital", "who-5")]
    columns = {}
    for one in instruments:
        for code in one.item_codes:
            words = [option.label["da"] for option in one.options_of(code)]
            said = rng.integers(0, len(words), n)
            columns[code] = np.array(words)[said] if written == "words" else said % 5 + 1
    table = pd.DataFrame(columns).assign(unit=rng.integers(0, 2000, n), role="employee")
    extra = {f"x{i}": rng.integers(0, 100, n) for i in range(40 - table.shape[1])}
    path = tmp_path / "answers.csv"
    pd.concat([table, pd.DataFrame(extra)], axis=1).to_csv(path, index=False)
    start = time.process_time()
    pd.read_csv(path)
    bare = time.process_time() - start
    numbers = None if written == "words" else "codes"
    start = time.process_time()
    problems = skcore.check_responses(path, instruments, numbers=numbers)
    took = time.process_time() - start
    times = f"{took / bare:.0f} times bare pandas.read_csv"
    print(f"\n{written} read and checked in {took:.1f} s CPU, {times}")
    assert (problems["severity"] == "note").all()
    assert took < 25 * bare
