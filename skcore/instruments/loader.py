"""From a questionnaire's file to an :class:`Instrument`, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.errors import InputError
from skcore.instruments.checks import instrument_problems
from skcore.instruments.model import (
    Band,
    Composite,
    Instrument,
    Item,
    Option,
    Published,
    Reference,
    Scale,
)
from skcore.problems import Problem, closest, problem_table, refuse_errors
from skcore.settings import parse_toml, read_settings
from skcore.texts import LANGUAGES

#: scales of these dimensions are parts of social capital
CAPITAL = frozenset({"trust", "justice", "community"})


def completed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what may be left out of an instrument file, as read from TOML.

    * ``options``: a list of words, from the lowest (0 points) to the highest (100); codes are
      1, 2, 3 ... (numbers are their own) and the points spread evenly where no option has any.
    * ``min_answered``: half of the scale's items; ``definite``: the label; ``dimension``: overall.
    * ``about``: what the dimensions of its scales say: social capital, well-being, else nothing.

    What has the wrong kind is left as it is: the checks that come after tell of it.

    Examples
    --------
    >>> filled = completed({"languages": ["en"], "options": {"how": ["Never", "Often"]}})
    >>> [(o["code"], o["points"], o["label"]) for o in filled["options"]["how"]]
    [(1, 0.0, {'en': 'Never'}), (2, 100.0, {'en': 'Often'})]
    """
    filled = dict(raw)
    languages = [name for name in _listed(raw.get("languages")) if isinstance(name, str)]
    if isinstance(raw.get("options"), Mapping):
        filled["options"] = {
            name: _filled_options(options, languages) if isinstance(options, list) else options
            for name, options in raw["options"].items()
        }
    for part in ("scales", "composites"):
        if part in raw and isinstance(raw[part], list):
            filled[part] = [_filled_scale(scale, part) for scale in raw[part]]
    scales = [scale for scale in _listed(filled.get("scales")) if isinstance(scale, Mapping)]
    filled.setdefault("about", _filled_about({str(scale.get("dimension")) for scale in scales}))
    return filled


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _filled_options(options: list[Any], languages: list[str]) -> list[Any]:
    told = [
        {"label": dict.fromkeys(languages, str(option))} if type(option) in (str, int) else option
        for option in options
    ]
    if not all(isinstance(option, Mapping) for option in told):
        return options
    steps = max(len(told) - 1, 1)
    marks = [str(option).strip() for option in options]
    numbers = list(map(int, marks)) if all(map(str.isdecimal, marks)) else []
    for key, values in (
        ("code", numbers or list(range(1, len(told) + 1))),
        ("points", [100 * place / steps for place in range(len(told))]),
    ):
        if not any(key in option for option in told):
            told = [{**option, key: value} for option, value in zip(told, values, strict=True)]
    return told


