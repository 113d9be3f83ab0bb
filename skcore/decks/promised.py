"""What was expected of the actions, as locked before the survey, beside what it found."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_few import Few
from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.meeting.extremes import is_certain
from skcore.release import StudyRelease
from skcore.release.held_to_promise import Promised
from skcore.slides.slide import Chart, Slide
from skcore.texts import numbers


def verdict(row: pd.Series) -> str:
    """Say how what was found stands to what was promised, from the numbers as they are shown.

    ``few`` (no interval), ``less`` and ``more`` (the promise lies outside the interval), ``open``
    (both the promise and nothing at all lie inside), ``kept`` (the promise does, nothing does not).
    """
    low, high, promised = row["conf_low"], row["conf_high"], row["promised"]
    if pd.isna(low):
        return "few"
    if not low <= promised <= high:
        return "less" if promised > high else "more"
    return "kept" if is_certain(low, high) else "open"


@of_release
def promise_slide(release: StudyRelease) -> Slide | None:
    """Show what the actions were expected to give, locked before the survey, and what was found.

    Returns
    -------
    Slide or None
        None where nothing was locked in time, or too few workplaces can be compared.

    Examples
    --------
    >>> import skcore
    >>> skcore.promise_slide(release).figure.table["label"].iloc[0]
    'Det, arbejdspladserne ventede'
    """
    told, on = release.promised, release.compared_actions or release.compared
    if told is None or told.found is None or told.locked is None or on is None:
        return None
    p, rows = Phrases(release), told.found.table
    row, few = rows.iloc[0], Few(p, told.step)
    words = {
        **{name: few.change(row[name]) for name in ("promised", "observed", "estimate")},
        **p.surveys(on),
        "interval": few.interval(row),
        "units": p.workplaces(int(row["n_treated"])),
        "name": told.locked.name,
    }
    sides = p.sides(row["n_treated"], row["n_comparison"])
    sides |= {"treated": numbers.capitalise(words["units"])}
    key = verdict(row)
    return p.slide(
        kicker=p.text("deck.kicker_actions"),
        title=p.text(f"deck.promised.title_{key}"),
        figure=_chart(few, row),
        body=(p.body("deck.promised.sentence", **words),) if key != "few" else (),
        boxes=p.box("deck.promised.ask"),
        alt=p.text("deck.promised.alt", **words),
        notes=[
            p.text("deck.promised.notes"),
            *_themes(few, rows),
            *_changed(p, told),
            few.why(p.scale(on.instrument.leading)),
        ],
        footnote=p.footnote(
            p.text("deck.promised.n", **sides),
            p.text("deck.promised.locked", **words),
            few.note(),
        ),
    )


def _chart(few: Few, row: pd.Series) -> Chart:
    """Draw the promise, the change that was seen, and what of it the others do not explain."""
    told = ("promised", "observed", "estimate")
    labels = [few.p.text(f"deck.promised.{name}_label") for name in told]
    table = pd.DataFrame({"label": labels, "estimate": [row[name] for name in told]})
    table["estimate"] = table["estimate"].round(few.decimals)
    for end, value in zip(("conf_low", "conf_high"), few.ends(row), strict=True):
        table[end] = [None, None, value]
    gone = table["estimate"].isna().map({True: "few units", False: ""})
    table = table.assign(certain=True, dimension="overall", hidden_reason=gone)
    return Chart("change", table, {"language": few.p.language, "decimals": few.decimals})


def _themes(few: Few, rows: pd.DataFrame) -> list[str]:
    """Say the same of each theme that workplaces enough made promises of."""
    return [
        few.p.text(
            "deck.promised.theme",
            scale=few.p.scale(row["variable"], capital=True),
            promised=few.change(row["promised"]),
            estimate=few.change(row["estimate"]),
            interval=few.interval(row),
            units=few.p.workplaces(int(row["n_treated"])),
        )
        for _, row in rows[rows["variable"] != ""].iterrows()
    ]


def _changed(p: Phrases, told: Promised) -> list[str]:
    n = told.changed
    return [p.facts.texts.count("deck.promised.changed", n)] if n else []


def next_survey_line(release: StudyRelease) -> list[str]:
    """Say whether the next survey could see what is expected of actions that it will measure."""
    if release.next_survey is None:
        return []
    p, row = Phrases(release), release.next_survey.table.iloc[0]
    if pd.isna(row["detectable"]):
        return [p.text("promise.next_few")]
    words = {name: p.number(row[name], 1) for name in ("promised", "detectable")}
    words["others"] = p.facts.texts.count("deck.actions.n_others", int(row["n_comparison"]))
    key = "seen" if row["promised"] >= row["detectable"] else "unseen"
    treated = p.workplaces(int(row["n_treated"]))
    return [p.text(f"promise.next_{key}", treated=treated, **words)]
