"""The file for the wording that we may not make up: official texts, and translations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from skcore.beginning.writing import quoted
from skcore.errors import InputError
from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument
from skcore.problems import Problem, closest, problem_table, short
from skcore.questionnaire.form import Wording
from skcore.settings import read_settings
from skcore.storage import write_whole
from skcore.texts import LANGUAGES, Texts, load_texts

__all__ = ["Filled", "ask_for", "read_filled", "swapped", "unused"]

Filled = Mapping[str, Mapping[str, Mapping[str, str]]]  # language -> table -> key -> words
TABLES = ("items", "options", "words")
_NAMED = 8  # so many missing texts are named in a message; the file has them all


def read_filled(path: Path, *, language: str) -> Filled:
    """Read what has been filled in; no file is nothing filled in."""
    if not path.is_file():
        return {}
    raw, problems = read_settings(path)
    for code, tables in raw.items():
        if code not in LANGUAGES:
            problems.append(_unknown(code, LANGUAGES, "-"))
            continue
        for name, table in tables.items() if isinstance(tables, dict) else ():
            if name not in TABLES:
                problems.append(_unknown(name, TABLES, f"[{code}]"))
                continue
            wrong = (
                [key for key, words in table.items() if not isinstance(words, str)]
                if isinstance(table, dict)
                else [name]
            )
            where = f"[{code}.{name}]"
            problems += [
                Problem("wrong_kind", key, {"key": key, "where": where, "kind": "text"})
                for key in wrong
            ]
    _refuse(path, problems, language)
    return raw


def unused(path: Path, words: Wording, *, language: str) -> list[str]:
    """Tell which texts were filled in that the form does not use: misspelt, or verified already."""
    keys = [
        short(key)
        for code in words.languages
        for table, said in words.filled.get(code, {}).items()
        for key, filled in said.items()
        if filled.strip() and (code, table, key) not in words.used
    ]
    named = ", ".join(dict.fromkeys(keys[:_NAMED])) + (" …" if len(keys) > _NAMED else "")
    text = load_texts(language)
    return [text("questionnaire.fill.unused", file=path.name, keys=named)] if keys else []


def swapped(words: Wording, instruments: Iterable[Instrument]) -> list[str]:
    """Name typed answers that the questionnaire knows as another answer of the same question."""
    found = []
    for instrument in instruments:
        for name, options in instrument.options.items():
            known = {
                normalise_label(said): option.code
                for option in options
                for said in (*option.label.values(), *option.aliases)
            }
            for language in words.languages:
                typed = words.filled.get(language, {}).get("options", {})
                for option in options:
                    said = typed.get(f"{instrument.id} {name} {option.code}", "")
                    if known.get(normalise_label(said), option.code) != option.code:
                        found.append(f"{name} {option.code} = {quoted(said)}")
    return found


def ask_for(
    path: Path, words: Wording, instruments: Iterable[Instrument], *, language: str
) -> None:
    """Refuse to make a form with words missing, and put places for them into the file to fill in.

    What has been filled in stays there; the file as it was is kept beside it.

    Raises
    ------
    InputError
        Always: which texts are missing, and where they go.
    """
    text, missing = load_texts(language), words.missing
    named = list(dict.fromkeys(short(gap.key) for gap in missing))
    keys = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    there = words.filled
    if any(gap.key not in there.get(gap.language, {}).get(gap.table, {}) for gap in missing):
        content = _to_fill(words, instruments, text)
        if path.is_file():
            write_whole(path.with_suffix(".old.toml"), path.read_bytes())
        write_whole(path, content.encode("utf-8-sig"))
    first = text.count("questionnaire.missing", len(missing), keys=keys)
    how = text("questionnaire.fill.how", file=path)
    raise InputError("\n".join([first, how, *unused(path, words, language=language)]))


def _to_fill(words: Wording, instruments: Iterable[Instrument], text: Texts) -> str:
    """Return the file: how to fill it in, whose wording it is, then a line per text."""
    hints = {(gap.language, gap.table, gap.key): short(gap.hint) for gap in words.missing}
    lines = {place: f'{quoted(place[2])} = ""  # {hint}' for place, hint in hints.items()}
    for language, tables in words.filled.items():
        for table, said in tables.items():
            for key, filled in said.items():
                hint = hints.get((language, table, key), "")
                lines[language, table, key] = f"{quoted(key)} = {quoted(filled)}" + (
                    f"  # {hint}" if hint else ""
                )
    head = text("questionnaire.fill.head").splitlines()
    asked = {key for _, _, key in lines}
    head += [f"{i.id}: {i.source} {i.licence}" for i in instruments if asked & {*i.item_codes}]
    written = [f"# {line}" for line in head]
    for language, table in dict.fromkeys((place[0], place[1]) for place in lines):
        written += ["", f"[{language}.{table}]"]
        written += [line for place, line in lines.items() if place[:2] == (language, table)]
    return "\n".join(written) + "\n"


def _unknown(key: str, allowed: Iterable[str], where: str) -> Problem:
    values = {"key": short(key), "where": where, "allowed": ", ".join(allowed) or "–"}
    return Problem("unknown_key", short(key), {**values, "hint": closest(key, allowed)})


def _refuse(path: Path, problems: Sequence[Problem], language: str) -> None:
    if problems:
        first = load_texts(language)("questionnaire.fill.unusable", file=path.name)
        raise InputError(first, problem_table(problems, language=language))
