"""What every handout needs: its texts, its words, and whose it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skcore.decks.phrases import Phrases
from skcore.handouts.printing import Paper, filled
from skcore.meeting.programme import said_span
from skcore.release import StudyRelease
from skcore.texts import Texts
from skcore.wording.points import clock_of

OURS = "#1f5f99"  # colour of emphasised words, where the organisation names none
LONGEST_NAME = 110  # letters of a name; the rest is cut, since a card holds no more


@dataclass(frozen=True)
class Sheet:
    """Texts and words of one handout; of a workplace where ``unit`` is given."""

    release: StudyRelease
    unit: str = ""

    @property
    def p(self) -> Phrases:
        return Phrases(self.release)

    @property
    def text(self) -> Texts:
        """The wording of handouts in the study's language."""
        return self.release.facts.wording.handouts(self.release.facts.language)

    @property
    def name(self) -> str:
        """Name of the workplace; empty on a handout for everybody."""
        return shortened(self.release.facts.unit_name(self.unit) if self.unit else "")

    def said(self, key: str, **more: object) -> Any:
        """A text, list or table of handouts with its places filled."""
        facts = self.release.facts
        own = {"unit": self.name, "minimum": facts.policy.minimum, "level": facts.levels[0]}
        return filled(self.text.raw(key), {**facts.words, **own, **more})

    def paper(
        self,
        template: str,
        sections: Mapping[str, Mapping[str, object]],
        *,
        title: str = "",
        kicker: str | None = None,
        **data: object,
    ) -> Paper:
        """Put a handout together: its template, the sections of texts it uses, and its data."""
        facts = self.release.facts
        title = title or self.said(f"{next(iter(sections))}.title")
        say = {name: self.text.raw(name) for name in ("common", "prompts")}
        say |= {name: self.said(name, **values) for name, values in sections.items()}
        parts = [self.name, facts.organisation if self.unit else facts.title]
        above = " · ".join(filter(None, [self.name, facts.organisation]))
        return Paper(
            template,
            f"{title} – {self.name}" if self.unit else title,
            {
                "say": say,
                "language": facts.language,
                "accent": facts.look.accent or OURS,
                "name": title,
                "kicker": above if kicker is None else kicker,
                "foot": " · ".join([*filter(None, parts), self.release.result_id]),
                "unit": self.name,
                **data,
            },
        )

    def timed(self, points: Iterable[Mapping[str, Any]], begins: str) -> list[dict[str, Any]]:
        """Points with clock times, laid after one another."""
        now = clock_of(begins) or dt.datetime(2000, 1, 1)
        made = []
        for point in points:
            end = now + dt.timedelta(minutes=point["minutes"])
            made.append({**point, "time": said_span(now, end, self.release.facts.language)})
            now = end
        return made

    def plans(self, section: str, **more: object) -> Sequence[Mapping[str, Any]]:
        """Both lengths of a meeting, each with its title and its points with clock times."""
        words = self.said(section, **more)
        lengths = [(words[f"{length}_title"], words[length]) for length in ("short", "long")]
        return [
            {"title": title, "points": self.timed(points, words["begins"])}
            for title, points in lengths
        ]


def shortened(name: str) -> str:
    """Return a name as long as a card holds."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
