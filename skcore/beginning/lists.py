"""The lists of sick leave and of the invited under our headings, cells as they were written."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from skcore.beginning.asked import Asker
from skcore.beginning.column_kinds import ABSENCE, INVITED, Words, find_columns
from skcore.beginning.roles import of_whom, roles_in_list
from skcore.beginning.survey_days import months_said
from skcore.beginning.working_days import in_days
from skcore.errors import InputError
from skcore.instruments.labels import normalise_label
from skcore.problems import has_errors, problem_table, short
from skcore.reading.absence_causes import CAUSES, cause_said, sums_beside
from skcore.reading.absence_register import SUMMED
from skcore.reading.cell_values import decimal_mark, read_numbers
from skcore.reading.day_units import percentages_among
from skcore.reading.headings import Wanted
from skcore.reading.people import EMPLOYEE, LEADER
from skcore.reading.rows_beside import TOTALS
from skcore.reading.tables import RawTable, read_table
from skcore.texts import load_texts

NONE = "–"  # stands for none of the workplaces, or of the surveys
_WHOLE = re.compile(r"(i alt|total|hele |sum)\b")


def readable(path: Path, language: str, wanted: Wanted | None = None) -> RawTable:
    """Read a file, or refuse it with what ``check`` would say."""
    raw = read_table(path, wanted)
    if has_errors(raw.problems) or raw.frame.empty:
        first = load_texts(language)("new.from.unreadable", file=path.name)
        raise InputError(first, problem_table(raw.problems, language=language))
    # SPSS's names are short; what was asked stands beside them
    asked = {n: f"{raw.words[n]} [{n}]" for n in map(str, raw.frame) if raw.words.get(n)}
    labels = {asked.get(name, name): words for name, words in raw.labels.items()}
    frame = raw.frame.rename(columns=asked)
    return replace(raw, frame=frame, labels=labels, file=short(path.name))


def absence_list(raw: RawTable, ask: Asker, units: Collection[str]) -> pd.DataFrame:
    """Return rows of sick leave with our headings, days and causes, merged names filled down."""
    needed = ("unit", "month", "absence_days", "available_days")
    found = _columns(raw, ABSENCE, needed, units, ask)
    table = pd.DataFrame({ours: raw.frame[name] for ours, name in found.items()})
    table = _by_workplace(table)
    table["month"] = months_said(table["month"], raw.file, found["month"], ask)
    if raw.exact:
        texts = ("unit", "month", "cause")
        table = _with_commas(table, [str(n) for n in table if n not in texts], but=raw.typed)
    table, still_open = in_days(table, found, ask)
    if "cause" in table:
        table = table[~table["cause"].map(normalise_label).isin(TOTALS)]
        sums = sums_beside(table["cause"], table["month"])
        twice = table.duplicated(["unit", "month", "cause"]).any()
        taken = {w: _cause(w, ask, is_sum=w in sums) for w in table["cause"].unique()}
        _tell_causes(taken, ask)
        table = table.assign(cause=table["cause"].map(taken))
        # two words of one cause in a month are one row of it; a row that is there twice is told
        table = table if twice else _added_up(table, SUMMED)
    return table.rename(columns=still_open)  # check asks for a heading that says the unit


def _added_up(table: pd.DataFrame, sums: Collection[str]) -> pd.DataFrame:
    """Add rows of one workplace, month and cause up; of what is no sum, the most of them stays.

    People may be absent for two causes: so many at least.
    """
    keys = ["unit", "month", "cause"]
    counted = [str(name) for name in table if name not in keys]
    mark = decimal_mark(text for name in counted for text in table[name].unique())
    read = {name: read_numbers(table[name], mark=mark) for name in counted}
    if not table.duplicated(keys).any() or any(column.problems for column in read.values()):
        return table
    numbers = pd.DataFrame({name: column.numbers for name, column in read.items()})
    rows = numbers.groupby([table[key] for key in keys], sort=False)
    total, most = rows.sum(min_count=1).round(4), rows.max()
    added = pd.DataFrame({name: (total if name in sums else most)[name] for name in counted})
    written = added.reset_index()[list(table)].astype("str").replace("nan", "")
    return _with_commas(written, counted)


def _with_commas(
    table: pd.DataFrame, names: Sequence[str], *, but: Collection[str] = ()
) -> pd.DataFrame:
    """Write decimal points as commas: 1.234 in a text file would be a thousand to some.

    ``but`` are numbers that stood as text, with a point of which nobody knows what it means.
    """
    written = {
        name: table[name].where(
            table[name].isin(list(but)), table[name].str.replace(".", ",", regex=False)
        )
        for name in names
    }
    return table.assign(**written)


def _tell_causes(taken: dict[str, str], ask: Asker) -> None:
    """Say in one line which of the list's words for a cause were taken for which of ours."""
    under: dict[str, list[str]] = {}
    for word, cause in taken.items():
        if cause in CAUSES:
            under.setdefault(cause, []).append(f"'{short(word)}'")
    said = [f"{', '.join(w)} → {ask.text(f'new.from.causes.{c}')}" for c, w in under.items()]
    if said:
        ask.proposal.told.append(ask.text("new.from.causes_taken", causes="; ".join(said)))


