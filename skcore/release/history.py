"""What was shown before: read from the ledgers beside the study file, and written back to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from skcore.disclosure.memory.decks import MANIFEST, ledgers_of
from skcore.disclosure.memory.editions import only_added
from skcore.disclosure.memory.ledger import earlier_releases, read_ledger, record_release
from skcore.errors import DisclosureError
from skcore.reading.study import load_study
from skcore.release.answered import with_sums
from skcore.release.plans import distribution_ledger, people_of
from skcore.release.questions import question_ledger, question_view
from skcore.release.remembered import (
    REGISTERS,
    check_register,
    register_plans,
    register_prints,
)
from skcore.texts import load_texts

if TYPE_CHECKING:
    from skcore.disclosure.memory.earlier import EarlierRelease
    from skcore.disclosure.memory.ledger import Ledger
    from skcore.disclosure.plan import ReleasePlan
    from skcore.reading.study import Study
    from skcore.release import StudyRelease

__all__ = ["earlier_of", "ledger_path", "record", "released_plans"]

#: what was shown of each instrument before, oldest first
Earlier = Mapping[str, tuple["EarlierRelease", ...]]


def ledger_path(study: Study, plan: str) -> Path:
    """Where the ledger of one plan lies, beside the study file.

    A plan is an instrument's means, or what of the first one needs more people than a mean: each
    rests on other people, or on other limits, so each is remembered apart.
    """
    return study.path.with_name(f"{study.path.stem}.{plan}.ledger.json")


def earlier_of(
    study: Study,
    *,
    edition: int = 1,
    expected: Collection[str] = (),
    released: Sequence[Study | str | Path] = (),
) -> Earlier:
    """Read what was shown of a study before.

    Parameters
    ----------
    study
        From ``load_study``.
    edition
        Number of the edition; raised on purpose when answers of a released survey have changed.
    expected
        File names of ledgers that decks were made with: one of these missing is an error.
    released
        For a new edition: the study as it was when released, or its study file; several where
        the same survey was released in several editions.

    Raises
    ------
    DisclosureError
        When a ledger is missing though expected, cannot be read, the answers of a released
        survey have changed without a new edition or otherwise than by answers added, or a
        register has changed where it was shown.
    """
    expected = {*expected, *_remembered_beside(study)}
    _check_names(study, expected)
    surveys = [*(i.id for i in study.instruments), distribution_ledger(study.instruments[0])]
    own = {question_ledger(question.code): question.code for question in study.questions}
    paths = {name: ledger_path(study, name) for name in [*surveys, *own, *REGISTERS]}
    ledgers = _ledgers(study, paths, expected)
    for name in REGISTERS:
        check_register(study, name, ledgers[name])
    before = [load_study(old) if isinstance(old, (str, Path)) else old for old in released]
    # what is shown of each rests on other answers: the questionnaires', or a question's as well
    parts = {None: surveys} | {code: [name] for name, code in own.items()}
    found = {name: earlier_releases(ledgers[name], edition=edition) for name in REGISTERS}
    changed = False
    for code, names in parts.items():
        now = question_view(study, code)
        then = [question_view(old, code) for old in before if code is None or code in old.responses]
        grown = only_added(now, [ledgers[name] for name in names], then, edition=edition)
        changed |= code is None and bool(grown)
        for name in names:
            found[name] = earlier_releases(
                ledgers[name], fingerprints=now.fingerprints, edition=edition, only_added=grown
            )
    return _with_answers(study, before, ledgers, found) if changed else found


def _with_answers(
    study: Study, before: Sequence[Study], ledgers: Mapping[str, Ledger], known: Earlier
) -> Earlier:
    """Give each release of a changed survey what was answered then, from the released studies."""
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


def _ledgers(
    study: Study, paths: Mapping[str, Path], expected: Collection[str]
) -> dict[str, Ledger]:
    text = load_texts(study.language)
    lost = [path.name for path in paths.values() if path.name in expected and not path.exists()]
    if lost:
        raise DisclosureError(text("refused.ledger_lost", files=", ".join(lost)))
    ledgers = {}
    for name, path in paths.items():
        try:
            ledgers[name] = read_ledger(path)
        except DisclosureError as error:
            raise DisclosureError(text("refused.ledger_unreadable", file=path.name)) from error
    return ledgers


def _remembered_beside(study: Study) -> set[str]:
    """Names of ledgers that lie beside the study file, or that decks below its folder were made of.

    Whatever the study file is called now: ledgers of another study file that is there too are its.
    """
    folder = study.path.parent
    names = {path.name for path in folder.glob("*.ledger.json")}
    for depth in ("*", "*/*"):
        for manifest in folder.glob(f"{depth}/{MANIFEST}"):
            names.update(ledgers_of(manifest.parent, study.title))
    others = [f"{path.stem}." for path in folder.glob("*.toml") if path.stem != study.path.stem]
    own = f"{study.path.stem}."
    return {name for name in names if name.startswith(own) or not name.startswith(tuple(others))}


def _check_names(study: Study, expected: Collection[str]) -> None:
    """Refuse a study file by another name: its ledgers would be looked for in vain."""
    foreign = sorted(name for name in expected if not name.startswith(f"{study.path.stem}."))
    if foreign:
        text = load_texts(study.language)
        raise DisclosureError(
            text("refused.study_renamed", file=study.path.name, files=", ".join(foreign))
        )


def released_plans(study: Study, release: StudyRelease) -> dict[str, ReleasePlan]:
    """Plans of a release by the name they are remembered under."""
    plans = {
        **release.plans.means,
        distribution_ledger(study.instruments[0]): release.plans.distributions,
    }
    own = {question_ledger(code): plan for code, plan in release.plans.questions.items()}
    return plans | own | register_plans(study, release)


def days_of(study: Study) -> dict[str, list[str]]:
    """First and last day of each survey that says both."""
    return {
        wave.id: [wave.start.isoformat(), wave.end.isoformat()]
        for wave in study.waves
        if wave.start and wave.end
    }


def record(study: Study, release: StudyRelease, *, edition: int = 1) -> list[str]:
    """Write a release to the ledgers, before anything of it is shown; return their names.

    Raises
    ------
    DisclosureError
        When a plan was made without what the ledger holds, or does not pass the audit.
    """
    plans = released_plans(study, release)
    own = {question_ledger(code): code for code in release.plans.questions}
    for name, plan in plans.items():
        prints: Mapping[str, str] = study.fingerprints
        if name in own:
            prints = question_view(study, own[name]).fingerprints
        if name in REGISTERS:
            prints = register_prints(study, name, plan.as_earlier(name))
        record_release(
            ledger_path(study, name),
            plan,
            label=release.result_id,
            fingerprints=prints,
            edition=edition,
            dates={} if name in REGISTERS else days_of(study),
        )
    return sorted(ledger_path(study, name).name for name in plans)
