"""Small questionnaires for tests, built by hand so that they depend on no file."""

from __future__ import annotations

from skcore.instruments.model import (
    Band,
    Composite,
    Instrument,
    Item,
    Option,
    Published,
    Scale,
)


def words(text: str) -> dict[str, str]:
    return {"da": text, "en": text}


EXTENT = tuple(
    Option(code, points, words(label))
    for code, points, label in [
        (1, 100, "I meget høj grad"),
        (2, 75, "I høj grad"),
        (3, 50, "Delvist"),
        (4, 25, "I ringe grad"),
        (5, 0, "I meget ringe grad"),
    ]
)
# gaps between codes, and an option that carries no points
FREQUENCY = (
    Option(-1, 0, words("Aldrig")),
    Option(2, 40, words("Sommetider")),
    Option(7, 100, words("Altid")),
    Option(9, float("nan"), words("Har ingen kolleger")),
)


def scale(code: str, items: tuple[str, ...], least: int, **more: object) -> Scale:
    return Scale(code, items, least, words(code), words(code), "trust", **more)  # type: ignore[arg-type]


def item(code: str, *, reversed: bool = False, options: str = "extent") -> Item:  # noqa: A002
    return Item(code, words(f"label of {code}"), {}, options, reversed)


def small(of: str = "scales", **more: object) -> Instrument:
    """Three items (one reversed), two items, and one with odd codes; a composite of two scales."""
    parts: dict[str, object] = {
        "id": "small",
        "version": "1",
        "title": words("small"),
        "source": "tests",
        "doi": "",
        "licence": "",
        "languages": ("da", "en"),
        "validated": False,
        "options": {"extent": EXTENT, "frequency": FREQUENCY},
        "items": (
            item("A1"),
            item("A2", reversed=True),
            item("A3"),
            item("B1"),
            item("B2"),
            item("C1", options="frequency"),
        ),
        "scales": (
            scale("A", ("A1", "A2", "A3"), 2),
            scale("B", ("B1", "B2"), 1),
            scale("C", ("C1",), 1),
        ),
        "composites": (Composite("AB", ("A", "B"), of, words("AB"), words("AB")),),
        "references": (),
    }
    return Instrument(**{**parts, **more})  # type: ignore[arg-type]


def four_quick() -> Instrument:
    """A scale that its source publishes as a sum 0–16 with bands."""
    bands = (
        Band(8, {"da": "meget lav", "en": "very low"}),
        Band(10.1, {"da": "lidt under", "en": "slightly below"}),
        Band(10.2, {"da": "gennemsnittet", "en": "the average"}),
        Band(12.3, {"da": "lidt over", "en": "slightly above"}),
        Band(16, {"da": "meget høj", "en": "very high"}),
    )
    items = ("A1", "A2", "A3", "B1")
    return small(
        scales=(
            scale("FH", items, 2, published=Published(0, 16, 1, words("sum 0–16"), bands)),
            scale("B", ("B1", "B2"), 1),
        ),
        composites=(),
    )
