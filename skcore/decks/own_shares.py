"""The organisation's own questions: all answers of the whole, and a workplace's own share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import chart_options, option_words
from skcore.meeting.extremes import rows_where
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide, TableFigure
from skcore.texts import numbers
from skcore.texts.numbers import NO_NUMBER

if TYPE_CHECKING:
    from skcore.reading.own_questions import OwnQuestion


@of_release
def own_question_slides(release: StudyRelease) -> list[Slide]:
    """How all employees answered the organisation's own questions, by theme and kind of answer.

    Examples
    --------
    >>> import skcore
    >>> skcore.own_question_slides(release)  # the sample has no questions of its own
    []
    """
    p = Phrases(release)
    groups: dict[tuple[object, ...], list[OwnQuestion]] = {}
    for question in release.facts.questions:
        if question.code in release.questions:
            words = tuple(option.label[p.language] for option in question.options)
            rows = _options(release, question)
            # questions that are told in other pieces cannot share a figure
            pieces = tuple(rows["category"])
            groups.setdefault((question.theme, words, pieces), []).append(question)
    slides = [
        _distribution(p, questions) if pieces else _shares(p, questions)
        for (_, _, pieces), questions in groups.items()
    ]
    return [slide for slide in slides if slide is not None]


@of_release
def own_share_slide(release: StudyRelease, unit: str) -> Slide | None:
    """Show a workplace's share beside the whole's; None where there are too few answers.

    Examples
    --------
    >>> import skcore
    >>> skcore.own_share_slide(release, "hjem-01") is None  # no questions of their own
    True
    """
    p = Phrases(release)
    rows = []
    for question in release.facts.questions:
        row = _share(release, question, unit=unit)
        if row is not None:
            n = p.number(row["n"])
            whole = _whole(p, question)
            rows.append((question, (_percent(p, row, interval=True), whole, n), row))
    if not rows:
        return None
    first, _, row = rows[0]
    return _table(
        p,
        [(question, cells) for question, cells, _ in rows],
        title=_title(p, first, _percent(p, row)),
        kicker=p.own_kicker(unit),
        columns=p.raw("deck.own.columns_unit"),
        notes=p.text("deck.own.notes_unit"),
    )


def _distribution(p: Phrases, questions: list[OwnQuestion]) -> Slide:
    tables = []
    for question in questions:
        rows = _options(p.release, question)
        named = [_told(p, question, category) for category in rows["category"]]
        tables.append(rows.assign(label=question.text, category=named, share=rows["estimate"]))
    table = pd.concat(tables, ignore_index=True)
    categories = list(dict.fromkeys(table["category"]))
    first = questions[0]
    whole = _whole(p, first) if first.counted else NO_NUMBER
    spoken = "; ".join(
        f"{label}: " + ", ".join(f"{r.category} {p.percent(r.share)}" for r in part.itertuples())
        for label, part in table.groupby("label", sort=False)
    )
    return p.slide(
        kicker=first.theme or p.text("deck.own.kicker"),
        title=_most(p, first) if whole == NO_NUMBER else _title(p, first, whole),
        figure=Chart(
            "distribution",
            table[["label", "category", "share", "n"]],
            # the option of most lies to the right and is darkest, as with the questionnaire's
            chart_options(p)
            | {"categories": categories[::-1] if first.most_first else categories, "neutral": True},
        ),
        boxes=p.box("deck.items.ask"),
        alt=p.text("deck.own.alt", rows=spoken),
        notes=[p.text("deck.own.notes"), p.text("deck.items.rounded")],
        footnote=p.footnote(*_whose(p)),
    )


def _shares(p: Phrases, questions: list[OwnQuestion]) -> Slide | None:
    """Tell one share of each question where too few answered for more."""
    rows = [(q, row) for q in questions if (row := _share(p.release, q)) is not None]
    if not rows:
        return None
    first, row = rows[0]
    return _table(
        p,
        [(q, (_percent(p, one), p.number(one["n"]))) for q, one in rows],
        title=_title(p, first, _percent(p, row)),
        kicker=first.theme or p.text("deck.own.kicker"),
        columns=p.raw("deck.own.columns"),
        notes=p.text("deck.own.notes"),
    )


def _table(
    p: Phrases,
    rows: list[tuple[OwnQuestion, tuple[str, ...]]],
    *,
    title: str,
    kicker: str,
    columns: list[str],
    notes: str,
) -> Slide:
    cells = tuple((q.text, _counted(p, q), *told) for q, told in rows)
    return p.slide(
        kicker=kicker,
        title=title,
        figure=TableFigure(
            columns=tuple(columns),
            rows=cells,
            align=("left", "left", *["right"] * (len(columns) - 2)),
        ),
        boxes=p.box("deck.items.ask"),
        alt=p.text("deck.own.alt", rows="; ".join(f"{row[0]}: {row[2]}" for row in cells)),
        notes=notes,
        footnote=p.footnote(*_whose(p), p.text("deck.own.interval") if len(columns) > 4 else ""),
    )


def _whose(p: Phrases) -> list[str]:
    """Whose questions and answers these are; of several surveys, of which."""
    facts = p.facts
    several = [facts.wave_label(facts.last_wave)] if len(facts.waves) > 1 else []
    return [p.text("deck.own.footnote"), *several]


def _most(p: Phrases, question: OwnQuestion) -> str:
    """Name the answer that most gave, where nobody said which answers count."""
    rows = _options(p.release, question)
    row = rows.sort_values("estimate", ascending=False, kind="stable").iloc[0]
    return _title(p, question, p.percent(row["estimate"]), _told(p, question, row["category"]))


def _told(p: Phrases, question: OwnQuestion, category: str) -> str:
    """Name the options that are told together."""
    words = {f"{o.code:g}": o.label[p.language] for o in question.options}
    return option_words([words[code] for code in category.split("+")])


def _title(p: Phrases, question: OwnQuestion, share: str, words: str = "") -> str:
    words = words or _counted(p, question)
    title = p.text("deck.own.title", share=share, words=words, question=question.text)
    return numbers.capitalise(title)


def _counted(p: Phrases, question: OwnQuestion) -> str:
    return option_words([option.label[p.language] for option in question.counted])


def _options(release: StudyRelease, question: OwnQuestion) -> pd.DataFrame:
    table = release.questions[question.code].options.table
    return rows_where(table, wave=release.facts.last_wave, hidden=False)


def _share(
    release: StudyRelease, question: OwnQuestion, unit: str | None = None
) -> pd.Series | None:
    """Row of the last survey's share, of the whole or a workplace; None where it is not shown."""
    told = release.questions.get(question.code)
    if told is None or told.shares is None:
        return None
    own = {"cut": "wave × role"} if unit is None else {"cut": "wave × unit × role", "unit": unit}
    own |= {"wave": release.facts.last_wave}
    rows = rows_where(told.shares.table, hidden=False, **own)
    return rows.iloc[0] if len(rows) else None


def _whole(p: Phrases, question: OwnQuestion) -> str:
    """Write the whole's share, put together from its options where these are told."""
    rows = _options(p.release, question)
    counted = {f"{option.code:g}" for option in question.counted}
    parts = [set(text.split("+")) for text in rows["category"]]
    inside = [part <= counted for part in parts]
    # small parts stand together, and may reach beyond the options that are counted
    if set().union(*(part for part, own in zip(parts, inside, strict=True) if own)) == counted:
        return p.percent(rows.loc[inside, "estimate"].sum())
    row = _share(p.release, question)
    return NO_NUMBER if row is None else _percent(p, row)


def _percent(p: Phrases, row: pd.Series, *, interval: bool = False) -> str:
    bounded = row["bounded"]
    if isinstance(bounded, str) and bounded:
        return p.text(f"deck.own.{bounded}", value=p.percent(row["share"]))
    told = p.percent(row["share"])
    if not interval or pd.isna(row["conf_low"]):
        return told
    return f"{told} ({p.interval(row['conf_low'], row['conf_high'])})"
