"""What was shown before: a ledger beside the study file, with groups and n and no value."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skcore.disclosure.audit import audit_release
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.memory.entries import (
    as_entry,
    as_release,
    content_of,
    release_key,
    with_more_told,
)
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.told import check_not_told
from skcore.errors import DisclosureError
from skcore.storage import write_whole

#: 1 had no checksum and no dates of surveys
_FORMAT = 2


class LedgerChangedError(DisclosureError):
    """A ledger that somebody has edited, or that was damaged."""


@dataclass(frozen=True)
class Ledger:
    """Releases of a study, oldest first, as read from its file."""

    path: Path
    entries: tuple[dict[str, Any], ...]
    format: int = _FORMAT

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def waves(self) -> dict[str, list[tuple[str, int]]]:
        """Fingerprint and edition of each wave's input, as released."""
        found: dict[str, list[tuple[str, int]]] = {}
        for entry in self.entries:
            for wave, print_ in entry["fingerprints"].items():
                found.setdefault(wave, []).append((print_, int(entry["edition"])))
        return found

    @property
    def results(self) -> set[str]:
        """Ids of all results that are remembered here."""
        named = ((entry["label"], *entry.get("results", ())) for entry in self.entries)
        return {str(name) for names in named for name in names}


def read_ledger(path: str | os.PathLike[str], *, expected: bool = False) -> Ledger:
    """Read the ledger of a study.

    Parameters
    ----------
    path
        The file beside the study file.
    expected
        Whether something is known to have been shown already (there are decks, or the study says
        so). Then a missing ledger is an error, since what was shown can no longer be held
        together with what will be.

    Returns
    -------
    Ledger
        Empty when there is no file and none is expected.

    Raises
    ------
    DisclosureError
        When the ledger is missing though expected, or cannot be read.

    Examples
    --------
    >>> len(read_ledger("no-such-ledger.json"))
    0
    """
    file = Path(path)
    if not file.exists():
        if expected:
            raise DisclosureError(
                f"The ledger of earlier releases, {file.name}, is missing, though something has "
                "been shown already. Without it nobody can tell what the next release would give "
                "away. Bring it back from a backup. If nobody has seen any of it yet, delete the "
                "folder with the decks and make them again."
            )
        return Ledger(file, ())
    try:
        return parse_ledger(file, file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise DisclosureError(_UNREADABLE.format(file=file.name)) from error


#: what a file that is no ledger, too deep, or holds numbers beyond measure comes out as
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
_UNREADABLE = (
    "The ledger {file} cannot be read, so nothing can be released beside it. Bring it back from a "
    "backup; do not edit or delete it."
)


def parse_ledger(path: Path, text: str) -> Ledger:
    """Return the ledger that a file's text holds.

    Raises
    ------
    LedgerChangedError
        When its content is not what its checksum was made of.
    DisclosureError
        When it cannot be read.
    """
    try:
        content = json.loads(text)
        format_, entries = int(content["format"]), tuple(content["releases"])
        if format_ not in (1, _FORMAT):
            raise ValueError
        if format_ == _FORMAT and content["sha256"] != _checksum(entries):
            raise LedgerChangedError(
                f"The ledger {path.name} has been edited or damaged: its content is not what its "
                "checksum says. Bring it back from a backup; do not edit or delete it."
            )
        for entry in entries:
            as_release(entry, "")
            dict(entry["fingerprints"])
            int(entry["edition"])
    except LedgerChangedError:
        raise
    except _BROKEN as e:
        raise DisclosureError(_UNREADABLE.format(file=path.name)) from e
    return Ledger(path, entries, format_)


def _checksum(entries: Sequence[Mapping[str, Any]]) -> str:
    """Sum up what a ledger holds. Who makes ledgers can make this too; it tells of mishaps."""
    text = json.dumps(list(entries), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def ledger_text(ledger: Ledger) -> str:
    """Return a ledger as its file holds it."""
    content = {"format": _FORMAT, "releases": ledger.entries, "sha256": _checksum(ledger.entries)}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def earlier_releases(
    ledger: Ledger,
    *,
    fingerprints: Mapping[Any, str] | None = None,
    edition: int = 1,
    only_added: Collection[Any] = (),
) -> tuple[EarlierRelease, ...]:
    """Give ``plan_release`` what it must know as ``earlier``.

    Parameters
    ----------
    ledger
        From :func:`read_ledger`.
    fingerprints
        Per wave, the sha256 of its input as it is now. A wave whose input has changed since it
        was released is refused, unless a new edition is named.
    edition
        Number of the study's edition; raised on purpose when released input has changed.
    only_added
        Waves of which somebody has made sure, row by row, that each released input and today's
        differ by answers that only one of them has. Counts cannot say so: one who left and two
        who came look like one late answer.

    Raises
    ------
    DisclosureError
        When the input of a released wave has changed without a new edition, or nobody has made
        sure that answers were only added.
    """
    if not isinstance(ledger, Ledger):
        raise DisclosureError(f"This needs a ledger from read_ledger, not {type(ledger).__name__}.")
    changed = _check_editions(ledger, fingerprints or {}, edition)
    unsure = [wave for wave in changed if wave not in {str(known) for known in only_added}]
    if unsure:
        raise DisclosureError(
            f"The input of wave {', '.join(unsure)} has changed since it was released, and nothing "
            "says that answers were only added: one person gone and two new ones look like one "
            "late answer, and the difference would be theirs. Compare with the released answers "
            "row by row, and name the waves in which none was changed as only_added."
        )
    return tuple(
        as_release(entry, f"{entry['label']} ({place})")
        for place, entry in enumerate(ledger.entries, start=1)
    )


def record_release(
    path: str | os.PathLike[str],
    plan: ReleasePlan,
    *,
    label: str,
    fingerprints: Mapping[Any, str],
    edition: int = 1,
    dates: Mapping[Any, Sequence[str]] | None = None,
) -> Ledger:
    """Write a release to the ledger, before anything of it is shown.

    Parameters
    ----------
    path
        The file beside the study file; made when there is none.
    plan
        What will be shown, planned with ``earlier=earlier_releases(read_ledger(path))``.
    label
        How later messages name the release.
    fingerprints
        Per wave, the sha256 of its input.
    edition
        Number of the study's edition.
    dates
        Per wave, its first and last day as ISO dates; by them a survey is known under another name.

    Returns
    -------
    Ledger
        As it now stands. Recording the same release again changes nothing.

    Raises
    ------
    DisclosureError
        When the plan was not made with what the ledger holds, does not pass the audit, tells a
        spread where the share is known (or the other way round), or the input of a released wave
        has changed without a new edition or without any number changing.
    """
    if not isinstance(plan, ReleasePlan):
        raise DisclosureError(f"record_release needs a plan, not {type(plan).__name__}.")
    entry = as_entry(plan, label, fingerprints, edition, dates or {})
    for name, content in ledger_after(path, plan, entry).items():
        write_whole(Path(path).with_name(name), content.encode("utf-8"))
    return read_ledger(path)


def ledger_after(
    path: str | os.PathLike[str],
    plan: ReleasePlan,
    entry: dict[str, Any],
    *,
    put: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> dict[str, str]:
    """Return what files hold once a plan's entry is recorded (name -> text); nothing is written.

    Refused is what :func:`record_release` refuses; empty where the ledger holds all of it already.
    ``put`` says in which words an entry stands there.
    """
    before = read_ledger(path)
    entries = tuple(map(put, _with_entry(before, plan, put(entry), put).entries))
    if entries == before.entries and before.format == _FORMAT:
        return {}
    after = Ledger(before.path, entries)
    texts = {}
    if before.format < _FORMAT:  # upgraded once, beside what an older skcore can read
        kept = before.path.with_suffix(f".format-{before.format}.json")
        texts[kept.name] = before.path.read_bytes().decode("utf-8")
    return {**texts, after.path.name: ledger_text(after)}


def _with_entry(
    ledger: Ledger,
    plan: ReleasePlan,
    entry: dict[str, Any],
    put: Callable[[dict[str, Any]], dict[str, Any]],
) -> Ledger:
    """Return the ledger with a plan's entry added, where it may be; nothing is written."""
    same = [old for old in ledger.entries if content_of(put(old)) == content_of(entry)]
    # a plan made without the ledger may be the same release and still tell more of its groups
    check_not_told(plan._told, [as_release(old, "").told for old in ledger.entries])
    if same:
        told = with_more_told(same[0], entry)
        return Ledger(ledger.path, tuple(told if e is same[0] else e for e in ledger.entries))
    _check_editions(ledger, entry["fingerprints"], entry["edition"])
    _check_corrections(ledger, entry)
    _check_planned_with(ledger, plan)
    found = audit_release(plan)
    if not found.empty:
        raise DisclosureError(
            f"The audit finds {len(found)} ways to work out what a few people answered, so this "
            "plan is not released. Where the minimum was raised since something was shown, set it "
            "back: what was shown cannot be taken back. Else plan again with plan_release."
        )
    return Ledger(ledger.path, (*ledger.entries, entry))


def _check_editions(ledger: Ledger, fingerprints: Mapping[Any, str], edition: int) -> list[str]:
    """Refuse changed input without a new edition; return the waves whose input is new."""
    if isinstance(edition, bool) or not isinstance(edition, int) or edition < 1:
        raise DisclosureError(f"edition must be a whole number from 1, not {edition!r}.")
    released = ledger.waves
    changed: list[str] = []
    new: list[str] = []
    for wave, print_ in fingerprints.items():
        known = released.get(str(wave), [])
        if known and print_ not in {old for old, _ in known}:
            late = edition <= max(number for _, number in known)
            (changed if late else new).append(str(wave))
    if changed:
        raise DisclosureError(
            f"The input of wave {', '.join(changed)} has changed since it was released. Showing "
            "it again would give the difference away. Keep to the released input, or name a new "
            "edition; it is then planned together with what was shown."
        )
    return new


def _check_corrections(ledger: Ledger, entry: Mapping[str, Any]) -> None:
    """Answers that changed while no number did cannot be told apart from counts."""
    released = ledger.waves
    changed = [
        wave
        for wave, print_ in entry["fingerprints"].items()
        if wave in released and print_ not in {old for old, _ in released[wave]}
    ]
    if changed and any(old["cells"] == entry["cells"] for old in ledger.entries):
        raise DisclosureError(
            f"The input of wave {', '.join(changed)} has changed since it was released, yet no "
            "number of people has: answers were corrected, and the counts cannot say whose. The "
            "difference would be theirs. Keep to the released input."
        )


def _check_planned_with(ledger: Ledger, plan: ReleasePlan) -> None:
    known = {release_key(release) for release in plan.earlier}
    lacking = [
        str(entry["label"])
        for entry in ledger.entries
        if release_key(as_release(entry, "")) not in known
    ]
    if lacking:
        raise DisclosureError(
            f"The plan was made without what was shown before ({', '.join(lacking)}). Plan with "
            "earlier=earlier_releases(read_ledger(path))."
        )
