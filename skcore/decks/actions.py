"""How participating workplaces developed, beside what was to be expected of them anyway."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.decks.of_few import Few
from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.decks.rows import Body
from skcore.decks.scatter import coarse, coarse_note
from skcore.meeting.extremes import is_certain
from skcore.release import StudyRelease
from skcore.release.compared import Compared
from skcore.release.participants import ActionTables
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers

LEVEL, LEAST_P = 0.05, 0.001
FAR_APART = 1.0  # points between the sides' starts from which they are told


@of_release
def actions_slide(release: StudyRelease) -> Slide | None:
    """How the participating workplaces developed beside the others; no cause is claimed.

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
    chosen = release.facts.evaluation
    first, last = (release.facts.wave_label(wave) for wave in (on.first, on.last))
    usual = "" if chosen.told else p.text("deck.actions.usual")
    few = Few(p, release.action.step if release.action else 1)
    chart = _actions_chart(few, row, before=first, after=last)
    told = dict(zip(("treated", "others"), chart.table["estimate"], strict=True))
    spoken = {name: few.change(size) if pd.notna(size) else "–" for name, size in told.items()}
    capital = p.definite(row["variable"], capital=True)
    return p.slide(
        kicker=p.text("deck.kicker_actions"),
        title=p.text(f"deck.actions.{actions_title(p, row)}", scale=capital),
        figure=chart,
        body=_actions_sentence(few, row),
        boxes=p.box("deck.actions.ask"),
        alt=p.text("deck.actions.alt", scale=p.scale(row["variable"]), **spoken),
        notes=[
            p.text("deck.actions.notes"),
            p.text(f"deck.actions.chosen_{chosen.chosen}"),
            *_start(few, row, first),
            *_method(few, row),
            *_checks(p, release, row),
            *_what_could_be_seen(p, release),
            *_who_took_part(p, release),
            few.why(p.scale(row["variable"])),
            usual,
        ],
        footnote=p.footnote(
            _sides(p, release),
            few.note(),
            _power(p, release),
            p.compared_on(on, [row["variable"]], left=False),
        ),
    )


def _sides(p: Phrases, release: StudyRelease) -> str:
    """Say how many workplaces are on each side, from which survey to which."""
    on = release.compared_actions
    if release.participants is None or on is None:
        return ""
    row = release.participants.table.iloc[0]
    return p.text("deck.actions.n", **p.surveys(on), **p.sides(row["n_treated"], row["n_others"]))


def _by_lot(row: pd.Series) -> bool:
    """Whether the changes alone are compared: nothing is expected of one side only."""
    return bool(pd.isna(row["expected"]))


def actions_title(p: Phrases, row: pd.Series) -> str:
    """Key of the title: a rise or a fall is claimed only where it is certain too."""
    if pd.isna(row["conf_low"]):
        return "title_few"
    if not is_certain(row["conf_low"], row["conf_high"]):
        return p.none_certain(row.to_frame().T)
    start = "certain" if _by_lot(row) else "start"
    if row["estimate"] < 0:
        return f"title_{start}_down"
    if row["treated_low"] > 0:
        return f"title_{start}_up"
    return f"title_{start}_held" if row["treated_high"] < 0 else f"title_{start}_better"


def _actions_sentence(few: Few, row: pd.Series) -> Body:
    if pd.isna(row["conf_low"]):
        return ()
    more = "more" if row["estimate"] > 0 else "less"
    points = few.number(abs(row["estimate"]))
    key = "sentence" if _by_lot(row) else "sentence_start"
    key += "_none" if points == few.number(0) else ""
    told = few.p.body(
        f"deck.actions.{key}",
        points=points,
        direction=few.p.text(f"deck.actions.{more}"),
        interval=few.interval(row),
    )
    return (told,)


def _start(few: Few, row: pd.Series, first: str) -> list[str]:
    """Say where the participating began, and what was to be expected of such workplaces anyway."""
    distance = row["others_before"] - row["treated_before"]
    if _by_lot(row) or pd.isna(distance) or abs(distance) < FAR_APART:
        return []
    side = "low" if distance > 0 else "high"
    points = few.number(abs(distance))
    return [few.p.text(f"deck.actions.start_{side}", points=points, first=first)]


