"""``skcore check``: what is wrong with a study, how answers count, and what would not be shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from skcore.commands.promise import never_held, unlocked
from skcore.decks import network_deck, own_decks, unit_deck
from skcore.decks.left_out import left_out, without_numbers
from skcore.decks.rows import option_words
from skcore.errors import SkcoreError
from skcore.measuring.scale_direction import mirrored_scales
from skcore.problems import ASK, ERROR, Problem, problem_table
from skcore.reading.study import Study, read_study
from skcore.release import StudyRelease, release_study
from skcore.release.history import earlier_of
from skcore.release.taken import numbers_taken
from skcore.texts import LANGUAGES, Texts, load_texts, numbers

_MOST_NAMED = 4
_USUAL_ABSENCE = 0.5, 25  # percent of a year that a whole is ill; municipalities lie at 5 to 6


def check_ahead(
    path: str | Path,
    *,
    language: str | None = None,
    edition: int = 1,
    released: Sequence[str | Path] = (),
) -> tuple[pd.DataFrame, list[str]]:
    """Return what ``check_study`` finds, and of a study without errors what would not be shown.

    Nothing is written. ``language``, ``edition`` and ``released`` are as for ``make_decks``; of a
    new edition it is told which workplaces it would take their numbers from. All that ``slides``
    does is done here up to the drawing: what would stop it stands in the table as an error, also
    that answers have changed since something was shown.
    """
    study, problems, spoken = read_study(path, language)
    if study is not None and study.in_numbers:
        asked = mirrored_scales(study.responses, study.instruments, study.references)
        problems = [*problems, *(problem.within(study.path.name) for problem in asked)]
    table = problem_table(problems, language=spoken)
    if study is None:
        return table, []
    try:
        earlier = earlier_of(study, edition=edition, released=released)
        release = release_study(study, earlier=earlier)
        network_deck(release)
        for unit in own_decks(release):
            unit_deck(release, unit)
    except SkcoreError as error:
        stop = {"file": "", "column": "", "problem": str(error), "n": 1, "rows": ""}
        stopped = pd.concat([pd.DataFrame([stop | {"severity": ERROR}]), table])
        stopped.attrs["language"] = spoken
        return stopped, []
    told = any(problem.key == "days_are_percentages" for problem in problems)
    if asked := [*_turned(release), *([] if told else _odd_absence(release))]:
        table = problem_table([*problems, *asked], language=spoken)
    waiting = unlocked(study)
    lock = [release.facts.texts.count("promise.unlocked", waiting), *never_held(study)]
    ahead = [*numbers_taken(study, release.plans), *_ends(study), *left_out(release)]
    ahead += without_numbers(release, path)
    return table, ahead + (lock if waiting else [])


def _turned(release: StudyRelease) -> list[Problem]:
    """Ask about questions that run against the others: turned twice, or not at all."""
    if release.coding is None:
        return []
    table = release.coding.table
    found = table[table["key"].str.startswith("against") & ~table["hidden"]]
    return [
        Problem(
            "turned",
            values={"wave": release.facts.wave_label(str(wave)), "names": "; ".join(rows["label"])},
            n=len(rows),
            severity=ASK,
        )
        for wave, rows in found.groupby("wave")
    ]


def _odd_absence(release: StudyRelease) -> list[Problem]:
    """Ask about sick leave so low or high that its numbers may be of another kind."""
    told = pd.DataFrame() if release.years is None else release.years.table
    shares = told.get("absence_percent", pd.Series(dtype=float)).dropna()
    odd = shares[~shares.between(*_USUAL_ABSENCE)]
    return (
        [
            Problem(
                "absence_odd",
                values={"percent": {lang: _percent(odd.iloc[-1], lang) for lang in LANGUAGES}},
                severity=ASK,
            )
        ]
        if len(odd)
        else []
    )


def _percent(value: float, language: str) -> str:
    return numbers.format_percent(value, 1, language=language)


def _end(text: Texts, word: str, value: float) -> str:
    points = numbers.format_number(value, language=text.language)
    return text("counts.end", word=word, points=points)


def _is_asked(study: Study, code: str) -> bool:
    """Whether anybody answered a question in any survey."""
    return code in study.responses and bool(study.responses[code].notna().any())


def _ends(study: Study) -> list[str]:
    """Say which answer counts 0 and which 100, and which share of an own question is told."""
    text, language = load_texts(study.language), study.language
    lines = []
    for instrument in study.instruments:
        ends: dict[tuple[str, str], list[str]] = {}
        for item in (i for i in instrument.items if _is_asked(study, i.code)):
            points = instrument.points_of(item.code)
            ends_of = (points[0], points[-1])
            worst, best = (_end(text, said.label[language], value) for value, said in ends_of)
            ends.setdefault((worst, best), []).append(item.label[language])
        whole = len(ends) == 1
        for (worst, best), items in sorted(ends.items(), key=lambda pair: -len(pair[1])):
            asked = "" if whole or len(items) > _MOST_NAMED else f" ({', '.join(items)})"
            said = {"instrument": instrument.title[language], "worst": worst, "best": best}
            lines.append(text("counts.ends", **said, asked=asked))
    for question in study.questions:
        counted = option_words([option.label[language] for option in question.counted])
        key = "counts.share" if counted else "counts.no_share"
        lines.append(text(key, question=question.text, words=counted))
    return lines
