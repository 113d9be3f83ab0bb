"""Who comes to the network meeting, by level. Their names are for lists and tags, nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from skcore.instruments.labels import normalise_label
from skcore.problems import NOTE, Problem, in_rows, refuse_errors
from skcore.reading.register_columns import match_names, read_register
from skcore.settings import keys_of
from skcore.texts import LANGUAGES, load_texts

COLUMNS = keys_of("lists")["participants"]
#: the levels that a network meeting mirrors, from the top
LEVELS = ("top", "middle", "med", "hr", "workplace")


def parse_participants(
    path: str | Path, *, names: Mapping[str, str] | None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the participants, indexed by the file's row numbers, and what is wrong with them.

    No message quotes a cell: it may be somebody's name.
    """
    people, problems = read_register(path, COLUMNS)
    if [problem.key for problem in problems] == ["file_empty"]:
        return pd.DataFrame(columns=list(COLUMNS)), []
    if not set(COLUMNS) <= set(people):
        return pd.DataFrame(), problems
    words = {
        normalise_label(word): level
        for language in LANGUAGES
        for level, said in load_texts(language).raw("participants.words").items()
        for word in (level, *said.split(", "))
    }
    levels = people["level"].map(normalise_label).map(words)
    wrong = people.index[levels.isna() & (people["level"] != "")]
    found = in_rows("level_word", "level", wrong)
    people["level"] = levels.fillna("")
    if names is not None:
        people["unit"] = match_names(people["unit"], names)
        other = ~people["unit"].isin(names) & (people["unit"] != "")
        found += in_rows("participant_elsewhere", "unit", people.index[other], severity=NOTE)
    alike = people.duplicated(["name", "level", "unit"], keep=False) & (people["name"] != "")
    found += in_rows("participants_alike", "name", people.index[alike])
    lacking = [level for level in LEVELS if level not in set(people["level"])]
    if lacking and wrong.empty:
        said = {
            language: ", ".join(load_texts(language)(f"participants.levels.{k}") for k in lacking)
            for language in LANGUAGES
        }
        found.append(Problem("level_missing", "level", {"levels": said}, severity=NOTE))
    return people, [*problems, *(problem.within(Path(path).name) for problem in found)]


def read_participants(path: str | Path, names: Mapping[str, str], *, language: str) -> pd.DataFrame:
    """Read who comes: ``name, level`` (one of ``LEVELS``), ``unit`` (id, or as written).

    Raises
    ------
    InputError
        Everything that cannot be used, without a name.
    """
    people, problems = parse_participants(path, names=names)
    first = load_texts(language)("participants.unusable")
    refuse_errors(problems, first=first, language=language)
    return people.reset_index(drop=True)
