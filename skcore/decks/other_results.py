"""Social capital beside other results of the workplaces: quality, satisfaction, turnover."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_few import Few
from skcore.decks.phrases import Phrases
from skcore.decks.scatter import (
    association_words,
    coarse_note,
    direction,
    main_row,
    mix_note,
    mix_sentence,
    scatter,
)
from skcore.release import StudyRelease
from skcore.release.outcomes import Outcome
from skcore.slides.markup import plain
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import numbers

MEASURES = ("difference", "rank_correlation")
FEWEST_TOGETHER = 2  # outcomes that share a slide


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

    Examples
    --------
    >>> import skcore
    >>> [slide.figure.kind for slide in skcore.outcome_slides(release)]
    ['scatter', 'scatter']
    """
    p = Phrases(release)
    return [_slide(p, outcome) for outcome in release.outcomes.values()]


def null_outcomes_slide(release: StudyRelease) -> Slide | None:
    """Outcomes of which none is certainly associated, together; None of fewer than two."""
    p = Phrases(release)
    found = [(o, main_row(o.model.table, MEASURES)) for o in release.outcomes.values()]
    nulls = [(outcome, row) for outcome, row in found if is_null(row)]
    if len(nulls) < FEWEST_TOGETHER:
        return None
    named = p.joined([p.facts.outcome_name(outcome.name) for outcome, _ in nulls])
    rows = tuple(
        (
            _counted(p, outcome),
            p.change(row["estimate"], 1),
            p.interval(row["conf_low"], row["conf_high"], 1, signed=True),
        )
        for outcome, row in nulls
    )
    heads = (p.marked(text) for text in p.raw("deck.outcome.columns"))
    return p.slide(
        kicker=p.text("deck.kicker_outcome"),
        title=p.text("deck.outcome.title_nulls", outcomes=named),
        figure=TableFigure(
            columns=tuple(map(plain, heads)),
            rows=rows,
            align=("left", "right", "right"),
            emphasis=("", "quiet", ""),  # none is certain
        ),
        boxes=p.box("deck.outcome.ask_nulls"),
        alt=p.text("deck.outcome.alt_nulls", outcomes=named),
        notes=[
            p.text("deck.absence.notes_table"),
            *("\n".join(_told(p, outcome)) for outcome, _ in nulls),
        ],
        footnote=p.footnote(p.answered(nulls[0][0].wave)),
    )


def is_null(row: pd.Series) -> bool:
    """Whether an association was looked for in points, and none is certain."""
    return bool(row["measure"] == "difference" and direction(row) == "none")


def deck_outcome_slides(release: StudyRelease) -> list[Slide]:
    """One slide per outcome, those without a certain association together on one."""
    together = null_outcomes_slide(release)
    if together is None:
        return outcome_slides(release)
    p = Phrases(release)
    others = [
        o for o in release.outcomes.values() if not is_null(main_row(o.model.table, MEASURES))
    ]
    return [*(_slide(p, outcome) for outcome in others), together]


def _slide(p: Phrases, outcome: Outcome) -> Slide:
    model, few = outcome.model.table, Few(p, outcome.step)
    row = main_row(model, MEASURES)
    units = p.workplaces(int(row["n"]))
    called = p.facts.outcome_name(outcome.name)
    title, _ = association_words(p, row, units, about="deck.outcome", outcome=called)
    line = direction(row) if row["measure"] == "difference" else ""
    name = _counted(p, outcome)
    alt = p.text("deck.outcome.alt", units=units, outcome=called, sentence=title)
    asked = p.text("deck.outcome.ask", outcome=called)
    how = f"deck.absence.notes_{'line' if line not in ('', 'nothing') else 'points'}"
    return p.slide(
        kicker=p.text("deck.kicker_outcome"),
        title=title,
        figure=scatter(p, outcome, outcome.figures.table, y="value", y_label=name, line=line),
        boxes=((p.text("deck.talk"), asked),),
        alt=alt,
        notes=[
            p.text(how),
            *_told(p, outcome),
        ],
        footnote=p.footnote(
            p.answered(outcome.wave),
            mix_note(p, model, "difference"),
            few.note() or coarse_note(p),
        ),
    )


def _told(p: Phrases, outcome: Outcome) -> list[str]:
    """Say for the notes what was found of an outcome, and how not to read it."""
    model, called = outcome.model.table, p.facts.outcome_name(outcome.name)
    row, few = main_row(model, MEASURES), Few(p, outcome.step)
    units = p.workplaces(int(row["n"]))
    _, sentences = association_words(p, row, units, about="deck.outcome", outcome=called)
    return [
        p.text("deck.outcome.notes", outcome=called),
        *([] if p.facts.outcome_measure(outcome.name) else [p.text("deck.outcome.unit")]),
        *sentences,
        *mix_sentence(p, model, "difference"),
        p.text("deck.outcome.not_cause"),
        *filter(None, [few.why(p.scale(p.facts.primary.leading))]),
    ]


def _counted(p: Phrases, outcome: Outcome) -> str:
    """Name an outcome and, where it is told, what it is counted in."""
    name = numbers.capitalise(p.facts.outcome_name(outcome.name))
    measure = p.facts.outcome_measure(outcome.name)
    return f"{name} ({measure})" if measure else name
