"""A study whose export says when each answer came, beside the same study without."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import skcore

ROUNDS, LIMIT = 3, 1.3


def test_days_of_answering_cost_less_than_a_third_more() -> None:
    plain = skcore.load_study(Path(__file__).parents[1] / "data" / "sample" / "study.toml")
    first = plain.responses["wave"].map({wave.id: wave.start for wave in plain.waves})
    days = np.random.default_rng(1).integers(0, 18, len(first))
    answered = pd.to_datetime(first) + pd.to_timedelta(days, unit="D")
    told = replace(plain, responses=plain.responses.assign(answered=answered))
    took: dict[str, list[float]] = {"without": [], "with": []}
    for _ in range(ROUNDS):
        for name, study in (("without", plain), ("with", told)):
            start = time.process_time()
            skcore.release_study(study, earlier={})
            took[name].append(time.process_time() - start)
    without, more = (min(took[name]) for name in ("without", "with"))
    print(f"\nrelease_study {without:.1f} s CPU, with answered {more:.1f} s: {more / without:.2f}")
    assert more < LIMIT * without
