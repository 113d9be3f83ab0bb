"""What was shown of the registers: sick leave of units and of the whole, and other results.

Registers have no editions. A month or a result that was corrected after it was shown would give
the few away whose absence or answer was corrected, and no count says how few; so what was shown
is shown again as it was, or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from skcore.disclosure import ReleasePlan, plan_release
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.memory.ledger import Ledger, earlier_releases
from skcore.errors import DisclosureError
from skcore.reading.study import Study
from skcore.release.absence import LEDGER, year_fingerprint
from skcore.release.action_absence import AROUND, months_around
from skcore.release.observed import OBSERVED, observed_prints
from skcore.release.whole_absence import whole_figures

if TYPE_CHECKING:
    from skcore.release import StudyRelease

WHOLE = "absence.whole"  # months, years and causes of the whole organisation
OUTCOMES = "outcomes"
#: under which names the registers are remembered
REGISTERS = (LEDGER, WHOLE, AROUND, OUTCOMES, OBSERVED)
#: hands counted in meetings: of who was there, so beside what is planned of the answers
POLLS = "polls"


def register_plans(study: Study, release: StudyRelease) -> dict[str, ReleasePlan]:
    """Plans of what a release shows of the registers, by the name they are remembered under."""
    plans: dict[str, ReleasePlan] = {}
    if release.absence is not None:
        plans[LEDGER] = release.absence.rates.plan
    if release.observations is not None:
        plans[OBSERVED] = release.observations.plan
    before = release.plans.earlier.get(WHOLE, ())
    whole = whole_figures(study, release.plans.elsewhere(WHOLE), before)
    if len(whole):
        plans[WHOLE] = _plan(study, whole.rename(columns={"figure": "wave"}), release, WHOLE)
    if release.action_absence is not None:  # how many they are is told already
        members = release.action_absence.members.assign(n=study.policy.minimum_for("absence"))
        plans[AROUND] = _plan(study, members, release, AROUND)
    units = [
        outcome.figures.table.query("not hidden").assign(outcome=name, survey=outcome.wave)
        for name, outcome in release.outcomes.items()
    ]
    if units:
        shown = pd.concat(units)[["outcome", "survey", "unit"]]
        known = _results(study).merge(shown, on=["outcome", "survey", "unit"])
        plans[OUTCOMES] = _plan(study, known, release, OUTCOMES)
    return plans


def _results(study: Study) -> pd.DataFrame:
    """Outcomes with their survey, and as ``wave`` what they are remembered as."""
    if study.outcomes is None:
        return pd.DataFrame(columns=["outcome", "survey", "wave", "unit", "value", "n"])
    table = study.outcomes.rename(columns={"wave": "survey"}).dropna(subset=["value", "n"])
    table = table.astype({"outcome": str, "survey": str})
    return table.assign(wave=table["outcome"] + " · " + table["survey"])


def _plan(study: Study, figures: pd.DataFrame, release: StudyRelease, name: str) -> ReleasePlan:
    """Plan of figures that have been decided on already; each ``wave`` is a month, or a result.

    No two of them hold the same people's same days or answers, so none follows from others.
    """
    columns = [c for c in ("wave", "unit") if c in figures]
    counts = figures[columns].assign(n=figures["n"].round().astype(int))
    return plan_release(
        counts,
        cuts=[tuple(columns)],
        policy=study.policy,
        kind="distribution" if name == OUTCOMES else "absence",
        earlier=release.plans.earlier.get(name, ()),
    )


def register_prints(study: Study, name: str, shown: EarlierRelease) -> dict[str, str]:
    """Hash of the register's numbers behind each figure that was shown and can be found again.

    Only of what is shown: the hash of few small numbers can be guessed.
    """
    waves = dict.fromkeys(str(group["wave"]) for _, group in shown.shown if "wave" in group)
    if name == LEDGER:
        own = shown.cells["wave"].astype(str).unique().tolist() if "wave" in shown.cells else []
        prints = {wave: year_fingerprint(study, wave) for wave in own}
        return {wave: text for wave, text in prints.items() if text is not None}
    if name == OBSERVED:
        return observed_prints(study, shown)
    if name == WHOLE:
        table = whole_figures(study).rename(columns={"figure": "wave"})
        columns = ["absence_days", "available_days", "n"]
        return {str(w): _print(part, columns) for w, part in table.groupby("wave") if w in waves}
    if name == AROUND:
        members = pd.DataFrame([group for _, group in shown.shown], columns=["wave", "unit"])
        table, columns = (
            months_around(study, members),
            ["unit", "month", "figure", "available_days"],
        )
        return {str(w): _print(part, columns) for w, part in table.groupby("wave")}
    table = _results(study)
    units = pd.DataFrame([group for _, group in shown.shown], columns=["wave", "unit"])
    units = units[units["wave"].isin(table["wave"])]
    table = units.merge(table, on=["wave", "unit"], how="left")
    return {str(w): _print(part, ["unit", "value", "n"]) for w, part in table.groupby("wave")}


def _print(table: pd.DataFrame, columns: Sequence[str]) -> str:
    lines = [
        ";".join(f"{v:.6f}" if isinstance(v, (int, float)) else str(v) for v in row)
        for row in table[list(columns)].itertuples(index=False, name=None)
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def check_register(study: Study, name: str, ledger: Ledger) -> None:
    """Refuse a register whose numbers have changed since they were shown.

    Raises
    ------
    DisclosureError
        With the months or results that have changed.
    """
    changed: set[str] = set()
    entries = zip(ledger.entries, earlier_releases(ledger), strict=True)
    for entry, shown in entries:
        now = register_prints(study, name, shown)
        prints = entry["fingerprints"].items()
        changed |= {wave for wave, old in prints if wave in now and now[wave] != old}
    if changed:
        listed = ", ".join(sorted(changed)[:6]) + (", …" if len(changed) > 6 else "")
        file = name if name in (OUTCOMES, OBSERVED) else "absence"
        raise DisclosureError(study.texts("refused.register_changed", file=file, figures=listed))
