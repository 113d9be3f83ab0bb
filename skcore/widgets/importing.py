"""``check_import``: from an export in a folder to a study file, by choosing from lists."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
import pandas as pd

from skcore.beginning.asked import PICKED, Files, Proposal, Question
from skcore.beginning.column_kinds import ABSENCE, INVITED, PEOPLE, find_columns
from skcore.beginning.lists import readable
from skcore.beginning.proposal import propose
from skcore.beginning.writing import write_proposal
from skcore.errors import SkcoreError
from skcore.problems import problem_table, short
from skcore.reading.study import STUDY_FILE, Study, read_study
from skcore.reading.tables import RawTable
from skcore.storage import move, write_whole
from skcore.texts import load_texts
from skcore.texts.readable import readable_html
from skcore.texts.reader import reader_language
from skcore.widgets.ground import MOST_MEGABYTES, Board, choice, heading, html, live, row

KINDS = (".csv", ".xlsx", ".sav")
LISTS = ("export", "absence", "invited")


class _Import(Board):
    """What is chosen so far, and what follows from it: questions, counts, problems."""

    def __init__(self, folder: Path, language: str) -> None:
        text = load_texts(language)
        if not folder.is_dir():
            raise SkcoreError(text("importing.no_folder", folder=folder))
        self.folder, self.language = folder, language
        self.proposal: Proposal | None = None
        self.answers: dict[str, str] = {}
        self.controls: dict[str, Any] = {}
        self.files = {kind: choice(text(f"importing.{kind}"), {"": ""}, "") for kind in LISTS}
        how = {"accept": ",".join(KINDS), "description": text("importing.upload")}
        self.upload = live(ipywidgets.FileUpload(multiple=False, **how))
        limit = text("importing.upload_limit", most=MOST_MEGABYTES)
        self.told, self.counts, self.problems = html(""), html(""), html("")
        self.asked, self.picked = ipywidgets.VBox(), ipywidgets.VBox()
        super().__init__(
            language,
            text("importing.title"),
            heading(text("importing.files", folder=folder.name), 4),
            row(*self.files.values()),
            row(self.upload, html(f"<p>{escape(limit)}</p>")),
            below=[
                self.told,
                self.asked,
                self.picked,
                self.counts,
                self.problems,
                self.button(text("importing.save"), self.save),
            ],
            copies=False,
        )
        self._list_files()
        for control in self.files.values():
            control.observe(lambda _: self.attempt(self.begin), "value")
        self.upload.observe(lambda _: self.attempt(self.bring), "value")

    def _list_files(self) -> None:
        there = sorted(p.name for p in self.folder.iterdir() if p.suffix.lower() in KINDS)
        for kind, control in self.files.items():
            none = self.text("importing.choose" if kind == "export" else "importing.none")
            kept = control.value if control.value in there else ""
            control.options = [(none, ""), *((name, name) for name in there)]
            control.value = kept

    def bring(self) -> None:
        """Put an uploaded file into the folder, if it is one that can be read; keep no copy."""
        given = list(self.upload.value)
        if not given:
            return
        self.upload.value = ()
        name = Path(str(given[0]["name"])).name
        target = self.folder / name
        wrong = "upload_there" if target.exists() else ""
        if wrong := wrong if target.suffix.lower() in KINDS else "upload_kind":
            raise SkcoreError(self.text(f"importing.{wrong}", name=name))
        content = bytes(given[0]["content"])
        with tempfile.TemporaryDirectory() as bench:
            tried = Path(bench) / name
            tried.write_bytes(content)
            is_list = _is_list(readable(tried, self.language))
            if not is_list:
                propose(Files(tried), {}, language=self.language)
        write_whole(target, content)
        self._list_files()
        if not is_list and not self.files["export"].value:
            self.files["export"].value = name
        self.say(self.text("importing.uploaded", name=name))

    def begin(self) -> None:
        """Read the chosen files anew; what was answered of another file is forgotten."""
        self.answers, self.controls, self.proposal = {}, {}, None
        self.asked.children = self.picked.children = ()
        self.told.value = self.counts.value = self.problems.value = ""
        self.say("")
        if self.files["export"].value:
            self.look()

    def look(self) -> None:
        """Propose a study from files and answers, and show what is known and what is not."""
        chosen = {kind: control.value for kind, control in self.files.items()}
        paths = {kind: self.folder / name if name else None for kind, name in chosen.items()}
        files = Files(self.folder / chosen["export"], paths["absence"], paths["invited"])
        self.proposal = propose(files, self.answers, language=self.language)
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.proposal.told)
        self.told.value = f"<h4>{escape(self.text('importing.said'))}</h4><ul>{lines}</ul>"
        self._ask(self.proposal)
        self._pick(self.proposal, files.export)
        self._check(self.proposal)

    def _ask(self, proposal: Proposal) -> None:
        """Put what is open below what was asked before; what is answered stays to be changed."""
        for question in proposal.questions:
            if question.key not in self.controls:
                self.controls[question.key] = self._control(question)
        said = "asked" if self.controls else "nothing_asked"
        head = heading(self.text(f"importing.{said}"), 4)
        self.asked.children = (head, *self.controls.values())

    def _control(self, question: Question) -> Any:
        lines = "<br>".join(escape(line) for line in question.text.splitlines())
        if question.choices:
            options = [(words, key) for key, words in question.choices.items()]
            value = question.proposed if question.proposed in question.choices else None
            how = {"options": options, "description": question.text.splitlines()[0]}
            made = ipywidgets.RadioButtons(value=value, **how)
        else:
            made = ipywidgets.Text(question.proposed or "", description=question.text)
            made.continuous_update = False
        live(made).add_class("sk-asked")
        made.observe(lambda change: self._answered(question.key, change["new"]), "value")
        return ipywidgets.VBox([html(f"<p><b>{lines}</b></p>"), made])

    def _answered(self, key: str, value: str | None) -> None:
        self.answers[key] = value or ""
        self.say("")
        self.attempt(self.look)

    def _pick(self, proposal: Proposal, export: Path) -> None:
        """Offer every heading for each thing that the study may have; once for a file."""
        if self.picked.children:
            return
        headings = [str(name) for name in readable(export, self.language).frame]
        headings = list(dict.fromkeys([*proposal.columns, *headings]))
        options = {"": self.text("importing.unused")} | {name: short(name) for name in headings}
        ours = {code: name for name, code in proposal.columns.items()}
        words = {name: self.text(f"new.from.{name}") for name in PEOPLE}
        for found in proposal.found:
            for item in found.instrument.items:
                words[item.code] = f"{item.code}: {item.label[self.language]}"
        controls = []
        for code, label in words.items():
            control = choice(label, options, ours.get(code, ""))
            control.observe(lambda c, code=code: self._answered(PICKED + code, c["new"]), "value")
            controls.append(control)
        self.picked.children = (heading(self.text("importing.headings"), 4), row(*controls))

    def _check(self, proposal: Proposal) -> None:
        """Check the study as it would be written, and count the answers as they would be read."""
        self._refuse_twice(proposal)
        with tempfile.TemporaryDirectory() as bench:
            write_proposal(proposal, Path(bench))
            study, problems, _ = read_study(Path(bench), self.language)
        table = problem_table(problems, language=self.language)
        words = escape(self.text("importing.no_problems"))
        found = readable_html(table, self.language) if len(table) else f"<p>{words}</p>"
        self.problems.value = f"<h4>{escape(self.text('importing.problems'))}</h4>{found}"
        tables = [] if study is None else _counts(study)
        counted = "".join(readable_html(table, self.language) for table in tables)
        counted = counted or f"<p>{escape(self.text('importing.counts_none'))}</p>"
        self.counts.value = f"<h4>{escape(self.text('importing.counts'))}</h4>{counted}"

    def _refuse_twice(self, proposal: Proposal) -> None:
        taken: dict[str, list[str]] = defaultdict(list)
        for code, name in _chosen(proposal, self.answers).items():
            taken[name].append(code)
        for name, codes in taken.items():
            if name and len(codes) > 1:
                words = [self.text(f"new.from.{c}") if c in PEOPLE else c for c in sorted(codes)]
                said = ", ".join(words)
                raise SkcoreError(self.text("importing.twice", heading=short(name), names=said))

    def save(self) -> tuple[Path, ...]:
        """Write the study's files into the folder; all of them or none, and over nothing."""
        if self.proposal is None:
            raise SkcoreError(self.text("importing.no_file"))
        self._refuse_twice(self.proposal)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".new-") as bench:
            write_proposal(self.proposal, Path(bench))
            made = sorted(Path(bench).iterdir(), key=lambda path: path.name == STUDY_FILE)
            lying = [path.name for path in made if (self.folder / path.name).exists()]
            if lying:
                raise SkcoreError(self.text("importing.there", files=", ".join(lying)))
            written = tuple(self.folder / path.name for path in made)
            for path, target in zip(made, written, strict=True):  # the study file last
                move(path, target)
        path = self.folder / STUDY_FILE
        names = ", ".join(target.name for target in written)
        self.say(self.text("importing.saved", files=names, path=path.as_posix()))
        return written


