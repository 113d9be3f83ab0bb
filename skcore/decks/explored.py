"""One look at the results, as somebody chose it: its rows, its figure and the sentence about it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from skcore.decks.changed import change_title, title_together, unit_change_rows
from skcore.decks.distances import profile_title
from skcore.decks.looking import Look, looked_at
from skcore.decks.named_levels import levels_title
from skcore.decks.overall import level_title
from skcore.decks.phrases import Phrases
from skcore.decks.rows import MIN_DOTS, chart_options, spread_options
from skcore.decks.spreads import spread_note
from skcore.decks.views import gap_title
from skcore.figures.kinds import BOUNDED
from skcore.meeting.extremes import certain_rows
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

TABLE = ["name", "label", "estimate", "conf_low", "conf_high", "n", "reference", "difference"]
TABLE += ["diff_low", "diff_high", "before", "after", "n_first", "n_last", "employee", "leader"]
TABLE += ["n_employee", "n_leader", *BOUNDED.values(), "hidden_reason"]
#: columns of a chart, as far as its kind has them
CHART = ["label", "scale", "estimate", "conf_low", "conf_high", "reference", "difference", "before"]
CHART += ["after", "employee", "leader", "overall", "dimension", "certain", "hidden"]
CHART += ["hidden_reason", "goal", *BOUNDED.values()]


def explored_slide(
    release: StudyRelease,
    *,
    scale: str = "",
    level: str = "",
    unit: str = "",
    wave: str = "",
    role: str = "employee",
    beside: str = "",
) -> Slide:
    """Show one look at the results: what ``explore`` shows, without its controls.

    Parameters
    ----------
    release
        From ``release_study``: every figure came through the door.
    scale
        Code of one scale, or id of an instrument for all of its scales; the first one's by default.
    level
        The study's word for a level (``release.facts.levels``); the whole by default. All its
        units are shown: of the workplaces as dots without names.
    unit
        Id of one unit instead of all.
    wave
        Id of the survey; the last by default.
    role
        ``employee`` or ``leader``.
    beside
        What stands beside the means: nothing, ``whole`` (all employees), ``before`` (the survey
        before) or ``views`` (employees and leaders beside one another).

    Returns
    -------
    Slide
        Where nothing may be shown, it says why.

    Raises
    ------
    SkcoreError
        When there is no such scale, level, unit, survey or comparison.

    Examples
    --------
    >>> import skcore
    >>> explored_slide(release, scale="TE", unit="dagoest-01").title
    'Tillid mellem kolleger ligger på 63 point ud af 100'
    """
    p = Phrases(release)
    look = looked_at(release, scale, level, unit, wave, role, beside)
    rows = _rows(p, look)
    shown = rows[~rows["hidden"].astype(bool)]
    if shown.empty or (look.kind == "spread" and shown["unit"].nunique() < MIN_DOTS):
        return _nothing(p, look, rows)
    title = _title(p, look, shown)
    chart = _chart(p, look, rows if look.kind == "levels" else shown)
    return p.slide(
        kicker=_where(p, look),
        title=title,
        figure=chart,
        alt=_spoken(p, look, shown),
        footnote=p.footnote(
            _answered(p, look),
            not_shown(p, rows),
            spread_note(p, look.wave, instrument=look.instrument),
        ),
    )


def explored_table(
    release: StudyRelease,
    *,
    scale: str = "",
    level: str = "",
    unit: str = "",
    wave: str = "",
    role: str = "employee",
    beside: str = "",
) -> pd.DataFrame:
    """Return the rows behind ``explored_slide``; takes the same arguments.

    Parameters
    ----------
    release, scale, level, unit, wave, role, beside
        As in :func:`explored_slide`.

    Returns
    -------
    pandas.DataFrame
        ``name`` (the group; empty for the whole and for workplaces without names), ``label`` (the
        scale) and the columns that the look has: ``estimate, conf_low, conf_high, n``, those of
        what stands beside, and ``hidden_reason`` where something is not shown.

    Examples
    --------
    >>> import skcore
    >>> skcore.explored_table(release).columns[:2].tolist()
    ['name', 'label']
    """
    p = Phrases(release)
    look = looked_at(release, scale, level, unit, wave, role, beside)
    rows = _rows(p, look)
    if look.kind == "spread":  # dots have no names, and no order that tells them
        rows = rows[~rows["hidden"].astype(bool)].sort_values(["place", "estimate"])
        rows = rows.drop(columns=["n", "conf_low", "conf_high", "bounded"])
    empty = {c for c in TABLE[2:] if c in rows and rows[c].replace("", None).isna().all()}
    kept = [c for c in TABLE if c in rows and c not in empty]
    if not look.beside:
        beside_whole = ["reference", "difference", "diff_low", "diff_high", "reference_bounded"]
        kept = [c for c in kept if c not in beside_whole]
    return rows[kept].reset_index(drop=True)


def _rows(p: Phrases, look: Look) -> pd.DataFrame:
    """Rows of the look in the order of questionnaire and tree, with what they are called."""
    if look.kind == "change" and look.unit:
        rows = unit_change_rows(p, look.unit)
    else:
        tables = {"change": p.release.changes, "gap": p.release.gaps}
        rows = (tables.get(look.kind) or p.release.levels[look.instrument.id]).table
        rows = _of_the_look(rows, look)
    order = {code: place for place, code in enumerate(look.scales)}
    rows = rows[rows["variable"].isin([c for c in order if _may_be_told(p, look, c)])]
    tree = {unit: place for place, unit in enumerate(p.facts.units["unit"].unique())}
    units = rows[look.column] if look.column and look.column in rows else pd.Series("", rows.index)
    told = units.unique() if look.kind != "spread" else ()
    named = {unit: p.facts.unit_name(unit) for unit in told}
    rows = rows.assign(
        place=rows["variable"].map(order),
        at=units.map(lambda unit: tree.get(unit, -1)),
        name=[named.get(unit, "") for unit in units],
        label=rows["variable"].map({code: p.scale(code, capital=True) for code in order}),
        dimension=rows["variable"].map({code: p.facts.scale(code).dimension for code in order}),
    )
    if look.column and not look.unit:
        rows = rows[rows["at"] >= 0]
    return rows.sort_values(["place", "at"], ignore_index=True)


def _of_the_look(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    cut = " × ".join(["wave", *([look.column] if look.column else []), "role"])
    keep = rows["cut"] == cut
    for column in ("wave", "role"):
        if column in rows and look.kind != "change":
            keep &= rows[column] == getattr(look, column)
    if look.unit:
        keep &= (rows[look.column] == look.unit) if look.column in rows else False
    return rows[keep]


def _may_be_told(p: Phrases, look: Look, code: str) -> bool:
    """Trust in management points at few leaders: by name at the workplace's own look alone."""
    if look.kind == "spread":
        return p.facts.is_for_workplaces(code)
    if look.column in ("", "unit"):
        return True
    return p.facts.is_for_all(code)


