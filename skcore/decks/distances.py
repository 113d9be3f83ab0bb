"""How far a workplace lies from the whole, in words: titles and sentences."""

from __future__ import annotations

import pandas as pd

from skcore.decks.phrases import FEWEST_FOR_ALL, Phrases
from skcore.meeting.extremes import (
    certain_rows,
    close_rows,
    farthest,
    highest,
    is_certain,
    lowest,
    tied,
    up_and_down,
)


def profile_title(p: Phrases, shown: pd.DataFrame) -> tuple[str, list[str]]:
    """Title and sentences about all certain distances from the whole, the largest each way."""
    noticeable = p.facts.noticeable
    if shown["difference"].isna().all():  # the whole is not shown: nothing to stand beside
        return p.text("unit.profile.title_alone"), []
    certain = certain_rows(shown, "diff_low", "diff_high")
    certain = certain[certain["difference"].abs() >= noticeable]
    if certain.empty:
        return p.text(f"unit.profile.{_quiet_title(shown, noticeable)}"), [_farthest(p, shown)]
    above, below = up_and_down(certain, "difference")
    of = len(shown)
    if len(above) and len(below):
        strength = _equals(above, highest(above, "difference"))
        attention = _equals(below, lowest(below, "difference"))
        title = p.text(
            "unit.profile.title_both",
            strength=p.themes(above, of=of, capital=True),
            attention=p.themes(below, of=of),
        )
        return title, [_distance(p, strength), _distance(p, attention)]
    largest = _equals(certain, farthest(certain, "difference"))
    side = "above" if len(above) else "below"
    if len(certain) > 1 and (len(certain) > len(largest) or len(certain) == of >= FEWEST_FOR_ALL):
        named = p.themes(certain, of=of, capital=True)  # not all as far, or simply all
        return p.text(f"unit.profile.title_{side}_all", scales=named), [_distance(p, largest)]
    title = p.text(
        f"unit.profile.title_{side}{'_many' if len(largest) > 1 else ''}",
        scale=p.themes(largest, of=of, capital=True),
        points=p.number(abs(largest["difference"].iloc[0])),
    )
    return title, [_distance(p, largest)]


def _quiet_title(shown: pd.DataFrame, noticeable: float) -> str:
    """Key of the title where no distance is both noticeable and certain.

    Alike only where every whole interval is smaller than noticeable: not shown to differ is not.
    """
    ends = shown[["diff_low", "diff_high"]].set_axis(["conf_low", "conf_high"], axis=1)
    if len(close_rows(ends, noticeable)) == len(shown):
        return "title_near"
    sure = len(certain_rows(shown, "diff_low", "diff_high"))
    return "title_unsure_noticeable" if sure else "title_unsure"


def _farthest(p: Phrases, shown: pd.DataFrame) -> str:
    """Say the largest distance; where others lie as far to the other side, both in one sentence."""
    largest = farthest(shown, "difference")
    rows = _equals(shown, largest)
    other = shown[shown["difference"] == -largest["difference"]]
    if other.empty or largest["difference"] == 0:
        return _distance(p, rows)
    sides = [rows, _equals(shown, other.iloc[0])]
    above, below = sides if largest["difference"] > 0 else sides[::-1]
    size = p.text(f"unit.profile.sides_{p.size(largest['difference'])}")
    return p.text(
        "unit.profile.sides",
        above=p.themes(above, of=0),
        below=p.themes(below, of=0),
        points=p.number(abs(largest["difference"])),
        size=size,
    )


def _equals(rows: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    """Rows as far from the whole as one of them, and as certain."""
    certain = rows["variable"].isin(certain_rows(rows, "diff_low", "diff_high")["variable"])
    return tied(rows[certain == is_certain(row["diff_low"], row["diff_high"])], row, "difference")


def _distance(p: Phrases, rows: pd.DataFrame) -> str:
    """Say one distance from the whole: its direction, its size and whether it is certain."""
    row = rows.iloc[0]
    scale = p.themes(rows, of=0)
    size = p.size(row["difference"])
    certain = is_certain(row["diff_low"], row["diff_high"])
    ending = "certain" if certain else "uncertain"
    if (size == "small") == certain:  # small yet certain, or noticeable yet uncertain: but
        ending += "_but"
    if row["difference"] == 0:
        return p.text("unit.profile.equal", scale=scale)
    direction = p.text(
        f"unit.profile.{'above' if row['difference'] > 0 else 'below'}",
        scale=scale,
        points=p.number(abs(row["difference"])),
    )
    judged = p.text(f"unit.profile.{size}") + p.text(f"unit.profile.{ending}")
    return f"{direction} {judged}"
