"""``skcore questionnaire``: a form to print or to load into a survey tool, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from skcore.errors import InputError, SkcoreError
from skcore.instruments.loader import list_instruments, load_instrument
from skcore.problems import ERROR, Problem, has_errors, problem_table
from skcore.questionnaire.asking import Asked, ambiguous, form_of
from skcore.questionnaire.coming_back import renumbered, responses_part
from skcore.questionnaire.form import Form, Wording
from skcore.questionnaire.limesurvey import limesurvey_file
from skcore.questionnaire.paper import entry_workbook, form_docx, form_pdf
from skcore.questionnaire.preparation import preparation_pages
from skcore.questionnaire.setup import setup_page
from skcore.questionnaire.texts_file import ask_for, read_filled, swapped, unused
from skcore.questionnaire.typesetting import typeset
from skcore.questionnaire.xlsform import xlsform_file
from skcore.reading.study_files import parse_lists
from skcore.reading.study_settings import Settings, parse_settings
from skcore.settings import read_settings
from skcore.storage import in_words, write_whole
from skcore.texts import LANGUAGES, Texts, load_texts
from skcore.texts.numbers import join_words, sort_key

MANY = 6  # answers named in a message

FORMATS = {
    "pdf": ".pdf",
    "docx": ".docx",
    "limesurvey": ".txt",
    "xlsform": ".xlsx",
    "setup": ".pdf",
    "preparation": ".pdf",
}
#: made in one language each: a document has one
PAPER: Mapping[str, Callable[[Form, str], bytes]] = {"pdf": form_pdf, "docx": form_docx}
TOOLS: Mapping[str, Callable[[Form], bytes]] = {
    "limesurvey": limesurvey_file,
    "xlsform": xlsform_file,
}


@dataclass(frozen=True)
class Made:
    """The files that were written, and lines to tell."""

    files: tuple[Path, ...]
    told: tuple[str, ...]

    def telling(self, more: Sequence[str]) -> Made:
        """Return the same files with more to tell."""
        return replace(self, told=(*self.told, *more))


def make_questionnaire(
    sources: Sequence[str | Path],
    *,
    to: str = "pdf",
    languages: str = "",
    out: str | Path | None = None,
    texts: str | Path | None = None,
    wave: str | None = None,
) -> Made:
    """Make a form from questionnaires or from a study, and the lines by which it is read.

    Parameters
    ----------
    sources
        Ids or files of questionnaires, or one study file.
    to
        ``pdf``, ``docx``, ``limesurvey``, ``xlsform``, ``setup`` (how to type it into SurveyXact
        or Enalyzer) or ``preparation`` (how many must answer).
    languages
        ``da``, ``en`` or ``da,en``; the first leads. The study's own where empty.
    out
        The file; beside the study file, or in the working folder, where None.
    texts
        The file with wording filled in; beside the study file or the form where None.
    wave
        The study's survey that the form is for; the last where None.

    Raises
    ------
    SkcoreError
        With everything that is wrong, and where words are missing: the file to write them in.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     made = make_questionnaire(["who-5"], to="limesurvey", languages="da,en",
    ...                               out=Path(home) / "who.txt")
    ...     [file.name for file in made.files]
    ['who.txt', 'besvarelser-linjer-limesurvey.toml']
    """
    asked, units, invited, folder = _asked(sources, languages, wave)
    spoken = _languages(languages or asked.language or LANGUAGES[0], languages)
    text = load_texts(spoken[0])
    place = _place(to, out, folder, text)
    if to == "preparation":
        return _prepare(asked, units, invited, place, spoken[0])
    name = load_texts(asked.language or spoken[0])("questionnaire.texts_file")
    fill = Path(texts) if texts else (folder or place.parent) / name
    words = Wording(spoken, read_filled(fill, language=spoken[0]))
    form = form_of(asked, words)
    if words.missing:
        ask_for(fill, words, asked.instruments, language=spoken[0])
    if alike := ambiguous(form):
        codes = "; ".join(alike)
        raise SkcoreError(text("questionnaire.refused.ambiguous", codes=codes))
    if turned := swapped(words, asked.instruments):
        said = {"file": fill.name, "answers": "; ".join(turned)}
        raise InputError(text("questionnaire.refused.swapped", **said))
    lines = place.with_name(f"{text('questionnaire.responses_file')}-{to}.toml")
    for earlier in sorted(place.parent.glob(f"{text('questionnaire.responses_file')}*.toml")):
        if changed := renumbered(form, earlier):
            said = {"file": earlier.name, "changed": "; ".join(changed[:MANY])}
            raise SkcoreError(text("questionnaire.refused.renumbered", **said))
    files = dict(_files(form, to, place, lines.name))
    typed = [file.name for file in files if file.suffix == ".xlsx"] if to in PAPER else []
    files[lines] = responses_part(form, text, typed).encode()
    return _write(files, text).telling(
        [
            *unused(fill, words, language=spoken[0]),
            *_notes(asked, form, text),
            text("questionnaire.next_responses", file=lines.name),
        ]
    )


def _files(form: Form, to: str, place: Path, lines: str) -> list[tuple[Path, bytes]]:
    """The form's own files: one, or one per language where a document has only one."""
    if to in TOOLS:
        return [(place, TOOLS[to](form))]
    files = []
    for number, language in enumerate(form.languages):
        own = place if number == 0 else place.with_name(f"{place.stem}-{language}{place.suffix}")
        if to == "setup":
            page = setup_page(form, language, lines_file=lines)
            files.append((own, _typeset(page, form.organisation, language)))
            continue
        files.append((own, PAPER[to](form, language)))
        entry = load_texts(language)("questionnaire.entry_file")
        files.append((own.with_name(f"{own.stem}-{entry}.xlsx"), entry_workbook(form, language)))
    return files


