"""Each rule in turn: with it nobody is found, without it a fixed case gives somebody away.

The primary and the complementary rule, signed finds, variables, items and earlier decks have
their cases in test_disclosure_plan.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from attacker import attack, attack_by_rank, shown_rows
from scipy.optimize import brentq, linprog

from skcore.disclosure import figure_kinds
from skcore.disclosure.audit import audit_release
from skcore.disclosure.door import protect
from skcore.disclosure.memory.ledger import earlier_releases, read_ledger, record_release
from skcore.disclosure.plan import plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.errors import DisclosureError

POLICY = DisclosurePolicy()
STEPS = (0, 25, 50, 75, 100)


def persons(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.loc[counts.index.repeat(counts["n"])].reset_index(drop=True)


def found_in(rows: np.ndarray, minimum: int = 5) -> bool:
    exposed = attack(rows, minimum) is not None
    assert exposed == attack_by_rank(rows, minimum)
    return exposed


def answers_that_fit(n: int, fits: Callable[[np.ndarray], bool]) -> list[tuple[int, ...]]:
    """Every way in which n people can have answered one item that agrees with what is shown."""
    ways = itertools.combinations_with_replacement(STEPS, n)
    return [way for way in ways if fits(np.array(way, dtype=float))]


def shown_mean(answers: Iterable[float], **columns: float) -> pd.DataFrame:
    values = np.array(list(answers), dtype=float)
    counts = pd.DataFrame({"unit": ["A"], "n": [len(values)]})
    plan = plan_release(counts, cuts=[("unit",)], policy=POLICY)
    return protect(counts.assign(mean=values.mean(), **columns), plan).table


# --- who is behind the figures


def test_a_late_answer() -> None:
    """12 answers, then 13: planned apart, the thirteenth is the difference of two sums."""
    before = pd.DataFrame({"unit": ["A", "B"], "n": [12, 9]})
    after = pd.DataFrame({"unit": ["A", "B"], "n": [13, 9]})
    people = persons(after)
    late = np.zeros(len(people), dtype=bool)
    late[12] = True
    first = plan_release(before, cuts=[("unit",)], policy=POLICY)
    known = shown_rows(people, first.groups, ["unit"]) * ~late

    def together(second: ReleasePlan) -> np.ndarray:
        return np.vstack([known, shown_rows(people, second.groups, ["unit"])])

    assert found_in(together(plan_release(after, cuts=[("unit",)], policy=POLICY)))
    jointly = plan_release(after, cuts=[("unit",)], policy=POLICY, earlier=[first])
    assert not found_in(together(jointly))


def test_a_distribution_inside_the_plan_of_means() -> None:
    """Distributions tell means: planned apart, they show what the means leave out."""
    counts = pd.DataFrame({"dep": ["D", "D", "E"], "unit": ["u1", "u2", "E"], "n": [12, 14, 3]})
    cuts = [(), ("dep",), ("unit",)]
    people = persons(counts)
    means = plan_release(counts, cuts=cuts, policy=POLICY, weights={(): 9})
    other = {"dep": 9, "unit": 9}
    apart = plan_release(counts, cuts=cuts, policy=POLICY, kind="distribution", weights=other)
    inside = plan_release(
        counts, cuts=cuts, policy=POLICY, kind="distribution", weights=other, within=means
    )

    def together(plan: ReleasePlan) -> np.ndarray:
        return np.vstack([shown_rows(people, p.groups, ["dep", "unit"]) for p in (means, plan)])

    assert found_in(together(apart))
    assert not found_in(together(inside))


def test_columns_that_follow_from_others_do_not_make_other_people(tmp_path: Path) -> None:
    """Units merged after the first deck: the same people, though the union's name is new."""
    first_deck = pd.DataFrame(
        {"unit": ["u1", "u2", "u3"], "union": ["u1", "u2", "u3"], "n": [9, 8, 3]}
    )
    later = first_deck.assign(union=["u1", "u2 + u3", "u2 + u3"])
    path = tmp_path / "releases.json"
    first = plan_release(first_deck, cuts=[("unit",)], policy=POLICY, follows=["union"])
    record_release(path, first, label="1", fingerprints={"w": "aa"})
    known = earlier_releases(read_ledger(path), fingerprints={"w": "aa"})
    people = persons(later)

    def together(plan: ReleasePlan) -> np.ndarray:
        both = [shown_rows(people, first.groups, ["unit"])]
        return np.vstack([*both, shown_rows(people, plan.groups, ["union"])])

    options = {"cuts": [("union",)], "policy": POLICY, "earlier": known}
    assert found_in(together(plan_release(later, cuts=[("union",)], policy=POLICY)))
    # not told that the union's name follows, the plan sees people move, and refuses
    with pytest.raises(DisclosureError, match="who moved"):
        plan_release(later, **options)
    joint = plan_release(later, **options, follows=["union"])
    assert not found_in(together(joint))
    assert audit_release(joint).empty
    assert joint.groups.set_index("union")["hidden"].to_dict() == {"u1": False, "u2 + u3": True}


