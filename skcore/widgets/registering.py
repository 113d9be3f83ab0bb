"""``edit_actions``: the register of actions as a form that writes its file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.errors import SkcoreError
from skcore.instruments.labels import normalise_label
from skcore.problems import Problem, has_errors
from skcore.reading.action_register import COLUMNS, STATUS_OF, STATUSES, parse_actions
from skcore.reading.study import Study
from skcore.reading.tables import read_table
from skcore.settings import read_settings
from skcore.storage import write_whole
from skcore.texts import load_texts
from skcore.texts.numbers import capitalise
from skcore.widgets.ground import choice, typed
from skcore.widgets.listing import Form


class _Register(Form):
    """The rows of the register as they are written, and the one that is edited."""

    def __init__(self, study: Study) -> None:
        usual = study.texts.raw("new.from.files")["actions"]
        self.study = study
        self.file, self.named = _file_of(study, usual)
        there = _rows_of(self.file, study.language)
        self.columns = [str(name) for name in there]
        self.names = dict(zip(study.units["unit"], study.units["name"], strict=True))
        super().__init__(
            study.language,
            "registering",
            {name: _field(study, name) for name in COLUMNS},
            steps={"registering.add": self.add, "registering.remove": self.remove},
            ends={"registering.save": self.save},
            copies=False,
        )
        self.rows = [
            dict(zip(self.columns, cells, strict=True)) for cells in there.itertuples(index=False)
        ]
        self.show(0)

    @property
    def table(self) -> pd.DataFrame:
        """The register as it would be saved."""
        return pd.DataFrame(self.rows, columns=self.columns, dtype="str")

    def lines(self) -> list[str]:
        """List the actions with their workplaces."""
        return [
            f"{n}. {self.names.get(row['unit'], row['unit']) or '–'}: {row['action']}"
            for n, row in enumerate(self.rows, start=1)
        ]

    def change(self, there: dict[str, Any], name: str, value: str) -> None:
        """Let a row hold what was given, without spaces around it."""
        there[name] = value.strip()

    def add(self) -> None:
        """Begin a new action, at the end."""
        self.insert(len(self.rows), dict.fromkeys(self.columns, ""))

    def found(self) -> list[Problem]:
        """Return what is wrong with the register, as it is found when its file is read."""
        with tempfile.TemporaryDirectory() as bench:
            tried = Path(bench) / self.file.name
            tried.write_bytes(_written(self.table))
            _, found = parse_actions(tried, names=self.names, instruments=self.study.instruments)
        return found

    def save(self) -> Path:
        """Write the register, if nothing in it is wrong."""
        if has_errors(self.found()):
            raise SkcoreError(self.text("registering.wrong"))
        write_whole(self.file, _written(self.table))
        line = "" if self.named else self.text("registering.name_it", file=self.file.name)
        self.say(self.text("registering.saved", file=self.file.name, n=len(self.rows)), line)
        return self.file


def _file_of(study: Study, usual: str) -> tuple[Path, bool]:
    """Where the register lies, and whether the study file names it."""
    raw, _ = read_settings(study.path)
    named = str(raw.get("files", {}).get("actions", ""))
    return study.path.parent / (named or usual), bool(named)


def _rows_of(file: Path, language: str) -> pd.DataFrame:
    """Cells as they are written, so that what is not touched stays as it was.

    A status that is known is the study's word for it, which is what its list of words holds.
    """
    if not file.exists():
        return pd.DataFrame(columns=[*COLUMNS], dtype="str")
    if file.suffix.lower() != ".csv":
        raise SkcoreError(load_texts(language)("registering.only_csv", file=file.name))
    frame = read_table(file).frame.reset_index(drop=True)
    for name in COLUMNS:
        if name not in frame:
            frame[name] = ""
    frame = frame.fillna("").astype("str")
    words = dict(zip(STATUSES, load_texts(language).raw("registering.statuses"), strict=True))
    known = frame["status"].map(normalise_label).map(STATUS_OF).map(words)
    return frame.assign(status=known.where(frame["status"] != "").fillna(frame["status"]))


def _written(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, sep=";", lineterminator="\r\n").encode("utf-8-sig")


def _field(study: Study, name: str) -> Any:
    text = study.texts
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
    return typed(label, wide=name == "action")


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
