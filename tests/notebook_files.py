"""Notebooks as whoever gets them has them: run cell by cell, with what each cell left, exported.

Run in this process, which takes a second where a kernel takes six; the researcher's room, which
leaves no notebook, is left out. Read apart from the library: tables from their HTML, slides from
the JSON and the pages that notebooks and exports hold.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from artefacts import TOLERANCE, marks_of_deck, marks_of_page, unexplained_in
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from leaks import is_researchers_room
from outsider import ENDS_TOLD, Cell, Outsider

from skcore.exporting import MeetingSlidesExporter, PptxExporter

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
_BOUNDED = {"estimate": "bounded"}
SLIDE = "application/vnd.skcore.slide+json"


def run_notebooks(
    study: Path,
    out: Path,
    *,
    unit: str = "",
    export: bool = False,
    changed: str = "",
    only: str = "",
) -> None:
    """Run the shipped notebooks on a study, and write each into a folder, with its decks too.

    ``unit``: whose the second notebook is; ``changed``: what the release of a new edition is told;
    ``only``: how the name of the one notebook begins that is run, where not all are.
    """
    out.mkdir(parents=True, exist_ok=True)
    for notebook in (path for path in NOTEBOOKS if path.name.startswith(only)):
        path = out / notebook.name
        nbformat.write(_run(notebook, study, unit, changed), path)
        if export:
            page, _ = MeetingSlidesExporter().from_filename(str(path))
            path.with_suffix(".html").write_text(page, encoding="utf-8")
            deck, _ = PptxExporter().from_filename(str(path))
            path.with_suffix(".pptx").write_bytes(deck)


def _run(notebook: Path, study: Path, unit: str, changed: str) -> Any:
    made = nbformat.read(notebook, as_version=4)
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    shown: list[dict[str, Any]] = []
    shell.display_trap.hook = lambda value: (
        None if value is None else shown.append(shell.display_formatter.format(value)[0])
    )
    try:
        for cell in made.cells:
            if cell.cell_type != "code" or is_researchers_room(cell):
                continue
            if "parameters" in cell.metadata.get("tags", []):
                cell.source += f"\nSTUDY = {study.as_posix()!r}"
                cell.source += f"\nUNIT = {unit!r}" if unit else ""
            source = cell.source.replace("release_study(study)", f"release_study(study{changed})")
            with capture_output() as told:
                done = shell.run_cell(source)
            done.raise_error()
            shown += [one.data for one in told.outputs]
            cell.outputs = [nbformat.v4.new_output("display_data", data=data) for data in shown]
            shown.clear()
            for name in ("stdout", "stderr"):
                if getattr(told, name):
                    text = getattr(told, name)
                    cell.outputs.append(nbformat.v4.new_output("stream", name=name, text=text))
    finally:
        InteractiveShell.clear_instance()
    return made


class Notebooks:
    """A folder of notebooks that were run, and of what was exported from them."""

    def __init__(
        self, out: Path, waves: list[str], *, unit: str = "", shortened: Collection[str] = ()
    ) -> None:
        self.out, self.waves, self.unit, self.shortened = out, waves, unit, shortened

    def outputs(self) -> Iterator[tuple[str, str, Any]]:
        """Notebook, cell's last line and output of everything that is not the researcher's."""
        for path in sorted(self.out.glob("*.ipynb")):
            for cell in nbformat.read(path, as_version=4).cells:
                for output in cell.get("outputs", []):
                    yield path.stem, cell.source.splitlines()[-1], output.get("data", {})

    def facts(self) -> Iterator[tuple[dict[str, Any], str, float, str]]:
        """Group, theme, mean, and whether it is held at an end, from tables and from slides."""
        whole = {"wave": self.waves[-1], "role": "employee"}
        for name, source, data in self.outputs():
            call = source.split("(")[0].removeprefix("skcore.")
            own = whole | ({"comparison": self.unit} if name.startswith("2_") else {})
            told = _told_in(call, own, self.waves)
            figure = data.get(SLIDE, {}).get("figure") or {}
            rows = _table(data.get("text/html", ""))
            if figure.get("type") == "chart":
                rows = pd.DataFrame(figure["table"]).to_dict("records")
            for row in rows:
                theme = str(row.get("variable") or row.get("label")).removeprefix("Theme ")
                common = " on common questions" if theme in self.shortened else ""
                for column, group in told.items():
                    part = str(row.get("group") or "")
                    if part:
                        group = group | {"comparison" if part[0] == "u" else "level_1": part}
                    if len(theme) == 1 and isinstance(row.get(column), int | float):
                        held = row.get(_BOUNDED.get(column, f"{column}_bounded"))
                        named = theme + (common if column in ("before", "after") else "")
                        yield group, named, float(row[column]), str(held or "")

    def tell(self, outsider: Outsider, there: Collection[Cell] = ()) -> int:
        """Give an outsider all that is told of means; returns how many were read."""
        read = 0
        for group, theme, value, held in self.facts():
            if value != value or theme == "":
                continue
            cells = outsider._cells(group, there or outsider.people)
            n = sum(outsider.people[cell] for cell in cells)
            assert n, f"{group} has nobody in it, and yet a mean"
            low, high = ENDS_TOLD.get(held, (max(value - 0.5, 0), min(value + 0.5, 100)))
            outsider.told.setdefault(theme, []).append((frozenset(cells), low * n, high * n))
            read += 1
        return read

    def finer(self) -> list[str]:
        """Marks of exported slides that stand at no number the notebook's own slides hold."""
        found = []
        for path in sorted(self.out.glob("*.html")):
            told = self._numbers(path.stem)
            drawn = [v for f in marks_of_page(path.read_text(encoding="utf-8")) for v in f]
            drawn += [v for f in marks_of_deck(path.with_suffix(".pptx").read_bytes()) for v in f]
            off = [v for v in drawn if min((abs(v - t) for t in told), default=1) > TOLERANCE]
            found += [f"{path.stem}: a mark at {value:.3f}" for value in off]
        return found

    def unexplained(self) -> list[str]:
        """Points and percent in words of notebooks and exports that no figure or table holds."""
        exports = (p for p in self.out.iterdir() if p.suffix in (".html", ".pptx"))
        return unexplained_in(exports, self._numbers)

    def _numbers(self, stem: str) -> set[float]:
        """Every number in the figures and tables of a notebook's slides."""
        words = " ".join(
            json.dumps(data[SLIDE].get("figure"))
            for name, _, data in self.outputs()
            if name == stem and SLIDE in data
        )
        return {abs(float(n)) for n in re.findall(r"-?\d+(?:\.\d+)?", words)}


def _table(html: str) -> list[dict[Any, Any]]:
    """Rows of the one table that a cell shows; none where it shows something else."""
    if "<td>" not in html or "dataframe" not in html:
        return []
    rows = pd.read_html(io.StringIO(html))[0].to_dict("records")
    return [
        {k: v for k, v in row.items() if v == v and row.get("measure") != "percent"} for row in rows
    ]


def _told_in(call: str, own: dict[str, Any], waves: list[str]) -> dict[str, dict[str, Any]]:
    """Columns of what a cell shows that are means, and whose."""
    whole = {"wave": waves[-1], "role": "employee"}
    turns = dict(zip(("before", "after"), waves, strict=False))
    changes = {column: own | {"wave": wave} for column, wave in turns.items()}
    return {
        "change_table": changes,
        "unit_change_table": changes,
        "bounds_table": {"estimate": whole},
        "profile_slide": {"estimate": own, "reference": whole},
        "spread_slide": {"overall": whole},
        "gap_slide": {"employee": whole, "leader": whole | {"role": "leader"}},
        "change_slide": changes,
        "unit_change_slide": changes,
    }.get(call, {})
