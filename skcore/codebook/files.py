"""The codebook as a workbook and as a page: text only, and the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from html import escape

from skcore.codebook.sheets import Sheet
from skcore.figures.words import clean
from skcore.instruments.model import Instrument
from skcore.release import StudyRelease
from skcore.texts import Texts

#: in every file, so that the same study gives the same bytes
EPOCH = dt.datetime(2000, 1, 1)
WIDEST = 60  # characters of a column


def codebook_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return the codebook as a workbook; every cell is text, the same input the same bytes."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for at, row in enumerate([(sheet.note,), (), sheet.columns, *sheet.rows], start=1):
            for column, text in enumerate(row, start=1):
                cell = page.cell(at, column)
                cell.value = text
                cell.data_type = "s"  # a name that begins with = is a name and not a formula
                cell.quotePrefix = True
                cell.alignment = Alignment(vertical="top", wrap_text=at > 1)
                cell.font = Font(bold=at == 3)
        page.freeze_panes = "A4"
        for column, name in enumerate(sheet.columns, start=1):
            longest = max([len(name), *(len(row[column - 1]) for row in sheet.rows)])
            letter = page.cell(3, column).column_letter
            page.column_dimensions[letter].width = min(longest, WIDEST) + 3
    book.properties.creator = "skcore"
    book.properties.created = EPOCH
    stream = io.BytesIO()
    book.save(stream)
    return without_clock(stream.getvalue())


def without_clock(content: bytes) -> bytes:
    """Pack a workbook anew with fixed times: those inside it and those of the zip."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            part = old.read(name)
            if name == "docProps/core.xml":
                clock = rb"(<dcterms:modified[^>]*>)[^<]*"
                part = re.sub(
                    clock, rb"\g<1>" + EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), part
                )
            info = zipfile.ZipInfo(name, date_time=EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return stream.getvalue()


STYLE = """
body { font: 16px/1.5 "Segoe UI", system-ui, sans-serif; margin: 2rem; color: #1d2733; }
table { border-collapse: collapse; margin: 0.5rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; }
thead th { border-bottom: 2px solid #1d2733; }
tbody tr { border-bottom: 1px solid #dde3e9; }
p.note { color: #5b6672; max-width: 70ch; }
@media print { body { margin: 0; font-size: 10pt; } thead { display: table-header-group; } }
"""


def codebook_html(release: StudyRelease, sheets: Sequence[Sheet]) -> str:
    """Return the codebook as one page without scripts; everything in it is text."""
    facts = release.facts
    title = facts.texts("codebook.title", title=clean(facts.title))
    sources = [_source(facts.texts, instrument, facts.language) for instrument in facts.instruments]
    parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(words)}</p>" for words in sources)]
    for sheet in sheets:
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in sheet.columns)
        rows = "\n".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in sheet.rows
        )
        parts += [
            f"<h2>{escape(sheet.name)}</h2>",
            f'<p class="note">{escape(sheet.note)}</p>',
            f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>",
        ]
    parts.append(f'<p class="note">{escape(release.result_id)}</p>')
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{facts.language}">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>\n{body}\n"
        "</body>\n</html>\n"
    )


def _source(texts: Texts, instrument: Instrument, language: str) -> str:
    said = {
        "title": instrument.title[language],
        "source": instrument.source,
        "licence": instrument.licence,
    }
    return clean(texts("codebook.source", **said))
