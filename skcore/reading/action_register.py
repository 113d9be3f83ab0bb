"""The register of actions: what each workplace agreed to do, who sees to it, and when to look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument
from skcore.problems import NOTE, Problem, in_rows, short
from skcore.reading.register_columns import broken_rules, read_register, unknown_among
from skcore.reading.unit_names import known_units
from skcore.settings import keys_of
from skcore.texts import LANGUAGES, load_texts

COLUMNS = keys_of("lists")["actions"]
STATUSES = ("planned", "running", "done", "stopped")
#: words of either language -> ours
STATUS_OF = {
    **dict.fromkeys(("", "planned", "planlagt", "ikke begyndt"), "planned"),
    **dict.fromkeys(("running", "ongoing", "i gang", "igang", "begyndt"), "running"),
    **dict.fromkeys(("done", "completed", "finished", "gennemført", "afsluttet", "færdig"), "done"),
    **dict.fromkeys(("stopped", "stoppet", "opgivet", "aflyst"), "stopped"),
}

Names = Mapping[str, str]  # unit -> name


def parse_actions(
    path: str | Path, *, names: Names | None, instruments: Sequence[Instrument] = ()
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the actions, indexed by the file's row numbers, and what is wrong with them.

    ``variable`` is the scale that the theme names, by its code or its label; empty where it names
    none. A list without rows is one: nobody has agreed on anything yet.
    """
    actions, problems = read_register(path, COLUMNS)
    if [problem.key for problem in problems] == ["file_empty"]:
        return pd.DataFrame(columns=[*COLUMNS, "variable"]), []
    if not set(COLUMNS) <= set(actions):
        return pd.DataFrame(), problems
    found: list[Problem] = []
    if names is not None:
        actions["unit"], found = known_units(actions["unit"], names, table="actions")
    actions["status"], wrong = _statuses(actions["status"])
    actions["who"], unnamed = _functions(actions["who"])
    actions["variable"], unknown = _scales(actions["theme"], instruments)
    ends_first = actions["until"] < actions["since"]
    found += [*wrong, *unnamed, *unknown]
    found += in_rows("action_ends_first", "until", actions.index[ends_first])
    found += broken_rules(actions, COLUMNS, ["unit", "action", "since"])
    return actions, [*problems, *(problem.within(Path(path).name) for problem in found)]


def _statuses(column: pd.Series[str]) -> tuple[pd.Series[str], list[Problem]]:
    """Return our words; an action of which nobody says how far it is counts as planned."""
    plain = column.map(normalise_label)
    told = column.where(~plain.isin(STATUS_OF), "")
    allowed = [word for word in STATUS_OF if word]
    problems = unknown_among(column.where(told != "", ""), allowed, key="status_unknown")
    problems += in_rows("status_blank", "status", column.index[plain == ""], severity=NOTE)
    return plain.map(STATUS_OF).fillna(""), problems


def _functions(column: pd.Series[str]) -> tuple[pd.Series[str], list[Problem]]:
    """Keep who is a function in every word; anything else may be a person, and goes nowhere."""
    kept = column.where(column.map(_is_function).astype(bool), "")
    return kept, in_rows("who_is_a_person", "who", column.index[kept != column], severity=NOTE)


def _is_function(text: str) -> bool:
    lists = [load_texts(language).raw("actions.functions") for language in LANGUAGES]
    known = {word for kinds in lists for word in kinds["words"].split()}
    stems = [stem for kinds in lists for stem in kinds["stems"].split()]
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return all(word in known or any(stem in word for stem in stems) for word in words)


def _scales(
    themes: pd.Series[str], instruments: Sequence[Instrument]
) -> tuple[pd.Series[str], list[Problem]]:
    """Return the scale that each theme names; one that names none is shown as it is written."""
    scales = _scales_by_name(instruments)
    codes = themes.map(lambda text: scales.get(normalise_label(text), ""))
    unknown = themes.where(codes == "", "")
    if not scales or not unknown.any():
        return codes, []
    labels = [scale.label for i in instruments for scale in i.scales]
    allowed = {lang: ", ".join(label[lang] for label in labels) for lang in LANGUAGES}
    rows = unknown.index[unknown != ""]
    return codes, in_rows("theme_unknown", "theme", rows, {"allowed": allowed}, severity=NOTE)


def _scales_by_name(instruments: Sequence[Instrument]) -> dict[str, str]:
    """Scales by code and name; by the name before a bracket where no other scale is called so."""
    exact: dict[str, str] = {}
    short: dict[str, set[str]] = {}
    for instrument in instruments:
        for scale in map(instrument.scale, instrument.scale_codes):
            for word in (scale.code, *scale.label.values(), *scale.definite.values()):
                exact.setdefault(normalise_label(word), scale.code)
                short.setdefault(normalise_label(word.partition("(")[0]), set()).add(scale.code)
    alone = {word: min(codes) for word, codes in short.items() if word and len(codes) == 1}
    return alone | exact


def carry_actions(
    actions: pd.DataFrame, *, units: Iterable[str], crosswalk: pd.DataFrame | None
) -> pd.DataFrame:
    """Give each action to the units that its unit became.

    Parameters
    ----------
    actions
        As ``read_actions`` gives them.
    units
        Ids of the units there are now.
    crosswalk
        ``unit_before, unit_after`` (missing where a unit closed), or None.

    Returns
    -------
    pandas.DataFrame
        One row per action and unit that it belongs to now: the columns of `actions`, and
        ``unit_before``, whose it was. A unit that is still there keeps its own; of one that is
        gone each successor has the action. ``unit`` is empty where nobody has it any more.

    Examples
    --------
    >>> import pandas as pd
    >>> actions = pd.DataFrame({"unit": ["a", "b", "c"], "action": ["x", "y", "z"]})
    >>> crosswalk = pd.DataFrame({"unit_before": ["b", "b"], "unit_after": ["d", "e"]})
    >>> carry_actions(actions, units=["a", "d", "e"], crosswalk=crosswalk)["unit"].tolist()
    ['a', 'd', 'e', '']
    """
    there = set(units)
    became: dict[str, list[str]] = {}
    if crosswalk is not None:
        pairs = crosswalk[["unit_before", "unit_after"]].dropna()
        for before, after in pairs.itertuples(index=False):
            became.setdefault(before, []).append(after)
    now = [
        [unit] if unit in there else [u for u in became.get(unit, []) if u in there] or [""]
        for unit in actions["unit"]
    ]
    owners = pd.Series(now, index=actions.index, dtype="object")
    carried = actions.assign(unit_before=actions["unit"], unit=owners).explode("unit")
    return carried.astype({"unit": "str"}).reset_index(drop=True)


def lost_owners(carried: pd.DataFrame, names: Names) -> list[Problem]:
    """Name the units whose actions nobody has any more."""
    lost = carried.loc[carried["unit"] == "", "unit_before"]
    if lost.empty:
        return []
    named = ", ".join(f"'{short(names.get(unit, unit))}'" for unit in lost.unique())
    values = {"names": named}
    return [Problem("action_without_owner", "unit", values, n=len(lost), severity=NOTE)]
