"""Which groups a set of cuts makes, and which base cells each group is put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import lists_in

#: class columns, () for the total; a pair (column, value) keeps only the groups with that value
Cut = tuple[Any, ...]
#: in place of a value: everybody, each as often as the number in the column says
TIMES = "×"
Ints = npt.NDArray[np.int64]


def cut_columns(cut: Cut) -> tuple[str, ...]:
    """Class columns of a cut, without the values that some may be held at."""
    return tuple(part[0] if isinstance(part, tuple) else part for part in cut)


def cut_text(cut: Cut) -> str:
    """How a cut is written: ``unit × role``, ``unit × panel = both``, ``total``."""
    parts = [f"{part[0]} = {part[1]}" if isinstance(part, tuple) else part for part in cut]
    return " × ".join(parts) or "total"


def keys_of(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[object, ...]]:
    """Classes of each row as a tuple; empty tuples where there are no class columns."""
    if not columns:
        return [()] * len(table)
    return list(zip(*(table[name].tolist() for name in columns), strict=True))


def group_keys(groups: pd.DataFrame, cuts: Iterable[Cut]) -> list[tuple[str, tuple[object, ...]]]:
    """Cut and classes of each group."""
    columns = {cut_text(cut): cut_columns(cut) for cut in cuts}
    values = {str(name): groups[name].tolist() for name in groups}
    return [
        (text, tuple(values[name][row] for name in columns[text])) if text in columns else ("", ())
        for row, text in enumerate(values["cut"])
    ]


def times_of(cells: pd.DataFrame, cut: Cut) -> Ints:
    """How often each cell stands in the groups of a cut: 0 where it stands in none."""
    times = np.ones(len(cells), dtype=np.int64)
    for part in cut:
        if isinstance(part, tuple) and part[1] == TIMES:
            words = cells[str(part[0])].astype(str)
            times *= words.where(words.str.isdigit(), "0").to_numpy().astype(np.int64)
        elif isinstance(part, tuple):
            times *= (cells[part[0]] == part[1]).to_numpy(dtype=np.int64)
    return times


def check_cuts(cuts: Iterable[Any], columns: Sequence[Any]) -> tuple[Cut, ...]:
    """Return the cuts in the order given, once each, or say everything that is wrong with them."""
    if isinstance(cuts, str):
        raise InputError('cuts must be a list of tuples, for example [("unit", "role")].')
    kept: dict[str, Cut] = {}
    problems = []
    for given in cuts:
        cut = (given,) if isinstance(given, str) else tuple(given)
        names = cut_columns(cut)
        if any(isinstance(part, tuple) and len(part) != 2 for part in cut):
            problems.append(("", f"Cut {given!r}: a pair (column, value) has two parts."))
            continue
        missing = [name for name in names if name not in columns]
        problems += [
            (str(name), f"Cut {given!r} names column {name!r}, which the counts do not have.")
            for name in missing
        ]
        if len(set(names)) < len(names):
            problems.append(("", f"Cut {given!r} names a column twice."))
        elif not missing:
            kept.setdefault(cut_text(cut), cut)
    if not kept and not problems:
        problems.append(("", "No cut is given; use [()] to show the total only."))
    if problems:
        raise _input_error("These cuts cannot be planned:", problems)
    return tuple(kept.values())


def _input_error(message: str, problems: list[tuple[str, str]]) -> InputError:
    rows = [{"column": c, "problem": p, "n": 1, "rows": ""} for c, p in problems]
    return InputError(message, pd.DataFrame(rows))


@dataclass(frozen=True)
class Layout:
    """Base cells and the groups that the cuts make of them; both in an order of their own.

    ``groups`` holds one row per group (``cut``, class columns, one column per variable);
    ``members`` the base cells of each group, as row numbers of ``cells``. ``base`` names all
    columns that tell the cells apart, ``classes`` those that the cuts use, ``follows`` those that
    follow from the others and may be defined anew.
    """

    cuts: tuple[Cut, ...]
    classes: tuple[str, ...]
    base: tuple[str, ...]
    variables: tuple[str, ...]
    cells: pd.DataFrame
    groups: pd.DataFrame
    members: list[Ints]
    follows: tuple[str, ...] = ()


def people_of_groups(layout: Layout, variables: Sequence[str]) -> list[bytes]:
    """Cells with people in them of each group: alike where two groups are the same people."""
    anyone = layout.cells[list(variables)].to_numpy(dtype=np.int64).max(axis=1) > 0
    return [part[anyone[part]].tobytes() for part in layout.members]


def read_layout(
    counts: pd.DataFrame,
    cuts: Iterable[Any],
    n: str | Sequence[str],
    extra: Sequence[str] = (),
    follows: Sequence[str] = (),
) -> Layout:
    """Check the counts and lay out cells and groups.

    Parameters
    ----------
    counts
        One row per base cell: class columns and one n column per variable (people, whole numbers).
    cuts
        Tuples of class columns.
    n
        Name of the n column, or of several.
    extra
        Further class columns to keep apart (those of earlier releases). Columns of text are kept
        apart anyway where they have no gaps: the finer the cells, the better a later release can
        be judged together with this one.
    follows
        Class columns that follow from the others in each cell.
    """
    variables = (n,) if isinstance(n, str) else tuple(n)
    checked = check_cuts(cuts, list(counts.columns))
    classes = tuple(dict.fromkeys(name for cut in checked for name in cut_columns(cut)))
    _check_counts(counts, tuple(dict.fromkeys([*classes, *extra])), variables)
    texts = [
        name
        for name in counts.columns
        if not pd.api.types.is_numeric_dtype(counts[name]) and counts[name].notna().all()
    ]
    others = sorted({*texts, *extra} - {*classes, *variables})
    base = (*classes, *others)
    cells = _base_cells(counts, base, variables)
    codes = [_codes(cells[name]) for name in base]
    order = np.lexsort(codes[::-1]) if codes else np.arange(len(cells))
    cells = cells.iloc[order].reset_index(drop=True)
    by_class = {name: code[order] for name, code in zip(base, codes, strict=True)}
    tables, members = [], []
    for cut in checked:
        table, parts = _groups_of(cut, cells, by_class, variables)
        tables.append(table)
        members += parts
    groups = pd.concat(tables, ignore_index=True)[["cut", *classes, *variables]]
    named = tuple(name for name in base if name in set(follows))
    _check_follows(cells, base, named)
    return Layout(checked, classes, base, variables, cells, groups, members, named)


def _check_follows(cells: pd.DataFrame, base: tuple[str, ...], follows: tuple[str, ...]) -> None:
    others = [name for name in base if name not in follows]
    if follows and (not others or cells.duplicated(others).any()):
        raise _input_error(
            "These counts cannot be planned:",
            [(follows[0], f"Columns said to follow from the others do not: {', '.join(follows)}.")],
        )


def _check_counts(
    counts: pd.DataFrame, classes: tuple[str, ...], variables: tuple[str, ...]
) -> None:
    problems = [p for name in variables for p in _number_problems(counts, name, classes)]
    for name in classes:
        bad = counts[name].isna().to_numpy()
        if bad.any():
            problems.append(_problem(name, f"Column {name!r} has rows without a class", bad))
        if name in {"cut", "hidden", "hidden_reason", "bounded"}:
            problems.append(_problem(name, f"Column {name!r} cannot be a class: the plan uses it"))
        lists = lists_in(counts[name])
        if lists.any():
            problems.append(_problem(name, f"Column {name!r} holds lists", lists))
    if not variables:
        problems.append(_problem("", "No n column is named; give n='n' or a list of columns"))
    if counts.empty:
        problems.append(_problem("", "There is no row of counts"))
    if problems:
        raise InputError("The counts cannot be planned:", pd.DataFrame(problems))


def _number_problems(
    counts: pd.DataFrame, name: str, classes: tuple[str, ...]
) -> list[dict[str, Any]]:
    if name in classes:
        return [_problem(name, f"Column {name!r} is named both as n and as a class")]
    if name not in counts.columns:
        return [_problem(name, f"The counts have no column {name!r} with numbers of people")]
    column = counts[name]
    if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
        return [_problem(name, f"Column {name!r} does not hold numbers of people")]
    values = column.to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isfinite(values) | (values < 0) | (values != np.floor(values))
    text = f"Column {name!r} must hold whole numbers of people, 0 or more"
    return [_problem(name, text, bad)] if bad.any() else []


def _problem(column: str, text: str, bad: npt.NDArray[np.bool_] | None = None) -> dict[str, Any]:
    rows = [] if bad is None else [int(row) for row in np.flatnonzero(bad)]
    where = ", ".join(map(str, rows[:8])) + (", …" if len(rows) > 8 else "")
    sentence = f"{text} (rows {where})." if rows else f"{text}."
    return {"column": column, "problem": sentence, "n": len(rows), "rows": where}


def _base_cells(
    counts: pd.DataFrame, classes: tuple[str, ...], variables: tuple[str, ...]
) -> pd.DataFrame:
    """One row per combination of classes, people added up."""
    table = pd.DataFrame({name: counts[name].astype(object).to_numpy() for name in classes})
    for name in variables:
        table[name] = counts[name].to_numpy(dtype=float).astype(np.int64)
    if not classes:
        return table.sum().to_frame().T
    return table.groupby(list(classes), sort=False, as_index=False)[list(variables)].sum()


def _codes(column: pd.Series) -> Ints:
    """Numbers that sort as the classes do, whatever their order in the table."""
    codes, found = pd.factorize(column.to_numpy(dtype=object))
    ranked = sorted(range(len(found)), key=lambda i: _sort_key(found[i]))
    place = np.empty(len(found), dtype=np.int64)
    place[ranked] = np.arange(len(found))
    return place[codes]


def _sort_key(value: object) -> tuple[int, float, str]:
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return (0, float(value), "")
    return (1, 0.0, str(value))


def _groups_of(
    cut: Cut, cells: pd.DataFrame, codes: dict[str, Ints], variables: tuple[str, ...]
) -> tuple[pd.DataFrame, list[Ints]]:
    """Make the groups of one cut, in the order of their classes, with the cells of each."""
    names = list(cut_columns(cut))
    times = times_of(cells, cut)
    rows = np.flatnonzero(times)
    place = np.zeros(len(rows), dtype=np.int64)
    counted = [part[0] for part in cut if isinstance(part, tuple) and part[1] == TIMES]
    for name in (name for name in names if name not in counted):
        place = place * (int(codes[name].max()) + 1) + codes[name][rows]
        place = np.unique(place, return_inverse=True)[1]
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    parts = [np.sort(part) for part in np.split(rows[order], starts[1:])] if len(rows) else []
    table = cells.loc[[part[0] for part in parts], names].reset_index(drop=True)
    table[counted] = TIMES
    for name in variables:
        people = cells[name].to_numpy()
        table[name] = np.array([people[part].sum() for part in parts], dtype=np.int64)
    table.insert(0, "cut", cut_text(cut))
    return table, [np.repeat(part, times[part]) for part in parts] if counted else parts
