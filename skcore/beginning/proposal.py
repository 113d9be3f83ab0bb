"""From the files as they came to a whole study, but for what only the reader knows.

Pure: files and answers in, a proposal out, with the questions that are still open. Whoever asks
them (the terminal, a notebook) calls again with one answer more, until none is left.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from skcore.beginning.asked import PICKED, Asker, Files, Proposal
from skcore.beginning.column_kinds import (
    MOST_OPTIONS,
    Found,
    asks,
    find_items,
    in_other_words,
    kind_of,
    parent_of,
)
from skcore.beginning.lists import readable
from skcore.beginning.people_columns import find_people, unit_column
from skcore.beginning.roles import NAMED, find_roles
from skcore.beginning.survey_days import days_of, order_of, span_of
from skcore.beginning.tree import Where, unit_tree
from skcore.errors import InputError
from skcore.instruments.labels import is_blank, normalise_label
from skcore.instruments.loader import load_instrument
from skcore.instruments.model import Instrument
from skcore.problems import apart, join_rows, short
from skcore.reading.answers import read_answers
from skcore.reading.bare_numbers import CODES, POSITION, Bare, by_code, by_place, most_answered
from skcore.reading.cell_values import blanks
from skcore.reading.dates import DAY, MONTH
from skcore.reading.export_columns import BASE
from skcore.reading.headings import wanted_of
from skcore.reading.own_questions import option_sets
from skcore.reading.same_answers import rows_again
from skcore.reading.tables import RawTable
from skcore.texts import load_texts

#: what a survey tool may hold, the fullest first; own questionnaires are added in study.toml
INSTRUMENTS = ("copsoq3-social-capital", "fire-hurtige", "kouvonen-8", "who-5")
_MOST_WAVES = 6


def propose(files: Files, answers: Mapping[str, str], *, language: str) -> Proposal:
    """Propose a study from files as people have them.

    Parameters
    ----------
    files
        The survey export (csv, xlsx, sav) and, where there are such, the list of sick leave and
        that of the invited.
    answers
        Answers to earlier questions, by their key; ``heading:unit`` and ``heading:TM1`` say which
        heading is meant, without being asked.
    language
        ``da`` or ``en``: of the questions and the study.

    Returns
    -------
    Proposal
        Complete when it has no ``questions``; those without a proposed answer may stay open.

    Raises
    ------
    InputError
        When a file cannot be read, or no questionnaire is found in the export.
    """
    text = load_texts(language)
    instruments = [load_instrument(name) for name in INSTRUMENTS]
    raw = readable(files.export, language, wanted_of(instruments, {}, BASE))
    proposal = Proposal(language)
    proposal.told += [f"{p.file}: {p.text(language)}" for p in raw.problems]
    ask = Asker(proposal, answers, text)
    proposal.organisation = ask.for_text("organisation", text("new.from.organisation_usual"))
    raw = _each_once(raw, ask)
    people = _questionnaires(raw, instruments, files.export, proposal, ask)
    where = _people(raw, people, proposal, ask)
    unit_tree(raw, where, files, proposal, ask)
    _own_questions(raw, where, proposal, ask)
    left = [str(n) for n in raw.frame if n not in proposal.columns and n != where.parent]
    proposal.responses = raw.frame[[name for name in raw.frame if name in proposal.columns]].copy()
    named = [name for name in left if kind_of(name, raw.frame[name]) == "persons"]
    asked = [name for name in left if name not in named and _closed(name, raw.frame[name])]
    other = [name for name in left if name not in (*named, *asked)]
    for key, names in (("left", other), ("left_persons", named), ("left_questions", asked)):
        if names:
            proposal.told.append(text(f"new.from.{key}", columns=", ".join(apart(names).values())))
    return proposal


def _each_once(raw: RawTable, ask: Asker) -> RawTable:
    """Leave out rows that stand twice, if somebody says so: their times are not copied."""
    rows = rows_again(raw.frame)
    if not len(rows):
        return raw
    both = {"yes": ask.text("new.from.again_yes"), "no": ask.text("new.from.again_no")}
    said = ask.choose("row_again", both, None, n=len(rows), rows=join_rows([*rows]))
    return replace(raw, frame=raw.frame.drop(index=rows)) if said == "yes" else raw


def _closed(heading: str, cells: pd.Series[str]) -> bool:
    """Whether a column may be a question whose options have no order that is known.

    Of one that is no question each word is many people's; of a question a few rare answers are.
    """
    if kind_of(heading, cells) in ("comments", "days", "forms"):
        return False
    counts = cells[~blanks(cells)].map(normalise_label).value_counts()
    few = 2 <= len(counts) <= MOST_OPTIONS
    if asks(heading) and 2 * counts.sum() >= len(cells):
        return few and bool(counts.mean() >= NAMED)
    return few and bool(counts.min() >= NAMED)


# --- the questionnaires -------------------------------------------------------------------------


def _questionnaires(
    raw: RawTable, instruments: Sequence[Instrument], file: Path, proposal: Proposal, ask: Asker
) -> dict[str, str]:
    """Put the questionnaires into the proposal; return who, where and when, our name -> heading."""
    text, language = ask.text, proposal.language
    found = find_items(raw, instruments)
    if not found:
        raise InputError(text("new.from.no_questions", file=file.name))
    unsure = {code: (f, f.headings[code]) for f in found for code in f.unsure}
    if unsure:
        said = apart(heading for _, heading in unsure.values())
        pairs = "".join(_pair(f, code, said[h], ask) for code, (f, h) in unsure.items())
        both = {"yes": text("new.from.yes"), "no": text("new.from.items_no")}
        if ask.choose("items", both, "yes", pairs=pairs, n=len(unsure)) == "no":
            kept = [(f, {c: h for c, h in f.headings.items() if c not in f.unsure}) for f in found]
            found = [Found(f.instrument, headings, f.unsure) for f, headings in kept]
    found = [_as_picked(one, raw, ask.answers) for one in found]
    taken = {heading for one in found for heading in one.headings.values()}
    people = find_people(raw, taken, ask)
    taken |= set(people.values())  # "Er du leder?" is like a question on leaders
    found = proposal.found = [_with_other_words(one, raw, taken, ask) for one in found]
    for one in found:
        proposal.columns |= {heading: code for code, heading in one.headings.items()}
        title = one.instrument.title[language]
        of, n = len(one.instrument.items), len(one.headings)
        proposal.told.append(text("new.from.instrument", title=title, n=n, of=of))
    for one in found:
        _numbers(raw, one, proposal, ask)
    for name in {h for f in found for h in f.headings.values()}:
        raw.frame[name] = raw.frame[name].replace(raw.labels.get(name, {}))
    return people


def _as_picked(found: Found, raw: RawTable, answers: Mapping[str, str]) -> Found:
    """Take the headings that somebody picked by hand, or took away, before those found."""
    codes = (item.code for item in found.instrument.items)
    picked = {code: answers.get(PICKED + code, found.headings.get(code, "")) for code in codes}
    there = {code: heading for code, heading in picked.items() if heading in raw.frame}
    return Found(found.instrument, there, found.unsure)


def _with_other_words(one: Found, raw: RawTable, taken: Collection[str], ask: Asker) -> Found:
    """Ask whether headings like questions are these, though the answers under them are others.

    They are not "not asked" then: ``check`` says which words are no answers, and how to say them.
    """
    like = in_other_words(raw, one, taken)
    like = {code: heading for code, heading in like.items() if PICKED + code not in ask.answers}
    said = apart(like.values())
    pairs = "".join(_pair(one, code, said[heading], ask) for code, heading in like.items())
    both = {"yes": ask.text("new.from.other_words"), "no": ask.text("new.from.own_no")}
    key = f"other_words:{one.instrument.id}"
    if like and ask.choose(key, both, "yes", n=len(like), pairs=pairs) == "yes":
        return replace(one, headings={**one.headings, **like})
    return one


def _pair(found: Found, code: str, heading: str, ask: Asker) -> str:
    """Name heading and question; our label of a reversed one says its opposite."""
    item = found.instrument.item(code)
    turned = ask.text("new.from.turned") if item.reversed else ""
    return f"\n  {heading}  →  {code}: {item.label[ask.proposal.language]}{turned}"


def _numbers(raw: RawTable, found: Found, proposal: Proposal, ask: Asker) -> None:
    """Ask what numbers without words mean: nothing in a file tells the ends of a scale."""
    bare = Bare(found.instrument)
    for code, heading in found.headings.items():
        options = found.instrument.options_of(code)
        labels = raw.labels.get(heading, {})
        read = read_answers(raw.frame[heading].rename(code), options, labels=labels)
        if read.bare:
            bare.counts[code] = Counter(read.bare)
    if not bare.counts:
        return
    item, number, count = most_answered(bare)
    options, language = found.instrument.options_of(item.code), proposal.language
    used = {n for counted in bare.counts.values() for n in counted}
    choices = {}
    for word, table in ((POSITION, by_place(options)), (CODES, by_code(options))):
        if number in table and used <= set(table):
            label = next(o.label[language] for o in options if o.code == table[number])
            choices[word] = ask.text(f"new.from.numbers_{word}", number=f"{number:g}", label=label)
    choices["later"] = ask.text("new.from.numbers_later")
    words: dict[str, Any] = {"number": f"{number:g}", "label": item.label[language], "n": count}
    words["instrument"] = found.instrument.title[language]
    kind = "numbers" if count else "numbers_few"
    chosen = ask.choose(f"{kind}:{found.instrument.id}", choices, None, **words)
    if chosen in (POSITION, CODES):
        proposal.numbers[found.instrument.id] = chosen


def _own_questions(raw: RawTable, where: Where, proposal: Proposal, ask: Asker) -> None:
    """Find the organisation's own questions where their options are a set whose order is known."""
    sets = option_sets([found.instrument for found in proposal.found])
    known = {
        name: {normalise_label(w) for o in options for w in (*o.label.values(), *o.aliases)}
        for name, options in sets.items()
    }
    found: dict[str, str] = {}
    for heading in map(str, raw.frame):
        if heading in proposal.columns or heading == where.parent:
            continue
        cells = raw.frame[heading].replace(raw.labels.get(heading, {}))
        said = {normalise_label(cell) for cell in cells.unique() if not is_blank(cell)}
        fits = [name for name, options in known.items() if len(said) > 1 and said <= options]
        if fits:
            found[heading] = fits[0]
            raw.frame[heading] = cells
    if not found:
        return
    both = {"yes": ask.text("new.from.yes"), "no": ask.text("new.from.own_no")}
    listed = "".join(f"\n  {heading}" for heading in apart(found).values())
    if ask.choose("own", both, "yes", n=len(found), questions=listed) == "yes":
        proposal.own = found
        proposal.columns |= {heading: f"own_{n}" for n, heading in enumerate(found, 1)}