def _filled_scale(scale: Any, part: str) -> Any:
    if not isinstance(scale, Mapping):
        return scale
    filled = {"definite": scale["label"], **scale} if "label" in scale else dict(scale)
    if part == "scales":
        least = {"min_answered": (len(_listed(scale.get("items"))) + 1) // 2}
        filled = {"dimension": "overall", **least, **filled}
    return filled


def _filled_about(dimensions: set[str]) -> list[str]:
    kinds = (("social_capital", CAPITAL), ("wellbeing", {"wellbeing"}))
    return [name for name, parts in kinds if dimensions & parts]


_SUFFIX = ".toml"


def load_instrument(
    id_or_path: str | Path, *, folder: str | Path | None = None, language: str = "en"
) -> Instrument:
    """Load a questionnaire: one that comes along by its id, your own by the path of its file.

    Parameters
    ----------
    id_or_path
        An id that :func:`list_instruments` lists, or the path of an instrument file (``.toml``).
    folder
        Where a relative path starts; the working folder when not given.
    language
        Language of the messages, ``da`` or ``en``. The instrument itself holds all its languages.

    Returns
    -------
    Instrument
        The questionnaire, frozen.

    Raises
    ------
    InputError
        No such instrument or file, or the file has faults; ``problems`` lists all of them
        (unknown keys, repeated codes, a scale that names an unknown item, a missing language,
        points outside 0-100, ...).

    Notes
    -----
    An own instrument file follows the ones in ``skcore/instruments``: ``skcore new`` puts an
    example beside the study. Two questionnaires of one study may share an item (TM1 is in two
    of ours): it is the same column then, and must have the same answer options.

    Examples
    --------
    >>> import skcore
    >>> copsoq = skcore.load_instrument("copsoq3-social-capital")
    >>> [scale.code for scale in copsoq.scales]
    ['TM', 'TE', 'JU', 'SW']
    >>> copsoq.scale("TM").label["da"]
    'tillid mellem ledelse og medarbejdere'
    """
    instrument, problems = find_instrument(id_or_path, folder=folder)
    if instrument is None:
        raise InputError(
            f"Instrument '{Path(id_or_path).name}' cannot be used:",
            problem_table(problems, language=language),
        )
    return instrument


def find_instrument(
    id_or_path: str | Path, *, folder: str | Path | None = None
) -> tuple[Instrument | None, list[Problem]]:
    """Return the instrument, or nothing and what is wrong with it."""
    name = str(id_or_path)
    if name in _shipped():
        return _load_shipped(name), []
    path = Path(folder or ".") / name
    if path.suffix != _SUFFIX or not path.is_file():
        values = {"name": name, "allowed": ", ".join(_shipped())}
        return None, [Problem("no_instrument", name, {**values, "hint": closest(name, _shipped())})]
    raw, problems = read_settings(path)
    raw = completed(raw)
    problems = problems or instrument_problems(raw)
    if problems:
        return None, [problem.within(path.name) for problem in problems]
    return _build(raw), []


def list_instruments(*, language: str = "en") -> pd.DataFrame:
    """List the questionnaires that come along.

    Parameters
    ----------
    language
        Language of the titles, ``da`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        One row per questionnaire: ``id``, ``title``, ``version``, ``items``, ``scales`` (codes,
        comma between), ``validated``, ``languages``, ``licence``, ``source``, ``doi``.

    Examples
    --------
    >>> import skcore
    >>> skcore.list_instruments()[["id", "scales", "validated"]]
                           id        scales  validated
    0  copsoq3-social-capital   TM,TE,JU,SW       True
    1            fire-hurtige            FH       True
    2              kouvonen-8  K8,KB,KBR,KL       True
    3       own-items-example         CT,CA      False
    4                   who-5          WHO5       True
    """
    rows = [_row(_load_shipped(name), language) for name in _shipped()]
    return pd.DataFrame(rows)


def _row(instrument: Instrument, language: str) -> dict[str, object]:
    return {
        "id": instrument.id,
        "title": instrument.title[language],
        "version": instrument.version,
        "items": len(instrument.items),
        "scales": ",".join(scale.code for scale in instrument.scales),
        "validated": instrument.validated,
        "languages": ",".join(instrument.languages),
        "licence": instrument.licence,
        "source": instrument.source,
        "doi": instrument.doi,
    }


@cache
def _shipped() -> tuple[str, ...]:
    names = (entry.name for entry in files("skcore.instruments").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


@cache
def _load_shipped(name: str) -> Instrument:
    raw, problems = parse_toml((files("skcore.instruments") / f"{name}{_SUFFIX}").read_bytes())
    raw = completed(raw)
    problems = problems or instrument_problems(raw)
    # somebody may have edited the installed file
    refuse_errors(problems, first=f"Instrument '{name}' cannot be used:", language="en")
    return _build(raw)


def _build(raw: Mapping[str, Any]) -> Instrument:
    parts = ("options", "items", "scales", "composites", "references")
    return Instrument(
        **{"doi": "", **{key: value for key, value in raw.items() if key not in parts}}
        | {"languages": tuple(raw["languages"]), "about": tuple(raw["about"])}
        | {"unverified": {k: tuple(v) for k, v in raw.get("unverified", {}).items()}},
        options={
            name: tuple(_option(option) for option in options)
            for name, options in raw["options"].items()
        },
        items=tuple(_item(item) for item in raw["items"]),
        scales=tuple(_scale(scale) for scale in raw["scales"]),
        composites=tuple(
            _composite(composite, raw["scales"]) for composite in raw.get("composites", ())
        ),
        references=tuple(
            Reference(**{"n": None, **reference, "value": float(reference["value"])})
            for reference in raw.get("references", ())
        ),
    )


def _composite(raw: Mapping[str, Any], scales: Sequence[Mapping[str, Any]]) -> Composite:
    parts = [scale for scale in scales if scale["code"] in raw["scales"]]
    of_leaders = all(scale.get("about_management", False) for scale in parts)
    return Composite(**{**raw, "scales": tuple(raw["scales"]), "about_management": of_leaders})


def _option(raw: Mapping[str, Any]) -> Option:
    aliases = tuple(raw.get("aliases", ()))
    return Option(**{**raw, "points": float(raw["points"]), "aliases": aliases})


def _item(raw: Mapping[str, Any]) -> Item:
    unverified = dict.fromkeys(LANGUAGES, "")
    return Item(**{**raw, "text": {**unverified, **raw.get("text", {})}})


def _scale(raw: Mapping[str, Any]) -> Scale:
    published = raw.get("published")
    return Scale(
        **{
            **raw,
            "items": tuple(raw["items"]),
            "published": _published(published) if published else None,
        }
    )


def _published(raw: Mapping[str, Any]) -> Published:
    bands = tuple(Band(float(band["upper"]), band["label"]) for band in raw.get("bands", ()))
    ends = {"low": float(raw["low"]), "high": float(raw["high"])}
    return Published(**{**raw, **ends, "bands": bands})
