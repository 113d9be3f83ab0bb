"""A workplace's own slides: its numbers beside the whole, questions, and room for its story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from skcore.decks.changed import unit_change_rows
from skcore.decks.distances import profile_title
from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import employees, scale_rows, shown_scales
from skcore.decks.source_range import published_line
from skcore.decks.spreads import spread_note
from skcore.meeting.deal import choose_cards
from skcore.meeting.extremes import certain_rows, reason_key, rows_where
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide, TableFigure

MOST_QUESTIONS = 6  # on a slide that is read across a room
HIDDEN_QUESTIONS = 4
BOXES = 2  # themes beside a workplace's own numbers


def _unit_rows(release: StudyRelease, unit: str) -> pd.DataFrame:
    """Rows of the unit's employees in the last survey, in the order of the scales."""
    rows = employees(release, "wave × unit × role", release.facts.last_wave)
    return scale_rows(Phrases(release), rows[rows["unit"] == unit])


@of_release
def unit_title_slide(release: StudyRelease, unit: str) -> Slide:
    """Name of the workplace, the survey and who sees the numbers first.

    Examples
    --------
    >>> import skcore
    >>> skcore.unit_title_slide(release, "hjem-01").title
    'Hjemmepleje Tranebjælke'
    """
    p, facts = Phrases(release), release.facts
    said = {"wave": facts.wave_label(facts.last_wave), "organisation": facts.organisation}
    shown = not _unit_rows(release, unit).query("not hidden").empty
    return Slide(
        layout="title",
        title=facts.unit_name(unit),
        kicker=p.text("unit.subtitle", **said),
        body=(p.body("unit.order"),) if shown else (),
        notes=p.text("unit.order_notes"),
        language=p.language,
    )


@of_release
def profile_slide(release: StudyRelease, unit: str) -> Slide:
    """Show the workplace's means beside the whole; where not shown, why.

    Examples
    --------
    >>> import skcore
    >>> skcore.profile_slide(release, "hjem-01").figure.kind
    'profile'
    """
    p = Phrases(release)
    rows = _unit_rows(release, unit)
    shown = rows[~rows["hidden"]]
    if shown.empty:
        return _not_shown(p, unit, rows)
    facts = release.facts
    columns = ["label", "estimate", "conf_low", "conf_high", "reference", "reference_bounded"]
    columns += ["difference", "dimension"]
    sure = certain_rows(shown, "diff_low", "diff_high")["variable"]
    chart = shown[columns].assign(
        bounded=shown["bounded"].fillna(""),
        certain=shown["variable"].isin(sure).astype(float),
        goal=shown["variable"].map(dict(facts.goals)).astype(float),
    )
    alone = "_alone" if shown["reference"].isna().all() else ""  # nothing to stand beside
    if shown["difference"].isna().all():
        chart = chart.drop(columns=["difference", "certain"])
    options = {
        "language": p.language,
        "reference_label": p.text("unit.profile.whole") or facts.words["the_whole"],
        "minimum": facts.policy.minimum,
        "note": p.text("unit.profile.how" if "certain" in chart else "deck.band")
        if chart["conf_low"].notna().any()
        else "",
    }
    title, headline = profile_title(p, shown)
    told = (*headline, *_apart(p, release, unit), _detectable(p, shown))
    said = p.text(f"unit.profile.notes{alone}", noticeable=p.number(facts.noticeable))
    notes = [said, *told]
    cards = _cards(release, unit)
    reasons = dict.fromkeys(cards.loc[cards["variable"] != "", "reason"])
    return p.slide(
        kicker=p.own_kicker(unit),
        title=title,
        figure=Chart("profile", chart, options),
        body=published_line(p, shown),
        boxes=tuple(
            (f"{card['heading']} · {_theme_inside(p, card)}", str(card["text"]))
            for card in _of_two_themes(cards).to_dict("records")
        ),
        alt=profile_alt(p, chart),
        notes=[*notes, *reasons],
        footnote=p.footnote(
            p.answered(facts.last_wave, unit=unit),
            _no_change(p, unit),
            spread_note(p, facts.last_wave),
        ),
    )


def _of_two_themes(cards: pd.DataFrame) -> pd.DataFrame:
    """The first cards, of different themes where there are such."""
    own_first = cards.sort_values("variable", key=lambda theme: theme == "", kind="stable")
    return own_first.drop_duplicates("variable").head(BOXES)


def profile_alt(p: Phrases, chart: pd.DataFrame) -> str:
    """Say the means of a workplace's themes, beside the whole's where that is told."""
    alone = chart["reference"].isna().all()
    beside = ["" if alone else f" ({p.mean(row, 'reference')})" for _, row in chart.iterrows()]
    rows = [f"{r['label']} {p.mean(r)}" for _, r in chart.iterrows()]
    rows = [own + b for own, b in zip(rows, beside, strict=True)]
    return p.text(f"unit.profile.alt{'_alone' if alone else ''}", rows="; ".join(rows))


def _theme_inside(p: Phrases, card: Mapping[Any, Any]) -> str:
    """What a card is about, as inside a sentence: a scale's own label keeps its capitals."""
    theme = str(card["theme"])
    if card["variable"]:
        return p.scale(card["variable"])
    return theme if theme[:2].isupper() else theme[:1].lower() + theme[1:]


def _cards(release: StudyRelease, unit: str, cards: pd.DataFrame | None = None) -> pd.DataFrame:
    """Questions of the workplace's dialogue cards, its own themes first."""
    cards = choose_cards(release, unit) if cards is None else cards
    return cards[~cards["use"].isin(["opening", "closing"])].head(MOST_QUESTIONS)


