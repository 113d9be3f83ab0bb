"""What a number without words means. Nothing in the file tells, so somebody has to say it.

Survey tools write the option's code or its place on the form, and the two ends of a scale are
easily taken for one another: a mirrored file looks as right as a right one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from skcore.instruments.model import Instrument, Item, Option
from skcore.problems import Problem
from skcore.settings import not_among
from skcore.texts import LANGUAGES, load_texts

CODES, POSITION = "codes", "position"
_MANY = 5  # fewer answers are a few people's: the question then tells of none

#: ``codes``, ``position``, a translation (the file's number -> our code), or these by instrument
Numbers = str | Mapping[str, object]
Translation = Mapping[float, float]
#: instrument, its headings in a file and its numbers there -> what was said of them
Memory = dict[tuple[str, tuple[str, ...], frozenset[float]], Numbers]


@dataclass
class Bare:
    """The numbers without words that one file has for one instrument, item by item."""

    instrument: Instrument
    said: Numbers | None = None
    headings: list[str] = field(default_factory=list)
    counts: dict[str, Counter[float]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, tuple[str, ...], frozenset[float]]:
        """What a later file must share to be read in the same way without a word."""
        numbers = frozenset(number for count in self.counts.values() for number in count)
        return self.instrument.id, tuple(self.headings), numbers


def by_code(options: Sequence[Option]) -> Translation:
    """Return the numbers of our tables as they are."""
    return {float(option.code): float(option.code) for option in options}


def by_place(options: Sequence[Option]) -> Translation:
    """Return the places on the form, the first is 1, with the codes of the options there."""
    return {float(place): float(option.code) for place, option in enumerate(options, 1)}


def translation(said: Numbers | None, options: Sequence[Option]) -> Translation | None:
    """Turn what was said of an instrument's numbers into their meaning for these options."""
    if said is None:
        return None
    if isinstance(said, str):
        return by_code(options) if said == CODES else by_place(options)
    codes = by_code(options)
    pairs = [(_number(old), _number(new)) for old, new in said.items()]
    return {old: new for old, new in pairs if old is not None and new is not None and new in codes}


def by_instrument(
    numbers: Numbers | None, instruments: Sequence[Instrument]
) -> tuple[dict[str, Numbers], list[Problem]]:
    """Return what is said of each instrument's numbers, and what of it cannot be used."""
    if numbers is None or numbers == {}:
        return {}, []
    ids = [instrument.id for instrument in instruments]
    one = not isinstance(numbers, Mapping) or all(_number(key) is not None for key in numbers)
    said: Mapping[str, object] = dict.fromkeys(ids, numbers) if one else dict(numbers)  # type: ignore[arg-type]
    where = "[[responses]]"
    problems = {key: not_among("numbers", key, ids, where=where) for key in said if key not in ids}
    usable: dict[str, Numbers] = {}
    for instrument in instruments:
        value = said.get(instrument.id)
        codes = [float(o.code) for options in instrument.options.values() for o in options]
        if isinstance(value, Mapping):
            if all(_number(old) is not None and _number(v) in codes for old, v in value.items()):
                usable[instrument.id] = value
                continue
            listed = ", ".join(f"{code:g}" for code in sorted(set(codes)))
            places = {"instrument": instrument.id, "allowed": listed}
            problems[repr(value)] = Problem("numbers_untranslated", "numbers", places)
        elif value in (CODES, POSITION):
            usable[instrument.id] = str(value)
        elif value is not None:
            words = (CODES, POSITION)
            problems[repr(value)] = not_among("numbers", str(value), words, where=where)
    return usable, list(problems.values())


def asked(bare: Bare, *, also: Sequence[str] = ()) -> Problem:
    """Ask in words what the numbers mean, with the line to write.

    ``also`` are other instruments whose numbers in the same file have to be told as well.
    """
    item, number, count = most_answered(bare)
    options = bare.instrument.options_of(item.code)
    used = [n for counted in bare.counts.values() for n in counted]
    meant = {
        word: next(option for option in options if option.code == table[number])
        for word, table in ((POSITION, by_place(options)), (CODES, by_code(options)))
        if number in table and all(n in table for n in used)
    }
    codes = sorted(option.code for option in options)
    first = 0 if codes[0] else 1  # the usual other way of counting
    table = ", ".join(f"{number} = {code}" for number, code in enumerate(codes, first))
    each = ", ".join(f'{name} = "{POSITION}"' for name in (bare.instrument.id, *also))

    def question(language: str) -> str:
        texts = load_texts(language)
        places = {word: _in(option.label, language) for word, option in meant.items()}
        places |= {"number": f"{number:g}", "label": _in(item.label, language)}
        form = "_or_".join(meant) or "neither"
        parts = [
            texts("check.numbers.counted", n=count, **places) if count else "",
            texts(f"check.numbers.{form}", **places),
            texts("check.numbers.table", table=table),
            texts("check.numbers.each", table=each) if also else "",
        ]
        return " ".join(part for part in parts if part)

    values = {
        "instrument": bare.instrument.title,
        "question": {language: question(language) for language in LANGUAGES},
    }
    n = sum(counted.total() for counted in bare.counts.values())
    return Problem("numbers_unsettled", "numbers", values, n=n)


def most_answered(bare: Bare) -> tuple[Item, float, int]:
    """Item, lowest number and times it is answered; 0 times where that would tell of few."""
    lowest = min(number for counted in bare.counts.values() for number in counted)
    items = [bare.instrument.item(code) for code in bare.counts]
    # the label of a reversed item says the opposite of what was asked
    item = max(items, key=lambda item: (not item.reversed, bare.counts[item.code][lowest]))
    count = bare.counts[item.code][lowest]
    if count >= _MANY:
        return item, lowest, count
    return item, 1.0, 0


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language, next(iter(words.values()), ""))


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None