def _cause(word: str, ask: Asker, *, is_sum: bool) -> str:
    plain = normalise_label(word)
    said = "" if is_sum else cause_said(plain)
    if not plain or said:
        return said
    choices = {cause: ask.text(f"new.from.causes.{cause}") for cause in CAUSES}
    return ask.choose(f"cause:{plain}", choices, None, word=short(word)) or word


def _columns(
    raw: RawTable,
    words: Words,
    needed: tuple[str, ...],
    units: Collection[str],
    ask: Asker,
) -> dict[str, str]:
    """Find the columns, and say which are not taken along; those that must be there are asked for.

    The workplaces' is the one that holds the names of the export.
    """
    found = _found(raw, words, units)
    lacking = [name for name in needed if name not in found]
    there = ", ".join(short(str(name)) for name in raw.frame)
    if lacking:
        listed = "; ".join(
            f"{ask.text(f'new.from.{name}')} ({', '.join(words[name][:3])})" for name in lacking
        )
        key = "new.from.lacking_leave" if words is ABSENCE else "new.from.lacking"
        said = ask.text(key, file=raw.file, columns=listed, there=there)
        percent = percentages_among(map(str, raw.frame)) if words is ABSENCE else ""
        useless = ask.text("new.from.percentages", headings=percent) if percent else ""
        raise InputError(f"{said} {useless}".strip())
    left = [short(str(name)) for name in raw.frame if name not in found.values()]
    if left:
        kind = "absence" if words is ABSENCE else "invited"
        columns = ", ".join(left)
        ask.proposal.told.append(ask.text(f"new.from.left_{kind}", columns=columns))
    return found


def _found(raw: RawTable, words: Words, units: Collection[str]) -> dict[str, str]:
    headings = [str(name) for name in raw.frame]
    known = {normalise_label(unit) for unit in units}
    # numbers of people are no workplaces, though the export may call its workplaces 1, 2, 3
    others = find_columns(headings, {ours: said for ours, said in words.items() if ours != "unit"})
    free = [name for name in headings if name not in others.values()]
    hits = {name: raw.frame[name].map(normalise_label).isin(known).sum() for name in free}
    # of numbers and their names the names, since a reader knows them
    most = max(free, key=lambda n: (hits[n], not raw.frame[n].str.isdecimal().all()), default="")
    if not hits.get(most):
        return find_columns(headings, words)
    return {"unit": most} | others


def invited_list(raw: RawTable, ask: Asker, units: Collection[str]) -> pd.DataFrame:
    """Return ``unit, wave, role, invited``, also where leaders stand in a column of their own."""
    found = _columns(raw, INVITED, ("unit", "invited"), units, ask)
    table = _by_workplace(pd.DataFrame({ours: raw.frame[n] for ours, n in found.items()}))
    table = _of_surveys(table, ask)
    if "leaders" in table:
        parts = [(EMPLOYEE, "invited"), (LEADER, "leaders")]
        table = pd.concat(
            [table[["unit", "wave"]].assign(role=role, invited=table[name]) for role, name in parts]
        )
        return table[table["invited"] != ""].reset_index(drop=True)
    if "role" not in table:
        return of_whom(table, ask)[["unit", "wave", "role", "invited"]].reset_index(drop=True)
    said = table["role"].map(normalise_label)
    table["role"] = roles_in_list(table["role"], found["role"], ask)
    table = table[["unit", "wave", "role", "invited"]].reset_index(drop=True)
    # two words for employees are one row of them; a row that is there twice is told
    twice = table.assign(said=said.to_numpy()).duplicated(["unit", "wave", "said"]).any()
    return table if twice else together(table)


def _of_surveys(table: pd.DataFrame, ask: Asker) -> pd.DataFrame:
    """Say which survey each row is of: by the name that the answers have, else somebody is asked.

    A word that nobody knew stays, and ``check`` asks for it.
    """
    waves = [wave for wave, *_ in ask.proposal.waves]
    if "wave" not in table:
        return table.assign(wave=waves[-1])
    choices = {wave: wave for wave in waves} | {NONE: ask.text("new.from.extra_leave")}
    known = {normalise_label(wave): wave for wave in waves}
    said = {
        word: known.get(normalise_label(word))
        or ask.choose(f"wave:{word}", choices, None, word=short(word))
        or word
        for word in table["wave"].unique()
    }
    table = table.assign(wave=table["wave"].map(said))
    return table[table["wave"] != NONE]


def together(table: pd.DataFrame) -> pd.DataFrame:
    """Add rows of the same place up: it may stand in a list under several names."""
    if "invited" not in table:
        return _added_up(table, [str(n) for n in table]) if "cause" in table else table
    keys = ["unit", "wave", "role"]
    counts = read_numbers(table["invited"], whole=True)
    if counts.problems or not table.duplicated(keys).any():
        return table
    sums = counts.numbers.groupby([table[key] for key in keys], sort=False).sum(min_count=1)
    return sums.map("{:.0f}".format).replace("nan", "").reset_index()


def _by_workplace(table: pd.DataFrame) -> pd.DataFrame:
    """Fill merged names down, and leave out what sums the workplaces up."""
    names = table["unit"].mask(table["unit"] == "").ffill().fillna("")
    table = table.assign(unit=names)
    whole = table["unit"].map(lambda name: bool(_WHOLE.match(normalise_label(name))))
    return table[(table["unit"] != "") & ~whole.astype(bool)]
