"""What was shown before: read from the ledgers beside the study file, and written back to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from skcore.disclosure.ledger import earlier_releases, read_ledger, record_release
from skcore.release.absence import LEDGER, year_fingerprint
from skcore.release.plans import distribution_ledger

if TYPE_CHECKING:
    from skcore.disclosure.history import EarlierRelease
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


def earlier_of(study: Study, *, edition: int = 1, expected: Collection[str] = ()) -> Earlier:
    """Read what was shown of a study before.

    Parameters
    ----------
    study
        From ``load_study``.
    edition
        Number of the edition; raised on purpose when answers of a released survey have changed.
    expected
        File names of ledgers that decks were made with: one of these missing is an error.

    Raises
    ------
    DisclosureError
        When a ledger is missing though expected, cannot be read, or the answers of a released
        survey have changed without a new edition.
    """
    names = [*(i.id for i in study.instruments), distribution_ledger(study.instruments[0]), LEDGER]
    paths = {name: ledger_path(study, name) for name in names}
    return {
        name: earlier_releases(
            read_ledger(path, expected=path.name in expected),
            # which months of the register will be shown is known only when it is planned
            fingerprints={} if name == LEDGER else study.fingerprints,
            edition=edition,
        )
        for name, path in paths.items()
    }


def released_plans(study: Study, release: StudyRelease) -> dict[str, ReleasePlan]:
    """Plans of a release by the name they are remembered under."""
    plans = {
        **release.plans.means,
        distribution_ledger(study.instruments[0]): release.plans.distributions,
    }
    if release.absence is not None:
        plans[LEDGER] = release.absence.rates.plan
    return plans


def record(study: Study, release: StudyRelease, *, edition: int = 1) -> list[str]:
    """Write a release to the ledgers, before anything of it is shown; return their names.

    Raises
    ------
    DisclosureError
        When a plan was made without what the ledger holds, or does not pass the audit.
    """
    plans = released_plans(study, release)
    for name, plan in plans.items():
        prints: Mapping[str, str] = study.fingerprints
        if name == LEDGER and release.absence is not None:
            prints = {release.absence.wave: year_fingerprint(study, release.absence)}
        record_release(
            ledger_path(study, name),
            plan,
            label=release.result_id,
            fingerprints=prints,
            edition=edition,
        )
    return sorted(ledger_path(study, name).name for name in plans)
