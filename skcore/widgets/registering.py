"""``edit_actions``: the register of actions as a form that writes its file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from skcore.errors import SkcoreError
from skcore.problems import Problem, has_errors, problem_table
from skcore.reading.action_register import COLUMNS, parse_actions
from skcore.reading.tables import read_table
from skcore.settings import read_settings
from skcore.storage import write_whole
from skcore.texts import load_texts
from skcore.texts.numbers import capitalise
from skcore.texts.readable import readable_html
from skcore.widgets.ground import Board, choice, html, listed, row, typed

if TYPE_CHECKING:
    from skcore.reading.study import Study

LONGEST = 70  # letters of an action in the list


class _Register(Board):
    """The rows of the register as they are written, and the one that is edited."""

    def __init__(self, study: Study) -> None:
        text = load_texts(study.language)
        self.study = study
        self.file, self.named = _file_of(study, text.raw("new.from.files")["actions"])
        self.table = _rows_of(self.file, study.language)
        self.names = dict(zip(study.units["unit"], study.units["name"], strict=True))
        self.list = listed(text("registering.list"))
        self.fields = {name: _field(study, name) for name in COLUMNS}
        self.problems = html("")
        self._quiet = False
        super().__init__(
            study.language,
            text("registering.title"),
            self.list,
            row(
                self.button(text("registering.new"), self.add),
                self.button(text("registering.remove"), self.remove),
            ),
            row(*self.fields.values()),
            row(self.button(text("registering.save"), self.save)),
            below=[self.problems],
            copies=False,
        )
        self.list.observe(lambda _: self._open(), "value")
        for name, field in self.fields.items():
            field.observe(lambda change, name=name: self._typed(name, change["new"]), "value")
        self._show(0)

    def _show(self, chosen: int) -> None:
        """List the rows, with one of them in the fields."""
        self._quiet = True
        rows = zip(self.table["unit"], self.table["action"], strict=True)
        lines = [
            (f"{n + 1}. {self.names.get(unit, unit) or '–'}: {action[:LONGEST]}", n)
            for n, (unit, action) in enumerate(rows)
        ]
        self.list.options = lines
        self.list.value = min(max(chosen, 0), len(lines) - 1) if lines else None
        self._quiet = False
        self._open()
        self._check()

    def _open(self) -> None:
        if self._quiet:
            return
        self._quiet = True
        at = self.list.value
        for name, field in self.fields.items():
            value = "" if at is None else str(self.table.loc[at, name])
            if hasattr(field, "options") and value not in {key for _, key in field.options}:
                field.options = [*field.options, (value, value)]
            field.value = value
            field.disabled = at is None
        self._quiet = False

    def _typed(self, name: str, value: str) -> None:
        if self._quiet or self.list.value is None:
            return
        self.table.loc[self.list.value, name] = value.strip()
        self._show(self.list.value)

    def add(self) -> None:
        """Begin a new action, at the end."""
        blank = dict.fromkeys(self.table.columns, "")
        self.table = pd.concat([self.table, pd.DataFrame([blank])], ignore_index=True)
        self._show(len(self.table) - 1)
        self.say(self.text("registering.added"))

    def remove(self) -> None:
        """Take the chosen action out of the register."""
        if self.list.value is not None:
            at = self.list.value
            self.table = self.table.drop(index=at).reset_index(drop=True)
            self._show(at)
            self.say(self.text("registering.removed"))

    def _found(self) -> list[Problem]:
        with tempfile.TemporaryDirectory() as bench:
            tried = Path(bench) / self.file.name
            tried.write_bytes(_written(self.table))
            _, found = parse_actions(tried, names=self.names, instruments=self.study.instruments)
        return found

    def _check(self) -> None:
        table = problem_table(self._found(), language=self.study.language)
        self.problems.value = readable_html(table, self.study.language) if len(table) else ""

    def save(self) -> Path:
        """Write the register, if nothing in it is wrong."""
        found = self._found()
        if has_errors(found):
            raise SkcoreError(self.text("registering.wrong"))
        write_whole(self.file, _written(self.table))
        line = "" if self.named else self.text("registering.name_it", file=self.file.name)
        self.say(self.text("registering.saved", file=self.file.name, n=len(self.table)), line)
        return self.file


def _file_of(study: Study, usual: str) -> tuple[Path, bool]:
    """Where the register lies, and whether the study file names it."""
    raw, _ = read_settings(study.path)
    named = str(raw.get("files", {}).get("actions", ""))
    return study.path.parent / (named or usual), bool(named)


def _rows_of(file: Path, language: str) -> pd.DataFrame:
    """Cells as they are written, so that what is not touched stays as it was."""
    if not file.exists():
        return pd.DataFrame(columns=[*COLUMNS], dtype="str")
    if file.suffix.lower() != ".csv":
        raise SkcoreError(load_texts(language)("registering.only_csv", file=file.name))
    frame = read_table(file).frame.reset_index(drop=True)
    for name in COLUMNS:
        if name not in frame:
            frame[name] = ""
    return frame.fillna("").astype("str")


def _written(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, sep=";", lineterminator="\r\n").encode("utf-8-sig")


def _field(study: Study, name: str) -> Any:
    text = load_texts(study.language)
    label = text(f"registering.fields.{name}")
    if name == "unit":
        pairs = zip(study.units["unit"], study.units["name"], strict=True)
        return choice(label, {"": text("registering.choose")} | dict(pairs), "")
    if name == "theme":
        scales = [s for i in study.instruments for s in i.scales]
        named = {s.code: capitalise(s.label[study.language]) for s in scales}
        return choice(label, {"": text("registering.choose")} | named, "")
    if name == "status":
        words = text.raw("registering.statuses")
        return choice(label, {"": text("registering.choose")} | {w: w for w in words}, "")
    return typed(label)


def edit_actions(study: Study) -> Any:
    """Edit the register of actions as a form, and write its file.

    Parameters
    ----------
    study
        From ``load_study``; its ``[files] actions`` names the file, ``actions.csv`` beside it
        (``indsatser.csv`` in a Danish study) where none is named.

    Returns
    -------
    Board
        Shows itself in a notebook; what is wrong is told while writing. ``.save()`` writes the
        file, if nothing is. No slide leaves of it: ``read_actions`` reads what it wrote.

    Raises
    ------
    SkcoreError
        When the register is no csv file.

    Examples
    --------
    >>> import skcore
    >>> len(edit_actions(skcore.load_study("data/sample/study.toml")).table) > 3
    True
    """
    return _Register(study)
