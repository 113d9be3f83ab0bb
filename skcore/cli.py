"""The command line: check a study, make its slides, begin a new one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = ["app", "main"]

app = typer.Typer(
    name="skcore",
    help="Social kapital på arbejdspladsen: fra spørgeskema til slides. "
    "Workplace social capital: from questionnaire to slides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StudyPath = Annotated[Path, typer.Argument(help="The study file, for example study.toml.")]
Released = Annotated[
    list[Path] | None,
    typer.Option(help="With an edition: the study file as it was when released (repeat)."),
]


@app.command()
def slides(
    study: StudyPath,
    out: Annotated[Path, typer.Option(help="Folder for the decks.")] = Path("slides"),
    language: Annotated[
        str | None, typer.Option(help="da or en; the study's own language if left out.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="html, pptx or html,pptx (PowerPoint).")
    ] = "html",
    template: Annotated[
        Path | None,
        typer.Option(help="The organisation's own .pptx, whose layouts PowerPoint decks use."),
    ] = None,
    units: Annotated[
        list[str] | None,
        typer.Option(help="Workplaces' own decks: all, none, or ids (repeat the option)."),
    ] = None,
    jobs: Annotated[int, typer.Option(help="Parallel processes; 0 means one per core.")] = 0,
    edition: Annotated[
        int, typer.Option(help="2, 3 ... when answers have changed after a release.")
    ] = 1,
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
                units=units or ["all"],
                formats=asked,
                template=template,
                jobs=jobs,
                edition=edition,
                released=released or (),
                on_step=step,
            )
    except SkcoreError as error:
        _fail(error)
    _say(f"{len(made.files)} → {out.resolve()}")
    _say(f"{made.files[0]}")


@app.command()
def check(study: StudyPath) -> None:
    """List everything that is wrong with a study's files, without anybody's answers."""
    from skcore.reading.study import check_study

    problems = check_study(study)
    _show_problems(problems)
    if (problems["severity"] == "error").any():
        raise typer.Exit(1)


@app.command()
def explain(
    study: StudyPath,
    edition: Annotated[
        int, typer.Option(help="2, 3 ... when answers have changed after a release.")
    ] = 1,
    released: Released = None,
) -> None:
    """Say which groups are not shown, why, and which could be shown together."""
    from skcore.errors import SkcoreError
    from skcore.explanation import explain_study

    try:
        lines = explain_study(study, edition=edition, released=released or ())
    except SkcoreError as error:
        _fail(error)
    for line in lines:
        _say(line)


@app.command()
def codebook(
    study: StudyPath,
    out: Annotated[
        Path | None,
        typer.Option(help="A file ending in .xlsx or .html; a name without an end for both."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="da or en; the study's own language if left out.")
    ] = None,
    edition: Annotated[
        int, typer.Option(help="2, 3 ... when answers have changed after a release.")
    ] = 1,
    released: Released = None,
) -> None:
    """Write the study's codebook: questions, scales, coding and how the answers fell."""
    from skcore.codebook import make_codebook
    from skcore.errors import SkcoreError

    try:
        written = make_codebook(
            study, out=out, language=language, edition=edition, released=released or ()
        )
    except SkcoreError as error:
        _fail(error)
    for path in written:
        _say(str(path))


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")],
    example: Annotated[
        bool, typer.Option("--example", help="With an invented municipality to try out.")
    ] = False,
    language: Annotated[str, typer.Option(help="da or en.")] = "da",
) -> None:
    """Begin a study: a study file to fill in, lists to start from and the three notebooks."""
    from skcore.beginning import begin_study
    from skcore.errors import SkcoreError

    try:
        written = begin_study(folder, example=example, language=language)
    except SkcoreError as error:
        _fail(error)
    for path in written:
        _say(str(path))


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder that `skcore slides` wrote.")],
) -> None:
    """Tell whether the decks of a folder are still those that were made."""
    from skcore.errors import SkcoreError
    from skcore.provenance import verify_folder

    try:
        differences = verify_folder(folder)
    except SkcoreError as error:
        _fail(error)
    for line in differences:
        _say(line)
    if differences:
        raise typer.Exit(1)
    _say("OK")


def _say(line: str, *, error: bool = False) -> None:
    from rich.console import Console

    # study names may hold anything; rich must neither colour nor interpret them
    Console(stderr=error, highlight=False, markup=False, soft_wrap=True).print(line)


def _fail(error: Exception) -> Any:
    _say(str(error), error=True)
    raise typer.Exit(1)


def _show_problems(problems: Any) -> None:
    """Print one line per problem: ``!`` stops the reading, ``·`` is something to know."""
    if problems.empty:
        _say("OK")
    for row in problems.fillna("").astype(str).to_dict("records"):
        mark = "!" if row["severity"] == "error" else "·"
        place = f"{row['file']}: " if row["file"] else ""
        _say(f"{mark} {place}{row['problem']}")


class _progress:  # noqa: N801 - used as a context manager, reads as one
    """Progress bar on standard error; silent where that is no terminal."""

    def __enter__(self) -> Any:
        from rich.console import Console
        from rich.progress import Progress

        self.bar = Progress(console=Console(stderr=True), transient=True)
        self.bar.start()
        self.task = self.bar.add_task("skcore", total=None)
        return self.step

    def step(self, words: str, done: int, total: int) -> None:
        self.bar.update(self.task, description=words, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()


def main() -> None:
    """Entry point; Windows consoles are told that we write UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    app()