def _not_shown(p: Phrases, unit: str, rows: pd.DataFrame) -> Slide:
    """Questions to talk about, read across the room; why there are no numbers, in a line."""
    reason = rows["hidden_reason"].iloc[0] if len(rows) else "no data"
    key = reason_key(reason)
    least = p.facts.policy.minimum
    why = p.text(f"unit.hidden.{key}", unit=p.facts.unit_name(unit), minimum=least)
    apart = p.text("deck.response.apart") if p.facts.has_leaders and key == "primary" else ""
    questions = _cards(p.release, unit)["text"].head(HIDDEN_QUESTIONS)
    return p.slide(
        kicker=p.own_kicker(unit),
        title=p.text(f"unit.hidden.title{'_no_data' if key == 'no_data' else ''}"),
        body=tuple(p.marked("{question}", question=text) for text in questions),
        notes=[why, apart, p.text("unit.hidden.notes")],
        footnote=p.footnote(p.text(f"unit.hidden.short_{key}", minimum=least)),
    )


def _apart(p: Phrases, release: StudyRelease, unit: str) -> list[str]:
    """One question where the answers to a scale lie far apart; the first such scale only."""
    told = {"unit": unit, "wave": release.facts.last_wave, "role": "employee", "spread": "apart"}
    apart = set(rows_where(release.spread.table, hidden=False, **told)["variable"])
    codes = [code for code in shown_scales(release) if code in apart]
    return [p.text("unit.profile.apart", scale=p.scale(codes[0]))] if codes else []


def _detectable(p: Phrases, shown: pd.DataFrame) -> str:
    """Say the smallest difference that so few answers can show, over the scales on the slide."""
    points = p.least_detectable(shown.dropna(subset="difference"))
    n = p.number(shown["n"].iloc[0])
    return p.text("unit.profile.detectable", n=n, points=points) if points else ""


def _no_change(p: Phrases, unit: str) -> str:
    """Say why there is no slide about change, where there were two surveys."""
    if p.release.unit_changes is None:
        return p.change_missing()
    if not unit_change_rows(p, unit).empty:
        return ""
    own = {"comparison": p.facts.comparison.get(unit, unit), "role": "employee"}
    reasons = rows_where(p.release.unit_changes.table, **own)["hidden_reason"]
    key = reason_key(reasons.iloc[0]) if len(reasons) else "no_data"
    first = p.facts.wave_label(p.facts.waves[-2].id)
    return p.text(f"unit.change.not_shown_{key}", first=first, minimum=p.facts.policy.minimum)


@of_release
def questions_slide(
    release: StudyRelease, unit: str, *, cards: pd.DataFrame | None = None
) -> Slide:
    """The questions of the workplace's dialogue cards, its own themes first.

    A theme is a strength or an attention point only where its distance from the whole is
    noticeable and larger than the uncertainty.

    Examples
    --------
    >>> import skcore
    >>> type(skcore.questions_slide(release, "hjem-01").figure).__name__
    'TableFigure'
    """
    p = Phrases(release)
    cards = _cards(release, unit, cards)
    themed = cards[cards["variable"] != ""]
    reasons = " ".join(dict.fromkeys(themed["reason"]))
    beside = "" if _unit_rows(release, unit)["difference"].notna().any() else "_alone"
    notes = [p.text("unit.strengths.notes")]
    notes += [p.text("unit.strengths.because", reasons=reasons)] if reasons else []
    return p.slide(
        kicker=p.own_kicker(unit),
        title=p.text(f"unit.strengths.{_talk_title(release, unit, themed)}"),
        figure=p.table(
            "unit.strengths.columns",
            zip(cards["heading"], cards["text"], cards["theme"], strict=True),
            emphasis=("strong", "", "quiet"),
            show_header=False,
        ),
        alt=p.text("unit.strengths.alt"),
        notes=notes,
        footnote=p.footnote(p.text(f"unit.strengths.basis{beside}") if reasons else ""),
    )


def _talk_title(release: StudyRelease, unit: str, themed: pd.DataFrame) -> str:
    if themed.empty:
        shown = not _unit_rows(release, unit).query("not hidden").empty
        return "title_alone" if shown else "title_hidden"
    names = [release.facts.texts(f"themes.headings.{kind}") for kind in ("strength", "attention")]
    return "title" if set(names) <= set(themed["heading"]) else "title_ends"


@of_release
def story_slide(release: StudyRelease, unit: str) -> Slide:
    """Room for the workplace's own words beside the numbers.

    Examples
    --------
    >>> import skcore
    >>> type(skcore.story_slide(release, "hjem-01").figure).__name__
    'TableFigure'
    """
    p = Phrases(release)
    questions = release.facts.wording.handouts(p.language).raw("prompts.story")
    return p.slide(
        kicker=p.own_kicker(unit),
        title=p.text("unit.story.title"),
        figure=TableFigure(tuple(questions), (("\u00a0",) * len(questions),)),
        alt=p.text("unit.story.alt"),
        notes=p.text("unit.story.notes"),
    )


@of_release
def next_slide(release: StudyRelease, unit: str) -> Slide:
    """Room for what to try and when to look again.

    Examples
    --------
    >>> import skcore
    >>> type(skcore.next_slide(release, "hjem-01").figure).__name__
    'TableFigure'
    """
    p = Phrases(release)
    blank = [("\u00a0",) * len(p.raw("unit.next.columns"))] * 4
    return p.slide(
        kicker=p.own_kicker(unit),
        title=p.text("unit.next.title"),
        figure=p.table("unit.next.columns", blank),
        alt=p.text("unit.next.alt"),
        notes=p.text("unit.next.notes"),
    )
