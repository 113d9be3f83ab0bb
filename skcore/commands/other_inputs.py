"""What of a study is not as it was when decks were made: surveys, files, and rows by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from skcore.reading.study import STUDY_FILE, Study, load_study
from skcore.release.fingerprints import Inputs, kept_path, moved_rows, read_kept
from skcore.runs.manifest import file_hash
from skcore.texts import Texts

_NONE: Mapping[str, str] = {}
_MOST_ROWS = 12  # named of one file


class Other(NamedTuple):
    """A survey or file that is another, by its name, and what is said of it."""

    name: str
    line: str
    of_people: bool = False  # answers, or nobody knows what


def other_inputs(
    manifest: Mapping[str, Any], path: str | Path, now: Inputs, text: Texts
) -> Iterator[Other]:
    """Yield each survey and file that is not what decks were made of.

    Parameters
    ----------
    manifest
        Of the decks.
    path
        The study file.
    now
        What would go in today.
    text
        Words to say it in.
    """
    if "all_inputs" not in manifest:  # of 0.1.0, which hashed the answers as they are
        yield from _other_answers(manifest["input"], now.surveys, text)
        return
    if manifest["all_inputs"] == now.told()["all_inputs"]:
        return
    study = load_study(path)
    kept = read_kept(kept_path(study))
    then = kept["results"].get(manifest["result_id"], {})
    key = str(then.get("key", ""))
    if manifest["all_inputs"] != now.with_key(key).told()["all_inputs"]:
        line = text("verify.other_inputs", file=kept_path(study).name)
        yield Other(text("verify.some_input"), line, True)
        return
    here = now.with_key(key).told()
    asked = {question.code: question.text for question in study.questions}
    yield from _other_answers(manifest["input"], here["input"], text, asked)
    for name in dict.fromkeys([*manifest["inputs"], *here["inputs"]]):
        file = study.path.name if name == STUDY_FILE else name
        if name not in here["inputs"]:
            yield Other(file, text("verify.gone_file", file=file))
        elif name not in manifest["inputs"]:
            yield Other(file, text("verify.new_file", file=file))
        elif manifest["inputs"][name] != here["inputs"][name]:
            rows = _rows(study, name, str(then["files"].get(name)), kept["rows"], text)
            yield Other(file, text("verify.other_file", file=file, rows=rows))


def other_template(
    manifest: Mapping[str, Any], places: Sequence[Path], text: Texts
) -> tuple[list[str], list[str]]:
    """What differs in the PowerPoint template that decks were made with, and what else to tell.

    Parameters
    ----------
    manifest
        Of the decks: it knows the template's name and hash, and never where it lay.
    places
        Files, and folders where one of its name may lie, the first found counts.
    text
        Words to say it in.
    """
    made = manifest["template"]
    files = [p / made["file"] if p.is_dir() else p for p in places] if made else []
    found = next((file for file in files if file.is_file()), None)
    if not made:
        return [text("verify.new_file", file=p.name) for p in places if p.is_file()], []
    if found is None:
        return [], [text("verify.no_template", file=made["file"])]
    same = file_hash(found) == made["sha256"]
    return [] if same else [text("verify.other_file", file=made["file"], rows="")], []


def _other_answers(
    made: Mapping[str, str], now: Mapping[str, str], text: Texts, asked: Mapping[str, str] = _NONE
) -> Iterator[Other]:
    for wave in dict.fromkeys([*made, *now]):
        if made.get(wave) != now.get(wave):
            key = "new" if wave not in made else "other" if wave in now else "gone"
            survey, between, code = wave.partition(" · ")  # of an own question: its words
            said = survey + between + asked.get(code, code)
            line = text(f"verify.{key}_answers", wave=said)
            yield Other(text("verify.the_answers", wave=said), line, True)


def _rows(study: Study, name: str, made: str, lists: Mapping[str, list[str]], text: Texts) -> str:
    """Say which rows of a file moved, by number; nothing where that was not kept."""
    moved = moved_rows(study.sources[name], made, lists) if name in study.sources else None
    if moved is None:
        return ""
    named = ", ".join(map(str, moved.rows[:_MOST_ROWS]))
    many = len(moved.rows) > _MOST_ROWS
    more = text("verify.rows_in_all", n=len(moved.rows)) if many else ""
    said = text("verify.rows", rows=named + more) if named else ""
    return said + (text("verify.rows_gone", n=moved.gone) if moved.gone else "")
