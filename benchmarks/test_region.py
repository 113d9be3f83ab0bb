"""A region's study from answers to everything that is shown; run with ``pytest benchmarks``.

2,200 workplaces, two surveys, 38,000 answers. Goals on two cores: what values give away is part of
the plan and takes less than 20 s with it, everything under 60 s and 1.5 GB.
"""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

import skcore
from skcore.release.plans import people_of, plan_study


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> skcore.Study:
    folder: Path = tmp_path_factory.mktemp("region")
    skcore.write_study(
        skcore.simulate_study(units=2200, seed=8, median_size=9, intervention_units=5), folder
    )
    return skcore.load_study(folder / "study.toml")


def test_plan_with_ranges(benchmark: object, region: skcore.Study) -> None:
    people = people_of(region)
    plans = benchmark.pedantic(plan_study, args=(region, people), rounds=1)  # type: ignore[attr-defined]
    assert not plans.means["copsoq3-social-capital"].cut_short


def test_everything(benchmark: object, region: skcore.Study) -> None:
    release = benchmark.pedantic(  # type: ignore[attr-defined]
        skcore.release_study, args=(region,), kwargs={"earlier": {}}, rounds=1
    )
    assert len(release.levels["copsoq3-social-capital"]) > 10_000
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    assert gigabytes < 1.5
