"""``skcore export``: every respondent's scores, for researchers who may have them.

The only way by which rows of people leave the confidential room. So the file says in its name
what it is, never lies among slides, and a log beside the study file remembers that it left.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.aggregation.membership import level_columns, scored_people
from skcore.arguments import checks_arguments
from skcore.errors import SkcoreError
from skcore.measuring.lavaan_script import RESULT, lavaan_script
from skcore.reading.study import Study, load_study
from skcore.runs.manifest import CONFIDENTIAL, deck_folder
from skcore.storage import in_words, locked, whole
from skcore.texts import load_texts
from skcore.texts.numbers import capitalise

Values = dict[Any, str]
#: column -> what it holds, in the study's language, and the words of its codes
Columns = dict[str, tuple[str, Values]]


def export_study(
    path: str | Path, *, to: str, out: str | Path | None = None, language: str | None = None
) -> tuple[str, ...]:
    """Export a study by its file, ``out`` being a folder or a file; return what to say of it."""
    study = load_study(path, language=language)
    text = load_texts(study.language)
    if to not in (*KINDS, "lavaan"):
        raise SkcoreError(text("export.kind", name=to, allowed=", ".join([*KINDS, "lavaan"])))
    place = study.path.parent if out is None else Path(out)
    named, kind = place.suffix.removeprefix("."), "csv" if to == "lavaan" else to
    if named in KINDS and named != kind:
        raise SkcoreError(text("export.two_kinds", name=place.name, kind=to, ending=kind))
    place = place if named else place / f"{text('export.file')}.{kind}"
    written = export_scores(study, place, lavaan=to == "lavaan")
    said = text("export.written", files=", ".join(map(str, written)))
    logged = text("export.logged", file=_log_path(study))
    run = text("export.run", script=written[-1].name, result=RESULT)
    return (said, run, logged) if to == "lavaan" else (said, logged)


@checks_arguments
def export_scores(study: Study, path: str | Path, *, lavaan: bool = False) -> tuple[Path, ...]:
    """Write every respondent's answers and scores to a file for statistics. Confidential.

    Parameters
    ----------
    study
        From ``load_study``.
    path
        Where to: ``.csv`` (UTF-8, comma, decimal point), ``.parquet`` or ``.sav`` (SPSS; R's
        haven). A name that does not say *confidential* (*fortrolig*) gets the word.
    lavaan
        Whether a script for R's lavaan lies beside a csv: factor models of every questionnaire,
        to be read back by ``read_lavaan``.

    Returns
    -------
    tuple of Path
        The file that was written; after it, where the file cannot hold labels itself (csv and
        parquet), a list of its columns: ``column, label, values``; and the script.

    Raises
    ------
    SkcoreError
        When the ending is another one, the folder is one of slides or lies inside one, a run
        holds the study's folder, or the file or the log cannot be written. Nothing is left
        half-written.

    Notes
    -----
    One row per respondent: ``respondent`` (only where answers are linked over time), ``wave,
    unit, unit_name``, the levels above it, ``role``, backgrounds, ``answered``, items as codes of
    the questionnaire, every scale and composite on 0-100 with how many of its items were answered
    (``..._n``). Nothing is rounded and nobody is left out: keep the file as you keep the answers.
    A log beside the study file gets a line: when, which file and hash, how many rows, which
    columns.

    Examples
    --------
    >>> import shutil, skcore, tempfile
    >>> folder = shutil.copytree("data/sample", tempfile.mkdtemp() + "/study")
    >>> study = skcore.load_study(folder)
    >>> [path.name for path in skcore.export_scores(study, folder + "/scores.csv")]
    ['scores-fortroligt.csv', 'scores-fortroligt-kolonner.csv']
    """
    text = load_texts(study.language)
    place = Path(path)
    kind = place.suffix.removeprefix(".")
    if kind not in KINDS:
        raise SkcoreError(text("export.ending", name=place.name, allowed=", ".join(KINDS)))
    if not CONFIDENTIAL.search(place.stem):
        place = place.with_stem(f"{place.stem}-{text('export.confidential')}")
    slides = deck_folder(place.parent)
    if slides is not None:
        raise SkcoreError(text("export.among_slides", folder=slides))
    columns = _columns(study)
    table = _table(study)[list(columns)]
    files: dict[Path, Callable[[Path], object]] = {
        place: lambda bench: KINDS[kind](table, columns, bench)
    }
    if kind != "sav":
        listed = place.with_name(f"{place.stem}-{text('export.columns')}.csv")
        files[listed] = lambda bench: _write_list(columns, bench)
    if lavaan:
        code = place.with_name(f"{place.stem}-lavaan.R")
        told = lavaan_script(study, data=place.name, script=code.name)
        files[code] = lambda bench: bench.write_text(told, encoding="utf-8", newline="\n")
    # a run clears away what was being written beside the study file: neither meets the other
    with in_words(study.language), locked(study.path.parent):
        _write(study, files, table)
    return tuple(files)


def _table(study: Study) -> pd.DataFrame:
    """Return the people with the names of their workplace and of what is above it."""
    people = scored_people(study)
    names = dict(zip(study.units["unit"], study.units["name"], strict=True))
    above = {c: people[c].map(lambda unit: names.get(unit, unit)) for c in _above(study)}
    return people.assign(unit_name=people["unit"].map(names), **above)


def _above(study: Study) -> dict[str, str]:
    """Columns of the levels above the workplace, with the study's words for them."""
    return dict(zip(level_columns(study.levels), study.levels, strict=False))


