"""Which workplaces became which between two surveys, and over what they are compared."""

from __future__ import annotations

import pandas as pd

from skcore.decks.of_release import of_release
from skcore.decks.phrases import Phrases
from skcore.release import StudyRelease
from skcore.slides.slide import Chart, Slide
from skcore.texts.numbers import round_to_total

MOST_DRAWN = 9  # lines from before to after; more are in the table


@of_release
def reorganisation_slide(release: StudyRelease) -> Slide | None:
    """Draw who went where in a reorganisation, and name what can only be compared together.

    Returns
    -------
    Slide or None
        None where no crosswalk tells of a reorganisation, or there is one survey.

    Examples
    --------
    >>> import skcore
    >>> skcore.reorganisation_slide(release).figure.kind
    'moved'
    """
    facts, p = release.facts, Phrases(release)
    moved = facts.crosswalk
    if moved is None or len(facts.waves) < 2:
        return None
    met = [moved[name].duplicated(keep=False) for name in ("unit_before", "unit_after")]
    moved = moved[met[0] | met[1] | (moved["unit_before"] != moved["unit_after"])]
    if moved.empty:
        return None
    table = pd.DataFrame(
        {
            "label": [_name(p, unit, "opened") for unit in moved["unit_before"]],
            "category": [_name(p, unit, "closed") for unit in moved["unit_after"]],
            "share": (100 * moved["share"])
            .groupby(moved["unit_before"].fillna(""))
            .transform(_percent),
        }
    )
    drawn = table.head(MOST_DRAWN)
    n = pd.concat([moved["unit_before"], moved["unit_after"]]).nunique()
    now = moved["unit_after"].dropna()
    unions = list(dict.fromkeys(facts.comparison[u] for u in now if u in facts.comparison))
    first, last = (facts.wave_label(wave.id) for wave in facts.waves[-2:])
    shown = _shown(release, unions)
    lines = drawn[["label", "category", "share"]].to_numpy()
    spoken = [
        f"{before} → {after}" + (f" ({p.percent(part)})" if pd.notna(part) else "")
        for before, after, part in lines
    ]
    return p.slide(
        kicker=p.text("deck.kicker_change"),
        title=p.text("deck.reorganised.title", units=p.workplaces(int(n))),
        figure=Chart("moved", drawn, {"language": p.language}),
        body=tuple(
            p.body(f"deck.reorganised.{'compared' if seen else 'not_shown'}", units=p.union(union))
            for union, seen in zip(unions, shown, strict=True)
        ),
        alt="; ".join(spoken),
        notes=p.text("deck.reorganised.notes", first=first, last=last),
        footnote=p.footnote(
            p.text("deck.reorganised.of_staff"),
            p.text("deck.reorganised.more") if len(table) > len(drawn) else "",
        ),
    )


def _name(p: Phrases, unit: str | None, missing: str) -> str:
    if not isinstance(unit, str) or not unit:
        return p.text(f"deck.reorganised.{missing}")
    return p.facts.unit_name(unit)


def _percent(shares: pd.Series) -> pd.Series:
    """Round the shares of one workplace to percentages that add up to all of it."""
    whole = shares.notna().all() and round(shares.sum()) == 100
    told = round_to_total([*(100 * shares / shares.sum())]) if whole else shares.round()
    return pd.Series(told, index=shares.index)


def _shown(release: StudyRelease, unions: list[str]) -> list[bool]:
    """Whether each union's change is told; it needs as many answers as any group, both times."""
    if release.unit_changes is None or "comparison" not in release.unit_changes.table:
        return [False for _ in unions]
    table = release.unit_changes.table
    there = set(table.loc[~table["hidden"].astype(bool), "comparison"])
    return [union in there for union in unions]
