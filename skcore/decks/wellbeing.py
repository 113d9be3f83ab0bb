"""Well-being and social capital, within and between workplaces, and the level trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, is_certain
from skcore.slides.slide import Chart, Slide

if TYPE_CHECKING:
    from skcore.release import StudyRelease
    from skcore.slides.markup import Run

__all__ = ["wellbeing_slide"]

LEVEL_TRAP = 2.0  # factor between the levels from which they are said to tell different stories


def wellbeing_slide(release: StudyRelease) -> Slide | None:
    """Well-being and social capital, within and between workplaces, and the level trap."""
    if release.wellbeing is None:
        return None
    p = Phrases(release)
    table = release.wellbeing.table.set_index("level")
    rows = table.loc[[k for k in ("within", "between") if k in table.index]]
    certain = {
        k: is_certain(r["conf_low"], r["conf_high"]) and r["estimate"] > 0
        for k, r in rows.iterrows()
    }
    key = {(True, True): "both", (True, False): "within", (False, True): "between"}.get(
        (certain.get("within", False), certain.get("between", False)), "none"
    )
    scale = p.release.facts.scale(table.iloc[0]["variable"])
    chart = pd.DataFrame(
        {
            "label": [p.text(f"deck.wellbeing.{k}") for k in rows.index],
            "estimate": rows["estimate"].to_numpy(),
            "conf_low": rows["conf_low"].to_numpy(),
            "conf_high": rows["conf_high"].to_numpy(),
            "dimension": scale.dimension,
        }
    )
    spoken = [f"{r.label}: {p.number(r.estimate, 2)}" for r in chart.itertuples()]
    body = [p.body("deck.wellbeing.how"), *_wellbeing_level(p, release)]
    if _level_trap(rows["estimate"]):
        body.append(p.body("deck.wellbeing.trap"))
    body.append(p.body("deck.absence.not_cause"))
    options = {
        "language": p.language,
        "axis": [-1, 1],
        "decimals": 2,
        "x_label": p.text("deck.wellbeing.x_label"),
    }
    return Slide(
        kicker=p.text("deck.kicker_wellbeing"),
        title=p.text(f"deck.wellbeing.title_{key}"),
        figure=Chart("profile", chart, options),
        body=tuple(body),
        alt=p.text("deck.wellbeing.alt", rows="; ".join(spoken)),
        notes=p.text("deck.wellbeing.notes"),
        footnote=p.footnote(p.text("deck.counted", n=p.number(table.loc["within", "n"]))),
        result_id=release.result_id,
        language=p.language,
    )


def _level_trap(estimates: pd.Series) -> bool:
    """Tell whether within and between disagree in sign or by a factor of two."""
    low, high = sorted(estimates.abs())[0], sorted(estimates.abs())[-1]
    return bool((estimates > 0).nunique() > 1 or high >= LEVEL_TRAP * max(low, 0.01))


def _wellbeing_level(p: Phrases, release: StudyRelease) -> list[tuple[Run, ...]]:
    facts = release.facts
    found = [t.table for key, t in release.levels.items() if key != facts.primary.id]
    for table in found:
        keep = (
            (table["cut"] == "wave × role")
            & (table["wave"] == facts.last_wave)
            & (table["role"] == "employee")
            & ~table["hidden"]
        )
        rows = table[
            keep & table["variable"].map(lambda c: facts.scale(c).dimension == "wellbeing")
        ]
        if len(rows):
            row = rows.iloc[0]
            interval = p.interval(row["conf_low"], row["conf_high"])
            return [p.body("deck.wellbeing.level", mean=p.mean(row), interval=interval)]
    return []
