"""Which ledgers the decks in a folder were made with, as their manifest tells."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["MANIFEST", "ledgers_of"]

MANIFEST = "manifest.json"


def ledgers_of(folder: Path, title: str) -> list[str]:
    """Names of the ledgers that a folder's decks of the study with this title were made with."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(content, dict) or content.get("title") != title:
        return []
    return [str(name) for name in content.get("ledgers", [])]
