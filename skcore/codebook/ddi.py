"""The codebook as DDI-Codebook 2.5, which data archives take: what was asked and how it is coded.

No figure of anybody: distributions stand in the workbook and on the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from skcore.figures.words import clean
from skcore.instruments.model import Option, Scale
from skcore.release import StudyRelease
from skcore.release.facts import StudyFacts
from skcore.texts.numbers import capitalise

NAMESPACE = "ddi:codebook:2_5"


def codebook_ddi(release: StudyRelease) -> bytes:
    """Return the codebook as XML in the study's language; the same study gives the same bytes."""
    facts = release.facts
    root = etree.Element(f"{{{NAMESPACE}}}codeBook", nsmap={None: NAMESPACE}, version="2.5")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", facts.language)
    _document(root, facts)
    _study(root, facts)
    data = _add(root, "dataDscr")
    variables = [*_classes(facts), *_items(facts), *_scores(facts)]
    for scale, group in _groups(facts).items():
        refs = " ".join(_id(code) for code in group["items"])
        made = _add(data, "varGrp", ID=f"G_{scale}", type="subject", var=refs, name=scale)
        _add(made, "labl", group["label"])
    for name, parts in variables:
        kind = "contin" if parts.get("range") else "discrete"
        _variable(_add(data, "var", ID=_id(name), name=name, intrvl=kind), parts)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")


def _document(root: Any, facts: StudyFacts) -> None:
    citation = _add(_add(root, "docDscr"), "citation")
    title = facts.texts("codebook.title", title=facts.title)
    _add(_add(citation, "titlStmt"), "titl", title)
    _add(_add(citation, "prodStmt"), "software", "skcore", version=version("skcore"))


def _study(root: Any, facts: StudyFacts) -> None:
    """Title, who, when, what about whom, the questionnaires, and what holds for using the data."""
    said = facts.texts.raw("codebook.ddi")
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    _add(_add(citation, "titlStmt"), "titl", facts.title)
    _add(_add(citation, "rspStmt"), "AuthEnty", facts.organisation)
    summary = _add(_add(study, "stdyInfo"), "sumDscr")
    for wave in facts.waves:
        for event, day in (("start", wave.start), ("end", wave.end)):
            if day is not None:
                words = f"{facts.wave_label(wave.id)}: {day.isoformat()}"
                _add(summary, "collDate", words, date=day.isoformat(), event=event, cycle=wave.id)
    _add(summary, "anlyUnit", said["unit"])
    _add(summary, "dataKind", said["kind"])
    collection = _add(_add(study, "method"), "dataColl")
    for instrument in facts.instruments:
        title = instrument.title[facts.language]
        words = f"{title}. {instrument.source} {instrument.licence}"
        _add(collection, "resInstru", words)
    restriction = said["restriction"].format(minimum=facts.policy.minimum)
    _add(_add(_add(study, "dataAccs"), "useStmt"), "restrctn", restriction)


# --- variables ----------------------------------------------------------------------------------

Variable = tuple[str, dict[str, Any]]


def _classes(facts: StudyFacts) -> list[Variable]:
    labels = facts.texts.raw("codebook.ddi.classes")
    own = [(name, name) for name in facts.backgrounds]
    return [(name, {"label": label}) for name, label in [*labels.items(), *own]]


def _items(facts: StudyFacts) -> list[Variable]:
    language = facts.language
    found: dict[str, dict[str, Any]] = {}
    for instrument in facts.instruments:
        for item in instrument.items:
            turned = facts.texts.raw("codebook.ddi.turned") if item.reversed else ""
            found[item.code] = {
                "label": item.label[language],
                "question": item.text.get(language, ""),
                "options": _options(instrument.options_of(item.code), language),
                "note": turned,
            }
    for question in facts.questions:
        options = _options(question.options, language)
        parts = {"label": question.text, "question": question.text, "options": options}
        found[question.code] = parts
    return list(found.items())


def _options(options: Sequence[Option], language: str) -> list[tuple[str, str, bool]]:
    """Code and words of each option, and whether it counts as no answer."""
    several = any(not math.isnan(option.points) for option in options)
    return [(str(o.code), o.label[language], several and math.isnan(o.points)) for o in options]


def _scores(facts: StudyFacts) -> list[Variable]:
    found = {}
    for instrument in facts.instruments:
        for scale in map(instrument.scale, instrument.scale_codes):
            label = capitalise(scale.label[facts.language])
            made_of = ", ".join(scale.items if isinstance(scale, Scale) else scale.scales)
            rule = facts.texts.raw("codebook.ddi.score").format(parts=made_of)
            found[scale.code] = {"label": label, "range": ("0", "100"), "derived": rule}
    return list(found.items())


def _groups(facts: StudyFacts) -> dict[str, dict[str, Any]]:
    return {
        scale.code: {"label": capitalise(scale.label[facts.language]), "items": scale.items}
        for instrument in facts.instruments
        for scale in instrument.scales
    }


def _variable(var: Any, parts: Mapping[str, Any]) -> None:
    """Fill in a variable; the standard wants its parts in this order."""
    _add(var, "labl", parts["label"])
    if parts.get("question"):
        _add(_add(var, "qstn"), "qstnLit", parts["question"])
    if parts.get("range"):
        low, high = parts["range"]
        _add(_add(var, "valrng"), "range", min=low, max=high)
    for code, words, missing in parts.get("options", ()):
        category = _add(var, "catgry", missing="Y" if missing else "N")
        _add(category, "catValu", code)
        _add(category, "labl", words)
    if parts.get("derived"):
        _add(_add(var, "derivation"), "drvdesc", parts["derived"])
    numeric = parts.get("range") or parts.get("options")
    _add(var, "varFormat", type="numeric" if numeric else "character")
    if parts.get("note"):
        _add(var, "notes", parts["note"])


def _id(code: str) -> str:
    """An id that XML takes, for whatever a background is called."""
    return "V_" + re.sub(r"[^A-Za-z0-9]", lambda found: f"_{ord(found.group()):x}_", code)


def _add(parent: Any, tag: str, words: str = "", **attributes: str) -> Any:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    if words:
        node.text = clean(words)
    return node
