"""How long the door takes, as the organisation grows; run with ``pytest benchmarks``.

The plan without improvement stands beside the improved one. No other Python library answers the
same question, so there is no peer to measure.

A Danish region is 2,200 units with 40,000 staff in a tree of four levels, by role: planning with
improvement should stay under 6 s and judging under 2 s on two cores, 10,000 units under 30 s.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from skcore.disclosure.audit import audit_release
from skcore.disclosure.plan import plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy

ROLES = [("role",), ("area", "role"), ("department", "role"), ("unit", "role")]
CUTS = {
    "roles": ROLES,
    "roles and occupations": [*ROLES, ("role", "occupation")],
    "all staff beside roles": [*ROLES, (), ("area",), ("department",), ("unit",)],
}


def organisation(units: int, occupations: int) -> pd.DataFrame:
    """Right-skewed unit sizes of 18 on average, six units to a department, sixty to an area."""
    rng = np.random.default_rng(0)
    rows = []
    for unit in range(units):
        classes = (f"a{unit // 60:03}", f"d{unit // 6:04}", f"u{unit:05}")
        staff = int(rng.negative_binomial(3, 0.15)) + 1
        split = rng.multinomial(staff, rng.dirichlet(np.full(occupations, 0.6)))
        rows += [(*classes, "employee", f"o{i}", int(k)) for i, k in enumerate(split) if k]
        rows.append((*classes, "leader", f"o{rng.integers(occupations)}", 1))
    names = ["area", "department", "unit", "role", "occupation", "n"]
    return pd.DataFrame(rows, columns=names)


def planned(counts: pd.DataFrame, name: str, improve: bool) -> ReleasePlan:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return plan_release(counts, cuts=CUTS[name], policy=DisclosurePolicy(), improve=improve)


def counts_for(units: int, name: str) -> pd.DataFrame:
    return organisation(units, 6 if "occupations" in name else 1)


@pytest.mark.parametrize("name", CUTS)
@pytest.mark.parametrize("units", [100, 1000, 2200, 10_000])
@pytest.mark.parametrize("improve", [False, True], ids=["first", "improved"])
def test_planning(benchmark: object, units: int, name: str, improve: bool) -> None:
    if units > 2200 and name != "roles":
        pytest.skip("10,000 units are measured with the usual cuts")
    counts = counts_for(units, name)
    plan = benchmark.pedantic(planned, args=(counts, name, improve), rounds=1)  # type: ignore[attr-defined]
    benchmark.extra_info.update(  # type: ignore[attr-defined]
        staff=int(counts["n"].sum()), withheld=plan.withheld, bound=plan.lower_bound
    )
    assert plan.withheld >= plan.lower_bound


@pytest.mark.parametrize("name", CUTS)
@pytest.mark.parametrize("units", [100, 1000, 2200, 10_000])
def test_judging(benchmark: object, units: int, name: str) -> None:
    if units > 2200 and name != "roles":
        pytest.skip("10,000 units are measured with the usual cuts")
    plan = planned(counts_for(units, name), name, improve=False)
    found = benchmark.pedantic(audit_release, args=(plan,), rounds=1)  # type: ignore[attr-defined]
    assert found.empty
