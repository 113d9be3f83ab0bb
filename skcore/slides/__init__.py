"""Slides: one finding, one figure as data, shown in notebooks, HTML decks and PowerPoint alike."""

import lazy_loader as _lazy

from skcore.slides import html as _html  # tells slides how a notebook shows them  # noqa: F401

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "figure": ["Chart", "TableFigure"],
        "html": ["render_deck"],
        "markup": ["Run", "runs"],
        "pptx": ["render_pptx"],
        "slide": ["Slide"],
    },
)
