"""The command line: check a study, make its slides, begin a new one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import skcore
from skcore.commands.console import WORDS, app, command, progress, say, show_problems, words_of
from skcore.errors import SkcoreError
from skcore.texts.reader import fault, program, reader_language

if TYPE_CHECKING:
    from skcore.runs import Made

__all__ = ["app", "main"]

SOME_FAILED = 3  # exit code: decks were made, but not all; 1 is that nothing was


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"skcore {skcore.__version__}")
        raise typer.Exit


@app.callback()
def _skcore(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help=WORDS["version"]),
    ] = False,
) -> None:
    pass


StudyPath = Annotated[Path, typer.Argument(help=WORDS["study"])]
Released = Annotated[list[Path] | None, typer.Option(help=WORDS["released"])]


@command
def slides(
    study: StudyPath,
    out: Annotated[Path, typer.Option(help=WORDS["out"])] = Path("slides"),
    language: Annotated[str | None, typer.Option(help=WORDS["language"])] = None,
    formats: Annotated[str, typer.Option("--format", help=WORDS["format"])] = "html",
    template: Annotated[Path | None, typer.Option(help=WORDS["template"])] = None,
    units: Annotated[list[str] | None, typer.Option(help=WORDS["units"])] = None,
    theme: Annotated[str, typer.Option(help=WORDS["theme"])] = "light",
    jobs: Annotated[int, typer.Option(help=WORDS["jobs"])] = 0,
    backend: Annotated[str, typer.Option(help=WORDS["backend"])] = "local",
    scheduler: Annotated[str | None, typer.Option(help=WORDS["scheduler"])] = None,
    force: Annotated[bool, typer.Option("--force", help=WORDS["force"])] = False,
    edition: Annotated[int, typer.Option(help=WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Make the decks of a study: the network meeting's, and each workplace's own."""
    from skcore.commands.slides import make_decks

    _think_of(edition, study)
    with progress(study, language) as step:
        made = make_decks(
            study,
            out=out,
            language=language,
            units=_listed(units) or ["all"],
            formats=[part.strip() for part in formats.split(",") if part.strip()],
            template=template,
            theme=theme,
            jobs=jobs,
            backend=backend,
            scheduler=scheduler,
            edition=edition,
            released=released or (),
            force=force,
            on_step=step,
        )
    _tell(made)


def _think_of(edition: int, study: Path) -> None:
    """Say what a further edition costs before it is made, and ask whoever sits there."""
    if edition > 1:
        words = words_of(study)
        say(words["edition_costs"].format(edition=edition, program=program()))
        if _sits_there() and input(words["edition_ask"]).strip().lower() not in words["yes"]:
            raise SkcoreError(words["edition_left"])


def _sits_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _tell(made: Made) -> None:
    say(*made.told)
    if made.failed:
        raise typer.Exit(SOME_FAILED)