def _title(p: Phrases, look: Look, shown: pd.DataFrame) -> str:
    by_scale = shown.set_index("variable")
    if look.kind == "change":
        title = change_title(p, shown)
        return title_together(p, title) if _together(p, look) else title
    if look.kind == "gap":
        return gap_title(p, shown)
    if look.kind == "levels":
        return levels_title(p, shown.assign(label=shown["name"]), _word(p, look))[0]
    if look.kind == "spread":
        spans = by_scale.groupby(level=0, sort=False)["estimate"].agg(lambda s: s.max() - s.min())
        code = str(spans.idxmax())
        return p.text(
            "explore.spread", scale=p.scale(code, capital=True), points=p.number(spans[code])
        )
    return profile_title(p, shown)[0] if look.beside else level_title(p, by_scale, {})


def _word(p: Phrases, look: Look) -> str:
    columns = [*p.facts.level_columns, "unit"]
    return p.facts.levels[columns.index(look.column)]


def _where(p: Phrases, look: Look) -> str:
    """Whose answers, of which survey: what stands above the title."""
    facts = p.facts
    whose = facts.unit_name(look.unit) if look.unit else numbers.capitalise(facts.words["whole"])
    if look.column and not look.unit:
        whose = p.level_parts(_word(p, look))
    role = p.text(f"explore.role_{look.role}") if look.kind != "gap" else ""
    return " · ".join(filter(None, [whose, facts.wave_label(look.wave), role]))


