"""The documentation as its readers meet it: everybody can use it, and it fetches nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from browser_walk import AXE

pytestmark = pytest.mark.browser

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"
#: what a page must keep; axe's further advice is the theme's business
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [
    "index.html",
    "da/vejledning.html",
    "da/anonymitet.html",
    "own-questionnaire.da.html",
    "en/tutorial.html",
    "en/same-in-r.html",
    "en/evaluator.html",
    "en/developer.html",
    "promise.html",
    "api/generated/skcore.group_means.html",
    "notebooks/1_measurement.html",
]


@pytest.fixture(scope="module")
def site() -> Path:
    """The site as `make docs` built it; CI builds it before the tests."""
    if not (SITE / "index.html").is_file():
        message = "the documentation is not built: make docs"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return SITE


@pytest.fixture(scope="module", params=["light", "dark"])
def opened(browser: Any, request: pytest.FixtureRequest) -> Any:
    """A page without a network in each of the two themes, and what it asked for."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        color_scheme=request.param,
        offline=True,
        bypass_csp=True,
    )
    asked: list[str] = []
    context.on("request", lambda asking: asked.append(asking.url))
    yield context.new_page(), asked
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_a_page_and_it_asks_nobody(site: Path, opened: Any, name: str) -> None:
    page, asked = opened
    asked.clear()
    page.goto((site / name).as_uri())
    danish = name.startswith("da/") or name.endswith(".da.html")
    assert page.locator("html").get_attribute("lang") == ("da" if danish else "en")
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules})", WCAG)["violations"]
    assert {each["id"]: [node["html"] for node in each["nodes"]][:3] for each in found} == {}
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
