"""A workplace's own slides: its numbers beside the whole, questions, and room for its story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.change import change_sentence, change_title
from skcore.decks.phrases import Phrases, certain_rows, farthest, highest, is_certain, lowest
from skcore.decks.rows import shown_scales
from skcore.meeting.dialogue import dialogue_questions, strengths_and_attention
from skcore.slides.slide import Chart, Slide, TableFigure
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.release import StudyRelease
    from skcore.slides.markup import Run

__all__ = [
    "next_slide",
    "profile_slide",
    "questions_slide",
    "story_slide",
    "unit_change_slide",
    "unit_title_slide",
]


def _unit_rows(release: StudyRelease, unit: str) -> pd.DataFrame:
    """Rows of the unit's employees in the last survey, in the order of the scales."""
    facts = release.facts
    table = release.levels[facts.primary.id].table
    keep = (table["cut"] == "wave × unit × role") & (table["unit"] == unit)
    keep &= (table["wave"] == facts.last_wave) & (table["role"] == "employee")
    order = {code: i for i, code in enumerate(shown_scales(release))}
    rows = table[keep & table["variable"].isin(order)]
    return rows.sort_values("variable", key=lambda s: s.map(order), ignore_index=True)


def unit_title_slide(release: StudyRelease, unit: str) -> Slide:
    """Name of the workplace, the survey and who sees the numbers first."""
    p = Phrases(release)
    facts = release.facts
    shown = not _unit_rows(release, unit).query("not hidden").empty
    return Slide(
        layout="title",
        title=facts.unit_name(unit),
        kicker=p.text("unit.subtitle", organisation=facts.organisation),
        body=(p.body("unit.order"),) if shown else (),
        notes=p.text("unit.order_notes"),
        language=p.language,
    )


def profile_slide(release: StudyRelease, unit: str) -> Slide:
    """Show the workplace's means beside the whole; where not shown, why."""
    p = Phrases(release)
    rows = _unit_rows(release, unit)
    shown = rows[~rows["hidden"]]
    if shown.empty:
        return _not_shown(p, unit, rows)
    facts = release.facts
    chart = pd.DataFrame(
        {
            "label": [p.scale(code, capital=True) for code in shown["variable"]],
            **{c: shown[c].to_numpy() for c in ("estimate", "conf_low", "conf_high", "reference")},
            "dimension": [facts.scale(code).dimension for code in shown["variable"]],
            "bounded": shown["bounded"].fillna("").to_numpy(),
        }
    )
    options = {
        "language": p.language,
        "reference_label": facts.words["the_whole"],
        "minimum": facts.policy.minimum,
    }
    title, headline = _profile_title(p, shown)
    spoken = [
        f"{p.scale(r['variable'])} {p.mean(r)} ({p.number(r['reference'])})"
        for _, r in shown.iterrows()
    ]
    return Slide(
        kicker=p.text("deck.kicker_own", unit=facts.unit_name(unit)),
        title=title,
        figure=Chart("profile", chart, options),
        body=(
            p.body("unit.profile.how"),
            *headline,
            *_apart(p, release, unit),
            *_goals(p, shown),
        ),
        alt=p.text("unit.profile.alt", rows="; ".join(spoken)),
        notes=p.text("unit.profile.notes", noticeable=p.number(facts.noticeable)),
        footnote=p.footnote(
            p.answered(facts.last_wave, unit=unit),
            _detectable(p, shown),
            p.text("deck.differences_note"),
            p.instrument_note(),
        ),
        result_id=release.result_id,
        language=p.language,
    )


def _not_shown(p: Phrases, unit: str, rows: pd.DataFrame) -> Slide:
    facts = p.release.facts
    reason = rows["hidden_reason"].iloc[0] if len(rows) else "no data"
    key = {"primary": "primary", "complementary": "complementary"}.get(reason, "no_data")
    name = facts.unit_name(unit)
    return Slide(
        kicker=p.text("deck.kicker_own", unit=name),
        title=p.text(f"unit.hidden.title{'_no_data' if key == 'no_data' else ''}"),
        body=(
            p.body(f"unit.hidden.{key}", unit=name, minimum=facts.policy.minimum),
            p.body("unit.hidden.instead"),
        ),
        notes=p.text("unit.order_notes"),
        footnote=p.footnote(),
        result_id=p.release.result_id,
        language=p.language,
    )


