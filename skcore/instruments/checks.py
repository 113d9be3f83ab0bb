"""What must hold in an instrument file. Finds every fault at once; builds nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from skcore.instruments.labels import is_blank, normalise_label
from skcore.instruments.model import MIDDLE
from skcore.problems import Problem, closest, short
from skcore.settings import check_fields, keys_of, not_among, repeated
from skcore.texts import LANGUAGES

ABOUT = ("social_capital", "wellbeing", "across")
DIMENSIONS = ("trust", "justice", "community", "wellbeing", "overall", "other")
DIRECTIONS = ("", "bonding", "bridging", "linking")
LEVELS = ("", "core", "middle", "long")
#: columns of other tables, which an item or scale must not be mistaken for
RESERVED = frozenset(
    {"respondent", "wave", "unit", "role", "name", "parent", "level", "intervention"}
    | {"month", "cause", "outcome", "value", "n"}
)

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
#: an id names files beside the study, among them what was shown of the questionnaire before:
#: no name of a folder, and none under which something else is remembered
_ID = re.compile(
    r"(?!(absence|outcomes|question)(\.|$))\w[\w.-]*(?<!\.distribution)", re.IGNORECASE
)

#: table of a questionnaire's file -> its keys
_KEYS = keys_of("instrument")


def instrument_problems(raw: Mapping[str, Any]) -> list[Problem]:
    """List every fault of an instrument file as read from TOML; empty when it can be built."""
    problems = check_fields(raw, _KEYS["top"], where="")
    if any(problem.key in ("missing_key", "wrong_kind") for problem in problems):
        return problems  # what follows would only repeat them in other words
    languages = tuple(raw["languages"])
    if not _ID.fullmatch(raw["id"]):
        problems.append(Problem("id_unusable", raw["id"], {"id": raw["id"]}))
    problems += _languages(languages)
    problems += _words(raw["title"], languages, where="title")
    problems += [p for a in raw.get("about", ()) for p in _about(a)]
    problems += _words(raw.get("lead"), (), where="lead")
    problems += _words(raw.get("notice"), (), where="notice")
    problems += _unverified(raw)
    for part in (_options, _items, _scales, _composites, _references):
        problems += part(raw, languages)
    return [*problems, *_codes(raw)]


def _languages(languages: tuple[str, ...]) -> Iterator[Problem]:
    for language in languages:
        if language not in LANGUAGES:
            yield not_among("languages", language, LANGUAGES, where="languages")
    if not languages:
        yield Problem("missing_key", "languages", {"key": "languages", "where": ""})


def _about(name: str) -> Iterator[Problem]:
    """Refuse what is nearly a word that we know; another is the author's own."""
    if name not in ABOUT and closest(name, ABOUT):
        yield not_among("about", name, ABOUT, where="about")


def _unverified(raw: Mapping[str, Any]) -> Iterator[Problem]:
    for language, names in raw.get("unverified", {}).items():
        where = f"unverified.{language}"
        yield from _among(language, LANGUAGES, key="unverified", where=where)
        for name in names if isinstance(names, list) else [names]:
            yield from _among(name, raw["options"], key=language, where=where)


