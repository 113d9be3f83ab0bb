"""What was shown before: read from the ledgers beside the study file, and written back to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from skcore.disclosure.ledger import earlier_releases, read_ledger, record_release

if TYPE_CHECKING:
    from skcore.disclosure.history import EarlierRelease
    from skcore.disclosure.plan import ReleasePlan
    from skcore.reading.study import Study
    from skcore.release import StudyRelease

__all__ = ["earlier_of", "ledger_path", "record"]

#: what was shown of each instrument before, oldest first
Earlier = Mapping[str, tuple["EarlierRelease", ...]]


def ledger_path(study: Study, plan: str) -> Path:
    """Where the ledger of one plan (an instrument's id) lies: beside the study file."""
    return study.path.with_name(f"{study.path.stem}.{plan}.ledger.json")


def earlier_of(study: Study, *, edition: int = 1, expected: bool = False) -> Earlier:
    """Read what was shown of a study before.

    Parameters
    ----------
    study
        From ``load_study``.
    edition
        Number of the edition; raised on purpose when answers of a released survey have changed.
    expected
        Whether decks are known to have been made: then a missing ledger is an error.

    Raises
    ------
    DisclosureError
        When a ledger is missing though expected, cannot be read, or the answers of a released
        survey have changed without a new edition.
    """
    return {
        instrument.id: earlier_releases(
            read_ledger(ledger_path(study, instrument.id), expected=expected),
            fingerprints=study.fingerprints,
            edition=edition,
        )
        for instrument in study.instruments
    }


def record(study: Study, release: StudyRelease, *, edition: int = 1) -> None:
    """Write a release to the ledgers, before anything of it is shown.

    Raises
    ------
    DisclosureError
        When a plan was made without what the ledger holds, or does not pass the audit.
    """
    plans: Mapping[str, ReleasePlan] = release.plans.means
    for name, plan in plans.items():
        record_release(
            ledger_path(study, name),
            plan,
            label=release.result_id,
            fingerprints=study.fingerprints,
            edition=edition,
        )
