"""Questionnaires: one TOML file each, with its own licence notice."""

from __future__ import annotations

from skcore.instruments.loader import list_instruments, load_instrument
from skcore.instruments.model import (
    Band,
    Composite,
    Instrument,
    Item,
    Option,
    Published,
    Reference,
    Scale,
)

__all__ = [
    "Band",
    "Composite",
    "Instrument",
    "Item",
    "Option",
    "Published",
    "Reference",
    "Scale",
    "list_instruments",
    "load_instrument",
]
