"""``skcore new --from``: from an export and two lists to a whole study, with few questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from skcore.beginning import begin_study, check_beginning
from skcore.beginning.asked import Files, Proposal, Question
from skcore.beginning.proposal import propose
from skcore.beginning.writing import write_proposal
from skcore.errors import SkcoreError
from skcore.texts import load_texts
from skcore.texts.reader import program

MOST_TRIES = 8  # wrong answers to one question, before nobody is taken to sit there
MOST_QUESTIONS = 60  # far more than any file gives; a question that comes again is a fault
#: which column these are decides who is counted where, and whose answers are a leader's
NEVER_TAKEN = ("unit", "which:role")

Say = Callable[[str], None]


def new_from(
    folder: str | Path,
    files: Files,
    *,
    language: str,
    yes: bool = False,
    ask: Callable[[str], str] = input,
    say: Say = print,
) -> tuple[Path, ...]:
    """Make a study from files, asking what they do not tell.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty.
    files
        The export and the lists.
    language
        ``da`` or ``en``.
    yes
        Take what is proposed and list it, and ask nothing. What may not be guessed (which end of a
        scale a number is, the order of day and month) stays open, and ``check`` says how to tell.
    ask, say
        How a line is asked for, and how one is told.

    Returns
    -------
    tuple of Path
        The files written, the study file first.

    Raises
    ------
    SkcoreError
        When a file cannot be read or the folder cannot be written.
    """
    check_beginning(Path(folder), language)
    text = load_texts(language)
    answers: dict[str, str] = {}
    proposal = propose(files, answers, language=language)
    while proposal.questions and not yes and len(answers) < MOST_QUESTIONS:
        question = proposal.questions[0]
        answers[question.key] = _asked(question, ask, say, language)
        proposal = propose(files, answers, language=language)
    for question in proposal.questions:
        if question.key in NEVER_TAKEN:
            listed = ", ".join(question.choices.values())
            raise SkcoreError(text("new.from.must_ask", question=question.text, choices=listed))
    for line in [*proposal.told, *_taken(proposal, language)]:
        say(f"· {line}")
    written = begin_study(folder, language=language, fill=partial(write_proposal, proposal))
    command = f"{program()} slides {Path(folder) / 'study.toml'} --out {Path(folder) / 'slides'}"
    say(text("new.from.written", folder=Path(folder).resolve(), command=command))
    return written


def _asked(question: Question, ask: Callable[[str], str], say: Say, language: str) -> str:
    """Ask until the answer is one; Enter takes what is proposed. Nobody there to answer is said."""
    text = load_texts(language)
    say("")
    say(question.text)
    keys = list(question.choices)
    for number, key in enumerate(keys, 1):
        say(f"  {number}  {question.choices[key]}")
    usual = ""
    enter = question.proposed if question.by_enter else None
    if enter is not None:
        shown = enter
        if keys and shown in keys:
            shown = str(keys.index(shown) + 1)
        usual = text("new.from.enter", proposed=shown) if shown else text("new.from.enter_empty")
    for _ in range(MOST_TRIES):
        try:
            said = ask(f"{usual}> ").strip()
        except (EOFError, OSError, RuntimeError, ValueError) as error:  # closed in one way or other
            raise SkcoreError(text("new.from.no_answer")) from error
        if not said and enter is not None:
            return enter
        if not keys and said:
            return said
        if said.isdecimal() and 1 <= int(said) <= len(keys):
            return keys[int(said) - 1]
        say(text("new.from.again", n=len(keys)) if keys else text("new.from.again_text"))
    raise SkcoreError(text("new.from.no_answer"))


def _taken(proposal: Proposal, language: str) -> Sequence[str]:
    """What stands though nobody was asked, and what stays open because nothing may be guessed."""
    text = load_texts(language)
    lines = []
    for question in proposal.questions:
        first = question.text.splitlines()[0]
        if not question.proposed:
            lines.append(text("new.from.open", question=first))
        else:
            words = question.choices.get(question.proposed, question.proposed)
            lines.append(text("new.from.assumed", question=first, answer=words))
    return lines
