"""Sentences from numbers: everything a deck says about a result is put together here.

A title claims only what the rounded, released numbers beside it show, so it is made from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from skcore.figures.kinds import BOUNDED
from skcore.instruments.who_sees import who_sees
from skcore.meeting.extremes import close_rows, reason_key, rows_where, size_of
from skcore.release import StudyRelease
from skcore.release.compared import Compared
from skcore.release.facts import StudyFacts
from skcore.slides.markup import Run, runs
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import numbers

LONGEST_KICKER = 78  # letters that stand on one line above a title
FEWEST_FOR_ALL = 3  # themes from which "all" says more than their names
MOST_NAMED = 3  # themes that a title names; more are counted


@dataclass(frozen=True)
class Phrases:
    """The words of one release, in its language."""

    release: StudyRelease

    @property
    def facts(self) -> StudyFacts:
        """What the release says of the study without its people."""
        return self.release.facts

    @property
    def language(self) -> Any:
        """``da`` or ``en``."""
        return self.facts.language

    def slide(self, *, notes: str | Iterable[str] = "", **parts: Any) -> Slide:
        """Return a slide that shows something of this release, in its language.

        Of several ``notes`` each stands on a line of its own; empty ones are left out.
        """
        told = notes if isinstance(notes, str) else "\n".join(filter(None, notes))
        result = self.release.result_id
        return Slide(**parts, notes=told, result_id=result, language=self.language)

    def text(self, key: str, **values: object) -> str:
        """Return a text with the study's own words (kommunens, H-MED ...) at hand."""
        return self.facts.texts(key, **{**self.facts.words, **values})

    def raw(self, key: str) -> Any:
        """Return a list or table of texts."""
        return self.facts.texts.raw(key)

    def body(self, key: str, **values: object) -> tuple[Run, ...]:
        """Return a paragraph; its values are never read as marks."""
        return self.marked(self.raw(key), **values)

    def marked(self, template: str, **values: object) -> tuple[Run, ...]:
        """Return a paragraph from a template of ours."""
        return runs(template, **{**self.facts.words, **values})

    def number(self, value: Any, decimals: int = 0) -> str:
        """Write a number."""
        return numbers.format_number(float(value), decimals, language=self.language)

    def change(self, value: Any, decimals: int = 0) -> str:
        """Write a number with its sign."""
        return numbers.format_change(float(value), decimals, language=self.language)

    def percent(self, value: Any, decimals: int = 0) -> str:
        """Write a percentage."""
        return numbers.format_percent(float(value), decimals, language=self.language)

    def interval(self, low: float, high: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Write an interval; in tenths where an end would touch zero."""
        decimals = numbers.interval_decimals(low, high, decimals)
        return numbers.format_interval(low, high, decimals, language=self.language, signed=signed)

    def distance(self, low: float, high: float, decimals: int = 0) -> str:
        """Write an interval of a size whose direction stands in words: turned to positive first."""
        if high <= 0:
            low, high = -high, -low
        return self.interval(low + 0.0, high + 0.0, decimals)

    def mean(self, row: Any, name: str = "estimate") -> str:
        """Write a mean, "under 5" and "over 95" where it is held at the ends."""
        bounded, value = row.get(BOUNDED[name], ""), self.number(row[name])
        told = isinstance(bounded, str) and bounded
        return self.text(f"deck.bounded.{bounded}", value=value) if told else value

    def scale(self, code: Any, *, capital: bool = False) -> str:
        """Return a scale's label, as inside a sentence or at its beginning."""
        label = self.facts.scale(code).label[self.language]
        return numbers.capitalise(label) if capital else str(label)

    def definite(self, code: str, *, capital: bool = False) -> str:
        """Return a scale's definite form: tilliden mellem kolleger."""
        label = self.facts.scale(code).definite[self.language]
        return numbers.capitalise(label) if capital else label

    def joined(self, words: Iterable[str]) -> str:
        """Join words as in running text."""
        return numbers.join_words(list(words), language=self.language)

    def themes(
        self, rows: pd.DataFrame, *, of: int, definite: bool = False, capital: bool = False
    ) -> str:
        """Name the themes of some rows: up to three by name, more by number, or all of them."""
        if len(rows) == of >= FEWEST_FOR_ALL:
            words = self.facts.texts.count("nouns.all_themes", of)
        elif len(rows) > MOST_NAMED:
            words = self.facts.texts.count("nouns.theme", len(rows))
        else:
            name = self.definite if definite else self.scale
            # shortest first: "tillid mellem kolleger og retfærdighed" is trust in justice
            names = sorted((name(code) for code in rows["variable"]), key=len)
            word = self.text("deck.and")
            inside = any(f" {word} " in name for name in names)  # fællesskab og samarbejde
            last = self.text("deck.as_well_as") if inside else word
            words = f" {last} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
        return numbers.capitalise(words) if capital else words

    def own_kicker(self, unit: str) -> str:
        """Whose slides these are, on one line; a long name stands alone, on two where it needs."""
        name = self.facts.unit_name(unit)
        whole = self.text("deck.kicker_own", unit=name)
        return whole if len(whole) <= LONGEST_KICKER else name

    def union(self, group: str) -> str:
        """Name the workplaces that are compared as one group after a re-organisation."""
        units = [unit for unit, own in self.facts.comparison.items() if own == group]
        return self.joined(sorted(map(self.facts.unit_name, units), key=numbers.sort_key))

    def agreement(self) -> str:
        """Who agreed to showing names, and when; empty where none are shown by agreement."""
        deck = self.facts.network_deck
        if not deck.agreed or deck.agreed_on is None:
            return ""
        agreed_on = numbers.format_date(deck.agreed_on, "long", language=self.language)
        return self.text("deck.notes_agreement", agreed_by=deck.agreed_by, agreed_on=agreed_on)

    def who_sees(self) -> str:
        """What a workplace sees of itself and others of it; empty where there is but one."""
        facts = self.facts
        deck = facts.network_deck
        told = who_sees(
            facts.texts,
            facts.instruments,
            minimum=facts.policy.minimum,
            agreed_by=deck.agreed_by,
            named_units=deck.named_units,
            named_management=deck.named_management,
            own_questions=bool(facts.questions),
        )
        return "" if facts.only_workplace else told

    def workplaces(self, n: int) -> str:
        """Write a number of workplaces: seks arbejdspladser."""
        return self.facts.texts.count("nouns.workplace", n)

    def surveys(self, on: Compared) -> dict[str, str]:
        """Name the two surveys that are compared."""
        label = self.facts.wave_label
        return {"first": label(on.first), "last": label(on.last)}

    def sides(self, treated: float, others: float) -> dict[str, str]:
        """Count the workplaces with an action, and those beside them."""
        numbered = {"treated": treated, "others": others}
        count = self.facts.texts.count
        return {name: count(f"deck.actions.n_{name}", int(n)) for name, n in numbered.items()}

    def size(self, difference: float) -> str:
        """Name the size of a difference, as it is shown: small, noticeable or important."""
        return size_of(self.facts, difference)

    def none_certain(self, rows: pd.DataFrame) -> str:
        """Key of a title where no difference is certain: ``title_none`` says that all are alike.

        ``title_beyond``: none is told, since a side of each lies beyond the ends that are told.
        """
        if rows["estimate"].isna().all():
            return "title_beyond"
        close = close_rows(rows, self.facts.noticeable)
        return "title_none" if len(close) == len(rows) else "title_unsure"

    def least_detectable(self, rows: pd.DataFrame) -> str:
        """Smallest difference that so few answers can show: one number, or from scale to scale."""
        told = rows["detectable"].dropna()
        if told.empty:
            return ""
        low, high = told.min(), told.max()
        return self.number(low) if low == high else self.interval(low, high)

    def sizes(self) -> str:
        """Say from which points a difference is called noticeable and large."""
        facts = self.facts
        return self.text(
            "deck.sizes",
            noticeable_from=self.number(math.ceil(facts.noticeable)),
            important_from=self.number(math.ceil(max(facts.important, facts.noticeable))),
        )

    def hidden_reason(self, reason: str) -> str:
        """Say in words why a figure is not shown."""
        minimum = self.facts.policy.minimum
        return self.text(f"hidden.{reason_key(reason)}", minimum=minimum)

    @property
    def has_sick_leave(self) -> bool:
        """Whether anything was handed in about sick leave."""
        release = self.release
        return release.absence_missing != "no_register" or release.months is not None

    def absence_missing(self) -> str:
        """Say why social capital and sick leave are not related; empty where they are."""
        why = self.release.absence_missing
        minimum = self.facts.policy.absence_minimum
        return self.text(f"deck.absence.missing.{why}", absence=minimum) if why else ""

    # --- footnotes: the slide's own answers, what is not shown and why, the questionnaire

    def change_missing(self) -> str:
        """Say why the last two surveys are not compared; empty where they are."""
        on, why = self.release.compared, self.release.change_missing
        if on is None or not why:
            return ""
        return self.text(f"left_out.change.{why}", **self.surveys(on))

    def compared_on(self, on: Compared, codes: Iterable[str], *, left: bool = True) -> str:
        """Say what two surveys are compared on, for these scales; empty where it is all of them.

        With ``left`` also the scales that are not compared.
        """
        scale = self.facts.scale
        wholes = {code: getattr(scale(code), "scales", ()) for code in codes}
        concerned = {*wholes, *(part for parts in wholes.values() for part in parts)}
        said = []
        for code, common in on.shortened.items():
            names = getattr(scale(code), "scales", ())
            if code in concerned and common != names:
                key = "scales" if names else "items"
                of = {"n": len(common), "of": 0 if names else len(scale(code).items)}
                parts = ", ".join(map(self.scale, common)) if names else ""
                said.append(
                    self.text(f"deck.compared.{key}", scale=self.scale(code), parts=parts, **of)
                )
        sentences = [self.text("deck.compared.on", parts="; ".join(said))] if said else []
        missing = [code for code in on.left if not getattr(scale(code), "scales", ())]
        if left and missing:
            names = ", ".join(map(self.scale, missing))
            sentences.append(self.text("deck.compared.left", scales=names))
        return " ".join(sentences)

    def footnote(self, *parts: str) -> str:
        """Join the sentences of a footnote, with the reason for a lowered minimum always there."""
        return " · ".join(part.removesuffix(".") for part in (*parts, self.lowered()) if part)

    def lowered(self) -> str:
        """Say why the minimum is lowered; empty where it is not."""
        policy = self.facts.policy
        if not policy.lowered_because:
            return ""
        why = policy.lowered_because
        return self.text("deck.lowered", minimum=policy.minimum, reason=why)

    def table(self, key: str, rows: Iterable[tuple[str, ...]], **how: Any) -> TableFigure:
        """Return a table with our heads of columns."""
        return TableFigure(columns=tuple(self.raw(key)), rows=tuple(rows), **how)

    def box(self, key: str, *, head: str = "") -> tuple[tuple[str, str], ...]:
        """Return the box with what the room talks about."""
        return ((head or self.text("deck.talk"), self.text(key)),)

    def level_parts(self, word: str) -> str:
        """Name the parts of one level, to begin a sentence: forvaltningerne."""
        known = self.raw("deck.level_parts")
        return str(known.get(word.lower(), self.text("deck.levels.parts")))

    def answered(self, wave: str, **group: str) -> str:
        """Write how many employees of a group answered a survey; which one, if not the last."""
        row = self.response(wave, role="employee", **group)
        if row is None or math.isnan(row["answers"]):
            return ""
        n = self.number(row["answers"])
        facts = self.facts
        when = self.text("deck.when", wave=facts.wave_label(wave))
        when = "" if wave == facts.last_wave else when
        if math.isnan(row["invited"]):
            return self.text("deck.answers_uninvited", n=n, when=when)
        invited, percent = self.number(row["invited"]), self.percent(row["response_rate"])
        return self.text("deck.answers", n=n, invited=invited, percent=percent, when=when)

    def response(self, wave: str, *, role: str, **group: str) -> pd.Series | None:
        """Return the row of the response table for one group; None where it is not shown."""
        wanted = {"cut": " × ".join(["wave", *group, "role"]), "wave": wave, "role": role, **group}
        rows = rows_where(self.release.responses.table, hidden=False, **wanted)
        return None if rows.empty else rows.iloc[0]

    def units_not_shown(self, wave: str, key: str = "deck.hidden_units") -> str:
        """Write how many workplaces are not shown in a survey, and why; shorter under figures."""
        n = len(self.hidden_workplaces(wave))
        if n == 0:
            return ""
        hidden = self.facts.texts.count("nouns.workplace_hidden", n)
        minimum = self.facts.policy.minimum
        return numbers.capitalise(self.text(key, hidden=hidden, minimum=minimum))

    def hidden_workplaces(self, wave: str) -> list[str]:
        """Ids of the workplaces not shown in a survey; none where workplaces are never told."""
        facts = self.facts
        if facts.primary.is_health:
            return []
        groups = self.release.plans.means[facts.primary.id].groups
        own = {"cut": "wave × unit × role", "wave": wave, "role": "employee"}
        told = set(rows_where(groups, hidden=False, **own)["unit"])
        return [unit for unit in facts.workplaces(wave) if unit not in told]
