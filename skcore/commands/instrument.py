"""``skcore instrument new|check``: begin a questionnaire of one's own, and check it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from skcore.errors import InputError, SkcoreError
from skcore.instruments.loader import find_instrument
from skcore.problems import problem_table
from skcore.questionnaire.asking import Asked, ambiguous, form_of
from skcore.questionnaire.form import Wording
from skcore.storage import in_words, write_whole
from skcore.texts import LANGUAGES, load_texts
from skcore.texts.reader import program


def new_instrument(path: str | Path, *, language: str = "da") -> list[str]:
    """Write a questionnaire file to fill in.

    Parameters
    ----------
    path
        A file that does not exist yet, ending in ``.toml``.
    language
        ``da`` or ``en``: language of its explanations.

    Returns
    -------
    list of str
        Lines to tell.

    Raises
    ------
    SkcoreError
        When the file is there already or cannot be written.
    """
    place, text = Path(path), load_texts(language)
    if place.suffix != ".toml":
        raise SkcoreError(text("instrument.ending", file=place.name))
    if place.exists():
        raise SkcoreError(text("instrument.kept", file=place))
    source = files("skcore.questionnaire") / "templates" / f"instrument.{language}.toml"
    with in_words(language):
        name = "".join(c if c.isalnum() else "-" for c in place.stem)
        write_whole(place, source.read_bytes().replace(b"@ID@", name.encode()))
    command = f"{program()} instrument check {place}"
    return [text("instrument.written", file=place, command=command)]


def check_instrument(path: str | Path, *, language: str = "da") -> list[str]:
    """Tell everything that is wrong with a questionnaire file, or what it holds and still lacks.

    Raises
    ------
    InputError
        With all faults of the file.

    Examples
    --------
    >>> for line in check_instrument("who-5", language="en"):
    ...     print(line)
    OK: Well-being (WHO-5), 5 items, scales: WHO5.
    """
    text = load_texts(language)
    instrument, problems = find_instrument(path)
    if instrument is None:
        first = text("instrument.unusable", file=Path(path).name)
        raise InputError(first, problem_table(problems, language=language))
    title = instrument.title.get(language, next(iter(instrument.title.values())))
    scales = ", ".join(instrument.scale_codes)
    lines = [text("instrument.good", title=title, items=len(instrument.items), scales=scales)]
    names = text.raw("questionnaire.languages")
    for code in (code for code in LANGUAGES if code in instrument.languages):
        without = [item.code for item in instrument.items if not item.text.get(code)]
        if without:
            values = {"language": names[code], "codes": ", ".join(without)}
            lines.append(text("instrument.no_text", **values))
        elif alike := ambiguous(form_of(Asked((instrument,)), Wording((code,)))):
            codes = "; ".join(alike)
            lines.append(text("questionnaire.refused.ambiguous", codes=codes))
        unsure = instrument.unverified.get(code, ())
        if unsure:
            values = {"language": names[code], "names": ", ".join(unsure)}
            lines.append(text("instrument.unverified", **values))
    return lines