def test_those_who_answered_both_times() -> None:
    """Paired change beside each survey: the three who answered once are the difference."""
    counts = pd.DataFrame(
        {"wave": ["1", "1", "2", "2"], "panel": ["both", "once"] * 2, "n": [20, 3, 20, 6]}
    )
    cuts = [("wave",), ("wave", ("panel", "both"))]
    people = persons(counts)
    # the pair's rows are shown as well where change is told of them without being planned
    apart = plan_release(counts, cuts=cuts[:1], policy=POLICY)
    pairs = np.array([(people["panel"] == "both") & (people["wave"] == w) for w in "12"], float)
    assert found_in(np.vstack([shown_rows(people, apart.groups, ["wave"]), pairs]))
    plan = plan_release(counts, cuts=cuts, policy=POLICY)
    assert not found_in(shown_rows(people, plan.groups, ["wave", "panel"]))
    panel = plan.groups[plan.groups["cut"] == "wave × panel = both"]
    assert panel.set_index("wave")["hidden"].to_dict() == {"1": True, "2": False}


def test_a_difference_beside_one_side() -> None:
    """Employees shown, the leader not: the gap would be the leader's mean."""
    counts = pd.DataFrame({"unit": ["A", "A"], "role": ["employee", "leader"], "n": [9, 1]})
    plan = plan_release(counts, cuts=[("unit", "role")], policy=POLICY)
    means = protect(counts.assign(mean=[62.0, 37.0]), plan).table
    gap = pd.DataFrame({"unit": ["A"], "difference": [-25.0]})
    leader = means["mean"].iloc[0] + gap["difference"].iloc[0]
    assert leader == 37
    sides = [{"role": "employee"}, {"role": "leader"}]
    assert protect(gap, plan, sides=sides).table["difference"].isna().all()


def test_a_missing_class() -> None:
    """A unit that a groupby forgets is the difference between the total and the rest."""
    counts = pd.DataFrame({"unit": ["A", "B", None], "n": [9, 8, 3]})
    people = persons(counts)
    rows = np.array([np.ones(len(people)), *((people["unit"] == u) for u in "AB")], dtype=float)
    assert found_in(rows)
    with pytest.raises(Exception, match="rows without a class"):
        plan_release(counts, cuts=[(), ("unit",)], policy=POLICY)


# --- what the figures tell of those behind them


ANSWERS = np.array([100.0, 100, 50, 0, 0])


def test_an_interval_from_the_groups_own_spread() -> None:
    """Mean, spread and number of one item leave one way in which five people can have answered."""
    sd = ANSWERS.std(ddof=1)
    mean_only = answers_that_fit(5, lambda a: a.mean() == ANSWERS.mean())
    own = [way for way in mean_only if abs(np.std(way, ddof=1) - sd) < 0.5]
    assert len(own) == 1
    assert len(mean_only) > 5
    half = 2.776 * sd / np.sqrt(5)
    table = {"conf_low": ANSWERS.mean() - half, "conf_high": ANSWERS.mean() + half}
    with pytest.raises(DisclosureError, match="needs more people than a mean"):
        shown_mean(ANSWERS, **table)


def test_spread_and_share_beside_a_mean() -> None:
    """With ten answers a mean leaves many ways, a spread few, a share beside it one."""
    answers = np.array([100.0] * 3 + [75] * 2 + [50] * 2 + [25] + [0] * 2)
    share = (answers >= 75).mean()
    mean = answers_that_fit(10, lambda a: round(a.mean()) == round(answers.mean()))
    spread = [w for w in mean if round(np.std(w, ddof=1)) == round(answers.std(ddof=1))]
    both = [w for w in spread if round(np.mean(np.array(w) >= 75), 2) == round(share, 2)]
    assert 1 == len(both) < len(spread) < len(mean) / 10
    counts = pd.DataFrame({"unit": ["A"], "n": [10]})
    plan = plan_release(counts, cuts=[("unit",)], policy=POLICY)
    table = counts.assign(mean=answers.mean(), sd=answers.std(ddof=1))
    protect(table, plan, kind="distribution")
    with pytest.raises(DisclosureError, match="gives the whole distribution away"):
        protect(table.assign(share=100 * share), plan, kind="distribution")


