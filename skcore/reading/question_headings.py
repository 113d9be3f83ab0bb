"""Which heading asks which question: surely by its code or words, perhaps by words much alike."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Item
from skcore.reading.spelling import SURE, alike_words

_MAYBE = 0.3  # likeness from which a heading may be the question
_FEW = 3  # so many questions make a row of headings; a comment may be like one or two
_WORDS = 3  # a slip of spelling is forgiven in so many words
_COMMON = frozenset(
    (
        *("jeg", "har", "alt", "alle", "det", "den", "der", "som", "for", "fra", "med", "til"),
        *("din", "deres", "dine", "man", "kan", "bliver", "blive", "være", "are", "the", "and"),
        *("you", "your", "our", "that", "from", "with", "have", "has", "not", "does"),
    )
)
#: beginnings of words that mean the same in a question
_ALIKE = {"ansat": "medar", "perso": "medar", "leder": "ledel", "løst": "løses", "boss": "manag"}


@dataclass(frozen=True)
class Matched:
    """Question -> heading; of those that are only ``perhaps`` so, somebody must be asked."""

    sure: Mapping[str, str] = field(default_factory=dict)
    perhaps: Mapping[str, str] = field(default_factory=dict)


def match_questions(
    headings: Sequence[str],
    items: Sequence[Item],
    *,
    words: Mapping[str, str] | None = None,
    fits: Callable[[str, Item], bool],
) -> Matched:
    """Match questions to headings, each once.

    ``words`` is what SPSS knows of a heading; ``fits`` says whether the answers under a heading
    are answers to a question: like words alone do not make it one.
    """
    sure = surely_asked(headings, items)
    left = [name for name in headings if name not in sure.values()]
    spoken = {said: name for name in left if (said := (words or {}).get(name, ""))}
    open_items = [item for item in items if item.code not in sure]
    sure |= {code: spoken[said] for code, said in surely_asked(list(spoken), open_items).items()}
    free = [name for name in left if name not in sure.values()]
    open_items = [item for item in items if item.code not in sure]
    return Matched(sure, perhaps_asked(free, open_items, words=words or {}, fits=fits))


def surely_asked(headings: Sequence[str], items: Sequence[Item]) -> dict[str, str]:
    """Return the questions whose code or words a heading is, or whose code it holds.

    Our short label of a reversed question says its opposite, so that it is no heading of it.
    """
    codes = [item.code for item in items]
    # LimeSurvey has no underscore in its codes: WHO5_1 is WHO51 there
    shorter = {code.replace("_", ""): code for code in codes if "_" in code}
    shorter = {short: code for short, code in shorter.items() if short not in codes}
    spelt = {**shorter, **{code: code for code in codes}}
    plain = {said.casefold(): code for said, code in spelt.items()}
    found = {plain[n.casefold()]: n for n in reversed(headings) if n.casefold() in plain}
    found |= {name: name for name in headings if name in codes}
    left = [name for name in headings if name not in found.values()]
    said = [(item.code, name) for name in left for item in items if _is_wording(name, item)]
    held = [(shorter.get(code, code), name) for name in left if (code := inside(name, spelt))]
    for pairs in (said, held):
        by_item, by_name = Counter(c for c, _ in pairs), Counter(n for _, n in pairs)
        once = {c: n for c, n in pairs if by_item[c] == by_name[n] == 1}
        found |= {c: n for c, n in once.items() if c not in found and n not in found.values()}
    return found


def perhaps_asked(
    headings: Sequence[str],
    items: Sequence[Item],
    *,
    words: Mapping[str, str],
    fits: Callable[[str, Item], bool],
) -> dict[str, str]:
    """Give each heading to the question that it is most like, where their words are much alike."""
    if not headings or not items:
        return {}
    from scipy.optimize import linear_sum_assignment

    weight = _weights(items)
    like = [[_likeness(words.get(n) or n, item, weight) for n in headings] for item in items]
    like = [
        [
            score if score >= _MAYBE and fits(n, item) else 0.0
            for n, score in zip(headings, row, strict=True)
        ]
        for item, row in zip(items, like, strict=True)
    ]
    rows, columns = linear_sum_assignment(like, maximize=True)
    pairs = [(r, c) for r, c in zip(rows, columns, strict=True) if like[r][c]]
    return {items[r].code: headings[c] for r, c in pairs}


def liked(cells: Iterable[str], items: Sequence[Item]) -> set[str]:
    """Cells of a row that are each like a question of its own; none where they are a few."""
    found: dict[str, tuple[float, str]] = {}
    for cell in dict.fromkeys(cells):  # answers recur, questions do not
        scores = [(_likeness(cell, item), item.code) for item in items] if cell else []
        best, code = max(scores, default=(0.0, ""))
        if best >= _MAYBE:
            found[code] = max(found.get(code, (0.0, "")), (best, cell))
    return {cell for _, cell in found.values()} if len(found) >= _FEW else set()


def inside(heading: str, codes: Iterable[str]) -> str | None:
    """Return the one code that a heading holds as a word of its own, at an end or in brackets.

    Examples
    --------
    >>> [inside(h, ["TM1", "TMX2"]) for h in ("tillid/TM1", "G1Q1[TM1]. Stoler …", "TM1. Stoler …")]
    ['TM1', 'TM1', 'TM1']
    >>> inside("TM1 and TMX2", ["TM1", "TMX2"]) is None
    True
    """
    words = {word.casefold() for word in re.findall(r"\w+", heading)}
    words |= {word.casefold() for word in re.findall(r"[^\W_]+", heading)}
    found = [code for code in codes if code.casefold() in words]
    if len(found) != 1 or len(found[0]) < 2:
        return None
    code = re.escape(found[0])
    ends = rf"(?:^|[/\[(]){code}(?:$|[\])]|[.:)\s\u2013-])|[/\s_:.-]{code}$"
    return found[0] if re.search(ends, heading.strip(), re.IGNORECASE) else None


def _is_wording(heading: str, item: Item) -> bool:
    """Say whether a heading is the question's words or its label, but for marks and slips."""
    parts = heading.split("/")  # a question may stand behind its group
    owns = {_bare("/".join(parts[at:])) for at in range(len(parts))}
    labels = () if item.reversed else tuple(item.label.values())
    return any(
        len(own) == len(theirs)
        and (own == theirs or (len(own) >= _WORDS and min(map(alike_words, own, theirs)) >= SURE))
        for theirs in map(_bare, (*item.text.values(), *labels))
        for own in owns
        if theirs
    )


