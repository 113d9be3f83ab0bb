"""Levels above the workplace: the parts of the organisation, where they may be named."""

from __future__ import annotations

import math

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import (
    chart_options,
    dividing_level,
    employees,
    scale_rows,
    shown_scales,
)
from skcore.decks.spreads import spread_note
from skcore.meeting.extremes import highest, lowest, rows_where
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

#: workplaces and answers of each group that is named without agreement
MIN_WORKPLACES, MIN_NAMED = 3, 30


CHART_COLUMNS = ["label", "scale", "estimate", "conf_low", "conf_high", "dimension"]


def network_level_rows(release: StudyRelease, level: str) -> pd.DataFrame:
    """Rows of one level above the workplace, in tree order, for the levels chart."""
    p = Phrases(release)
    rows = employees(release, f"wave × {level} × role", p.facts.last_wave)
    order = {unit: i for i, unit in enumerate(p.facts.units["unit"].unique())}
    rows = rows[rows[level].isin(order)].sort_values(level, key=lambda units: units.map(order))
    rows = scale_rows(p, rows)
    rows = rows[~rows["variable"].isin(_not_by_name(p))]
    names = rows[level].map(p.facts.unit_name)
    return rows.assign(scale=rows["label"], label=names).reset_index(drop=True)


@of_release
def levels_slide(release: StudyRelease) -> Slide | None:
    """Levels by the parts of the organisation; None where there are none or only one.

    Examples
    --------
    >>> import skcore
    >>> skcore.levels_slide(release).figure.kind
    'levels'
    """
    p = Phrases(release)
    facts = release.facts
    level = dividing_level(release)
    if level is None or not may_be_named(release, level):
        return None
    rows = network_level_rows(release, level)
    shown = rows[~rows["hidden"]]
    if shown["label"].nunique() < 2:
        return None
    word = facts.levels[facts.level_columns.index(level)]
    title, lead = levels_title(p, shown, word)
    sure = _bands_apart(rows_where(shown, variable=lead))
    rows = rows.assign(certain=float(sure))  # else in the quiet colours
    columns = [*CHART_COLUMNS, "hidden", "hidden_reason", "bounded", "certain"]
    spoken = [f"{r['label']}, {r['scale']}: {p.mean(r)}" for _, r in shown.iterrows()]
    options = chart_options(p) | {"lead": p.scale(lead, capital=True)}
    scales = numbers.capitalise(p.joined(map(p.scale, _not_by_name(p))))
    return p.slide(
        kicker=p.text("deck.kicker_results"),
        title=title,
        figure=Chart("levels", rows[columns], options),
        boxes=p.box("deck.levels.ask"),
        alt=p.text("deck.levels.alt", level=word, rows="; ".join(spoken)),
        notes=[
            p.agreement(),
            p.text("deck.levels.notes", noticeable=p.number(facts.noticeable)),
        ],
        footnote=p.footnote(
            p.answered(facts.last_wave),
            p.text("deck.levels.management", scales=scales) if scales else "",
            spread_note(p, facts.last_wave),
        ),
    )


def may_be_named(release: StudyRelease, level: str) -> bool:
    """Whether a level's groups are large enough to stand by name, each of them, or it is agreed.

    Of a department of two workplaces, either knows the other; of thirty, the answers are few.
    """
    deck = release.facts.network_deck
    if deck.named_units or deck.named_levels:
        return True
    rows = employees(release, f"wave × {level} × role", release.facts.last_wave)
    shown = rows[~rows["hidden"] & rows[level].isin(release.facts.units["unit"])]
    cells = release.plans.means[release.facts.primary.id].counts
    here = (cells["wave"] == release.facts.last_wave) & (cells["role"] == "employee")
    workplaces = cells[here & (cells["n"] > 0)].groupby(level)["unit"].nunique()
    enough = workplaces.reindex(shown[level].unique()).ge(MIN_WORKPLACES).all()
    return bool(enough and (shown["n"] >= MIN_NAMED).all())


def _not_by_name(p: Phrases) -> list[str]:
    """Scales that point at few leaders in a named group, where nobody agreed to that."""
    return [code for code in shown_scales(p.release) if not p.facts.is_for_all(code)]


def levels_title(p: Phrases, shown: pd.DataFrame, level: str) -> tuple[str, str]:
    """Title, and the scale it is about: the widest span whose ends' bands do not meet."""
    parts = p.level_parts(level)
    spans = shown.groupby("variable", sort=False)["estimate"].agg(lambda s: s.max() - s.min())
    widest = str(spans.idxmax())
    if (spans < p.facts.noticeable).all():
        points = p.number(math.ceil(p.facts.noticeable))
        return p.text("deck.levels.title_small", levels=parts, noticeable_from=points), widest
    apart = {}
    for code, rows in shown.groupby("variable", sort=False):
        if _bands_apart(rows):
            apart[str(code)] = float(spans[code])
    if not apart:
        return p.text("deck.levels.title_uncertain", levels=parts), widest
    widest = max(apart, key=apart.__getitem__)
    said = {"scale": p.scale(widest), "points": p.number(apart[widest])}
    return p.text("deck.levels.title_large", levels=parts, **said), widest


def _bands_apart(rows: pd.DataFrame) -> bool:
    """Whether the bands of a scale's highest and lowest group do not meet."""
    top, bottom = highest(rows, "estimate"), lowest(rows, "estimate")
    return bool(top["conf_low"] > bottom["conf_high"])
