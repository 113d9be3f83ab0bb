"""One rule for tables: what is no usable input is refused with a sentence, wherever it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import skcore
from skcore.errors import SkcoreError

RNG = np.random.default_rng(1)
DATA = pd.DataFrame(RNG.integers(1, 6, (60, 4)), columns=list("abcd")).assign(
    u=np.repeat(range(6), 10)
)

CALLS: dict[str, Callable[[Any], Any]] = {
    "cronbach_alpha": lambda t: skcore.cronbach_alpha(t, items=["a", "b", "c"]),
    "mcdonald_omega": lambda t: skcore.mcdonald_omega(t, items=["a", "b", "c"]),
    "item_statistics": lambda t: skcore.item_statistics(t, items=["a", "b", "c"]),
    "icc": lambda t: skcore.icc(t, values="a", group="u"),
    "agreement": lambda t: skcore.agreement(t, items=["a", "b"], group="u"),
    "correlate": lambda t: skcore.correlate(t, x="a", y="b", group="u"),
    "within_between": lambda t: skcore.within_between(t, x="a", y="b", group="u"),
    "mixed_model": lambda t: skcore.mixed_model(t, outcome="a", predictors="b", group="u"),
    "count_model": lambda t: skcore.count_model(t, outcome="a", predictors="b", cluster="u"),
}
KINDS: dict[str, Callable[[], Any]] = {
    "array": lambda: DATA.to_numpy(),
    "dict": lambda: DATA.to_dict("list"),
    "series": lambda: DATA["a"],
    "nothing": lambda: None,
    "value twice": lambda: pd.concat([DATA, DATA[["a"]]], axis=1),
    "group twice": lambda: pd.concat([DATA, DATA[["a", "u"]]], axis=1),
    "lists": lambda: DATA.assign(a=[[x] for x in DATA["a"]], u=[[x] for x in DATA["u"]]),
    "text": lambda: DATA.assign(a="x"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", CALLS)
def test_what_is_no_usable_table_is_refused_in_our_words(call: str, kind: str) -> None:
    with pytest.raises(SkcoreError, match=r"(?s)needs a pandas|twice|lists|numeric|numbers|text"):
        CALLS[call](KINDS[kind]())


@pytest.mark.parametrize("kind", ["Int64", "Float64", "float32", "object"])
@pytest.mark.parametrize("call", CALLS)
def test_nullable_and_object_numbers_are_numbers(call: str, kind: str) -> None:
    given = DATA.astype(dict.fromkeys("abcd", kind))
    one, other = CALLS[call](DATA), CALLS[call](given)
    pd.testing.assert_frame_equal(one, other, rtol=1e-5, check_dtype=False)


def test_integer_column_names_are_names() -> None:
    plain = DATA.set_axis(range(5), axis=1)
    assert skcore.correlate(plain, x=0, y=1)["n"].tolist() == [60]  # type: ignore[arg-type]
    assert skcore.icc(plain, values=0, group=4)["n"].tolist() == [60]  # type: ignore[arg-type]
    assert skcore.cronbach_alpha(plain.drop(columns=4))["n_items"].tolist() == [4]
