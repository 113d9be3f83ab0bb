"""What the command line says before it knows a study's language: in the reader's own."""

from __future__ import annotations

import locale
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from skcore.errors import where_of

#: where systems say what language the reader wants, the most particular first
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_DANISH = re.compile(r"da([_.@:-].*)?|danish.*", re.IGNORECASE)


def reader_language() -> str:
    """Return ``da`` where the computer speaks Danish, else ``en``.

    Windows sets no variable; there the user's own region decides.
    """
    said = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), None)
    if said is None:
        said = locale.getlocale()[0] or ""
    return "da" if _DANISH.fullmatch(said) else "en"


def python() -> str:
    """Return what is typed to start Python on this system."""
    return "py" if sys.platform == "win32" else Path(sys.executable).stem


def program() -> str:
    """Return what is typed to start us, as whoever reads this has typed it.

    Where nobody typed anything, as in a notebook: as our guides have it on this system.
    """
    said, windows = Path(sys.argv[0] if sys.argv else ""), sys.platform == "win32"
    if said.name == "__main__.py" and said.parent.name == "skcore":
        return f"{python()} -m skcore"
    return "skcore" if said.stem == "skcore" or not windows else "py -m skcore"


@cache
def command_words(language: str) -> Mapping[str, Any]:
    """Return the command line's own words; a file apart, since help must come at once.

    Examples
    --------
    >>> command_words("da")["out"]
    'Mappe til slides.'
    """
    content = (files(__package__) / "commands.toml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = tomllib.loads(content)[language]
    return words


def fault(error: Exception, language: str) -> str:
    """What is said of an error that nobody foresaw: where, and none of its own words."""
    return str(command_words(language)["fault"].format(where=where_of(error)))