@command
def handouts(
    study: StudyPath,
    out: Annotated[Path, typer.Option(help=WORDS["handouts_out"])] = Path("handouts"),
    language: Annotated[str | None, typer.Option(help=WORDS["language"])] = None,
    units: Annotated[list[str] | None, typer.Option(help=WORDS["handouts_units"])] = None,
    only: Annotated[list[str] | None, typer.Option(help=WORDS["only"])] = None,
    edition: Annotated[int, typer.Option(help=WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Make the handouts of a study as PDF: for each workplace, and for everybody."""
    from skcore.commands.handouts import make_handouts

    _think_of(edition, study)
    with progress(study, language) as step:
        made = make_handouts(
            study,
            out=out,
            language=language,
            units=_listed(units) or ["all"],
            only=_listed(only),
            edition=edition,
            released=released or (),
            on_step=step,
        )
    _tell(made)


def _listed(asked: list[str] | None) -> list[str]:
    """Names that were given one by one or with commas between."""
    return [name.strip() for each in asked or [] for name in each.split(",") if name.strip()]


@command
def check(
    study: StudyPath,
    language: Annotated[str | None, typer.Option(help=WORDS["language"])] = None,
    edition: Annotated[int, typer.Option(help=WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """List everything that is wrong with a study's files, without anybody's answers."""
    from skcore.commands.check import check_ahead

    with progress(study, language):
        problems, ahead = check_ahead(
            study, language=language, edition=edition, released=released or ()
        )
    show_problems(problems)
    say(*ahead)
    if (problems["severity"] == "error").any():
        raise typer.Exit(1)


@command
def promise(study: StudyPath) -> None:
    """Lock what the actions are expected to give, before the survey that will tell."""
    from skcore.commands.promise import lock_promises

    with progress(study):
        lines = lock_promises(study)
    say(*lines)


@command
def explain(
    study: StudyPath,
    edition: Annotated[int, typer.Option(help=WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Say which groups are not shown, why, and which could be shown together."""
    from skcore.commands.explain import explain_study

    with progress(study):
        lines = explain_study(study, edition=edition, released=released or ())
    say(*lines)


@command
def codebook(
    study: StudyPath,
    out: Annotated[Path | None, typer.Option(help=WORDS["codebook_out"])] = None,
    language: Annotated[str | None, typer.Option(help=WORDS["language"])] = None,
    edition: Annotated[int, typer.Option(help=WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Write the study's codebook: questions, scales, coding and how the answers fell."""
    from skcore.commands.codebook import make_codebook

    _think_of(edition, study)
    with progress(study, language):
        written = make_codebook(
            study, out=out, language=language, edition=edition, released=released or ()
        )
    say(*map(str, written))


@command
def export(
    study: StudyPath,
    to: Annotated[str, typer.Option(help=WORDS["export_to"])] = "csv",
    out: Annotated[Path | None, typer.Option(help=WORDS["export_out"])] = None,
    language: Annotated[str | None, typer.Option(help=WORDS["language"])] = None,
) -> None:
    """Write every respondent's scores to a file for statistics: confidential."""
    from skcore.commands.export import export_study

    say(*export_study(study, to=to, out=out, language=language))


@command
def questionnaire(
    sources: Annotated[list[str], typer.Argument(help=WORDS["questionnaire_sources"])],
    to: Annotated[str, typer.Option(help=WORDS["questionnaire_to"])] = "pdf",
    language: Annotated[str, typer.Option(help=WORDS["questionnaire_language"])] = "",
    out: Annotated[Path | None, typer.Option(help=WORDS["questionnaire_out"])] = None,
    texts: Annotated[Path | None, typer.Option(help=WORDS["questionnaire_texts"])] = None,
    wave: Annotated[str | None, typer.Option(help=WORDS["questionnaire_wave"])] = None,
) -> None:
    """Make a form to print or to load into a survey tool, and the lines by which it is read."""
    from skcore.commands.questionnaire import make_questionnaire

    with progress(language=language or None):
        made = make_questionnaire(
            sources, to=to, languages=language, out=out, texts=texts, wave=wave
        )
    say(*map(str, made.files), *made.told)


@command
def instrument(
    action: Annotated[Literal["new", "check"], typer.Argument(help=WORDS["instrument_action"])],
    file: Annotated[Path, typer.Argument(help=WORDS["instrument_file"])],
    language: Annotated[str, typer.Option(help=WORDS["new_language"])] = "da",
) -> None:
    """Begin a questionnaire of one's own, or tell whether it can be used."""
    from skcore.commands.instrument import check_instrument, new_instrument

    run = {"new": new_instrument, "check": check_instrument}[action]
    say(*run(file, language=language))


@command
def new(
    folder: Annotated[Path, typer.Argument(help=WORDS["new_folder"])],
    export: Annotated[Path | None, typer.Option("--from", help=WORDS["new_from"])] = None,
    absence: Annotated[Path | None, typer.Option(help=WORDS["new_absence"])] = None,
    invited: Annotated[Path | None, typer.Option(help=WORDS["new_invited"])] = None,
    yes: Annotated[bool, typer.Option("--yes", help=WORDS["new_yes"])] = False,
    example: Annotated[bool, typer.Option("--example", help=WORDS["new_example"])] = False,
    language: Annotated[str, typer.Option(help=WORDS["new_language"])] = "da",
) -> None:
    """Begin a study: from the files there are, or with files to fill in; and the notebooks."""
    from skcore.beginning import begin_study
    from skcore.beginning.outputs import said_of_outputs

    lists = absence is not None or invited is not None
    if (export is None and (lists or yes)) or (export is not None and example):
        raise SkcoreError(WORDS["new_together"].format(program=program()))
    if export is None:
        written = begin_study(folder, example=example, language=language)
    else:
        from skcore.beginning.asked import Files
        from skcore.commands.new import new_from

        files = Files(export, absence, invited)
        written = new_from(folder, files, language=language, yes=yes, say=say)
    if export is None:
        say(*map(str, written))
    say(said_of_outputs(folder, language))
    if export is not None:
        check(written[0])


@command
def lab(study: StudyPath) -> None:
    """Open the notebooks of a study in JupyterLab."""
    from skcore.commands.lab import open_lab

    open_lab(study, say=say)


@command
def verify(
    folder: Annotated[Path, typer.Argument(help=WORDS["verify_folder"])],
    study: Annotated[Path | None, typer.Argument(help=WORDS["verify_study"])] = None,
    released: Released = None,
    template: Annotated[Path | None, typer.Option(help=WORDS["verify_template"])] = None,
) -> None:
    """Tell whether the decks of a folder are still those that were made."""
    from skcore.commands.verify import Verdict, verify_folder, verify_numbers
    from skcore.reading.study import language_of

    changed = verify_folder(folder, language=language_of(study) if study else None)
    found = Verdict()
    if study is not None:
        with progress(study) as step:
            found = verify_numbers(
                folder, study, released=released or (), template=template, on_step=step
            )
    say(*changed, *found.differences, *found.told)
    if changed or found.differences:
        raise typer.Exit(1)
    say("OK")


def main() -> None:
    """Entry point; Windows consoles are told that we write UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except Exception as error:  # noqa: BLE001 - a traceback would end in words of its own
        say(fault(error, reader_language()), error=True)
        sys.exit(1)
