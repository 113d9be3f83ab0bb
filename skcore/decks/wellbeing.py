"""Well-being and social capital, within and between workplaces, and the level trap."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from skcore.decks.of_few import Few
from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import chart_options, whole_means
from skcore.decks.scatter import direction
from skcore.decks.spreads import spread_note
from skcore.disclosure import Released
from skcore.meeting.extremes import is_certain
from skcore.release import StudyRelease
from skcore.release.dots import step_of_few
from skcore.slides.slide import Chart, Slide

LEVELS = ("raw", "within", "between")
LEVEL_TRAP = 2.0  # factor between the levels from which they are said to tell different stories
SMALLEST = 0.01  # what is shown as 0.00 has no factor


@of_release
def wellbeing_slide(release: StudyRelease) -> Slide | None:
    """Well-being in points, and whether it and social capital go together; numbers in the notes.

    Examples
    --------
    >>> import skcore
    >>> skcore.wellbeing_slide(release).figure.kind
    'profile'
    """
    if release.wellbeing is None:
        return None
    p = Phrases(release)
    table = release.wellbeing.table.set_index("level")
    code = str(table["variable"].iloc[0])
    own = _relation_slide(release, release.wellbeing)
    row = _level(release, code)
    if row is None:
        return own
    scale = p.facts.scale(code)
    chart = {"label": p.scale(code, capital=True), "dimension": scale.dimension}
    chart |= {name: row[name] for name in ("estimate", "conf_low", "conf_high")}
    chart["bounded"] = row["bounded"] if isinstance(row["bounded"], str) else ""
    mean = p.mean(row)
    interval = p.interval(row["conf_low"], row["conf_high"])
    said = p.text("deck.wellbeing.level", scale=p.scale(code), mean=mean, interval=interval)
    return replace(
        own,
        title=p.text("deck.wellbeing.title_level", scale=chart["label"], mean=mean),
        figure=Chart("profile", pd.DataFrame([chart]), chart_options(p)),
        body=(),
        boxes=p.box("deck.wellbeing.ask"),
        alt=said,
        notes="\n".join([f"{own.title}.", *_level_notes(p), own.alt]),
    )


def relation_slides(release: StudyRelease) -> list[Slide]:
    """Every other scale of the study beside social capital, each followed by its level trap.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    list of Slide
        Well-being first; empty where the study asks about social capital only.

    Examples
    --------
    >>> import skcore
    >>> [slide.figure.kind for slide in skcore.relation_slides(release)]
    ['profile']
    """
    slides = []
    for table in release.relations.values():
        slides += [_relation_slide(release, table), _trap_slide(release, table)]
    return [slide for slide in slides if slide is not None]


@of_release
def level_trap_slide(release: StudyRelease) -> Slide | None:
    """Raw, within and between apart, where they disagree in sign or by a factor of two.

    Returns
    -------
    Slide or None
        None without well-being, and where the levels tell the same story.

    Examples
    --------
    >>> import skcore
    >>> skcore.level_trap_slide(release) is None  # between and within say the same
    True
    """
    return None if release.wellbeing is None else _trap_slide(release, release.wellbeing)


def _relation_slide(release: StudyRelease, relation: Released) -> Slide:
    p = Phrases(release)
    table = relation.table.set_index("level")
    code = str(table["variable"].iloc[0])
    rows = table.loc[["within", "between"]].dropna(subset=["estimate"])
    key = _title_key(rows)
    body = [p.body("deck.wellbeing.how")]
    if _level_trap(table):
        body.append(p.body("deck.wellbeing.trap"))
    body.append(p.body("deck.absence.not_cause"))
    notes = "notes" if _is_wellbeing(p, code) else "notes_other"
    capital = p.facts.primary.leading
    units = int(table["n_groups"].max())
    few = Few(p, step_of_few(release.plans.step(capital), units))
    begins = key in ("title_both", "title_within", "title_between")  # with the scale
    return p.slide(
        kicker=_kicker(p, code),
        title=p.text(f"deck.wellbeing.{key}", scale=p.scale(code, capital=begins)),
        figure=_chart(p, rows, code),
        body=tuple(body),
        alt=_alt(p, rows, code),
        notes=[
            p.text("deck.wellbeing.notes_how"),
            p.text(f"deck.wellbeing.{notes}"),
            few.why(p.scale(capital)),
        ],
        footnote=p.footnote(_counted(p, table, code), few.note(), _level_note(p, code)),
    )


def _level_notes(p: Phrases) -> list[str]:
    """How to read a mean beside an association that is not drawn."""
    told = ("wellbeing.notes_level", "wellbeing.notes", "absence.not_cause")
    return [p.text(f"deck.{key}") for key in told]


def _level_note(p: Phrases, code: str) -> str:
    """Say so where the interval of the scale's own mean rests on a convention."""
    own = next(i for i in p.facts.instruments if code in i.scale_codes)
    return spread_note(p, p.facts.last_wave, instrument=own)


