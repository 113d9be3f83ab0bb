"""A simulated study as the files of a study folder, written as a Danish export would be."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

import pandas as pd

from skcore.instruments.loader import load_instrument
from skcore.reading.promises import lock_text
from skcore.simulation.recovered import code_book_values
from skcore.simulation.story import WAVES
from skcore.simulation.whole_study import SimulatedStudy

INSTRUMENTS = ("copsoq3-social-capital", "who-5")
HEADERS = {
    "respondent": "Løbenr.",
    "wave": "Måling",
    "unit": "Arbejdsplads",
    "role": "Stilling",
    "occupation": "Faggruppe",
}
ROLES = {"leader": "Leder", "employee": "Medarbejder"}


def write_study(simulated: SimulatedStudy, folder: str | Path) -> tuple[Path, ...]:
    """
    Write a simulated study as a folder that `load_study` reads.

    Parameters
    ----------
    simulated
        What `simulate_study` gave.
    folder
        Where to; made when it is not there, files of the same names are replaced.

    Returns
    -------
    Paths of the files: ``study.toml``, ``responses.csv``, ``units.csv``, ``invited.csv``,
    ``absence.csv``, ``outcomes.csv``, ``crosswalk.csv``, ``actions.csv``, ``observations.csv``,
    ``participants.csv``, ``README.md``, the code book, and ``study.promises.json``, what the
    actions were expected to give.

    Notes
    -----
    CSV as Danish software writes it: semicolons, decimal comma, UTF-8 with byte order mark,
    Windows line ends, answers as labels. Same study, same bytes, on every system.

    Examples
    --------
    >>> import tempfile
    >>> from skcore.simulation import simulate_study, write_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_study(simulate_study(seed=1, units=12), folder)
    ...     [path.name for path in written][:2]
    ['study.toml', 'responses.csv']
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    tables = {
        "responses.csv": export_responses(simulated.responses),
        "units.csv": simulated.units.assign(
            intervention=simulated.units["intervention"].map({True: "ja", False: "nej"})
        ),
        "invited.csv": simulated.invited,
        "absence.csv": simulated.absence.assign(
            month=simulated.absence["month"].dt.strftime("%Y-%m")
        ),
        "outcomes.csv": simulated.outcomes,
        "crosswalk.csv": simulated.crosswalk,
        "actions.csv": simulated.actions,
        "observations.csv": simulated.observations,
        "participants.csv": simulated.participants,
    }
    content = {"study.toml": _fill("study.toml", _settings(simulated)).encode("utf-8")}
    content |= {name: _csv(table) for name, table in tables.items()}
    content["README.md"] = _fill("codebook.md", code_book_values(simulated)).encode("utf-8")
    content["study.promises.json"] = _locked(simulated.actions)
    for name, data in content.items():
        (target / name).write_bytes(data)
    return tuple(target / name for name in content)


def export_responses(responses: pd.DataFrame) -> pd.DataFrame:
    """Turn our columns and codes into the headers and answer labels of a Danish export."""
    table = responses.assign(
        respondent=responses["respondent"].str.partition(":")[2],
        wave=responses["wave"].map({wave.id: wave.label for wave in WAVES}),
        role=responses["role"].map(ROLES),
    )
    for name in INSTRUMENTS:
        instrument = load_instrument(name)
        for item in instrument.item_codes:
            labels = {option.code: option.label["da"] for option in instrument.options_of(item)}
            table[item] = responses[item].map(labels)
    return table.rename(columns=HEADERS)


def _locked(actions: pd.DataFrame) -> bytes:
    """What the actions were expected to give, as it was locked before the second survey."""
    rows = actions.assign(variable=actions["theme"], expected=actions["expected"].astype(float))
    rows = rows.assign(since=rows["since"].astype(str)).dropna(subset="expected")
    rows = rows.sort_values(["unit", "action", "since"])
    return lock_text((), [WAVES[0].id], rows)[0].encode("utf-8")


def _settings(simulated: SimulatedStudy) -> Mapping[str, str]:
    return {
        "title": simulated.title,
        "organisation": simulated.organisation,
        "chosen": "low" if simulated.truth.selection > 0 else "lot",
        "levels": ", ".join(f'"{level}"' for level in simulated.levels),
    }


def _fill(name: str, values: Mapping[str, str]) -> str:
    text = files("skcore.simulation").joinpath("content", name).read_text("utf-8")
    return Template(text).substitute(values)


def _csv(table: pd.DataFrame) -> bytes:
    text = table.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    return text.encode("utf-8-sig")
