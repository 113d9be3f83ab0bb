"""Who skipped a question: a group of their own, each as often as they skipped."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from skcore.disclosure import ReleasePlan
from skcore.disclosure.layout import TIMES, cut_text
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.instruments.model import Instrument
from skcore.measuring.scoring import score_items
from skcore.reading.study import Study


def skipped_columns(people: pd.DataFrame, study: Study) -> dict[str, pd.Series]:
    """Count the items of each score that were not answered, in what was asked in the survey.

    A score is the mean of the answered items; the answers to each item by all who gave one, put
    beside it, tell the sum of the skippers' scores, each as often as they skipped.
    """
    primary = study.instruments[0]
    points = score_items(people, primary)
    columns = {}
    for code, items in _scored_items(primary).items():
        own = points[[item for item in items if item in points]]
        asked = own.notna().groupby(people["wave"]).transform("any")
        columns[f"skipped_{code}"] = (own.isna() & asked).sum(axis=1).astype(str)
    return columns


def _scored_items(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Items behind each score that is a mean of items: scales of several, composites of items."""
    found = {s.code: s.items for s in instrument.scales if len(s.items) > 1}
    for whole in instrument.composites:
        if whole.of == "items":
            parts = [scale.items for scale in instrument.scales if scale.code in whole.scales]
            found[whole.code] = tuple(item for part in parts for item in part)
    return found


def skippers(code: str) -> tuple[object, ...]:
    """Cut of the employees who skipped items of a score, each as often as they skipped."""
    return ("wave", ("role", "employee"), (f"skipped_{code}", TIMES))


def skips_planned(instrument: Instrument, earlier: Sequence[EarlierRelease]) -> list[str]:
    """Scores of which the plan tells who skipped; none beside releases that do not know of it."""
    codes = list(_scored_items(instrument))
    known = [f"skipped_{code}" for code in codes]
    return codes if all(set(known) <= set(release.classes) for release in earlier) else []


def everybody_shown(plan: ReleasePlan, instrument: Instrument, wave: str) -> set[str]:
    """Items that may be told of all who answered them: safe in every score that they are in."""
    groups = plan.groups[plan.groups["wave"] == wave]
    safe = {}
    for code in _scored_items(instrument):
        cut = cut_text(skippers(code))
        planned = cut in {cut_text(own) for own in plan.cuts}
        safe[code] = planned and not groups.loc[groups["cut"] == cut, "hidden"].any()
    behind = _scored_items(instrument).items()
    return {
        item
        for item in instrument.item_codes
        if all(safe[code] for code, items in behind if item in items)
    }
