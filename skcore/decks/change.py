"""What has changed since the survey before, and how participating workplaces developed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, certain_rows, farthest, highest, is_certain, lowest
from skcore.decks.rows import (
    shown_scales,
)
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.release import StudyRelease
    from skcore.slides.markup import Run

__all__ = ["actions_slide", "change_sentence", "change_slide", "change_title"]


def change_title(p: Phrases, rows: pd.DataFrame, *, none: str) -> str:
    """Name the largest certain rise and fall; ``none`` is the text where there is neither."""
    certain = certain_rows(rows)
    up, down = certain[certain["estimate"] > 0], certain[certain["estimate"] < 0]
    if len(up) and len(down):
        rise = p.definite(highest(up, "estimate")["variable"], capital=True)
        fall = p.definite(lowest(down, "estimate")["variable"])
        return p.text("deck.change.title_both", up=rise, down=fall)
    if len(up):
        scale = p.definite(highest(up, "estimate")["variable"], capital=True)
        return p.text("deck.change.title_up", scale=scale)
    if len(down):
        scale = p.definite(lowest(down, "estimate")["variable"], capital=True)
        return p.text("deck.change.title_down", scale=scale)
    return p.text(none)


def change_sentence(p: Phrases, row: pd.Series) -> list[tuple[Run, ...]]:
    """Say one scale's change, its size, and that the numbers do not say why."""
    direction = "up" if row["estimate"] > 0 else "down"
    size = p.text(f"deck.change.{p.size(row['estimate'])}_{direction}")
    sentence = p.text(
        f"deck.change.sentence_{direction}",
        definite=p.definite(row["variable"], capital=True),
        before=p.number(row["before"]),
        after=p.number(row["after"]),
        change=p.change(row["estimate"]),
        interval=p.interval(row["conf_low"], row["conf_high"], signed=True),
    )
    return [p.marked("{sentence} {size}", sentence=sentence, size=size)]


def change_slide(release: StudyRelease) -> Slide | None:
    """What has changed for all employees since the survey before."""
    if release.changes is None:
        return None
    p = Phrases(release)
    facts = release.facts
    table = release.changes.table
    rows = table[~table["hidden"] & table["variable"].isin(shown_scales(release))]
    if rows.empty:
        return None
    first, last = (facts.wave_label(w.id) for w in facts.waves[-2:])
    rows = rows.assign(
        label=rows["variable"].map(lambda c: p.scale(c, capital=True)),
        dimension=rows["variable"].map(lambda c: facts.scale(c).dimension),
    )
    largest = farthest(rows, "estimate")
    certain = is_certain(largest["conf_low"], largest["conf_high"])
    body = [p.body("deck.change.how", first=first, last=last)]
    body += change_sentence(p, largest) if certain else []
    body += _share_sentence(release, p, largest["variable"], first) if certain else []
    body.append(p.body("deck.change.cause"))
    columns = ["label", "before", "after", "estimate", "conf_low", "conf_high", "dimension"]
    spoken = [f"{r.label}: {p.number(r.before)} / {p.number(r.after)}" for r in rows.itertuples()]
    paired = rows["method"].str.contains("paired").all()
    linked = p.text(f"deck.change.{'linked' if paired else 'unlinked'}")
    options = {"language": p.language, "before_label": first, "after_label": last}
    return Slide(
        kicker=p.text("deck.kicker_change"),
        title=change_title(p, rows, none="deck.change.title_none"),
        figure=Chart("change", rows[columns], options),
        body=tuple(body),
        alt=p.text("deck.change.alt", first=first, last=last, rows="; ".join(spoken)),
        notes=p.text("deck.change.notes") + "\n" + linked,
        footnote=p.footnote(
            p.answered(facts.last_wave), p.text("deck.differences_note"), p.instrument_note()
        ),
        result_id=release.result_id,
        language=p.language,
    )


def _share_sentence(
    release: StudyRelease, p: Phrases, code: str, first: str
) -> list[tuple[Run, ...]]:
    if release.share_changes is None:
        return []
    table = release.share_changes.table
    rows = table[(table["variable"] == code) & ~table["hidden"]]
    if rows.empty or not is_certain(rows.iloc[0]["conf_low"], rows.iloc[0]["conf_high"]):
        return []
    row = rows.iloc[0]
    return [
        p.body(
            "deck.change.shares",
            first=first,
            scale=p.scale(code),
            before=p.percent(row["before"]),
            after=p.percent(row["after"]),
            direction=p.text("deck.change.rise" if row["estimate"] > 0 else "deck.change.fall"),
            points=p.number(abs(row["estimate"])),
            interval=p.distance(row["conf_low"], row["conf_high"]),
        )
    ]


def actions_slide(release: StudyRelease) -> Slide | None:
    """How the participating workplaces developed beside the others; no cause is claimed."""
    if release.participants is None:
        return None
    p = Phrases(release)
    row = release.participants.table.iloc[0]
    counted = release.facts.texts.count
    participating = counted("deck.actions.n_treated", int(row["n_treated"]))
    others = counted("deck.actions.n_others", int(row["n_others"]))
    return Slide(
        kicker=p.text("deck.kicker_actions"),
        title=p.text(f"deck.actions.{actions_title(row)}"),
        figure=_actions_chart(p, row),
        body=(
            *_actions_sentence(p, row),
            p.body("deck.actions.n", treated=numbers.capitalise(participating), others=others),
            *_chosen_low(p, row),
            p.body("deck.actions.not_random"),
        ),
        alt=p.text(
            "deck.actions.alt",
            treated=p.change(row["treated"], 1),
            others=p.change(row["others"], 1),
        ),
        notes=p.text("deck.actions.notes"),
        footnote=p.footnote(p.text("deck.differences_note"), p.instrument_note()),
        result_id=release.result_id,
        language=p.language,
    )


def actions_title(row: pd.Series) -> str:
    """Key of the title: a rise is claimed only where the participating have risen."""
    if pd.isna(row["conf_low"]):
        return "title_few"
    if not is_certain(row["conf_low"], row["conf_high"]):
        return "title_none"
    if row["estimate"] < 0:
        return "title_certain_down"
    return "title_certain_up" if row["treated"] > 0 else "title_certain_held"


def _actions_sentence(p: Phrases, row: pd.Series) -> list[tuple[Run, ...]]:
    if pd.isna(row["conf_low"]):
        return []
    more = "more" if row["estimate"] > 0 else "less"
    return [
        p.body(
            "deck.actions.sentence",
            points=p.number(abs(row["estimate"]), 1),
            direction=p.text(f"deck.actions.{more}"),
            interval=p.interval(row["conf_low"], row["conf_high"], 1, signed=True),
        )
    ]


def _actions_chart(p: Phrases, row: pd.Series) -> Chart:
    table = pd.DataFrame(
        {
            "label": [p.text(f"deck.actions.{k}_label") for k in ("participating", "others")],
            "estimate": [row["treated"], row["others"]],
            "conf_low": [row["treated_low"], row["others_low"]],
            "conf_high": [row["treated_high"], row["others_high"]],
            "dimension": "overall",
        }
    )
    return Chart("change", table, {"language": p.language, "decimals": 1})


def _chosen_low(p: Phrases, row: pd.Series) -> list[tuple[Run, ...]]:
    """Remind that workplaces which were low rise by themselves, when the participating were low."""
    facts = p.release.facts
    distance = row["others_before"] - row["treated_before"]
    if pd.isna(distance) or distance < 1:
        return []
    first = facts.wave_label(facts.waves[-2].id)
    return [p.body("deck.actions.mean", points=p.number(distance, 1), first=first)]