@pytest.mark.parametrize("answers", [[100] * 9 + [75], [100] * 6, [0] * 5 + [25]])
def test_floor_and_ceiling(answers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mean of 97.5 of ten is nine who answered 100 and one who answered 75."""
    n = len(answers)

    def fitting() -> list[tuple[int, ...]]:
        row = shown_mean(answers).iloc[0]
        word, value = row.get("bounded", ""), row["mean"]
        ends = {"above": lambda a: a.mean() > 95, "below": lambda a: a.mean() < 5}
        return answers_that_fit(n, ends.get(word, lambda a: abs(a.mean() - value) <= 0.5))

    # of those who answered at the end of the scale nobody can be told from the ways that fit
    assert len(fitting()) >= 2
    monkeypatch.setattr("skcore.disclosure.door.bound", lambda table, *_: table)
    assert len(fitting()) == 1


def test_a_difference_from_a_mean_that_is_only_said_to_be_over_95() -> None:
    """Held at the end before the difference is taken, else the two add up to the mean."""
    from skcore.release.survey import held_sides

    table = pd.DataFrame({"employee": [70.0], "leader": [98.0], "estimate": [28.0], "half": [8.0]})
    assert table["employee"].iloc[0] + table["estimate"].iloc[0] == 98
    held = held_sides(table, ["employee", "leader"], POLICY).iloc[0]
    assert held["leader"] == 95
    assert held[["estimate", "conf_low", "conf_high"]].isna().all()
    inside = held_sides(table.assign(leader=80.0), ["employee", "leader"], POLICY).iloc[0]
    assert inside["employee"] + inside["estimate"] == inside["leader"] == 80


def test_extreme_means_beside_a_hidden_one() -> None:
    """Department 99.4, its unit of twenty 99.9: the other eight lie above 96, four by four."""
    counts = pd.DataFrame({"dep": ["D"] * 3, "unit": ["u1", "u2", "u3"], "n": [20, 4, 4]})
    plan = plan_release(counts, cuts=[("dep",), ("unit",)], policy=POLICY)
    table = pd.DataFrame({"dep": ["D", None], "unit": [None, "u1"], "n": [28, 20]})
    table["mean"] = [99.4, 99.9]
    size, inside = counts["n"].to_numpy(), np.array([[1, 1, 1], [1, 0, 0]])

    def width(told: pd.DataFrame) -> float:
        """How closely the mean of u3 is known by whoever knows the shown means."""
        known = ~told["hidden"].to_numpy(dtype=bool)
        sums = (inside @ size * table["mean"].to_numpy())[known]
        ends = [
            sign
            * linprog([0, 0, sign], A_eq=(inside * size)[known], b_eq=sums, bounds=(0, 100)).fun
            for sign in (1, -1)
        ]
        return float(ends[1] - ends[0])

    assert width(protect(table, plan, narrowest=0).table) < 5
    assert width(protect(table, plan).table) >= 10


def test_a_line_over_exactly_the_shown_units() -> None:
    """26 points and a line fitted on 27: slope and level give the hidden point away."""
    rng = np.random.default_rng(4)
    x = rng.uniform(45, 80, 27)
    y = 20 - 0.1 * x + rng.normal(0, 2, 27)
    slope, level = np.polyfit(x, y, 1)

    def gap(hidden_x: float) -> float:
        # the line runs through the mean point, so each x has one y that keeps the level
        hidden_y = 27 * (level + slope * (x[:26].sum() + hidden_x) / 27) - y[:26].sum()
        again = np.polyfit(np.append(x[:26], hidden_x), np.append(y[:26], hidden_y), 1)
        return float(again[0] - slope)

    grid = np.linspace(40, 85, 400)
    signs = [(a, b) for a, b in itertools.pairwise(grid) if gap(a) * gap(b) < 0]
    roots = [brentq(gap, a, b) for a, b in signs]
    assert min(abs(root - x[26]) for root in roots) < 1e-6
    counts = pd.DataFrame({"unit": [f"u{i:02}" for i in range(27)], "n": [9] * 26 + [4]})
    plan = plan_release(counts, cuts=[("unit",)], policy=POLICY)
    line = pd.DataFrame({"term": ["points"], "estimate": [slope]})
    with pytest.raises(DisclosureError, match="1 of the 27 groups behind this model are not shown"):
        protect(line, plan, kind="model", over=counts[["unit"]])


def test_a_spread_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No spread at a mean of 75: all ten answered 75."""
    counts = pd.DataFrame({"unit": ["A"], "n": [10], "mean": [75.0], "sd": [0.0]})
    plan = plan_release(counts[["unit", "n"]], cuts=[("unit",)], policy=POLICY)

    def fitting() -> int:
        sd = protect(counts, plan, kind="distribution").table["sd"].iloc[0]
        told = pd.notna(sd)
        return len(answers_that_fit(10, lambda a: a.mean() == 75 and (not told or a.std() == sd)))

    assert fitting() > 1
    monkeypatch.setattr(figure_kinds, "_SPREAD", ())
    assert fitting() == 1


def test_the_figure_of_one_person_and_the_single_answer() -> None:
    """The lowest answer is somebody's answer, also where fifty have answered."""
    counts = pd.DataFrame({"unit": ["A"], "n": [50]})
    plan = plan_release(counts, cuts=[("unit",)], policy=POLICY)
    for name in ("min", "max", "median", "mode"):
        with pytest.raises(DisclosureError, match="may be one person's answer"):
            protect(counts.assign(**{name: 0.0}), plan, kind="distribution")


def test_figures_over_other_respondents_than_were_planned() -> None:
    """Two scales of which the leader skipped one, planned as if all had answered both."""
    counts = pd.DataFrame({"unit": ["A", "B"], "n": [9, 8]})
    plan = plan_release(counts, cuts=[("unit",)], policy=POLICY)
    means = counts.assign(n=[8, 8], mean=[60.0, 61.0])
    first, second = np.ones((1, 9)), np.array([[1.0] * 8 + [0]])
    assert found_in(np.vstack([first, second]))
    with pytest.raises(DisclosureError, match="other numbers of people than the plan"):
        protect(means, plan)
