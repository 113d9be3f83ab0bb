"""What can be concluded from two surveys, in words made from their numbers."""

from __future__ import annotations

import pandas as pd

from skcore.decks.actions import actions_title, detectable_by_scenario
from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import scale_rows
from skcore.meeting.extremes import certain_rows, close_rows, up_and_down
from skcore.release import StudyRelease
from skcore.slides.slide import Slide
from skcore.texts import numbers

#: a difference of so many half-widths of its 95 % interval is found in 80 % of studies
FOUND = (1.96 + 0.84) / 1.96


@of_release
def conclusion_slide(release: StudyRelease) -> Slide | None:
    """Say what rose, fell and stayed, what nobody can tell, and what could have been seen.

    Returns
    -------
    Slide or None
        None where no change is shown.

    Examples
    --------
    >>> import skcore
    >>> skcore.conclusion_slide(release).figure.rows[0][0]
    'Steg'
    """
    if release.changes is None:
        return None
    p = Phrases(release)
    rows = scale_rows(p, release.changes.table[~release.changes.table["hidden"]])
    if rows.empty:
        return None
    told = ((key, text) for key, text in _conclusions(p, release, rows) if text)
    cells = [(p.text(f"deck.conclusion.{key}"), numbers.capitalise(text)) for key, text in told]
    first, last = (release.facts.wave_label(wave.id) for wave in release.facts.waves[-2:])
    return p.slide(
        kicker=p.text("deck.kicker_change"),
        title=p.text("deck.conclusion.title", first=first, last=last),
        figure=p.table(
            "deck.conclusion.columns", cells, emphasis=("strong", ""), show_header=False
        ),
        alt=". ".join(": ".join(row) for row in cells),
        notes=p.text("deck.conclusion.notes", noticeable=p.number(release.facts.noticeable)),
        footnote=p.footnote(p.answered(release.facts.last_wave), p.text("deck.change.cause")),
    )


def _conclusions(p: Phrases, release: StudyRelease, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Key of each conclusion and its words; empty where there is none of the kind."""
    certain = certain_rows(rows)
    open_rows = rows.drop(certain.index)
    close = close_rows(open_rows, release.facts.noticeable)
    up, down = up_and_down(certain)
    found = [
        ("rose", _named(p, up)),
        ("fell", _named(p, down)),
        ("stayed", _named(p, close)),
        ("unknown", _named(p, open_rows.drop(close.index))),
    ]
    if release.participants is not None:
        row = release.participants.table.iloc[0]
        scale = p.definite(row["variable"], capital=True)
        found.append(("action", p.text(f"deck.actions.{actions_title(p, row)}", scale=scale)))
    return [*found, ("seen", _could_be_seen(p, release, rows))]


def _named(p: Phrases, rows: pd.DataFrame) -> str:
    """Name scales with their change, as told on the slide of changes."""
    sizes = [f"\u00a0({p.change(size)})" if pd.notna(size) else "" for size in rows["estimate"]]
    pairs = zip(rows["variable"], sizes, strict=True)
    return p.joined(f"{p.scale(code)}{size}" for code, size in pairs)


def _could_be_seen(p: Phrases, release: StudyRelease, rows: pd.DataFrame) -> str:
    """Say from which size a change of the whole, and a difference of an action, is found."""
    halves = ((rows["conf_high"] - rows["conf_low"]) / 2).dropna()
    said = []
    if len(halves):
        points = p.number(max(float(halves.max()) * FOUND, 1.0))
        said.append(p.text("deck.conclusion.seen_whole", points=points))
    least = detectable_by_scenario(release).get("this")
    if least is not None:
        said.append(p.text("deck.conclusion.seen_action", points=p.number(least)))
    return " ".join(said)
