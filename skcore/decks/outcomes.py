"""Social capital beside other results of the workplaces: quality, satisfaction, turnover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skcore.decks.phrases import Phrases
from skcore.decks.scatter import (
    association_words,
    direction,
    main_row,
    mix_note,
    mix_sentence,
    scatter,
)
from skcore.slides.slide import Slide

if TYPE_CHECKING:
    from skcore.release import Outcome, StudyRelease

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
    title, sentences = association_words(p, row, units, about="deck.outcome", outcome=outcome.name)
    drawn = row["measure"] == "difference" and direction(row) != "nothing"
    name = outcome.name[:1].upper() + outcome.name[1:]
    alt = p.text("deck.outcome.alt", units=units, outcome=outcome.name, sentence=title)
    return Slide(
        kicker=p.text("deck.kicker_outcome"),
        title=title,
        figure=scatter(p, outcome, outcome.figures.table, y="value", y_label=name, line=drawn),
        body=(
            *sentences,
            *mix_sentence(p, model, "difference"),
            p.body("deck.outcome.dot"),
            p.body("deck.outcome.not_cause"),
        ),
        alt=alt,
        notes=p.text("deck.outcome.notes", outcome=outcome.name),
        footnote=p.footnote(
            p.answered(outcome.wave),
            p.text("deck.outcome.unit", outcome=outcome.name),
            mix_note(p, model, "difference"),
        ),
        result_id=p.release.result_id,
        language=p.language,
    )
