"""What a table given to a statistic must be: one rule, asked by every room that computes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import pandas as pd

from skcore.errors import InputError

__all__ = ["check_table", "is_numeric"]


def check_table(data: object, names: Iterable[Hashable], *, function: str) -> None:
    """Refuse what is no pandas table, columns that are there twice, and cells that hold lists.

    Raises
    ------
    InputError
        Says what was given, and what to do.
    """
    if not isinstance(data, pd.DataFrame):
        kind = f"{type(data).__module__.partition('.')[0]}.{type(data).__name__}"
        way = "data.to_pandas()" if hasattr(data, "to_pandas") else "pandas.DataFrame(data)"
        raise InputError(f"{function} needs a pandas DataFrame, not {kind}. Give {way}.")
    for name in dict.fromkeys(names):
        if int((data.columns == name).sum()) > 1:
            raise InputError(f"{function}: column '{name}' is there twice. Keep one of them.")
        if name not in data.columns or data[name].dtype != object:
            continue
        if any(isinstance(cell, list | dict | set | tuple) for cell in data[name]):
            raise InputError(
                f"{function}: column '{name}' holds lists. Give it one value per row (explode)."
            )


def is_numeric(column: pd.Series) -> bool:
    """Say whether a column holds numbers only; text that looks like a number is text.

    Examples
    --------
    >>> is_numeric(pd.Series([1, 2.5, None], dtype=object)), is_numeric(pd.Series(["1", "2"]))
    (True, False)
    """
    if pd.api.types.is_numeric_dtype(column):
        return not pd.api.types.is_complex_dtype(column)
    return column.dtype == object and all(
        isinstance(value, int | float | np.number) for value in column.dropna()
    )
