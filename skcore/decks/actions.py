"""How participating workplaces developed, beside what was to be expected of them anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, is_certain
from skcore.slides.slide import Chart, Slide

if TYPE_CHECKING:
    from skcore.release import StudyRelease
    from skcore.slides.markup import Run

__all__ = ["actions_slide", "actions_title"]

FAR_APART = 1.0  # points between the sides' starts from which they are told


def actions_slide(release: StudyRelease) -> Slide | None:
    """How the participating workplaces developed beside the others; no cause is claimed.

    Parameters
    ----------
    release
        What :func:`release_study` gave: what may be shown.

    Returns
    -------
    Slide or None

    Examples
    --------
    >>> import skcore
    >>> skcore.actions_slide(release).figure.kind
    'change'
    """
    on = release.compared_actions
    if release.participants is None or on is None:
        return None
    p = Phrases(release)
    row = release.participants.table.iloc[0]
    counted, chosen = release.facts.texts.count, release.facts.evaluation
    said = {
        "first": release.facts.wave_label(on.first),
        "last": release.facts.wave_label(on.last),
        "treated": counted("deck.actions.n_treated", int(row["n_treated"])),
        "others": counted("deck.actions.n_others", int(row["n_others"])),
    }
    usual = "" if chosen.told else p.text("deck.actions.usual")
    spoken = {name: p.change(row[name], 1) for name in ("treated", "others")}
    capital = p.definite(row["variable"], capital=True)
    return Slide(
        kicker=p.text("deck.kicker_actions"),
        title=p.text(f"deck.actions.{actions_title(row)}", scale=capital),
        figure=_actions_chart(p, row, before=said["first"], after=said["last"]),
        body=tuple(_actions_sentence(p, row)),
        boxes=p.box("deck.actions.ask"),
        alt=p.text("deck.actions.alt", scale=p.scale(row["variable"]), **spoken),
        notes="\n".join(
            filter(
                None,
                [
                    p.text("deck.actions.notes"),
                    p.text(f"deck.actions.chosen_{chosen.chosen}"),
                    *_start(p, row, said["first"]),
                    *_method(p, row),
                    usual,
                ],
            )
        ),
        footnote=p.footnote(
            p.text("deck.actions.n", **said),
            p.compared_on(on, [row["variable"]], left=False),
        ),
        result_id=release.result_id,
        language=p.language,
    )


def _by_lot(row: pd.Series) -> bool:
    """Whether the changes alone are compared: nothing is expected of one side only."""
    return bool(pd.isna(row["expected"]))


def actions_title(row: pd.Series) -> str:
    """Key of the title: a rise or a fall is claimed only where it is certain too."""
    if pd.isna(row["conf_low"]):
        return "title_few"
    if not is_certain(row["conf_low"], row["conf_high"]):
        return "title_none"
    start = "certain" if _by_lot(row) else "start"
    if row["estimate"] < 0:
        return f"title_{start}_down"
    if row["treated_low"] > 0:
        return f"title_{start}_up"
    return f"title_{start}_held" if row["treated_high"] < 0 else f"title_{start}_better"


def _actions_sentence(p: Phrases, row: pd.Series) -> list[tuple[Run, ...]]:
    if pd.isna(row["conf_low"]):
        return []
    more = "more" if row["estimate"] > 0 else "less"
    return [
        p.body(
            "deck.actions.sentence" if _by_lot(row) else "deck.actions.sentence_start",
            points=p.number(abs(row["estimate"]), 1),
            direction=p.text(f"deck.actions.{more}"),
            interval=p.interval(row["conf_low"], row["conf_high"], 1, signed=True),
        )
    ]


def _start(p: Phrases, row: pd.Series, first: str) -> list[str]:
    """Say where the participating began, and what was to be expected of such workplaces anyway."""
    distance = row["others_before"] - row["treated_before"]
    if _by_lot(row) or pd.isna(distance) or abs(distance) < FAR_APART:
        return []
    side = "low" if distance > 0 else "high"
    return [p.text(f"deck.actions.start_{side}", points=p.number(abs(distance), 1), first=first)]


def _method(p: Phrases, row: pd.Series) -> list[str]:
    if _by_lot(row):
        return []
    return [
        p.text("deck.actions.alt_expected", points=p.change(row["expected"], 1)),
        p.text("deck.actions.notes_start"),
        p.text("deck.actions.far") if row["caution"] else "",
    ]


def _actions_chart(p: Phrases, row: pd.Series, *, before: str, after: str) -> Chart:
    """Draw both groups from before to after on one axis."""
    sides = {"participating": "treated", "others": "others"}
    table = pd.DataFrame(
        {
            "label": [p.text(f"deck.actions.{label}_label") for label in sides],
            "before": [row[f"{name}_before"] for name in sides.values()],
            "after": [row[f"{name}_before"] + row[name] for name in sides.values()],
            "estimate": [row[name] for name in sides.values()],
            "conf_low": [row[f"{name}_low"] for name in sides.values()],
            "conf_high": [row[f"{name}_high"] for name in sides.values()],
            "dimension": "overall",
        }
    ).round(1)
    options = {"language": p.language, "decimals": 1, "before_label": before, "after_label": after}
    return Chart("change", table, options)