def _options(raw: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[Problem]:
    for name, options in raw["options"].items():
        where = f"options.{name}"
        if not isinstance(options, list) or not all(isinstance(o, dict) for o in options):
            yield Problem("wrong_kind", name, {"key": name, "where": "options", "kind": "tables"})
            continue
        faults = [
            p for option in options for p in check_fields(option, _KEYS["option"], where=where)
        ]
        yield from faults
        for option in options:
            yield from _words(option.get("label"), languages, where=f"{where}.label")
            yield from _within(option.get("points"), 0, 100, key="points", where=where)
        yield from repeated((option.get("code") for option in options), "code", where=where)
        if not faults:
            yield from repeated(_spellings(options), "label", where=where)
        points = {p for o in options if isinstance(p := o.get("points"), int | float)}
        ends = {None, min(points, default=None), max(points, default=None)}
        for option in options:
            words = option["label"].values() if isinstance(option.get("label"), dict) else ()
            if any(map(is_blank, map(str, words))) and option.get("points") in ends:
                label = short(next(iter(words)))
                yield Problem("option_no_answer", name, {"where": where, "label": label})
        if len(options) < 2 or len(points) == 1:
            yield Problem("too_few_options", name, {"where": where})
        elif not faults and not min(points) < MIDDLE < max(points):
            said = {"low": min(points), "high": max(points)}
            yield Problem("points_on_one_side", name, {"where": where, **said})


def _spellings(options: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each spelling once per option: two options must not share one, in any language."""
    return [
        spelling
        for option in options
        for spelling in {
            normalise_label(str(label))
            for label in (*option["label"].values(), *option.get("aliases", ()))
        }
    ]


def _items(raw: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[Problem]:
    for item in raw["items"]:
        where = f"items.{item.get('code', '?')}"
        yield from check_fields(item, _KEYS["item"], where=where)
        yield from _words(item.get("label"), languages, where=f"{where}.label")
        yield from _words(item.get("text"), (), where=f"{where}.text", may_be_empty=True)
        if "clause" in item:
            yield from _words(item["clause"], languages, where=f"{where}.clause")
        yield from _among(item.get("options"), raw["options"], key="options", where=where)
        yield from _among(item.get("level"), LEVELS, key="level", where=where)
    if not raw["items"]:
        yield Problem("missing_key", "items", {"key": "items", "where": ""})


def _scales(raw: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[Problem]:
    known = [item.get("code") for item in raw["items"]]
    for scale in raw["scales"]:
        where = f"scales.{scale.get('code', '?')}"
        yield from check_fields(scale, _KEYS["scale"], where=where)
        for key in ("label", "definite", "note"):
            yield from _words(scale.get(key), languages, where=f"{where}.{key}")
        yield from _among(scale.get("dimension"), DIMENSIONS, key="dimension", where=where)
        yield from _among(scale.get("direction"), DIRECTIONS, key="direction", where=where)
        yield from _members(scale.get("items"), known, key="items", where=where)
        items = scale.get("items")
        if isinstance(items, list) and items:
            least = scale.get("min_answered")
            yield from _within(least, 1, len(items), key="min_answered", where=where)
        if isinstance(scale.get("published"), dict):
            yield from _published(scale["published"], languages, where=f"{where}.published")


def _published(
    published: Mapping[str, Any], languages: tuple[str, ...], *, where: str
) -> Iterator[Problem]:
    faults = check_fields(published, _KEYS["published"], where=where)
    bands = published.get("bands", [])
    for band in bands if isinstance(bands, list) else []:
        faults += check_fields(band, _KEYS["band"], where=f"{where}.bands")
        faults += _words(band.get("label"), languages, where=f"{where}.bands.label")
    yield from faults
    yield from _words(published.get("label"), languages, where=f"{where}.label")
    if faults:
        return
    yield from _within(published["decimals"], 0, 4, key="decimals", where=where)
    if not published["low"] < published["high"]:
        yield Problem("low_not_below_high", "high", {"where": where})
    uppers = [band["upper"] for band in bands]
    rising = all(a < b for a, b in zip([published["low"], *uppers], uppers, strict=False))
    if uppers and (not rising or uppers[-1] != published["high"]):
        yield Problem("bands_not_rising", "bands", {"where": where})


def _composites(raw: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[Problem]:
    known = [scale.get("code") for scale in raw["scales"]]
    for composite in raw.get("composites", ()):
        where = f"composites.{composite.get('code', '?')}"
        yield from check_fields(composite, _KEYS["composite"], where=where)
        for key in ("label", "definite"):
            yield from _words(composite.get(key), languages, where=f"{where}.{key}")
        yield from _members(composite.get("scales"), known, key="scales", where=where)
        yield from _among(composite.get("of"), ("scales", "items"), key="of", where=where)
        yield from _among(composite.get("dimension"), DIMENSIONS, key="dimension", where=where)


def _references(raw: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[Problem]:
    known = [s.get("code") for s in (*raw["scales"], *raw.get("composites", ()))]
    for reference in raw.get("references", ()):
        where = f"references.{reference.get('scale', '?')}"
        yield from check_fields(reference, _KEYS["reference"], where=where)
        yield from _words(reference.get("label"), languages, where=f"{where}.label")
        yield from _among(reference.get("scale"), known, key="scale", where=where)
        yield from _within(reference.get("value"), 0, 100, key="value", where=where)
        if reference.get("source") == "":
            yield Problem("missing_key", "source", {"key": "source", "where": where})


def _codes(raw: Mapping[str, Any]) -> Iterator[Problem]:
    tables = (*raw["items"], *raw["scales"], *raw.get("composites", ()))
    codes = [table["code"] for table in tables if isinstance(table.get("code"), str)]
    yield from repeated(codes, "code", where="items, scales, composites")
    # figures tell rows apart by their names
    for where in ("items", "scales", "composites"):
        labels = [own["label"] for own in raw.get(where, ()) if isinstance(own.get("label"), dict)]
        for language in raw["languages"]:
            said = [label[language] for label in labels if language in label]
            yield from repeated(said, f"label.{language}", where=where)
    for code in dict.fromkeys(codes):
        if not _CODE.fullmatch(code) or code.endswith("_n") or code in RESERVED:
            yield Problem("code_unusable", code, {"code": code})


def _words(
    words: object, languages: tuple[str, ...], *, where: str, may_be_empty: bool = False
) -> list[Problem]:
    if not isinstance(words, dict):
        return []  # its absence or type has been told already
    problems = [
        Problem("missing_language", where, {"where": where, "language": language})
        for language in languages
        if language in LANGUAGES and language not in words
    ]
    for language, text in words.items():
        if language not in LANGUAGES:
            problems.append(not_among(where, language, LANGUAGES, where=where))
        elif not isinstance(text, str) or not (text.strip() or may_be_empty):
            values = {"where": where, "language": language}
            problems.append(Problem("missing_language", where, values))
    return problems


def _members(members: object, known: list[Any], *, key: str, where: str) -> Iterator[Problem]:
    if not isinstance(members, list):
        return
    if not members:
        yield Problem("missing_key", key, {"key": key, "where": where})
    for member in members:
        yield from _among(member, known, key=key, where=where)
    yield from repeated(members, key, where=where)


def _among(value: object, allowed: Iterable[Any], *, key: str, where: str) -> Iterator[Problem]:
    names = [name for name in allowed if isinstance(name, str)]
    if isinstance(value, str) and value not in names:
        yield not_among(key, value, names, where=where)


def _within(value: object, low: float, high: float, *, key: str, where: str) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if not math.isfinite(value) or not low <= value <= high:
        places = {"key": key, "where": where, "low": f"{low:g}", "high": f"{high:g}"}
        yield Problem("setting_outside", key, places)
