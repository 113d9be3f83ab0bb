"""Everything that leaves the library as plain documents, and what must not be found in them.

Written apart from the library: files are opened as whoever gets them would open them, and what
is secret is counted anew from the answers.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
from pypdf import PdfReader

SCALES = ["TM", "TE", "JU", "SW", "SC", "WHO5"]
NUMBER = re.compile(r"(?<![\w.,#])[-\u2212]?\d+(?:[.,]\d+)?(?![\w])")
SVG = re.compile(r"<svg.*?</svg>", re.S)
#: times of day are written as numbers are
CLOCK = re.compile(r"(?:[7-9]|1[0-7])\.[0-5][05]")
SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.S)


@dataclass(frozen=True)
class Secrets:
    """What nobody may find: ids, whole forms, scores of one person, figures before rounding."""

    ids: set[str]
    forms: set[tuple[str, ...]]
    scores: set[str]
    figures: set[str] = field(default_factory=set)


def secrets_of(people: pd.DataFrame, items: list[str], points: pd.DataFrame) -> Secrets:
    """Count anew what is secret in a study.

    ``people`` holds ids, classes and scores; ``points`` the items on 0-100.
    """
    forms = set()
    for answers in (people[items], points[items]):
        for row in answers.dropna().to_numpy():
            forms.add(tuple(f"{value:g}" for value in row))
    scores = {
        f"{value:.2f}".rstrip("0") for value in people[SCALES].to_numpy().ravel() if value % 1
    }
    figures = set()
    classes = ["wave", "level_1", "level_2", "unit", "role", "comparison"]
    for cut in (["wave", "role"], ["wave"], *(["wave", c, "role"] for c in classes[1:4])):
        for table in (people[SCALES], 100.0 * (points >= 75), points):
            groups = table.groupby([people[c] for c in cut])
            for found in (groups.mean(), groups.std()):
                figures |= {f"{v:.6f}" for v in found.to_numpy().ravel() if v == v}
    # a figure that is whole (or has two decimals) says nothing by its digits, and figures below
    # five points share theirs with rate ratios and versions
    figures = {text for text in figures if not text.endswith("0000") and float(text) >= 5}
    return Secrets(set(people["respondent"]), forms, {s for s in scores if "." in s}, figures)


def documents_of(path: Path) -> dict[str, str]:
    """Text of a file and of everything inside it, by name; pictures' geometry apart."""
    if path.suffix in {".pptx", ".xlsx"}:
        return _zipped(path.name, path.read_bytes())
    if path.suffix == ".pdf":
        return _paper(path)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return _page(path.name, text)
    if path.suffix == ".ipynb":
        notebook = json.loads(text)
        notebook["cells"] = [cell for cell in notebook["cells"] if not is_researchers_room(cell)]
        parts = {f"{path.name}: {i}": t for i, t in enumerate(_strings(notebook))}
        return {k: v for name, t in parts.items() for k, v in _page(name, t).items()}
    return {path.name: text}


def is_researchers_room(cell: dict[str, Any]) -> bool:
    """Tell a cell of people's scores, which stays in the notebook of who may read them."""
    return "confidential" in cell["metadata"].get("tags", [])


def _paper(path: Path) -> dict[str, str]:
    """Words of a PDF, what it says to those who do not see its pictures, and its metadata."""
    reader = PdfReader(path)
    words = " ".join(page.extract_text() for page in reader.pages)
    told = []
    for number in range(1, len(reader.xref[0]) if reader.xref else 1):
        entry = reader.get_object(number)
        if isinstance(entry, dict):
            told += [str(entry[key]) for key in ("/Alt", "/ActualText", "/T") if key in entry]
    said = " ".join([words, *told, *map(str, (reader.metadata or {}).values())])
    xmp = "" if reader.xmp_metadata is None else reader.xmp_metadata.stream.get_data().decode()
    return {f"{path.name} words": said, f"{path.name} xmp": xmp}


def _page(name: str, text: str) -> dict[str, str]:
    plain = SCRIPT.sub(" ", text)
    drawn = " ".join(SVG.findall(plain))
    # words inside pictures are read like all others; their attributes are geometry
    spoken = SVG.sub(lambda m: " ".join(re.findall(r">([^<>]+)<", m[0])), plain)
    labels = " ".join(re.findall(r'(?:aria-label|alt|title|content)="([^"]*)"', plain))
    words = unescape(re.sub(r"<[^>]+>", " ", spoken) + " " + labels)
    code = " ".join(m[0] for m in SCRIPT.finditer(text))
    return {f"{name} words": words, f"{name} geometry": drawn, f"{name} code": code}


def _zipped(name: str, content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            inside = archive.read(part)
            if part.endswith(".xlsx"):
                found |= _zipped(f"{name}/{part}", inside)
            elif part.endswith((".xml", ".rels")):
                xml = inside.decode("utf-8")
                text = " ".join(re.findall(r">([^<>]+)<", xml))
                said = " ".join(re.findall(r'(?:descr|title|name)="([^"]*)"', xml))
                drawn = re.search(r"/(charts|worksheets)/", part)
                kind = "geometry" if drawn else "words"
                found[f"{name}/{part} {kind}"] = unescape(f"{text} {said}")
    return found


def _strings(content: Any) -> list[str]:
    """Every text in a notebook, outputs and metadata included; lists of lines as one."""
    if isinstance(content, str):
        return [content]
    if isinstance(content, list):
        if content and all(isinstance(part, str) for part in content):
            return ["".join(content)]
        if content and all(isinstance(part, int | float) for part in content):
            return [json.dumps(content)]
        return [text for part in content for text in _strings(part)]
    if isinstance(content, dict):
        return [text for key, part in content.items() for text in [str(key), *_strings(part)]]
    return [json.dumps(content)]


def leaks(documents: dict[str, str], secrets: Secrets) -> list[str]:
    """Say what of the secrets stands where; empty when nothing does."""
    found = []
    digits = {least: _digits(secrets.figures, least) for least in (2, 4)}
    for name, text in documents.items():
        words = set(re.findall(r"[\w-]+", text))
        found += [f"{name}: respondent {i}" for i in sorted(words & secrets.ids)]
        numbers = [m[0].replace(",", ".").replace("\u2212", "-") for m in NUMBER.finditer(text)]
        found += [f"{name}: form" for _ in range(_forms_in(numbers, secrets.forms))]
        if name.endswith("code"):
            continue  # scripts and styles are compared between decks instead
        exact = name.endswith("geometry")
        least = 4 if exact else 2
        long = {n for n in numbers if len(n.partition(".")[2]) >= least}
        long -= {n for n in long if CLOCK.fullmatch(n)}
        found += [f"{name}: figure {n}" for n in sorted(long) if _cut(n) in digits[least]]
        if not exact:
            found += [f"{name}: score {n}" for n in sorted(set(numbers) & secrets.scores)]
    return found


def _digits(figures: set[str], least: int) -> set[str]:
    """Each figure with every number of decimals from ``least`` up, rounded as anybody would."""
    return {f"{float(text):.{k}f}" for text in figures for k in range(least, 7)}


def _cut(number: str) -> str:
    whole, _, decimals = number.partition(".")
    return f"{float(number):.6f}" if len(decimals) > 6 else f"{whole}.{decimals}"


def _forms_in(numbers: list[str], forms: set[tuple[str, ...]]) -> int:
    length = len(next(iter(forms), ()))
    plain = [n.removesuffix(".0") for n in numbers]
    windows = zip(*(plain[i:] for i in range(length)), strict=False)
    return sum(window in forms for window in windows)
