"""A presentation's bytes: the same input gives the same bytes, and nothing about who made it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from skcore.figures.words import clean

FIXED_TIME = dt.datetime(2000, 1, 1)  # the file format knows no time zone
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def presentation_bytes(presentation: Any, *, title: str, language: str) -> bytes:
    """Return the file's bytes, its properties set to the title and otherwise empty."""
    properties = presentation.core_properties
    properties.title = clean(title)[:255]
    properties.language = language
    for name in ("author", "category", "comments", "content_status", "identifier", "keywords"):
        setattr(properties, name, "")
    for name in ("last_modified_by", "subject", "version"):
        setattr(properties, name, "")
    properties.created = properties.modified = FIXED_TIME
    properties.last_printed = FIXED_TIME
    properties.revision = 1
    rels = presentation.part.rels
    for name in [key for key, link in rels.items() if link.reltype.endswith("/vbaProject")]:
        rels.pop(name)
    stream = io.BytesIO()
    presentation.save(stream)
    return _fixed(stream.getvalue())


def _fixed(content: bytes) -> bytes:
    """Return a zip whose entries bear one time and no trace of the machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            new.writestr(entry, old.read(name))
    return stream.getvalue()
