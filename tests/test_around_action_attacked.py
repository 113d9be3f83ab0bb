"""Sick leave around an action, and the dots of chance: nobody's leave or leader is told by them."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from artefacts import CIRCLE, SVG, TEXT, TOLERANCE
from random_small import organisation, units
from scipy.optimize import linprog
from small_study import study_file

import skcore
from skcore.association.sensitivity_table import sensitivity
from skcore.decks.other_results import outcome_slides
from skcore.disclosure import DisclosurePolicy
from skcore.disclosure.memory.entries import as_entry
from skcore.disclosure.memory.ledger import Ledger
from skcore.disclosure.rounding import round_half_away
from skcore.errors import DisclosureError
from skcore.reading.study_settings import NetworkDeck
from skcore.release.action_absence import AROUND, absence_around
from skcore.release.dots import as_dots, dots_apart, steps_of_dots
from skcore.release.held_to_promise import shown_changes
from skcore.release.participants import participants
from skcore.release.plans import people_of
from skcore.release.relations import scale_relations
from skcore.release.remembered import check_register, register_plans, register_prints
from skcore.release.workplaces import in_steps_of_few, primary_code, relate, shown_workplaces

Change = Callable[[pd.DataFrame], pd.DataFrame]


def around(study: skcore.Study, release: Any, change: Change = lambda t: t, **more: Any) -> Any:
    """The figures around the action with another register behind them."""
    table = change(study.absence.copy())
    own = dataclasses.replace(study, absence=table)
    return absence_around(own, release.absence, more.pop("action", release.action), **more)


def few_in(
    sides: set[float], months: tuple[str, str], *, drop: tuple[str, ...], release: Any
) -> Change:
    """One person alone is ill on these sides in these months."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        told = table["month"].between(*map(pd.Timestamp, months))
        told &= table["unit"].map(release.action.sides).isin(sides)
        counts = [c for c in ("spells", "persons_absent") if c in table]
        table.loc[told, counts] = 0
        first = table.index[told & (table["cause"] == "own_sickness")][0]
        table.loc[first, counts] = 1
        return table.drop(columns=list(drop))

    return change


@pytest.mark.parametrize("drop", [(), ("spells",), ("persons_absent",)])
def test_a_period_in_which_one_was_ill_is_not_told(
    sample_study: skcore.Study, sample_release: Any, drop: tuple[str, ...]
) -> None:
    """By people where they are counted, else by spells: days alone are somebody's too."""
    whole = around(sample_study, sample_release, lambda t: t.drop(columns=list(drop)))
    assert 3 in set(whole.periods.table["months_after"])
    assert whole.outcome == ("absence_days" if "spells" in drop else "spells")
    change = few_in({1.0}, ("2025-11-01", "2026-01-01"), drop=drop, release=sample_release)
    told = around(sample_study, sample_release, change)
    kept = set(told.periods.table["months_after"])
    assert kept == set(whole.periods.table["months_after"]) - {3}


