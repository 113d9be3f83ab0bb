"""Reading a TOML file that a psychologist has edited: what stands in it, and what should not."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from skcore.problems import Problem, closest, short

#: what a field may hold -> the Python types that TOML gives for it
_KINDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "file": (str,),
    "whole": (int,),
    "number": (int, float),
    "flag": (bool,),
    "date": (dt.date,),
    "texts": (list,),
    "tables": (list,),
    "table": (dict,),
    "numbers": (str, dict),
    "words": (str, list),
}


@dataclass(frozen=True)
class Field:
    """One key of a table, or column of a list: what it holds, and whether it must be there.

    Numbers lie between ``low`` and ``high``; ``wrong`` names the wording for a list where they
    do not. A column that is required may be ``blank`` in some rows.
    """

    kind: str
    required: bool = False
    low: float = -math.inf
    high: float = math.inf
    blank: bool = False
    wrong: str = "negative"


@cache
def keys_of(file: str) -> dict[str, dict[str, Field]]:
    """Return the keys of each table of a kind of file (``instrument``, ``study``, ``lists``)."""
    told = tomllib.loads((files("skcore") / "keys.toml").read_text("utf-8"))[file]
    return {name: {k: Field(**said) for k, said in keys.items()} for name, keys in told.items()}


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
    """Parse TOML as editors on Windows save it: UTF-8 with or without a mark, UTF-16, ANSI."""
    text = decoded(content)
    if text is None:
        return {}, [Problem("toml_encoding")]
    try:
        return _typed(tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))), []
    except tomllib.TOMLDecodeError as error:
        return {}, [_broken(text, str(error))]
    except (RecursionError, ValueError):  # lists in lists, or a number of thousands of digits
        return {}, [Problem("toml_beyond")]


def decoded(content: bytes) -> str | None:
    """Return text as editors on Windows save it; None where it is in none of their ways."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # DOS and Mac files decode as Windows-1252 too, into marks that nobody types
        return text if encoding != "cp1252" or _TYPED.fullmatch(text) else None
    return None


def _typed(value: Any) -> Any:
    """Take out what no keyboard writes and no slide holds: a form feed, of a backslash and an f."""
    if isinstance(value, str):
        return _CONTROL.sub(" ", value)
    if isinstance(value, dict):
        return {_typed(key): _typed(inner) for key, inner in value.items()}
    return [_typed(inner) for inner in value] if isinstance(value, list) else value


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TYPED = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ÿ–—…“”»«§°½€\xa0]*")
#: what the parser says -> what it usually is; the first that fits
_SLIPS = (
    (r"Illegal character '\\n'|Illegal character '\\r'|Unterminated|^Expected [\"']'", "quote"),
    (r"hex value|Unescaped|Unicode scalar", "backslash"),
    (r"overwrite|twice|redefine|Duplicate|immutable", "twice"),
    (r"\]' at the end", "bracket"),
    (r"Unclosed", "unclosed"),
    (r"Invalid statement|key part|Expected '='", "name"),
    (r"Invalid date", "date"),
    (r"Invalid value", "value"),
    (r"Expected newline", "after"),
)
_CURLY = "“”„»«’‘"


def _broken(text: str, said: str) -> Problem:
    """Say which line cannot be read and what to look for; the parser says it in English only."""
    lines = text.splitlines()
    place = re.search(r"line (\d+), column (\d+)", said)
    if place:
        number, column = int(place.group(1)), int(place.group(2))
    else:  # "at end of document"
        number = max((at for at, line in enumerate(lines, 1) if line.strip()), default=1)
        column = len(lines[number - 1]) + 1 if lines else 1
    line = lines[number - 1].strip() if number <= len(lines) else ""
    slip = next((slip for pattern, slip in _SLIPS if re.search(pattern, said)), "other")
    if any(mark in lines[number - 1][column - 1 : column] for mark in _CURLY):
        slip = "curly"
    elif slip in ("name", "value", "after"):
        if line.count('"') % 2:
            slip = "quote"
        elif re.search(r"=\s*-?\d+,\d", line):
            slip = "comma"
        elif re.search(r"=\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b", line):
            slip = "date"
    return Problem("toml_broken", values={"line": number, "text": short(line), "slip": slip})


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
        elif field.required and field.kind == "text" and not table[key].strip():
            problems.append(Problem("missing_key", key, {"key": key, "where": where}))
        elif field.kind in ("whole", "number") and (
            table[key] < field.low or table[key] > field.high
        ):
            places = {"key": key, "where": where, "low": field.low, "high": field.high}
            problems.append(Problem("setting_outside", key, places))
    return problems


def not_among(key: str, value: str, allowed: Iterable[str], *, where: str) -> Problem:
    """Return the problem of a value that is none of the allowed, with the one that was meant."""
    names = [name for name in allowed if name]
    values = {"key": key, "value": value, "where": where, "allowed": ", ".join(names)}
    return Problem("not_among", key, {**values, "hint": closest(value, names)})


def repeated(values: Iterable[Any], key: str, *, where: str) -> list[Problem]:
    """List values that stand more than once."""
    counts = Counter(value for value in values if isinstance(value, str | int))
    return [
        Problem("repeated", key, {"key": key, "value": value, "where": where})
        for value, times in counts.items()
        if times > 1
    ]


def _holds(value: object, kind: str) -> bool:
    if kind == "date":
        return _is_date(value)
    if isinstance(value, bool) and kind != "flag":  # True is an int in Python, not in a form
        return False
    if not isinstance(value, _KINDS[kind]):
        return False
    if kind == "file":
        return bool(str(value).strip())
    if kind in ("texts", "words"):
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
