"""How few people are too few: the limits that every release is planned with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from skcore.errors import DisclosureError
from skcore.texts import load_texts

Kind = Literal["means", "distribution", "absence", "model"]

#: what each kind of figure needs when nobody has lowered it, and the name of its setting
_LIMITS: dict[str, tuple[str, int]] = {
    "means": ("minimum", 5),
    "distribution": ("distribution_minimum", 10),
    "absence": ("absence_minimum", 10),
    "model": ("model_minimum", 30),
}

#: no reason makes it right to show a figure about fewer people than this
_NEVER_BELOW = 3


def check_kind(kind: object) -> Kind:
    """Return ``kind`` when it is known; an unknown kind must never mean "no protection"."""
    if kind not in _LIMITS:
        known = ", ".join(repr(name) for name in _LIMITS)
        raise DisclosureError(f"kind={kind!r} is not known. Use one of {known}.")
    return kind  # type: ignore[return-value]  # narrowed by the look-up above


def limit_of(kind: Any) -> str:
    """Name of the setting that says how many people a kind of figure needs."""
    return _LIMITS[check_kind(kind)][0]


@dataclass(frozen=True)
class DisclosurePolicy:
    """The fewest people a figure may be about, and the ends beyond which a mean is not told.

    Parameters
    ----------
    minimum
        Fewest people behind a mean (default 5). 3 or 4 only with ``lowered_because``; never less.
    distribution_minimum
        Fewest people behind a distribution, spread, interval or share (default 10).
    absence_minimum
        Fewest employed behind an absence or outcome figure (default 10).
    model_minimum
        Fewest people behind a model's results (default 30).
    floor, ceiling
        A mean outside these points (0–100) is shown as "under 5" or "over 95".
    conventional_spread
        Standard deviation (points) that intervals rest on where too few answered to tell one
        (default 25); None leaves such intervals out.
    lowered_because
        The written reason when a limit is weaker than its default; it stands on slides and in
        notes.

    Raises
    ------
    DisclosureError
        All problems at once, when a limit may not be set so.

    Examples
    --------
    >>> DisclosurePolicy().minimum_for("distribution")
    10
    >>> DisclosurePolicy(minimum=4, lowered_because="Agreed in the MED committee").minimum
    4
    """

    minimum: int = 5
    distribution_minimum: int = 10
    absence_minimum: int = 10
    model_minimum: int = 30
    floor: float = 5
    ceiling: float = 95
    lowered_because: str | None = None
    conventional_spread: float | None = 25

    def __post_init__(self) -> None:
        problems = policy_faults(vars(self))
        if problems:
            text = load_texts("en")
            lines = "\n".join(f"- {text(f'check.{key}', **said)}" for key, said in problems)
            raise DisclosureError(f"This disclosure policy cannot be used:\n{lines}")

    def minimum_for(self, kind: Kind) -> int:
        """Fewest people behind a figure of this kind."""
        return int(getattr(self, limit_of(kind)))

    def raised_to(self, least: int) -> DisclosurePolicy:
        """Return the same policy, where no figure may be about fewer people than ``least``."""
        limits = {name: max(getattr(self, name), least) for name, _ in _LIMITS.values()}
        return replace(self, **limits)


def policy_faults(said: Mapping[str, Any]) -> list[tuple[str, dict[str, object]]]:
    """List what limits may not be set so: keys of ``[check]`` in the texts, and what they say.

    What is not said has its usual value; a reason is asked for when all else is right.
    """
    usual = {field.name: field.default for field in fields(DisclosurePolicy)}
    limits = {**usual, **said}
    faults: list[tuple[str, dict[str, object]]] = []
    minimum, below = limits["minimum"], []
    for name, _ in _LIMITS.values():
        value = limits[name]
        if isinstance(value, bool) or not isinstance(value, int):
            faults.append(("policy_whole", {"name": name}))
        elif value < _NEVER_BELOW:
            faults.append(("policy_never", {"name": name, "value": value, "least": _NEVER_BELOW}))
        elif isinstance(minimum, int) and value < minimum:
            below.append(f"{name}={value}")
    if below:
        faults.append(("policy_below", {"names": ", ".join(below), "minimum": minimum}))
    floor, ceiling, spread = (limits[n] for n in ("floor", "ceiling", "conventional_spread"))
    if not (_is_number(floor) and _is_number(ceiling) and 0 <= floor < ceiling <= 100):
        faults.append(("policy_ends", {"floor": floor, "ceiling": ceiling}))
    if spread is not None and not (_is_number(spread) and 0 < spread <= 50):
        faults.append(("policy_spread", {"value": spread}))
    reason = limits["lowered_because"]
    if reason is not None and not said_in_words(reason):
        faults.append(("policy_blank", {}))
    if faults or reason is not None:
        return faults
    weaker = [name for name, least in _LIMITS.values() if limits[name] < least]
    weaker += ["floor"] * (floor < usual["floor"]) + ["ceiling"] * (ceiling > usual["ceiling"])
    return [("policy_reason", {"name": name}) for name in weaker]


def said_in_words(reason: object) -> bool:
    """Whether a reason or an agreement is named; a dot or a space of no width names nothing.

    Examples
    --------
    >>> said_in_words("HovedMED"), said_in_words(" . ")
    (True, False)
    """
    return isinstance(reason, str) and any(map(str.isalnum, reason))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
