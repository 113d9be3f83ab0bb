"""What lies behind a mean: the answers, and the two views of leaders and employees."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import MOST_NAMED, Phrases
from skcore.decks.rows import chart_options, option_words, pairs_chart, said_pairs, scale_rows
from skcore.decks.spreads import leaders_spread_note, spread_note
from skcore.instruments.model import MIDDLE
from skcore.meeting.extremes import certain_rows, farthest, rows_where, up_and_down
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide

VIEWS = ("employee", "leader")


@of_release
def items_slides(release: StudyRelease, scale: str = "") -> list[Slide]:
    """How all employees' answers are distributed: a slide per scale, and per kind of answer in it.

    Questions of one scale that are answered in other words, or told in other parts, stand on a
    slide of their own: their bars would not lie side by side. Each question stands with the
    smallest scale that has it; with ``scale`` only those of that scale.

    Examples
    --------
    >>> import skcore
    >>> {slide.figure.kind for slide in skcore.items_slides(release)}
    {'distribution'}
    """
    p = Phrases(release)
    rows = rows_where(release.items.table, wave=release.facts.last_wave, hidden=False)
    slides = []
    by_scale = release.facts.primary.items_by_scale
    for items in [by_scale.get(scale, [])] if scale else by_scale.values():
        alike: dict[object, list[str]] = {}
        for item in items:
            parts = _parts(p, rows, item)
            if parts:
                options = release.facts.primary.item(item).options
                alike.setdefault((options, tuple(map(tuple, parts.values()))), []).append(item)
        slides += [_items_slide(p, items, rows) for items in alike.values()]
    return slides


def _parts(p: Phrases, rows: pd.DataFrame, item: str) -> dict[str, list[int]]:
    """Category of an item, most positive first -> places of its options, counted from below."""
    points = [f"{value:g}" for value, _ in p.facts.primary.points_of(item)]
    told = rows.loc[rows["variable"] == item, "category"]
    return {category: [points.index(v) for v in category.split("+")] for category in told}


def _items_slide(p: Phrases, items: list[str], rows: pd.DataFrame) -> Slide:
    primary = p.facts.primary
    turned = [code for code in items if primary.item(code).reversed]
    plain = [code for code in items if code not in turned]
    said = [option.label[p.language] for _, option in primary.points_of((plain or items)[0])]
    said = said if plain else said[::-1]  # our labels say it positively: "share", not "withhold"
    words = [[said[place] for place in places] for places in _parts(p, rows, items[0]).values()]
    rows = rows[rows["variable"].isin(items)]
    positive = rows["category"].map(lambda c: all(float(x) > MIDDLE for x in c.split("+")))
    share = rows[positive].groupby("variable", sort=False)["estimate"].sum()
    label = {item.code: item.label[p.language] for item in primary.items}
    # the words above the bars are not what was answered
    label |= {code: p.text("deck.items.turned_mark", item=label[code]) for code in turned}
    named = {
        (item, category): option_words(chosen)
        for item in items
        for category, chosen in zip(_parts(p, rows, item), words, strict=True)
    }
    keys = zip(rows["variable"], rows["category"], strict=True)
    chart = rows.assign(
        label=rows["variable"].map(label),
        share=rows["estimate"],
        category=[named[key] for key in keys],
    )
    # least positive first: the chart lays the answers from left to right
    categories = [option_words(chosen) for chosen in words[::-1]]
    spoken = [
        f"{label[c]} {p.percent(v)}" for c, v in zip(share.index.astype(str), share, strict=True)
    ]
    named_row: dict[str, object] = {}
    if share.empty:  # the middle had to be put together with the positive answers
        title, alt = p.text("deck.items.title_parts"), p.text("deck.items.title_parts")
    else:
        top = str(share.index[int(share.to_numpy().argmax())])
        title = _items_title(p, top, share[top], [w for part in words for w in part])
        alt = p.text("deck.items.alt", rows="; ".join(spoken))
        told = set(rows.loc[positive & (rows["variable"] == top), "category"])
        best = [named[top, category] for category in _parts(p, rows, top) if category in told]
        others = p.text("deck.items.title_parts")
        named_row = {"named_row": label[top], "named_answers": best, "title_of_others": others}
    return p.slide(
        kicker=p.text("deck.kicker_results"),
        title=title,
        figure=Chart(
            "distribution",
            chart[["label", "category", "share", "n"]],
            chart_options(p) | {"categories": categories} | named_row,
        ),
        boxes=p.box("deck.items.ask"),
        alt=alt,
        notes=[
            p.text("deck.items.notes"),
            p.text("deck.items.rounded"),
            p.text("deck.items.turned") if turned else "",
        ],
        footnote=p.footnote(
            _behind(p, rows),
            p.text("deck.items.turned_note") if turned else "",
            untold(p, items[0]),
        ),
    )


def untold(p: Phrases, item: str) -> str:
    """Name the questions of a question's scale whose answers are not shown."""
    primary, table = p.facts.primary, p.release.items.table
    told = table.loc[(table["wave"] == p.facts.last_wave) & ~table["hidden"], "variable"]
    whole = next(own for own in primary.items_by_scale.values() if item in own)
    left = [primary.item(code).label[p.language] for code in whole if code not in set(told)]
    return p.text("deck.items.untold", items="; ".join(left)) if left else ""