# --- who, where and when --------------------------------------------------------------------------


def _people(raw: RawTable, found: dict[str, str], proposal: Proposal, ask: Asker) -> Where:
    text, frame = ask.text, raw.frame
    free = [str(name) for name in frame if name not in proposal.columns]
    found = {ours: heading for ours, heading in found.items() if heading in free}
    if "unit" not in found:
        unused = [name for name in free if name not in found.values()]
        found["unit"] = unit_column(raw, unused, ask)
    parent = parent_of(frame, found["unit"], list(found.values()))
    for name in (found.get("unit"), found.get("role"), found.get("occupation")):
        if name is not None:
            frame[name] = frame[name].replace(raw.labels.get(name, {}))
    if "role" in found:
        find_roles(frame, found, ask)
    if "occupation" in found:
        proposal.backgrounds = ["occupation"]
    # numbers of which a few stand twice are forms sent twice: check says which rows
    if "respondent" in found and 2 * frame[found["respondent"]].nunique() < len(frame):
        found.pop("respondent")
    _dates_and_waves(frame, found, proposal, ask)
    proposal.columns |= {heading: ours for ours, heading in found.items()}
    named = found | ({"parent": parent} if parent else {})
    listed = ", ".join(
        f"{short(name)} → {text(f'new.from.{ours}')}" for ours, name in named.items()
    )
    proposal.told.append(text("new.from.columns", columns=listed))
    return Where(found["unit"], parent)


