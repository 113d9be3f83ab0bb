"""The numbers of some columns, ready for a statistic: items checked, incomplete rows set aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from skcore.inputs import Floats, Places

Missing = Literal["listwise", "pairwise"]


def item_matrix(data: pd.DataFrame, items: Sequence[str] | None) -> tuple[list[str], Floats]:
    """Return item names (all columns when None) and their values, respondents x items, or NaN."""
    names = list(data.columns) if items is None else list(items)
    # one item after the other in memory: every statistic here goes item by item
    values = np.array([data[name].to_numpy(dtype=np.float64) for name in names])
    return names, values.reshape(len(names), len(data)).T


def group_codes(data: pd.DataFrame, group: str) -> tuple[Places, pd.Index]:
    """Return each row's group as a position (-1 where none is named), and the groups in order.

    Groups are sorted, or in the order of a categorical; groups without rows are left out.
    """
    column = data[group]
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.remove_unused_categories()
        return column.cat.codes.to_numpy().astype(np.intp), column.cat.categories
    codes, groups = pd.factorize(column, sort=True)
    return codes, pd.Index(groups)