def test_without_the_rule_for_periods_the_days_of_one_are_told_apart(
    sample_study: skcore.Study, sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who alone was ill on a side was away for ten days, or sixty: figures of days say which."""
    months = ("2025-11-01", "2026-01-01")
    few = few_in({1.0}, months, drop=("spells",), release=sample_release)

    def told(days: float) -> list[Any]:
        def change(table: pd.DataFrame) -> pd.DataFrame:
            table = few(table)
            own = table["month"].between(*map(pd.Timestamp, months))
            own &= table["unit"].map(sample_release.action.sides).eq(1.0)
            own &= table["cause"] == "own_sickness"
            table["absence_days"] = table["absence_days"].mask(own, 0.0)
            table.loc[table.index[own][0], "absence_days"] = days
            return table

        found = around(sample_study, sample_release, change)
        assert found.outcome == "absence_days"
        rows = found.periods.table
        return rows.loc[rows["months_after"] == 3, "estimate"].tolist()

    assert told(10.0) == told(60.0) == []
    monkeypatch.setattr(
        "skcore.release.action_absence.few_absent_told",
        lambda table: pd.Series(float("inf"), index=table.index),
    )
    assert len(told(10.0)) == 1
    assert told(10.0) < told(60.0)


def test_where_the_period_compared_with_is_that_of_one_nothing_is_told(
    sample_study: skcore.Study, sample_release: Any
) -> None:
    change = few_in({0.0}, ("2025-05-01", "2025-07-01"), drop=(), release=sample_release)
    assert around(sample_study, sample_release, change) is None


# --- what was shown before


def shown_before(study: skcore.Study, release: Any) -> Any:
    return register_plans(study, release)[AROUND].as_earlier("first")


def test_one_workplace_more_is_not_told_by_the_difference_of_two_means(
    sample_study: skcore.Study, sample_release: Any
) -> None:
    first = shown_before(sample_study, sample_release)
    assert around(sample_study, sample_release, earlier=(first,)) is not None
    action = sample_release.action
    started = {u: day for u, day in action.starts.items() if action.sides.get(u) == 1}
    one = next(u for u, side in action.sides.items() if side == 0)
    day = next(iter(started.values()))
    grown = dataclasses.replace(
        action, sides={**action.sides, one: 1.0}, starts={**action.starts, one: day}
    )
    assert around(sample_study, sample_release, action=grown) is not None
    assert around(sample_study, sample_release, action=grown, earlier=(first,)) is None
    less = dataclasses.replace(
        sample_release.absence, rates=_without_one(sample_release.absence.rates)
    )
    assert absence_around(sample_study, less, action, (first,)) is None


def _without_one(rates: Any) -> Any:
    class Fewer:
        table = rates.table.iloc[1:]
        plan = rates.plan

    return Fewer()


def test_another_action_may_be_told_beside_the_first(
    sample_study: skcore.Study, sample_release: Any
) -> None:
    first = shown_before(sample_study, sample_release)
    action = sample_release.action
    later = {unit: pd.Timestamp("2025-10-01").date() for unit in action.starts}
    other = dataclasses.replace(action, starts=later)
    assert around(sample_study, sample_release, action=other, earlier=(first,)) is not None


def test_another_action_of_one_workplace_more_does_not_tell_that_one_beside_the_first(
    sample_study: skcore.Study, sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its periods are the first's, three months later: the same months of the same workplaces."""
    first = shown_before(sample_study, sample_release)
    action = sample_release.action
    one = next(u for u in sample_release.absence.rates.table["unit"] if not action.sides[u])
    later = dict.fromkeys([*action.starts, one], pd.Timestamp("2025-11-01").date())
    other = dataclasses.replace(action, starts=later, sides={**action.sides, one: 1.0})
    assert around(sample_study, sample_release, action=other, earlier=(first,)) is None
    monkeypatch.setattr("skcore.release.action_absence._few_apart", lambda *_: False)
    told = around(sample_study, sample_release, action=other, earlier=(first,)).members
    known = pd.DataFrame([group for _, group in first.shown])
    sides = ({*t.loc[~t["wave"].str.startswith("others"), "unit"]} for t in (told, known))
    assert set.symmetric_difference(*sides) == {one}


def test_a_month_of_one_workplace_is_kept_as_it_was(
    sample_study: skcore.Study, sample_release: Any
) -> None:
    plan = register_plans(sample_study, sample_release)[AROUND]
    first = plan.as_earlier("first")
    prints = register_prints(sample_study, AROUND, first)
    assert len(prints) == 2
    assert all(len(text) == 64 for text in prints.values())
    entry = as_entry(plan, "first", prints, 1, {})
    assert {cell[-1] for cell in entry["cells"]} == {10}  # no count of anybody
    ledger = Ledger(Path("x"), (entry,))
    check_register(sample_study, AROUND, ledger)
    table = sample_study.absence.copy()
    unit = str(plan.groups["unit"].iloc[0])
    row = table.index[
        (table["unit"] == unit)
        & (table["month"] == "2024-09-01")
        & (table["cause"] == "own_sickness")
    ][0]
    table.loc[row, "spells"] += 1
    with pytest.raises(DisclosureError, match="absence"):
        check_register(dataclasses.replace(sample_study, absence=table), AROUND, ledger)
    later = sample_study.absence[sample_study.absence["month"] >= "2025-01-01"]
    check_register(dataclasses.replace(sample_study, absence=later), AROUND, ledger)


# --- dots of workplaces never stand for trust in whoever leads one


@pytest.mark.parametrize(("of_leaders", "leading"), [("A", "B"), ("", "A"), ("ABC", "")])
def test_workplaces_are_no_dots_by_a_theme_that_points_at_their_leader(
    tmp_path: Path, of_leaders: str, leading: str
) -> None:
    path = study_file(tmp_path, organisation(3), units=units())
    file = tmp_path / "one.toml"
    text = file.read_text(encoding="utf-8")
    for code in of_leaders:
        start = f'[[scales]]\ncode = "{code}"\n'
        assert start in text
        text = text.replace(start, f"{start}about_management = true\n")
    file.write_text(text, encoding="utf-8")
    study = skcore.load_study(path)
    release = skcore.release_study(study, earlier={})
    places = shown_workplaces(study, people_of(study), release.plans, "2025")
    told = set(places.means["points"])
    assert (primary_code(study), bool(told)) == (leading or "A", leading != "")


def dots_and_lines(release: Any) -> tuple[set[float], set[float]]:
    """Social capital of unnamed workplaces on every slide, and where the lines through them end."""
    chance = skcore.chance_slide(release)
    slides = [skcore.absence_slide(release), *outcome_slides(release), chance]
    tables = [slide.figure.table for slide in slides]
    dots = {x for table in tables for x in table["x"]} | set(chance.figure.table["y"])
    lines = [slide.figure.options.get("line", ()) for slide in slides]
    return dots, {end for line in lines if line for end in (line[0]["x"], line[-1]["x"])}


def test_a_dot_and_a_poster_leave_the_trust_in_a_leader_open(
    sample_study: skcore.Study, sample_release: Any
) -> None:
    """A workplace far from all others is known among dots; its other two themes are exhibited."""
    facts = sample_release.facts
    whole = facts.primary.scale("SC")
    shown = sample_release.levels[facts.primary.id].table.query("cut == 'wave × unit × role'")
    wide = shown.pivot_table("estimate", index=["wave", "unit", "role"], columns="variable")
    wide = wide[wide[[*whole.scales, "SC"]].notna().all(axis=1)]
    assert (3 * wide["SC"] - wide["TE"] - wide["JU"] - wide["TM"]).abs().max() <= 4  # it follows
    dots, ends = dots_and_lines(sample_release)
    step = min(b - a for a, b in pairwise(sorted(dots | ends)))
    # each of the others is told within half a point up and down
    assert len(whole.scales) * step + 2 >= 10
    assert "afrundet til 3 point" in skcore.absence_slide(sample_release).footnote
    deck = dataclasses.replace(facts.network_deck, named_management=True)
    study = dataclasses.replace(sample_study, network_deck=deck)
    plan = sample_release.plans.means[facts.primary.id]
    steps = steps_of_dots(study, people_of(study), plan)
    agreed = dataclasses.replace(
        sample_release,
        facts=dataclasses.replace(facts, network_deck=deck),
        plans=dataclasses.replace(sample_release.plans, steps=steps),
    )
    dots, _ = dots_and_lines(agreed)
    assert min(b - a for a, b in pairwise(sorted(dots))) == 1
    assert "afrundet til" not in skcore.absence_slide(agreed).footnote


@pytest.mark.parametrize(
    ("of", "leaders", "step"),
    [("scales", 1, 5), ("scales", 0, 1), ("items", 1, 3), ("items", 2, 7)],
)
def test_how_far_dots_lie_apart_follows_from_the_leaders_part_of_the_whole(
    of: str, leaders: int, step: int
) -> None:
    """Of two themes; in items the first has one of three. Open by ten points, never by less."""
    own = skcore.load_instrument("copsoq3-social-capital")
    items = own.scales[0].items
    parts = [
        dataclasses.replace(own.scales[0], code=code, items=items[:n], about_management=led)
        for code, n, led in (("A", 1, leaders == 1), ("B", 2, leaders == 2))
    ]
    whole = dataclasses.replace(own.composites[0], scales=("A", "B"), of=of)
    own = dataclasses.replace(own, scales=tuple(parts), composites=(whole,))
    assert dots_apart(own, NetworkDeck()) == step
    assert dots_apart(own, NetworkDeck(named_management=True)) == 1
    share = {"scales": 0.5, "items": leaders / 3}[of]
    eight = skcore.load_instrument("kouvonen-8")
    assert dots_apart(eight, NetworkDeck(), "K8", [{*eight.scale("KL").items}]) == 4  # three of it
    assert not leaders or (step + 1 - share) / share >= 10 > (step - share) / share


def test_what_only_points_at_leaders_is_no_contrast_of_an_action_and_no_dot(
    sample_study: skcore.Study, sample_release: Any
) -> None:
    """Of two surveys that have trust in management in common, and nothing else."""
    people = people_of(sample_study)
    others = [i for i in sample_study.instruments[0].item_codes if not i.startswith("TM")]
    people.loc[people["wave"] == "2026", others] = float("nan")
    found = participants(sample_study, people, sample_release.plans)
    assert (found.missing, found.on.scales) == ("management", ("TM",))
    assert skcore.chance_slide(sample_release) is not None
    row = sample_release.participants.table.assign(variable="TM")
    of_leaders = dataclasses.replace(sample_release, participants=SimpleNamespace(table=row))
    assert skcore.chance_slide(of_leaders) is None


def test_without_the_rule_for_leaders_a_dot_of_chance_is_that_of_one(
    sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dot at the two numbers of a workplace's own deck is trust in whoever leads it."""
    row = sample_release.participants.table.assign(variable="TM")
    release = dataclasses.replace(sample_release, participants=SimpleNamespace(table=row))
    told = sample_release.unit_changes.table
    own = told[~told["hidden"] & (told["variable"] == "TM")].set_index("comparison")

    def leaders() -> list[str]:
        slide = skcore.chance_slide(release)
        dots = set() if slide is None else {(r.x, r.y) for r in slide.figure.table.itertuples()}
        pairs = pd.Series([(r.before, r.after) for r in own.itertuples()], index=own.index)
        alone = pairs[~pairs.duplicated(keep=False)]
        return [unit for unit, pair in alone.items() if pair in dots]

    assert leaders() == []
    monkeypatch.setattr("skcore.release.facts.StudyFacts.is_for_workplaces", lambda *_, **__: True)
    assert len(leaders()) > 5


def _to_3(points: float) -> float:
    """As dots tell whole points: no tie, since three is odd."""
    return 3.0 * round(points / 3)


def test_the_dots_of_chance_are_the_shown_workplaces_own_whole_points(sample_release: Any) -> None:
    """Both columns of every dot are told of that workplace; none is of one that is not shown."""
    chart = skcore.chance_slide(sample_release).figure
    told = sample_release.unit_changes.table
    told = told[~told["hidden"] & (told["variable"] == "SC")]
    pairs = {(_to_3(row.before), _to_3(row.after)) for row in told.itertuples()}
    assert {(row.x, row.y) for row in chart.table.itertuples()} <= pairs
    assert (chart.table % 1 == 0).all(axis=None)
    line = pd.DataFrame(chart.options["line"])
    assert (line["x"] % 1 == 0).all()
    assert (line["estimate"] == line["estimate"].round(1)).all()


def test_the_dots_of_chance_stand_at_whole_points_in_both_directions(sample_release: Any) -> None:
    """Measured in the page: no dot lies finer than the two numbers told of a workplace, nor in
    the order of the workplaces."""
    (svg,) = SVG.findall(skcore.chance_slide(sample_release)._repr_mimebundle_()["text/html"])
    dots = [(float(x), float(y)) for x, y in CIRCLE.findall(svg)]
    words = TEXT.findall(svg)
    across = sorted((int(t), float(x)) for x, _, look, t in words if t.isdigit() and "mid" in look)
    upward = sorted((int(t), float(y)) for _, y, look, t in words if t.isdigit() and "end" in look)
    for axis, places in ((across, [x for x, _ in dots]), (upward, [y for _, y in dots])):
        (low, start), *_, (high, end) = axis
        apart = [(place - places[0]) / ((end - start) / (high - low)) for place in places]
        assert len(set(apart)) > 5
        assert all(abs(points - round(points)) < TOLERANCE for points in apart)
    assert dots == sorted(dots, key=lambda dot: (dot[0], -dot[1]))


# --- sums of few workplaces tell nothing beside their dots


def inside_their_steps(people: pd.DataFrame, units: set[str], step: int) -> pd.DataFrame:
    """The answers of other people, whose workplaces have the same dots: each on the other side."""
    moved = people.copy()
    own = moved["unit"].isin(units) & (moved["role"] == "employee")
    groups = moved[own].groupby(["wave", "unit"])["SC"]
    mean = groups.transform("mean")
    whole = (mean + 0.5) // 1
    dot = step * ((whole / step + 0.5) // 1)
    moved.loc[own, "SC"] += 1.8 * (dot - mean).clip(-0.8, 0.8)
    return moved


def told_of(contrast: Any) -> str:
    tables = [contrast.tables.checks, contrast.tables.power, contrast.tables.chance]
    told = [contrast.row, *tables, contrast.tables.line]
    return "\n".join(t.table.to_csv() for t in told if t is not None)


def few_sides(study: skcore.Study, people: pd.DataFrame, plans: Any) -> tuple[Any, Any]:
    """The contrast of four workplaces, and that of a twin with the same dots."""
    chosen = [*study.units.loc[study.units["intervention"], "unit"]][:4]
    marked = study.units.assign(intervention=study.units["unit"].isin(chosen))
    few = dataclasses.replace(study, units=marked)
    twins = (people, inside_their_steps(people, set(chosen), 3))
    first, second = (participants(few, own, plans) for own in twins)
    assert first.row.table["n_treated"].item() == 4
    return first, second


def test_the_sides_of_an_action_of_few_tell_nothing_beside_the_dots(
    sample_study: skcore.Study, sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = people_of(sample_study)
    first, second = few_sides(sample_study, people, sample_release.plans)
    assert told_of(first) == told_of(second)
    note = "Regnet af tal afrundet til 3 point"
    few = dataclasses.replace(sample_release, participants=first.row, action=first.tables)
    assert note in skcore.actions_slide(few).footnote
    assert note in skcore.chance_slide(few).footnote
    assert note in skcore.actions_slide(sample_release).footnote  # six take part
    module = importlib.import_module("skcore.release.participants")  # not the function of its name
    monkeypatch.setattr(module, "step_of_few", lambda *_: 1)
    first, second = few_sides(sample_study, people, sample_release.plans)
    assert told_of(first) != told_of(second)


def test_a_correlation_over_few_workplaces_is_that_of_their_dots(
    sample_study: skcore.Study, sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a list of sick leave anybody's sizes of a line would be equations in the means."""
    people, plans = people_of(sample_study), sample_release.plans

    def told(own: pd.DataFrame) -> str:
        places = shown_workplaces(sample_study, own, plans, "2026")
        units = places.means.head(9).assign(absence_days=range(90, 180, 10), fte_years=10.0)
        more = {"outcome": "absence_days", "exposure": "fte_years"}
        model = relate(sample_study, places, units, **more).model
        ways = sensitivity(in_steps_of_few(sample_study, places, units), predictor="points", **more)
        return model.table.to_csv() + ways.round(2).to_csv()

    twin = inside_their_steps(people, set(people["unit"]), 3)
    assert told(people) == told(twin)
    monkeypatch.setattr("skcore.release.workplaces.step_of_few", lambda *_: 1)
    assert told(people) != told(twin)


def test_wellbeing_beside_few_workplaces_is_that_of_their_dots(
    sample_study: skcore.Study, sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, plans = people_of(sample_study), sample_release.plans

    def told(own: pd.DataFrame) -> str:
        few = own[own["unit"].isin(sorted(people["unit"].unique())[:9])]
        (table,) = (r.table for r in scale_relations(sample_study, few, plans).values())
        return str(table.set_index("level").loc["between"].to_csv())

    twin = inside_their_steps(people, set(people["unit"]), 3)
    assert told(people) == told(twin)
    monkeypatch.setattr("skcore.release.relations.step_of_few", lambda *_: 1)
    assert told(people) != told(twin)


def test_classes_of_actions_and_promises_are_computed_from_the_steps(
    sample_study: skcore.Study, sample_release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four of six in one class, three of them in another: each workplace would follow."""
    on, changes = sample_release.compared_actions, sample_release.action.units

    def finer() -> bool:
        rows = shown_changes(sample_study, sample_release.plans, changes, on).query(
            "variable == 'SC'"
        )
        return bool((rows[["before", "after"]] % 3 != 0).any(axis=None))

    assert not finer()
    assert sample_release.promised.step == 1  # nothing is promised of social capital there
    promised = dataclasses.replace(sample_release.promised, step=3)
    said = skcore.promise_slide(dataclasses.replace(sample_release, promised=promised)).footnote
    assert "afrundet til 3 point" in said
    monkeypatch.setattr("skcore.release.held_to_promise.as_dots", lambda means, **_: means)
    assert finer()


# --- nor does the whole beside the dots of few workplaces


def open_by(means: list[float], answers: list[int], step: int) -> float:
    """Points that a dot is open by at least, to who knows the whole and the numbers of answers."""
    n, told = np.array(answers, dtype=float), pd.Series(means)
    whole = round_half_away(float(n @ told / n.sum()))
    dots = as_dots(told, step, DisclosurePolicy()).to_numpy()
    low, high = dots - step / 2, dots + step / 2
    ends = []
    for sign in (1, -1):  # a programme: the least and the most of each that give such a whole
        for one in range(len(n)):
            cost = sign * np.eye(len(n))[one]
            rows = np.array([n, -n]) / n.sum()
            told_by = [whole + 0.5, 0.5 - whole]
            found = linprog(cost, A_ub=rows, b_ub=told_by, bounds=[*zip(low, high, strict=True)])
            ends.append(sign * found.fun)
    return float((np.array(ends[len(n) :]) - ends[: len(n)]).min())


def step_of(study: skcore.Study, means: list[float], answers: list[int]) -> int:
    """Step of the dots of social capital where each workplace's people all have its mean."""
    units = [f"u{place}" for place in range(len(means))]
    rows = {"wave": "2026", "role": "employee", "hidden": False}
    groups = pd.DataFrame({"unit": [*units, None], "cut": ["wave × unit × role"] * len(units)
                           + ["wave × role"]}).assign(**rows)  # fmt: skip
    people = pd.DataFrame({"unit": np.repeat(units, answers), "SC": np.repeat(means, answers)})
    people = people.assign(wave="2026", role="employee", TE=people["SC"], TM=50.0, JU=50.0)
    plan: Any = SimpleNamespace(
        shown_groups=lambda cut, **_: groups.loc[groups["cut"] == " × ".join(cut), list(cut)]
    )
    return steps_of_dots(study, people, plan)["SC"]


@pytest.mark.parametrize(
    ("means", "answers"),
    [([61.4, 61.2, 58.4], [60, 12, 12]), ([61.4] * 4, [30, 20, 10, 10])],
)
def test_the_whole_of_few_workplaces_does_not_say_where_in_its_step_a_dot_lies(
    sample_study: skcore.Study,
    means: list[float],
    answers: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trust in one leader is a third of social capital: the dot must be open by 8/3 points."""
    assert open_by(means, answers, 3) < 8 / 3
    assert open_by(means, answers, step_of(sample_study, means, answers)) >= 8 / 3
    monkeypatch.setattr("skcore.release.dots.left_open", lambda *_: 100.0)
    assert step_of(sample_study, means, answers) == 3


def test_of_random_sizes_the_whole_narrows_no_dot_and_most_studies_keep_their_steps(
    sample_study: skcore.Study,
) -> None:
    rng = np.random.default_rng(5)
    steps = []
    for k in (3, 4, 5, 6, 8) * 6:
        n, means = rng.integers(5, 61, k).tolist(), rng.uniform(30, 80, k).tolist()
        steps.append(step_of(sample_study, means, n))
        assert steps[-1] == 27 or open_by(means, n, steps[-1]) >= 8 / 3 - 1e-9
    assert {3, 9} <= set(steps)
    assert steps.count(3) > len(steps) / 2
    # a mean told in two steps, of two editions, lies in the finer one: they never cut one another
    means = pd.Series(np.linspace(10, 90, 801))
    finer, wider = (as_dots(means, step, DisclosurePolicy()) for step in (3, 9))
    assert wider.groupby(finer).nunique().max() == 1


def test_a_mean_compared_on_fewer_questions_has_wider_steps(sample_release: Any) -> None:
    """Its whole is another than the one that was looked at."""
    on = sample_release.compared_actions
    shorter = dataclasses.replace(on, shortened={"SC": ("TE", "JU")})
    plans = sample_release.plans
    assert (plans.step("SC", on), plans.step("SC", shorter), plans.step("TE", on)) == (3, 9, 1)
