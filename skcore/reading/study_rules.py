"""What must hold in ``study.toml`` beyond the kinds of its keys: choices, order, agreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from skcore.disclosure.policy import said_in_words
from skcore.instruments.labels import normalise_label
from skcore.instruments.model import Instrument
from skcore.problems import Problem
from skcore.reading.absence_causes import CAUSES, known_cause
from skcore.settings import Field, check_fields, keys_of, not_among, repeated
from skcore.texts import LANGUAGES, load_texts
from skcore.wording.points import clock_of, point_problems, programmes

PRESETS = ("municipality", "hospital", "company")
DATES = ("day_first", "month_first")
#: words for what the leading questionnaire measures
WHAT_LEADS = ("capital", "capital_definite")
REGISTERS = (
    *("units", "invited", "absence", "outcomes", "crosswalk"),
    *("actions", "observations", "participants"),
)

#: table of ``study.toml`` -> its keys
_KEYS = keys_of("study")


def field_problems(raw: Mapping[str, Any]) -> list[Problem]:
    """List unknown and missing keys and wrong kinds, in the file and in its tables."""
    problems = check_fields(raw, _KEYS["top"], where="study.toml")
    wrong = {problem.column for problem in problems}
    for name, fields in _KEYS.items():
        if name in raw and name not in wrong:
            tables = raw[name] if isinstance(raw[name], list) else [raw[name]]
            for table in tables:
                problems += check_fields(table, fields, where=f"[{name}]")
    return problems


def forgiven(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Take ``[waves]`` for ``[[waves]]`` and the number 2025 for the text "2025"."""
    kinder = dict(raw)
    for name in ("waves", "responses", "reference", "questions"):
        if isinstance(kinder.get(name), dict):
            kinder[name] = [kinder[name]]
    meeting = kinder.get("meeting")
    if isinstance(meeting, dict) and isinstance(meeting.get("points"), dict):
        kinder["meeting"] = {**meeting, "points": [meeting["points"]]}
    told = kinder.get("evaluation")
    if isinstance(told, dict):
        kinder["evaluation"] = {k: str(v) if type(v) is int else v for k, v in told.items()}
    for name, key in (("waves", "id"), ("responses", "wave")):
        tables = kinder.get(name)
        if isinstance(tables, list) and all(isinstance(table, dict) for table in tables):
            kinder[name] = [
                {**table, key: str(table[key])} if type(table.get(key)) is int else table
                for table in tables
            ]
    return kinder


