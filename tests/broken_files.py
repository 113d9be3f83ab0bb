"""Files as they come: one small export, broken or merely odd in every way people have met."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd

ITEMS = ["TM1", "TMX2", "TM3", "TM4"]
#: what stands behind every file below: code by item, six people at two workplaces
CODES = [[5, 4, 2, 3], [1, 2, 3, 4], [3, 3, 3, 3], [4, 5, 1, 2], [2, 1, 5, 4], [5, 5, 5, 5]]
WORDS = {5: "I meget høj grad", 4: "I høj grad", 3: "Delvist", 2: "I ringe grad",
         1: "I meget ringe grad"}  # fmt: skip
UNITS = ["Ældreplejen Nord", "Ældreplejen Nord", "Børnehuset Å", "Børnehuset Å", "Ældreplejen Nord",
         "Børnehuset Å"]  # fmt: skip
HEAD = ["Enhed", *ITEMS]
ROWS = [[unit, *(WORDS[c] for c in codes)] for unit, codes in zip(UNITS, CODES, strict=True)]

Cells = list[list[object]]


def text(rows: Cells | None = None, mark: str = ";", end: str = "\n", head: bool = True) -> str:
    table = [HEAD, *(ROWS if rows is None else rows)] if head else rows or []
    return "".join(mark.join(map(str, row)) + end for row in table)


def sheet(rows: Cells, change: Callable[[openpyxl.Workbook], object] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_cell(value: object, at: tuple[int, int] = (2, 2)) -> Cells:
    rows = [list(row) for row in ROWS]
    rows[at[0]][at[1]] = value
    return rows


def coded(move: Callable[[int], object]) -> Cells:
    pairs = zip(UNITS, CODES, strict=True)
    return [[unit, *map(move, codes)] for unit, codes in pairs]


def spoken(say: Callable[[int, str], object]) -> bytes:
    """The same answers, each word written as ``say`` has it (of code and word)."""
    answers = zip(UNITS, CODES, strict=True)
    return text([[unit, *(say(c, WORDS[c]) for c in codes)] for unit, codes in answers]).encode()


def entities(words: str) -> str:
    """Letters as web pages may write them."""
    return "".join(f"&#{ord(x)};" if ord(x) > 127 else x for x in words).replace(
        "&#248;", "&oslash;"
    )


def hide(book: openpyxl.Workbook) -> None:
    book.create_sheet("Skjult").append(["intern", "note"])
    book["Skjult"].sheet_state = "hidden"


def two_sheets(book: openpyxl.Workbook) -> None:
    for row in [["Spørgsmål", "Betydning"], ["TM1", "tillid"]]:
        if "Forklaring" not in book.sheetnames:
            book.create_sheet("Forklaring")
        book["Forklaring"].append(row)


def merged(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("A2:A3")


def front(book: openpyxl.Workbook) -> None:
    book.create_sheet("Forside", 0).append(["Trivselsmåling 2025"])


def merged_above(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("B1:E1")


def far_in(book: openpyxl.Workbook) -> None:
    book.active.insert_cols(1, 2)
    book.active.insert_rows(1, 3)


def filtered(book: openpyxl.Workbook) -> None:
    book.active.auto_filter.ref = "A1:E7"
    book.active.row_dimensions[3].hidden = True


def open_document(rows: Cells) -> bytes:
    """A workbook of LibreOffice, as small as it may be."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    name = "urn:oasis:names:tc:opendocument:xmlns:"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{name}office:1.0" xmlns:table="{name}table:1.0" '
        f'xmlns:text="{name}text:1.0"><office:body><office:spreadsheet><table:table '
        f'table:name="Svar">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        manifest = f'<m:manifest xmlns:m="{name}manifest:1.0">{entry}</m:manifest>'
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("svar.csv", text())
    return out.getvalue()


