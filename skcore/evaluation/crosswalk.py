"""Which units of the first wave can be set beside which of the last, after a reorganisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from skcore.association.inference import as_list, floats
from skcore.errors import InputError, SkcoreError
from skcore.inputs import same_kind, takes

#: Shares are typed with a few decimals: a third three times is 0.999.
SHARES_MAY_MISS = 0.005


@takes("crosswalk", classes=["unit_before", "unit_after"])
def crosswalk_groups(crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Smallest unions of units that are closed under the crosswalk.

    Parameters
    ----------
    crosswalk
        One row per pair: ``unit_before, unit_after`` (missing where a unit closed or opened).

    Returns
    -------
    pandas.DataFrame
        The input with ``group``: the units after, joined by " + " (those before, where none is
        left). All people of a group's units before are people of its units after, so the two
        can be compared.

    Raises
    ------
    InputError
        A column is missing.

    Notes
    -----
    The connected parts of the graph that has the units before on one side, those after on the
    other, and a line for each row. Shares play no part: survey answers cannot be shared out.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> crosswalk = pd.DataFrame({
    ...     "unit_before": ["A", "B", "B", "C"], "unit_after": ["X", "X", "Y", "C"]})
    >>> skcore.crosswalk_groups(crosswalk)["group"].to_list()
    ['X + Y', 'X + Y', 'X + Y', 'C']
    """
    pairs = [
        (None if pd.isna(before) else before, None if pd.isna(after) else after)
        for before, after in zip(crosswalk["unit_before"], crosswalk["unit_after"], strict=True)
    ]
    names = _names(pairs)
    found = [names.get((0, b), names.get((1, a))) for b, a in pairs]
    return crosswalk.assign(group=pd.Series(found, index=crosswalk.index, dtype="object"))


@takes("data", classes=["unit", "wave"])
@takes("crosswalk", classes=["unit_before", "unit_after"])
def regroup(
    data: pd.DataFrame, *, crosswalk: pd.DataFrame, unit: str, wave: str, after: Any
) -> pd.DataFrame:
    """Add to each answer the union of units over which waves can be compared.

    Parameters
    ----------
    data
        One row per respondent (or per unit) and wave.
    crosswalk
        ``unit_before, unit_after``; units that it does not name stayed as they were.
    unit, wave
        Columns of `data` with the unit, as it was called in that wave, and the wave.
    after
        The wave, or list of waves, that use the units after; all others use those before.

    Returns
    -------
    pandas.DataFrame
        The input with ``group``, to give to `compare_waves` as `group`.

    Raises
    ------
    InputError
        A column is missing.
    SkcoreError
        The wave `after` is not in the table.

    Notes
    -----
    A unit that the crosswalk does not name counts as its own successor, also where another unit
    was merged into it: then both are in one group.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({
    ...     "wave": [1, 1, 1, 2, 2], "unit": ["A", "B", "C", "B", "C"]})
    >>> crosswalk = pd.DataFrame({"unit_before": ["A"], "unit_after": ["B"]})
    >>> skcore.regroup(
    ...     answers, crosswalk=crosswalk, unit="unit", wave="wave", after=2)["group"].to_list()
    ['B', 'B', 'C', 'B', 'C']
    """
    many = isinstance(after, Iterable) and not isinstance(after, str)
    late = data[wave].isin(list(after) if many else [after])
    if not late.any():
        msg = f"Column '{wave}' holds no row of the wave after the reorganisation; check `after`."
        raise SkcoreError(msg)
    pairs: list[tuple[Any, Any]] = [
        (None if pd.isna(b) else b, None if pd.isna(a) else a)
        for b, a in zip(crosswalk["unit_before"], crosswalk["unit_after"], strict=True)
    ]
    named = {b for b, _ in pairs}, {a for _, a in pairs}
    for side, rows in enumerate((~late, late)):
        pairs += [(u, u) for u in data.loc[rows, unit].dropna().unique() if u not in named[side]]
    names = _names(pairs)
    found = [
        None if pd.isna(u) else names[(int(is_late), u)]
        for u, is_late in zip(data[unit], late, strict=True)
    ]
    return data.assign(group=pd.Series(found, index=data.index, dtype="object"))