def choice_problems(raw: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for key, allowed in (("language", LANGUAGES), ("preset", PRESETS)):
        value = raw.get(key, allowed[0])
        if value not in allowed:
            problems.append(not_among(key, value, allowed, where="study.toml"))
    waves = [wave["id"] for wave in raw["waves"]]
    problems += [
        not_among("wave", response["wave"], waves, where="[[responses]]")
        for response in raw["responses"]
        if "wave" in response and response["wave"] not in waves
    ]
    problems += [
        not_among("dates", response["dates"], DATES, where="[[responses]]")
        for response in raw["responses"]
        if response.get("dates", DATES[0]) not in DATES
    ]
    stated = {"waves": waves, "levels": raw.get("levels", ["-"]), "responses": raw["responses"]}
    stated |= {key: [raw[key].strip()] for key in ("title", "organisation")}
    for key, values in stated.items():
        if not values or not all(values):
            problems.append(Problem("missing_key", key, {"key": key, "where": "study.toml"}))
        words = [normalise_label(value) for value in values if isinstance(value, str)]
        problems += repeated(words, key, where="study.toml")
    return problems


def instrument_conflicts(instruments: Sequence[Instrument], language: str) -> list[Problem]:
    """Two questionnaires may share an item if it is the same one, and never a scale."""
    problems = []
    items: dict[str, tuple[object, str]] = {}
    scales: dict[str, str] = {}
    for instrument in instruments:
        if language in LANGUAGES and language not in instrument.languages:
            values = {"where": instrument.id, "language": language}
            problems.append(Problem("missing_language", "instruments", values))
        for item in instrument.items:
            codes = [(o.code, o.points) for o in instrument.options_of(item.code)]
            asked = (item.reversed, sorted(codes))
            before, other = items.setdefault(item.code, (asked, instrument.id))
            if before != asked:
                values = {"item": item.code, "first": other, "second": instrument.id}
                problems.append(Problem("item_differs", item.code, values))
        for code in instrument.scale_codes:
            if code in scales:
                values = {"scale": code, "first": scales[code], "second": instrument.id}
                problems.append(Problem("scale_twice", code, values))
            scales[code] = instrument.id
    return problems


def inner_table_problems(raw: Mapping[str, Any]) -> list[Problem]:
    """Check the inner tables whose keys are the user's own: columns, values, words."""
    problems = []
    for register in REGISTERS:
        said = raw.get(register, {})
        problems += check_fields(said, {"values": Field("table")}, where=f"[{register}]")
        words = said.get("values", {})
        words, where = words if isinstance(words, Mapping) else {}, f"[{register}.values]"
        keys = ("unit", "cause") if register == "absence" else ("unit",)
        problems += check_fields(words, {key: Field("table") for key in keys}, where=where)
        for key, table in words.items():
            if isinstance(table, Mapping) and not all(isinstance(v, str) for v in table.values()):
                values = {"key": key, "where": where, "kind": "table"}
                problems.append(Problem("wrong_kind", register, values))
    said = raw.get("absence", {}).get("values", {})
    causes = said.get("cause", {}) if isinstance(said, Mapping) else {}
    if isinstance(causes, Mapping):
        problems += [
            not_among(word, cause, CAUSES, where="[absence.values.cause]")
            for word, cause in causes.items()
            if isinstance(cause, str) and not known_cause(cause)
        ]
    for response in raw["responses"]:
        tables = {"responses.columns": response.get("columns", {})}
        for name, table in response.get("values", {}).items():
            tables[f"responses.values.{name}"] = table
        for where, table in tables.items():
            if not isinstance(table, dict):
                key = where.rsplit(".", 1)[1]
                values = {"key": key, "where": "[responses.values]", "kind": "table"}
                problems.append(Problem("wrong_kind", key, values))
                continue
            problems += [
                Problem("wrong_kind", key, {"key": key, "where": f"[{where}]", "kind": "text"})
                for key, value in table.items()
                if not isinstance(value, str if where.endswith("columns") else str | int)
            ]
    problems += _form_problems(raw.get("questionnaire", {}), raw.get("backgrounds", ()))
    preset = raw.get("preset", PRESETS[0])
    words = raw.get("words", {})
    if words and preset in PRESETS:
        known = load_texts("da").raw(f"presets.{preset}")
        names = [key for key, value in known.items() if isinstance(value, str)]
        fields = dict.fromkeys([*names, *WHAT_LEADS], Field("text"))
        problems += check_fields(words, fields, where="[words]")
    return problems


def _form_problems(said: Mapping[str, Any], backgrounds: Iterable[str]) -> list[Problem]:
    """Check what the form shall say of each background: its words, and the answers to choose."""
    problems = []
    for name, kind in (("labels", "text"), ("options", "texts")):
        where, table = f"[questionnaire.{name}]", said.get(name, {})
        if isinstance(table, dict):
            problems += check_fields(table, dict.fromkeys(table, Field(kind)), where=where)
            others = [background for background in table if background not in backgrounds]
            problems += [Problem("background_untold", b, {"where": where}) for b in others]
    if not problems:
        for name, options in said.get("options", {}).items():
            problems += repeated(options, name, where="[questionnaire.options]")
    return problems


def meeting_problems(raw: Mapping[str, Any]) -> list[Problem]:
    problems = []
    meeting = raw.get("meeting", {})
    problems += [
        Problem("not_a_clock", key, {"key": key, "where": "[meeting]"})
        for key in ("start", "ends")
        if key in meeting and clock_of(meeting[key]) is None
    ]
    programme = meeting.get("programme")
    if programme is not None and programme not in programmes():
        problems.append(not_among("programme", programme, programmes(), where="[meeting]"))
    problems += point_problems(meeting)
    deck = raw.get("network_deck", {})
    if any(deck.get(name) for name in ("named_units", "named_levels", "named_management")):
        problems += [
            Problem("agreement_missing", key, {"key": key})
            for key in ("agreed_by", "agreed_on")
            if not said_in_words(str(deck.get(key, "")))
        ]
    return problems


def scale_problems(raw: Mapping[str, Any], instruments: Sequence[Instrument]) -> list[Problem]:
    known = [code for instrument in instruments for code in instrument.scale_codes]
    goals = [(scale, value, "[goals]") for scale, value in raw.get("goals", {}).items()]
    references = [(r["scale"], r["value"], "[[reference]]") for r in raw.get("reference", ())]
    problems = []
    for scale, value, where in (*goals, *references):
        if scale not in known:
            problems.append(not_among("scale", scale, known, where=where))
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= 100:
            places = {"key": scale, "where": where, "low": "0", "high": "100"}
            problems.append(Problem("setting_outside", scale, places))
    return problems
