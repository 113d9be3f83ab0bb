"""A simulated study as the files of a study folder, written as a Danish export would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from string import Template

import pandas as pd

from skcore.errors import SkcoreError
from skcore.instruments.loader import load_instrument
from skcore.reading.promises import lock_text
from skcore.simulation.organisation import municipality
from skcore.simulation.story import WAVES
from skcore.simulation.truth import Truth
from skcore.simulation.whole_study import SimulatedStudy
from skcore.texts import LANGUAGES


def code_book_values(simulated: SimulatedStudy) -> Mapping[str, str]:
    """Return every number that the code book names, as text."""
    with_action = _names(simulated.units, simulated.units["intervention"])
    return {
        "seed": str(simulated.seed),
        "organisation": simulated.organisation,
        **_parameters(simulated.truth),
        **_sizes(simulated),
        **_selection(simulated),
        **_registers(simulated),
        "split": _split(simulated),
        "interventions": "\n".join(f"- {name}" for name in with_action),
    }


def _parameters(truth: Truth) -> dict[str, str]:
    return {
        "icc": f"{truth.icc:g}",
        "between_sd": f"{truth.between_sd:.1f}",
        "area_share": f"{truth.area_share:g}",
        "stability": f"{truth.stability:g}",
        "trend": f"{truth.trend:+g}",
        "effect": f"{truth.effect:+g}",
        "selection": f"{truth.selection:g}",
        "gaps": ", ".join(f"{scale} {gap:+g}" for scale, gap in truth.leader_gap),
        "absence_ratio": f"{truth.absence_ratio:.2f}",
        "wellbeing_within": f"{truth.wellbeing_within:.2f}",
        "wellbeing_between": f"{truth.wellbeing_between:.2f}",
        "turnover": f"{truth.turnover:.0%}",
        "turnover_ratio": f"{truth.turnover_ratio:.2f}",
        "satisfaction_slope": f"{truth.satisfaction_slope:.2f}",
        "response_rate": f"{truth.response_rate:.0%}",
        "missing_first": f"{truth.item_missing[0]:.0%}",
        "missing_last": f"{truth.item_missing[1]:.0%}",
    }


def _sizes(simulated: SimulatedStudy) -> dict[str, str]:
    answers = simulated.responses.groupby(["wave", "unit"]).size()
    invited = simulated.invited.groupby(["wave", "unit"])["invited"].sum()
    n, asked = answers.groupby("wave").sum(), invited.groupby("wave").sum()
    few = answers.reindex(invited.index, fill_value=0).lt(5).groupby("wave").sum()
    places = invited.groupby("wave").size()
    lines = [
        f"| {wave} | {places[wave]} | {asked[wave]} | {n[wave]} | {n[wave] / asked[wave]:.1%} "
        f"| {few[wave]} |"
        for wave in places.index
    ]
    first = invited.loc[places.index[0]]
    return {"waves": "\n".join(lines), "smallest": str(first.min()), "largest": str(first.max())}


def _selection(simulated: SimulatedStudy) -> dict[str, str]:
    table = simulated.unit_truth
    first, second = (table.loc[table["wave"] == wave.id] for wave in WAVES)
    values: dict[str, str] = {}
    for name, chosen in (("with", True), ("others", False)):
        before, after = (wave.loc[wave["intervention"] == chosen] for wave in (first, second))
        numbers = {
            "measured_first": before["measured"],
            "true_first": before["social_capital"],
            "without": after["social_capital_without_action"],
            "measured_without": after["measured_without_action"],
            "true_second": after["social_capital"],
            "measured_second": after["measured"],
        }
        values |= {f"{name}_{key}": f"{column.mean():.1f}" for key, column in numbers.items()}
        alone = after["measured_without_action"]
        values[f"{name}_regression"] = f"{alone.mean() - before['measured'].mean():+.1f}"
        values[f"{name}_effect"] = f"{(after['measured'] - alone).mean():+.1f}"
    return values


def _registers(simulated: SimulatedStudy) -> dict[str, str]:
    register = simulated.absence
    own = register.loc[register["cause"] == "own_sickness"]
    days = 227 * own["absence_days"].sum() / own["available_days"].sum()
    spells = 12 * own["spells"].sum() / own["employed"].sum()
    return {
        "absence_days": f"{days:.1f}",
        "absence_percent": f"{days / 2.27:.1f}",
        "spells": f"{spells:.1f}",
        "long_share": f"{own['long_term_days'].sum() / own['absence_days'].sum():.0%}",
    }


def _names(units: pd.DataFrame, chosen: pd.Series) -> list[str]:
    rows = units.loc[chosen]
    return [f"{name} (`{unit}`)" for unit, name in zip(rows["unit"], rows["name"], strict=True)]


def _split(simulated: SimulatedStudy) -> str:
    table, units = simulated.crosswalk, simulated.units
    gone = _names(units, units["unit"] == table["unit_before"].iloc[0])[0]
    parts = [
        f"{_names(units, units['unit'] == unit)[0]} {share:.0%}"
        for unit, share in zip(table["unit_after"], table["share"], strict=True)
    ]
    return f"{gone} → {', '.join(parts)}"


TABLES = (
    *("responses", "units", "invited", "absence", "outcomes", "crosswalk", "actions"),
    *("observations", "participants"),
)
INSTRUMENTS = ("copsoq3-social-capital", "who-5")
HEADERS = {
    "respondent": "Løbenr.",
    "wave": "Måling",
    "unit": "Arbejdsplads",
    "role": "Stilling",
    "occupation": "Faggruppe",
}
ROLES = {"leader": "Leder", "employee": "Medarbejder"}


def write_study(
    simulated: SimulatedStudy, folder: str | Path, *, language: str = "da"
) -> tuple[Path, ...]:
    """
    Write a simulated study as a folder that `load_study` reads.

    Parameters
    ----------
    simulated
        What `simulate_study` gave.
    folder
        Where to; made when it is not there, files of the same names are replaced.
    language
        ``da`` or ``en``: of decks, title and levels. The organisation's own lists stay Danish.

    Raises
    ------
    SkcoreError
        When the language is unknown.

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
    >>> from skcore import simulate_study, write_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_study(simulate_study(seed=1, units=12), folder)
    ...     [path.name for path in written][:2]
    ['study.toml', 'responses.csv']
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    simulated = _in_language(simulated, language)
    tables = {name: getattr(simulated, name) for name in TABLES}
    tables["responses"] = export_responses(simulated.responses)
    yes_no = simulated.units["intervention"].map({True: "ja", False: "nej"})
    tables["units"] = simulated.units.assign(intervention=yes_no)
    months = simulated.absence["month"].dt.strftime("%Y-%m")
    tables["absence"] = simulated.absence.assign(month=months)
    settings = _settings(simulated, language)
    content = {"study.toml": _fill("study.toml", settings).encode("utf-8")}
    content |= {f"{name}.csv": _csv(table) for name, table in tables.items()}
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


def _in_language(simulated: SimulatedStudy, language: str) -> SimulatedStudy:
    """Give title, organisation and levels in a language; names and lists stay Danish."""
    if language == "da":
        return simulated
    if language not in LANGUAGES:
        raise SkcoreError(f"Language '{language}' is not known. Use {' or '.join(LANGUAGES)}.")
    words = municipality()[language]
    levels = dict(zip(simulated.levels, words["levels"], strict=True))
    own = simulated.units.assign(level=simulated.units["level"].map(levels))
    said = {name: words[name] for name in ("title", "organisation")}
    return replace(simulated, units=own, levels=tuple(levels.values()), **said)


def _settings(simulated: SimulatedStudy, language: str) -> Mapping[str, str]:
    words = municipality()
    return {
        "language": language,
        "place": words.get(language, words)["place"],
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
