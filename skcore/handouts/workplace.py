"""Handouts of one workplace. Where its numbers are not shown, they hold none and work without."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from skcore.decks.register import actions_of, said_action
from skcore.decks.rows import shown_scales
from skcore.decks.unit import profile_alt, profile_slide
from skcore.figures.drawing import svg_of
from skcore.handouts.handout import Sheet
from skcore.handouts.printing import Paper
from skcore.meeting.deal import choose_cards, topics_of
from skcore.meeting.dialogue import dialogue_themes
from skcore.meeting.programme import occasion
from skcore.release import StudyRelease
from skcore.slides.slide import Chart

STATEMENTS = 8  # as many as are read out in twenty minutes
PER_THEME = 2
ON_POSTER = 3  # questions that are read standing
FIGURE = {"width": 480.0, "height": 430.0}  # px; words of 24 px are 18 points on the poster


def cards(release: StudyRelease, unit: str, *, chosen: pd.DataFrame | None = None) -> Paper:
    """Dialogue cards, four to a page, with backs; blank ones fill the last page."""
    rows = choose_cards(release, unit) if chosen is None else chosen
    sheet = Sheet(release, unit)
    forms = sheet.said("cards.forms")
    dealt = []
    for number, card in enumerate(rows.to_dict("records"), start=1):
        minutes = sheet.said("common.minutes", n=card["minutes"])
        how = [f"{minutes} {forms[card['form']]}", card["materials"]]
        dealt.append(
            {
                "heading": card["heading"],
                "theme": card["theme"],
                "text": card["text"],
                "follow": card["follow_up"],
                "dimension": card["dimension"],
                "how": " · ".join(filter(None, how)),
                "foot": f"{number} · {sheet.name}",
            }
        )
    return sheet.paper("cards", {"cards": {}}, cards=dealt)


def script(release: StudyRelease, unit: str) -> Paper:
    """The facilitator's script of a dialogue meeting, 45 and 90 minutes."""
    sheet = Sheet(release, unit)
    themes = dialogue_themes(release, unit)
    shown = profile_slide(release, unit).figure is not None
    sure = themes["certain"].astype(bool) & (themes["size"] != "small")
    applies = {
        "low": bool((sure & (themes["kind"] == "attention")).any()),
        "split": bool(((themes["kind"] == "disagreement") & themes["difference"].isna()).any()),
        "certain": bool((sure & themes["kind"].isin(["strength", "attention", "moved"])).any()),
        "hidden": not shown,
    }
    cases = [{**case, "applies": applies[key]} for key, case in sheet.said("script.cases").items()]
    words, plans = sheet.said("script"), sheet.plans("script")
    before = words["before"] if shown else [words["before_without"], *words["before"][1:]]
    for point in (point for plan in plans for point in plan["points"]):
        if point["without"] and not shown:
            point |= {"do": point["without"], "say": words["say_without"]}
            point["point"] = words["point_without"]
    rows = choose_cards(release, unit)[["text", "theme", "reason"]].to_dict("records")
    return sheet.paper(
        "script",
        {"script": {"begins": sheet.text.raw("script.begins")}},
        plans=plans,
        before=before,
        cases=sorted(cases, key=lambda case: not case["applies"]),
        cards=rows,
    )


def room(release: StudyRelease, unit: str) -> Paper:
    """The room exercise, 90 and 120 minutes, with the trio's summary and the committee's answer."""
    sheet = Sheet(release, unit)
    begins = {"begins": sheet.text.raw("room.begins")}
    return sheet.paper("room", {"room": begins}, plans=sheet.plans("room"))


def statements(release: StudyRelease, unit: str) -> Paper:
    """Statements to place oneself by, of the workplace's themes, and a tally sheet."""
    sheet = Sheet(release, unit)
    return sheet.paper(
        "statements", {"statement_sheet": {}}, statements=chosen_statements(release, unit)
    )


def chosen_statements(release: StudyRelease, unit: str) -> Sequence[str]:
    """Statements of the workplace's themes, after two that open; the core task always."""
    pool = Sheet(release, unit).said("statements")
    asked = choose_cards(release, unit)
    themed = [topics_of(release.facts, v)[0] for v in asked["variable"] if v]
    usual = ["collaboration", "justice", "trust", "core_task"]
    chosen = [*pool["opening"][:PER_THEME]]
    for dimension in dict.fromkeys([*themed, *usual]):
        left = STATEMENTS - 1 - len(chosen)  # one place is kept for the core task
        chosen += [] if dimension == "core_task" else pool[dimension][: min(PER_THEME, left)]
    return [*chosen, pool["core_task"][0]]


def reflection(release: StudyRelease, unit: str) -> Paper:
    """Sheets of A5 to write on for oneself, during and after a meeting."""
    return Sheet(release, unit).paper("reflection", {"reflection_sheet": {}})


def observation(release: StudyRelease, unit: str) -> Paper:
    """A form to observe a meeting with: eight acts, strokes per ten minutes, no names."""
    sheet = Sheet(release, unit)
    acts = list(sheet.said("observation.acts").values())
    return sheet.paper("observation", {"observation": {}}, acts=acts)


def poster(release: StudyRelease, unit: str) -> Paper:
    """The workplace's poster for the exhibition; its numbers stand apart and can be cut off.

    Everybody at the meeting reads it: what points at its leader is in the workplace's own deck,
    and is no reason for what it asks either.
    """
    sheet = Sheet(release, unit)
    facts = release.facts
    slide = profile_slide(release, unit)
    figure, told, key = None, "", ""
    if isinstance(slide.figure, Chart):
        chart = slide.figure
        # the column is narrow: its key says in words what the slide has beside its rows
        options = {k: v for k, v in chart.options.items() if k not in ("reference_label", "note")}
        kept_back = _of_leaders(sheet)
        table = chart.table[~chart.table["label"].isin(kept_back)]
        if len(table):
            told = profile_alt(sheet.p, table)
            table = table.drop(columns="difference", errors="ignore")
            font = 'font-family="Liberation Sans"'
            figure = svg_of(chart.kind, table, options, **FIGURE, told=font)
            alone = "" if "certain" in table else "_alone"
            key = (
                f"{sheet.said(f'poster.key{alone}')} {sheet.p.answered(facts.last_wave, unit=unit)}"
            )
            own = sheet.p.joined(kept_back)
            key += " " + sheet.said("poster.kept_back", scales=own) if own else ""
    asked = choose_cards(release, unit, for_all=True)
    between = asked[~asked["use"].isin(["opening", "closing", "next_step"])]
    kicker = [sheet.said("poster.kicker"), ", ".join(occasion(facts))]
    return sheet.paper(
        "poster",
        {"poster": {}},
        kicker=" · ".join(filter(None, kicker)),
        figure=figure,
        told=told,
        key=key,
        talk=list(between["text"].head(ON_POSTER if figure else 2 * ON_POSTER)),
        actions=[said_action(sheet.p, row) for row in actions_of(facts, unit)],
    )


def _of_leaders(sheet: Sheet) -> list[str]:
    """Name the themes that point at the workplace's leader, or tell what does beside the others."""
    codes = shown_scales(sheet.release)
    return [sheet.p.scale(c, capital=True) for c in codes if not sheet.release.facts.is_for_all(c)]
