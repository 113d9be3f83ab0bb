"""``skcore promise``: lock what the actions are expected to give, before the survey that tells."""

from __future__ import annotations

from pathlib import Path

from skcore.decks.promised import next_survey_line
from skcore.errors import SkcoreError
from skcore.reading.promises import lock_text, promise_path, promised_actions
from skcore.reading.study import Study, load_study
from skcore.release import release_study
from skcore.release.held_to_promise import about_leaders, to_come
from skcore.release.history import earlier_of
from skcore.storage import in_words, locked, write_whole
from skcore.texts import load_texts
from skcore.texts.numbers import capitalise


def lock_promises(path: str | Path) -> list[str]:
    """Write down what the register's actions are expected to give, and return what to note.

    Only of actions that the next survey will measure: what is written after the answers have come
    is no promise. What was locked before stays in the file; nothing of any answer is in it.

    Parameters
    ----------
    path
        The study file.

    Returns
    -------
    list of str
        The name of what is locked, what it holds, and whether the next survey could see it.

    Raises
    ------
    SkcoreError
        When nothing is expected of any action, or only of those that a survey has measured.
    """
    study = load_study(path)
    text, promises = load_texts(study.language), to_come(study)
    if promises.empty:
        late = not promised_actions(study).empty
        raise SkcoreError(text(f"promise.{'too_late' if late else 'none'}"))
    release = release_study(study, earlier=earlier_of(study))
    if unlocked(study):
        content, new = lock_text(study.promises, [w.id for w in study.answered], promises)
        with in_words(study.language), locked(study.path.parent):
            write_whole(promise_path(study.path), content.encode("utf-8"))
    else:
        new = study.promises[-1]
    lines = [text("promise.locked", name=new.name, file=promise_path(study.path).name)]
    lines.append(capitalise(text.count("promise.n", len(promises))))
    lines += never_held(study)
    return [*lines, *(next_survey_line(release) or [text("promise.next_unknown")])]


def never_held(study: Study) -> list[str]:
    """Say how many promises to come no survey is held against, since they point at leaders."""
    n = len(about_leaders(study, to_come(study)))
    return [capitalise(load_texts(study.language).count("promise.management", n))] if n else []


def unlocked(study: Study) -> int:
    """Count the promises to come that are not locked as they stand in the register."""
    there = set(study.promises[-1].promises) if study.promises else set()
    return len(set(to_come(study).itertuples(index=False, name=None)) - there)