def _is_list(raw: RawTable) -> bool:
    """Whether a file is a list by workplace and no export of answers."""
    headings = [str(name) for name in raw.frame]
    kinds = {"absence_days": ABSENCE, "invited": INVITED}
    return any({"unit", own} <= set(find_columns(headings, kind)) for own, kind in kinds.items())


def _chosen(proposal: Proposal, answers: Mapping[str, str]) -> dict[str, str]:
    """Heading of each thing: as somebody picked it, else as it was found."""
    found = {code: name for name, code in proposal.columns.items()}
    for one in proposal.found:
        found |= one.headings
    picked = {k.removeprefix(PICKED): v for k, v in answers.items() if k.startswith(PICKED)}
    return found | picked


def _counts(study: Study) -> list[pd.DataFrame]:
    """Numbers of answers per question and option, a table for each set of options; never a row."""
    tables = defaultdict(list)
    for instrument in study.instruments:
        for item in instrument.items:
            if item.code not in study.responses:
                continue
            given = study.responses[item.code].value_counts()
            options = instrument.options_of(item.code)
            counted = {o.label[study.language]: int(given.get(float(o.code), 0)) for o in options}
            label = f"{item.code}: {item.label[study.language]}"
            tables[tuple(counted)].append({"label": label, **counted})
    return [pd.DataFrame(rows) for rows in tables.values()]


def check_import(folder: str | Path, *, language: str = "") -> Any:
    """Make a study of an export by choosing: files, headings, what answers mean; then write it.

    Parameters
    ----------
    folder
        Where the export lies, as csv, xlsx or sav; files may be brought in by upload.
    language
        ``da`` or ``en``: of the questions and the study; the computer's by default.

    Returns
    -------
    Board
        Shows itself in a notebook. Answers are shown as numbers per option, never as rows, and
        nothing of the file is stored in the notebook, but by JupyterLab's setting that saves the
        state of controls; no slide leaves of it. ``.save()`` writes
        ``study.toml`` and its lists, over nothing. Without controls: ``skcore new --from``.

    Raises
    ------
    SkcoreError
        When there is no such folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     check_import(home, language="en").files["export"].options
    (('(choose a file)', ''),)
    """
    return _Import(Path(folder), language or reader_language())
