"""What a questionnaire's file need not say: filled in as its first author would have meant it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
            name: _options(options, languages) if isinstance(options, list) else options
            for name, options in raw["options"].items()
        }
    for part in ("scales", "composites"):
        if part in raw and isinstance(raw[part], list):
            filled[part] = [_scale(scale, part) for scale in raw[part]]
    scales = [scale for scale in _listed(filled.get("scales")) if isinstance(scale, Mapping)]
    filled.setdefault("about", _about({str(scale.get("dimension")) for scale in scales}))
    return filled


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _options(options: list[Any], languages: list[str]) -> list[Any]:
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


def _scale(scale: Any, part: str) -> Any:
    if not isinstance(scale, Mapping):
        return scale
    filled = {"definite": scale["label"], **scale} if "label" in scale else dict(scale)
    if part == "scales":
        least = {"min_answered": (len(_listed(scale.get("items"))) + 1) // 2}
        filled = {"dimension": "overall", **least, **filled}
    return filled


def _about(dimensions: set[str]) -> list[str]:
    kinds = (("social_capital", CAPITAL), ("wellbeing", {"wellbeing"}))
    return [name for name, parts in kinds if dimensions & parts]
