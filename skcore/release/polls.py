"""Hands counted in a meeting: a release about the same people, shown once and remembered.

One figure of each question leaves: the mean in points, or the share for whom a statement fits. The
number at each answer does not. What was closed stands in ``meeting-polls`` beside the study file, a
ledger for each question of a meeting with numbers of people and no answer, so that nothing is
closed twice, and a count before and one after that differ by a few people are not both shown.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from skcore.disclosure import plan_release, protect
from skcore.disclosure.memory.ledger import earlier_releases, read_ledger, record_release
from skcore.disclosure.reasons import PRIMARY
from skcore.errors import DisclosureError, SkcoreError
from skcore.instruments import load_instrument
from skcore.texts import load_texts

if TYPE_CHECKING:
    from skcore.disclosure import Released
    from skcore.disclosure.policy import Kind
    from skcore.instruments.model import Published
    from skcore.reading.study import Study

__all__ = ["LEDGERS", "MOMENTS", "TOOLS", "Asked", "close_poll", "questions_of", "why_hidden"]

LEDGERS = "meeting-polls"
TOOLS = ("fire-hurtige", "statements")
MOMENTS = ("before", "after")
FITS = 2  # of the positions on the line, from the top, that count as "fits"


@dataclass(frozen=True)
class Asked:
    """One question of a tool: its words, and the points of each answer (None: a share)."""

    code: str
    text: str
    answers: Mapping[str, float]
    figure: str  # mean or share
    published: Published | None = None


def questions_of(study: Study, tool: str) -> list[Asked]:
    """Return what a tool asks, in the study's language.

    Raises
    ------
    SkcoreError
        When there is no such tool.
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
    study: Study, asked: Asked, counts: Mapping[str, int], *, meeting: str, moment: str = "before"
) -> Released:
    """Close the count of one question and bring its figure through the door.

    Parameters
    ----------
    study
        From ``load_study``: its limits, and the folder in which the count is remembered.
    asked
        One of ``questions_of``.
    counts
        Hands at each answer.
    meeting
        Which meeting, for example its day.
    moment
        ``before`` or ``after`` the talk.

    Returns
    -------
    Released
        One row: ``wave`` (meeting and question), ``n``, and ``mean`` (points, 0-100) or ``share``
        (percent). Of too few people, or of a few more or fewer than before, it is not shown, and
        the count is not remembered.

    Raises
    ------
    SkcoreError
        When nobody was counted.
    DisclosureError
        When the question was closed and shown already.
    """
    text = load_texts(study.language)
    n = sum(counts.values())
    if n == 0:
        raise SkcoreError(text("polling.nothing"))
    about = f"{meeting} · {asked.code}"
    name = hashlib.sha256(about.encode("utf-8")).hexdigest()[:16]
    path = study.path.parent / LEDGERS / f"{name}.json"
    ledger = read_ledger(path)
    # no hash of the numbers themselves: a few small numbers are guessed from it
    closing = {f"{about} · {moment}": secrets.token_hex(8)}
    if closing.keys() & ledger.waves.keys():
        said = text(f"polling.{moment}").lower()
        raise DisclosureError(text("polling.shown_once", moment=said))
    kind: Kind = "means" if asked.figure == "mean" else "distribution"
    here = pd.DataFrame({"wave": [about], "n": [n]})
    plan = plan_release(
        here, cuts=[("wave",)], policy=study.policy, kind=kind, earlier=earlier_releases(ledger)
    )
    if not plan.groups["hidden"].any():
        record_release(path, plan, label=next(iter(closing)), fingerprints=closing)
    value = sum(asked.answers[answer] * many for answer, many in counts.items()) / n
    return protect(here.assign(**{asked.figure: value}), plan, kind=kind)


def why_hidden(study: Study, closed: Released) -> str:
    """Say why a count is not shown; empty where it is."""
    row = closed.table.iloc[0]
    if not row["hidden"]:
        return ""
    key = "too_few" if row["hidden_reason"] == PRIMARY else "too_near"
    return load_texts(study.language)(f"polling.{key}", minimum=closed.plan.minimum)
