"""Which ledgers lie beside a study; whether one is gone, damaged or older than what was shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from skcore.disclosure.memory.entries import as_release
from skcore.disclosure.memory.ledger import Ledger, LedgerChangedError, parse_ledger, read_ledger
from skcore.disclosure.memory.made_decks import decks_below, decks_in, lost_ledgers
from skcore.disclosure.memory.pending import shown_by_a_stopped_run
from skcore.disclosure.policy import limit_of
from skcore.errors import DisclosureError
from skcore.reading.study import Study
from skcore.release.fingerprints import KEPT, forgotten
from skcore.release.remembered import POLLS
from skcore.release.same_people import END, Memory
from skcore.texts.numbers import join_words

T = TypeVar("T")


def ledgers_beside(study: Study) -> dict[str, Ledger]:
    """Read all ledgers beside the study file and beside its answers, whatever it is called now."""
    ledgers: dict[str, Ledger] = {}
    own, shown = study.path.parent.resolve(), of_stopped_runs(study, shown_by_a_stopped_run)
    told = {own / name: content for name, content in shown.items() if name.endswith(END)}
    lying = [path for folder in _folders(study) for path in sorted(folder.glob(f"*{END}"))]
    for path in dict.fromkeys([*lying, *told]):
        ledger = ledger_at(study, path, told)
        both = ledgers[path.name].entries if path.name in ledgers else ()
        ledgers[path.name] = Ledger(path, (*both, *ledger.entries))
    return ledgers


def ledger_at(study: Study, path: Path, told: Mapping[Path, str] | None = None) -> Ledger:
    """Read one ledger, from what a stopped run told of it where it did; a damaged one is named."""
    try:
        return parse_ledger(path, told[path]) if told and path in told else read_ledger(path)
    except DisclosureError as error:
        why = "edited" if isinstance(error, LedgerChangedError) else "unreadable"
        raise DisclosureError(study.texts(f"refused.ledger_{why}", file=path.name)) from error


def of_stopped_runs(study: Study, told: Callable[[Path], T]) -> T:
    """Return what is told by the notes of stopped runs; one that cannot be read is named."""
    try:
        return told(study.path.parent)
    except DisclosureError as error:
        raise DisclosureError(study.texts("refused.note_unreadable", file=error)) from error


def _folders(study: Study) -> list[Path]:
    """Where a study's memory may lie: beside its file, and beside the files that it reads."""
    inputs = sorted({path.parent.resolve() for path in study.sources.values()})
    return list(dict.fromkeys([*inputs, study.path.parent.resolve()]))


def check_none_lost(study: Study, ledgers: Mapping[str, Ledger], decks: Sequence[Path]) -> None:
    """Refuse where decks lie that no ledger remembers: here, or in the folders of ``decks``."""
    named = (made for folder in decks for made in decks_in(folder))
    lost = lost_ledgers([*decks_below(_folders(study)), *named], ledgers)
    if lost:
        files = ", ".join(sorted({name for names in lost.values() for name in names}))
        places = dict.fromkeys(_place(path.resolve(), study.path.parent.resolve()) for path in lost)
        where = ", ".join(places)
        raise DisclosureError(study.texts("refused.ledger_lost", files=files, where=where))


def _place(manifest: Path, home: Path) -> str:
    """Name the folder with decks; what lies among the study's own files by its manifest."""
    place = manifest if manifest.parent == home else manifest.parent
    return str(place.relative_to(home) if place.is_relative_to(home) else place)


def check_no_limit_raised(study: Study, ledgers: Iterable[Ledger]) -> None:
    """Refuse limits above the size of groups that were shown: beside these nothing may stand."""
    raised: dict[str, tuple[int, int]] = {}
    for entry in (entry for ledger in ledgers for entry in ledger.entries):
        limit, least = limit_of(entry["kind"]), study.policy.minimum_for(entry["kind"])
        if entry["minimum"] < least:
            shown = as_release(entry, "")
            n = shown.cells[list(shown.variables)].to_numpy()
            people = [int(n[rows].sum(axis=0).max()) for rows in shown.members() if len(rows)]
            if any(0 < size < least for size in people):
                before = min(entry["minimum"], raised.get(limit, (least,))[0])
                raised[limit] = before, least
    if raised:
        lines = "; ".join(f"{name} = {before}" for name, (before, _) in raised.items())
        was = join_words(
            [f"{name}: {before} → {now}" for name, (before, now) in raised.items()],
            language=study.language,
        )
        raise DisclosureError(study.texts("refused.limit_raised", limits=was, lines=lines))


def check_none_older(study: Study, ledgers: Collection[Ledger], memories: Sequence[Memory]) -> None:
    """Refuse where less is remembered than what the inputs were kept of beside the study file.

    Who begins anew, nothing being remembered of these people any more, is not refused.
    """
    begins = not any(memory.ledgers.keys() - {POLLS} for memory in memories)
    tables = {study.hashes[n] for n, path in study.sources.items() if path.suffix != ".toml"}
    for path in () if begins else sorted(study.path.parent.glob(f"*{KEPT}")):
        own = any(path.name == f"{memory.stem}{KEPT}" for memory in memories)
        if lacking := forgotten(path, ledgers, None if own else tables):
            said = {"files": ", ".join(lacking), "kept": path.name}
            raise DisclosureError(study.texts("refused.ledger_older", **said))
