"""What was seen at meetings: which acts, as parts of all that was seen, and no names."""

from __future__ import annotations

import math

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide
from skcore.wording import our_wording


@of_release
def observation_slide(release: StudyRelease, unit: str = "") -> Slide | None:
    """Show what observers saw at three meetings or more; None where there are fewer.

    Parameters
    ----------
    release
        From ``release_study``.
    unit
        A workplace that observed its own meetings; all meetings of the study where empty.

    Examples
    --------
    >>> import skcore
    >>> skcore.observation_slide(release).title
    'Oftest set: Nogen spørger ind til det, en anden har sagt'
    """
    if release.observations is None:
        return None
    p = Phrases(release)
    table = release.observations.table
    rows = table[(table["unit"] == unit) if unit else (table["cut"] == "total")]
    rows = rows[~rows["hidden"]].dropna(subset="estimate")
    if rows.empty:
        return None
    both = (release.facts.wording, our_wording())
    acts, ours = (w.handouts(p.language).raw("observation.acts") for w in both)
    short = {act: word for act, word in p.raw("seen.acts").items() if acts[act] == ours[act]}
    chart = rows[["estimate"]].assign(conf_low=math.nan, conf_high=math.nan)
    chart.insert(0, "label", rows["variable"].map({**acts, **short}))
    most = rows.loc[rows["estimate"] == rows["estimate"].max(), "variable"].map(acts)
    counted = release.facts.texts.count
    meetings = counted("nouns.meeting", int(rows["n"].iloc[0]))
    top = min(100.0, 10.0 * (rows["estimate"].max() // 10 + 1))
    options = {"language": p.language, "axis": (0.0, top), "x_label": p.text("seen.axis")}
    told = "; ".join(f"{r.label} {p.percent(r.estimate)}" for r in chart.itertuples())
    return p.slide(
        kicker=p.own_kicker(unit) if unit else p.text("seen.kicker"),
        title=p.text("seen.title" if len(most) == 1 else "seen.title_even", act=most.iloc[0]),
        figure=Chart("profile", chart, options),
        boxes=p.box("seen.ask"),
        alt=p.text("seen.alt", rows=told),
        notes=p.text("seen.notes"),
        footnote=p.footnote(
            p.text("seen.basis", strokes=p.number(rows["strokes"].sum()), meetings=meetings)
        ),
    )
