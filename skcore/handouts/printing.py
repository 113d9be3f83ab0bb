"""A handout as data, and typst, which lays it out: tagged PDF, our font, warnings are errors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from skcore.errors import SkcoreError
from skcore.figures.words import clean, font_file, tied

#: what stands for a letter that our font lacks
UNKNOWN = "·"
HYPHENS = str.maketrans("\u2010\u2011", "--")  # our font has the plain one alone
#: colours of figures are variables of a page; paper has none
VARIABLE = re.compile(r"var\(--[\w-]+,\s*(#[0-9a-fA-F]{3,8})\)")


@dataclass(frozen=True)
class Paper:
    """One handout: which template lays it out, its title, and what stands on it."""

    template: str
    title: str
    data: Mapping[str, Any]


class Printer:
    """Lays papers out with typst; our font and the templates of a package are read once.

    Parameters
    ----------
    package
        Package whose folder ``templates`` is used.

    Raises
    ------
    SkcoreError
        When typst refuses or warns: something does not fit its place, or a font is missing.
    """

    def __init__(self, package: str = "skcore.handouts") -> None:
        import typst

        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[font_file().parent],
        )
        self._root = str(files(package) / "templates")
        self._compiler = typst.Compiler(root=self._root, font_paths=fonts)
        self._error: type[Exception] = typst.TypstError

    def pdf(self, paper: Paper) -> bytes:
        """Return a paper as PDF/UA-1; letters that our font lacks are told as a point."""
        data = _printable({**paper.data, "title": paper.title})
        return self.lay_out(paper.template, data)

    def lay_out(self, template: str, data: Mapping[str, Any]) -> bytes:
        """Return a PDF/UA-1 of a template and its data; the same data give the same bytes."""
        where = f"'{data['title']}' ({template})"
        try:
            content, warnings = self._compiler.compile_with_warnings(
                f"{self._root}/{template}.typ",
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards="ua-1",
            )
        except self._error as error:
            raise SkcoreError(f"{where}: {getattr(error, 'message', '') or error}") from error
        if warnings or not isinstance(content, bytes):  # a list would be pages as pictures
            said = "; ".join(str(warning.message) for warning in warnings) or "no PDF"
            raise SkcoreError(f"{where}: {said}")
        return content


def filled(table: Any, values: Mapping[str, object]) -> Any:
    """Return texts, and texts inside lists and tables, with their places filled.

    Examples
    --------
    >>> filled({"a": ["Til {unit}", "{page}"]}, {"unit": "Nord"})
    {'a': ['Til Nord', '{page}']}
    """
    if isinstance(table, str):
        return table.format_map(_Left(values))
    if isinstance(table, Mapping):
        return {key: filled(value, values) for key, value in table.items()}
    return [filled(value, values) for value in table] if isinstance(table, list) else table


class _Left(dict[str, object]):
    """Values of places; what has none is filled later and stays as it is."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@cache
def letters() -> frozenset[int]:
    """Letters that both weights of our font can draw."""
    from matplotlib.ft2font import FT2Font

    there = [FT2Font(str(font_file(bold=bold))).get_charmap() for bold in (False, True)]
    return frozenset(there[0].keys() & there[1].keys())


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        plain = VARIABLE.sub(r"\1", clean(value, keep_ends=True)).translate(HYPHENS)
        plain = plain if plain.startswith("<svg") else tied(plain, end=True)
        return "".join(c if ord(c) in letters() else UNKNOWN for c in plain)
    if isinstance(value, Mapping):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value
