"""Who is a leader, as the words of an export or a list say it; what numbers mean is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from skcore.beginning.asked import Asker
from skcore.beginning.column_kinds import in_order, is_plain, kind_of
from skcore.beginning.numbered import are_numbers
from skcore.instruments.labels import normalise_label
from skcore.problems import short
from skcore.reading.cell_values import blanks
from skcore.reading.people import EMPLOYEE, LEADER, LEADING, ROLES

NAMED = 3  # a rarer word may be one person's own, and is not shown
_MOST = 0.9  # so many cells are words for roles; others are slips
_YES = ("ja", "yes")
_LONG_CODE = 3  # digits that are no code of a role any more


def role_column(free: Mapping[str, pd.Series[str]], ask: Asker) -> str:
    """Return the heading whose cells are words for leaders and employees; of several it is asked.

    A column without such words is a position, where its heading says so, and nobody's leader.
    """
    fits = in_order(list(free), "role")
    sure = {name: _sureness(name, free[name]) for name in fits}
    best = max(sure.values(), default=0)
    if not best:
        plain = [name for name in fits if is_plain(name, "role") and not kind_of(name, free[name])]
        return next(iter(plain), "")
    top = [name for name in fits if sure[name] == best]
    leading = [_leads(free[name]) for name in top]
    if all(leading[0].equals(other) for other in leading[1:]):
        return top[0]
    choices = {name: short(name) for name in top}
    return ask.choose("which:role", choices, None, what=ask.text("new.from.role"))


def _leads(cells: pd.Series[str]) -> pd.Series[bool]:
    said = cells.map(normalise_label)
    return said.isin(_YES) | (said.map(ROLES) == LEADER)


def _sureness(heading: str, cells: pd.Series[str]) -> int:
    """How surely a column tells leaders: 3 by its words, 2 by titles, 1 by numbers, 0 not."""
    written = cells[~blanks(cells)].map(normalise_label)
    asks = is_plain(heading, "role")
    if (written.map(ROLES) == LEADER).any() and written.isin(list(ROLES)).mean() >= _MOST:
        return 3
    if asks and LEADING.search(normalise_label(heading)) and written.isin(_YES).any():
        return 3
    if asks and _are_codes(written.unique()):
        return 1
    return 2 if asks and written.map(lambda word: bool(LEADING.search(word))).any() else 0


def find_roles(frame: pd.DataFrame, found: dict[str, str], ask: Asker) -> None:
    """Say which words mean a leader; a column with none of them tells another thing."""
    heading, proposal = found["role"], ask.proposal
    counts = frame.loc[~blanks(frame[heading]), heading].value_counts()
    yes = set(_YES) & {normalise_label(word) for word in counts.index}
    if yes and LEADING.search(normalise_label(heading)):
        known = {w: LEADER if normalise_label(w) in yes else EMPLOYEE for w in counts.index}
        proposal.roles = known
        return
    known = {word: ROLES.get(normalise_label(word), "") for word in counts.index}
    guess = {
        w: k or (LEADER if LEADING.search(normalise_label(w)) else EMPLOYEE)
        for w, k in known.items()
    }
    if LEADER not in guess.values():
        coded = _are_codes(counts.index)
        roles = _coded_roles("leader_code", heading, counts.index, ask) if coded else {}
        settled = roles and LEADER not in roles.values()  # no number of a position is a leader
        if coded and (not settled or LEADING.search(normalise_label(heading))):
            proposal.roles = roles
            return
        found.pop("role")
        if len(counts) > 1 and "occupation" not in found:
            found["occupation"] = heading
        return
    proposal.roles = guess
    guessed = [word for word in guess if guess[word] == LEADER and not known[word]]
    if guessed:
        words = [short(word) for word in counts.index[counts >= NAMED] if word in guessed]
        choices = {"yes": ask.text("new.from.yes"), "no": ask.text("new.from.leaders_no")}
        said = ", ".join(f"'{word}'" for word in words) or ask.text("new.from.leaders_few")
        if ask.choose("leaders", choices, "yes", words=said, heading=short(heading)) == "no":
            proposal.roles = {w: k or EMPLOYEE for w, k in known.items()}
    elif not all(known.values()):
        said = ", ".join(f"'{short(w)}'" for w in counts.index if known[w] == LEADER)
        proposal.told.append(ask.text("new.from.leaders_told", words=said, heading=short(heading)))


def _are_codes(words: Collection[str]) -> bool:
    """Whether roles are written as short numbers, which say nothing by themselves."""
    return are_numbers(words) and max(map(len, words)) < _LONG_CODE


def _coded_roles(key: str, heading: str, codes: Collection[str], ask: Asker) -> dict[str, str]:
    """Which number means a leader: told, never guessed; until then check asks for the line."""
    choices = {code: code for code in sorted(codes, key=int)}
    nobody = {"none": ask.text("new.from.leaders_no")}
    said = ask.choose(key, choices | nobody, None, heading=short(heading))
    return {c: LEADER if c == said else EMPLOYEE for c in choices} if said else {}


def of_whom(table: pd.DataFrame, ask: Asker) -> pd.DataFrame:
    """Say whom a list without roles counts, where the answers tell leaders apart.

    Where it counts both, nobody knows how many of them are employees: the numbers are left to be
    written. Where nobody says it, ``check`` asks for the roles.
    """
    if LEADER not in ask.proposal.roles.values():
        return table.assign(role=EMPLOYEE)
    choices = {whom: ask.text(f"new.from.invited_{whom}") for whom in ("employees", "both")}
    said = ask.choose("invited_whom", choices, None)
    if said == "both":
        ask.proposal.told.append(ask.text("new.from.invited_apart"))
        return table.assign(role=EMPLOYEE, invited="")
    return table.assign(role=EMPLOYEE if said else ask.text("new.from.invited_unsaid"))


def roles_in_list(column: pd.Series[str], heading: str, ask: Asker) -> pd.Series[str]:
    """Return the role of each row of a list: numbers as in the export, or else as somebody says.

    A number that nobody told stays, and ``check`` asks for it.
    """
    said = column.map(normalise_label)
    codes = [word for word in said.unique() if word]
    if _are_codes(codes):
        known = ask.proposal.roles
        if not set(codes) <= set(known):
            known = _coded_roles("leader_code:invited", heading, codes, ask)
        return said.map(lambda word: known.get(word, word) or EMPLOYEE)
    return said.map(lambda w: ROLES.get(w) or (LEADER if LEADING.search(w) else EMPLOYEE))
