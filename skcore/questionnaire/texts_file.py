"""The file for the wording that we may not make up: official texts, and translations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from skcore.beginning.writing import quoted
from skcore.errors import InputError
from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument
from skcore.problems import Problem, closest, refuse_errors, short
from skcore.questionnaire.form import Missing, Wording
from skcore.settings import decoded, parse_toml, read_settings
from skcore.storage import write_whole
from skcore.texts import LANGUAGES, load_texts

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
    first = load_texts(language)("questionnaire.fill.unusable", file=path.name)
    refuse_errors(problems, first=first, language=language)
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

    What stands in the file stays, comments too.

    Raises
    ------
    InputError
        Always: which texts are missing, and where they go.
    """
    text, missing = load_texts(language), words.missing
    named = list(dict.fromkeys(short(gap.key) for gap in missing))
    keys = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    said = [text.count("questionnaire.missing", len(missing), keys=keys)]
    there = words.filled
    new = [g for g in missing if g.key not in there.get(g.language, {}).get(g.table, {})]
    official = _official(missing, instruments)
    if new:
        before = decoded(path.read_bytes()) if path.is_file() else None
        lines = (before or "").splitlines() or [
            f"# {line}" for line in text("questionnaire.fill.head").splitlines()
        ]
        sources = [f"# {i.id}: {i.source} {i.licence}" for i in official]
        content = "\n".join(_with_places(lines, new, sources)) + "\n"
        if parse_toml(content.encode())[1]:  # written in a way of one's own: nothing is spoilt
            said += _with_places([], new, sources)
        else:
            write_whole(path, content.encode("utf-8-sig"))
    said.append(text("questionnaire.fill.how", file=path))
    said += [text("questionnaire.fill.official")] if official else []
    raise InputError("\n".join([*said, *unused(path, words, language=language)]))


def _official(missing: Iterable[Missing], instruments: Iterable[Instrument]) -> list[Instrument]:
    """Questionnaires whose own questions or answers are missing: their wording is not ours."""
    keys = {gap.key for gap in missing if gap.table != "words"}
    begins = tuple(f"{key.split()[0]} " for key in keys)
    return [i for i in instruments if keys & {*i.item_codes} or f"{i.id} " in begins]


def _on_one_line(hint: str) -> str:
    """Write what a text says elsewhere as a comment: the whole of it, since it is translated."""
    return " ".join("".join(c if c.isprintable() else " " for c in hint).split())


def _with_places(
    lines: Sequence[str], missing: Sequence[Missing], sources: Sequence[str]
) -> list[str]:
    """Put a line for each missing text into its table; what stands there stays as it is."""
    written = list(lines)
    new_sources = [line for line in sources if line not in written]
    for language, table in dict.fromkeys((gap.language, gap.table) for gap in missing):
        here = [gap for gap in missing if (gap.language, gap.table) == (language, table)]
        places = [f'{quoted(gap.key)} = ""  # {_on_one_line(gap.hint)}' for gap in here]
        heads = [at for at, line in enumerate(written) if line.lstrip().startswith("[")]
        own = [at for at in heads if written[at].split("#")[0].strip() == f"[{language}.{table}]"]
        if not own:
            written += ["", *(new_sources if table != "words" else []), f"[{language}.{table}]"]
            new_sources = [] if table != "words" else new_sources
        end = next((at for at in heads if own and at > own[0]), len(written))
        while end - 1 > max(own, default=0) and written[end - 1].lstrip()[:1] in ("", "#"):
            end -= 1  # what is said above the next table belongs to it
        written[end:end] = places
    return written


def _unknown(key: str, allowed: Iterable[str], where: str) -> Problem:
    values = {"key": short(key), "where": where, "allowed": ", ".join(allowed) or "–"}
    return Problem("unknown_key", short(key), {**values, "hint": closest(key, allowed)})
