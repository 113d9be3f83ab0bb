"""Sick leave at the participating workplaces around the action, beside the others'."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.register import action_bars
from skcore.meeting.extremes import certain_rows, is_certain
from skcore.release import StudyRelease
from skcore.release.action_absence import ActionAbsence
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

PERIOD = 3  # months
ALPHA = 0.05  # of all periods together
ANY_MONTH = "2000-01-01"  # where months are only counted


@of_release
def action_absence_slide(release: StudyRelease) -> Slide | None:
    """Show sick leave of the participating workplaces around the action, beside the others'.

    Returns
    -------
    Slide or None
        None without a register, or where nobody says when the action began.

    Examples
    --------
    >>> import skcore
    >>> skcore.action_absence_slide(release).figure.kind
    'trend'
    """
    told = release.action_absence
    if told is None:
        return None
    p = Phrases(release)
    rows = told.periods.table
    periods = zip(rows["months_after"], rows["estimate"], strict=True)
    spoken = [f"{_label(p, int(first))}: {p.change(size)} %" for first, size in periods]
    what = p.text(f"deck.action_absence.{told.outcome}")
    return p.slide(
        kicker=p.text("deck.kicker_actions"),
        title=p.text(f"deck.action_absence.title_{_title(told)}"),
        figure=_course(p, told, what),
        boxes=p.box("deck.action_absence.ask"),
        alt=p.text("deck.action_absence.alt", rows="; ".join(spoken)),
        notes=[p.text("deck.action_absence.notes", what=what), *_after(p, told)],
        footnote=p.footnote(
            numbers.capitalise(_workplaces(p, rows)), p.text("deck.action_absence.reference")
        ),
    )


def _label(p: Phrases, first: int) -> str:
    """Name a period by its months before or after the start."""
    if first < 0:
        return p.text("deck.action_absence.before", early=-first, late=-first - PERIOD + 1)
    return p.text("deck.action_absence.after", early=first + 1, late=first + PERIOD)


def _course(p: Phrases, told: ActionAbsence, what: str) -> Chart:
    """Draw the periods over the months, with their uncertainty and the start as a stroke."""
    rows = told.periods.table
    # without a start for all, months are counted from each workplace's own
    start = pd.Timestamp(told.start if told.start is not None else ANY_MONTH)
    sizes = rows[["months_after", "estimate", "conf_low", "conf_high"]].astype(float)
    sizes = sizes.fillna(0.0)  # the period that the others are compared with
    months = pd.concat([sizes.assign(step=step) for step in range(PERIOD)])
    away = (months["months_after"] + months["step"]).astype(int)
    months["month"] = [f"{start + pd.DateOffset(months=int(k)):%Y-%m}" for k in away]
    months = months.assign(group="", place=away).sort_values("place")
    options: dict[str, object] = {
        "language": p.language,
        "y_label": p.text("deck.action_absence.read", what=what),
        "events": [{"date": f"{start:%Y-%m-%d}", "label": p.text("deck.action_absence.start")}],
    }
    if told.start is not None:
        ends = (int(away.min()), int(away.max()) + 1)
        options |= action_bars(p, *(start + pd.DateOffset(months=end) for end in ends))
    else:
        firsts = months[months["step"] == 0]
        named = {r.month: p.change(r.months_after) for r in firsts.itertuples()}
        options |= {
            "counted_from": ANY_MONTH,
            "month_labels": named,
            "x_label": p.text("deck.action_absence.x_label"),
        }
    columns = ["month", "estimate", "conf_low", "conf_high", "group"]
    return Chart("trend", months[columns].reset_index(drop=True), options)


def _title(told: ActionAbsence) -> str:
    """Key of the title: what came after is claimed only where the sides ran alike before."""
    table = told.periods.table
    before = table[table["months_after"] < 0]
    if len(certain_rows(before)):
        return "apart" if len(_certain_together(before)) else "apart_unsure"
    after = _certain_together(table[table["months_after"] >= 0])
    if told.after is not None:
        row = told.after.table.iloc[0]
        known = pd.notna(row["conf_low"])
        after = certain_rows(told.after.table) if known else told.after.table.head(0)
    if after.empty or len({size > 0 for size in after["estimate"]}) > 1:
        return "none"
    return "higher" if after["estimate"].iloc[0] > 0 else "lower"


def _certain_together(periods: pd.DataFrame) -> pd.DataFrame:
    """Periods that are certain though several are looked at (Bonferroni: p times their number).

    Each is looked at with a chance of 5 % to be off by itself: of three, one is in 14 %.
    """
    number = periods["p_value"].notna().sum()
    return certain_rows(periods[periods["p_value"] * number < ALPHA])


def _after(p: Phrases, told: ActionAbsence) -> list[str]:
    """Say the level after the start as a whole, or why it is not computed."""
    if told.after is None:
        return [p.text("deck.action_absence.several")]
    row = told.after.table.iloc[0]
    if pd.isna(row["conf_low"]):
        return []
    sure = "certain" if is_certain(row["conf_low"], row["conf_high"]) else "uncertain"
    ends = p.interval(row["conf_low"], row["conf_high"], signed=True)
    return [p.text(f"deck.action_absence.{sure}", size=p.change(row["estimate"]), interval=ends)]


def _workplaces(p: Phrases, rows: pd.DataFrame) -> str:
    most = rows[["n_treated", "n_comparison"]].max()
    return p.text("deck.action_absence.n", **p.sides(*most))