def astray() -> bytes:
    """A workbook with a cell that points beyond the list of its texts."""
    out = io.BytesIO()
    cell = re.compile(rb'<c r="B2" t="inlineStr">.*?</c>')
    with (
        zipfile.ZipFile(io.BytesIO(sheet([HEAD, *ROWS]))) as book,
        zipfile.ZipFile(out, "w") as archive,
    ):
        for name in book.namelist():
            lost = cell.sub(b'<c r="B2" t="s"><v>99999999</v></c>', book.read(name))
            archive.writestr(name, lost)
    return out.getvalue()


def spss(codes: Cells, labels: dict[str, dict[int, str]] | None, **options: object) -> bytes:
    import tempfile

    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sav"
        frame = pd.DataFrame(codes, columns=HEAD)
        pyreadstat.write_sav(frame, str(path), variable_value_labels=labels, **options)
        return path.read_bytes()


def stata(labels: dict[str, dict[int, str]] | None) -> bytes:
    out = io.BytesIO()
    frame = pd.DataFrame(coded(int), columns=HEAD)
    frame.to_stata(out, write_index=False, version=118, value_labels=labels)
    return out.getvalue()


LABELS = {item: dict(WORDS) for item in ITEMS}
ENGLISH = {5: "To a very large extent", 4: "To a large extent", 3: "Somewhat",
           2: "To a small extent", 1: "To a very small extent"}  # fmt: skip
SHUFFLED = dict(zip([1, 2, 3, 4, 5], [3, 1, 5, 2, 4], strict=True))
TOP_FIRST = {item: {6 - code: word for code, word in WORDS.items()} for item in ITEMS}
QUOTED = "".join(";".join(f'"{cell}"' for cell in row) + "\r\n" for row in [HEAD, *ROWS])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

OLD = Path(__file__).parent / "imports/answers.xls"
FORMS = ["ID", "Starttidspunkt", "Enhed", *(f"{item} - påstand" for item in ITEMS)]
BESIDE = [
    ["Enhed", *(head for item in ITEMS for head in (item, f"{item} værdi"))],
    *([r[0], *(x for k, w in zip(c, r[1:], strict=True) for x in (w, 6 - k))]
      for r, c in zip(ROWS, CODES, strict=True)),
]  # fmt: skip

