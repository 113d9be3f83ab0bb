"""The overall results: levels and spread, and workplaces by name where that is agreed."""

from __future__ import annotations

import math

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import (
    Body,
    chart_options,
    employees,
    shown_scales,
    shown_workplaces,
    spread_options,
    whole_means,
    whole_not_shown,
)
from skcore.decks.spreads import spread_note
from skcore.instruments.model import Instrument
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide, TableFigure
from skcore.texts import numbers


@of_release
def spread_slide(release: StudyRelease, instrument: Instrument | None = None) -> Slide:
    """Level of every scale and its spread over unnamed workplaces.

    Trust between management and employees stays without dots: at one workplace it points at one
    leader. So does well-being, which is never told of a workplace.

    Examples
    --------
    >>> import skcore
    >>> skcore.spread_slide(release).figure.kind
    'spread'
    """
    p = Phrases(release)
    facts = release.facts
    wave = facts.last_wave
    instrument = instrument or facts.primary
    whole = whole_means(release, wave, instrument)
    if whole.empty:
        return whole_not_shown(p, "deck.kicker_results")
    units = shown_workplaces(release, instrument)
    scales = [code for code in shown_scales(release, instrument) if code in whole.index]
    dotted = [c for c in scales if len(units) and facts.is_for_workplaces(c)]
    whole_only = [c for c in scales if (len(units) or instrument.is_health) and c not in dotted]
    if not dotted:
        return _bands_slide(p, instrument, whole.loc[scales], whole_only)
    dots = {code: [*units.loc[units["variable"] == code, "estimate"].astype(float)]
            for code in dotted}  # fmt: skip
    spans = {code: max(told) - min(told) for code, told in dots.items()}
    rows = []
    for code in scales:
        base = {
            "label": p.scale(code, capital=True),
            "overall": whole.loc[code, "estimate"],
            "overall_bounded": whole["bounded"].fillna("")[code],
            "dimension": facts.scale(code).dimension,
            "goal": facts.goals.get(code),
        }
        rows += [base | {"estimate": dot} for dot in dots.get(code, [None])]
    alone = {}
    for code in whole_only:
        key = "management" if facts.points_at_leaders(code) else "whole"
        alone[p.scale(code, capital=True)] = p.text(f"deck.spread.alone_{key}")
    options = spread_options(p) | {"alone": alone}
    means = p.joined([f"{p.scale(c)} {p.mean(whole.loc[c])}" for c in scales])
    return p.slide(
        kicker=_kicker(p, instrument),
        title=level_title(p, whole.loc[scales], spans),
        figure=Chart("spread", pd.DataFrame(rows), options),
        boxes=p.box("deck.spread.ask"),
        alt=p.text("deck.spread.alt", means=means),
        notes=[p.text("deck.spread.notes"), *_ranges(p, spans)],
        footnote=p.footnote(*_who(p, wave, instrument)),
    )


def _bands_slide(
    p: Phrases, instrument: Instrument, whole: pd.DataFrame, whole_only: list[str]
) -> Slide:
    """Level of every scale with its uncertainty, where there are no dots to show."""
    wave = p.facts.last_wave
    chart = whole[["estimate", "conf_low", "conf_high", "bounded"]].assign(
        label=[p.scale(code, capital=True) for code in whole.index],
        dimension=[p.facts.scale(code).dimension for code in whole.index],
        goal=[p.facts.goals.get(str(code), math.nan) for code in whole.index],
        bounded=whole["bounded"].fillna(""),
    )
    spoken = [f"{p.scale(code)} {p.mean(row)}" for code, row in whole.iterrows()]
    few = not whole_only and not p.facts.only_workplace
    return p.slide(
        kicker=_kicker(p, instrument),
        title=level_title(p, whole, {}),
        figure=Chart("profile", chart.reset_index(drop=True), chart_options(p)),
        body=(p.body("deck.spread.few"),) if few else _whole_only(p, whole_only),
        boxes=p.box("deck.spread.ask_bands"),
        alt=p.text("deck.spread.alt_bands", means=p.joined(spoken)),
        notes=p.text("deck.spread.notes_bands"),
        footnote=p.footnote(
            *_who(p, wave, instrument), spread_note(p, wave, instrument=instrument)
        ),
    )


def _kicker(p: Phrases, instrument: Instrument) -> str:
    """Which questionnaire a slide is about, where it is not the leading one."""
    if instrument is p.facts.primary:
        return p.text("deck.kicker_results")
    return instrument.title[p.language]


def _who(p: Phrases, wave: str, instrument: Instrument) -> tuple[str, ...]:
    """Whose answers these are: how many answered is told of the leading instrument only."""
    if instrument is not p.facts.primary:
        return ()
    return (p.answered(wave), p.units_not_shown(wave, "deck.hidden_units_short"))