def _method(few: Few, row: pd.Series) -> list[str]:
    if _by_lot(row):
        return []
    text = few.p.text
    return [
        text("deck.actions.alt_expected", points=few.change(row["expected"])),
        text("deck.actions.notes_start"),
        text("deck.actions.far") if row["caution"] else "",
    ]


def detectable_by_scenario(release: StudyRelease) -> dict[str, float]:
    """Smallest difference that the surveys could show, and the next one, as far as it is known."""
    told = release.action.power if release.action else None
    if told is None:
        return {}
    return dict(told.table.set_index("scenario")["detectable"].dropna())


def _power(p: Phrases, release: StudyRelease) -> str:
    """Say what so many workplaces could have shown, whatever they did show."""
    points = detectable_by_scenario(release).get("this")
    return "" if points is None else p.text("deck.actions.power", points=p.number(points))


def _what_could_be_seen(p: Phrases, release: StudyRelease) -> list[str]:
    seen = {name: p.number(points) for name, points in detectable_by_scenario(release).items()}
    if not {"more_answers", "half_take_part"} <= set(seen):
        return []
    words = {"more": seen["more_answers"], "half": seen["half_take_part"]}
    return [p.text("deck.actions.power_next", **words)]


def _checks(p: Phrases, release: StudyRelease, main: pd.Series) -> list[str]:
    """Say whether the other ways to compute it bear the sentence out, and what they give."""
    if release.action is None:
        return []
    few, rows = Few(p, release.action.step), release.action.checks.table.set_index("analysis")
    rows = rows[rows["p_value"].notna()]
    lines = []
    for name, row in rows.drop(index="units", errors="ignore").iterrows():
        words = {"p": _p_value(p, row["p_value"]), "least": _p_value(p, row["least_p"])}
        if pd.notna(row["conf_low"]):
            words = {"points": few.change(row["estimate"]), "interval": few.interval(row)}
        lines.append(p.text(f"deck.actions.check_{name}", **words))
    if pd.isna(main["conf_low"]) or not lines:
        return lines
    certain = is_certain(main["conf_low"], main["conf_high"])
    others = rows["p_value"].drop("units", errors="ignore") < LEVEL
    return [
        p.text(f"deck.actions.checks_{'agree' if (others == certain).all() else 'differ'}"),
        *lines,
    ]


def _p_value(p: Phrases, value: float) -> str:
    return f"< {p.percent(100 * LEAST_P, 1)}" if value < LEAST_P else p.percent(100 * value, 1)


def _who_took_part(p: Phrases, release: StudyRelease) -> list[str]:
    """Say what the register of actions tells of those who took part."""
    tables, facts = release.action, release.facts
    if tables is None or facts.units["intervention"].any():
        return []
    told = [p.text("deck.actions.from_register")]
    told += [] if tables.one_start else [p.text("deck.actions.several_starts")]
    outside = tables.n_outside
    said = numbers.capitalise(facts.texts.count("deck.actions.outside", outside))
    return [*told, said] if outside else told


def chance_slide(release: StudyRelease) -> Slide | None:
    """Show what workplaces chosen as low would have risen anyway, beside what they rose.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    Slide or None
        None where no action is compared, or its workplaces were not chosen because they were low,
        or did not lie low.

    Examples
    --------
    >>> import skcore
    >>> skcore.chance_slide(release).figure.kind
    'scatter'
    """
    tables, on = release.action, release.compared_actions
    if release.participants is None or tables is None or on is None or tables.chance is None:
        return None
    p, row = Phrases(release), tables.chance.table.iloc[0]
    main = release.participants.table.iloc[0]
    code, observed = main["variable"], main["treated"]
    if not release.facts.is_for_workplaces(code, in_steps=True):  # a dot would point at a leader
        return None
    if round(row["estimate"], 1) <= 0:  # of numbers that were not low nothing is expected
        return None
    few = Few(p, tables.step)
    words = {
        "expected": few.change(row["estimate"]),
        "observed": few.change(observed),
        "interval": few.interval(row),
        "scale": p.scale(code),
        "units": p.workplaces(int(row["n_groups"])),
        **p.surveys(on),
    }
    return p.slide(
        kicker=p.text("deck.kicker_actions"),
        title=p.text(f"deck.chance.title_{_chance_title(row, main)}", **words),
        figure=_chance_chart(p, tables, main, row, words, on),
        body=(p.body("deck.chance.sentence", **words),),
        boxes=p.box("deck.chance.ask"),
        alt=p.text("deck.chance.alt", **words),
        notes=[
            p.text("deck.chance.notes"),
            p.text("deck.chance.method", reliability=p.number(row["reliability"], 2)),
            ""
            if pd.isna(main["expected"])
            else p.text("deck.chance.other", points=few.change(main["expected"])),
        ],
        footnote=p.footnote(
            _sides(p, release),
            p.compared_on(on, [code], left=False),
            few.note() or coarse_note(p, on),
        ),
    )


