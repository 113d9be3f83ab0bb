"""What changed, and what goes with sick leave and well-being: the whole, never one workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, certain_rows, farthest, highest, is_certain, lowest
from skcore.decks.survey import shown_scales
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.release import StudyRelease
    from skcore.release.absence import Absence
    from skcore.slides.markup import Run

__all__ = [
    "absence_slide",
    "actions_slide",
    "change_sentence",
    "change_slide",
    "change_title",
    "trend_slide",
    "wellbeing_slide",
]

PER = 10  # points of social capital that a size is for
LEVEL_TRAP = 2.0  # factor between the levels from which they are said to tell different stories


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
    linked = p.text("deck.change.linked" if facts.linked else "deck.change.unlinked")
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
    certain = is_certain(row["conf_low"], row["conf_high"])
    key = "title_none"
    if pd.isna(row["estimate"]) or pd.isna(row["conf_low"]):
        key = "title_few"
    elif certain:
        key = "title_certain_up" if row["estimate"] > 0 else "title_certain_down"
    body = []
    if key != "title_few":
        body.append(
            p.body(
                "deck.actions.sentence",
                points=p.number(abs(row["estimate"]), 1),
                direction=p.text(
                    "deck.actions.more" if row["estimate"] > 0 else "deck.actions.less"
                ),
                interval=p.interval(row["conf_low"], row["conf_high"], 1, signed=True),
            )
        )
    counted = release.facts.texts.count
    body += [
        p.body(
            "deck.actions.n",
            treated=numbers.capitalise(counted("deck.actions.n_treated", int(row["n_treated"]))),
            others=counted("deck.actions.n_others", int(row["n_others"])),
        ),
        *_chosen_low(p, row),
        p.body("deck.actions.not_random"),
    ]
    table = pd.DataFrame(
        {
            "label": [p.text(f"deck.actions.{k}_label") for k in ("participating", "others")],
            "estimate": [row["treated"], row["others"]],
            "conf_low": [row["treated_low"], row["others_low"]],
            "conf_high": [row["treated_high"], row["others_high"]],
            "dimension": "overall",
        }
    )
    return Slide(
        kicker=p.text("deck.kicker_actions"),
        title=p.text(f"deck.actions.{key}"),
        figure=Chart("change", table, {"language": p.language, "decimals": 1}),
        body=tuple(body),
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


def _chosen_low(p: Phrases, row: pd.Series) -> list[tuple[Run, ...]]:
    """Remind that workplaces which were low rise by themselves, when the participating were low."""
    facts = p.release.facts
    distance = row["others_before"] - row["treated_before"]
    if pd.isna(distance) or distance < 1:
        return []
    first = facts.wave_label(facts.waves[-2].id)
    return [p.body("deck.actions.mean", points=p.number(distance, 1), first=first)]


def absence_slide(release: StudyRelease) -> Slide | None:
    """Social capital and sick leave over the shown workplaces: the line is the sentence's."""
    if release.absence is None:
        return None
    p = Phrases(release)
    absence = release.absence
    model = absence.model.table
    row = model[(model["estimand"] == "measured") & (model["adjusted_for"] == "")]
    few = (row["measure"] == "rank_correlation").any()
    row = row[row["measure"].isin(["days_per_fte", "rank_correlation"])].iloc[0]
    units = p.workplaces(int(row["n"]))
    title, sentences = _association_words(p, row, units, few=few)
    mixed = _mix_sentence(p, model)
    points = absence.points.table.merge(absence.rates.table, on="unit", suffixes=("", "_rate"))
    points = points[~points["hidden"] & ~points["hidden_rate"]]
    return Slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=_scatter(p, absence, points, line=not few),
        body=(*sentences, *mixed, p.body("deck.absence.dot"), p.body("deck.absence.not_cause")),
        alt=p.text("deck.absence.alt", units=units, sentence=title),
        notes=p.text("deck.absence.notes"),
        footnote=_absence_footnote(p, absence, mixed=bool(mixed)),
        result_id=release.result_id,
        language=p.language,
    )