def _dates_and_waves(
    frame: pd.DataFrame, found: dict[str, str], proposal: Proposal, ask: Asker
) -> None:
    """Read the days of answering, and from them when the survey ran."""
    text = ask.text
    days = pd.Series(pd.NaT, index=frame.index)
    first = {DAY: text("new.from.day_first"), MONTH: text("new.from.month_first")}
    if "answered" in found:
        column = frame[found["answered"]]
        order = order_of(column)
        order = order or ask.choose("date_order", first, None, n=int((~blanks(column)).sum()))
        days = days_of(column, order)
        if order and days.notna().sum() < len(days) / 2:
            found.pop("answered")
            days = days.where(days.isna())
        elif order:  # else check asks, of the days as they stand
            frame[found["answered"]] = days.dt.strftime("%Y-%m-%d").fillna("")
    several = frame[found["wave"]].nunique() if "wave" in found else 1
    if 1 < several <= _MOST_WAVES:
        counts = frame[found["wave"]].value_counts()
        often = counts.index[counts >= NAMED]  # of another, check tells the row
        waves = often if len(often) else counts.index
        spans = {w: span_of(days[frame[found["wave"]] == w]) for w in waves}
        began = {w: span[0] or dt.date.max for w, span in spans.items()}
        proposal.waves = [(w, *spans[w]) for w in sorted(spans, key=lambda w: (began[w], w)) if w]
        return
    found.pop("wave", None)
    start, end = span_of(days)
    if start is None:
        written = _written_days(ask.for_text("survey", ""))
        order = order_of(written) or ask.choose("survey_order", first, None)
        start, end = span_of(days_of(written, order))
    proposal.waves = [(str(start.year) if start else "1", start, end)]


def _written_days(said: str) -> pd.Series[str]:
    """Days in what somebody wrote: 2.3.2026 - 20.3.2026, or 2026-03-02 til 2026-03-20."""
    found = re.findall(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}", said)
    return pd.Series(found, dtype="str")
