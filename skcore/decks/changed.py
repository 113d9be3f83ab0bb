"""What has changed since the survey before, on what both surveys asked."""

from __future__ import annotations

import pandas as pd

from skcore.decks.change_tables import unit_change_table
from skcore.decks.of_release import of_release
from skcore.decks.phrases import MOST_NAMED, Phrases
from skcore.decks.rows import Body, pairs_chart, said_pairs, scale_rows
from skcore.decks.spreads import spread_note
from skcore.disclosure import Released
from skcore.meeting.extremes import certain_rows, farthest, rows_where, tied, up_and_down
from skcore.release import StudyRelease
from skcore.slides.slide import Slide

UNITS = "wave × comparison × role"
Basis = tuple[str, ...]
FEWEST_TOLD, FEWEST_COUNTED = 3, 10  # workplaces: of fewer they are not counted


def change_title(p: Phrases, rows: pd.DataFrame) -> str:
    """Name what has certainly risen and fallen."""
    certain = certain_rows(rows)
    up, down = up_and_down(certain)
    if len(up) and len(down):
        rise, fall = p.themes(up, of=0, capital=True), p.themes(down, of=0)
        return p.text("deck.change.title_both", up=rise, down=fall)
    if certain.empty:
        return p.text(f"deck.change.{p.none_certain(rows)}")
    many = "_many" if len(certain) > 1 else ""
    return p.text(
        f"deck.change.title_{'up' if len(up) else 'down'}{many}",
        scale=p.themes(certain, of=len(rows), capital=True),
    )


def change_sentences(p: Phrases, rows: pd.DataFrame) -> list[str]:
    """Say what the title names, and its size; of more than it names, the largest each way."""
    certain = certain_rows(rows)
    if certain.empty:
        return [p.text("deck.change.within")]
    if len(certain) > MOST_NAMED:
        ends = [end for end in up_and_down(certain) if len(end)]
        largest = [tied(end, farthest(end, "estimate"), "estimate") for end in ends]
        certain = pd.concat([rows.head(MOST_NAMED) for rows in largest])
    return [change_sentence(p, row) for _, row in certain.iterrows()]


def change_sentence(p: Phrases, row: pd.Series) -> str:
    """Say one scale's change and its size."""
    direction = "up" if row["estimate"] > 0 else "down"
    size = p.text(f"deck.change.{p.size(row['estimate'])}_{direction}")
    sentence = p.text(
        f"deck.change.sentence_{direction}",
        scale=p.scale(row["variable"], capital=True),
        before=p.number(row["before"]),
        after=p.number(row["after"]),
        change=p.change(row["estimate"]),
        interval=p.interval(row["conf_low"], row["conf_high"], signed=True),
    )
    return f"{sentence} {size}"


@of_release
def change_slide(release: StudyRelease) -> Slide | None:
    """What has changed for all employees since the survey before.

    Examples
    --------
    >>> import skcore
    >>> skcore.change_slide(release).figure.kind
    'change'
    """
    if release.changes is None:
        return None
    p = Phrases(release)
    rows = scale_rows(p, rows_where(release.changes.table, hidden=False))
    if rows.empty:
        return None
    how = "linked" if rows["method"].str.contains("paired").all() else "unlinked"
    return _slide(
        p,
        rows,
        kicker=p.text("deck.kicker_change"),
        title=change_title(p, rows),
        beside=(),
        notes=[
            *_share_sentence(p, rows, release.share_changes),
            *_units_sentence(release, p),
            p.text(f"deck.change.{how}"),
        ],
        basis=(p.answered(release.facts.last_wave),),
    )


@of_release
def unit_change_slide(release: StudyRelease, unit: str) -> Slide | None:
    """What has changed at the workplace since the survey before; None with one survey.

    A workplace that was reorganised is compared together with those its people came from or went
    to; title and footnote are then about them together.

    Examples
    --------
    >>> import skcore
    >>> skcore.unit_change_slide(release, "hjem-01").figure.kind
    'change'
    """
    p = Phrases(release)
    rows = unit_change_rows(p, unit)
    if rows.empty:
        return None
    group = release.facts.comparison.get(unit, unit)
    together, title = group != unit, change_title(p, rows)
    return _slide(
        p,
        rows,
        kicker=p.own_kicker(unit),
        title=title_together(p, title) if together else title,
        beside=(p.body("deck.change.reorganised", units=p.union(group)),) if together else (),
        notes=[p.text("deck.change.notes_unit")],
        basis=(
            "" if together else p.answered(release.facts.last_wave, unit=unit),
            _detectable(p, rows, together=together),
        ),
    )


