"""How few people are too few: the limits that every release is planned with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from skcore.errors import DisclosureError

__all__ = ["DisclosurePolicy", "Kind", "check_kind"]

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
        The written reason when a limit is weaker than its default; it is printed on every deck.

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
        problems = [*self._limit_problems(), *self._range_problems(), *self._reason_problems()]
        if problems:
            lines = "\n".join(f"- {problem}" for problem in problems)
            raise DisclosureError(f"This disclosure policy cannot be used:\n{lines}")

    def minimum_for(self, kind: Kind) -> int:
        """Fewest people behind a figure of this kind."""
        return int(getattr(self, _LIMITS[check_kind(kind)][0]))

    def _weaker(self) -> list[str]:
        weaker = [name for name, usual in _LIMITS.values() if getattr(self, name) < usual]
        weaker += ["floor"] if self.floor < 5 else []
        return weaker + (["ceiling"] if self.ceiling > 95 else [])

    def _limit_problems(self) -> list[str]:
        problems = []
        for name, _ in _LIMITS.values():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int):
                problems.append(f"{name} must be a whole number of people, not {value!r}.")
            elif value < _NEVER_BELOW:
                problems.append(
                    f"{name}={value}: nothing about fewer than {_NEVER_BELOW} people is ever shown."
                )
            elif isinstance(self.minimum, int) and value < self.minimum:
                problems.append(f"{name}={value} must not be below minimum={self.minimum}.")
        return problems

    def _range_problems(self) -> list[str]:
        ends = (self.floor, self.ceiling)
        if any(isinstance(end, bool) or not isinstance(end, (int, float)) for end in ends):
            return ["floor and ceiling must be points from 0 to 100."]
        if not 0 <= self.floor < self.ceiling <= 100:
            return [
                f"floor={self.floor} and ceiling={self.ceiling} must be points from 0 to 100, "
                "floor below ceiling."
            ]
        spread = self.conventional_spread
        number = isinstance(spread, (int, float)) and not isinstance(spread, bool)
        if spread is not None and not (number and 0 < spread <= 50):
            return [f"conventional_spread={spread!r} must be points above 0, at most 50, or None."]
        return []

    def _reason_problems(self) -> list[str]:
        reason = self.lowered_because
        if reason is not None and (not isinstance(reason, str) or not reason.strip()):
            return ["lowered_because must be a written reason, or None."]
        if reason is not None or self._limit_problems() or self._range_problems():
            return []
        return [
            f"{name} is weaker than its default; give lowered_because, "
            "a reason that is printed on every deck."
            for name in self._weaker()
        ]
