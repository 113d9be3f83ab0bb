"""Who has answered: the whole, the level below it, and the leaders."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import dividing_level, shown_scales, whole_not_shown
from skcore.release import StudyRelease
from skcore.slides.slide import Slide, TableFigure
from skcore.texts import numbers

UNKNOWN = "–"


@of_release
def response_slide(release: StudyRelease) -> Slide:
    """Who has answered the last survey: the whole and the level below it.

    Examples
    --------
    >>> import skcore
    >>> type(skcore.response_slide(release).figure).__name__
    'TableFigure'
    """
    p = Phrases(release)
    wave = p.facts.last_wave
    whole = p.response(wave, role="employee")
    if whole is None:
        return whole_not_shown(p, "deck.kicker_response")
    n = p.number(whole["answers"])
    body = []
    if not pd.isna(whole["invited"]):
        title = p.text("deck.response.title_known", n=n, invited=p.number(whole["invited"]))
        rest = whole["invited"] - whole["answers"]
        rate = p.percent(whole["response_rate"])
        key = "deck.response.body_known" if rest > 0 else "deck.response.body_full"
        body.append(p.body(key, rate=rate.rstrip("%\u00a0"), rest=p.number(rest)))
    else:
        title = p.text("deck.response.title_unknown", n=n)
        body.append(p.body("deck.response.body_unknown"))
    leaders = p.response(wave, role="leader")
    if leaders is not None:
        body.append(p.marked(_leaders(p, leaders)))
    figure = _response_table(p, wave)
    if figure is None:
        body += [p.body(key, **said) for key, said in _where_and_when(p, wave)]
    return p.slide(
        kicker=p.text("deck.kicker_response"),
        title=title,
        figure=figure,
        body=tuple(body),
        boxes=p.box("deck.response.ask"),
        alt=p.text("deck.response.alt") if figure is not None else "",
        notes=p.text("deck.response.notes"),
        footnote=p.footnote(p.facts.wave_label(wave), p.units_not_shown(wave)),
    )


def _where_and_when(p: Phrases, wave: str) -> list[tuple[str, dict[str, str]]]:
    """What is known of a survey without parts to tell apart: its workplaces and its days."""
    said = []
    many = len(p.facts.workplaces(wave))
    if many > 1:
        said.append(("deck.response.where", {"n": p.facts.texts.count("nouns.workplace", many)}))
    known = next(one for one in p.facts.waves if one.id == wave)
    if known.start and known.end:
        days = (numbers.format_date(day, language=p.language) for day in (known.start, known.end))
        said.append(("deck.response.when", dict(zip(("start", "end"), days, strict=True))))
    return said


def counted_words(p: Phrases) -> list[str]:
    """Say whose answers the numbers rest on; leaders only where some have answered."""
    one = "_one" if len(shown_scales(p.release)) == 1 else ""
    said = [p.text(f"deck.response.counted{one}")]
    return said + ([p.text("deck.response.apart")] if p.facts.has_leaders else [])


def _leaders(p: Phrases, row: pd.Series) -> str:
    n = p.number(row["answers"])
    if pd.isna(row["invited"]):
        return p.text("deck.response.leaders_unknown", n=n)
    invited, percent = p.number(row["invited"]), p.percent(row["response_rate"])
    return p.text("deck.response.leaders_known", n=n, invited=invited, percent=percent)


def _response_table(p: Phrases, wave: str) -> TableFigure | None:
    """Parts of the organisation and the whole; None where the title says it already."""
    level = dividing_level(p.release)
    if level is None:
        return None
    table = p.release.responses.table
    keep = (table["cut"] == f"wave × {level} × role") & (table["wave"] == wave)
    rows = table[keep & (table["role"] == "employee")].set_index(level)
    if rows["hidden"].all():  # rows without a number say nothing that the footnote does not
        return None
    present = [unit for unit in p.facts.units["unit"].unique() if unit in rows.index]
    cells = [(p.facts.unit_name(unit), *_response_cells(p, rows.loc[unit])) for unit in present]
    whole = p.response(wave, role="employee")
    if whole is not None:
        cells.append((p.text("deck.response.whole"), *_response_cells(p, whole)))
    known = any(row[1] != UNKNOWN for row in cells)
    told = (0, 1, 2, 3) if known else (0, 2)  # nobody knows how many were asked, nor the rate
    return TableFigure(
        columns=tuple(p.raw("deck.response.columns")[place] for place in told),
        rows=tuple(tuple(row[place] for place in told) for row in cells),
        align=("left", *["right"] * (len(told) - 1)),
        emphasis=(*[""] * (len(told) - 1), "strong"),
    )


def _response_cells(p: Phrases, row: pd.Series) -> tuple[str, str, str]:
    # how many were asked is no answer of anybody: the door lets it through from the minimum up
    invited = UNKNOWN if pd.isna(row["invited"]) else p.number(row["invited"])
    if row["hidden"]:
        return (invited, p.hidden_reason(row["hidden_reason"]), UNKNOWN)
    rate = UNKNOWN if pd.isna(row["invited"]) else p.percent(row["response_rate"])
    return invited, p.number(row["answers"]), rate
