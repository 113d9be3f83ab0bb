"""A proposal as the files of a study: what stands in them, and why, in the study's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from skcore.beginning import template
from skcore.beginning.asked import Proposal
from skcore.texts import load_texts


def write_proposal(proposal: Proposal, folder: Path) -> None:
    """Write a study file with its lists; what nobody has told stands there to be filled in."""
    text = load_texts(proposal.language)
    names = text.raw("new.from.files")
    tables = {names["responses"]: proposal.responses, names["units"]: proposal.units}
    invited = proposal.invited
    if invited is None:
        leaves = proposal.units[~proposal.units["unit"].isin(proposal.units["parent"])]
        wave = proposal.waves[-1][0]
        invited = pd.DataFrame({"unit": leaves["unit"], "wave": wave, "role": "employee"})
        invited["invited"] = ""
    tables[names["invited"]] = invited
    if proposal.absence is not None:
        tables[names["absence"]] = proposal.absence
    for name, table in tables.items():
        content = table.to_csv(index=False, sep=";", lineterminator="\r\n")
        (folder / name).write_bytes(content.encode("utf-8-sig"))
    for name in (names[part] for part in ("readme", "actions", "observations", "participants")):
        filled = template(name, proposal.language, [found.instrument for found in proposal.found])
        if name == names["readme"]:  # what it begins with has been done
            filled = text("new.from.readme").encode("utf-8") + b"\n\n" + filled
        (folder / name).write_bytes(filled)
    lines = "\n".join(_settings(proposal))
    (folder / "study.toml").write_text(lines + "\n", encoding="utf-8", newline="\n")


Why = Mapping[str, str]


def _settings(proposal: Proposal) -> list[str]:
    """Lines of the study file, with the reasons behind the settings."""
    text = load_texts(proposal.language)
    names, why = text.raw("new.from.files"), text.raw("new.from.comments")
    lines = [
        f"# {text('new.from.comments.top')}",
        "",
        f"title = {quoted(text('new.from.title', organisation=proposal.organisation))}",
        f"language = {quoted(proposal.language)}",
        f"organisation = {quoted(proposal.organisation)}",
        f"preset = {quoted(proposal.preset)}  # {why['preset']}",
        f"instruments = {_list([f.instrument.id for f in proposal.found])}",
        f"levels = {_list(proposal.levels)}  # {why['levels']}",
        *([f"backgrounds = {_list(proposal.backgrounds)}"] if proposal.backgrounds else []),
        "",
    ]
    for wave, start, end in proposal.waves:
        day = [f"start = {start}", f"end = {end}"] if start else [f"# {why['dates']}"]
        lines += ["[[waves]]", f"id = {quoted(wave)}", *day, ""]
    lines += [*_responses(proposal, names, why), *_lists(proposal, names, why)]
    for heading, options in proposal.own.items():
        code = quoted(proposal.columns[heading])
        lines += ["", f"[[questions]]  # {why['own']}", f"code = {code}"]
        lines += [f"text = {quoted(heading)}", f"options = {quoted(options)}"]
    lines += ["", "[disclosure]", f"minimum = 5  # {why['minimum']}"]
    lines += ["", "[meeting]", "number = 1", f"# date = 2026-05-07  # {why['meeting']}"]
    return [*lines, 'start = "11.00"', 'programme = "programme-1"']


def _responses(proposal: Proposal, names: Why, why: Why) -> list[str]:
    """The export: what its columns and words are, and what it leaves out."""
    lines = ["[[responses]]", f"file = {quoted(names['responses'])}  # {why['responses']}"]
    if "wave" not in proposal.columns.values():
        lines.append(f"wave = {quoted(proposal.waves[0][0])}")
    lines += _numbers(proposal, why)
    labels = {
        item.code: item.label[proposal.language]
        for found in proposal.found
        for item in found.instrument.items
    }
    left = [code for code in labels if code not in proposal.columns.values()]
    if left:
        lines.append(f"not_asked = {_list(left)}  # {why['not_asked']}")
    lines += ["", f"[responses.columns]  # {why['columns']}"]
    for heading, ours in proposal.columns.items():
        said = f"  # {labels[ours]}" if ours in labels else ""
        lines.append(f"{quoted(heading)} = {quoted(ours)}{said}")
    for name, table in (("role", proposal.roles), ("unit", proposal.spellings)):
        pairs = [f"{quoted(old)} = {quoted(new)}" for old, new in table.items()]
        lines += ["", f"[responses.values.{name}]  # {why[name]}", *pairs] if pairs else []
    return lines


def _lists(proposal: Proposal, names: Why, why: Why) -> list[str]:
    """The lists; one that nobody gave is named behind a #."""
    there = {"units": True, "invited": proposal.invited is not None}
    there |= {"absence": proposal.absence is not None, "actions": True}
    there |= dict.fromkeys(("observations", "participants"), False)  # templates to be filled in
    return ["", "[files]"] + [
        f"{'' if given else '# '}{name} = {quoted(names[name])}  # {why[name]}"
        for name, given in there.items()
    ]


def _numbers(proposal: Proposal, why: Mapping[str, str]) -> list[str]:
    """The line that says what numbers without words mean, per questionnaire where they differ."""
    said = proposal.numbers
    if not said:
        return []
    one = set(said.values())
    if len(one) == 1:
        return [f"numbers = {quoted(one.pop())}  # {why['numbers']}"]
    pairs = ", ".join(f"{name} = {quoted(word)}" for name, word in said.items())
    return [f"numbers = {{ {pairs} }}  # {why['numbers']}"]


def quoted(words: str) -> str:
    """Write a text as TOML takes it: JSON's escapes are a part of TOML's."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(words: list[str]) -> str:
    return "[" + ", ".join(map(quoted, words)) + "]"
