"""The one glossary of column names: every column that a public function returns, and its unit.

Columns of the input, item codes, scale codes (with ``_n``) and class columns (unit, role, ...)
may stand beside these. ``tests/test_columns.py`` runs every public function against this list.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files

#: name -> meaning and unit
GLOSSARY: dict[str, str] = tomllib.loads(
    (files("skcore") / "columns.toml").read_text(encoding="utf-8")
)