@takes("data", numbers=["values"], classes=["unit"])
@takes("crosswalk", numbers=["share"], classes=["unit_before", "unit_after"])
def crosswalk_register(
    data: pd.DataFrame, *, crosswalk: pd.DataFrame, values: str | Sequence[str], unit: str = "unit"
) -> pd.DataFrame:
    """Tell a register of the units before in the units after, by shares.

    Parameters
    ----------
    data
        Register rows of the time before, for example one per unit and month.
    crosswalk
        ``unit_before, unit_after, share``: the part, 0-1, of the unit before that went to each
        unit after. Units that it does not name stay as they are.
    values
        Columns that can be added up (days, spells, employed): never rates or means.
    unit
        Column with the unit.

    Returns
    -------
    pandas.DataFrame
        One row per unit after and further key (every column of the input that is not in
        `values`), values shared out and added up.

    Raises
    ------
    InputError
        A column is missing or holds no numbers, a share lies outside 0-1, or the shares of a
        unit do not add up to 1 (all such units at once).

    Notes
    -----
    Shares are for registers only; survey results are compared over `crosswalk_groups`.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> absence = pd.DataFrame({"unit": ["A", "B"], "absence_days": [100.0, 40.0]})
    >>> crosswalk = pd.DataFrame({
    ...     "unit_before": ["A", "A"], "unit_after": ["X", "B"], "share": [0.75, 0.25]})
    >>> skcore.crosswalk_register(absence, crosswalk=crosswalk, values="absence_days")
      unit  absence_days
    0    X          75.0
    1    B          65.0
    """
    names = as_list(values)
    numbers = floats(data, names)
    shares = crosswalk["share"].astype("float64")
    links = crosswalk[["unit_before", "unit_after"]].assign(part=shares)
    _check_shares(links)
    links = links[links["part"] > 0]
    same_kind("crosswalk_register", data, links, {unit: "unit_before"})
    table = data.assign(**numbers).merge(links, left_on=unit, right_on="unit_before", how="left")
    moved = table["unit_before"].notna()
    factor = table["part"].where(moved, 1.0)
    table[unit] = table["unit_after"].where(moved, table[unit])
    table[names] = table[names].mul(factor, axis=0)
    keys = [name for name in data.columns if name not in names]
    added = table.groupby(keys, dropna=False, sort=False)[names].sum(min_count=1)
    return added.reset_index()[list(data.columns)]


def _names(pairs: list[tuple[Any, Any]]) -> dict[tuple[int, Any], str]:
    """Return the name of the union for each unit, keyed (0, before) and (1, after)."""
    parent: dict[tuple[int, Any], tuple[int, Any]] = {}

    def root(node: tuple[int, Any]) -> tuple[int, Any]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for before, after in pairs:
        ends = [(side, u) for side, u in enumerate((before, after)) if u is not None]
        for end in ends:
            parent[root(end)] = root(ends[0])
    members: dict[tuple[int, Any], tuple[list[str], list[str]]] = {}
    for node in parent:
        members.setdefault(root(node), ([], []))[node[0]].append(str(node[1]))
    return {node: " + ".join(members[root(node)][1] or members[root(node)][0]) for node in parent}


def _check_shares(links: pd.DataFrame) -> None:
    outside = ~links["part"].between(0, 1)
    problems = []
    if outside.any():
        n = int(outside.sum())
        problems.append(("share", f"Column 'share': {n} rows are missing or outside 0-1.", n))
    totals = links.dropna(subset=["unit_before"]).groupby("unit_before", sort=False)["part"].sum()
    off = totals[(totals - 1).abs() > SHARES_MAY_MISS]
    if len(off) and not outside.any():
        named = ", ".join(f"'{name}' ({total:.3g})" for name, total in off.items())
        problems.append(("share", f"Shares do not add up to 1 for {named}.", len(off)))
    closed = links["unit_after"].isna() & links["unit_before"].notna()
    if closed.any():
        n = int(closed.sum())
        text = f"Column 'unit_after' is missing in {n} rows; days of a closed unit go nowhere."
        problems.append(("unit_after", text, n))
    if problems:
        table = pd.DataFrame(problems, columns=["column", "problem", "n"]).assign(rows="")
        msg = "crosswalk_register: the crosswalk cannot share out a register. Correct its rows."
        raise InputError(msg, table)
