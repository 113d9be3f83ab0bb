"""The one glossary of column names: every column that a public function returns, and its unit.

Columns of the input, item codes, scale codes (with ``_n``) and class columns (unit, role, ...)
may stand beside these. ``tests/test_columns.py`` runs every public function against this list.
"""

from __future__ import annotations

__all__ = ["GLOSSARY"]

#: name -> meaning and unit
GLOSSARY: dict[str, str] = {
    # estimates, wherever they come from
    "estimate": "the number asked for, in the unit that the function's docstring names",
    "std_error": "standard error of the estimate, same unit",
    "conf_low": "lower end of the confidence interval, unit of the estimate",
    "conf_high": "upper end of the confidence interval, unit of the estimate",
    "p_value": "two-sided p-value, 0-1",
    "p_adjusted": "p-value adjusted for several comparisons, 0-1",
    "n": "people (or units, where the docstring says so) behind the row, after deletion",
    "method": "how the estimate was made, in the field's words",
    "reason": "why an estimate is missing; empty otherwise",
}
