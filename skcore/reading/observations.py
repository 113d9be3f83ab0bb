"""What was seen at meetings: strokes on the form of observation, act by act, and no names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import Problem, in_rows
from skcore.reading.register_columns import broken_rules, read_register, unknown_among
from skcore.reading.unit_names import known_units
from skcore.settings import keys_of
from skcore.texts import LANGUAGES
from skcore.wording import Wording, our_wording

COLUMNS = keys_of("lists")["observations"]
MEETING = ["unit", "meeting"]  # two workplaces may both have a meeting no. 1


def parse_observations(
    path: str | Path, *, names: Mapping[str, str] | None, wording: Wording | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return what was seen, indexed by the file's row numbers, and what is wrong with it.

    ``share`` is the act's part of all strokes of its meeting, ``n``. A list without rows is one:
    no meeting has been observed yet.
    """
    seen, problems = read_register(path, COLUMNS)
    if [problem.key for problem in problems] == ["file_empty"]:
        return pd.DataFrame(columns=[*COLUMNS, "share", "n"]), []
    if not set(COLUMNS) <= set(seen):
        return pd.DataFrame(), problems
    found: list[Problem] = []
    if names is not None:
        seen["unit"], found = known_units(seen["unit"], names, table="observations")
    words = _acts(wording or our_wording())
    keys = seen["act"].map(normalise_label).map(words).fillna("")
    found += unknown_among(seen["act"].where(keys == "", ""), list(words), key="act_unknown")
    seen["act"] = keys.where(keys != "", seen["act"])
    at = [seen[name] for name in MEETING]
    told = seen.groupby(MEETING)["present"]
    differ = told.transform("nunique") != 1
    found += in_rows("present_unclear", "present", seen.index[differ])
    seen["present"] = told.transform("first")
    of = len(set(words.values()))
    lacking = seen.groupby(MEETING)["act"].transform("nunique") < of
    lacks = seen.index[lacking & ~seen.duplicated(MEETING)]
    found += in_rows("acts_missing", "act", lacks, {"of": of})
    found += broken_rules(seen, COLUMNS, [*MEETING, "act"])
    total = seen["strokes"].groupby(at).transform("sum")
    seen = seen.assign(share=(seen["strokes"] / total).where(total > 0), n=total)
    return seen, [*problems, *(problem.within(Path(path).name) for problem in found)]


def _acts(wording: Wording) -> dict[str, str]:
    """Every way of writing an act: our name for it, or the form's words in either language."""
    said: dict[str, str] = {}
    for one in (our_wording(), wording):
        for language in LANGUAGES:
            acts = one.handouts(language).raw("observation.acts")
            said |= {normalise_label(word): key for key, word in acts.items()}
            said |= {normalise_label(key): key for key in acts}
    return said
