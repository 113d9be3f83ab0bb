"""The overall results: levels and spread, levels above the workplace, names by agreement."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from skcore.decks.frame import agreement_note
from skcore.decks.phrases import Phrases, highest, lowest
from skcore.decks.rows import (
    Body,
    chart_options,
    dividing_level,
    employees,
    shown_scales,
    shown_workplaces,
    whole_means,
    whole_not_shown,
)
from skcore.slides.markup import plain
from skcore.slides.slide import Chart, Slide, TableFigure
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.instruments.model import Instrument
    from skcore.release import StudyRelease

__all__ = [
    "level_title",
    "levels_slide",
    "levels_title",
    "may_be_named",
    "named_units_slide",
    "network_level_rows",
    "spread_slide",
]

#: workplaces and answers of each group that is named without agreement
MIN_WORKPLACES, MIN_NAMED = 3, 30
CHART_COLUMNS = ["label", "scale", "estimate", "conf_low", "conf_high", "dimension"]


def spread_slide(release: StudyRelease, instrument: Instrument | None = None) -> Slide:
    """Level of every scale and its spread over unnamed workplaces.

    Trust between management and employees stays without dots: at one workplace it points at one
    leader. So does well-being, which is never told of a workplace. ``instrument`` is the leading
    one where it is not given.

    Parameters
    ----------
    release
        What :func:`release_study` gave: what may be shown.
    instrument
        The questionnaire; the leading one where it is not given.

    Returns
    -------
    Slide

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
    rows: list[dict[str, Any]] = []
    spans: dict[str, float] = {}
    for code in scales:
        overall = whole.loc[code, "estimate"]
        base = {"label": p.scale(code, capital=True), "overall": overall}
        base |= {"dimension": facts.scale(code).dimension, "goal": facts.goals.get(code)}
        base |= {"bounded": whole["bounded"].fillna("")[code]}
        dots: list[float] = []
        if code in dotted:
            dots = (
                units.loc[units["variable"] == code, "estimate"].astype(float).to_numpy().tolist()
            )
        rows += [base | {"estimate": dot} for dot in dots] or [base | {"estimate": None}]
        if code in dotted:
            spans[code] = float(max(dots) - min(dots))
    alone = {
        p.scale(code, capital=True): p.text(
            f"deck.spread.alone_{'management' if facts.scale(code).about_management else 'whole'}"
        )
        for code in whole_only
    }
    options = {"language": p.language, "note": p.text("deck.spread.how"), "alone": alone}
    means = p.joined([f"{p.scale(c)} {p.mean(whole.loc[c])}" for c in scales])
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=level_title(p, whole.loc[scales], spans),
        figure=Chart("spread", pd.DataFrame(rows), options),
        boxes=p.box("deck.spread.ask"),
        alt=p.text("deck.spread.alt", means=means),
        notes="\n".join([p.text("deck.spread.notes"), *_ranges(p, spans)]),
        footnote=p.footnote(*_who(p, wave, instrument)),
        result_id=release.result_id,
        language=p.language,
    )


def _bands_slide(
    p: Phrases, instrument: Instrument, whole: pd.DataFrame, whole_only: list[str]
) -> Slide:
    """Level of every scale with its uncertainty, where there are no dots to show."""
    facts = p.release.facts
    wave = facts.last_wave
    chart = whole[["estimate", "conf_low", "conf_high", "bounded"]].assign(
        label=[p.scale(code, capital=True) for code in whole.index],
        dimension=[facts.scale(code).dimension for code in whole.index],
        goal=[facts.goals.get(str(code), math.nan) for code in whole.index],
        bounded=whole["bounded"].fillna(""),
    )
    spoken = [f"{p.scale(code)} {p.mean(row)}" for code, row in whole.iterrows()]
    few = not whole_only and not facts.only_workplace
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=level_title(p, whole, {}),
        figure=Chart("profile", chart.reset_index(drop=True), chart_options(p)),
        body=(p.body("deck.spread.few"),) if few else _whole_only(p, whole_only),
        boxes=p.box("deck.spread.ask_bands"),
        alt=p.text("deck.spread.alt_bands", means=p.joined(spoken)),
        notes=p.text("deck.spread.notes_bands"),
        footnote=p.footnote(*_who(p, wave, instrument), p.spread_note(wave, instrument=instrument)),
        result_id=p.release.result_id,
        language=p.language,
    )


def _who(p: Phrases, wave: str, instrument: Instrument) -> tuple[str, ...]:
    """Whose answers these are: how many answered is told of the leading instrument only."""
    leads = instrument is p.release.facts.primary
    if not leads:
        return ()
    return (p.answered(wave), p.units_not_shown(wave, "deck.hidden_units_short"))


def level_title(p: Phrases, whole: pd.DataFrame, spans: dict[str, float]) -> str:
    """Name what lies below its goal, else the highest where its band is above that of the next."""
    goals = p.release.facts.goals
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
    about_management = [c for c in codes if p.release.facts.scale(c).about_management]
    others = [c for c in codes if c not in about_management]
    body = []
    for key, some in (("management", about_management), ("whole_only", others)):
        if some:
            scales = numbers.capitalise(p.joined([p.scale(c) for c in some]))
            body.append(p.body(f"deck.spread.{key}", scales=scales))
    return tuple(body)


