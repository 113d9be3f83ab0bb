"""A table as people read it in a notebook: headings in their language, numbers on the right."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import pandas as pd

from skcore.columns import GLOSSARY
from skcore.texts import load_texts
from skcore.texts.numbers import format_number
from skcore.texts.reader import reader_language

MOST_ROWS = 60
_PLACE = {"da": 0, "en": 1}
#: what says of a row that it is not shown; the reason beside it says why
_LEFT_OUT = ("hidden",)
_STYLE = (
    "border-collapse:collapse;font-variant-numeric:tabular-nums;text-align:left;"
    "color:var(--jp-content-font-color1,#1b1b1b)"
)


@cache
def _words() -> Mapping[str, Any]:
    content = (files(__package__) / "readable.toml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = tomllib.loads(content)
    return words


def heading_of(column: str, language: str) -> tuple[str, str]:
    """Return what stands above a column, its unit with it, and what it means.

    Examples
    --------
    >>> heading_of("response_rate", "da")
    ('Svarprocent (%)', 'Svar / inviterede × 100')
    """
    words = _words()["headings"].get(column)
    if words is None:
        return column, GLOSSARY.get(column, "")
    return words[_PLACE[language]], words[2] if language == "da" else GLOSSARY.get(column, "")


def readable_html(table: pd.DataFrame, language: str, *, minimum: int = 5) -> str:
    """Write a table as HTML: readable headings that tell what they mean, numbers on the right.

    Parameters
    ----------
    table
        Any table; columns in ``skcore.columns`` are called by their headings.
    language
        ``da`` or ``en``.
    minimum
        The fewest answers that are shown, for the words of what is not.

    Examples
    --------
    >>> html = readable_html(pd.DataFrame({"n": [7], "response_rate": [70.5]}), "da")
    >>> "Svarprocent (%)" in html, "70,5" in html
    (True, True)
    """
    columns = [c for c in map(str, table) if c not in _LEFT_OUT and not _says_nothing(table[c])]
    if table.empty or not columns:
        return f"<p>{_words()['more']['empty'][_PLACE[language]]}</p>"
    shown = table.head(MOST_ROWS)
    right = {c for c in columns if _is_numeric(table[c])}
    cells = {c: _cells(shown[c], c, language, minimum) for c in columns}
    head = "".join(_head(c, language, right=c in right) for c in columns)
    body = "".join(
        f"<tr>{''.join(_cell(cells[c][row], right=c in right) for c in columns)}</tr>"
        for row in range(len(shown))
    )
    more = _words()["more"]["rows"][_PLACE[language]].format(n=len(table) - len(shown))
    after = f"<p>{more}</p>" if len(table) > len(shown) else ""
    return (
        f'<div class="sk-numbers" lang="{language}" style="overflow-x:auto" tabindex="0">'
        f'<table style="{_STYLE}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        f"{after}</div>"
    )


def readable_tables(language: str = "") -> None:
    """Let this notebook show tables as people read them; nothing is rounded or cut off.

    Numbers keep up to four decimals, numbers of people are whole, and what a method says stands in
    full. Tables with several levels of headings, or a heading twice, are shown by pandas as before.

    Parameters
    ----------
    language
        ``da`` or ``en``; the computer's by default.

    Examples
    --------
    >>> readable_tables("da")  # outside a notebook nothing happens
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    spoken = language or reader_language()

    def written(table: pd.DataFrame) -> Any:
        whole = table.index.nlevels == 1 and table.index.name is None
        whole = whole and pd.api.types.is_integer_dtype(table.index)
        if table.columns.nlevels > 1 or not table.columns.map(str).is_unique:
            return table._repr_html_()  # type: ignore[operator]
        table = table if whole else table.reset_index()
        return readable_html(table.rename(columns=str), spoken)

    shell.display_formatter.formatters["text/html"].for_type(pd.DataFrame, written)


def _says_nothing(column: pd.Series) -> bool:
    return bool(column.isna().all() or column.astype("string").fillna("").eq("").all())


def _is_numeric(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _side(*, right: bool) -> str:
    return f"text-align:{'right' if right else 'left'};padding:3px 10px;vertical-align:top"


def _head(column: str, language: str, *, right: bool) -> str:
    words, told = heading_of(column, language)
    title = f' title="{escape(told)}"' if told else ""
    border = "border-bottom:2px solid currentColor"
    return f'<th scope="col"{title} style="{_side(right=right)};{border}">{escape(words)}</th>'


def _cell(words: str, *, right: bool) -> str:
    wrap = (
        "white-space:nowrap"
        if right
        else "white-space:normal;min-width:min(9em,30vw);max-width:34em"
    )
    return f'<td style="{_side(right=right)};{wrap}">{escape(words)}</td>'


def _cells(column: pd.Series, name: str, language: str, minimum: int) -> list[str]:
    if _is_numeric(column):
        decimals = _decimals(column)
        values = column.astype(float)
        least = format_number(0.0001, 4, language=language)
        tiny = values.abs().between(0, 0.00005, inclusive="neither")
        return [
            ""
            if pd.isna(v)
            else f"< {least}"
            if small and v > 0
            else format_number(float(v), decimals, language=language)
            for v, small in zip(values, tiny, strict=True)
        ]
    said = ["" if pd.isna(value) else str(value) for value in column]
    if name == "hidden_reason":
        text = load_texts(language)
        known = {w: text(f"hidden.{w.replace(' ', '_')}", minimum=minimum) for w in set(said) if w}
        return [known.get(word, "") for word in said]
    about = "bounded" if name.endswith("_bounded") else name
    about = "yes_or_no" if set(said) <= {"True", "False", ""} else about
    known = {w: v[_PLACE[language]] for w, v in _words()["values"].get(about, {}).items()}
    return [known.get(word, word) for word in said]


def _decimals(column: pd.Series) -> int:
    """As many as the column's numbers have, up to four; numbers of people have none."""
    values = column.astype(float).dropna().round(4)
    shown = [repr(float(v)) for v in values]
    return max(
        (len(w.split(".")[1]) for w in shown if "." in w and not w.endswith(".0")), default=0
    )
