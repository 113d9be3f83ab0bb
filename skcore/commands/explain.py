"""For the psychologist: what is not shown, why, and which units could be shown together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.disclosure import ReleasePlan, explain
from skcore.disclosure.reasons import NO_DATA
from skcore.reading.study import Study, load_study
from skcore.release.few_words import given_by
from skcore.release.history import earlier_of
from skcore.release.plans import Plans, study_plans
from skcore.release.taken import numbers_taken
from skcore.texts import load_texts, numbers

#: cuts that lie across others for the arithmetic's sake, and are no group anybody knows by name
_NAMELESS = ("complete", "panel_", "skipped_")
_MOST_NAMED = 4
#: percent that the best plan and the least that is proven may lie apart: the solver's own slack
_PROVEN = 1.0


def explain_study(
    path: str | Path, *, edition: int = 1, released: Sequence[str | Path] = ()
) -> list[str]:
    """Say in the study's language what is not shown, why, and what could be shown together.

    Parameters
    ----------
    path
        The study file. What was shown before is read from the ledgers beside it; nothing is
        written.
    edition, released
        Number of the edition and the study files released before, as for ``make_decks``.

    Returns
    -------
    list of str
        Lines to print: how much of each kind of group is shown, then every group that is not,
        with the reason, the groups it would give away, and the fewest others to show it with.

    Raises
    ------
    SkcoreError
        When the study cannot be read, or its answers have changed without a new edition.

    Examples
    --------
    >>> lines = explain_study("data/sample/study.toml")
    >>> any("vises ikke (færre end 5 svar)" in line for line in lines)
    True
    """
    study = load_study(path)
    earlier = earlier_of(study, edition=edition, released=released)
    plans = study_plans(study, earlier=earlier)
    taken = numbers_taken(study, plans)
    return [*taken, *([""] if taken else []), *explain_plans(study, plans)]


def explain_plans(study: Study, plans: Plans) -> list[str]:
    """Say the same of plans that are made already."""
    lines = []
    for instrument in study.instruments:
        alone = plans.by_one(instrument)
        speaker = _Speaker(study, plans.means[instrument.id], frozenset(alone))
        views = speaker.views(plans.distributions) if instrument is study.instruments[0] else []
        said = [*speaker.covered(), *views, *speaker.hidden()]
        lines += [instrument.title[study.language], *said, ""]
    for question in study.questions:
        speaker = _Speaker(study, plans.questions[question.code])
        lines += [question.text, *speaker.covered(), ""]
    return lines[:-1]


@dataclass(frozen=True)
class _Speaker:
    """Puts one plan into the study's words."""

    study: Study
    plan: ReleasePlan
    #: cuts, surveys and roles of which health is not told, since a group is one workplace
    alone: frozenset[tuple[str, str, str]] = frozenset()

    def text(self, key: str, **values: object) -> str:
        return load_texts(self.study.language)(f"explain.{key}", **values)

    def covered(self) -> list[str]:
        """How many groups of each kind are shown, and with how many of those who answered."""
        groups = self.plan.groups
        present = groups[(groups["role"] == "employee") & (groups["hidden_reason"] != "no data")]
        lines = []
        for cut, part in present.groupby("cut", sort=False):
            if any(word in str(cut) for word in _NAMELESS):
                continue
            shown = part[~part["hidden"]]
            share = 100 * float(shown["n"].sum()) / float(part["n"].sum())
            percent = numbers.format_percent(share, language=self.study.language)
            kind = self.kind(str(cut))
            line = self.text(
                "covered", kind=kind, shown=len(shown), groups=len(part), percent=percent
            )
            lines.append(line)
        return lines + self.gap()

    def views(self, plan: ReleasePlan) -> list[str]:
        """Whether all leaders' answers stand beside the employees', survey by survey."""
        groups = plan.groups
        whole = groups[(groups["cut"] == "wave × role") & (groups["role"] == "leader")]
        least = plan.policy.minimum_for("distribution")
        return [
            self.text(
                f"views.{row['hidden_reason'] or 'shown'}", group=self.group(row), least=least
            )
            for row in whole[whole["hidden_reason"] != NO_DATA].to_dict("records")
        ]

    def gap(self) -> list[str]:
        """How much of what is withheld may not need to be, where the search for less stopped."""
        if self.plan.cut_short:
            return [self.text("no_time")]
        more = 100 * (1 - self.plan.lower_bound / max(self.plan.withheld, 1.0))
        if more <= _PROVEN or not self.plan.withheld:
            return []
        percent = numbers.format_percent(more, language=self.study.language)
        return [self.text("gap", percent=percent)]

    def hidden(self) -> list[str]:
        """One line per group that is not shown; single leaders together in one."""
        table = explain(self.plan)
        table = table[~table["cut"].str.contains("|".join(_NAMELESS), regex=True)]
        table = table[[self._worth_a_word(row) for row in table.to_dict("records")]]
        if table.empty:  # nothing is withheld, and there are no classes to speak of
            return []
        units = table["unit"] if "unit" in table else pd.Series(None, index=table.index)
        # one leader is one person: a line for each would say nothing
        few = units.notna() & (table["role"] == "leader") & (table["hidden_reason"] == "primary")
        lines = [self._line(row) for row in table[~few].to_dict("records")]
        n = units[few].nunique()
        minimum = self.plan.policy.minimum
        lines += [self.text("leaders", n=n, minimum=minimum)] if n else []
        lines += [self.text("counts")] if (table["hidden_reason"] == "primary").any() else []
        return list(dict.fromkeys(lines))

    @cached_property
    def rare(self) -> set[str]:
        """What fewer than the minimum wrote for a background: each may be a person's own words."""
        found: set[str] = set()
        for background in set(self.study.backgrounds) & set(self.plan.counts):
            # twice the same three are no six
            n = given_by(self.plan, background).groupby(background).max()
            found |= set(map(str, n.index[n < self.plan.policy.minimum]))
        return found

    def _worth_a_word(self, row: Mapping[Any, Any]) -> bool:
        """Leave out what nobody would miss: offices without staff, units told of already."""
        union = row.get("comparison")
        if pd.notna(union) and " + " not in str(union):
            return False  # compared with itself, so told of as the unit it is
        if row["hidden_reason"] != "no data":
            return True
        tree = self.study.units[self.study.units["wave"].isin(["", row["wave"]])]
        workplaces = set(tree["unit"]) - set(tree["parent"])
        return row["role"] == "employee" and row.get("unit") in workplaces

    def _line(self, row: Mapping[Any, Any]) -> str:
        if (row["cut"], row["wave"], row["role"]) in self.alone:
            whole = row["cut"] == "wave × role"
            why = "deck.whole_hidden.health" if whole else "explain.health_of_one"
            why = self.study.texts(why).rstrip(".")
            return self.text("line", group=self.group(row), reason=why)
        reason = {"no data": "no_data"}.get(row["hidden_reason"], row["hidden_reason"])
        words = load_texts(self.study.language)(
            f"hidden.{reason}", minimum=self.plan.policy.minimum
        )
        line = self.text("line", group=self.group(row), reason=words)
        if row["because"]:
            line += self.text("because", groups=self._listed(row["because"]))
        if row["merge_with"]:
            line += self.text("merge", groups=self._listed(row["merge_with"]))
        return line

    def _listed(self, groups: str) -> str:
        names = [self._named(part) for part in groups.split("; ")]
        more = len(names) - _MOST_NAMED
        said = load_texts(self.study.language).count("explain.more", more) if more > 0 else ""
        return "; ".join(names[:_MOST_NAMED]) + (f" {said}" if said else "")

    def _named(self, group: str) -> str:
        """Classes of a group that stand in one text; of an earlier release, that it was shown."""
        for time, release in enumerate(self.plan.earlier, 1):
            if group.endswith(end := f" ({release.label})"):
                key = "shown_before" if len(self.plan.earlier) == 1 else "shown_then"
                return self.text(key, group=self._named(group.removesuffix(end)), time=time)
        return self._said(group.split(" · "))

    def group(self, row: Mapping[Any, Any]) -> str:
        """Classes of a group in words."""
        return self._said([str(row[c]) for c in self.plan.classes if c in row and pd.notna(row[c])])

    def _said(self, classes: Sequence[str]) -> str:
        """Classes in words: the survey, the place and whatever else there is, and the role."""
        waves = [wave.id for wave in self.study.waves]
        first = sorted(classes, key=lambda c: 2 * (c in ("employee", "leader")) + (c not in waves))
        return " · ".join(map(self._word, first))

    def _word(self, value: str) -> str:
        """A unit's name, a wave's label, a role in words; what else many wrote as it stands."""
        if value in ("employee", "leader", "early", "late"):
            return self.text(value)
        for wave in self.study.waves:
            if value == wave.id:
                return wave.label or value
        if value == "total":
            return self.text("whole")
        if value in ("", "–"):
            return self.text("not_given")
        names = self.study.units.drop_duplicates("unit", keep="last").set_index("unit")["name"]
        said = [str(names.get(part, part)) for part in value.split(" + ")]
        rare = value in self.rare and value not in names
        return self.text("rare", minimum=self.plan.policy.minimum) if rare else " + ".join(said)

    def kind(self, cut: str) -> str:
        """Kind of groups that a cut makes: the level's own word, the whole organisation ..."""
        parts = [part for part in cut.split(" × ") if part not in ("wave", "role")]
        if not parts:
            return self.text("whole")
        if parts[0] in ("comparison", "occupation", "timing"):
            return self.text(parts[0])
        if parts[0] == "unit":
            return self.study.levels[-1]
        if parts[0].startswith("level_"):
            return self.study.levels[int(parts[0].removeprefix("level_")) - 1]
        return parts[0]
