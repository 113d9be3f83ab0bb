"""An invented municipality: its tree of workplaces and the people who work there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from skcore.errors import SkcoreError
from skcore.simulation.story import N_MONTHS, REORGANISATION, wave_months

SMALLEST_STUDY = 12
LARGEST_AREA = 40
SMALLEST_UNIT, LARGEST_UNIT = 3, 60
SECOND_LEADER_FROM = 35
DIVIDED_SIZE = 26
SHARES_OF_SPLIT = (0.5, 0.3, 0.2)


@dataclass(frozen=True)
class Organisation:
    """The tree and the people; workplaces are numbered as they stand in `workplaces`."""

    tree: pd.DataFrame  # unit, name, parent, level, preposition: every node, top first
    workplaces: pd.DataFrame  # unit, area, size, serves
    people: pd.DataFrame  # one row per position
    split: int  # the workplace that is divided over others after the first wave
    receivers: tuple[int, ...]
    crosswalk: pd.DataFrame  # unit_before, unit_after, share


def municipality() -> dict[str, Any]:
    """Return names, occupations, departments and areas from the file beside this module."""
    text = files("skcore.simulation").joinpath("content", "municipality.toml").read_text("utf-8")
    return tomllib.loads(text)


def make_organisation(rng: np.random.Generator, *, units: int, median_size: float) -> Organisation:
    """
    Draw the tree, the sizes, the people and the re-organisation.

    Parameters
    ----------
    rng
        Source of chance.
    units
        Number of workplaces in the first wave, at least 12.
    median_size
        Median number of people in a workplace; sizes run from 3 to 60.

    Raises
    ------
    SkcoreError
        When `units` is below 12 or `median_size` outside 3-60.
    """
    if units < SMALLEST_STUDY:
        raise SkcoreError(
            f"A simulated study has at least {SMALLEST_STUDY} workplaces (one is divided over "
            f"three others), but units is {units}."
        )
    if not SMALLEST_UNIT <= median_size <= LARGEST_UNIT:
        raise SkcoreError(
            f"'median_size' lies from {SMALLEST_UNIT} to {LARGEST_UNIT} people, "
            f"but is {median_size}."
        )
    words = municipality()
    areas = _areas(words, units)
    workplaces = _workplaces(rng, words, areas, median_size=median_size)
    split, receivers = _split(workplaces)
    people = _people(rng, words, workplaces, split=split, receivers=receivers)
    crosswalk = _crosswalk(people, workplaces["unit"].tolist(), split, receivers)
    tree = _tree(words, areas, workplaces)
    return Organisation(tree, workplaces, people, split, receivers, crosswalk)


def _areas(words: dict[str, Any], units: int) -> pd.DataFrame:
    """One row per area with its number of workplaces; large kinds fall into several areas."""
    weights = np.array([area["weight"] for area in words["areas"]], dtype=float)
    exact = units * weights / weights.sum()
    counts = np.maximum(1, np.floor(exact)).astype(int)
    for position in np.argsort(-(exact - counts), kind="stable")[: max(0, units - counts.sum())]:
        counts[position] += 1
    counts[np.argmax(counts)] += units - counts.sum()
    rows = []
    for kind, count in zip(words["areas"], counts, strict=True):
        parts = -(-int(count) // LARGEST_AREA)
        for part, chunk in enumerate(np.array_split(np.arange(count), parts)):
            name = kind["name"] if parts == 1 else f"{kind['name']} {part + 1}"
            unit = kind["id"] if parts == 1 else f"{kind['id']}{part + 1}"
            rows.append({"area": unit, "name": name, "kind": kind["id"], "places": len(chunk)})
    return pd.DataFrame(rows)


def _workplaces(
    rng: np.random.Generator, words: dict[str, Any], areas: pd.DataFrame, *, median_size: float
) -> pd.DataFrame:
    kinds = {kind["id"]: kind for kind in words["areas"]}
    compounds = _compounds(rng, words)
    used: dict[str, int] = {}
    rows = []
    for area, key, places in zip(areas["area"], areas["kind"], areas["places"], strict=True):
        kind = kinds[key]
        for _ in range(places):
            number = used[key] = used.get(key, 0) + 1
            named = number <= len(kind["names"])
            name = kind["names"][number - 1] if named else f"{kind['prefix']} {next(compounds)}"
            rows.append({"kind": key, "number": number, "area": area, "name": name})
    table = pd.DataFrame(rows)
    width = max(2, len(str(table["number"].max())))
    numbered = zip(table["kind"], table["number"], strict=True)
    table["unit"] = [f"{kind}-{number:0{width}d}" for kind, number in numbered]
    table["preposition"] = [kinds[kind]["unit_preposition"] for kind in table["kind"]]
    table["serves"] = [kinds[kind]["serves"] for kind in table["kind"]]
    table["size"] = _sizes(rng, len(table), median_size=median_size)
    return table


def _compounds(rng: np.random.Generator, words: dict[str, Any]) -> Any:
    """Endless invented place names, each once; a number follows when the words run out."""
    pairs = [
        first + second
        for first in words["compounds"]["first"]
        for second in words["compounds"]["second"]
    ]
    order = rng.permutation(len(pairs))
    lap = 1
    while True:
        for position in order:
            yield pairs[position] if lap == 1 else f"{pairs[position]} {lap}"
        lap += 1


def _sizes(rng: np.random.Generator, n: int, *, median_size: float) -> np.ndarray[Any, Any]:
    """Log-normal sizes at even quantiles, so that small and large workplaces always occur."""
    quantiles = ndtri((np.arange(n) + 0.5) / n)
    sizes = np.clip(np.round(median_size * np.exp(0.75 * quantiles)), SMALLEST_UNIT, LARGEST_UNIT)
    return rng.permutation(sizes.astype(int))


def _split(workplaces: pd.DataFrame) -> tuple[int, tuple[int, ...]]:
    """Choose the elderly-care workplace that is divided, and the three that take its people."""
    kind, size = workplaces["kind"].to_numpy(), workplaces["size"].to_numpy()
    home = np.flatnonzero(kind == "hjem")
    split = int(home[np.argmin(np.abs(size[home] - DIVIDED_SIZE))])
    others = [int(row) for row in np.flatnonzero(np.isin(kind, ["hjem", "pleje"])) if row != split]
    receivers = sorted(
        others, key=lambda row: (bool(kind[row] != "hjem"), bool(size[row] < 8), row)
    )
    return split, tuple(sorted(receivers[:3]))


def _crosswalk(
    people: pd.DataFrame, names: list[str], split: int, receivers: tuple[int, ...]
) -> pd.DataFrame:
    """Shares of the divided workplace's employees; four decimals that add up to 1."""
    moved = people.loc[(people["unit_first"] == split) & (people["role"] == "employee")]
    counts = [int((moved["unit_second"] == receiver).sum()) for receiver in receivers]
    shares = [round(count / len(moved), 4) for count in counts[:-1]]
    return pd.DataFrame(
        {
            "unit_before": names[split],
            "unit_after": [names[receiver] for receiver in receivers],
            "share": [*shares, round(1 - sum(shares), 4)],
        }
    )


