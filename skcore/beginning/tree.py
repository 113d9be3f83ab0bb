"""The tree of workplaces that the files tell, and which names in them are the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from skcore.beginning.asked import Asker, Files, Proposal
from skcore.beginning.lists import NONE, absence_list, invited_list, readable, together
from skcore.beginning.numbered import are_numbers, called
from skcore.beginning.roles import NAMED
from skcore.errors import InputError
from skcore.instruments.labels import normalise_label
from skcore.problems import short
from skcore.reading.cell_values import blanks
from skcore.reading.spelling import SAME, likeness, meant_among
from skcore.reading.tables import RawTable
from skcore.texts import numbers

_LONGEST = 28  # letters of an id
_CUT_SHORT = re.compile(r"[^\W\d]\.(?=\W|$)")  # sengeafs., amb.
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "o", "ä": "a"})
_SHOWN = 8  # so many names are told
_MANY = 5  # so many answers make a workplace of a name
_PRESETS = {
    "municipality": re.compile(r"kommune|forvaltning|municipal|council"),
    "hospital": re.compile(r"afsnit|sygehus|hospital|ambulatori|sengea|klinik|\bward"),
    "company": re.compile(r"\ba/s\b|\baps\b|\bltd\b"),
}


@dataclass(frozen=True)
class Where:
    """Headings of the workplace and of what is above it."""

    unit: str
    parent: str


def unit_tree(raw: RawTable, where: Where, files: Files, proposal: Proposal, ask: Asker) -> None:
    """Put workplaces, what is above them and the lists by workplace into the proposal."""
    frame = raw.frame
    tongue = proposal.language
    invited, absence = [readable(path, tongue) if path else None for path in files.lists]
    counts = frame.loc[~blanks(frame[where.unit]), where.unit].value_counts()
    given = called(list(map(str, counts.index)), where.unit, ask, (invited, absence))
    names = _Names(ask, given)
    own = {str(name): names.among_answers(str(name), times) for name, times in counts.items()}
    names.answered = tuple(names.known)
    proposal.told += names.joined(counts, own, raw.file)
    lists = [
        _list_of(invited, invited_list, names, extra="keep"),
        _list_of(absence, absence_list, names, extra="leave"),
    ]
    above: dict[str, str] = {}
    if where.parent:
        known = frame[frame[where.parent] != ""].assign(unit=frame[where.unit].map(own))
        most = known.groupby("unit")[where.parent].agg(lambda cells: cells.value_counts().index[0])
        once = _once(map(str, most.value_counts().index), ask)
        named = called(set(once.values()), where.parent, ask)
        above = {str(unit): named.get(once[str(n)], once[str(n)]) for unit, n in most.items()}
    many = len(names.known) if len(names.known) != 1 else 0
    proposal.told += [
        *names.told,
        ask.text(f"new.from.workplace{'s' if many else ''}", n=many or 1),
    ]
    ids = _tree(proposal, where, names.known, above, ask)
    # a workplace that is called as what it belongs to is told apart by its id
    proposal.spellings = {
        said: ids[name]
        for said, name in own.items()
        if said != names.full.get(name, name) or name in set(above.values())
    }
    proposal.units["name"] = [
        names.full.get(name, name) if level == proposal.levels[-1] else name
        for name, level in zip(proposal.units["name"], proposal.units["level"], strict=True)
    ]
    for table in lists:
        if table is not None:
            table["unit"] = table["unit"].map(ids)
    proposal.invited, proposal.absence = lists


def _spelt(name: str, meant: str, ask: Asker) -> str:
    """Return which of two names that are much alike is meant; where nobody says it, its own."""
    choices = {meant: ask.text("new.from.spelt_same", meant=short(meant))}
    choices[name] = ask.text("new.from.spelt_two")
    words: dict[str, Any] = {"name": short(name), "meant": short(meant)}
    return ask.choose(f"spelt:{name}", choices, None, **words) or name


def _once(names: Iterable[str], ask: Asker) -> dict[str, str]:
    """Name -> itself, or one before it that is spelt in another way."""
    found: dict[str, str] = {}
    for name in names:
        meant, _ = meant_among(name, [*found.values()])
        same = not meant or likeness(meant, name) == SAME
        found[name] = (meant or name) if same else _spelt(name, meant, ask)
    return found


def _list_of(
    raw: RawTable | None,
    reader: Callable[[RawTable, Asker, Collection[str]], pd.DataFrame],
    names: _Names,
    *,
    extra: str,
) -> pd.DataFrame | None:
    """Read a list, its workplaces under the names they are known by."""
    if raw is None:
        return None
    proposal = names.ask.proposal
    proposal.told += [f"{p.file}: {p.text(proposal.language)}" for p in raw.problems]
    table = reader(raw, names.ask, (*names.answered, *names.called))
    known = names.of_list(list(table["unit"].unique()), raw.file, extra=extra)
    # a row that is there twice is told; rows of one place under two names are added up
    twice = table.duplicated(
        [c for c in ("unit", "wave", "role", "month", "cause") if c in table]
    ).any()
    table = table.assign(unit=table["unit"].map(known))
    table = table[table["unit"] != ""].reset_index(drop=True)
    return table if twice else together(table)


def _tree(
    proposal: Proposal, where: Where, known: list[str], above: Mapping[str, str], ask: Asker
) -> dict[str, str]:
    """Put the units into the proposal, those above first; return the id of each workplace."""
    tops = sorted(set(above.values()), key=normalise_label)
    # a workplace may be called as what it belongs to
    every = short_names([*tops, *(f"{name} " if name in tops else name for name in known)])
    ids = {name: every[f"{name} " if name in tops else name] for name in known}
    proposal.preset = _preset([where.unit, where.parent, *tops], known, ask)
    usual = ask.text.raw(f"presets.{proposal.preset}.levels")
    top = [_level_word(where.parent, usual[0])] if tops else []
    proposal.levels = [*top, _level_word(where.unit, usual[-1])]
    order = sorted(
        known, key=lambda n: (tops.index(above[n]) if n in above else -1, normalise_label(n))
    )
    rows = [(every[name], name, "", proposal.levels[0]) for name in tops]
    rows += [(ids[n], n, every.get(above.get(n, ""), ""), proposal.levels[-1]) for n in order]
    proposal.units = pd.DataFrame(rows, columns=["unit", "name", "parent", "level"])
    return ids


def _preset(above: Sequence[str], known: Sequence[str], ask: Asker) -> str:
    """Return what kind of organisation it is, told; asked where only names of workplaces say it.

    Its own name comes first, then the words for what is above workplaces: a municipality has a
    clinic too.
    """
    choices = {kind: ask.text(f"new.from.preset_{kind}") for kind in _PRESETS}
    usual, *_ = choices
    for said in ([ask.proposal.organisation], above):
        joined = " ".join(said).casefold()
        kinds = [kind for kind, words in _PRESETS.items() if words.search(joined)]
        if len(kinds) == 1:
            usual = kinds[0]
            break
    else:
        like = [name for name in known if _PRESETS["hospital"].search(name.casefold())]
        if like:
            proposed = "hospital" if 2 * len(like) > len(known) else usual
            return ask.choose("preset", choices, proposed)
    ask.proposal.told.append(ask.text("new.from.preset_told", preset=choices[usual]))
    return usual


def _level_word(heading: str, usual: str) -> str:
    """Return the heading as a word for the level, where it is one."""
    word = normalise_label(heading)
    return word if re.fullmatch(r"[^\W\d_]{3,20}", word) else usual


@dataclass
class _Names:
    """Workplaces as they are known so far, and what other spellings were taken for."""

    ask: Asker
    called: Mapping[str, str]  # the export's number -> the name it stands for
    known: list[str] = field(default_factory=list)
    answered: tuple[str, ...] = ()  # those of the export
    few: set[str] = field(default_factory=set)  # what so few wrote may be one person's answer
    told: list[str] = field(default_factory=list)
    #: a name with words cut short -> the same written out in a list, as slides shall have it
    full: dict[str, str] = field(default_factory=dict)

    def among_answers(self, name: str, times: int) -> str:
        """Take a name of the export; one that few gave for a frequent one that it is much like.

        Nobody is asked about it: what few wrote is not shown. Of two that many gave it is asked.
        """
        if name in self.called or are_numbers([name]):
            name = self.called.get(name, name)
            self.known += [] if name in self.known else [name]
            return name
        meant, _ = meant_among(name, self.known, rare=times < _MANY)
        if meant and (times < _MANY or likeness(meant, name) == SAME):
            return meant
        if meant and _spelt(name, meant, self.ask) == meant:
            return meant
        self.known.append(name)
        self.few |= {name} if times < NAMED else set()
        return name

    def joined(self, counts: pd.Series[int], own: Mapping[str, str], file: str) -> list[str]:
        """Tell which names of the export were taken for others; of what few wrote, how many."""
        text, lines = self.ask.text, list[str]()
        joined = [said for said, name in own.items() if name not in (said, self.called.get(said))]
        often = [name for name in joined if counts[name] >= _MANY]
        for name in often:
            said = {"name": short(name), "meant": short(own[name]), "file": file}
            lines.append(text("new.from.name_same", **said))
        if few := len(joined) - len(often):
            counted = numbers.capitalise(text.count("new.from.names", few))
            lines.append(text("new.from.few_same", counted=counted, file=file))
        return lines

    def of_list(self, names: Sequence[str], file: str, *, extra: str) -> dict[str, str]:
        """Name in a list -> the name it is known by; empty for one that shall be left out."""
        found = {name: self._of(name, file) for name in names}
        strange = [name for name, known in found.items() if not known]
        text = self.ask.text
        if 2 * len(strange) > len(names) and 2 * (len(names) - len(strange)) < len(self.answered):
            often = [name for name in self.answered if name not in self.few]
            there = ", ".join(map(short, often[:_SHOWN])) or "–"
            listed = ", ".join(map(short, strange[:_SHOWN]))
            key = f"other_units{'_numbered' if are_numbers(self.answered) else ''}"
            raise InputError(text(f"new.from.{key}", file=file, names=listed, there=there))
        if not strange:
            return found
        choices = {answer: text(f"new.from.extra_{answer}") for answer in ("keep", "leave", "same")}
        listed = ", ".join(map(short, strange[:_SHOWN])) + (" …" if len(strange) > _SHOWN else "")
        counted = numbers.capitalise(text.count("new.from.names", len(strange)))
        said = {"counted": counted, "names": listed, "file": file}
        by_enter = extra != "leave"  # a default leaves nobody out
        answer = self.ask.choose(f"extra:{file}", choices, extra, by_enter=by_enter, **said)
        places = {place: short(place) for place in self.answered} | {NONE: choices["leave"]}
        for name in strange if answer == "same" else ():
            place = self.ask.choose(f"same:{file}:{name}", places, None, name=short(name))
            found[name] = "" if place == NONE else place
        if answer == "keep":
            self.known += strange
            found |= {name: name for name in strange}
        return found

    def _of(self, name: str, file: str) -> str:
        """Return the name that is meant, with a question where several or another may be."""
        name = self.called.get(name, name)
        if name in self.known:
            return name
        meant, perhaps = meant_among(name, self.known)
        text = self.ask.text
        if perhaps:
            choices = {other: short(other) for other in perhaps}
            choices["new"] = text("new.from.name_new")
            key = f"name:{file}:{name}"
            meant = self.ask.choose(key, choices, None, name=short(name), file=file)
            if meant in ("", "new"):
                self.known.append(name)
                return name
        if meant:
            said = {"name": short(name), "meant": short(meant), "file": file}
            written_out = bool(_CUT_SHORT.search(meant)) and not _CUT_SHORT.search(name)
            if written_out:
                self.full[meant] = name
            line = text(f"new.from.name_{'full' if written_out else 'same'}", **said)
            self.told += [line] if line not in self.told else []
        return meant


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return an id for each name: plain letters, figures and hyphens, each once."""
    ids: dict[str, str] = {}
    for name in names:
        plain = normalise_label(name).translate(_LETTERS)
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "enhed"
        while len(base) > _LONGEST and "-" in base:
            base = base.rpartition("-")[0]
        base = base[:_LONGEST]
        own, number = base, 2
        while own in ids.values():
            own, number = f"{base}-{number}", number + 1
        ids[name] = own
    return ids
