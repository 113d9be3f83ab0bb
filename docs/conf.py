"""The documentation: built without a network, its API pages made from the public names."""

from __future__ import annotations

import importlib
import inspect
import shutil
from collections import defaultdict
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import skcore

HERE = Path(__file__).parent
ROOT = HERE.parent

project = "skcore"
author = "The skcore authors"
copyright = "The skcore authors, GPL-3.0-or-later"  # noqa: A001 - the name Sphinx reads
release = version = installed("skcore")
language = "en"

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
]
exclude_patterns = ["_build", "README*"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "auto"  # the tutorial; `make docs` runs the notebooks before
nb_execution_excludepatterns = ["notebooks/*"]
nb_execution_raise_on_error = True
nb_execution_timeout = 300
autodoc_typehints = "none"  # numpydoc's Parameters say it in words
autosummary_generate = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "pydata_sphinx_theme"
html_title = "skcore"
html_show_sourcelink = False
html_copy_source = False
templates_path = ["_templates"]
html_sidebars = {"**": ["contents.html"]}
html_theme_options = {
    "navbar_center": [],
    "navbar_persistent": ["search-button.html"],  # its name and its words are the same
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
    "use_edit_page_button": False,
}
html_static_path = ["_static"]
html_css_files = ["docs.css"]
math_output = "MathML"


def _questions() -> dict[str, list[str]]:
    """Return the public names by the room they live in."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for name in skcore.__all__:
        value = getattr(skcore, name)
        if not name.startswith("_") and not inspect.ismodule(value):
            rooms[value.__module__.split(".")[1]].append(name)
    return dict(rooms)


def write_api() -> None:
    """Write one page per room; its first line is the room's own docstring."""
    place = HERE / "api"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    pages = []
    for room, names in _questions().items():
        said = (importlib.import_module(f"skcore.{room}").__doc__ or room).strip()
        title = said.splitlines()[0].rstrip(".")
        listed = "\n".join(f"   {name}" for name in names)
        (place / f"{room}.rst").write_text(
            f"{title}\n{'=' * len(title)}\n\n.. currentmodule:: skcore\n\n"
            f".. autosummary::\n   :toctree: generated\n   :nosignatures:\n\n{listed}\n",
            encoding="utf-8",
        )
        pages.append(room)
    toctree = "\n".join(f"   {page}" for page in pages)
    (place / "index.rst").write_text(
        "Every public name, by question\n==============================\n\n"
        "Everything is imported from ``skcore`` itself. Data first, the rest by keyword;\n"
        "tables are pandas DataFrames, and every estimate has its n, interval and method.\n"
        "In the examples ``study`` and ``release`` are the sample's: what\n"
        '``skcore.load_study("data/sample/study.toml")`` and '
        "``skcore.release_study(study)`` give.\n\n"
        f".. toctree::\n   :maxdepth: 2\n\n{toctree}\n",
        encoding="utf-8",
    )


write_api()


def _language_of_the_page(_: Sphinx, pagename: str, *told: Any) -> None:
    """Tell browsers and screen readers which pages are Danish."""
    if pagename.startswith("da/") or pagename.endswith(".da"):
        context: dict[str, Any] = told[1]
        context["language"] = "da"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("html-page-context", _language_of_the_page)
