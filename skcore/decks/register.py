"""The register of actions on slides: all of them for the room, and what a workplace agreed on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.promised import next_survey_line
from skcore.release import StudyRelease
from skcore.release.facts import StudyFacts
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import numbers

Row = dict[Any, Any]
MOST_BARS = 4  # themes under a course
STATUSES = ("running", "done", "stopped", "planned")


def actions_of(facts: StudyFacts, unit: str) -> list[Row]:
    """Actions that a workplace has now, in the order of the register; none without one."""
    if facts.actions.empty or not unit:
        return []
    rows: list[Row] = facts.actions[facts.actions["unit"] == unit].to_dict("records")
    return rows


def said_action(p: Phrases, row: Row) -> str:
    """One action in a line: what, and how far it is."""
    return p.text("register.line", action=row["action"], status=_status(p, row))


def _status(p: Phrases, row: Row) -> str:
    return p.text(f"register.status.{row['status']}")


def _theme(p: Phrases, row: Row) -> str:
    return p.scale(row["variable"]) if row["variable"] else str(row["theme"])


def _day(p: Phrases, day: Any) -> str:
    return "" if pd.isna(day) else numbers.format_date(day.date(), "short", language=p.language)


def looked_past(p: Phrases, day: Any) -> bool:
    """Whether a day to look at an action again lies before the last survey's end: none to come."""
    end = next(wave.end for wave in p.facts.waves if wave.id == p.facts.last_wave)
    return end is not None and not pd.isna(day) and bool(day.date() < end)


@of_release
def register_slide(release: StudyRelease) -> Slide | None:
    """Every action of the register: about what, how far and when it is looked at; none without.

    Workplaces are named only where the study says that names are agreed on, as everywhere in the
    network deck; else the theme stands in their place. Who sees to an action is told in the
    notes, as a function. An action of a workplace that was reorganised goes on with its
    successors; how many nobody has any more stands below, and ``check`` names them.

    Examples
    --------
    >>> import skcore
    >>> skcore.register_slide(release).title
    'Otte indsatser: fire i gang, to gennemført, en stoppet, en planlagt'
    """
    p = Phrases(release)
    actions = release.facts.actions
    if actions.empty:
        return None
    named = release.facts.network_deck.named_units
    each = actions.drop_duplicates(["unit_before", "action", "since"])
    if not named:  # by theme, in the order in which themes come first
        each = each.assign(place=each["theme"].map(list(each["theme"]).index))
        each = each.sort_values("place", kind="stable")
    rows, notes, lost = [], [p.text("register.notes"), *next_survey_line(release)], 0
    for row in each.to_dict("records"):
        owner = release.facts.unit_name(row["unit_before"])
        owner = owner if named else numbers.capitalise(_theme(p, row))
        look = "" if looked_past(p, row["next_look"]) else _day(p, row["next_look"])
        rows.append((owner, row["action"], _status(p, row), look))
        notes += [p.text("register.who", what=row["action"], who=row["who"])] if row["who"] else []
        lost += row["unit"] == ""
    return p.slide(
        kicker=p.text("deck.kicker_actions"),
        title=_counted(p, each["status"]),
        figure=TableFigure(
            columns=(p.text(f"register.first_{named}".lower()), *p.raw("register.columns")),
            rows=tuple(rows),
            emphasis=("quiet", "", "strong", "quiet"),
        ),
        alt=p.text("register.alt"),
        notes=notes,
        footnote=p.footnote(
            numbers.capitalise(release.facts.texts.count("register.lost", lost)) if lost else "",
            p.text("register.locked", name=release.locked_now) if release.locked_now else "",
        ),
    )


def _counted(p: Phrases, statuses: pd.Series[str]) -> str:
    """How many actions there are, and how far they are, the most frequent first."""
    count = p.facts.texts.count
    there = [(int((statuses == status).sum()), status) for status in STATUSES]
    ordered = sorted(there, key=lambda pair: -pair[0])
    parts = [count(f"register.n_{status}", n) for n, status in ordered if n]
    told = numbers.capitalise(count("register.n_actions", len(statuses)))
    return p.text("register.title", actions=told, parts=", ".join(parts))


@of_release
def agreed_slide(release: StudyRelease, unit: str) -> Slide | None:
    """What a workplace agreed on and how it went, with room to write; none where nothing is.

    Examples
    --------
    >>> import skcore
    >>> skcore.agreed_slide(release, "dagoest-01").title
    'Det aftalte vi – hvordan gik det?'
    """
    p = Phrases(release)
    actions = actions_of(release.facts, unit)
    if not actions:
        return None
    rows = tuple(
        (
            row["action"],
            " · ".join(filter(None, [numbers.capitalise(_theme(p, row)), row["who"]])),
            " ".join(filter(None, [_status(p, row), _since(p, row)])),
            "\u00a0",
        )
        for row in actions
    )
    before = {row["unit_before"] for row in actions} - {unit}
    names = p.joined(release.facts.unit_name(name) for name in sorted(before))
    return p.slide(
        kicker=p.own_kicker(unit),
        title=p.text("register.agreed"),
        figure=p.table("register.agreed_columns", rows, emphasis=("", "quiet", "", "")),
        boxes=p.box("register.ask"),
        alt=p.text("register.agreed_alt"),
        notes=p.text("register.agreed_notes"),
        footnote=p.text("register.from_before", units=names) if before else "",
    )


def action_bars(p: Phrases, first: pd.Timestamp, last: pd.Timestamp) -> dict[str, object]:
    """Options of a course of months: when the actions of each theme ran, and that bars mean this.

    Of the most frequent themes; an action that goes on runs to the last month.
    """
    actions = p.facts.actions
    if actions.empty:
        return {}
    begun = actions[(actions["status"] != "planned") & actions["since"].notna()]
    begun = begun.drop_duplicates(["unit_before", "action", "since"])
    begun = begun.assign(theme=[_theme(p, row) for row in begun.to_dict("records")])
    begun = begun.assign(until=begun["until"].fillna(last))
    begun = begun[(begun["since"] <= last) & (begun["until"] >= first)]
    themes = begun["theme"].value_counts(sort=True).index[:MOST_BARS]
    bars = [
        {
            "start": f"{part['since'].min():%Y-%m-%d}",
            "end": f"{part['until'].max():%Y-%m-%d}",
            "label": numbers.capitalise(theme),
        }
        for theme, part in ((t, begun[begun["theme"] == t]) for t in themes)
    ]
    return {"bars": bars, "x_label": p.text("register.bars")} if bars else {}


def _since(p: Phrases, row: Row) -> str:
    """From when, and until when where it ended."""
    since, until = _day(p, row["since"]), _day(p, row["until"])
    if since and until:
        return p.text("register.between", since=since, until=until)
    key = {"planned": "from", "running": "since"}.get(row["status"], "begun")
    return p.text(f"register.{key}", since=since) if since else ""
