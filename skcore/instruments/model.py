"""What a questionnaire is: items, answer options, scales, composites and reference values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

#: answers that count more points than this are favourable: the two best of five, three of six
MIDDLE = 50.0

Words = Mapping[str, str]  # language ("da", "en") -> words


@dataclass(frozen=True)
class Option:
    """One answer option: the code in our tables, its points on 0-100 and its wording."""

    code: int
    points: float
    label: Words
    aliases: tuple[str, ...] = ()  # other spellings that exports use


@dataclass(frozen=True)
class Item:
    """One question. ``text`` is the verified official wording or empty; ``label`` is our own."""

    code: str
    label: Words
    text: Words
    options: str  # name of the option set
    reversed: bool = False
    level: str = ""  # COPSOQ: core, middle or long
    about_management: bool = False  # answers point at one leader: unit deck only
    clause: Words | None = None  # the label after "that": "konflikter bliver løst retfærdigt"


@dataclass(frozen=True)
class Band:
    """A published band for group means: from the band before up to and including ``upper``."""

    upper: float
    label: Words


@dataclass(frozen=True)
class Published:
    """How the source reports the scale, when that is not the mean on 0-100."""

    low: float
    high: float
    decimals: int
    label: Words
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Scale:
    """Mean of the answered items, 0-100, high is good when ``high_is_good``."""

    code: str
    items: tuple[str, ...]
    min_answered: int
    label: Words  # lower case inside a sentence: "tillid mellem kolleger"
    definite: Words  # "tilliden mellem kolleger"
    dimension: str  # trust, justice, community, wellbeing or other: decides the colour
    direction: str = ""  # bonding, bridging, linking; empty where the source names none
    high_is_good: bool = True
    about_management: bool = False
    health: bool = False  # health data: groups only, never per unit in the network deck
    note: Words | None = None
    published: Published | None = None


@dataclass(frozen=True)
class Composite:
    """Mean of scale scores (``of = "scales"``) or of all items (``of = "items"``)."""

    code: str
    scales: tuple[str, ...]
    of: str
    label: Words
    definite: Words
    dimension: str = "overall"
    about_management: bool = False  # all its scales are


@dataclass(frozen=True)
class Reference:
    """A value to compare with, always with its source; ``value`` on 0-100."""

    scale: str
    value: float
    label: Words
    source: str
    year: int
    n: int | None


@dataclass(frozen=True)
class Instrument:
    """A questionnaire as its file tells it.

    Examples
    --------
    >>> import skcore
    >>> copsoq = skcore.load_instrument("copsoq3-social-capital")
    >>> copsoq.scale("TM").items
    ('TM1', 'TMX2', 'TM3', 'TM4')
    """

    id: str
    version: str
    title: Words
    source: str
    doi: str
    licence: str
    languages: tuple[str, ...]
    validated: bool
    options: Mapping[str, tuple[Option, ...]]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    composites: tuple[Composite, ...]
    references: tuple[Reference, ...]
    #: language -> sets of options whose words are ours and not the official ones
    unverified: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lead: Words = field(default_factory=dict)  # what stands above the questions, as published
    notice: Words = field(default_factory=dict)  # source and licence as forms print them
    about: tuple[str, ...] = ()  # social_capital, wellbeing: which knowledge belongs to it

    @property
    def is_health(self) -> bool:
        """Whether it holds health data, which are never told of a workplace."""
        return any(scale.health for scale in self.scales)

    @property
    def item_codes(self) -> tuple[str, ...]:
        """Codes of all items, in the order of the questionnaire."""
        return tuple(item.code for item in self.items)

    @property
    def scale_codes(self) -> tuple[str, ...]:
        """Codes of the scales, then of the composites."""
        return (*(s.code for s in self.scales), *(c.code for c in self.composites))

    @property
    def leading(self) -> str:
        """Code of what stands for the whole: the composite, else the first scale.

        Workplaces are dots by it, so one that points at a leader leads only where all do.
        """
        both: tuple[Scale | Composite, ...] = (*self.composites, *self.scales)
        return next((one for one in both if not one.about_management), both[0]).code

    @property
    def items_by_scale(self) -> dict[str, list[str]]:
        """Each item once, under the smallest scale that has it; scales in their own order."""
        smallest = sorted(self.scales, key=lambda scale: len(scale.items), reverse=True)
        home = {item: scale.code for scale in smallest for item in scale.items}
        found = {s.code: [i for i in s.items if home[i] == s.code] for s in self.scales}
        return {code: items for code, items in found.items() if items}

    def item(self, code: str) -> Item:
        """Return the item with this code."""
        return next(item for item in self.items if item.code == code)

    def scale(self, code: str) -> Scale | Composite:
        """Return the scale or composite with this code."""
        both: tuple[Scale | Composite, ...] = (*self.scales, *self.composites)
        return next(scale for scale in both if scale.code == code)

    def options_of(self, item: str) -> tuple[Option, ...]:
        """Answer options of an item."""
        return self.options[self.item(item).options]

    def points_of(self, item: str) -> list[tuple[float, Option]]:
        """What each option of an item counts, turned where the item is, and the option.

        Lowest first; an option without points ("not relevant") lies outside the scale.
        """
        options = [option for option in self.options_of(item) if not math.isnan(option.points)]
        pairs = [(option.points, option) for option in options]
        if self.item(item).reversed:
            ends = min(o.points for o in options) + max(o.points for o in options)
            pairs = [(ends - points, option) for points, option in pairs]
        return sorted(pairs, key=lambda pair: pair[0])
