"""The numbers of some columns, ready for a statistic: items checked, incomplete rows set aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import check_table, is_numeric

__all__ = ["Missing", "check_conf_level", "check_missing", "group_codes", "item_matrix"]

Floats = npt.NDArray[np.float64]
Missing = Literal["listwise", "pairwise"]


def item_matrix(
    data: pd.DataFrame, items: Sequence[str] | None, *, argument: str = "items"
) -> tuple[list[str], Floats]:
    """Return item names and their values, respondents x items, missing as NaN.

    Parameters
    ----------
    data
        One row per respondent.
    items
        Columns to use; all of them when None.
    argument
        What the caller's argument is called, for the message.

    Raises
    ------
    InputError
        Columns that are missing, named twice or not numeric; all at once.
    """
    check_table(data, [], function="This")
    if isinstance(items, str):
        raise InputError(f"{argument} is the text '{items}'; give a list of columns: ['{items}'].")
    names = list(data.columns) if items is None else list(items)
    problems = []
    if not names:
        problems.append(("", f"No columns are named in {argument}. Name at least one."))
    for name in dict.fromkeys(names):
        times = int((data.columns == name).sum())
        if times == 0:
            problems.append((name, f"There is no column '{name}'. Correct {argument}."))
        elif times > 1 or names.count(name) > 1:
            problems.append((name, f"Column '{name}' is there twice. Keep one of them."))
        elif not is_numeric(data[name]):
            text = f"Column '{name}' is not numeric. Leave it out of {argument}, or turn it into"
            problems.append((name, f"{text} codes first (read_responses does)."))
    if problems:
        table = pd.DataFrame(problems, columns=["column", "problem"]).assign(n=1, rows="")
        raise InputError(f"These {argument} cannot be used:", table)
    # one item after the other in memory: every statistic here goes item by item
    plain = [pd.to_numeric(data[name]) for name in names]
    values = np.array([column.to_numpy(dtype=np.float64, na_value=np.nan) for column in plain]).T
    infinite = [
        name for name, column in zip(names, values.T, strict=True) if np.isinf(column).any()
    ]
    if infinite:
        raise InputError(
            f"Infinite values in {', '.join(infinite)}. Set them missing, or correct the source."
        )
    return names, values


def group_codes(data: pd.DataFrame, group: str) -> tuple[npt.NDArray[np.intp], pd.Index]:
    """Return each row's group as a position (-1 where none is named), and the groups in order.

    Groups are sorted, or in the order of a categorical; groups without rows are left out.

    Raises
    ------
    InputError
        There is no such column, or it is there twice.
    """
    check_table(data, [group], function="This")
    if int((data.columns == group).sum()) != 1:
        raise InputError(
            f"Column '{group}' is not in the table (or there twice). Name the one column that "
            f"says which group each respondent belongs to."
        )
    column = data[group]
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.remove_unused_categories()
        return column.cat.codes.to_numpy().astype(np.intp), column.cat.categories
    codes, groups = pd.factorize(column, sort=True)
    return codes, pd.Index(groups)


def check_conf_level(conf_level: float) -> None:
    """Refuse a confidence level that is not between 0 and 1."""
    if not 0 < conf_level < 1:
        raise InputError(f"conf_level is {conf_level:g}; give a share between 0 and 1, like 0.95.")


def check_missing(missing: str) -> None:
    """Refuse a way of treating missing answers that is not known."""
    if missing not in ("listwise", "pairwise"):
        raise InputError(f"missing is '{missing}'; allowed are 'listwise' and 'pairwise'.")
