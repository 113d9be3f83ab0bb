"""Who has answered: the whole, the level below it, and the leaders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.decks.rows import (
    whole_not_shown,
)
from skcore.slides.slide import Slide, TableFigure

if TYPE_CHECKING:
    from skcore.release import StudyRelease

__all__ = ["response_slide"]


def response_slide(release: StudyRelease) -> Slide:
    """Who has answered the last survey: the whole and the level below it."""
    p = Phrases(release)
    facts = release.facts
    wave = facts.last_wave
    whole = p.response(wave, role="employee")
    if whole is None:
        return whole_not_shown(p, "deck.kicker_response")
    n = p.number(whole["answers"])
    body = []
    if not pd.isna(whole["invited"]):
        title = p.text("deck.response.title_known", n=n, invited=p.number(whole["invited"]))
        rest = whole["invited"] - whole["answers"]
        rate = p.percent(whole["response_rate"])
        key = "deck.response.body_known" if rest > 0 else "deck.response.body_full"
        body.append(p.body(key, rate=rate.rstrip("%\u00a0"), rest=p.number(rest)))
    else:
        title = p.text("deck.response.title_unknown", n=n)
        body.append(p.body("deck.response.body_unknown"))
    leaders = p.response(wave, role="leader")
    if leaders is not None:
        body.append(p.marked(_leaders(p, leaders)))
    body.append(p.body("deck.response.ask"))
    return Slide(
        kicker=p.text("deck.kicker_response"),
        title=title,
        figure=_response_table(p, wave),
        body=tuple(body),
        alt=p.text("deck.response.alt"),
        notes=p.text("deck.response.notes"),
        footnote=p.footnote(facts.wave_label(wave) + ".", p.units_not_shown(wave)),
        result_id=release.result_id,
        language=p.language,
    )


def _leaders(p: Phrases, row: pd.Series) -> str:
    n = p.number(row["answers"])
    if pd.isna(row["invited"]):
        return p.text("deck.response.leaders_unknown", n=n)
    invited, percent = p.number(row["invited"]), p.percent(row["response_rate"])
    return p.text("deck.response.leaders_known", n=n, invited=invited, percent=percent)


def _response_table(p: Phrases, wave: str) -> TableFigure | None:
    facts = p.release.facts
    table = p.release.responses.table
    groups: list[tuple[str, pd.Series | None]] = []
    for level in facts.level_columns[:1]:
        rows = table[(table["cut"] == f"wave × {level} × role") & (table["wave"] == wave)]
        present = [g for g in facts.units["unit"].unique() if g in set(rows[level])]
        groups = [
            (facts.unit_name(g), p.response(wave, role="employee", **{level: g})) for g in present
        ]
    whole = p.response(wave, role="employee")
    if not groups and (whole is None or pd.isna(whole["invited"])):
        return None  # one number, which the title says already
    groups.append((p.text("deck.response.whole"), whole))
    cells = tuple((name, *_response_cells(p, row)) for name, row in groups)
    return TableFigure(
        columns=tuple(p.raw("deck.response.columns")),
        rows=cells,
        align=("left", "right", "right", "right"),
        emphasis=("", "", "", "strong"),
    )


def _response_cells(p: Phrases, row: pd.Series | None) -> tuple[str, str, str]:
    if row is None:
        return ("–", p.hidden_reason("primary"), "–")
    if pd.isna(row["invited"]):
        return ("–", p.number(row["answers"]), "–")
    return (
        p.number(row["invited"]),
        p.number(row["answers"]),
        p.percent(row["response_rate"]),
    )
