"""The organisation's own look in its decks: a colour that can be read, and its logo."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skcore.problems import NOTE, Problem

THEMES = ("light", "dark", "contrast")
#: WCAG 2.2, AA, for text
LEAST_CONTRAST = 4.5
#: the logo stands in every deck, and decks are mailed
LARGEST_LOGO = 300_000

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PNG = b"\x89PNG\r\n\x1a\n"
_MEDIA = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Look:
    """Colour and logo of an organisation; both may be missing.

    Parameters
    ----------
    accent
        ``#rrggbb``, for emphasised words; empty for ours. Themes keep their colours on all charts.
    name
        Whose logo it is, for those who do not see it.
    logo
        Content of the logo's file.
    kind
        ``svg`` or ``png``.
    picture
        The logo as PNG for PowerPoint, which takes no SVG from us.
    theme
        How an HTML deck opens: ``light``, ``dark`` or ``contrast``. Light follows a viewer's system
        where that asks for more contrast.
    """

    accent: str = ""
    name: str = ""
    logo: bytes = field(default=b"", repr=False)
    kind: str = ""
    picture: bytes = field(default=b"", repr=False)
    theme: str = "light"

    @property
    def logo_uri(self) -> str:
        """The logo as an address that holds it; empty without a logo.

        Examples
        --------
        >>> Look(logo=b"<svg/>", kind="svg").logo_uri
        'data:image/svg+xml;base64,PHN2Zy8+'
        """
        if not self.logo:
            return ""
        return f"data:{_MEDIA[self.kind]};base64,{base64.b64encode(self.logo).decode('ascii')}"


def contrast_on_white(colour: str) -> float:
    """Return the contrast of ``#rrggbb`` on white, from 1 to 21, as WCAG defines it.

    Examples
    --------
    >>> contrast_on_white("#000000"), round(contrast_on_white("#1f5f99"), 1)
    (21.0, 6.7)
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def read_look(
    raw: Mapping[str, Any], *, folder: Path, name: str = ""
) -> tuple[Look, list[Problem]]:
    """Return the look of a study's ``[look]`` table and what is wrong with it.

    Parameters
    ----------
    raw
        ``accent`` and ``logo`` (a path relative to ``folder``), both optional.
    folder
        Where the study file lies.
    name
        The organisation.
    """
    accent = str(raw.get("accent", "")).lower()
    problems = _accent_problems(accent) if "accent" in raw else []
    logo, picture, kind = b"", b"", ""
    if "logo" in raw:
        logo, kind, faults = _read_logo(folder / str(raw["logo"]))
        problems += faults
        beside = (folder / str(raw["logo"])).with_suffix(".png")
        picture = logo if kind == "png" else _png(beside)
        if logo and not picture:
            values = {"name": beside.name}
            problems.append(Problem("logo_not_in_powerpoint", "logo", values, severity=NOTE))
    wrong = any(problem.severity != NOTE for problem in problems)
    return (Look() if wrong else Look(accent, name if logo else "", logo, kind, picture)), problems


def _accent_problems(accent: str) -> list[Problem]:
    if not _COLOUR.fullmatch(accent):
        return [Problem("not_a_colour", "accent")]
    ratio = contrast_on_white(accent)
    if ratio >= LEAST_CONTRAST:
        return []
    # cut, not rounded: 4.46 is too little and must not read as 4.5
    ratios = {"ratio": f"{int(ratio * 10) / 10:g}:1", "least": f"{LEAST_CONTRAST:g}:1"}
    values = ratios | {f"{key}_comma": words.replace(".", ",") for key, words in ratios.items()}
    return [Problem("colour_too_pale", "accent", values)]


def _read_logo(path: Path) -> tuple[bytes, str, list[Problem]]:
    kind = path.suffix.lower().lstrip(".")
    values = {"name": path.name}
    if kind not in _MEDIA:
        return b"", "", [Problem("logo_kind", "logo", values)]
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return b"", "", [Problem("file_missing", "logo", values)]
    except OSError:
        return b"", "", [Problem("file_unreadable", "logo", values)]
    right = content.startswith(_PNG) if kind == "png" else b"<svg" in content[:4096]
    if not right:
        return b"", "", [Problem("logo_kind", "logo", values)]
    if len(content) > LARGEST_LOGO:
        limits = {**values, "size": len(content) // 1000, "most": LARGEST_LOGO // 1000}
        return b"", "", [Problem("logo_large", "logo", limits)]
    return content, kind, []


def _png(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        return b""
    return content if content.startswith(_PNG) and len(content) <= LARGEST_LOGO else b""
