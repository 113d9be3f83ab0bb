"""What was seen at meetings, act by act: shown of three meetings or more together, never of one.

A tally holds no names, but who sat at one meeting knows who thanked whom. So what the door counts
here is meetings: no act's share is told of fewer than three, nor follows for fewer when some are
added. New meetings wait until they are three; one of too few people never counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pandas as pd

from skcore.disclosure import DisclosurePolicy, Released, plan_release, protect
from skcore.disclosure.memory.earlier import EarlierRelease
from skcore.reading.observations import MEETING
from skcore.reading.study import Study
from skcore.texts.numbers import round_to_total

OBSERVED = "observations"
FEWEST_MEETINGS = 3
#: of the whole study, and of each workplace that observed its own meetings
CUTS = ((), ("unit",))
#: the door's rules with meetings in the place of people
MEETINGS = DisclosurePolicy(
    minimum=FEWEST_MEETINGS,
    distribution_minimum=FEWEST_MEETINGS,
    lowered_because="what is counted are meetings, each of as many people as the study's minimum",
)


def observed(study: Study, earlier: Sequence[EarlierRelease] = ()) -> Released | None:
    """Bring what was seen at meetings through the door; None where nothing was observed.

    Returns
    -------
    Released
        ``cut`` (``total``, ``unit``), ``unit, variable`` (the act), ``estimate`` (percent of all
        strokes, whole numbers that add up to 100), ``strokes, n`` (meetings).
    """
    seen = study.observations
    meetings = pd.DataFrame(columns=[*MEETING, "n"])
    if seen is not None and len(seen):
        enough = large_enough(seen, study.policy)[MEETING].drop_duplicates()
        meetings = _without_waiting(enough, earlier)
    if seen is None or meetings.empty:
        return None
    plan = plan_release(
        meetings.assign(n=1),
        cuts=CUTS,
        policy=MEETINGS,
        kind="distribution",
        earlier=earlier,
        barred=pd.DataFrame({"cut": ["unit"], "unit": [""]}),  # meetings of no workplace
    )
    counted = seen.merge(meetings, on=MEETING).rename(columns={"act": "variable"})
    of_units = [_shares(own).assign(cut="unit", unit=u) for u, own in counted.groupby("unit")]
    table = pd.concat([_shares(counted).assign(cut="total"), *of_units], ignore_index=True)
    return protect(table, plan, kind="distribution")


def large_enough(seen: pd.DataFrame, policy: DisclosurePolicy) -> pd.DataFrame:
    """Keep what was seen at meetings of as many people as a mean asks for."""
    return seen[seen["present"] >= policy.minimum]


def _shares(seen: pd.DataFrame) -> pd.DataFrame:
    """Each act's percent of the strokes of some meetings, in the order of the form."""
    sums = seen.groupby("variable", sort=False)["strokes"].sum()
    made = pd.DataFrame({"variable": sums.index, "strokes": sums.to_numpy(dtype=float)})
    made["estimate"] = round_to_total((100 * made["strokes"] / made["strokes"].sum()).tolist())
    return made.assign(n=len(seen[MEETING].drop_duplicates()))


def _without_waiting(meetings: pd.DataFrame, earlier: Sequence[EarlierRelease]) -> pd.DataFrame:
    """Leave out new meetings that are too few to be told beside what was told before."""
    known = {key for old in earlier for key in zip(*(old.cells[c] for c in MEETING), strict=True)}
    told = {group.get("unit") for old in earlier for _, group in old.shown}
    keys = meetings.itertuples(index=False, name=None)
    new = pd.Series([key not in known for key in keys], index=meetings.index)
    many = new.groupby(meetings["unit"]).transform("sum")
    waits = new & meetings["unit"].isin(told) & (many < FEWEST_MEETINGS)
    if None in told and (new & ~waits).sum() < FEWEST_MEETINGS:  # the whole was told
        waits = new
    return meetings[~waits]


def observed_prints(study: Study, shown: EarlierRelease) -> dict[str, str]:
    """Hash of what was seen behind each group that was shown: its sums, which are told."""
    seen, prints = study.observations, {}
    for _, group in shown.shown:
        if seen is None:
            continue
        own = seen.merge(shown.cells[MEETING], on=MEETING)
        own = own[own["unit"] == group["unit"]] if "unit" in group else own
        sums = own.groupby("act")["strokes"].sum().sort_index()
        told = ";".join(f"{act} {n:.0f}" for act, n in sums.items())
        named = f"{group.get('unit', 'total')} · {len(own[MEETING].drop_duplicates())}"
        prints[named] = hashlib.sha256(told.encode()).hexdigest()
    return prints