def unit_change_rows(p: Phrases, unit: str) -> pd.DataFrame:
    """Rows of a workplace's change, or of those it is compared with; empty where not shown."""
    if p.release.unit_changes is None:
        return pd.DataFrame()
    own = {"comparison": p.facts.comparison.get(unit, unit), "role": "employee"}
    return scale_rows(p, rows_where(p.release.unit_changes.table, hidden=False, **own))


def _slide(
    p: Phrases, rows: pd.DataFrame, *, beside: Body, notes: list[str], basis: Basis, **head: str
) -> Slide:
    """Return the slide of a change; ``head`` is its kicker and its title.

    ``basis`` is who answered and what that can show; what is compared stands between them.
    """
    first, last = (p.facts.wave_label(wave.id) for wave in p.facts.waves[-2:])
    common = p.compared_on(p.release.compared, rows["variable"]) if p.release.compared else ""
    pair = ("before", "after")
    options = {"language": p.language, "before_label": first, "after_label": last}
    options["note"] = p.text("deck.change.band") if rows["conf_low"].notna().any() else ""
    return p.slide(
        **head,
        figure=pairs_chart(rows, "change", pair, options),
        body=beside,
        boxes=p.box("deck.change.ask"),
        alt=p.text("deck.change.alt", first=first, last=last, rows=said_pairs(p, rows, pair)),
        notes=[p.text("deck.change.notes"), common, *change_sentences(p, rows), *notes],
        footnote=p.footnote(
            basis[0],
            p.text("deck.compared.only") if common else "",
            *basis[1:],
            p.text("deck.change.cause"),
            spread_note(p, *(wave.id for wave in p.facts.waves[-2:])),
        ),
    )


def _detectable(p: Phrases, rows: pd.DataFrame, *, together: bool) -> str:
    """Say the smallest change that the answers can show, where none that is seen belies it."""
    before, after = p.number(rows["n_first"].iloc[0]), p.number(rows["n_last"].iloc[0])
    compared = rows.dropna(subset="estimate")
    points = p.least_detectable(compared) if certain_rows(rows).empty else ""
    if not points:
        return p.text("unit.change.counted", before=before, after=after) if together else ""
    key = "unit.change.detectable_together" if together else "unit.change.detectable"
    return p.text(key, before=before, after=after, points=points)


def title_together(p: Phrases, title: str) -> str:
    """Say that a title is about workplaces that were reorganised, together."""
    danish = p.language == "da"  # in which a sentence after a colon begins with a capital
    told = title if danish else title[:1].lower() + title[1:]
    return p.text("deck.change.title_together", title=told)


def _units_sentence(release: StudyRelease, p: Phrases) -> list[str]:
    """Count the workplaces that certainly rose and fell, and how many hold among so many."""
    table = unit_change_table(release)
    code = release.facts.primary.leading
    rows = table[(table["variable"] == code) & (table["cut"] == UNITS) & table["p_value"].notna()]
    if len(rows) < FEWEST_COUNTED:
        return []
    certain = certain_rows(rows)
    up, down = up_and_down(certain)
    counts = {"up": up, "down": down, "held": certain[certain["p_adjusted"] < 0.05]}
    words = {name: _counted(p, len(those)) for name, those in counts.items()}
    n = p.workplaces(len(rows))
    return [p.text("deck.change.units.told", scale=p.scale(code), n=n, **words)]


def _counted(p: Phrases, n: int) -> str:
    """Write a number of workplaces; of one or two it is not told which, nor how many."""
    if n < FEWEST_TOLD:
        return p.text(f"deck.change.units.{'few' if n else 'none'}")
    return p.number(n)


def _share_sentence(p: Phrases, changed: pd.DataFrame, shares: Released | None) -> list[str]:
    """Say how many more answer positively about what changed most, where that is certain too."""
    certain = certain_rows(changed)
    if shares is None or certain.empty:
        return []
    table = shares.table[~shares.table["hidden"]]
    rows = certain_rows(table[table["variable"] == farthest(certain, "estimate")["variable"]])
    return [
        p.text(
            "deck.change.shares",
            first=p.facts.wave_label(p.facts.waves[-2].id),
            scale=p.scale(row["variable"]),
            before=p.percent(row["before"]),
            after=p.percent(row["after"]),
            direction=p.text("deck.change.rise" if row["estimate"] > 0 else "deck.change.fall"),
            points=p.number(abs(row["estimate"])),
            interval=p.interval(row["conf_low"], row["conf_high"], signed=True),
        )
        for _, row in rows.iterrows()
    ]