def _chance_title(row: pd.Series, main: pd.Series) -> str:
    """Key of the title: a claim only where the slide before it, beside the others, makes the same.

    ``beside`` names both numbers and claims nothing.
    """
    observed, claimed = main["treated"], 0
    if is_certain(main["conf_low"], main["conf_high"]):
        claimed = 1 if main["estimate"] > 0 else -1
    seen = int(observed > row["conf_high"]) - int(observed < row["conf_low"])
    if seen != claimed or (seen < 0 and observed <= 0):
        return "beside"
    return {1: "more", 0: "within", -1: "less"}[seen]


def _chance_chart(
    p: Phrases,
    tables: ActionTables,
    main: pd.Series,
    row: pd.Series,
    words: dict[str, str],
    on: Compared,
) -> Chart:
    """Draw every workplace before and after, the line of no action, and the participating."""
    units = tables.units.table
    shown = (units["variable"] == main["variable"]) & (units["role"] == "employee")
    points = units.loc[shown & ~units["hidden"], ["before", "after"]].set_axis(["x", "y"], axis=1)
    points = points.apply(lambda told: coarse(p, told, on))
    line = tables.line.table if tables.line is not None else pd.DataFrame()
    line = line[["points", "fitted"]].set_axis(["x", "estimate"], axis=1)
    start = main["treated_before"]
    ends = (("observed", start + main["treated"]), ("expected", start + row["estimate"]))
    marks = [
        {
            "x": start,
            "y": round(y, 1),
            "label": p.text(f"deck.chance.{name}_label", value=Few(p, tables.step).number(y)),
            "filled": name == "observed",
        }
        for name, y in ends
    ]
    low, high = points.min().min(), points.max().max()
    axis = [10 * ((low - 1) // 10), 10 * -(-(high + 1) // 10)]  # no dot lies on an axis' numbers
    return Chart(
        "scatter",
        points.astype(float).reset_index(drop=True),
        {
            "language": p.language,
            "x_label": p.text("deck.chance.x_label", **words),
            "y_label": p.text("deck.chance.y_label", scale=p.scale(main["variable"], capital=True),
                              last=words["last"]),
            "dimension": "overall",
            "x_axis": axis,
            "y_axis": axis,
            "line": line.to_dict("records"),
            "certain": False,
            "marks": marks,
        },
    )  # fmt: skip


def _actions_chart(few: Few, row: pd.Series, *, before: str, after: str) -> Chart:
    """Draw both groups from before to after on one axis."""
    p, sides = few.p, {"participating": "treated", "others": "others"}
    ends = {name: few.ends(row, f"{name}_low", f"{name}_high") for name in sides.values()}
    rows = [
        {
            "label": p.text(f"deck.actions.{label}_label"),
            "before": row[f"{name}_before"],
            "after": row[f"{name}_before"] + row[name],
            "estimate": row[name],
            "conf_low": ends[name][0],
            "conf_high": ends[name][1],
            "dimension": "overall",
        }
        for label, name in sides.items()
    ]
    table = pd.DataFrame(rows).round(dict.fromkeys(("before", "after", "estimate"), few.decimals))
    policy = p.facts.policy
    for end in ("before", "after"):  # at an end all its workplaces lie beyond what is told
        at_end = [table[end] <= policy.floor, table[end] >= policy.ceiling]
        table[f"{end}_bounded"] = np.select(at_end, ["below", "above"], "")
    change = ["estimate", "conf_low", "conf_high"]
    gone = table[["before_bounded", "after_bounded"]].astype(bool).any(axis=1)
    table[change] = table[change].astype(float).mask(gone)
    options = {"language": p.language, "decimals": few.decimals}
    options |= {"before_label": before, "after_label": after}
    return Chart("change", table, options)
