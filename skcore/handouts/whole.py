"""Handouts for everybody: how to begin, the letter, the reflecting team, tools for a meeting."""

from __future__ import annotations

from typing import Any

import pandas as pd

from skcore.decks.actions import chance_slide
from skcore.decks.around_action import action_absence_slide
from skcore.decks.conclusion import conclusion_slide
from skcore.decks.promised import promise_slide
from skcore.decks.rows import scale_rows, whole_means
from skcore.handouts import timeline
from skcore.handouts.handout import Sheet
from skcore.handouts.printing import Paper
from skcore.instruments.loader import load_instrument
from skcore.meeting.extremes import certain_rows, up_and_down
from skcore.meeting.programme import meeting_points
from skcore.release import StudyRelease
from skcore.slides.markup import plain
from skcore.slides.slide import TableFigure
from skcore.texts import numbers

QUICK = "fire-hurtige"
TEAM_MINUTES = 30  # where no programme says how long the reflection lasts


def start(release: StudyRelease) -> Paper:
    """Checklist, order of knowing and the course in weeks."""
    sheet = Sheet(release)
    rows = timeline.rows(sheet)
    return sheet.paper(
        "start",
        {"start": {}},
        timeline=rows,
        undated=not any(row["week"] for row in rows),
        short=timeline.too_short(sheet),
        apv=timeline.apv_line(sheet),
    )


def team(release: StudyRelease) -> Paper:
    """Brief for the reflecting team: as many minutes for the vice-chair as for a director."""
    sheet = Sheet(release)
    words = sheet.said("team")
    points = meeting_points(release.facts)
    minutes = next((p.minutes for p in points if "reflection" in p.content), TEAM_MINUTES)
    room = (minutes - words["last_minutes"]) // len(words["members"])
    each = max(min(words["each"], room), 1)
    left = minutes - each * len(words["members"]) - words["last_minutes"]
    turns = [[member, str(each)] for member in words["members"]]
    turns += [[words["everybody"], str(max(left, 0))], [words["last"], str(words["last_minutes"])]]
    return sheet.paper("team", {"team": {"minutes": minutes}}, turns=turns)


def quick(release: StudyRelease) -> Paper:
    """Fire hurtige on one page, with how to count and the published bands."""
    sheet = Sheet(release)
    language = release.facts.language
    instrument = load_instrument(QUICK)
    published: Any = next(scale.published for scale in instrument.scales if scale.published)
    worded = _worded(sheet)
    items = []
    for item in instrument.items:
        ours = sheet.said("quick.not_official", label=item.label[language])
        items.append({"official": item.code in worded, "text": worded.get(item.code, ours)})
    # the most positive answer first, as the source counts them
    answers = sorted(instrument.points_of(instrument.items[0].code), key=lambda pair: -pair[0])
    options = [option.label[language] for _, option in answers]
    bands, low = [], float(published.low)
    for band in published.bands:
        ends = (numbers.format_number(end, 1, language=language) for end in (low, band.upper))
        bands.append(["–".join(dict.fromkeys(ends)), band.label[language]])
        low = numbers.round_half_away(band.upper + 0.1, 1)
    told = instrument.notice.get(language, instrument.source)
    source = sheet.said("quick.source", source=told)
    return sheet.paper(
        "quick", {"quick": {}}, items=items, options=options, bands=bands, source=source
    )


def _worded(sheet: Sheet) -> dict[str, str]:
    """Wording of the four questions: the official one, else as the study's own file has it."""
    own = sheet.said("quick.wording")
    language = sheet.release.facts.language
    said = {i.code: i.text.get(language) or own[i.code] for i in load_instrument(QUICK).items}
    return {code: text for code, text in said.items() if text}


def unworded(release: StudyRelease) -> list[str]:
    """Name the four questions whose place on the sheet has to be filled in by hand."""
    worded = _worded(Sheet(release))
    return [item.code for item in load_instrument(QUICK).items if item.code not in worded]


def core_task(release: StudyRelease) -> Paper:
    """A drawn path, 24 questions and three slips."""
    return Sheet(release).paper("core_task", {"core_task": {}})


def letter(release: StudyRelease) -> Paper:
    """One page to every employee, with the deck's own numbers."""
    sheet = Sheet(release)
    p, facts = sheet.p, release.facts
    wave = facts.last_wave
    answered = p.answered(wave)
    thanks = "letter.thanks" if answered else "letter.thanks_uncounted"
    means = scale_rows(p, whole_means(release, wave).reset_index())
    found = "letter.found" if len(means) else "letter.found_none"
    date = facts.meeting.get("date")
    day = numbers.format_date(date, language=facts.language) if date else ""
    meeting = sheet.said("letter.meeting_on", date=day) if day else ""
    hidden = len(p.hidden_workplaces(wave))
    told = sheet.said("letter.hidden_units", n=p.workplaces(hidden))
    units = told if hidden else sheet.said("letter.hidden_none")
    return sheet.paper(
        "letter",
        {"letter": {}},
        subject=facts.title,
        thanks=sheet.said(thanks, answered=answered),
        found=sheet.said(found, wave=facts.wave_label(wave)),
        means=[[p.scale(r["variable"], capital=True), p.mean(r)] for _, r in means.iterrows()],
        means_columns=[sheet.said("letter.theme"), sheet.said("letter.points")],
        change=_change(sheet),
        next=sheet.said("letter.next", meeting=meeting),
        hidden=" ".join(sheet.said("letter.hidden", units=units).split()),
    )


def steering(release: StudyRelease) -> Paper:
    """One page to the steering group: what the evaluation's slides conclude, in their words."""
    sheet = Sheet(release)
    p, facts = sheet.p, release.facts
    told = conclusion_slide(release)
    rows = told.figure.rows if told is not None and isinstance(told.figure, TableFigure) else ()
    row = None if release.participants is None else release.participants.table.iloc[0]
    few = row is None or pd.isna(row["conf_low"])  # beside the others nothing could be told
    chance = None if few else chance_slide(release)
    slides = (promise_slide(release), chance, action_absence_slide(release))
    actions = [
        " ".join([f"{slide.title}.", *map(plain, slide.body)])
        for slide in slides
        if slide is not None
    ]
    limits = sheet.said("steering.limits") + (sheet.said("steering.of_actions") if actions else [])
    return sheet.paper(
        "steering",
        {"steering": {}},
        subject=told.title if told is not None else facts.title,
        basis=p.answered(facts.last_wave),
        found=[list(row) for row in rows],
        actions=actions,
        limits=limits,
    )


def _change(sheet: Sheet) -> str:
    """Say what has moved since the last survey, where that is certain; empty with one survey."""
    release, p = sheet.release, sheet.p
    if release.changes is None:
        return ""
    table = release.changes.table
    rows = scale_rows(p, table[~table["hidden"]])
    if rows.empty:
        return ""
    said = []
    for key, part in zip(("up", "down"), up_and_down(certain_rows(rows)), strict=True):
        if len(part):
            scales = p.joined(p.definite(code) for code in part["variable"])
            said.append(sheet.said(f"letter.change_{key}", scales=scales))
    alike = p.none_certain(rows).removeprefix("title_")
    return " ".join(said) or str(sheet.said(f"letter.change_{alike}"))
