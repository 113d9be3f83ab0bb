"""Rows of the released tables that several slides are made of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from skcore.decks.extremes import reason_key
from skcore.decks.phrases import Phrases
from skcore.instruments.model import Instrument
from skcore.release import StudyRelease
from skcore.slides.markup import Run
from skcore.slides.slide import Slide

MIN_DOTS = 3  # fewer dots are not a spread but two workplaces that know each other

MIN_RANGE = 3  # numbers from which their ends say it shorter

#: paragraphs beside a figure
Body = tuple[tuple[Run, ...], ...]


def shown_scales(release: StudyRelease, instrument: Instrument | None = None) -> list[str]:
    """Codes of an instrument's scales, the leading one's by default, in the order of its file."""
    instrument = instrument or release.facts.primary
    present = set(release.levels[instrument.id].table["variable"].unique())
    return [scale.code for scale in instrument.scales if scale.code in present]


def beside_the_first(release: StudyRelease) -> list[Instrument]:
    """Instruments beside the leading one whose levels no other slide tells, and that may be."""
    told = set() if release.wellbeing is None else set(release.wellbeing.table["variable"])
    wave = release.facts.last_wave
    return [
        instrument
        for instrument in release.facts.instruments[1:]
        if not told & set(instrument.scale_codes)
        and not whole_means(release, wave, instrument).empty
    ]


def scale_rows(p: Phrases, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the shown scales, in the order of the questionnaire, with label and dimension."""
    facts = p.release.facts
    order = {code: place for place, code in enumerate(shown_scales(p.release))}
    rows = rows[rows["variable"].isin(order)]
    rows = rows.sort_values("variable", key=lambda s: s.map(order), ignore_index=True)
    return rows.assign(
        label=rows["variable"].map(lambda code: p.scale(code, capital=True)),
        dimension=rows["variable"].map(lambda code: facts.scale(code).dimension),
    )


def dividing_level(release: StudyRelease) -> str | None:
    """Highest level above the workplace with more than one unit; one alone repeats the whole."""
    facts = release.facts
    table = release.responses.table
    for level in table.columns.intersection(facts.level_columns):
        rows = table[table["cut"] == f"wave × {level} × role"]
        here = rows.loc[rows["wave"] == facts.last_wave, level]
        if here[here.isin(facts.units["unit"])].nunique() > 1:
            return level
    return None


def employees(
    release: StudyRelease, cut: str, wave: str, instrument: Instrument | None = None
) -> pd.DataFrame:
    """Rows of the employees' means in one cut; none where it is not told, as of well-being."""
    table = release.levels[(instrument or release.facts.primary).id].table
    keep = (table["cut"] == cut) & (table["wave"] == wave) & (table["role"] == "employee")
    return table[keep].reindex(columns=list(dict.fromkeys([*table.columns, *cut.split(" × ")])))


def shown_workplaces(release: StudyRelease, instrument: Instrument | None = None) -> pd.DataFrame:
    """Means of the workplaces that are shown in the last survey; too few of them are no spread."""
    facts = release.facts
    units = employees(release, "wave × unit × role", facts.last_wave, instrument)
    units = units[
        ~units["hidden"].astype(bool) & units["unit"].isin(facts.workplaces(facts.last_wave))
    ]
    return units if units["unit"].nunique() >= MIN_DOTS else units.iloc[:0]


def whole_means(
    release: StudyRelease, wave: str, instrument: Instrument | None = None
) -> pd.DataFrame:
    """Rows of all employees, by scale; empty where they are not shown."""
    rows = employees(release, "wave × role", wave, instrument)
    return rows[~rows["hidden"]].set_index("variable")


def whole_not_shown(p: Phrases, kicker: str) -> Slide:
    """Say why the figures of all employees are not shown, instead of an empty chart."""
    facts = p.release.facts
    table = p.release.levels[facts.primary.id].table
    rows = table[
        (table["cut"] == "wave × role")
        & (table["wave"] == facts.last_wave)
        & (table["role"] == "employee")
    ]
    reason = rows["hidden_reason"].iloc[0] if len(rows) else "no data"
    key = reason_key(reason)
    return p.slide(
        kicker=p.text(kicker),
        title=p.text("deck.whole_hidden.title"),
        body=(
            p.body(f"deck.whole_hidden.{key}", minimum=facts.policy.minimum),
            *([p.body("deck.response.apart")] if facts.has_leaders else []),
        ),
        footnote=p.footnote(),
    )


def option_words(words: Sequence[str]) -> str:
    """Name answers that are told together: words in a row, numbers by their ends."""
    if len(words) < MIN_RANGE or not all(word.strip().isdecimal() for word in words):
        return " / ".join(words)
    ordered = sorted(words, key=int)
    if int(ordered[-1]) - int(ordered[0]) >= len(words):
        return " / ".join(words)
    return f"{ordered[0].strip()}–{ordered[-1].strip()}"


def chart_options(p: Phrases) -> dict[str, object]:
    """Options of a chart of named rows, with what its band means."""
    least = p.release.facts.policy.minimum
    return {"language": p.language, "minimum": least, "named": True, "note": p.text("deck.band")}