def _trap_slide(release: StudyRelease, relation: Released) -> Slide | None:
    p = Phrases(release)
    table = relation.table.set_index("level")
    if not _level_trap(table):
        return None
    rows = table.loc[[k for k in LEVELS if k in table.index]].dropna(subset=["estimate"])
    code = str(rows["variable"].iloc[0])
    within, between = (table[table.index == k].iloc[0] for k in ("within", "between"))
    overlap = within["conf_low"] <= between["conf_high"]
    overlap = overlap and between["conf_low"] <= within["conf_high"]
    told = ("trap_within", "trap_between", "trap", *(["trap_overlap"] if overlap else []))
    return p.slide(
        kicker=_kicker(p, code),
        title=p.text(f"deck.wellbeing.trap_title_{_trap_kind(within, between)}"),
        figure=_chart(p, rows, code),
        body=tuple(p.body(f"deck.wellbeing.{key}", scale=p.scale(code)) for key in told),
        alt=_alt(p, rows, code),
        notes=p.text("deck.wellbeing.trap_notes"),
        footnote=_counted(p, table, code),
    )


def _counted(p: Phrases, table: pd.DataFrame, code: str) -> str:
    """How many answered both, and where: fewer than those who answered about social capital."""
    row = table[table.index == "within"].iloc[0]
    units = p.workplaces(int(row["n_groups"]))
    said = {"n": p.number(row["n"]), "units": units, "scale": p.scale(code)}
    return p.footnote(p.text("deck.wellbeing.counted", **said))


def _title_key(rows: pd.DataFrame) -> str:
    """Say at which levels the association is certain, and which way it goes there."""
    ways = {str(level): direction(row) for level, row in rows.iterrows()}
    sure = {level: way for level, way in ways.items() if way in ("lower", "higher")}
    if not sure:
        return "title_none"
    if len(set(sure.values())) > 1:
        return "trap_title_opposite"
    where = "both" if len(sure) == 2 else next(iter(sure))
    return f"title_{where}" if "higher" in sure.values() else f"title_lower_{where}"


def _trap_kind(within: pd.Series, between: pd.Series) -> str:
    """Say no more than the intervals do: opposite ways only where both are certain."""
    sure = [is_certain(row["conf_low"], row["conf_high"]) for row in (within, between)]
    if all(sure) and within["estimate"] * between["estimate"] < 0:
        return "opposite"
    return "size" if any(sure) else "unsure"


def _level_trap(table: pd.DataFrame) -> bool:
    """Tell whether raw, within and between disagree in sign or by a factor of two."""
    estimates = table["estimate"].reindex(list(LEVELS)).dropna()
    if len(estimates) < 2:
        return False
    sizes = estimates.abs()
    opposite = estimates.max() > 0 > estimates.min()
    return bool(opposite or sizes.max() >= LEVEL_TRAP * max(sizes.min(), SMALLEST))


def _is_wellbeing(p: Phrases, code: str) -> bool:
    return bool(p.facts.scale(code).dimension == "wellbeing")


def _kicker(p: Phrases, code: str) -> str:
    health = _is_wellbeing(p, code)
    return p.text("deck.kicker_wellbeing") if health else p.scale(code, capital=True)


def _chart(p: Phrases, rows: pd.DataFrame, code: str) -> Chart:
    chart = pd.DataFrame(
        {
            "label": [p.text(f"deck.wellbeing.{k}") for k in rows.index],
            **{c: rows[c].to_numpy() for c in ("estimate", "conf_low", "conf_high")},
            "dimension": p.facts.scale(code).dimension,
        }
    )
    options = {
        "language": p.language,
        "axis": [-1, 1],
        "decimals": 2,
        "x_label": p.text("deck.wellbeing.x_label"),
    }
    return Chart("profile", chart, options)


def _alt(p: Phrases, rows: pd.DataFrame, code: str) -> str:
    sizes = rows["estimate"].items()
    spoken = [f"{p.text(f'deck.wellbeing.{k}')}: {p.number(size, 2)}" for k, size in sizes]
    return p.text("deck.wellbeing.alt", scale=p.scale(code), rows="; ".join(spoken))


def _level(release: StudyRelease, code: str) -> pd.Series | None:
    """Row of the scale's mean among all employees, from its own table; None where not shown."""
    for instrument in release.facts.instruments[1:]:
        whole = whole_means(release, release.facts.last_wave, instrument)
        if code in whole.index:
            return whole[whole.index == code].iloc[0]
    return None