def _profile_title(p: Phrases, shown: pd.DataFrame) -> tuple[str, list[tuple[Run, ...]]]:
    """Title and sentence about the largest certain distance from the whole."""
    noticeable = p.release.facts.noticeable
    if shown["difference"].isna().all():  # the whole is not shown: nothing to stand beside
        return p.text("unit.profile.title_alone"), []
    certain = certain_rows(shown, "diff_low", "diff_high")
    certain = certain[certain["difference"].abs() >= noticeable]
    if certain.empty:
        near = (shown["difference"].abs() < noticeable).all()
        largest = farthest(shown, "difference")
        title = p.text("unit.profile.title_near" if near else "unit.profile.title_uncertain")
        return title, [_distance(p, largest)]
    above, below = certain[certain["difference"] > 0], certain[certain["difference"] < 0]
    if len(above) and len(below):
        strength = highest(above, "difference")
        attention = lowest(below, "difference")
        title = p.text(
            "unit.profile.title_both",
            strength=p.scale(strength["variable"], capital=True),
            attention=p.scale(attention["variable"]),
        )
        return title, [_distance(p, strength), _distance(p, attention)]
    largest = farthest(certain, "difference")
    title = p.text(
        f"unit.profile.title_{'above' if largest['difference'] > 0 else 'below'}",
        scale=p.scale(largest["variable"], capital=True),
        points=p.number(abs(largest["difference"])),
    )
    return title, [_distance(p, largest)]


def _distance(p: Phrases, row: pd.Series) -> tuple[Run, ...]:
    """Say one distance from the whole: its direction, its size and whether it is certain."""
    size = p.size(row["difference"])
    certain = is_certain(row["diff_low"], row["diff_high"])
    ending = "certain" if certain else "uncertain"
    if (size == "small") == certain:  # small yet certain, or noticeable yet uncertain: but
        ending += "_but"
    if row["difference"] == 0:
        return p.body("unit.profile.equal", scale=p.scale(row["variable"]))
    direction = p.text(
        f"unit.profile.{'above' if row['difference'] > 0 else 'below'}",
        scale=p.scale(row["variable"]),
        points=p.number(abs(row["difference"])),
    )
    judged = p.text(f"unit.profile.{size}") + p.text(f"unit.profile.{ending}")
    return p.marked("{direction} {judged}", direction=direction, judged=judged)


def _apart(p: Phrases, release: StudyRelease, unit: str) -> list[tuple[Run, ...]]:
    """One question where the answers to a scale lie far apart; the first such scale only."""
    table = release.spread.table
    keep = (table["unit"] == unit) & (table["wave"] == release.facts.last_wave)
    keep &= (table["role"] == "employee") & (table["spread"] == "apart") & ~table["hidden"]
    codes = [code for code in shown_scales(release) if code in set(table[keep]["variable"])]
    return [p.body("unit.profile.apart", scale=p.scale(codes[0]))] if codes else []


def _goals(p: Phrases, shown: pd.DataFrame) -> list[tuple[Run, ...]]:
    goals = p.release.facts.goals
    return [
        p.body("unit.profile.goal", scale=p.scale(code), goal=p.number(goals[code]))
        for code in shown["variable"]
        if code in goals
    ]


def _detectable(p: Phrases, shown: pd.DataFrame) -> str:
    """Say the smallest difference that so few answers can show, over the scales on the slide."""
    if shown["detectable"].isna().all():
        return ""
    return p.text(
        "unit.profile.detectable", n=p.number(shown["n"].iloc[0]), points=_least(p, shown)
    )


def _detectable_change(p: Phrases, rows: pd.DataFrame) -> str:
    """The same for a change, which rests on the answers of both surveys."""
    if rows["detectable"].isna().all():
        return ""
    before, after = p.number(rows["n_first"].iloc[0]), p.number(rows["n_last"].iloc[0])
    return p.text("unit.change.detectable", before=before, after=after, points=_least(p, rows))


def _least(p: Phrases, rows: pd.DataFrame) -> str:
    """One number, or from the scale with least spread to the one with most."""
    low, high = rows["detectable"].min(), rows["detectable"].max()
    return p.number(low) if low == high else p.interval(low, high)


