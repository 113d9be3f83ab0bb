"""Who sees a workplace's numbers, in the words that form, slides and paper all promise."""

from __future__ import annotations

from collections.abc import Sequence

from skcore.instruments.model import Instrument
from skcore.texts import Texts
from skcore.texts.numbers import join_words


def who_sees(
    text: Texts,
    instruments: Sequence[Instrument],
    *,
    minimum: int,
    agreed_by: str = "",
    named_units: bool = False,
    named_management: bool = False,
    own_questions: bool = False,
) -> str:
    """Say what a workplace sees of itself, and what others see of it.

    What points at one leader is named: a workplace sees it of its own, and nobody else does but
    by agreement (``named_management``). Health is told of no workplace.
    """

    def say(key: str) -> str:
        management = join_words(
            management_scales(instruments, text.language), language=text.language
        )
        told = {"management": management, "minimum": minimum, "agreed_by": agreed_by}
        return text(f"who_sees.{key}", **told)

    health = [instrument.is_health for instrument in instruments]
    of_leaders = "_management" if management_scales(instruments, text.language) else ""
    parts = [] if all(health) and not own_questions else [say(f"workplace{of_leaders}")]
    parts += [say("health")] if any(health) else []
    if of_leaders and named_management:
        parts.append(say("all_named" if named_units else "groups_named"))
    else:
        parts.append(say(f"{'named' if named_units else 'unnamed'}{of_leaders}"))
    return " ".join(parts)


def management_scales(instruments: Sequence[Instrument], language: str) -> list[str]:
    """Name what points at one leader, in the definite form."""
    scales = [scale for one in instruments for scale in one.scales if scale.about_management]
    return list(dict.fromkeys(scale.definite[language] for scale in scales))