def _typeset(page: Mapping[str, object], organisation: str, language: str) -> bytes:
    text = load_texts(language)
    shared = {
        "lang": language,
        "organisation": organisation,
        "page": text.raw("questionnaire.page"),
    }
    return typeset("guide", {**shared, **page})


def _prepare(
    asked: Asked, units: pd.DataFrame, invited: pd.DataFrame | None, place: Path, language: str
) -> Made:
    text = load_texts(language)
    if asked.settings is None:
        raise SkcoreError(text("questionnaire.refused.needs_study"))
    if invited is None or not invited["wave"].isin([asked.wave, ""]).any():
        raise SkcoreError(text("questionnaire.refused.no_invited"))
    page, told = preparation_pages(
        asked.settings, units, invited, wave=asked.wave, language=language
    )
    content = _typeset(page, asked.settings.organisation, language)
    return _write({place: content}, text).telling(told)


# --- what is asked ------------------------------------------------------------------------------


def _asked(
    sources: Sequence[str | Path], languages: str, wave: str | None
) -> tuple[Asked, pd.DataFrame, pd.DataFrame | None, Path | None]:
    """Return what shall be asked, the lists of a study, and the folder of its file."""
    spoken = languages.split(",")[0] if languages.split(",")[0] in LANGUAGES else LANGUAGES[0]
    text = load_texts(spoken)
    known = list(list_instruments()["id"])
    studies = [Path(s) for s in sources if str(s) not in known and _is_study(Path(s), text, known)]
    if studies and len(sources) > 1:
        raise SkcoreError(text("questionnaire.refused.several"))
    if studies:
        return *_of_study(studies[0], wave), studies[0].parent
    instruments = [load_instrument(source, language=spoken) for source in sources]
    return Asked(tuple(instruments)), pd.DataFrame(), None, None


def _is_study(path: Path, text: Texts, known: Sequence[str]) -> bool:
    if not path.is_file():
        allowed = ", ".join(known)
        raise SkcoreError(text("questionnaire.refused.not_toml", name=path.name, known=allowed))
    raw, _ = read_settings(path)
    return "items" not in raw


def _of_study(path: Path, wave: str | None) -> tuple[Asked, pd.DataFrame, pd.DataFrame | None]:
    """Read the study file and its lists; there need be no answers yet."""
    settings = _settings(path)
    units, invited, problems = parse_lists(settings, folder=path.parent)
    if has_errors(problems):
        raise _refused(problems, settings.language)
    ids = [each.id for each in settings.waves]
    if wave is not None and wave not in ids:
        values = {"wave": wave, "known": ", ".join(ids)}
        raise SkcoreError(load_texts(settings.language)("questionnaire.refused.wave", **values))
    chosen = wave or ids[-1]
    here = [each.layout for each in settings.responses if each.layout.wave == chosen]
    asked = Asked(
        settings.instruments,
        settings,
        units=_workplaces(settings, units, chosen),
        not_asked=frozenset(code for layout in here for code in layout.not_asked),
        wave=chosen,
        own=settings.form,
    )
    return asked, units, invited


