"""Which dialogue cards a workplace gets, by what it may talk about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from skcore.errors import SkcoreError
from skcore.meeting.dialogue import dialogue_themes
from skcore.release import StudyRelease
from skcore.release.facts import StudyFacts
from skcore.texts import numbers
from skcore.wording import Card

FEWEST_CARDS, USUAL_CARDS, MOST_CARDS = 8, 10, 12
CARD_COLUMNS = ["card", "theme", "use", "text", "reason", "follow_up", "dimension", "direction"]
CARD_COLUMNS += ["form", "minutes", "materials", "kind", "variable", "heading"]
FRAME_HEADINGS = ("opening", "closing", "next_step")
#: cards that every workplace gets, whatever its numbers say
ALWAYS = 2
#: what opens, the core task, what closes, and the next step
FRAME_OF_A_TALK = 3 * ALWAYS + 1
#: dimension of the cards that point at one leader
OF_LEADERS = "trust_vertical"
#: dimension of a scale -> dimensions of the cards that open it, the nearest first
TOPICS: Mapping[str, Sequence[str]] = {
    "trust": ("trust",),
    "justice": ("justice",),
    "community": ("collaboration",),
    "wellbeing": ("wellbeing",),
    "overall": ("trust", "justice", OF_LEADERS),
    "other": ("collaboration", "core_task"),
}
#: what is talked about where nothing is shown: a bit of everything, and no theme before another
OF_CAPITAL = ("collaboration", "trust", "justice", OF_LEADERS, "justice")
USES_OF_CAPITAL = ("strength", "attention", "strength", "attention", "attention")
USES_OF_OTHERS = ("strength", "attention", "attention", "strength", "attention")


def choose_cards(
    release: StudyRelease, unit: str, *, n: int | None = None, for_all: bool = False
) -> pd.DataFrame:
    """Choose dialogue cards for a workplace, in the order they are laid on the table.

    Two open the talk, two are about the core task and two close it, always. Between them lie
    cards of the workplace's own themes (``dialogue_themes``), one of each in turn, and one about
    the next step. Where nothing is shown they are a bit of everything.

    Parameters
    ----------
    release
        From ``release_study``.
    unit
        Id of the workplace.
    n
        Number of cards, 8 to 12; ten where None, and up to twelve where there are more themes.
    for_all
        Whether others than the workplace's own people read them: then none is about its leader,
        and which they are tells nothing of that trust (but where it is agreed on).

    Returns
    -------
    pandas.DataFrame
        ``card, theme, use, text, reason`` and ``follow_up, dimension, direction, form, minutes,
        materials, kind, variable, heading``; ``text`` and ``follow_up`` are what the card says and
        hold no number of the workplace. ``reason`` is for whoever prepares the meeting: it is not
        printed on cards.

    Raises
    ------
    SkcoreError
        When ``n`` is not 8 to 12.

    Examples
    --------
    >>> choose_cards(release, "dagoest-01")["use"].tolist()[:3]
    ['opening', 'opening', 'strength']
    """
    facts = release.facts
    themes = dialogue_themes(release, unit, for_all=for_all)
    if n is None:
        n = min(max(USUAL_CARDS, FRAME_OF_A_TALK + len(themes)), MOST_CARDS)
    if not FEWEST_CARDS <= n <= MOST_CARDS:
        raise SkcoreError(facts.texts("themes.card_count", n=n))
    deal = _Deal(facts)
    if for_all and not facts.network_deck.named_management:
        deal.left = [card for card in deal.left if card.dimension != OF_LEADERS]
    deal.take(ALWAYS, "any", "opening", reason="opens")
    enough = ALWAYS + n - FRAME_OF_A_TALK
    deal.take_in_turn(themes, until=enough)
    plain = _without_numbers(facts)
    for dimension, use in plain:
        if len(deal.dealt) < enough:
            deal.take(1, dimension, use, reason="also" if len(themes) else "without_numbers")
    for use in ("strength", "attention"):
        deal.take(ALWAYS // 2, "core_task", use, reason="core_task")
    deal.take(1, _next_topic(facts, themes, plain), "next_step", reason="next_step")
    deal.take(ALWAYS, "any", "closing", reason="closes")
    return deal.table()


def _without_numbers(facts: StudyFacts) -> list[tuple[str, str]]:
    """Dimensions and uses of cards that any workplace of a study may get.

    Of one that asks of well-being first they are of the work, never of anybody's health.
    """
    if facts.is_about_capital and not facts.primary.is_health:
        return list(zip(OF_CAPITAL, USES_OF_CAPITAL, strict=True))
    own = "wellbeing" if facts.primary.is_health else "theme"
    return list(zip((own, own, "core_task", own, own), USES_OF_OTHERS, strict=True))


def other_cards(release: StudyRelease, cards: pd.DataFrame, card: str) -> pd.DataFrame:
    """Cards that could lie where one of a workplace's cards lies: for the same use, and unused.

    Parameters
    ----------
    release
        From ``release_study``.
    cards
        From ``choose_cards``.
    card
        Id of the card to swap.

    Returns
    -------
    pandas.DataFrame
        Rows as those of ``choose_cards``, of the same dimension first; one of the same dimension
        keeps the reason, another says that it was chosen by hand.
    """
    facts = release.facts
    old = cards.set_index("card", drop=False).loc[card]
    left = [c for c in facts.wording.cards if facts.language in c.text and c.use == old["use"]]
    left = [c for c in left if c.id not in set(cards["card"])]
    same = {name: old[name] for name in ("theme", "variable", "heading", "reason")}
    found = [
        other.said(facts.language) | same for other in left if other.dimension == old["dimension"]
    ]
    text = facts.texts
    by_hand = {"variable": "", "heading": old["heading"], "reason": text("themes.by_hand")}
    for other in left:
        if other.dimension != old["dimension"]:
            theme = {"theme": text(f"themes.dimensions.{other.dimension}")}
            found.append(other.said(facts.language) | theme | by_hand)
    return pd.DataFrame(found, columns=cards.columns)


def topics_of(facts: StudyFacts, variable: str) -> Sequence[str]:
    """Dimensions of the cards that open a scale, the nearest first."""
    scale = facts.scale(variable)
    if scale.about_management:
        return (OF_LEADERS,)
    own = next(i for i in facts.instruments if variable in i.scale_codes)
    if not own.about:  # what an organisation asked itself, no card of ours knows
        return ("theme",)
    return TOPICS.get(scale.dimension, TOPICS["other"])


def _is_named(facts: StudyFacts, dimension: str, name: str) -> bool:
    """Whether a study speaks of a dimension of the cards by this name; of none it speaks of all."""
    if dimension not in {topic for topics in TOPICS.values() for topic in topics} - {"core_task"}:
        return True
    labels = (s.label[facts.language] for i in facts.instruments for s in i.scales)
    return name in map(numbers.capitalise, labels)


def _next_topic(facts: StudyFacts, themes: pd.DataFrame, plain: Sequence[tuple[str, str]]) -> str:
    """What the next step is about: what needs a look, where there is such a theme."""
    for kind in ("attention", "disagreement", "moved", "strength"):
        for variable in themes.loc[themes["kind"] == kind, "variable"]:
            return topics_of(facts, variable)[0]
    return plain[0][0]


class _Deal:
    """Cards dealt one after another; none twice."""

    def __init__(self, facts: StudyFacts) -> None:
        self.facts = facts
        self.left: list[Card] = [c for c in facts.wording.cards if facts.language in c.text]
        self.dealt: list[dict[str, Any]] = []

    def take_in_turn(self, themes: pd.DataFrame, *, until: int) -> None:
        """Deal one card of each theme, then a second of each, until there are enough."""
        for turn in range(MOST_CARDS):
            for theme in themes.to_dict("records"):
                if len(self.dealt) < until:
                    topics = topics_of(self.facts, theme["variable"])
                    use = theme["kind"]
                    if use == "moved":
                        use = "strength" if theme["difference"] > 0 else "attention"
                    topic = topics[turn % len(topics)]
                    self.take(1, topic, use, reason=theme["reason"], theme=theme)

    def take(
        self,
        n: int,
        dimension: str,
        use: str,
        *,
        reason: str,
        theme: Mapping[Any, Any] | None = None,
    ) -> None:
        """Deal cards of one dimension and use, the first of the pool first."""
        language, text = self.facts.language, self.facts.texts
        heading = use if use in FRAME_HEADINGS else "core_task"
        named, variable = text(f"themes.dimensions.{dimension}"), ""
        if theme is None and not _is_named(self.facts, dimension, named):
            named = self.facts.words["Capital"]
        if theme is not None:
            variable, heading = theme["variable"], _heading(theme)
            named = numbers.capitalise(self.facts.scale(variable).label[language])
        elif dimension != "core_task" and use not in FRAME_HEADINGS:
            heading = "general"
        told = {
            "theme": named,
            "variable": variable,
            "heading": text(f"themes.headings.{heading}"),
            "reason": reason if theme is not None else text(f"themes.{reason}"),
        }
        fitting = [c for c in self.left if c.dimension == dimension and c.use == use][:n]
        for card in fitting:
            self.left.remove(card)
            self.dealt.append(card.said(language) | told)

    def table(self) -> pd.DataFrame:
        return pd.DataFrame(self.dealt, columns=CARD_COLUMNS)


def _heading(theme: Mapping[Any, Any]) -> str:
    """What a card's theme is called: a strength only where it is noticeable and certain."""
    kind = str(theme["kind"])
    if kind in ("strength", "attention"):
        return kind if theme["certain"] and theme["size"] != "small" else "also"
    between = kind == "disagreement" and pd.notna(theme["difference"])
    return "views" if between else kind