@lru_cache(maxsize=10_000)
def _bare(text: str) -> tuple[str, ...]:
    """Words of a question without its number, the tool's name of it, marks and capitals."""
    plain = re.sub(r"\s\[\w+\]$", "", normalise_label(text.replace("_", " ")))
    return tuple(re.findall(r"\w+", re.sub(r"^\W*(?:q|spm\.?)? ?\d+[.):]*\s", "", plain)))


def _likeness(heading: str, item: Item, weight: Mapping[str, float] | None = None) -> float:
    """From 0 to 1: how many words a heading shares with the question's."""
    own = _stems(heading)
    best = 0.0
    for words in (*item.label.values(), *item.text.values()):
        theirs = _stems(words)
        both, every = own & theirs, own | theirs
        if not both:
            continue
        # the share of the shorter counts for more: our labels leave words out
        least = min(_weight(own, weight), _weight(theirs, weight))
        found = _weight(both, weight)
        best = max(best, 0.7 * found / least + 0.25 * found / _weight(every, weight))
    return best


def _weight(stems: Iterable[str], weight: Mapping[str, float] | None) -> float:
    return sum(1.0 if weight is None else weight.get(stem, 1.0) for stem in stems)


def _weights(items: Sequence[Item]) -> dict[str, float]:
    """Give a word that few of the questions have more weight."""
    counts = Counter(
        stem
        for item in items
        for stem in set().union(*(_stems(w) for w in (*item.label.values(), *item.text.values())))
    )
    return {stem: 1 + math.log(len(items) / times) for stem, times in counts.items()}


@lru_cache(maxsize=10_000)
def _stems(words: str) -> frozenset[str]:
    found = re.findall(r"[^\W\d_]+", normalise_label(words))
    stems = (word[:5] for word in found if len(word) > 2 and word not in _COMMON)
    return frozenset(_ALIKE.get(stem, stem) for stem in stems)