def network_level_rows(release: StudyRelease, level: str) -> pd.DataFrame:
    """Rows of one level above the workplace, in tree order, for the levels chart."""
    p = Phrases(release)
    facts = release.facts
    rows = employees(release, f"wave × {level} × role", facts.last_wave)
    order = {unit: i for i, unit in enumerate(facts.units["unit"].unique())}
    rows = rows[rows[level].isin(order)]
    scales = shown_scales(release)
    if not facts.network_deck.named_management:  # of a named group it points at few leaders
        scales = [code for code in scales if not facts.scale(code).about_management]
    rows = rows[rows["variable"].isin(scales)]
    rows = rows.assign(
        _scale=rows["variable"].map({c: i for i, c in enumerate(scales)}),
        _unit=rows[level].map(order),
        label=rows[level].map(facts.unit_name),
        scale=rows["variable"].map(lambda c: p.scale(c, capital=True)),
        dimension=rows["variable"].map(lambda c: facts.scale(c).dimension),
    )
    return rows.sort_values(["_scale", "_unit"], ignore_index=True)


def levels_slide(release: StudyRelease) -> Slide | None:
    """Levels by the parts of the organisation; None where there are none or only one.

    Parameters
    ----------
    release
        What :func:`release_study` gave: what may be shown.

    Returns
    -------
    Slide or None

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
    columns = [*CHART_COLUMNS, "hidden", "hidden_reason", "bounded"]
    spoken = [f"{r.label}, {r.scale}: {p.number(r.estimate)}" for r in shown.itertuples()]
    options = chart_options(p) | {"lead": p.scale(lead, capital=True)}
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=title,
        figure=Chart("levels", rows[columns], options),
        boxes=p.box("deck.levels.ask"),
        alt=p.text("deck.levels.alt", level=word, rows="; ".join(spoken)),
        notes="\n".join(
            [
                *filter(None, [agreement_note(p)]),
                p.text("deck.levels.notes", noticeable=p.number(facts.noticeable)),
            ]
        ),
        footnote=p.footnote(
            p.answered(facts.last_wave),
            *map(plain, _left_out_of_levels(p)),
            p.spread_note(facts.last_wave),
        ),
        result_id=release.result_id,
        language=p.language,
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


def _left_out_of_levels(p: Phrases) -> Body:
    """Say which scales point at few leaders, and so are not told of a named group."""
    if p.release.facts.network_deck.named_management:
        return ()
    codes = [c for c in shown_scales(p.release) if p.release.facts.scale(c).about_management]
    scales = numbers.capitalise(p.joined([p.scale(code) for code in codes]))
    return (p.body("deck.levels.management", scales=scales),) if codes else ()


def levels_title(p: Phrases, shown: pd.DataFrame, level: str) -> tuple[str, str]:
    """Title, and the scale it is about: the widest span whose ends' bands do not meet."""
    parts = p.level_parts(level)
    spans = shown.groupby("variable", sort=False)["estimate"].agg(lambda s: s.max() - s.min())
    widest = str(spans.idxmax())
    if (spans < p.release.facts.noticeable).all():
        points = p.number(math.ceil(p.release.facts.noticeable))
        return p.text("deck.levels.title_small", levels=parts, noticeable_from=points), widest
    apart = {}
    for code, rows in shown.groupby("variable", sort=False):
        top, bottom = highest(rows, "estimate"), lowest(rows, "estimate")
        if top["conf_low"] > bottom["conf_high"]:
            apart[str(code)] = float(spans[code])
    if not apart:
        return p.text("deck.levels.title_uncertain", levels=parts), widest
    widest = max(apart, key=apart.__getitem__)
    said = {"scale": p.scale(widest), "points": p.number(apart[widest])}
    return p.text("deck.levels.title_large", levels=parts, **said), widest


def named_units_slide(release: StudyRelease) -> Slide | None:
    """Show workplaces by name, only where the study says who agreed to it and when.

    Without trust between management and employees, which points at one leader, and well-being.

    Parameters
    ----------
    release
        What :func:`release_study` gave: what may be shown.

    Returns
    -------
    Slide or None

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
    by_cell = {
        (row["unit"], row["variable"]): row
        for _, row in units[units["variable"].isin(scales)].iterrows()
    }
    rows = []
    for unit in facts.workplaces(facts.last_wave):
        cells = [by_cell.get((unit, code)) for code in scales]
        first = cells[0] if cells else None
        if first is None or first["hidden"]:
            reason = "no data" if first is None else first["hidden_reason"]
            words = [p.hidden_reason(reason), *([""] * (len(scales) - 1))]
        else:
            words = [_with_difference(p, cell) for cell in cells if cell is not None]
        rows.append((facts.unit_name(unit), *words))
    headers = tuple(p.scale(c, capital=True) for c in scales)
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=p.text("deck.named.title"),
        figure=TableFigure(
            columns=("", *headers),
            rows=tuple(rows),
            align=("left", *["right"] * len(scales)),
            tint_from=facts.noticeable,
        ),
        alt=p.text("deck.named.alt"),
        notes="\n".join([agreement_note(p), p.text("deck.named.notes")]),
        footnote=p.footnote(
            p.answered(facts.last_wave),
            p.units_not_shown(facts.last_wave),
            p.text("deck.named.how", noticeable=p.number(facts.noticeable)),
        ),
        result_id=release.result_id,
        language=p.language,
    )


def _with_difference(p: Phrases, row: pd.Series) -> str:
    """Write a mean with its signed distance from the whole, where that may be told."""
    bounded = isinstance(row["bounded"], str) and row["bounded"]
    if bounded or pd.isna(row["difference"]):
        return p.mean(row)
    return f"{p.mean(row)} ({p.change(row['difference'])})"
