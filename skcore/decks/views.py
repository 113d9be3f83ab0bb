"""What lies behind a mean: the answers, and the two views of leaders and employees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, certain_rows, farthest
from skcore.decks.rows import chart_options, scale_rows
from skcore.slides.slide import Chart, Slide

if TYPE_CHECKING:
    from skcore.instruments.model import Item, Scale
    from skcore.release import StudyRelease
    from skcore.slides.markup import Run

__all__ = ["gap_slide", "items_slides"]

FAVOURABLE = 75.0  # the two best of five options


def items_slides(release: StudyRelease) -> list[Slide]:
    """How all employees' answers are distributed: one slide per scale."""
    p = Phrases(release)
    facts = release.facts
    table = release.items.table
    rows = table[(table["wave"] == facts.last_wave) & ~table["hidden"]]
    scales = [s for s in facts.primary.scales if set(s.items) & set(rows["variable"])]
    return [_items_slide(p, s, rows[rows["variable"].isin(s.items)]) for s in scales]


def _items_slide(p: Phrases, scale: Scale, rows: pd.DataFrame) -> Slide:
    facts = p.release.facts
    primary = facts.primary
    best = rows["category"].map(lambda c: all(float(x) >= FAVOURABLE for x in c.split("+")))
    share = rows[best].groupby("variable", sort=False)["estimate"].sum()
    top = str(share.index[int(share.to_numpy().argmax())])
    # least positive first: the chart lays the answers from left to right
    categories = list(dict.fromkeys(rows["category"]))[::-1]
    words = {c: _category(p, scale, c) for c in categories}
    turned = any(primary.item(code).reversed for code in scale.items)
    label = {item.code: item.label[p.language] for item in primary.items}
    rows = rows.assign(
        label=rows["variable"].map(label),
        share=rows["estimate"],
        category=rows["category"].map(words),
    )
    spoken = [
        f"{label[c]} {p.percent(v)}" for c, v in zip(share.index.astype(str), share, strict=True)
    ]
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=p.text(_items_key(primary.item(top)), share=p.percent(share[top]), item=label[top]),
        figure=Chart(
            "distribution",
            rows[["label", "category", "share", "n"]],
            chart_options(p) | {"categories": list(words.values())},
        ),
        body=(p.body("deck.items.how"), *([p.body("deck.items.turned")] if turned else [])),
        alt=p.text("deck.items.alt", rows="; ".join(spoken)),
        notes=p.text("deck.items.notes"),
        footnote=p.footnote(_behind(p, rows), p.instrument_note()),
        result_id=p.release.result_id,
        language=p.language,
    )


def _behind(p: Phrases, rows: pd.DataFrame) -> str:
    """Say whose answers a slide of questions shows: all who gave one, or who gave all."""
    low, high = int(rows["n"].min()), int(rows["n"].max())
    if (rows["complete"] == "all").all():
        return p.text("deck.items.complete", n=p.number(high))
    n = p.number(high) if low == high else f"{p.number(low)}–{p.number(high)}"
    return p.text("deck.items.everybody", n=n)


def _items_key(item: Item) -> str:
    """Key of the title: the words of the answers only where the question was put that way."""
    if item.reversed:
        return "deck.items.title_turned"
    return f"deck.items.title{'_frequency' if item.options == 'frequency' else ''}"


def _category(p: Phrases, scale: Scale, category: str) -> str:
    """Words of an answer option, or of the two at one end."""
    primary = p.release.facts.primary
    plain = [code for code in scale.items if not primary.item(code).reversed] or scale.items
    options = primary.options_of(plain[0])
    label = {f"{o.points:g}": o.label[p.language] for o in options}
    return " / ".join(label.get(points, points) for points in category.split("+"))


def gap_slide(release: StudyRelease) -> Slide | None:
    """Employees' and leaders' answers beside each other, without a verdict."""
    p = Phrases(release)
    facts = release.facts
    table = release.gaps.table
    whole = table[(table["cut"] == "wave × role") & (table["wave"] == facts.last_wave)]
    rows = scale_rows(p, whole[~whole["hidden"]])
    if rows.empty:
        return None
    title, sentence = _gap_words(p, certain_rows(rows))
    columns = ["label", "employee", "leader", "estimate", "conf_low", "conf_high", "dimension"]
    spoken = [
        f"{r.label}: {p.number(r.employee)} / {p.number(r.leader)}" for r in rows.itertuples()
    ]
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=title,
        figure=Chart("gap", rows[columns], chart_options(p)),
        body=(
            p.body("deck.gap.how"),
            sentence,
            p.body("deck.gap.unit_note", minimum=facts.policy.minimum),
        ),
        alt=p.text("deck.gap.alt", rows="; ".join(spoken)),
        notes=p.text("deck.gap.notes"),
        footnote=p.footnote(
            p.answered(facts.last_wave),
            p.spread_note(facts.last_wave),
            p.leaders_spread_note(facts.last_wave),
            p.text("deck.differences_note"),
            p.instrument_note(),
        ),
        result_id=release.result_id,
        language=p.language,
    )


def _gap_words(p: Phrases, certain: pd.DataFrame) -> tuple[str, tuple[Run, ...]]:
    """Title and sentence about the largest certain distance between the two views."""
    if certain.empty:
        return p.text("deck.gap.title_none"), p.body("deck.gap.sentence_none")
    largest = farthest(certain, "estimate")
    scale = p.scale(largest["variable"])
    up = largest["estimate"] > 0
    title = p.text(
        "deck.gap.title_certain",
        scale=scale,
        direction=p.text("deck.gap.higher" if up else "deck.gap.lower"),
    )
    sentence = p.body(
        "deck.gap.sentence",
        scale=scale,
        points=p.number(abs(largest["estimate"])),
        direction=p.text("deck.gap.over" if up else "deck.gap.under"),
        interval=p.interval(largest["conf_low"], largest["conf_high"], signed=True),
    )
    return title, sentence
