"""Which slides a reader would look for in vain, or that show less, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skcore.decks.named_levels import levels_slide, may_be_named
from skcore.decks.overall import named_units_slide
from skcore.decks.own_shares import own_question_slides
from skcore.decks.phrases import Phrases
from skcore.decks.register import looked_past
from skcore.decks.rows import (
    beside_the_first,
    dividing_level,
    shown_workplaces,
    whole_means,
    whole_reason,
)
from skcore.decks.sick_leave import trend_slide
from skcore.decks.source_range import published_slide
from skcore.decks.views import gap_slide
from skcore.disclosure.reasons import COMPLEMENTARY
from skcore.meeting.extremes import rows_where
from skcore.meeting.programme import meeting_points
from skcore.release import StudyRelease
from skcore.release.answered import was_another
from skcore.texts.reader import program


def left_out(release: StudyRelease) -> list[str]:
    """Say which slides a reader would look for in vain, why, and what to write to have them.

    Only what the study has is spoken of: a study that nobody was asked about sick leave in misses
    no slide about it.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    list of str
        A sentence each, in the study's language; empty where nothing is left out.
    """
    p = Phrases(release)
    parts = (_whole, _answers, _parts, _beside, _registers, _evaluation, _programme)
    return [line for part in parts for line in part(p)]


def _whole(p: Phrases) -> Iterator[str]:
    """Levels of the leading questionnaire."""
    release, facts = p.release, p.facts
    whole = whole_means(release, facts.last_wave)
    if whole.empty:
        why = p.text(f"deck.whole_hidden.{whole_reason(p)}", minimum=facts.policy.minimum)
        yield p.text("left_out.whole", why=why)
        return
    if not (facts.primary.is_health or facts.only_workplace or len(shown_workplaces(release))):
        yield p.text("left_out.dots")
    at_end = [s.code for s in facts.primary.scales if s.published and s.code in whole.index]
    if at_end and published_slide(release) is None:
        row = whole[whole.index == at_end[0]].iloc[0]
        yield p.text(
            "left_out.published", scale=p.scale(at_end[0], capital=True), value=p.mean(row)
        )


def _answers(p: Phrases) -> Iterator[str]:
    """Answers to the questions, the questionnaire's and the organisation's own."""
    facts, table = p.facts, p.release.items.table
    here = table[table["wave"] == facts.last_wave]
    told, hidden = (
        here.loc[here["hidden"] == gone, "variable"].nunique() for gone in (False, True)
    )
    asked = sum(len(facts.asked & set(items)) for items in facts.primary.items_by_scale.values())
    least = facts.policy.minimum_for("distribution")
    again = was_another(p.release.items.plan, facts.last_wave)
    for key, n in (("skipped", hidden), ("edition" if again else "few", asked - told - hidden)):
        if n:
            yield p.text(f"left_out.items.{key}", n=n, of=asked, distribution=least)
    shown = " ".join(slide.alt for slide in own_question_slides(p.release))
    for question in facts.questions:
        if question.text not in shown:
            key = "question_edition" if again else "question"
            yield p.text(f"left_out.{key}", question=question.text)


def _parts(p: Phrases) -> Iterator[str]:
    """Groups of people beside the whole: levels, named workplaces, leaders."""
    release, facts = p.release, p.facts
    level = dividing_level(release)
    if level is not None and not facts.primary.is_health and levels_slide(release) is None:
        word = facts.levels[facts.level_columns.index(level)]
        key = "few" if may_be_named(release, level) else "unnamed"
        yield p.text(f"left_out.levels.{key}", level=word)
    if facts.network_deck.named_units and named_units_slide(release) is None:
        yield p.text("left_out.named")
    answers = release.responses.table
    leaders = (answers["role"] == "leader") & (answers["wave"] == facts.last_wave)
    if leaders.any() and gap_slide(release) is None:
        here = rows_where(release.gaps.table, cut="wave × role", wave=facts.last_wave)
        key = "complementary" if (here["hidden_reason"] == COMPLEMENTARY).any() else "primary"
        yield p.text(f"left_out.gap.{key}", least=facts.policy.minimum_for("distribution"))


def _beside(p: Phrases) -> Iterator[str]:
    """Questionnaires that were asked beside the leading one."""
    release, facts = p.release, p.facts
    told = {*release.relations, *(c for i in beside_the_first(release) for c in i.scale_codes)}
    for instrument in facts.instruments[1:]:
        if told.isdisjoint(instrument.scale_codes):
            title = instrument.title[p.language]
            alone = (facts.last_wave, "employee") in release.plans.health_of_one(instrument)
            key = "beside_alone" if alone else "beside"
            yield p.text(f"left_out.{key}", instrument=title, minimum=facts.policy.minimum)


def _registers(p: Phrases) -> Iterator[str]:
    """Sick leave and other results of the workplaces."""
    release, facts = p.release, p.facts
    if release.absence_missing not in ("", "no_register"):
        employed = release.absence_missing == "no_employed"
        why = f"{p.absence_missing()}{p.text('left_out.employed') if employed else ''}"
        yield p.text("left_out.absence", why=why)
    if release.absence_missing != "no_register" and trend_slide(release) is None:
        yield p.text("left_out.trend")
    looks = facts.actions.get("next_look", ())
    if any(looked_past(p, day) for day in looks):
        yield p.text("left_out.looks")
    for name in facts.outcome_names:
        if name not in release.outcomes:
            least = facts.policy.minimum_for("distribution")
            said = facts.outcome_name(name)
            yield p.text("left_out.outcome", outcome=said, distribution=least)


def _evaluation(p: Phrases) -> Iterator[str]:
    """What has changed, and what an action did."""
    release = p.release
    if release.change_missing:
        yield p.change_missing()
    elif release.compared is not None:
        what = p.compared_on(release.compared, release.compared.scales)
        if what:
            yield p.text("left_out.change.partly", what=what)
    if release.actions_missing and not release.facts.only_workplace:
        around = release.compared_actions
        words = {} if around is None else p.surveys(around)
        file = release.facts.actions_file or p.raw("new.from.files")["actions"]
        yield p.text(f"left_out.actions.{release.actions_missing}", file=file, **words)
    if release.promised is not None and release.promised.missing:
        yield p.text(f"left_out.promised.{release.promised.missing}")


def _programme(p: Phrases) -> Iterator[str]:
    """Points at which workplaces present, and nobody has said which."""
    for point in () if p.facts.only_workplace else meeting_points(p.facts):
        lacking = point.presenting - len(point.workplaces)
        if "workplaces" in point.content and lacking > 0:
            said = {"point": point.point, "id": point.id or point.point}
            yield p.facts.texts.count("left_out.presenting", lacking, **said)


def without_numbers(release: StudyRelease, path: str | Path) -> list[str]:
    """Say how many workplaces get no numbers of their own, and where to read why; none: nothing."""
    facts = release.facts
    workplaces = facts.workplaces(facts.last_wave)
    n = len(Phrases(release).hidden_workplaces(facts.last_wave))
    if not n or len(workplaces) == 1:  # of one workplace the numbers of the whole are its own
        return []
    spoken = {"n": n, "of": len(workplaces), "command": f"{program()} explain {Path(path)}"}
    return [facts.texts(f"explain.without.{'one' if n == 1 else 'many'}", **spoken)]
