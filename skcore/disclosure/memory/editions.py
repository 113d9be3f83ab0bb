"""Whether answers were only added to a survey since its release: row by row, never by counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING

import pandas as pd

from skcore.errors import DisclosureError

if TYPE_CHECKING:
    from skcore.disclosure.memory.ledger import Ledger
    from skcore.reading.study import Study

#: answered forms, each as its columns and values, with how often it occurs
Forms = Counter[tuple[tuple[str, object], ...]]


def only_added(
    study: Study, ledgers: Iterable[Ledger], before: Sequence[Study], *, edition: int
) -> list[str]:
    """Waves whose answers have changed since a release, all of them by added answers alone.

    Counts cannot tell one person gone and two new ones from one late answer, and a ledger must
    hold nothing that tells people apart. So the released answers themselves are asked for: they
    are known by their fingerprint, and today's must hold every one of them, or they every one of
    today's.

    Parameters
    ----------
    study
        The study as it is now.
    ledgers
        Of its surveys: which input each wave was released with.
    before
        The study as it was at each release.
    edition
        Number of the edition, above that of every release of a changed wave.

    Raises
    ------
    DisclosureError
        When a released wave has changed without a new edition, its released answers are not
        given, or answers were taken out and others put in, or corrected.
    """
    released: dict[str, dict[str, int]] = {}
    for ledger in ledgers:
        for wave, known in ledger.waves.items():
            prints = released.setdefault(wave, {})
            for print_, number in known:
                prints[print_] = max(number, prints.get(print_, 0))
    _check_waves_keep_their_names(study, released)
    changed = {
        wave: prints
        for wave, prints in released.items()
        if wave in study.fingerprints and study.fingerprints[wave] not in prints
    }
    if not changed:
        return []
    latest = max(number for prints in changed.values() for number in prints.values())
    if edition <= latest:
        said = {"waves": ", ".join(sorted(changed)), "edition": latest + 1}
        raise DisclosureError(study.texts("refused.answers_changed", **said))
    given = {(wave, p): old for old in before for wave, p in old.fingerprints.items()}
    lacking = [w for w, prints in changed.items() if not all((w, p) in given for p in prints)]
    if lacking:
        raise DisclosureError(study.texts("refused.released_lacking", waves=", ".join(lacking)))
    moved = [
        wave
        for wave, prints in changed.items()
        if not all(_nested(_rows(study, wave), _rows(given[wave, p], wave)) for p in prints)
    ]
    if moved:
        raise DisclosureError(study.texts("refused.answers_replaced", waves=", ".join(moved)))
    return sorted(changed)


def _check_waves_keep_their_names(study: Study, released: Mapping[str, Collection[str]]) -> None:
    """Refuse released answers under another name: they would count as other people's."""
    for wave, print_ in study.fingerprints.items():
        others = sorted(w for w, prints in released.items() if print_ in prints and w != wave)
        if others and print_ not in released.get(wave, ()):
            said = {"wave": wave, "before": ", ".join(others)}
            raise DisclosureError(study.texts("refused.wave_renamed", **said))


def _rows(study: Study, wave: str) -> Forms:
    """Each answered form as it counts; ids that follow the order of rows stay out."""
    rows = study.responses[study.responses["wave"] == wave]
    left_out = {"wave"} if study.linked else {"wave", "respondent"}
    columns = sorted(str(name) for name in rows if name not in left_out)
    forms = []
    for values in rows[columns].itertuples(index=False, name=None):
        pairs = zip(columns, values, strict=True)
        forms.append(tuple((name, _plain(v)) for name, v in pairs if not pd.isna(v)))
    return Counter(forms)


def _plain(value: object) -> object:
    """Give numbers alike, whether a column holds whole ones or not."""
    return float(value) if isinstance(value, Real) else str(value)


def _nested(one: Forms, other: Forms) -> bool:
    return one <= other or other <= one
