"""The codebook's tables: questions, answer options, scales and how the answers fell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skcore.figures.words import clean
from skcore.instruments.model import Composite, Option, Scale
from skcore.release import StudyRelease
from skcore.release.facts import StudyFacts
from skcore.texts import Texts
from skcore.texts.numbers import capitalise, format_number


@dataclass(frozen=True)
class Sheet:
    """One table of the codebook: a name, what it is, headers and rows of texts."""

    name: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def codebook_sheets(release: StudyRelease) -> list[Sheet]:
    """Tables of the codebook, in the study's language.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    list of Sheet
        Questions (official wording where it is verified, our label, coding, reversed, missing
        answers), answer options with points, scales with their missing rule, and the employees'
        answers as far as they may be shown.

    Examples
    --------
    >>> [sheet.name for sheet in codebook_sheets(release)]
    ['Spørgsmål', 'Svarmuligheder', 'Temaer', 'Fordelinger']
    """
    texts = release.facts.texts
    makers = {
        "items": _items(release),
        "options": _options(release),
        "scales": _scales(release),
        "answers": _answers(release),
    }
    return [
        Sheet(
            texts(f"codebook.{key}.name"),
            texts(f"codebook.{key}.note", minimum=release.facts.policy.minimum),
            tuple(texts.raw(f"codebook.{key}.columns")),
            tuple(tuple(clean(cell) for cell in row) for row in rows),
        )
        for key, rows in makers.items()
    ]


def _items(release: StudyRelease) -> list[tuple[str, ...]]:
    facts, texts = release.facts, release.facts.texts
    waves = [wave.id for wave in facts.waves]
    table = release.missing.table if release.missing is not None else None
    left_out = {} if table is None else table.set_index(["wave", "variable"])["people"].to_dict()
    rows: list[tuple[str, ...]] = []
    for instrument in facts.instruments:
        for item in instrument.items:
            told = [
                f"{facts.wave_label(wave)}: {left_out[wave, item.code]}"
                for wave in waves
                if (wave, item.code) in left_out
            ]
            rows.append(
                (
                    item.code,
                    item.text.get(facts.language) or texts("codebook.not_verified"),
                    item.label[facts.language],
                    _named(instrument.options[item.options], facts.language),
                    texts("codebook.yes" if item.reversed else "codebook.no"),
                    ", ".join(s.code for s in instrument.scales if item.code in s.items),
                    "; ".join(told) or texts("codebook.not_told"),
                    instrument.title[facts.language],
                )
            )
    own, no, untold = texts("codebook.own"), texts("codebook.no"), texts("codebook.not_told")
    rows += [(q.code, q.text, q.text, q.code, no, q.theme, untold, own) for q in facts.questions]
    return rows


def _options(release: StudyRelease) -> list[tuple[str, ...]]:
    facts = release.facts
    rows: list[tuple[str, ...]] = []
    for instrument in facts.instruments:
        used = {item.options: False for item in instrument.items}
        used |= {item.options: True for item in instrument.items if item.reversed}
        for name, turned in used.items():
            options = instrument.options[name]
            ends = sum(_ends(options))
            for option in options:
                other = _points(ends - option.points, facts.language) if turned else ""
                code, points = f"{option.code}", _points(option.points, facts.language)
                label = option.label[facts.language]
                named = _named(options, facts.language)
                rows.append((instrument.title[facts.language], named, code, label, points, other))
    rows += [
        (facts.texts("codebook.own"), q.code, f"{o.code}", o.label[facts.language], "", "")
        for q in facts.questions
        for o in q.options
    ]
    return rows


def _named(options: Sequence[Option], language: str) -> str:
    """Name a set of options by its first and its last words, as they stand on the form."""
    return f"{options[0].label[language]} – {options[-1].label[language]}"


def _ends(options: Sequence[Option]) -> tuple[float, float]:
    """Lowest and highest points; an option without points has none."""
    points = [option.points for option in options if not math.isnan(option.points)]
    return min(points), max(points)


def _points(points: float, language: str) -> str:
    return format_number(points, 0 if points == round(points) else 2, language=language)


def _scales(release: StudyRelease) -> list[tuple[str, ...]]:
    facts = release.facts
    rows: list[tuple[str, ...]] = []
    for instrument in facts.instruments:
        for scale in map(instrument.scale, instrument.scale_codes):
            label = capitalise(scale.label[facts.language])
            title = instrument.title[facts.language]
            rows.append((scale.code, label, *_made_of(facts.texts, scale, facts.language), title))
    return rows


def _made_of(texts: Texts, scale: Scale | Composite, language: str) -> tuple[str, str, str, str]:
    """What a scale is made of, its missing rule, its direction, and what to know about it."""
    good = texts("codebook.high_is_good")
    if isinstance(scale, Scale):
        rule = texts("codebook.rule", least=scale.min_answered, n=len(scale.items))
        note = (scale.note or {}).get(language, "")
        return (
            ", ".join(scale.items),
            rule,
            good if scale.high_is_good else texts("codebook.high_is_bad"),
            note,
        )
    parts = ", ".join(scale.scales)
    return parts, texts("codebook.rule_composite"), good, texts(f"codebook.of_{scale.of}")


def _answers(release: StudyRelease) -> list[tuple[str, ...]]:
    """How all employees answered, as far as it may be told."""
    facts, language, table = release.facts, release.facts.language, release.items.table
    rows: list[tuple[str, ...]] = []
    for row in table[~table["hidden"]].to_dict("records"):
        item = facts.primary.item(row["variable"])
        # the words as they were answered: of a reversed item, those at the other end
        turned = facts.primary.points_of(item.code)
        words = {f"{points:g}": option.label[language] for points, option in turned}
        rows.append(_fallen(facts, row, item.code, item.label[language], words))
    for question in facts.questions:
        if question.code in release.questions:
            words = {f"{option.code:g}": option.label[language] for option in question.options}
            told = release.questions[question.code].options.table
            rows += [
                _fallen(facts, row, question.code, question.text, words)
                for row in told[~told["hidden"]].to_dict("records")
            ]
    return rows


def _fallen(
    facts: StudyFacts, row: Mapping[Any, Any], code: str, asked: str, words: Mapping[str, str]
) -> tuple[str, ...]:
    """One answer to a question, and how many gave it."""
    return (
        facts.wave_label(row["wave"]),
        code,
        asked,
        " / ".join(words[option] for option in row["category"].split("+")),
        format_number(row["estimate"], language=facts.language),
        format_number(int(row["n"]), language=facts.language),
    )