def unit_change_slide(release: StudyRelease, unit: str) -> Slide | None:
    """What has changed at the workplace since the survey before; None with one survey."""
    if release.unit_changes is None:
        return None
    p = Phrases(release)
    facts = release.facts
    table = release.unit_changes.table
    comparison = facts.comparison.get(unit, unit)
    keep = (table["comparison"] == comparison) & (table["role"] == "employee") & ~table["hidden"]
    order = {code: i for i, code in enumerate(shown_scales(release))}
    rows = table[keep & table["variable"].isin(order)]
    rows = rows.sort_values("variable", key=lambda s: s.map(order), ignore_index=True)
    if rows.empty:
        return None
    first, last = (facts.wave_label(w.id) for w in facts.waves[-2:])
    chart = rows.assign(
        label=rows["variable"].map(lambda c: p.scale(c, capital=True)),
        dimension=rows["variable"].map(lambda c: facts.scale(c).dimension),
    )
    columns = ["label", "before", "after", "estimate", "conf_low", "conf_high", "dimension"]
    certain = certain_rows(rows)
    body = [p.body("deck.change.how", first=first, last=last)]
    if len(certain):
        body += change_sentence(p, farthest(certain, "estimate"))
    if comparison != unit:
        body.append(p.body("deck.change.reorganised", units=_together(p, comparison)))
    body.append(p.body("deck.change.cause"))
    spoken = [f"{r.label}: {p.number(r.before)} / {p.number(r.after)}" for r in chart.itertuples()]
    return Slide(
        kicker=p.text("deck.kicker_own", unit=facts.unit_name(unit)),
        title=change_title(p, rows, none="deck.change.title_none_unit"),
        figure=Chart(
            "change",
            chart[columns],
            {"language": p.language, "before_label": first, "after_label": last},
        ),
        body=tuple(body),
        alt=p.text("deck.change.alt", first=first, last=last, rows="; ".join(spoken)),
        notes=p.text("deck.change.notes"),
        footnote=p.footnote(
            p.answered(facts.last_wave, unit=unit),
            _detectable_change(p, rows),
            p.text("deck.differences_note"),
            p.instrument_note(),
        ),
        result_id=release.result_id,
        language=p.language,
    )


def _together(p: Phrases, comparison: str) -> str:
    """Names of the workplaces that are compared under one after a re-organisation."""
    facts = p.release.facts
    units = [unit for unit, group in facts.comparison.items() if group == comparison]
    return p.joined(sorted((facts.unit_name(unit) for unit in units), key=numbers.sort_key))


def questions_slide(release: StudyRelease, unit: str) -> Slide:
    """One strength and one attention point with questions; general ones where nothing is shown."""
    p = Phrases(release)
    facts = release.facts
    levels = release.levels[facts.primary.id].select(
        release.levels[facts.primary.id].table["variable"].isin(shown_scales(release))
    )
    chosen = strengths_and_attention(levels, unit=unit, wave=facts.last_wave)
    columns = []
    for _, row in chosen.iterrows():
        scale = facts.scale(row["variable"])
        topic = "trust_vertical" if scale.about_management else scale.dimension
        heading = p.text(f"unit.strengths.{row['kind']}", scale=p.scale(row["variable"]))
        columns.append((heading, dialogue_questions(topic, language=p.language)))
    if not columns:
        heading = p.text("unit.strengths.general")
        columns = [(heading, dialogue_questions("without_numbers", language=p.language))]
    title = "unit.strengths.title_hidden"
    if not chosen.empty:
        both = set(chosen["kind"]) == {"strength", "attention"}
        title = "unit.strengths.title" if both else "unit.strengths.title_ends"
    basis = "" if chosen.empty else p.text("unit.strengths.basis_reference")
    return Slide(
        kicker=p.text("deck.kicker_own", unit=facts.unit_name(unit)),
        title=p.text(title),
        figure=TableFigure(
            columns=tuple(heading for heading, _ in columns),
            rows=tuple(zip(*(questions for _, questions in columns), strict=True)),
        ),
        alt=p.text("unit.strengths.alt"),
        notes=p.text("unit.strengths.notes"),
        footnote=p.footnote(basis),
        result_id=release.result_id,
        language=p.language,
    )


def story_slide(release: StudyRelease, unit: str) -> Slide:
    """Room for the workplace's own words beside the numbers."""
    p = Phrases(release)
    questions = dialogue_questions("story", language=p.language)
    return Slide(
        kicker=p.text("deck.kicker_own", unit=release.facts.unit_name(unit)),
        title=p.text("unit.story.title"),
        figure=TableFigure(
            columns=tuple(questions), rows=(("\u00a0",) * len(questions),) * 1, show_header=True
        ),
        notes=p.text("unit.story.notes"),
        language=p.language,
    )


def next_slide(release: StudyRelease, unit: str) -> Slide:
    """Room for what to try and when to look again."""
    p = Phrases(release)
    columns = tuple(p.raw("unit.next.columns"))
    return Slide(
        kicker=p.text("deck.kicker_own", unit=release.facts.unit_name(unit)),
        title=p.text("unit.next.title"),
        figure=TableFigure(columns=columns, rows=(("\u00a0",) * len(columns),) * 4),
        alt=p.text("unit.next.alt"),
        notes=p.text("unit.next.notes"),
        language=p.language,
    )