#: name -> (ending, content); all of these hold the same answers, and are read so without a word
SAME: dict[str, tuple[str, bytes]] = {
    "plain": ("csv", text().encode()),
    "windows-1252": ("csv", text().encode("cp1252")),
    "byte order mark": ("csv", text().encode("utf-8-sig")),
    "utf-16": ("csv", text().encode("utf-16")),
    "commas": ("csv", text(mark=",").encode()),
    "tabs": ("csv", text(mark="\t").encode()),
    "tabs in txt": ("txt", text(mark="\t").encode("cp1252")),
    "tsv": ("tsv", text(mark="\t").encode()),
    "pipes": ("csv", text(mark="|").encode()),
    "windows line ends": ("csv", text(end="\r\n").encode()),
    "old mac line ends": ("csv", text(end="\r").encode()),
    "no last line end": ("csv", text().rstrip().encode()),
    "quotes": ("csv", QUOTED.encode()),
    "quotes and spaces inside": ("csv", QUOTED.replace('"I ', '" I ').encode()),
    "sep line": ("csv", b"sep=;\r\n" + text().encode("cp1252")),
    "sep line and mark": ("csv", b"\xef\xbb\xbfsep=;\n" + text().encode()),
    "cells that Excel shall not count": ("csv", text(
        [[f'="{cell}"' for cell in row] for row in ROWS]).encode()),
    "sums of each workplace": ("csv", text([
        *ROWS, ["Ældreplejen Nord i alt", *["Delvist"] * 4]]).encode()),
    "words with the option's code, zero based": ("csv", text([[r[0], *(f"{c - 1}: {w}" for c, w in
        zip(k, r[1:], strict=True))] for r, k in zip(ROWS, CODES, strict=True)]).encode()),
    "spaces round cells": ("csv", text(mark=" ; ").encode()),
    "hard spaces": ("csv", text().replace("I meget", "I\u00a0meget").encode()),
    "trailing empty columns": ("csv", text(end=";;;\n").encode()),
    "trailing empty rows": ("csv", (text() + ";;;;\n" * 5).encode()),
    "empty rows between": ("csv", text(end="\n\n").encode()),
    "capitals": ("csv", text().upper().replace("ENHED", "Enhed").encode()),
    "small letters": ("csv", text([[str(c).lower() if i else c for i, c in enumerate(r)]
                                   for r in ROWS]).encode()),
    "title above": ("csv", ("Trivsel 2025;;;;\n" + text()).encode()),
    "labels under codes": ("csv", text([["Hvor", "Tillid", "Holder", "Stoler", "Kan"],
                                        *ROWS]).encode()),
    "import ids under codes": ("csv", text([['{"ImportId":"q"}'] * 5, *ROWS]).encode()),
    "codes in groups": ("csv", text().replace("TM", "tillid/TM").encode()),
    "codes in brackets": ("csv", text().replace("TMX2", "G1Q1[TMX2]. Holder").encode()),
    "codes before words": ("csv", text().replace("TM1;", "TM1. Stoler ledelsen;").encode()),
    "numbered words": ("csv", text([[r[0], *(f"{k} {w}" for k, w in
                                             zip(c, r[1:], strict=True))]
                                    for r, c in zip(ROWS, CODES, strict=True)]).encode()),
    "total row": ("csv", (text() + "I alt;6;6;6;6\n").encode()),
    "workbook": ("xlsx", sheet([HEAD, *ROWS])),
    "workbook with titles": ("xlsx", sheet([["Trivsel"], [], HEAD, *ROWS])),
    "hidden sheet": ("xlsx", sheet([HEAD, *ROWS], hide)),
    "spss with labels": ("sav", spss(coded(int), LABELS)),
    "spss, first option first": ("sav", spss(coded(lambda c: 6 - c), TOP_FIRST)),
    "stata with labels": ("dta", stata(LABELS)),
    "workbook of before 2007": ("xls", OLD.read_bytes()),
    "open document": ("ods", open_document([HEAD, *ROWS])),
    "utf-16, big end first": ("csv", b"\xfe\xff" + text().encode("utf-16-be")),
    "two marks": ("csv", b"\xef\xbb\xbf" * 2 + text().encode()),
    "end of a DOS file": ("csv", text().encode() + b"\x1a"),
    "block of zeros at the end": ("csv", text().encode() + bytes(9)),
    "letters in two parts": ("csv", unicodedata.normalize("NFD", text()).encode()),
    "hyphens that nobody sees": ("csv", text().replace("ringe", "rin\u00adge").encode()),
    "joints of web pages": ("csv", text().replace("Delvist", "Del\u200bvist").encode()),
    "marks of web pages": ("csv", text().replace("I høj", "<b>I høj").encode()),
    "narrow spaces": ("csv", text().replace("høj grad", "høj\u202fgrad").encode()),
    "full stops": ("csv", text().replace("grad", "grad.").encode()),
    "commas in a comment": ("csv", text(end=";ja, nej, måske, a, b\n").replace(
        "TM4;ja, nej, måske, a, b", "TM4;Andet").encode()),
    "lines in a comment": ("csv", text(end=';"to\nlinjer"\n').replace(
        'TM4;"to\nlinjer"', "TM4;Andet").encode()),
    "heading of two lines": ("csv", text().replace("TMX2", '"TMX2\n(skala)"').encode()),
    "a column without heading": ("csv", text([[r[0], "x", *r[1:]] for r in ROWS]).replace(
        "Enhed;", "Enhed;;").encode()),
    "row numbers": ("csv", ";".join(["", *HEAD]).encode() + b"\n" + "".join(
        f"{n};" + ";".join(row) + "\n" for n, row in enumerate(ROWS)).encode()),
    "the option's place before its words": ("csv", text([[r[0], *(f"({6 - k}) {w}" for k, w in
        zip(c, r[1:], strict=True))] for r, c in zip(ROWS, CODES, strict=True)]).encode()),
    "the option's place behind its words": ("csv", text([[r[0], *(f"{w} ({6 - k})" for k, w in
        zip(c, r[1:], strict=True))] for r, c in zip(ROWS, CODES, strict=True)]).encode()),
    "a sum in the middle": ("csv", text([*ROWS[:3], ["I alt", *["Delvist"] * 4],
                                         *ROWS[3:]]).encode()),
    "a line under the table": ("csv", (text() + "\nKilde: SurveyXact\n").encode()),
    "front page": ("xlsx", sheet([HEAD, *ROWS], front)),
    "filtered rows": ("xlsx", sheet([HEAD, *ROWS], filtered)),
    "groups merged over codes": ("xlsx", sheet([["Hvor", "Tillid", "", "", ""], HEAD, *ROWS],
                                               merged_above)),
    "Forms": ("xlsx", sheet([FORMS, *([n, "02-03-2025 10:01", *row]
                                      for n, row in enumerate(ROWS, 1))])),
    "words in quotes": ("csv", spoken(lambda _, word: f"»{word}«")),
    "points of a list": ("csv", spoken(lambda _, word: f"• {word}")),
    "letters before words": ("csv", spoken(lambda code, word: f"{'edcba'[code - 1]}) {word}")),
    "Roman numbers before words": ("csv", spoken(
        lambda code, word: f"{['I', 'II', 'III', 'IV', 'V'][code - 1]}. {word}")),
    "a tool's code before words": ("csv", spoken(lambda code, word: f"AO0{6 - code}: {word}")),
    "codes with decimals before words": ("csv", spoken(lambda code, word: f"{code}.0 {word}")),
    "codes and a line before words": ("csv", spoken(lambda code, word: f"{code}_{word}")),
    "codes and a dash before words": ("csv", spoken(lambda code, word: f"{6 - code} – {word}")),
    "codes before a comma": ("xlsx", sheet([HEAD, *([unit, *(f"{c}, {WORDS[c]}" for c in codes)]
        for unit, codes in zip(UNITS, CODES, strict=True))])),
    "codes behind a comma": ("csv", spoken(lambda code, word: f"{word}, {code}")),
    "codes that run across the words": ("csv", spoken(
        lambda code, word: f"{SHUFFLED[code]} - {word}")),
    "points of the scale before words": ("csv", spoken(
        lambda code, word: f"{25 * (code - 1)} {word}")),
    "only the ends in words, first option first": ("csv", spoken(
        lambda code, word: f"{6 - code} {word}" if code in (1, 5) else 6 - code)),
    "both languages": ("csv", spoken(lambda code, word: f"{word} / {ENGLISH[code]}")),
    "one language or the other": ("csv", spoken(
        lambda code, word: ENGLISH[code] if code % 2 else word)),
    "English in capitals": ("csv", spoken(lambda code, _: ENGLISH[code].upper())),
    "without our letters": ("csv", spoken(lambda _, word: word.replace("ø", "o"))),
    "with two letters for ours": ("csv", spoken(lambda _, word: word.replace("ø", "oe"))),
    "letters as web pages write them": ("csv", entities(text().replace(" ", "&nbsp;")).encode()),
    "headings again inside": ("csv", (text(ROWS[:3]) + text(ROWS[3:])).encode()),
    "headings twice": ("csv", (";".join(HEAD) + "\n" + text()).encode()),
    "means under the table": ("csv", (text() + "Middelværdi;3,3;3,5;2,7;3,6\n").encode()),
    "remarks above": ("csv", ("# hentet 3. marts\n# udgave 3\n" + text()).encode()),
    "tabs of Excel's own kind": ("csv", b"\xff\xfe" + text(mark="\t").encode("utf-16-le")),
    "an inch in a comment": ("csv", text(end=';5" skærm\n').replace(
        'TM4;5" skærm', "TM4;Andet").encode()),
    "spss, labels on the ends": ("sav", spss(coded(lambda c: 6 - c), {
        item: {1: WORDS[5], 5: WORDS[1]} for item in ITEMS})),
    "spss, labels in English": ("sav", spss(coded(int), dict.fromkeys(ITEMS, ENGLISH))),
    "spss, points of the scale": ("sav", spss(coded(lambda c: 25 * (c - 1)), {
        item: {25 * (code - 1): word for code, word in WORDS.items()} for item in ITEMS})),
    "spss, one question the other way": ("sav", spss(
        [[u, 6 - c[0], *c[1:]] for u, c in zip(UNITS, CODES, strict=True)],
        LABELS | {"TM1": {6 - code: word for code, word in WORDS.items()}})),
    "table far into the sheet": ("xlsx", sheet([HEAD, *ROWS], far_in)),
    "words and numbers side by side": ("csv", text(BESIDE, head=False).encode()),
}  # fmt: skip

