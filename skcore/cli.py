"""The command line: check a study, make its slides, begin a new one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from skcore.commands.console import fail as _fail
from skcore.commands.console import progress as _progress
from skcore.commands.console import say as _say
from skcore.commands.console import show_problems as _show_problems
from skcore.texts.commands import command_words, reader_language

__all__ = ["app", "main"]

_WORDS = command_words(reader_language())


class _OurWords:
    """Help in the reader's language also where typer has English words of its own."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _WORDS["help"]
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), _WORDS["usage"])


class _Command(_OurWords, TyperCommand):
    """One of our commands."""


class _Group(_OurWords, TyperGroup):
    """All of our commands."""


app = typer.Typer(
    name="skcore",
    cls=_Group,
    help=_WORDS["app"],
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StudyPath = Annotated[Path, typer.Argument(help=_WORDS["study"])]
Released = Annotated[
    list[Path] | None,
    typer.Option(help=_WORDS["released"]),
]


@app.command(cls=_Command, help=_WORDS["slides"])
def slides(
    study: StudyPath,
    out: Annotated[Path, typer.Option(help=_WORDS["out"])] = Path("slides"),
    language: Annotated[str | None, typer.Option(help=_WORDS["language"])] = None,
    formats: Annotated[str, typer.Option("--format", help=_WORDS["format"])] = "html",
    template: Annotated[
        Path | None,
        typer.Option(help=_WORDS["template"]),
    ] = None,
    units: Annotated[
        list[str] | None,
        typer.Option(help=_WORDS["units"]),
    ] = None,
    jobs: Annotated[int, typer.Option(help=_WORDS["jobs"])] = 0,
    edition: Annotated[int, typer.Option(help=_WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Make the decks of a study: the network meeting's, and each workplace's own."""
    from skcore.errors import SkcoreError
    from skcore.production import make_decks

    asked = [part.strip() for part in formats.split(",") if part.strip()]
    try:
        with _progress() as step:
            made = make_decks(
                study,
                out=out,
                language=language,
                units=_listed(units) or ["all"],
                formats=asked,
                template=template,
                jobs=jobs,
                edition=edition,
                released=released or (),
                on_step=step,
            )
    except SkcoreError as error:
        _fail(error)
    for line in made.told:
        _say(line)


@app.command(cls=_Command, help=_WORDS["handouts"])
def handouts(
    study: StudyPath,
    out: Annotated[Path, typer.Option(help=_WORDS["handouts_out"])] = Path("handouts"),
    language: Annotated[str | None, typer.Option(help=_WORDS["language"])] = None,
    units: Annotated[list[str] | None, typer.Option(help=_WORDS["handouts_units"])] = None,
    only: Annotated[list[str] | None, typer.Option(help=_WORDS["only"])] = None,
    edition: Annotated[int, typer.Option(help=_WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Make the handouts of a study as PDF: for each workplace, and for everybody."""
    from skcore.commands.handouts import make_handouts
    from skcore.errors import SkcoreError

    try:
        with _progress() as step:
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
    except SkcoreError as error:
        _fail(error)
    for line in made.told:
        _say(line)


def _listed(asked: list[str] | None) -> list[str]:
    """Names that were given one by one or with commas between."""
    return [name.strip() for each in asked or [] for name in each.split(",") if name.strip()]


@app.command(cls=_Command, help=_WORDS["check"])
def check(study: StudyPath) -> None:
    """List everything that is wrong with a study's files, without anybody's answers."""
    from skcore.explanation import check_ahead

    with _progress() as step:
        step(_WORDS["working"], 0, 0)
        problems, ahead = check_ahead(study)
    _show_problems(problems)
    for line in ahead:
        _say(line)
    if (problems["severity"] == "error").any():
        raise typer.Exit(1)


@app.command(cls=_Command, help=_WORDS["explain"])
def explain(
    study: StudyPath,
    edition: Annotated[int, typer.Option(help=_WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Say which groups are not shown, why, and which could be shown together."""
    from skcore.errors import SkcoreError
    from skcore.explanation import explain_study

    try:
        with _progress() as step:
            step(_WORDS["working"], 0, 0)
            lines = explain_study(study, edition=edition, released=released or ())
    except SkcoreError as error:
        _fail(error)
    for line in lines:
        _say(line)


@app.command(cls=_Command, help=_WORDS["codebook"])
def codebook(
    study: StudyPath,
    out: Annotated[
        Path | None,
        typer.Option(help=_WORDS["codebook_out"]),
    ] = None,
    language: Annotated[str | None, typer.Option(help=_WORDS["language"])] = None,
    edition: Annotated[int, typer.Option(help=_WORDS["edition"])] = 1,
    released: Released = None,
) -> None:
    """Write the study's codebook: questions, scales, coding and how the answers fell."""
    from skcore.codebook import make_codebook
    from skcore.errors import SkcoreError

    try:
        with _progress() as step:
            step(_WORDS["working"], 0, 0)
            written = make_codebook(
                study, out=out, language=language, edition=edition, released=released or ()
            )
    except SkcoreError as error:
        _fail(error)
    for path in written:
        _say(str(path))


@app.command(cls=_Command, help=_WORDS["export"])
def export(
    study: StudyPath,
    to: Annotated[str, typer.Option(help=_WORDS["export_to"])] = "csv",
    out: Annotated[Path | None, typer.Option(help=_WORDS["export_out"])] = None,
    language: Annotated[str | None, typer.Option(help=_WORDS["language"])] = None,
) -> None:
    """Write every respondent's scores to a file for statistics: confidential."""
    from skcore.commands.export import export_study
    from skcore.errors import SkcoreError

    try:
        told = export_study(study, to=to, out=out, language=language)
    except SkcoreError as error:
        _fail(error)
    for line in told:
        _say(line)


@app.command(cls=_Command, help=_WORDS["questionnaire"])
def questionnaire(
    sources: Annotated[list[str], typer.Argument(help=_WORDS["questionnaire_sources"])],
    to: Annotated[str, typer.Option(help=_WORDS["questionnaire_to"])] = "pdf",
    language: Annotated[str, typer.Option(help=_WORDS["questionnaire_language"])] = "",
    out: Annotated[Path | None, typer.Option(help=_WORDS["questionnaire_out"])] = None,
    texts: Annotated[Path | None, typer.Option(help=_WORDS["questionnaire_texts"])] = None,
    wave: Annotated[str | None, typer.Option(help=_WORDS["questionnaire_wave"])] = None,
) -> None:
    """Make a form to print or to load into a survey tool, and the lines by which it is read."""
    from skcore.commands.questionnaire import make_questionnaire
    from skcore.errors import SkcoreError

    try:
        with _progress() as step:
            step(_WORDS["working"], 0, 0)
            made = make_questionnaire(
                sources, to=to, languages=language, out=out, texts=texts, wave=wave
            )
    except SkcoreError as error:
        _fail(error)
    for line in (*map(str, made.files), *made.told):
        _say(line)


@app.command(cls=_Command, help=_WORDS["instrument"])
def instrument(
    action: Annotated[Literal["new", "check"], typer.Argument(help=_WORDS["instrument_action"])],
    file: Annotated[Path, typer.Argument(help=_WORDS["instrument_file"])],
    language: Annotated[str, typer.Option(help=_WORDS["new_language"])] = "da",
) -> None:
    """Begin a questionnaire of one's own, or tell whether it can be used."""
    from skcore.commands.instrument import check_instrument, new_instrument
    from skcore.errors import SkcoreError

    try:
        lines = {"new": new_instrument, "check": check_instrument}[action](file, language=language)
    except SkcoreError as error:
        _fail(error)
    for line in lines:
        _say(line)


@app.command(cls=_Command, help=_WORDS["new"])
def new(
    folder: Annotated[Path, typer.Argument(help=_WORDS["new_folder"])],
    export: Annotated[Path | None, typer.Option("--from", help=_WORDS["new_from"])] = None,
    absence: Annotated[Path | None, typer.Option(help=_WORDS["new_absence"])] = None,
    invited: Annotated[Path | None, typer.Option(help=_WORDS["new_invited"])] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_WORDS["new_yes"])] = False,
    example: Annotated[bool, typer.Option("--example", help=_WORDS["new_example"])] = False,
    language: Annotated[str, typer.Option(help=_WORDS["new_language"])] = "da",
) -> None:
    """Begin a study: from the files there are, or with files to fill in; and the notebooks."""
    from skcore.beginning import begin_study
    from skcore.errors import SkcoreError

    lists = absence is not None or invited is not None
    try:
        if (export is None and (lists or yes)) or (export is not None and example):
            raise SkcoreError(_WORDS["new_together"])
        if export is None:
            written = begin_study(folder, example=example, language=language)
        else:
            from skcore.beginning.asked import Files
            from skcore.commands.new import new_from

            files = Files(export, absence, invited)
            written = new_from(folder, files, language=language, yes=yes, say=_say)
    except SkcoreError as error:
        _fail(error)
    if export is not None:
        check(written[0])
        return
    for path in written:
        _say(str(path))


@app.command(cls=_Command, help=_WORDS["verify"])
def verify(
    folder: Annotated[Path, typer.Argument(help=_WORDS["verify_folder"])],
    study: Annotated[Path | None, typer.Argument(help=_WORDS["verify_study"])] = None,
    released: Released = None,
) -> None:
    """Tell whether the decks of a folder are still those that were made."""
    from skcore.errors import SkcoreError
    from skcore.verification import Verdict, verify_folder, verify_numbers

    try:
        changed = verify_folder(folder)
        found = Verdict()
        if study is not None:
            with _progress() as step:
                found = verify_numbers(folder, study, released=released or (), on_step=step)
    except SkcoreError as error:
        _fail(error)
    for line in [*changed, *found.differences, *found.told]:
        _say(line)
    if changed or found.differences:
        raise typer.Exit(1)
    _say("OK")


def main() -> None:
    """Entry point; Windows consoles are told that we write UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    from typer import rich_utils

    for name, words in _WORDS["frame"].items():
        if hasattr(rich_utils, name):
            setattr(rich_utils, name, words)
    app()
