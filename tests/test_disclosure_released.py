"""What comes through the door, and what does not."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

from skcore.disclosure.door import protect
from skcore.disclosure.plan import plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.released import Released, require_released
from skcore.errors import DisclosureError

COUNTS = pd.DataFrame(
    {
        "unit": ["A", "A", "B", "B", "C", "C", "D", "D"],
        "role": ["employee", "leader"] * 4,
        "n": [14, 1, 8, 1, 4, 1, 3, 1],
    }
)
MEANS = COUNTS.assign(mean=[62.5, 50.0, 97.2, 20.0, 33.3, 61.2, 44.0, 50.0], note=list("abcdefgh"))


def the_plan(**options: object) -> ReleasePlan:
    cuts = [("unit", "role"), ("role",)]
    return plan_release(COUNTS, cuts=cuts, policy=DisclosurePolicy(), **options)


def test_hidden_rows_keep_their_classes_only() -> None:
    table = protect(MEANS, the_plan()).table
    assert table["hidden_reason"].tolist() == ["", "primary", "", *["primary"] * 5]
    gone = table[table["hidden"]]
    assert gone[["mean", "note", "bounded", "n"]].isna().all(axis=None)
    assert table["unit"].tolist() == MEANS["unit"].tolist()


def test_figures_are_rounded_once_and_held_within_floor_and_ceiling() -> None:
    table = protect(MEANS, the_plan()).table
    assert table.loc[0, "mean"] == 63
    assert (table.loc[2, "mean"], table.loc[2, "bounded"]) == (95, "above")
    finer = protect(MEANS, the_plan(), decimals={"mean": 1}, bounded_columns=[]).table
    assert finer.loc[[0, 2], "mean"].tolist() == [62.5, 97.2]
    assert "bounded" not in finer


def test_the_number_stays_where_it_is_not_what_is_protected() -> None:
    counts = pd.DataFrame({"dep": ["D", "D"], "unit": ["u1", "u2"], "n": [9, 3]})
    plan = plan_release(counts, cuts=[("dep",), ("unit",)], policy=DisclosurePolicy())
    means = pd.DataFrame({"unit": ["u1", "u2"], "n": [9, 3], "mean": [50.0, 60.0]})
    table = protect(means, plan).table
    assert table["hidden"].all() or table["hidden_reason"].tolist() == ["", "primary"]
    assert table["n"].isna().tolist() == [False, True]


def test_the_cut_is_read_from_the_classes_or_from_its_column() -> None:
    mixed = pd.DataFrame(
        {"unit": ["A", None], "role": ["employee", "employee"], "mean": [60.0, 61.0]}
    )
    assert not protect(mixed, the_plan()).table["hidden"].any()
    named = mixed.assign(cut=["unit × role", "role"])
    assert protect(named, the_plan()).table["cut"].tolist() == ["unit × role", "role"]
    wrong = mixed.assign(cut=["role", "role"])
    with pytest.raises(DisclosureError, match=r"1 rows match no planned group: row 0 \(unit = A"):
        protect(wrong, the_plan())


def test_a_row_that_matches_no_planned_group_is_an_error() -> None:
    stranger = pd.DataFrame({"unit": ["Z"], "role": ["employee"], "mean": [60.0]})
    with pytest.raises(DisclosureError, match="Plan these groups too, or leave the rows out"):
        protect(stranger, the_plan())
    missing = pd.DataFrame({"unit": ["A"], "role": [np.nan], "mean": [60.0]})
    with pytest.raises(DisclosureError, match="match no planned group"):
        protect(missing, the_plan())


def test_figures_over_other_respondents_are_refused() -> None:
    with pytest.raises(DisclosureError, match=r"Column 'n' holds other numbers of people"):
        protect(MEANS.assign(n=[13, 1, 8, 1, 4, 1, 3, 1]), the_plan())


def test_other_kinds_are_planned_at_their_own_minimum() -> None:
    shares = COUNTS.assign(share_favourable=[97.0, 0, 50.0, 0, 50, 50, 50, 50])
    table = protect(shares, the_plan(), kind="distribution").table
    assert table["hidden"].tolist() == [False, *[True] * 7]
    assert (table.loc[0, "share_favourable"], table.loc[0, "bounded"]) == (80, "above")  # of 13


@pytest.mark.parametrize("name", ["sd", "mean_sd", "share", "conf_low", "std_error"])
def test_spread_share_and_interval_need_a_distribution(name: str) -> None:
    with pytest.raises(DisclosureError, match="needs more people than a mean"):
        protect(MEANS.assign(**{name: 1.0}), the_plan())


def test_mean_spread_and_share_together_are_refused() -> None:
    table = MEANS.assign(sd=20.0, share_favourable=50.0)
    with pytest.raises(DisclosureError, match="gives the whole distribution away"):
        protect(table, the_plan(), kind="distribution")


@pytest.mark.parametrize("name", ["median", "min", "mean_max", "respondent"])
def test_figures_that_are_one_person_are_refused(name: str) -> None:
    with pytest.raises(DisclosureError, match="may be one person's answer"):
        protect(MEANS.assign(**{name: 1.0}), the_plan())


def test_a_spread_of_nothing_is_not_told() -> None:
    table = protect(MEANS.assign(sd=0.0), the_plan(), kind="distribution").table
    assert table["sd"].isna().all()


def test_a_difference_is_shown_only_where_both_sides_are() -> None:
    gap = pd.DataFrame({"unit": ["A", "C"], "difference": [4.4, 8.0]})
    plan = the_plan()
    sides = [{"role": "employee"}, {"role": "leader"}]
    table = protect(gap, plan, sides=sides).table
    assert table["hidden"].tolist() == [True, True]
    with pytest.raises(DisclosureError, match="A side names 'unit'"):
        protect(gap, plan, sides=[{"unit": "A"}])


def test_a_model_uses_shown_groups_only_and_enough_people() -> None:
    many = pd.DataFrame({"unit": [f"u{i}" for i in range(9)], "n": [8] * 8 + [3]})
    plan = plan_release(many, cuts=[("unit",)], policy=DisclosurePolicy())
    line = pd.DataFrame({"term": ["trust"], "estimate": [0.934]})
    shown = many.loc[many["n"] >= 5, ["unit"]]
    table = protect(line, plan, kind="model", over=shown, decimals=2).table
    assert table["estimate"].tolist() == [0.93]
    with pytest.raises(DisclosureError, match="1 of the 9 groups behind this model are not shown"):
        protect(line, plan, kind="model", over=many[["unit"]])
    with pytest.raises(DisclosureError, match="rests on 24 people; the policy asks for 30"):
        protect(line, plan, kind="model", over=shown.head(3))
    with pytest.raises(DisclosureError, match="need over"):
        protect(line, plan, kind="model")


def test_without_a_plan_or_with_an_unknown_kind_nothing_comes_through() -> None:
    with pytest.raises(DisclosureError, match="protect needs a plan"):
        protect(MEANS, MEANS)  # type: ignore[arg-type]
    with pytest.raises(DisclosureError, match="kind='figures' is not known"):
        protect(MEANS, the_plan(), kind="figures")  # type: ignore[arg-type]
    with pytest.raises(DisclosureError, match="protect needs a table"):
        protect({"mean": 1}, the_plan())  # type: ignore[arg-type]


def test_released_is_made_by_the_door_only() -> None:
    with pytest.raises(DisclosureError, match="Only protect"):
        Released(MEANS)
    with pytest.raises(DisclosureError, match="cannot be subclassed"):
        type("Mine", (Released,), {})
    bare = object.__new__(Released)
    with pytest.raises(DisclosureError, match="not a released table"):
        require_released(bare)


def test_copies_and_pickles_are_not_released() -> None:
    released = protect(MEANS, the_plan())
    assert require_released(released) is released
    for other in (
        copy.copy(released),
        copy.deepcopy(released),
        pickle.loads(pickle.dumps(released)),  # noqa: S301
        released.table,
    ):
        with pytest.raises(DisclosureError, match="figure is a DataFrame, not a released table"):
            require_released(other, "figure")


def test_a_released_table_cannot_be_changed() -> None:
    released = protect(MEANS, the_plan())
    table = released.table
    table["mean"] = 0
    assert released.table.loc[0, "mean"] == 63
    with pytest.raises(DisclosureError, match="cannot be changed"):
        released._table = table
    with pytest.raises(DisclosureError, match="cannot be changed"):
        del released._plan


def test_a_selection_keeps_the_right_and_what_is_said_of_hidden_rows() -> None:
    released = protect(MEANS, the_plan())
    part = released.select(where={"role": "employee"}, columns=["mean"])
    assert require_released(part) is part
    assert len(part) == 4
    assert {"hidden", "hidden_reason", "bounded"} <= set(part.table.columns)
    assert "note" not in part.table
    assert released.select([True] * 2 + [False] * 6).table["unit"].tolist() == ["A", "A"]
    with pytest.raises(DisclosureError, match="There is no column 'men'"):
        released.select(columns=["men"])


def test_a_join_takes_released_tables_of_the_same_people_only() -> None:
    plan = the_plan()
    means = protect(MEANS.drop(columns="note"), plan)
    spread = protect(COUNTS.assign(sd=21.0), plan, kind="distribution")
    both = means.join(spread)
    assert require_released(both).table.loc[0, ["mean", "sd"]].tolist() == [63, 21]
    assert both.table.loc[2, "sd"] != 21
    share = protect(COUNTS.assign(share=50.0), the_plan(), kind="distribution")
    with pytest.raises(DisclosureError, match="gives the whole distribution away"):
        spread.join(share)
    with pytest.raises(DisclosureError, match="other is a DataFrame"):
        means.join(MEANS)  # type: ignore[arg-type]
    others = plan_release(COUNTS.assign(n=9), cuts=[("unit", "role")], policy=DisclosurePolicy())
    with pytest.raises(DisclosureError, match="planned over different people"):
        means.join(protect(COUNTS.assign(n=9, x=1.0), others))


def test_the_input_is_never_changed() -> None:
    before = MEANS.copy()
    protect(MEANS, the_plan())
    pd.testing.assert_frame_equal(MEANS, before)


def test_an_interval_from_the_pooled_spread_may_stand_beside_a_mean() -> None:
    table = MEANS.assign(conf_low=[57.0] * 8, conf_high=[67.0] * 8)
    shown = protect(table, the_plan(), pooled_intervals=True).table
    assert shown.loc[0, ["conf_low", "conf_high"]].tolist() == [57, 67]
    # the middle of an interval would tell the mean that is only said to be over 95
    assert shown.loc[2, "bounded"] == "above"
    assert shown.loc[2, ["conf_low", "conf_high"]].isna().all()
