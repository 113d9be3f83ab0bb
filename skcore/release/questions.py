"""The organisation's own questions: a plan for each, and what it is remembered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from skcore.disclosure import ReleasePlan, plan_release
from skcore.disclosure.figure_kinds import share_end
from skcore.disclosure.lasting import shown_keys
from skcore.disclosure.layout import cut_text, group_keys
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.disclosure.memory.ledger import Ledger
from skcore.disclosure.plan import plan_again
from skcore.disclosure.wide import Scores, with_wide_ranges
from skcore.errors import DisclosureError
from skcore.instruments.labels import normalise_label
from skcore.reading.own_questions import OwnQuestion, spoken
from skcore.reading.study import Study, fingerprints_of
from skcore.release.answer_parts import SMALLEST_PART, answer_groups
from skcore.texts import LANGUAGES

FEWEST = 10  # answers behind a share, whatever the policy was lowered to
FEWEST_APART = 50  # answers from which more than one share is told: below, its ends must be held
LEAST, MOST = 10.0, 90.0  # percent: beyond, how many gave an answer is told of no group
Entry = Mapping[str, Any]

CLASSES = ["wave", "unit", "role"]
CUTS = (("wave", "role"), ("wave", "unit", "role"))
QUESTION = "question."  # begins the name a question is remembered under


def question_ledger(code: str) -> str:
    """Under which name a question is remembered: each rests on other people."""
    return f"{QUESTION}{code}"


def question_view(study: Study, code: str | None) -> Study:
    """The study with one own question or none, and fingerprints that hold of it.

    With the answers to the questionnaires in them: the hash of a question's answers alone would be
    guessed in a second, unit by unit. They are of the surveys in which somebody answered it, and
    the same whatever its code.
    """
    left_out = [q.code for q in study.questions if q.code != code]
    responses = study.responses.drop(columns=left_out)
    if code is None:  # the study's own are without these questions
        return replace(study, responses=responses)
    asked = set(responses.loc[responses[code].notna(), "wave"])
    responses = responses.rename(columns={code: "the question"})
    prints = fingerprints_of(responses, linked=study.linked)
    prints = {wave: made for wave, made in prints.items() if wave in asked}
    return replace(study, responses=responses, fingerprints=prints)


def remembered_question(
    study: Study, question: OwnQuestion, memory: Mapping[str, Sequence[Ledger]]
) -> list[Ledger]:
    """Return the ledgers that remember a question, also under another code: its answers tell.

    ``memory`` holds the ledgers of own questions by code.

    Raises
    ------
    DisclosureError
        When one that was shown of the same survey is gone, and nothing tells whether this is it.
    """
    now = {q.code: {*question_view(study, q.code).fingerprints.items()} for q in study.questions}
    shown = {code: _shown(ledgers) for code, ledgers in memory.items()}
    known = now[question.code] | shown.get(question.code, set())
    gone = {code: pairs for code, pairs in shown.items() if code not in now}
    same = [code for code in shown if code == question.code or gone.get(code, set()) & known]
    remembered = [entry for code in same for one in memory[code] for entry in one.entries]
    _refuse_another_share(study, question, remembered)
    _refuse_another_order(study, question, remembered)
    told = {wave for code in same for wave, _ in shown[code]}
    new = {wave for wave, _ in now[question.code]} - told
    elsewhere = set().union(*now.values(), *(shown.get(code, ()) for code in now))
    for code, pairs in gone.items():
        lost = new & {wave for wave, _ in pairs}
        if lost and not pairs & elsewhere and not question.other_question:
            said = {"question": question.text, "before": code, "wave": min(lost)}
            raise DisclosureError(study.texts("refused.question_gone", **said))
    return [ledger for code in same for ledger in memory[code]]


def share_of(question: OwnQuestion) -> list[str]:
    """Return the options of the share that is told, as a ledger holds them: by their words."""
    return [option.label[LANGUAGES[0]] for option in question.counted]


def options_of(question: OwnQuestion) -> list[str]:
    """Return all options in their order, as a ledger holds them: by their words."""
    return [option.label[LANGUAGES[0]] for option in question.options]


def _refuse_another_order(study: Study, question: OwnQuestion, known: Sequence[Entry]) -> None:
    """Answers are known by the places of their options: in another order they seem to be others.

    Ledgers from before the order was remembered hold none, and their answers seem changed.
    """
    now = [normalise_label(word) for word in options_of(question)]
    for entry in known:
        before = entry.get("options") or now
        there = [normalise_label(word) for word in before]
        if there != now and sorted(there) == sorted(now):
            listed = ", ".join(f'"{word}"' for word in before)
            said = {"question": question.text, "before": listed}
            raise DisclosureError(study.texts("refused.question_order", **said))


def _refuse_another_share(study: Study, question: OwnQuestion, known: Sequence[Entry]) -> None:
    """Two shares of the same answers could be subtracted, so only one is ever told.

    Options are known by their words, since they may be put in another order; ledgers of 0.2.0 and
    before hold codes, which are places.
    """
    places = {f"{option.code:g}": option for option in question.options}
    words = {word: option for option in question.options for word in spoken(option)}
    for entry in known:
        before = entry.get("share_of") or []
        told = [words.get(normalise_label(one), places.get(one)) for one in before]
        if question.counted and told and {*map(id, told)} != {*map(id, question.counted)}:
            named = zip(told, before, strict=True)
            there = (
                f'"{option.label[study.language] if option else one}"' for option, one in named
            )
            said = {"question": question.text, "before": ", ".join(there)}
            raise DisclosureError(study.texts("refused.question_share", **said))


def _shown(ledgers: Sequence[Ledger]) -> set[tuple[str, str]]:
    """Surveys a question was shown of, each with the hash of the answers."""
    return {(w, p) for ledger in ledgers for w, known in ledger.waves.items() for p, _ in known}


def plan_questions(
    study: Study,
    people: pd.DataFrame,
    within: ReleasePlan,
    earlier: Mapping[str, Sequence[EarlierRelease]],
) -> dict[str, ReleasePlan]:
    """Plan each question over the employees who answered it, inside what the means show."""
    least = max(study.policy.minimum_for("distribution"), FEWEST)
    policy = replace(study.policy, distribution_minimum=least, floor=LEAST, ceiling=MOST)
    groups = within.groups
    cuts = [" × ".join(cut) for cut in CUTS]
    held = groups[groups["cut"].isin(cuts) & groups["hidden"] & (groups["role"] == "employee")]
    plans = {}
    for question in study.questions:
        rows = answered(people, question)
        shown = CUTS if question.counted else CUTS[:1]
        cells = rows.groupby(CLASSES).size().reset_index(name="n")
        known = set(study.units["unit"])
        stray = cells.loc[~cells["unit"].isin(known), CLASSES]
        split = cells.loc[cells["wave"].isin(waves_split(rows, question)), CLASSES]
        barred = pd.concat([held, *(own.assign(cut=cuts[1]) for own in (stray, split))])
        barred = barred[["cut", *CLASSES]]
        plan = plan_release(
            cells,
            cuts=shown,
            policy=policy,
            kind="distribution",
            barred=barred,
            earlier=earlier.get(question_ledger(question.code), ()),
            weights=dict(zip(shown, (100.0, 5.0), strict=False)),
        )
        if (again := _of_who_came(plan)).any():
            barred = pd.concat([barred, plan.groups.loc[again, ["cut", *CLASSES]]])
            plan = plan_again(plan, barred=barred, within=plan)
        if question.counted:
            many = given(rows, question).groupby([rows[name] for name in CLASSES]).sum()
            cells = plan.counts.merge(many.rename("given").reset_index(), how="left")
            plan = _with_open_ends(plan, cells, barred)
        plans[question.code] = plan
    return plans


def waves_split(rows: pd.DataFrame, question: OwnQuestion) -> set[str]:
    """Surveys in which the share, less what is told beside it, is fewer than five people's.

    Where an option that counts is told together with one that does not, the share says how many
    gave each. Withheld is the share: so it is the same whether options or share came first.
    """
    by_wave = rows[question.code].groupby(rows["wave"]) if question.counted else ()
    return {str(wave) for wave, own in by_wave if _splits_a_part(own, question)}


def _splits_a_part(own: pd.Series, question: OwnQuestion) -> bool:
    counted = {float(option.code) for option in question.counted}
    parts = [set(part) for part in told_parts(own, question)]
    across = set().union(*(part for part in parts if part & counted and part - counted))
    if not across:
        return False
    n, together = len(own), int(own.isin(across).sum())
    alone, many = (int(own.isin(codes).sum()) for codes in (counted - across, counted))
    most = int(n * share_end(pd.Series([n])).item() / 100)
    # at its end a share leaves open that more gave it; that fewer did workplaces may rule out
    inside, outside = max(many, most) - alone, together - max(min(many, n - most) - alone, 0)
    return min(inside, outside) < SMALLEST_PART


def told_parts(own: pd.Series, question: OwnQuestion) -> list[list[float]]:
    """Codes of the options that are told together of these answers; nothing of few."""
    # from 100 to 0 in the order of the options, as those of a questionnaire
    span = max(len(question.options) - 1, 1)
    codes = {100 - 100 * i / span: float(o.code) for i, o in enumerate(question.options)}
    counts = {place: int((own == code).sum()) for place, code in codes.items()}
    groups = answer_groups([counts]) if len(own) >= FEWEST_APART else []
    return [[codes[place] for place in together] for together in groups]


def _of_who_came(plan: ReleasePlan) -> pd.Series[bool]:
    """Say which groups, in a survey that was shown with other answers, tell of who came since.

    A share less the one before it is theirs, and of ten late ones it may be everybody's. Not those
    that are told as they were, nor those of which nobody had answered.
    """
    keys, n = group_keys(plan.groups, plan.cuts), plan.groups["n"].to_numpy()
    as_it_was, moved = np.ones(len(keys), dtype=bool), np.zeros(len(keys), dtype=bool)
    for old in plan.earlier:
        shown = shown_keys([old])
        people = {cut_text(cut): old.people(cut) for cut in plan.cuts}
        then = np.array([people[cut].get(key, 0) for cut, key in keys])
        was = [key in shown for key in keys]
        as_it_was &= (then == 0) | ((then == n) & was)
        moved |= (then > 0) & (then != n)
    return plan.groups["wave"].isin(plan.groups["wave"][moved]) & ~as_it_was


def _with_open_ends(plan: ReleasePlan, cells: pd.DataFrame, also: pd.DataFrame) -> ReleasePlan:
    """Plan again where a share that is not told, or that all gave the same answer, would follow.

    What is told of a workplace at an end is that so many or fewer gave the answer. With the whole
    and everybody else known it may follow that it was nobody or one, and that one knows how all
    others answered: then one more is withheld.
    """
    most = (cells["n"] * share_end(cells["n"]) / 100).astype(int)
    held = cells["given"].clip(most, cells["n"] - most)
    scores = Scores((100.0 * held).to_frame("share"), {"share": 100.0})
    plan = with_wide_ranges(plan, scores, also=also)
    barred: list[int] = []
    while pinned := _pinned(plan, cells.assign(most=most)):
        barred += pinned
        rows = cells.loc[barred, CLASSES].assign(cut=" × ".join(CUTS[1]))
        plan = plan_again(plan, barred=rows, within=plan)
    return plan


def _pinned(plan: ReleasePlan, cells: pd.DataFrame) -> list[int]:
    """One workplace to withhold in each survey in which the whole tells more than an end.

    It may be of workplaces that are not told that nobody or everybody there gave the answer.
    """
    shown = plan.shown_groups(CUTS[1]).assign(shown=True)
    told = cells.merge(shown, how="left")["shown"].eq(True).to_numpy()
    wholes = set(plan.shown_groups(CUTS[0])["wave"])
    many, n, most = (cells[name] for name in ("given", "n", "most"))
    # lowest and highest number that may have many the answer, for all that an outsider knows
    low = many.where(told, 0).mask(told & (many <= most), 0)
    low = low.mask(told & (many >= n - most), n - most)
    high = many.where(told, n).mask(told & (many <= most), most)
    high = high.mask(told & (many >= n - most), n)
    found = []
    for _, own in cells[cells["wave"].isin(wholes)].groupby("wave"):
        shown_here = own.index[told[own.index]].to_list()
        for off, room in ((many, many - low), (n - many, high - many)):
            # at most so many may be off the end: their own number, and what others leave open
            open_ = off + room[own.index].sum() - room
            at_end = ~told | (off <= most).to_numpy()
            alone = own.index[at_end[own.index] & (open_[own.index] < 2)]
            if len(alone) and shown_here:
                exact = [u for u in shown_here if low[u] == high[u] and 0 < many[u] < n[u]]
                any_ = exact or [u for u in shown_here if u in alone] or shown_here
                found.append(min(any_, key=lambda u: (n[u], u)))
                break
    return found


def answered(people: pd.DataFrame, question: OwnQuestion) -> pd.DataFrame:
    """Employees who answered a question."""
    return people[people[question.code].notna() & (people["role"] == "employee")]


def given(rows: pd.DataFrame, question: OwnQuestion) -> pd.Series[bool]:
    """Say who gave one of the options that are counted."""
    return rows[question.code].isin([float(option.code) for option in question.counted])
