"""The limits: what may be set, and what never."""

from __future__ import annotations

import pytest

from skcore.disclosure.policy import DisclosurePolicy, check_kind
from skcore.errors import DisclosureError


def test_defaults_are_those_of_the_handbook() -> None:
    policy = DisclosurePolicy()
    limits = [policy.minimum_for(kind) for kind in ("means", "distribution", "absence", "model")]
    assert limits == [5, 10, 10, 30]
    assert (policy.floor, policy.ceiling, policy.lowered_because) == (5, 95, None)


def test_the_minimum_may_rise_without_a_reason() -> None:
    assert DisclosurePolicy(minimum=8).minimum_for("means") == 8


def test_below_five_needs_a_written_reason() -> None:
    with pytest.raises(DisclosureError, match="minimum is weaker than its default; give lowered_"):
        DisclosurePolicy(minimum=4)
    policy = DisclosurePolicy(minimum=4, lowered_because="Agreed in the MED committee on 3 May")
    assert policy.minimum_for("means") == 4
    for blank in ("  ", ".", "\u200b", "–"):
        with pytest.raises(DisclosureError, match="must be a written reason"):
            DisclosurePolicy(minimum=4, lowered_because=blank)


@pytest.mark.parametrize("minimum", [2, 1, 0, -5])
def test_below_three_is_refused_whatever_the_reason(minimum: int) -> None:
    with pytest.raises(DisclosureError, match="nothing about fewer than 3 people is ever shown"):
        DisclosurePolicy(minimum=minimum, lowered_because="We want to")


def test_all_problems_come_at_once() -> None:
    with pytest.raises(DisclosureError) as error:
        DisclosurePolicy(minimum=5.5, model_minimum=2, floor=60, ceiling=40)  # type: ignore[arg-type]
    text = str(error.value)
    assert "minimum must be a whole number of people" in text
    assert "model_minimum=2" in text
    assert "floor=60 and ceiling=40" in text


def test_other_limits_may_not_be_below_the_minimum() -> None:
    with pytest.raises(
        DisclosureError,
        match="distribution_minimum=10, absence_minimum=10 must not be below minimum=12",
    ):
        DisclosurePolicy(minimum=12)


def test_a_wider_range_of_means_needs_a_reason() -> None:
    with pytest.raises(DisclosureError, match="floor is weaker than its default"):
        DisclosurePolicy(floor=0)


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(DisclosureError, match=r"kind='median' is not known\. Use one of 'means'"):
        check_kind("median")