def _behind(p: Phrases, rows: pd.DataFrame) -> str:
    """Say whose answers a slide of questions shows: all who gave one, or who gave all."""
    low, high = int(rows["n"].min()), int(rows["n"].max())
    if (rows["complete"] == "all").all():
        return p.text("deck.items.complete", n=p.number(high))
    n = p.number(high) if low == high else f"{p.number(low)}–{p.number(high)}"
    return p.text("deck.items.everybody", n=n)


def _items_title(p: Phrases, top: str, share: float, best_first: list[str]) -> str:
    """Say how many answer positively: in the answers' words where the question was put with them.

    Where the question is there as a clause it is told as one: "38 % experience ... that ...".
    """
    item = p.facts.primary.item(top)
    words = p.raw("deck.items.words")
    kinds = [kind for kind, pair in words.items() if set(pair) == set(best_first[: len(pair)])]
    said, key = item.label, "deck.items.title_turned"
    if kinds and not item.reversed:
        key = f"deck.items.{kinds[0]}"
        if item.clause is not None:
            said, key = item.clause, key.replace("title", "clause")
    return p.text(key, share=p.percent(share), item=said[p.language])


@of_release
def gap_slide(release: StudyRelease) -> Slide | None:
    """Employees' and leaders' answers beside each other, without a verdict.

    Examples
    --------
    >>> import skcore
    >>> skcore.gap_slide(release).figure.kind
    'gap'
    """
    p = Phrases(release)
    facts = release.facts
    whole = {"cut": "wave × role", "wave": facts.last_wave}
    rows = scale_rows(p, rows_where(release.gaps.table, hidden=False, **whole))
    if rows.empty:
        return None
    options = {"language": p.language, "named": True}
    return p.slide(
        kicker=p.text("deck.kicker_gap"),
        title=gap_title(p, rows),
        figure=pairs_chart(rows, "gap", VIEWS, options),
        boxes=p.box("deck.gap.ask"),
        alt=p.text("deck.gap.alt", rows=said_pairs(p, rows, VIEWS)),
        notes=[p.text("deck.gap.notes"), *_gap_sentence(p, certain_rows(rows))],
        footnote=p.footnote(
            p.answered(facts.last_wave),
            p.text("deck.gap.unit_note", minimum=facts.policy.minimum_for("distribution")),
            spread_note(p, facts.last_wave),
            leaders_spread_note(p, facts.last_wave),
        ),
    )


def gap_title(p: Phrases, rows: pd.DataFrame) -> str:
    """Name every certain distance, where there are no more than two; else the largest of a side."""
    certain = certain_rows(rows)
    if certain.empty:
        return p.text(f"deck.gap.{p.none_certain(rows)}")
    parts = []
    for direction, rows in zip(("higher", "lower"), up_and_down(certain), strict=True):
        if len(rows):
            named = rows if len(rows) <= MOST_NAMED else rows.loc[[rows["estimate"].abs().idxmax()]]
            parts.append((p.text(f"deck.gap.{direction}"), p.themes(named, of=0)))
    said = dict(zip(("direction", "scale"), parts[0], strict=True))
    title = p.text("deck.gap.title_certain", **said)
    for direction, scale in parts[1:]:
        title = p.text("deck.gap.title_more", title=title, direction=direction, scale=scale)
    return title


def _gap_sentence(p: Phrases, certain: pd.DataFrame) -> list[str]:
    """Say the largest certain distance between the two views, for the notes."""
    if certain.empty:
        return []
    largest = farthest(certain, "estimate")
    over = "over" if largest["estimate"] > 0 else "under"
    return [
        p.text(
            "deck.gap.sentence",
            scale=p.scale(largest["variable"]),
            points=p.number(abs(largest["estimate"])),
            direction=p.text(f"deck.gap.{over}"),
            interval=p.interval(largest["conf_low"], largest["conf_high"], signed=True),
        )
    ]