def _columns(study: Study) -> Columns:
    """Return the columns to export, in order, with label and words of their codes."""
    text, language = load_texts(study.language), study.language
    waves = {
        wave.id: wave.label or text("deck.wave_label", number=number)
        for number, wave in enumerate(study.waves, 1)
    }
    values = {"wave": waves, "role": {r: text(f"explain.{r}") for r in ("employee", "leader")}}
    first = ["respondent"] if study.linked else []
    last = ["answered"] if "answered" in study.responses else []
    above = _above(study)
    backgrounds = dict(zip(study.backgrounds, study.backgrounds, strict=True))
    names = [*first, "wave", "unit", "unit_name", *above, "role", *backgrounds, *last]
    said = {**above, **backgrounds}
    columns: Columns = {
        name: (said.get(name) or text(f"export.{name}"), values.get(name, {})) for name in names
    }
    for instrument in study.instruments:
        for item in instrument.items:
            options = {o.code: o.label[language] for o in instrument.options_of(item.code)}
            # our label of a reversed item says what a high score means; these are the answers
            turned = text("export.reversed", label=item.label[language])
            label = turned if item.reversed else item.label[language]
            columns[item.code] = (item.text.get(language) or label, options)
    for question in study.questions:
        words = {option.code: option.label[language] for option in question.options}
        columns[question.code] = (question.text, words)
    for instrument in study.instruments:
        for code in instrument.scale_codes:
            label = capitalise(instrument.scale(code).label[language])
            columns[code] = (text("export.score", scale=label), {})
            columns[f"{code}_n"] = (text("export.answered_items", scale=label), {})
    return columns


# --- one writer per kind --------------------------------------------------------------------------


def _write_csv(table: pd.DataFrame, _: Columns, path: Path) -> None:
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _write_parquet(table: pd.DataFrame, _: Columns, path: Path) -> None:
    import fastparquet

    text = table.select_dtypes(["str", "object"]).columns
    fastparquet.write(str(path), table.astype(dict.fromkeys(text, object)), write_index=False)


def _write_spss(table: pd.DataFrame, columns: Columns, path: Path) -> None:
    import pyreadstat

    names = _spss_names(list(columns))
    pyreadstat.write_sav(
        table.rename(columns=names),
        str(path),
        column_labels={names[name]: label for name, (label, _) in columns.items()},
        variable_value_labels={names[n]: words for n, (_, words) in columns.items() if words},
        variable_measure={names[n]: "ordinal" for n, (_, w) in columns.items() if w},
    )


KINDS: dict[str, Callable[[pd.DataFrame, Columns, Path], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "sav": _write_spss,
}


def _spss_names(columns: list[str]) -> dict[str, str]:
    """Return names as SPSS takes them: letters, figures and _, each once whatever its case."""
    names: dict[str, str] = {}
    for column in columns:
        plain = re.sub(r"\W", "_", column)[:60]
        plain = plain if plain[:1].isalpha() else f"v_{plain}"
        taken = {name.casefold() for name in (*names.values(), *_SPSS_WORDS)}
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain}_{number}", number + 1
        names[column] = name
    return names


_SPSS_WORDS = ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")


def _write_list(columns: Columns, path: Path) -> None:
    rows = [
        (name, label, "; ".join(f"{code} = {words}" for code, words in values.items()))
        for name, (label, values) in columns.items()
    ]
    _write_csv(pd.DataFrame(rows, columns=["column", "label", "values"]), columns, path)


# --- to disk --------------------------------------------------------------------------------------


def _write(
    study: Study, files: Mapping[Path, Callable[[Path], object]], table: pd.DataFrame
) -> None:
    """Write beside the place, then the log, then move: what is there has been remembered."""
    place = next(iter(files))
    with ExitStack() as moved_at_the_end:
        benches = {file: moved_at_the_end.enter_context(whole(file)) for file in files}
        for file, write in files.items():
            write(benches[file])
        _log(study, place, benches[place], table)


def _log_path(study: Study) -> Path:
    return study.path.with_name(f"{study.path.stem}.export.log")


def _log(study: Study, place: Path, made: Path, table: pd.DataFrame) -> None:
    """Add to the log beside the study file what leaves: never a value."""
    text = load_texts(study.language)
    fields = {
        "when": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        "file": place.resolve(),
        "rows": len(table),
        "columns": ", ".join(table.columns),
        "sha256": hashlib.sha256(made.read_bytes()).hexdigest(),
    }
    with _log_path(study).open("a", encoding="utf-8", newline="\n") as file:
        file.write(text("export.log", **fields) + "\n")
