"""What files call things, as ``vocabulary.toml`` has it: headings, roles, causes and sums."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words_for(what: str) -> dict[str, Any]:
    """Return our word -> those of the files, of one kind: ``headings.mean``, ``roles``, ``causes``.

    Examples
    --------
    >>> words_for("roles")["leader"][:3]
    ['leader', 'leaders', 'leder']
    """
    found: dict[str, Any] = tomllib.loads(
        (files(__package__) / "vocabulary.toml").read_text("utf-8")
    )
    for part in what.split("."):
        found = found[part]
    return found
