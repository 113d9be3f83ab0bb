"""What every public function says of itself: shapes, units, errors, an example that runs."""

from __future__ import annotations

import inspect
import re

import pytest
from numpydoc.docscrape import FunctionDoc

import skcore

FUNCTIONS = {
    name: value
    for name in dir(skcore)
    if callable(value := getattr(skcore, name)) and not inspect.isclass(value)
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_says_what_it_takes_gives_and_does(name: str) -> None:
    function = FUNCTIONS[name]
    doc = FunctionDoc(function)
    signature = inspect.signature(function)
    told = {word.lstrip("*") for entry in doc["Parameters"] for word in entry.name.split(", ")}
    assert set(signature.parameters) <= told, "a parameter is not told"
    assert told <= set(signature.parameters), "a parameter is told that is not taken"
    if signature.return_annotation not in ("None", None):
        assert doc["Returns"], "what comes back is not told"
    assert any(">>>" in line for line in doc["Examples"]), "there is no example that runs"


#: they put together, look up or warn; no number comes out that was not put in
BOOKKEEPING = {"audit_coding", "crosswalk_groups", "crosswalk_register", "regroup"}
BOOKKEEPING |= {"response_rates", "score_items", "scored_people", "share_favourable", "unit_paths"}
STATISTICS = [
    name
    for name, value in FUNCTIONS.items()
    if re.match(
        r"skcore\.(measuring|aggregation|response|association|evaluation)\b", value.__module__
    )
]


@pytest.mark.parametrize("name", sorted({*STATISTICS} - BOOKKEEPING))
def test_a_statistic_says_what_it_is_validated_against(name: str) -> None:
    assert re.search(r"[Vv]alidated\s(against|through)\s", inspect.getdoc(FUNCTIONS[name]) or "")


#: counting, adding and one function after another: there is no source but the others'
PLAIN = {"cell_sums", "item_distribution", "sensitivity"}


@pytest.mark.parametrize("name", sorted({*STATISTICS} - BOOKKEEPING - PLAIN))
def test_a_statistic_names_its_source(name: str) -> None:
    assert FunctionDoc(FUNCTIONS[name])["References"]


def test_what_is_called_bookkeeping_is_there() -> None:
    assert set(STATISTICS) >= BOOKKEEPING | PLAIN
