"""The questions behind a theme in a workplace: share favourable, of ten or more complete answers.

A theme's mean stands beside them, and the whole's answers to the same questions. So nothing is told
where mean and shares leave little open, nor where all others' answers would follow at an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from skcore.aggregation import counted_people
from skcore.disclosure import Released, protect
from skcore.instruments.model import MIDDLE
from skcore.measuring.scoring import score_items
from skcore.release.item_answers import FEWEST_QUESTIONS, SMALLEST_PART
from skcore.release.questions import FEWEST, LEAST, MOST
from skcore.release.scales import was_another
from skcore.release.survey import shown_groups

if TYPE_CHECKING:
    from skcore.instruments.model import Instrument
    from skcore.reading.study import Study
    from skcore.release.compared import Compared
    from skcore.release.plans import Plans

__all__ = ["MOST_QUESTIONS", "behind_themes"]

MOST_QUESTIONS = 3  # of a theme, the first of the questionnaire: chosen by no answer
UNIT = ["wave", "unit", "role"]
COLUMNS = [*UNIT, "variable", "share", "conf_low", "conf_high", "n", "method"]


def behind_themes(
    study: Study, people: pd.DataFrame, plans: Plans, whole: Released, on: Iterable[Compared | None]
) -> Released:
    """Bring the shares favourable of workplaces' questions through the door.

    Of the last survey's first edition, of themes of three questions or more that no other figure
    tells in part, and of those who answered all of the theme's questions.

    Returns
    -------
    Released
        ``wave, unit, role, variable`` (item), ``share`` (percent of answers above the middle; ten
        or less and ninety or more are told alike), ``bounded, conf_low, conf_high, n, method``.
    """
    instrument, plan, wave = study.instruments[0], plans.distributions, study.waves[-1].id
    groups = shown_groups(plan, UNIT)
    groups = groups[(groups["wave"] == wave) & (groups["role"] == "employee")]
    chosen = counted_people(people, instrument) & (people["role"] == "employee")
    chosen &= people["wave"] == wave
    points = score_items(study.responses, instrument).set_axis(people.index)[chosen]
    unit = people.loc[chosen, "unit"]
    of_whole = whole.table
    of_whole = of_whole[(of_whole["wave"] == wave) & ~of_whole["hidden"]]
    parts = {code for own in on if own is not None for code in own.shortened}
    scales = [set(scale.items) for i in study.instruments for scale in i.scales]
    tables = [pd.DataFrame(columns=COLUMNS)]
    for code, items in instrument.items_by_scale.items():
        alone = sum(bool(own & set(items)) for own in scales) == 1  # no other mean tells a part
        alone &= code not in parts and len(items) >= FEWEST_QUESTIONS
        if not alone or not set(items) <= set(points) or was_another(plan, wave):
            continue
        answers = points[list(items)]
        full = answers[answers.notna().all(axis=1)]
        told = full[unit[full.index].isin(groups["unit"])]
        of_units = {u: own for u, own in told.groupby(unit) if len(own) >= FEWEST}
        of_units = {u: own for u, own in of_units.items() if _room_left(own, instrument)}
        others = answers[~answers.index.isin([i for own in of_units.values() for i in own.index])]
        if of_units and _others_stay_open(others, instrument, set(of_whole["variable"])):
            tables += [_shares(own, str(u), wave) for u, own in of_units.items()]
    table = pd.concat(tables, ignore_index=True).assign(cut=" × ".join(UNIT))
    table = table.astype({"share": float, "conf_low": float, "conf_high": float, "n": int})
    return protect(table, plan, kind="distribution", fewer=True)


def _others_stay_open(others: pd.DataFrame, instrument: Instrument, told: set[str]) -> bool:
    """Whether all others' answers, which follow from the whole's, are of enough and at no end."""
    for item in told & set(others):
        own = others[item].dropna()
        share = 100 * (own > MIDDLE).mean() if len(own) else (LEAST + MOST) / 2
        if 0 < len(own) < FEWEST or not LEAST < share < MOST:
            return False
    full = others.dropna()
    nobody = others.dropna(how="all").empty
    return nobody or (len(full) >= FEWEST and _room_left(full, instrument))


def _room_left(answers: pd.DataFrame, instrument: Instrument) -> bool:
    """Whether a mean leaves open how answers lie above and below the middle, towards both ends."""
    low = high = widest = 0.0
    for item in answers:
        steps = sorted({points for points, _ in instrument.points_of(str(item))})
        widest = max(widest, *(b - a for a, b in pairwise(steps)))
        for best in (True, False):
            part = [points for points in steps if (points > MIDDLE) is best]
            own = answers[item][(answers[item] > MIDDLE) == best]
            low += (own - min(part)).sum() if part else 0.0
            high += (max(part) - own).sum() if part else 0.0
    return bool(min(low, high) >= SMALLEST_PART * widest)


def _shares(answers: pd.DataFrame, unit: str, wave: str) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint

    first = answers.iloc[:, :MOST_QUESTIONS]
    many, n = (first > MIDDLE).sum(), len(first)
    low, high = proportion_confint(many, n, method="wilson")
    # one of ten is held with none of ten: "ten or less" would else be nobody for certain
    share = 100 * many / n
    held = share.mask(share <= LEAST, LEAST - 1).mask(share >= MOST, MOST + 1)
    made = {"variable": held.index, "share": held.to_numpy(), "n": n, "method": "Wilson score"}
    made |= {"conf_low": 100 * low.to_numpy(), "conf_high": 100 * high.to_numpy()}
    return pd.DataFrame(made).assign(wave=wave, unit=unit, role="employee")