def _association_words(
    p: Phrases, row: pd.Series, units: str, *, few: bool
) -> tuple[str, list[tuple[Run, ...]]]:
    certain = is_certain(row["conf_low"], row["conf_high"])
    direction = "none"
    if certain:
        direction = "lower" if row["estimate"] < 0 else "higher"
    title = p.text(f"deck.absence.title_{direction}")
    if few:
        key = "sentence_few" if direction == "none" else f"sentence_few_{direction}"
        interval = p.interval(row["conf_low"], row["conf_high"], 2)
        sentence = p.body(
            f"deck.absence.{key}",
            units=units,
            estimate=p.number(row["estimate"], 2),
            interval=interval,
        )
        return title, [sentence, p.body("deck.absence.may_be")]
    days = p.number(abs(row["estimate"]), 1) if certain else p.change(row["estimate"], 1)
    interval = (p.distance if certain else p.interval)(row["conf_low"], row["conf_high"], 1)
    sentence = p.body(
        f"deck.absence.sentence_{direction}", units=units, per=PER, days=days, interval=interval
    )
    return title, [sentence] if certain else [sentence, p.body("deck.absence.may_be_many")]


def _mix_sentence(p: Phrases, model: pd.DataFrame) -> list[tuple[Run, ...]]:
    """Answer the first question in the room: is it not just the occupational groups?"""
    keep = (model["adjusted_for"] != "") & (model["measure"] == "days_per_fte")
    rows = model[keep & (model["estimand"] == "measured")].dropna(subset=["estimate"])
    if rows.empty:
        return []
    row = rows.iloc[0]
    interval = p.interval(row["conf_low"], row["conf_high"], 1)
    days = p.change(row["estimate"], 1)
    return [p.body("deck.absence.occupations_sentence", days=days, interval=interval)]


def _scatter(p: Phrases, absence: Absence, points: pd.DataFrame, *, line: bool) -> Chart:
    options: dict[str, object] = {
        "language": p.language,
        "x_label": p.text("deck.absence.x_label"),
        "y_label": p.text("deck.absence.y_label"),
        "dimension": "overall",
    }
    if line:
        drawn = absence.line.table.rename(columns={"points": "x", "fitted": "estimate"})
        options["line"] = drawn[["x", "estimate", "conf_low", "conf_high"]].to_dict("records")
    table = pd.DataFrame(
        {
            "x": points["estimate"],
            "y": points["days_per_fte"],
            "size": points["employed"].astype(float),
        }
    )
    return Chart("scatter", table, options)


def _absence_footnote(p: Phrases, absence: Absence, *, mixed: bool) -> str:
    start = numbers.format_date(absence.start, "long", language=p.language)
    window = p.text("deck.absence.window", months=absence.months, start=start)
    mix = p.text("deck.absence.occupations_yes" if mixed else "deck.absence.occupations_not")
    return p.footnote(p.answered(absence.wave), window, mix)


def trend_slide(release: StudyRelease) -> Slide | None:
    """Sick leave of the whole organisation month by month, with the surveys marked."""
    if release.months is None:
        return None
    p = Phrases(release)
    facts = release.facts
    table = release.months.table
    rows = table[~table["hidden"]].sort_values("month")
    if len(rows) < 12:
        return None
    dates = pd.to_datetime(rows["month"])
    title = _trend_title(p, release)
    chart = pd.DataFrame(
        {"month": rows["month"], "estimate": rows["absence_percent"], "group": facts.words["whole"]}
    )
    events = [
        {"date": f"{wave.start:%Y-%m-%d}", "label": facts.wave_label(wave.id)}
        for wave in facts.waves
        if wave.start is not None
    ]
    first, last = (
        numbers.format_date(d.date(), "month", language=p.language)
        for d in (dates.iloc[0], dates.iloc[-1])
    )
    options = {
        "language": p.language,
        "y_label": p.text("deck.trend.y_label"),
        "events": events,
        "decimals": 1,
    }
    return Slide(
        kicker=p.text("deck.kicker_absence"),
        title=title,
        figure=Chart("trend", chart, options),
        body=(
            p.body("deck.trend.how"),
            p.body("deck.trend.waves"),
            p.body("deck.trend.season"),
        ),
        alt=p.text("deck.trend.alt", title=title),
        notes=p.text("deck.trend.notes"),
        footnote=p.footnote(p.text("deck.trend.footnote", first=first, last=last)),
        result_id=release.result_id,
        language=p.language,
    )


def _trend_title(p: Phrases, release: StudyRelease) -> str:
    years = release.years.table if release.years is not None else pd.DataFrame()
    shares = [p.percent(v, 1) for v in years.get("absence_percent", [])]
    if len(shares) >= 2:
        return p.text("deck.trend.title_lower", last=shares[-1], before=shares[-2])
    return p.text("deck.trend.title_single", last=shares[-1])


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
        footnote=p.footnote(p.text("deck.counted", n=p.number(int(table.loc["within", "n"])))),
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
