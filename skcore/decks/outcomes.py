"""Social capital beside other results of the workplaces: quality, satisfaction, turnover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.decks.scatter import (
    PER,
    direction,
    main_row,
    mix_note,
    mix_sentence,
    scatter,
    workplace_rows,
)
from skcore.slides.slide import Slide

if TYPE_CHECKING:
    from skcore.release import Outcome, StudyRelease
    from skcore.slides.markup import Run

__all__ = ["outcome_slides"]

MEASURES = ("difference", "rank_correlation")


def outcome_slides(release: StudyRelease) -> list[Slide]:
    """One slide per outcome of ``outcomes.csv``: unnamed workplaces, line and sentence.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    list of Slide
        In the order of the file; empty without outcomes that can be shown.
    """
    p = Phrases(release)
    return [_slide(p, outcome) for outcome in release.outcomes.values()]


def _slide(p: Phrases, outcome: Outcome) -> Slide:
    model = outcome.model.table
    row = main_row(model, MEASURES)
    units = p.workplaces(int(row["n"]))
    title, sentences = _words(p, row, units, outcome.name)
    mixed = mix_sentence(p, model, "difference", "deck.outcome.occupations_sentence")
    rows = workplace_rows(outcome).merge(outcome.figures.table, on="unit")
    rows = rows[~rows["hidden"]].rename(columns={"value": "y"})
    drawn = row["measure"] == "difference" and direction(row) != "nothing"
    name = outcome.name[:1].upper() + outcome.name[1:]
    alt = p.text("deck.outcome.alt", units=units, outcome=outcome.name, sentence=title)
    return Slide(
        kicker=p.text("deck.kicker_outcome"),
        title=title,
        figure=scatter(p, rows, outcome, y_label=name, line=drawn),
        body=(
            *sentences,
            *mixed,
            p.body("deck.outcome.dot"),
            p.body("deck.outcome.not_cause"),
        ),
        alt=alt,
        notes=p.text("deck.outcome.notes", outcome=outcome.name),
        footnote=p.footnote(
            p.answered(outcome.wave),
            p.text("deck.outcome.unit", outcome=name),
            mix_note(p, model, "difference"),
        ),
        result_id=p.release.result_id,
        language=p.language,
    )


def _words(
    p: Phrases, row: pd.Series, units: str, outcome: str
) -> tuple[str, list[tuple[Run, ...]]]:
    """Title and sentences that claim no more than the numbers, as they are shown, do."""
    shown = direction(row)
    title = p.text(f"deck.outcome.title_{shown}", outcome=outcome)
    if shown == "nothing":
        return title, [p.body("deck.absence.sentence_nothing", units=units)]
    few = row["measure"] == "rank_correlation"
    digits = 2 if few else 1
    certain = shown != "none"
    sized = certain and not few
    sentence = p.body(
        f"deck.outcome.sentence_{'few_' if few else ''}{shown}",
        units=units,
        outcome=outcome,
        per=PER,
        estimate=(
            p.number(abs(row["estimate"]) if sized else row["estimate"], digits)
            if few or certain
            else p.change(row["estimate"], digits)
        ),
        interval=(p.distance if sized else p.interval)(row["conf_low"], row["conf_high"], digits),
    )
    beside = (
        [] if certain else [p.body("deck.absence.may_be" if few else "deck.absence.may_be_many")]
    )
    return title, [sentence, *beside, *([p.body("deck.absence.few_why")] if few else [])]
