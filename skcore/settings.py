"""Reading a TOML file that a psychologist has edited: what stands in it, and what should not."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skcore.problems import Problem, closest

__all__ = ["Field", "check_fields", "parse_toml", "read_settings"]

#: what a field may hold -> the Python types that TOML gives for it
_KINDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "whole": (int,),
    "number": (int, float),
    "flag": (bool,),
    "date": (dt.date,),
    "texts": (list,),
    "tables": (list,),
    "table": (dict,),
}


@dataclass(frozen=True)
class Field:
    """One key of a table: what it holds and whether it must be there."""

    kind: str
    required: bool = False


def read_settings(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read a TOML file; a file that is missing, garbled or broken gives a problem instead."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}, [Problem("file_missing", values={"name": path.name}, file=path.name)]
    except OSError:
        return {}, [Problem("file_unreadable", values={"name": path.name}, file=path.name)]
    table, problems = parse_toml(content)
    return table, [problem.within(path.name) for problem in problems]


def parse_toml(content: bytes) -> tuple[dict[str, Any], list[Problem]]:
    """Parse TOML as editors on Windows save it (with or without a byte order mark)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}, [Problem("toml_encoding")]
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        return {}, [Problem("toml_broken", values={"reason": str(error)})]


def check_fields(
    table: Mapping[str, Any], fields: Mapping[str, Field], *, where: str
) -> list[Problem]:
    """List unknown keys (with the one that was meant), missing keys and wrong types."""
    problems = []
    for key in table:
        if key not in fields:
            values = {"key": key, "where": where, "hint": closest(key, fields)}
            values["allowed"] = ", ".join(fields)
            problems.append(Problem("unknown_key", column=key, values=values))
    for key, field in fields.items():
        if key not in table:
            if field.required:
                problems.append(Problem("missing_key", key, {"key": key, "where": where}))
        elif not _holds(table[key], field.kind):
            problems.append(
                Problem("wrong_kind", key, {"key": key, "where": where, "kind": field.kind})
            )
    return problems


def _holds(value: object, kind: str) -> bool:
    if kind == "date":
        return _is_date(value)
    if isinstance(value, bool) and kind != "flag":  # True is an int in Python, not in a form
        return False
    if not isinstance(value, _KINDS[kind]):
        return False
    if kind == "texts":
        return _all_are(value, str)
    return _all_are(value, dict) if kind == "tables" else True


def _all_are(values: object, kind: type) -> bool:
    return isinstance(values, Iterable) and all(isinstance(value, kind) for value in values)


def _is_date(value: object) -> bool:
    if isinstance(value, str):
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