def _chart(p: Phrases, look: Look, rows: pd.DataFrame) -> Chart:
    options: dict[str, Any] = chart_options(p)
    if look.kind == "levels":
        rows = rows.assign(scale=rows["label"], label=rows["name"])
    elif look.kind == "spread":
        rows = rows.assign(overall=rows["reference"], overall_bounded=rows["reference_bounded"])
        rows = rows.drop(columns="bounded")  # whose dot it is that lies beyond nobody is told
        options = spread_options(p)
    elif look.kind == "change":
        before, after = (p.facts.wave_label(wave.id) for wave in p.facts.waves[-2:])
        options = {"language": p.language, "before_label": before, "after_label": after}
    elif look.kind == "gap":
        options = {"language": p.language, "named": True}
    elif look.beside:
        sure = certain_rows(rows, "diff_low", "diff_high")["variable"]
        rows = rows.assign(certain=rows["variable"].isin(sure).astype(float))
        whole = p.facts.words["the_whole"]
        options |= {"reference_label": whole, "note": p.text("unit.profile.how")}
    if look.kind == "profile" and not look.beside:
        rows = rows.drop(columns=["reference", "reference_bounded", "difference"])
    return Chart(look.kind, rows[[c for c in CHART if c in rows]].reset_index(drop=True), options)


def _spoken(p: Phrases, look: Look, shown: pd.DataFrame) -> str:
    """What the figure shows, for those who do not see it."""
    if look.kind == "spread":
        return p.text("explore.alt_dots", n=shown["label"].nunique())
    value = {"change": "after", "gap": "employee"}.get(look.kind, "estimate")
    named = (shown["name"] + ", " if look.kind == "levels" else "") + shown["label"]
    said = [p.mean(row, value) for _, row in shown.iterrows()]
    return "; ".join(f"{n}: {words}" for n, words in zip(named, said, strict=True))


def _together(p: Phrases, look: Look) -> bool:
    """Whether a workplace's change is that of all it was reorganised with."""
    return p.facts.comparison.get(look.unit, look.unit) != look.unit


def _answered(p: Phrases, look: Look) -> str:
    """Say how many answered; of the leading instrument and one group only."""
    others = look.instrument is not p.facts.primary or look.role != "employee"
    many = look.column and not look.unit
    if others or many or (look.kind == "change" and _together(p, look)):
        return ""
    return p.answered(look.wave, **({look.column: look.unit} if look.unit else {}))


def not_shown(p: Phrases, rows: pd.DataFrame) -> str:
    """Say how many groups are not shown, and why."""
    hidden = rows[rows["hidden"].astype(bool)].drop_duplicates("at")
    counted = Counter(p.hidden_reason(reason) for reason in hidden["hidden_reason"])
    return "; ".join(f"{n} {why}" for why, n in counted.items())


def _nothing(p: Phrases, look: Look, rows: pd.DataFrame) -> Slide:
    reasons = rows.loc[rows["hidden"].astype(bool), "hidden_reason"]
    why = p.hidden_reason(reasons.iloc[0]) if len(reasons) else p.text("explore.nothing")
    if (look.wave, look.role) in p.release.plans.health_of_one(look.instrument):
        why = p.text("deck.whole_hidden.health").rstrip(".")
    few = look.kind == "spread" and len(rows) > len(reasons)
    return p.slide(
        kicker=_where(p, look),
        title=p.text("deck.spread.few").rstrip(".") if few else numbers.capitalise(why),
        footnote=p.footnote(),
    )
