"""What was shown before: read from the ledgers beside the study file, and written back to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.memory.editions import only_added
from skcore.disclosure.memory.entries import as_entry
from skcore.disclosure.memory.ledger import Ledger, earlier_releases, ledger_after
from skcore.disclosure.memory.made_decks import folder_remembered
from skcore.disclosure.memory.pending import Pending, carry_out, finish_stopped
from skcore.disclosure.planned import ReleasePlan
from skcore.errors import DisclosureError
from skcore.reading.study import Study, load_study
from skcore.release.absence import LEDGER
from skcore.release.answered import with_sums
from skcore.release.few_words import numbered, with_words, words_of
from skcore.release.fingerprints import kept_path, kept_text
from skcore.release.ledgers_lying import (
    check_no_limit_raised,
    check_none_lost,
    check_none_older,
    ledgers_beside,
    of_stopped_runs,
)
from skcore.release.plans import SHARES, distribution_ledger, people_of
from skcore.release.questions import (
    QUESTION,
    options_of,
    question_ledger,
    question_view,
    remembered_question,
    share_of,
)
from skcore.release.remembered import (
    POLLS,
    REGISTERS,
    check_register,
    register_plans,
    register_prints,
)
from skcore.release.same_people import (
    END,
    Memory,
    check_surveys_are_new,
    days_of,
    memories_of,
    told_elsewhere,
    years_elsewhere,
)
from skcore.storage import in_words, locked, sentence

if TYPE_CHECKING:
    from skcore.release import StudyRelease

#: what was shown of each instrument before, oldest first
Earlier = Mapping[str, tuple["EarlierRelease", ...]]


def ledger_path(study: Study, plan: str) -> Path:
    """Where the ledger of one plan lies, beside the study file.

    A plan is an instrument's means, or what of the first one needs more people than a mean: each
    rests on other people, or on other limits, so each is remembered apart.
    """
    return study.path.with_name(f"{study.path.stem}.{plan}{END}")


def earlier_of(
    study: Study,
    *,
    edition: int = 1,
    decks: Sequence[Path] = (),
    released: Sequence[Study | str | Path] = (),
) -> Earlier:
    """Read what was shown of a study before.

    Parameters
    ----------
    study
        From ``load_study``.
    edition
        Number of the edition; raised on purpose when answers of a released survey have changed.
    decks
        Folders of decks: a ledger missing that these, or any below the study's folder, were made
        with is an error.
    released
        For a new edition: the study as it was when released, or its study file; several where
        the same survey was released in several editions.

    Raises
    ------
    DisclosureError
        When a ledger is missing or cannot be read, the answers of a released survey have changed
        without a new edition or otherwise than by answers added, a theme is made of other
        questions than it was released with, a survey seems to be a released one by another id, a
        minimum is above groups that were shown, or a register has changed where it was shown.
    """
    lying = ledgers_beside(study)
    check_none_lost(study, lying, decks)
    surveys = [*(i.id for i in study.instruments), distribution_ledger(study.instruments[0])]
    own = {question_ledger(question.code): question.code for question in study.questions}
    plans = [*surveys, *own, *REGISTERS]
    memories = memories_of(study, lying, [*plans, POLLS])
    check_none_older(study, lying.values(), memories)
    check_surveys_are_new(study, memories)
    ledgers = {name: _together(study, name, memories, plans) for name in plans}
    # what was seen at meetings, and the like, has limits of its own
    check_no_limit_raised(study, [ledgers[name] for name in (*surveys, LEDGER)])
    for name in REGISTERS:
        check_register(study, name, ledgers[name])
    before = [load_study(old) if isinstance(old, (str, Path)) else old for old in released]
    # what is shown of each rests on other answers: the questionnaires', or a question's as well
    parts = {None: surveys} | {code: [name] for name, code in own.items()}
    found = {name: earlier_releases(ledgers[name], edition=edition) for name in REGISTERS}
    found[LEDGER] += years_elsewhere(study, lying, [*plans, POLLS], memories)
    found |= told_elsewhere(study, lying, [*plans, POLLS], memories)
    words = {key: own for one in [*before, study] for key, own in words_of(one).items()}
    changed = bool(before)
    for code, names in parts.items():
        now = question_view(study, code)
        then = [
            question_view(old, one)
            for old in before
            for one in ([None] if code is None else [q.code for q in old.questions])
        ]
        known = [ledgers[name] for name in names]
        if code is None:  # also of questionnaires that the study no longer names
            known = [ledger for memory in memories for ledger in memory.of_surveys.values()]
        grown = only_added(now, known, then, edition=edition)
        changed |= code is None and bool(grown)
        for name in names:
            shown = earlier_releases(
                ledgers[name], fingerprints=now.fingerprints, edition=edition, only_added=grown
            )
            pairs = zip(shown, ledgers[name].entries, strict=True)
            found[name] = tuple(with_words(old, entry, words) for old, entry in pairs)
    return _with_answers(study, before, ledgers, found) if changed else found


def _with_answers(
    study: Study, before: Sequence[Study], ledgers: Mapping[str, Ledger], known: Earlier
) -> Earlier:
    """Give each release of a changed survey what was answered then, from the released studies."""
    _check_themes_are_the_same(study, before)
    people: dict[tuple[str, str], pd.DataFrame] = {}
    for old in [*before, study]:
        own = people_of(old)
        people |= dict.fromkeys(question_view(old, None).fingerprints.items(), own)
    found = dict(known)
    for instrument in study.instruments:
        entries = zip(ledgers[instrument.id].entries, known[instrument.id], strict=True)
        found[instrument.id] = tuple(
            with_sums(release, {wave: people[wave, p] for wave, p in prints.items()}, instrument)
            if all((wave, p) in people for wave, p in prints.items())
            else release
            for prints, release in ((entry["fingerprints"], old) for entry, old in entries)
        )
    return found


def _check_themes_are_the_same(study: Study, before: Sequence[Study]) -> None:
    """Refuse themes by other codes: nobody could see what both together tell of who came late."""
    ours = _themes(study)
    for old in before:
        lost = [code for code, made in _themes(old).items() if ours.get(code) != made]
        if lost:
            themes = (f"{old.scale(code).label[study.language]} ({code})" for code in lost)
            said = {"file": old.path.name, "themes": ", ".join(themes)}
            raise DisclosureError(study.texts("refused.themes_changed", **said))


def _themes(study: Study) -> dict[str, tuple[object, ...]]:
    """What each theme is made of, by its code: its questions with their points, or other themes."""
    made: dict[str, tuple[object, ...]] = {}
    for one in study.instruments:
        points = {item: [(p, o.code) for p, o in one.points_of(item)] for item in one.item_codes}
        for scale in one.scales:
            items = [(item, points[item]) for item in scale.items]
            made[scale.code] = (items, scale.min_answered)
        made |= {whole.code: (whole.scales, whole.of) for whole in one.composites}
    return made


def _together(study: Study, plan: str, memories: Sequence[Memory], plans: Sequence[str]) -> Ledger:
    """Return all that is remembered of a plan, also under another study file's name.

    A questionnaire may be one that was shown by another id: what is known of those that the study
    does not name is held together with it too, but for those that were shown beside it. A
    question by another code is known by its answers.
    """
    found = [memory.ledgers[plan] for memory in memories if plan in memory.ledgers]
    if plan.startswith(QUESTION):
        asked: dict[str, list[Ledger]] = {}
        for code, ledger in (pair for memory in memories for pair in memory.of_questions.items()):
            asked.setdefault(code, []).append(ledger)
        (question,) = (q for q in study.questions if question_ledger(q.code) == plan)
        found = remembered_question(study, question, asked)
    elif plan not in REGISTERS:
        found += [
            ledger
            for memory in memories
            for other, ledger in memory.of_surveys.items()
            if other not in plans and other.endswith(SHARES) == plan.endswith(SHARES)
            if not _shown_beside(ledger, found)
        ]
    entries = {
        json.dumps({**entry, "label": "", "results": []}, sort_keys=True): entry
        for ledger in found
        for entry in ledger.entries
    }
    return Ledger(ledger_path(study, plan), tuple(entries.values()))


def _shown_beside(one: Ledger, others: Sequence[Ledger]) -> bool:
    """Whether a result showed both: two questionnaires then, and not one by two ids."""
    return any(one.results & other.results for other in others)


def released_plans(study: Study, release: StudyRelease) -> dict[str, ReleasePlan]:
    """Plans of a release by the name they are remembered under."""
    plans = {
        **release.plans.means,
        distribution_ledger(study.instruments[0]): release.plans.distributions,
    }
    own = {question_ledger(code): plan for code, plan in release.plans.questions.items()}
    return plans | own | register_plans(study, release)


def ledgers_after(
    study: Study, release: StudyRelease, *, edition: int = 1, out: Path | None = None
) -> tuple[list[str], dict[str, str]]:
    """Names of a release's ledgers, and what files hold once it is shown; nothing is written.

    ``out`` is where decks will lie: that is remembered too, where it is not below the folder.

    Raises
    ------
    DisclosureError
        When a plan was made without what the ledger holds, or does not pass the audit.
    """
    plans = released_plans(study, release)
    begins = not any(ledger_path(study, name).exists() for name in plans)
    days = {wave.id: said for wave in study.waves if (said := days_of(wave))}
    own = {question_ledger(code): code for code in release.plans.questions}
    questions = {question_ledger(q.code): q for q in study.questions}
    put = partial(numbered, words=words_of(study), minimum=study.policy.minimum)
    texts: dict[str, str] = {}
    for name, plan in plans.items():
        prints: Mapping[str, str] = study.fingerprints
        if name in own:
            prints = question_view(study, own[name]).fingerprints
        if name in REGISTERS:
            prints = register_prints(study, name, plan.as_earlier(name))
        dates = {} if name in REGISTERS else days
        entry = as_entry(plan, release.result_id, prints, edition, dates)
        if name in questions:
            entry["options"] = options_of(questions[name])
            entry |= {"share_of": share} if (share := share_of(questions[name])) else {}
        texts |= ledger_after(ledger_path(study, name), plan, entry, put=put)
    kept = kept_text(study, release.inputs, plans, anew=begins)
    texts |= {} if kept is None else {kept_path(study).name: kept}
    texts |= {} if out is None else folder_remembered(study.path, out)
    return sorted(ledger_path(study, name).name for name in plans), texts


@contextmanager
def in_turn(
    study: Study,
    *,
    edition: int = 1,
    decks: Sequence[Path] = (),
    released: Sequence[Study | str | Path] = (),
) -> Iterator[tuple[Earlier, list[Path]]]:
    """Hold the study's folder, and see what was shown before, a stopped run's decks among it.

    Gives what ``earlier_of`` returns for these arguments, and the folders of stopped runs that
    were finished on the way. What cannot be written meanwhile is said in one sentence.
    """
    with in_words(study.language), locked(study.path.parent):
        finished = of_stopped_runs(study, finish_stopped)
        yield earlier_of(study, edition=edition, decks=decks, released=released), finished


def record(study: Study, release: StudyRelease, *, edition: int = 1) -> list[str]:
    """Write a release to the ledgers, all or none, before it is shown; return their names.

    For what somebody else writes, as a notebook's deck; decks of ours go out with their ledgers.

    Raises
    ------
    DisclosureError
        As ``ledgers_after``.
    OSError
        When the ledgers cannot be written; ``in_words`` says why.
    """
    folder = study.path.parent
    with locked(folder):
        of_stopped_runs(study, finish_stopped)
        names, texts = ledgers_after(study, release, edition=edition)
        carry_out(Pending(texts), folder, study.path.stem)
    return names


def remember(study: Study, release: StudyRelease, *, edition: int = 1) -> None:
    """Record what a notebook shows.

    Raises
    ------
    DisclosureError
        When it cannot be written beside the study file: nothing can be shown then.
    """
    try:
        record(study, release, edition=edition)
    except OSError as error:
        said = {"folder": study.path.parent.resolve(), "reason": sentence(error, study.texts)}
        raise DisclosureError(study.texts("refused.not_remembered", **said)) from error
