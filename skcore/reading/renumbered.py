"""Whether a survey tool gave numbers anew, where one line tells of them all.

Forms give workplaces and roles numbers that are no places on a list: an export of places is seen by
them. Numbers given anew when an option was deleted end before the highest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from skcore.instruments.labels import whole_number
from skcore.instruments.model import Instrument, Item
from skcore.problems import NOTE, Problem
from skcore.reading.bare_numbers import Bare
from skcore.reading.export_columns import Layout
from skcore.reading.tables import RawTable
from skcore.texts import LANGUAGES

_PEOPLE = 30  # an answer that nobody of fewer gave says nothing
_SEVERAL = 3  # questions with the same options; of one or two an answer may well be rare
_CHANCE = 1e-4  # that nobody chose here what others chose beside it


def places_for_codes(
    raw: RawTable, names: Mapping[str, str], layout: Layout, bare: Sequence[Bare]
) -> list[Problem]:
    """Hold the form's numbers of workplaces and roles against the file's, where they can tell."""
    told = _form_codes(layout)
    there = {our: _numbers(raw.frame[names[our]].unique()) for our in told if our in names}
    if not told or not bare or any(there[our] & told[our] for our in there):
        return []
    for our, found in there.items():
        if found and max(found) <= len(told[our]):
            codes = {"codes": ", ".join(map(str, sorted(told[our])[:2]))}
            return [Problem("numbers_are_places", our, codes)]
    return [Problem("numbers_unproven", "numbers", {"line": _line(bare)})]


def unseen_options(
    answers: pd.DataFrame,
    items: Mapping[str, tuple[Item, Instrument]],
    layout: Layout,
    bare: Sequence[Bare],
) -> list[Problem]:
    """Name answers that nobody gave; of a form's numbers it is asked whether they are new ones."""
    in_numbers = {code for b in bare for code in b.counts} if _form_codes(layout) else set()
    sets: dict[tuple[str, str], list[str]] = {}
    for code, (item, instrument) in items.items():
        if not instrument.options[item.options]:
            continue  # a question that is refused for another reason
        sets.setdefault((instrument.id, item.options), []).append(code)
    problems = []
    for (_, of), codes in sets.items():
        options = items[codes[0]][1].options[of]
        chosen = pd.DataFrame({o.code: answers[codes].eq(o.code).sum() for o in options})
        n, numbers = chosen.sum(axis=1), not in_numbers.isdisjoint(codes)
        unseen = [o.label for o in options if not chosen[o.code].any()]
        top = max(options, key=lambda option: option.code)
        if lost := _without(chosen[top.code], n) if numbers else []:
            values = {"number": top.code, "option": top.label, "columns": ", ".join(lost)}
            problems.append(Problem("option_renumbered", "numbers", values | {"line": _line(bare)}))
        elif unseen and (numbers or len(codes) >= _SEVERAL) and n.max() >= _PEOPLE:
            words = {one: ", ".join(f"'{o.get(one, '')}'" for o in unseen) for one in LANGUAGES}
            values = {"options": words, "columns": ", ".join(codes)}
            problems.append(Problem("option_unseen", codes[0], values, severity=NOTE))
    return problems


def _without(times: pd.Series[int], n: pd.Series[int]) -> list[str]:
    """Questions where nobody gave an answer that others gave, or that several questions have."""
    others = (times.sum() - times) / (n.sum() - n).clip(lower=1)
    expected = (1 - others) ** n < _CHANCE if times.any() else len(times) >= _SEVERAL
    return [*times.index[(n >= _PEOPLE) & (times == 0) & expected]]


def _form_codes(layout: Layout) -> dict[str, set[int]]:
    """Numbers that a form gave to workplaces, roles and backgrounds, with one line for all."""
    told: dict[str, set[int]] = {}
    for our in ("unit", "role", *layout.backgrounds) if layout.numbers == "codes" else ():
        said = layout.translations.get(our, {})
        known, n = _numbers(said), len({*map(str, said.values())})
        for first in (10**power for power in range(1, 9) if 10**power > n > 0):
            told |= (
                {our: set(range(first, first + n))} if {*range(first, first + n)} <= known else {}
            )
    return told


def _numbers(texts: Iterable[object]) -> set[int]:
    return {int(text) for text in map(whole_number, map(str, texts)) if text.isdecimal()}


def _line(bare: Sequence[Bare]) -> str:
    """Return the line that says of each questionnaire by its name what is said of all."""
    said = ", ".join(f'{b.instrument.id} = "codes"' for b in bare)
    return f"numbers = {{ {said} }}"
