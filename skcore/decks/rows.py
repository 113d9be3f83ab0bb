"""Rows of the released tables that several slides are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from skcore.decks.phrases import Phrases
from skcore.figures.kinds import BOUNDED
from skcore.instruments.model import Instrument
from skcore.meeting.extremes import reason_key, rows_where
from skcore.release import StudyRelease
from skcore.slides.markup import Run
from skcore.slides.slide import Chart, Slide

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
    order = {code: place for place, code in enumerate(shown_scales(p.release))}
    rows = rows[rows["variable"].isin(order)]
    places = rows["variable"].map(order).to_numpy()
    rows = rows.iloc[places.argsort(kind="stable")].reset_index(drop=True)
    return rows.assign(
        label=rows["variable"].map(lambda code: p.scale(code, capital=True)),
        dimension=rows["variable"].map(lambda code: p.facts.scale(code).dimension),
    )


def dividing_level(release: StudyRelease) -> str | None:
    """Highest level above the workplace with more than one unit; one alone repeats the whole."""
    facts = release.facts
    table = release.responses.table
    for level in table.columns.intersection(facts.level_columns):
        here = rows_where(table, cut=f"wave × {level} × role", wave=facts.last_wave)[level]
        if here[here.isin(facts.units["unit"])].nunique() > 1:
            return level
    return None


def employees(
    release: StudyRelease, cut: str, wave: str, instrument: Instrument | None = None
) -> pd.DataFrame:
    """Rows of the employees' means in one cut; none where it is not told, as of well-being."""
    table = release.levels[(instrument or release.facts.primary).id].table
    rows = rows_where(table, cut=cut, wave=wave, role="employee")
    return rows.reindex(columns=list(dict.fromkeys([*rows.columns, *cut.split(" × ")])))


def shown_workplaces(release: StudyRelease, instrument: Instrument | None = None) -> pd.DataFrame:
    """Means of the workplaces that are shown in the last survey; too few of them are no spread."""
    facts = release.facts
    units = employees(release, "wave × unit × role", facts.last_wave, instrument)
    there = units["unit"].isin(facts.workplaces(facts.last_wave))
    units = units[there & ~units["hidden"].astype(bool)]
    return units if units["unit"].nunique() >= MIN_DOTS else units.iloc[:0]


def whole_means(
    release: StudyRelease, wave: str, instrument: Instrument | None = None
) -> pd.DataFrame:
    """Rows of all employees, by scale; empty where they are not shown."""
    rows = employees(release, "wave × role", wave, instrument)
    return rows[~rows["hidden"]].set_index("variable")


def whole_reason(p: Phrases) -> str:
    """Key of the words for why the figures of all employees are not shown."""
    if (p.facts.last_wave, "employee") in p.release.plans.health_of_one(p.facts.primary):
        return "health"
    reasons = employees(p.release, "wave × role", p.facts.last_wave)["hidden_reason"]
    return reason_key(reasons.iloc[0]) if len(reasons) else "no_data"


def whole_not_shown(p: Phrases, kicker: str) -> Slide:
    """Say why the figures of all employees are not shown, instead of an empty chart."""
    return p.slide(
        kicker=p.text(kicker),
        title=p.text("deck.whole_hidden.title"),
        body=(
            p.body(f"deck.whole_hidden.{whole_reason(p)}", minimum=p.facts.policy.minimum),
            *([p.body("deck.response.apart")] if p.facts.has_leaders else []),
        ),
        footnote=p.footnote(),
    )


def pairs_chart(
    rows: pd.DataFrame, kind: str, pair: tuple[str, str], options: Mapping[str, object]
) -> Chart:
    """Draw two means a row, and the difference between them."""
    columns = ["label", *pair, "estimate", "conf_low", "conf_high", "dimension"]
    return Chart(kind, rows[[*columns, *(BOUNDED[name] for name in pair)]], options)


def said_pairs(p: Phrases, rows: pd.DataFrame, pair: tuple[str, str]) -> str:
    """Say two means a row, for those who do not see the figure."""
    said = [" / ".join(p.mean(row, name) for name in pair) for _, row in rows.iterrows()]
    return "; ".join(f"{label}: {words}" for label, words in zip(rows["label"], said, strict=True))


def option_words(words: Sequence[str]) -> str:
    """Name answers that are told together: words in a row, numbers by their ends."""
    if len(words) < MIN_RANGE or not all(word.strip().isdecimal() for word in words):
        return " / ".join(words)
    ordered = sorted(words, key=int)
    if int(ordered[-1]) - int(ordered[0]) >= len(words):
        return " / ".join(words)
    return f"{ordered[0].strip()}–{ordered[-1].strip()}"


def spread_options(p: Phrases) -> dict[str, object]:
    """Options of a chart of unnamed workplaces, with what dots and, of very many, bars mean."""
    how = {"note": p.text("deck.spread.how"), "note_counts": p.text("deck.spread.how_counts")}
    return {"language": p.language, **how}


def chart_options(p: Phrases) -> dict[str, object]:
    """Options of a chart of named rows, with what its band means."""
    least = p.facts.policy.minimum
    return {"language": p.language, "minimum": least, "named": True, "note": p.text("deck.band")}
