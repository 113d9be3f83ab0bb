"""All wording lives in ``da.toml`` and ``en.toml``, where a psychologist can edit it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from skcore.errors import SkcoreError
from skcore.texts.reader import program

__all__ = ["LANGUAGES", "Texts", "load_texts"]

LANGUAGES = ("da", "en")
_SIGNS = "+-\u2212"
_COUNTED = re.compile(r"(\{(\w+)\} (?:working )?)(\w+)")


@dataclass(frozen=True)
class Texts:
    """The wording of one language; call it with a key and the values of its places."""

    language: str
    table: Mapping[str, Any]

    def raw(self, key: str) -> Any:
        """Return what stands under a dotted key: a template, a list or a table."""
        found: Any = self.table
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise SkcoreError(
                    f"No text '{key}' in texts/{self.language}.toml. Add it, in both languages."
                )
            found = found[part]
        return found

    def __contains__(self, key: str) -> bool:
        try:
            self.raw(key)
        except SkcoreError:
            return False
        return True

    def __call__(self, key: str, **values: object) -> str:
        """Return the text under ``key`` with its places filled.

        Examples
        --------
        >>> load_texts("da")("hidden.primary", minimum=5)
        'vises ikke (færre end 5 svar)'
        """
        template = self.raw(key)
        if not isinstance(template, str):
            raise SkcoreError(f"Text '{key}' in texts/{self.language}.toml is not one text.")
        if "{program}" in template:
            values = {"program": program(), **values}
        return self._in_number(template, values).format(**values)

    def _in_number(self, template: str, values: Mapping[str, object]) -> str:
        """Say "1 point" where a place that is counted holds one."""
        alone = {name for name, value in values.items() if str(value).lstrip(_SIGNS) == "1"}
        if not alone:
            return template
        pairs = load_texts(self.language).raw("one_or_many")  # an own file of cards has none
        words = {many: one for one, many in pairs.values()}

        def said(found: re.Match[str]) -> str:
            place, name, noun = found.groups()
            return f"{place}{words.get(noun, noun) if name in alone else noun}"

        return _COUNTED.sub(said, template)

    def count(self, key: str, n: int, **values: object) -> str:
        """Return the singular or plural under ``key``; ``{n}`` is a word up to ten.

        Examples
        --------
        >>> load_texts("da").count("nouns.workplace", 2)
        'to arbejdspladser'
        """
        words = self.raw("small_numbers")
        spoken = words[n] if 0 <= n < len(words) else f"{n:,d}".replace(",", self._thousands)
        return self(f"{key}.{'one' if n == 1 else 'many'}", n=spoken, **values)

    @property
    def _thousands(self) -> str:
        return "." if self.language == "da" else ","


@cache
def load_texts(language: str) -> Texts:
    """Load the wording of one language (``da`` or ``en``).

    Raises
    ------
    SkcoreError
        When the language is not one of those.
    """
    if language not in LANGUAGES:
        raise SkcoreError(f"Language '{language}' is not one of {', '.join(LANGUAGES)}.")
    content = (files(__package__) / f"{language}.toml").read_text(encoding="utf-8")
    return Texts(language=language, table=tomllib.loads(content))
