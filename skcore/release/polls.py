"""Hands counted in a meeting: a release about the same people, closed once and remembered.

One figure of each question leaves: the mean in points, or the share for whom a statement fits. The
number at each answer does not. What was closed stands in a ledger of the study, with numbers of
people and no answer: after a survey that was answered each question is closed once before and once
after the talk, whatever meeting, survey and study file are called, also where it is of too few, and
a count before and one after that differ by a few people are not both shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from skcore.disclosure import Released, plan_release, protect
from skcore.disclosure.memory.ledger import Ledger, earlier_releases, record_release
from skcore.disclosure.policy import DisclosurePolicy, Kind
from skcore.disclosure.reasons import PRIMARY
from skcore.errors import DisclosureError, SkcoreError
from skcore.instruments.labels import normalise_label
from skcore.instruments.loader import load_instrument
from skcore.instruments.model import Published
from skcore.reading.study import Study
from skcore.release.history import ledger_path
from skcore.release.ledgers_lying import ledger_at, ledgers_beside
from skcore.release.remembered import POLLS
from skcore.release.same_people import END, Survey, days_of
from skcore.storage import locked
from skcore.texts import load_texts

TOOLS = ("fire-hurtige", "statements")
MOMENTS = ("before", "after")
BETWEEN = " · "
OLD = "meeting-polls"  # the folder of 0.2.0: a ledger for each question of a meeting
FITS = 2  # of the positions on the line, from the top, that count as "fits"


@dataclass(frozen=True)
class Asked:
    """One question of a tool: its words, and the points of each answer (None: a share)."""

    code: str
    text: str
    answers: Mapping[str, float]
    figure: str  # mean or share
    published: Published | None = None


def poll_questions(study: Study, tool: str) -> list[Asked]:
    """Return what a tool asks, in the study's language.

    Parameters
    ----------
    study
        From ``load_study``.
    tool
        ``fire-hurtige`` (the four quick questions) or ``statements``.

    Returns
    -------
    list of Asked
        ``code``, ``text``, and ``answers`` with the points of each.

    Raises
    ------
    SkcoreError
        When there is no such tool.

    Examples
    --------
    >>> import skcore
    >>> study = skcore.load_study("data/sample/study.toml")
    >>> [asked.code for asked in poll_questions(study, "fire-hurtige")]
    ['TM1', 'TMX2', 'JU1', 'JU4']
    """
    language = study.language
    if tool not in TOOLS:
        raise SkcoreError(load_texts(language)("polling.unknown", tool=tool))
    if tool == "statements":
        said = study.wording.handouts(language)
        positions: Sequence[str] = said.raw("statement_sheet.positions")[::-1]
        points = {words: 100.0 * (at < FITS) for at, words in enumerate(positions)}
        pool: Mapping[str, Sequence[str]] = said.raw("statements")
        texts = [text for part in pool.values() for text in part]
        return [Asked(f"statement {at}", t, points, "share") for at, t in enumerate(texts, 1)]
    instrument = load_instrument(tool)
    published = next((scale.published for scale in instrument.scales if scale.published), None)
    found = []
    for item in instrument.items:
        options = sorted(instrument.points_of(item.code), key=lambda pair: -pair[0])
        answers = {option.label[language]: float(value) for value, option in options}
        words = item.text.get(language) or item.label[language]
        found.append(Asked(item.code, words, answers, "mean", published))
    return found


def close_poll(
    study: Study, asked: Asked, counts: Mapping[str, int], *, moment: str = "before"
) -> Released:
    """Close the count of one question and bring its figure through the door.

    Parameters
    ----------
    study
        From ``load_study``: its limits, its last survey and the ledgers that remember the count.
    asked
        One of ``poll_questions``.
    counts
        Hands at each answer.
    moment
        ``before`` or ``after`` the talk.

    Returns
    -------
    Released
        One row: ``wave`` (survey and question), ``n``, and ``mean`` (points, 0-100) or ``share``
        (percent). Of too few people, or of a few more or fewer than before, it is not shown; the
        question is closed all the same. Too few are also those whose answers an end would tell:
        of five people "over 95" is five times 100.

    Raises
    ------
    SkcoreError
        When nobody was counted.
    DisclosureError
        When the question was closed already.

    Examples
    --------
    >>> import shutil, tempfile, skcore
    >>> with tempfile.TemporaryDirectory() as home:
    ...     study = skcore.load_study(shutil.copytree("data/sample", f"{home}/study"))
    ...     asked = skcore.poll_questions(study, "fire-hurtige")[0]
    ...     closed = close_poll(study, asked, {"I høj grad": 6, "Delvist": 6})
    >>> float(closed.table["mean"].iloc[0])
    63.0
    """
    n = sum(counts.values())
    if n == 0:
        raise SkcoreError(study.texts("polling.nothing"))
    kind: Kind = "means" if asked.figure == "mean" else "distribution"
    value = sum(asked.answers[answer] * many for answer, many in counts.items()) / n
    path = ledger_path(study, POLLS)
    with locked(path.parent):
        _check_old_folder(study, asked)
        lying = [
            one for name, one in ledgers_beside(study).items() if name.endswith(f".{POLLS}{END}")
        ]
        ledger = Ledger(path, tuple(entry for one in lying for entry in one.entries))
        about, print_ = _survey_and_question(study, asked, ledger, moment)
        here = pd.DataFrame({"wave": [about], "n": [n]})
        plan = plan_release(
            here,
            cuts=[("wave",)],
            policy=_enough_for_an_end(study.policy, asked),
            kind=kind,
            earlier=earlier_releases(ledger),
        )
        released = protect(here.assign(**{asked.figure: value}), plan, kind=kind)
        closing, days = f"{about}{BETWEEN}{moment}", _followed(study).days
        dates = {closing: days} if days else {}
        record_release(path, plan, label=asked.text, fingerprints={closing: print_}, dates=dates)
    return released


def _enough_for_an_end(policy: DisclosurePolicy, asked: Asked) -> DisclosurePolicy:
    """Ask for so many hands that "over 95" leaves it open what each of them answered.

    By numbers alone: that a count at an end is not shown would tell that all answered there.
    """
    points = sorted(asked.answers.values())
    ends = (points[1] - points[0], policy.floor), (points[-1] - points[-2], 100 - policy.ceiling)
    return policy.raised_to(max(int(step // max(room, 1)) + 1 for step, room in ends))


def _followed(study: Study) -> Survey:
    """Return the survey that a meeting follows: the last that somebody answered.

    A survey that is only planned is of no other people, and opens nothing that was closed.
    """
    wave = (study.answered or study.waves)[-1]
    print_ = study.fingerprints.get(wave.id, "")
    return Survey(wave.id, frozenset({print_} - {""}), days_of(wave), {}, wave.other_people)


def _survey_and_question(
    study: Study, asked: Asked, ledger: Ledger, moment: str
) -> tuple[str, str]:
    """Return what a question is remembered by, and the hash of the survey that it follows.

    Refused where it was closed at that moment, or under another code: its words tell.
    """
    survey, words = _followed(study), normalise_label(asked.text)
    about = f"{survey.wave}{BETWEEN}{asked.code}"
    for entry in ledger.entries:
        ((key, known),) = entry["fingerprints"].items()
        before, code, then = key.rsplit(BETWEEN, 2)
        days = entry.get("dates", {}).get(key)
        shown = Survey(before, frozenset({known}), days and (days[0], days[1]), {})
        if not (before == survey.wave or survey.prints & shown.prints or survey.same_days(shown)):
            continue
        same = code == asked.code
        if (same and then == moment) or (not same and normalise_label(entry["label"]) == words):
            raise DisclosureError(
                study.texts("polling.closed_once", moment=study.texts(f"polling.{then}").lower())
            )
        about = f"{before}{BETWEEN}{code}" if same else about
    return about, next(iter(survey.prints), "")


def _check_old_folder(study: Study, asked: Asked) -> None:
    """Refuse what 0.2.0 closed: it wrote down after which talk, and not after which survey."""
    for path in sorted((study.path.parent / OLD).glob("*.json")):
        keys = (key for entry in ledger_at(study, path).entries for key in entry["fingerprints"])
        if asked.code in {key.rsplit(BETWEEN, 2)[1] for key in keys}:
            raise DisclosureError(study.texts("polling.closed_in_old_folder", folder=OLD))


def why_hidden(study: Study, closed: Released) -> str:
    """Say why a count is not shown; empty where it is."""
    row = closed.table.iloc[0]
    if not row["hidden"]:
        return ""
    key = "too_few" if row["hidden_reason"] == PRIMARY else "too_near"
    return study.texts(f"polling.{key}", minimum=closed.plan.minimum)