def _settings(path: Path) -> Settings:
    """Settings of a study file, which need not name a file of answers."""
    raw, problems = read_settings(path)
    raw.setdefault("responses", [{"file": "-"}])
    settings, found = (None, []) if problems else parse_settings(raw, folder=path.parent)
    problems += [problem if problem.file else problem.within(path.name) for problem in found]
    if settings is None or has_errors(problems):
        spoken = str(raw.get("language", ""))
        raise _refused(problems, spoken if spoken in LANGUAGES else LANGUAGES[0])
    return settings


def _refused(problems: Sequence[Problem], language: str) -> InputError:
    errors = [problem for problem in problems if problem.severity == ERROR]
    first = load_texts(language)("questionnaire.refused.cannot_read")
    return InputError(first, problem_table(errors, language=language))


def _workplaces(settings: Settings, units: pd.DataFrame, wave: str) -> list[tuple[str, str]]:
    """Workplaces of the survey in Danish alphabetical order; those above them are no choice."""
    if units.empty:
        return []
    tree = units[units["wave"].isin(["", wave]) & (units["level"] == settings.levels[-1])]
    pairs = zip(tree["unit"], tree["name"], strict=True)
    return sorted(pairs, key=lambda pair: sort_key(pair[1]))


def _languages(said: str, given: str) -> tuple[str, ...]:
    """Languages of the form in the order that was said, each once."""
    found = tuple(dict.fromkeys(part.strip() for part in said.split(",") if part.strip()))
    wrong = [part for part in found if part not in LANGUAGES]
    if wrong or not found:
        text = load_texts(LANGUAGES[0])
        raise SkcoreError(
            text("questionnaire.refused.language", language=", ".join(wrong) or given)
        )
    return found


def _place(to: str, out: str | Path | None, folder: Path | None, text: Texts) -> Path:
    if to not in FORMATS:
        allowed = ", ".join(FORMATS)
        raise SkcoreError(text("questionnaire.refused.format", format=to, allowed=allowed))
    suffix = FORMATS[to]
    if out is None:
        named = {key: text(f"questionnaire.{key}.file") for key in ("setup", "preparation")}
        name = named.get(to, text("questionnaire.form_file"))
        return (folder or Path()) / f"{name}{suffix}"
    place = Path(out)
    if place.suffix.lower() != suffix:
        values = {"name": place.name, "suffix": suffix, "format": to}
        raise SkcoreError(text("questionnaire.refused.ending", **values))
    return place


def _notes(asked: Asked, form: Form, text: Texts) -> list[str]:
    """What the form could say or offer if the study file told it."""
    if asked.settings is None:
        return []
    notes = []
    if not (asked.own.get("results") or asked.settings.meeting.get("date")):
        notes.append(text("questionnaire.no_results_day"))
    if not asked.units:
        notes.append(text("questionnaire.no_units"))
    open_ones = [
        q.code for q in form.questions if q.code in asked.settings.backgrounds and not q.choices
    ]
    if open_ones:
        names = join_words(open_ones, language=text.language)
        notes.append(text("questionnaire.no_options", names=names, name=open_ones[0]))
    return notes


def _write(files: Mapping[Path, bytes], text: Texts) -> Made:
    """Write the files; one that people write in is kept aside where it is another one now."""
    kept = []
    for path, content in files.items():
        with in_words(text.language):
            if path.suffix in (".docx", ".xlsx") and path.exists() and path.read_bytes() != content:
                kept.append(_aside(path, text).name)
            write_whole(path, content)
    told = [text("questionnaire.kept", files=", ".join(kept))] if kept else []
    return Made(tuple(files), tuple(told))


def _aside(path: Path, text: Texts) -> Path:
    number, aside = 1, path
    while aside.exists():
        words = text("questionnaire.earlier_name", name=path.stem, number=number)
        number, aside = number + 1, path.with_name(f"{words}{path.suffix}")
    return path.rename(aside)