def level_title(p: Phrases, whole: pd.DataFrame, spans: dict[str, float]) -> str:
    """Name what lies below its goal, else the highest where its band is above that of the next."""
    goals = p.facts.goals
    goal = whole.index.map(dict(goals)).to_series(index=whole.index).astype(float)
    far = (goal - whole["estimate"])[whole["conf_high"] < goal]
    if len(far):
        code = str(far.idxmax())
        said = {"value": p.mean(whole.loc[code]), "goal": p.number(goals[code])}
        return p.text("deck.spread.title_goal", scale=p.scale(code, capital=True), **said)
    if len(whole) == 1:
        code, row = whole.index[0], whole.iloc[0]
        return p.text("deck.spread.title_one", scale=p.scale(code, capital=True), value=p.mean(row))
    ordered = whole.sort_values("estimate", ascending=False, kind="stable")
    first, second = ordered.iloc[0], ordered.iloc[1]
    if not first["conf_low"] > second["conf_high"]:
        low, high = p.mean(ordered.iloc[-1]), p.mean(first)
        if low == high:
            return p.text("deck.spread.title_equal", value=low)
        return p.text("deck.spread.title_even", low=low, high=high)
    top = ordered.index[0]
    title = p.text("deck.spread.title_top", scale=p.scale(top, capital=True))
    others = [span for code, span in spans.items() if code != top]
    # "most alike" only where every scale has its dots to compare with
    if len(spans) == len(whole) and spans[top] < min(others):
        title += p.text("deck.spread.title_similar")
    return title


def _ranges(p: Phrases, spans: dict[str, float]) -> list[str]:
    """How far the workplaces lie apart, for the notes."""
    if not spans:
        return []
    ordered = sorted(spans, key=lambda code: -spans[code])
    most, least = ordered[0], ordered[-1]
    values = {"most": p.number(spans[most]), "most_scale": p.scale(most)}
    key = "range_one"
    if spans[most] > spans[least]:
        key = "range_two"
        values |= {"least": p.number(spans[least]), "least_scale": p.scale(least)}
    return [p.text(f"deck.spread.{key}", **values), p.text("deck.spread.chance")]


def _whole_only(p: Phrases, codes: list[str]) -> Body:
    """Say which scales are told for the whole only, and why."""
    of_leaders = [c for c in codes if p.facts.points_at_leaders(c)]
    others = [c for c in codes if c not in of_leaders]
    told = (("management", of_leaders), ("whole_only", others))
    said = [(key, numbers.capitalise(p.joined(map(p.scale, some)))) for key, some in told if some]
    return tuple(p.body(f"deck.spread.{key}", scales=scales) for key, scales in said)


@of_release
def named_units_slide(release: StudyRelease) -> Slide | None:
    """Show workplaces by name, only where the study says who agreed to it and when.

    Without trust between management and employees, which points at one leader, and well-being.

    Examples
    --------
    >>> import skcore
    >>> skcore.named_units_slide(release) is None  # nobody agreed to be named
    True
    """
    p = Phrases(release)
    facts = release.facts
    if not facts.network_deck.named_units or facts.only_workplace:
        return None  # of the only workplace all other slides tell
    scales = [c for c in shown_scales(release) if facts.is_for_workplaces(c)]
    if not scales:
        return None
    units = employees(release, "wave × unit × role", facts.last_wave)
    by_cell = {(row["unit"], row["variable"]): row for _, row in units.iterrows()}
    rows = []
    for unit in facts.workplaces(facts.last_wave):
        cells = [by_cell.get((unit, code)) for code in scales]
        first = cells[0]
        if first is None or first["hidden"]:
            reason = "no data" if first is None else first["hidden_reason"]
            why = p.hidden_reason(reason)
            words = [why, *[why.partition(" (")[0]] * (len(scales) - 1)]
        else:
            words = [_with_difference(p, cell) for cell in cells if cell is not None]
        rows.append((facts.unit_name(unit), *words))
    headers = tuple(p.scale(c, capital=True) for c in scales)
    return p.slide(
        kicker=p.text("deck.kicker_results"),
        title=p.text("deck.named.title"),
        figure=TableFigure(
            columns=("", *headers),
            rows=tuple(rows),
            align=("left", *["right"] * len(scales)),
            tint_from=facts.noticeable,
        ),
        alt=p.text("deck.named.alt"),
        notes=[p.agreement(), p.text("deck.named.notes")],
        footnote=p.footnote(
            p.text("deck.named.how", noticeable=p.number(facts.noticeable)),  # read first
            p.answered(facts.last_wave),
            p.units_not_shown(facts.last_wave),
        ),
    )


def _with_difference(p: Phrases, row: pd.Series) -> str:
    """Write a mean with its signed distance from the whole, where that may be told."""
    bounded = isinstance(row["bounded"], str) and row["bounded"]
    if bounded or pd.isna(row["difference"]):
        return p.mean(row)
    return f"{p.mean(row)} ({p.change(row['difference'])})"