def _people(
    rng: np.random.Generator,
    words: dict[str, Any],
    workplaces: pd.DataFrame,
    *,
    split: int,
    receivers: tuple[int, ...],
) -> pd.DataFrame:
    """One row per position: its workplace before and after, role, occupation, hours, months."""
    sizes = workplaces["size"].to_numpy()
    unit = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(unit)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    leaders = np.where(sizes >= SECOND_LEADER_FROM, 2, 1)
    leader = place < leaders[unit]
    occupation = _occupations(rng, words, workplaces, unit)
    occupation[leader] = "leder"
    start, end = _months_employed(rng, leader)
    second = unit.copy()
    moving = np.flatnonzero((unit == split) & ~leader)
    bounds = np.round(np.cumsum(SHARES_OF_SPLIT) * len(moving)).astype(int)
    second[moving] = np.repeat(receivers, np.diff(bounds, prepend=0))
    end[(unit == split) & leader] = REORGANISATION  # that leader leaves the municipality
    return pd.DataFrame(
        {
            "unit_first": unit,
            "unit_second": second,
            "role": np.where(leader, "leader", "employee"),
            "occupation": occupation,
            "fte": np.where(leader, 1.0, rng.choice([1.0, 0.86, 0.81, 0.68], len(unit))),
            "start": start,
            "end": end,
        }
    )


def _occupations(
    rng: np.random.Generator, words: dict[str, Any], workplaces: pd.DataFrame, unit: Any
) -> np.ndarray[Any, Any]:
    occupation = np.empty(len(unit), dtype=object)
    kinds = workplaces["kind"].to_numpy()[unit]
    for kind in words["areas"]:
        here = np.flatnonzero(kinds == kind["id"])
        names, shares = list(kind["mix"]), np.array(list(kind["mix"].values()))
        occupation[here] = rng.choice(names, size=len(here), p=shares / shares.sum())
    return occupation


def _months_employed(rng: np.random.Generator, leader: Any) -> tuple[Any, Any]:
    """First month and month after the last of each position; most last all the time."""
    n = len(leader)
    first_wave, second_wave = wave_months()
    start, end = np.zeros(n, dtype=int), np.full(n, N_MONTHS)
    fate = rng.random(n)
    late = (fate < 0.04) & ~leader
    early = (fate > 0.96) & ~leader
    start[late] = rng.integers(1, N_MONTHS, n)[late]
    end[early] = rng.integers(first_wave + 1, second_wave, n)[early]
    return start, end


def _tree(words: dict[str, Any], areas: pd.DataFrame, workplaces: pd.DataFrame) -> pd.DataFrame:
    """Every node, each department followed by its areas and each area by its workplaces."""
    kinds = {kind["id"]: kind for kind in words["areas"]}
    top, middle, bottom = words["levels"]
    rows: list[tuple[str, str, str, str, str]] = []
    for department in words["departments"]:
        node = department["id"]
        rows.append((node, department["name"], "", top, department["preposition"]))
        for area, name, kind, _ in areas.itertuples(index=False):
            if kinds[kind]["department"] != node:
                continue
            rows.append((area, name, node, middle, kinds[kind]["preposition"]))
            inside = workplaces.loc[workplaces["area"] == area]
            rows.extend(
                (unit, workplace, area, bottom, preposition)
                for unit, workplace, preposition in zip(
                    inside["unit"], inside["name"], inside["preposition"], strict=True
                )
            )
    return pd.DataFrame(rows, columns=["unit", "name", "parent", "level", "preposition"])