#: name -> (ending, content, what is said)
TOLD: dict[str, tuple[str, bytes, str]] = {
    "empty file": ("csv", b"", "Filen er tom"),
    "only a mark": ("csv", b"\xef\xbb\xbf", "Filen er tom"),
    "only line ends": ("csv", b"\n\n\n", "Filen er tom"),
    "only headings": ("csv", text([]).encode(), "Filen er tom"),
    "empty workbook": ("xlsx", sheet([]), "Filen er tom"),
    "pdf": (
        "csv",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
        "kan ikke læses. Gem den som CSV",
    ),
    "zip": ("csv", zipped(), "kan ikke læses. Gem den som CSV"),
    "zip named workbook": ("xlsx", zipped(), "kan ikke åbnes som Excel"),
    "workbook named csv": ("csv", sheet([HEAD, *ROWS]), "Filen er en Excel-fil"),
    "old workbook named csv": ("csv", OLE, "Filen er en Excel-fil"),
    "locked workbook": ("xlsx", OLE, "beskyttet med adgangskode"),
    "cut workbook": ("xlsx", sheet([HEAD, *ROWS])[:2000], "kan ikke åbnes som Excel"),
    "texts that are not there": ("xlsx", astray(), "kan ikke åbnes som Excel"),
    "csv named workbook": ("xlsx", text().encode(), "kan ikke åbnes som Excel"),
    "web page named xls": (
        "xls",
        b"<html><body><table><tr><td>TM1</td></tr></table></body>",
        "kan ikke åbnes som Excel",
    ),
    "picture named csv": (
        "csv",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40,
        "kan ikke læses. Gem den som CSV",
    ),
    "broken quotes": (
        "csv",
        text().replace("Delvist", '"Delvist', 1).encode(),
        "anførselstegn i filen er ikke lukket",
    ),
    "mac letters": ("csv", text().encode("mac_roman"), "tegnsæt kan ikke genkendes"),
    "dos letters": ("csv", text().encode("cp850"), "tegnsæt kan ikke genkendes"),
    "twice decoded": (
        "csv",
        text().encode().decode("cp1252", "replace").encode(),
        "forkert tegnsæt",
    ),
    "lost letters": ("csv", text().replace("Æ", "?").replace("ø", "?").encode(), "forkert tegnsæt"),
    "one column": (
        "csv",
        "\n".join(["Enhed:TM1:TMX2:TM3:TM4"] * 3).encode(),
        "findes ikke i filen",
    ),
    "too many cells": (
        "csv",
        text([[*ROWS[0], "Delvist"], *ROWS[1:]]).encode(),
        "flere felter end overskrifter",
    ),
    "item twice": ("csv", text().replace("TMX2", "TM1").encode(), "står flere gange i filen"),
    "item missing": ("csv", text().replace("TMX2", "Q7").encode(), "Spørgsmålet 'TMX2' mangler"),
    "item empty": (
        "csv",
        text([[r[0], r[1], "", *r[3:]] for r in ROWS]).encode(),
        "Kolonnen 'TMX2' er tom",
    ),
    "bare codes": ("csv", text(coded(int)).encode(), "Er 1 'I meget høj grad'"),
    "places on the form": ("csv", text(coded(lambda c: 6 - c)).encode(), "Er 1 'I meget høj grad'"),
    "answer codes of a tool": (
        "csv",
        text(coded(lambda c: f"A{6 - c}")).encode(),
        "Er 1 'I meget høj grad'",
    ),
    "negative codes": ("csv", text(coded(lambda c: -c)).encode(), "24 værdier uden for 1–5"),
    "nines": ("csv", text(with_cell("99")).encode(), "en værdi uden for 1–5 (række 4)"),
    "decimal commas": ("csv", text(with_cell("3,5")).encode(), "en værdi uden for 1–5 (række 4)"),
    **{
        f"{code} for nothing": ("csv", text(with_cell(code)).encode(), "en værdi uden for 1–5")
        for code in (-9, 0, 9, 96, 998)
    },
    "words of another scale": (
        "csv",
        spoken(lambda code, word: "I nogen grad" if code == 3 else word),
        "ikke er svarmuligheder",
    ),
    "only the middle in words": (
        "csv",
        spoken(lambda code, word: f"3 {word}" if code == 3 else 6 - code),
        "Er 1 'I meget høj grad'",
    ),
    "the table on its side": (
        "xlsx",
        sheet([list(row) for row in zip(HEAD, *ROWS, strict=True)]),
        "TM4 mangler i filen",
    ),
    "numbers as text": ("xlsx", sheet([HEAD, *coded(str)]), "Er 1 'I meget høj grad'"),
    "each line in quotes": (
        "csv",
        "".join(f'"{line}"\n' for line in text().splitlines()).encode(),
        "Alt står i én kolonne",
    ),
    "two code pages in one": (
        "csv",
        text(ROWS[:3]).encode() + text(ROWS[3:], head=False).encode("cp1252"),
        "forkert tegnsæt",
    ),
    "percent": ("csv", text(with_cell("75 %")).encode(), "ikke er en af svarmulighederne"),
    "date for an answer": (
        "csv",
        text(with_cell("03-05-2025")).encode(),
        "ikke er en af svarmulighederne",
    ),
    "error cell": ("xlsx", sheet([HEAD, *with_cell("=1/0")]), "formler, som ingen har regnet ud"),
    "words and codes": (
        "csv",
        text([*ROWS[:3], *coded(int)[3:]]).encode(),
        "blander svar i ord og i tal",
    ),
    "unknown word": ("csv", text(with_cell("Måske")).encode(), "ikke er en af svarmulighederne"),
    "two sheets": ("xlsx", sheet([HEAD, *ROWS], two_sheets), "Kun arket 'Sheet' er læst"),
    "zeros in the middle": (
        "csv",
        text().replace("Nord", "No\0rd", 1).encode(),
        "tegnsæt kan ikke",
    ),
    "utf-16 without its mark": ("csv", text().encode("utf-16-le"), "tegnsæt kan ikke genkendes"),
    "points for options": ("csv", text(coded(lambda c: 25 * c)).encode(), "værdier uden for 1–5"),
    "a column for each option": (
        "csv",
        text([[u, *[0] * 4] for u in UNITS])
        .replace("TM1;TMX2;TM3;TM4", "TM1_1;TM1_2;b;c")
        .encode(),
        "Spørgsmålet 'TMX2' mangler",
    ),
    "words and numbers under one code": (
        "csv",
        text([[*r, r[1]] for r in ROWS])
        .replace("TM1;", "TM1 (tekst);", 1)
        .replace("TM4\n", "TM4;TM1 (tal)\n")
        .encode(),
        "'TM1' mangler",
    ),
    "one form twice": (
        "csv",
        text([[*r, n // 2] for n, r in enumerate(ROWS)])
        .replace("TM4\n", "TM4;respondent\n")
        .encode(),
        "står flere gange i samme måling",
    ),
    "no ending": ("", text().encode(), "kan ikke læses. Gem den som CSV"),
    "word document": ("docx", zipped(), "kan ikke læses. Gem den som CSV"),
}
