"""What all commands share: help in the reader's language, lines, problems, how far it is."""

from __future__ import annotations

import functools
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer import core
from typer.core import TyperCommand, TyperGroup

from skcore.errors import SkcoreError
from skcore.texts import LANGUAGES
from skcore.texts.reader import command_words, reader_language

if TYPE_CHECKING:
    import pandas as pd

WORDS = command_words(reader_language())
STOPPED = 130
UsageError: Any = typer.BadParameter.__base__  # typer names only this one of its kinds
vars(core)["_"] = lambda said: WORDS["frame"].get(said, said)  # typer's headings, for gettext


class _OurWords:
    """Help in the reader's language also where typer has English words of its own."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = WORDS["help"]
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), WORDS["usage"])


class _Command(_OurWords, TyperCommand):
    """One of our commands; what it would leave unread is refused."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        given = Counter(arg.partition("=")[0] for arg in args if arg.startswith("--"))
        for option in self.params:
            many = getattr(option, "multiple", False) or getattr(option, "is_flag", False)
            twice = next((name for name in option.opts if given[name] > 1), None)
            if twice and not many:
                more = "given_twice_from" if twice == "--from" else "given_twice"
                ctx.fail(WORDS[more].format(option=twice))
        ctx.allow_extra_args = True
        said = super().parse_args(ctx, args)
        if ctx.args:
            ctx.fail(WORDS["given_more"].format(words=", ".join(ctx.args)))
        return list(said)


class _Group(_OurWords, TyperGroup):
    """All of our commands; what cannot be read is told in the reader's language."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer calls it
        with formatter.section(WORDS["frame"]["Commands"]):
            formatter.write_dl([(name, one.help) for name, one in self.commands.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.commands) or self.commands
            ctx.fail(WORDS["no_command"].format(name=args[0], allowed=", ".join(near)))
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **options: Any) -> Any:
        try:
            done = super().main(*args, **options | {"standalone_mode": False})
        except UsageError as refused:
            _tell_refused(refused)
            sys.exit(refused.exit_code)
        except typer.Abort:
            say(WORDS["stopped"], error=True)
            sys.exit(STOPPED)
        sys.exit(done)


def _tell_refused(refused: Any) -> None:
    """Tell what of a command cannot be read; without any word typer gives the help instead."""
    kind, about = type(refused).__name__, getattr(refused, "param", None)
    if kind == "NoArgsIsHelpError":
        say(refused.message, error=True)
        return
    words = (
        WORDS["refused"]
        .get(kind, "{message}")
        .format(
            name=about.opts[0] if about else getattr(refused, "option_name", ""),
            message=refused.message,
            hint=getattr(about, "help", ""),
            near=", ".join(getattr(refused, "possibilities", None) or ["--help"]),
        )
    )
    if refused.ctx:
        say(refused.ctx.get_usage(), error=True)
        say(WORDS["see_help"].format(command=refused.ctx.command_path) + "\n", error=True)
    say(words, error=True)


app = typer.Typer(
    name="skcore",
    cls=_Group,
    help=WORDS["app"],
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def command(run: Callable[..., None]) -> Callable[..., None]:
    """Register a command: its help by its name, a refusal as one sentence and exit code 1.

    Ctrl-C is answered with how to go on, and the exit code that shells give it.
    """

    @functools.wraps(run)
    def told(*args: Any, **options: Any) -> None:
        try:
            run(*args, **options)
        except SkcoreError as error:
            say(str(error), error=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            say(WORDS["stopped"], error=True)
            raise typer.Exit(STOPPED) from None

    app.command(cls=_Command, help=WORDS[run.__name__])(told)
    return told


def say(*lines: str, error: bool = False) -> None:
    from rich.console import Console

    # study names may hold anything; rich must neither colour nor interpret them
    console = Console(stderr=error, highlight=False, markup=False, soft_wrap=True)
    for line in lines:
        console.print(line)


def show_problems(problems: pd.DataFrame) -> None:
    """Print one line per problem: ``!`` stops, ``?`` is to be looked at, ``·`` is to be known."""
    there = {*problems["severity"]}
    words = command_words(problems.attrs.get("language", reader_language()))
    key = "stop" if "error" in there else "asked" if "ask" in there else "told"
    say(words[f"problems_{key}"] if there else "OK")
    for row in problems.fillna("").astype(str).to_dict("records"):
        mark = {"error": "!", "ask": "?"}.get(row["severity"], "·")
        place = f"{row['file']}: " if row["file"] else ""
        say(f"{mark} {place}{row['problem']}")


def words_of(study: Path | None, language: str | None = None) -> Mapping[str, Any]:
    """Our words in the language asked for, or that of a study; else in the reader's own."""
    if study is not None and study.is_file() and not language:
        from skcore.reading.study import language_of

        language = language_of(study)
    return command_words(language) if language in LANGUAGES else WORDS


class progress:  # noqa: N801 - used as a context manager, reads as one
    """Progress on standard error: what is being done, and how far; silent where no one looks."""

    def __init__(self, study: Path | None = None, language: str | None = None) -> None:
        self.words = words_of(study, language)

    def __enter__(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn())
        self.bar = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self.bar.start()
        self.task = self.bar.add_task(self.words["working"], total=None)
        return self.step

    def step(self, words: str, done: int, total: int) -> None:
        # without a total the bar moves to and fro
        self.bar.update(self.task, description=words, completed=done, total=total or None)

    def __exit__(self, *_: object) -> None:
        if not self.bar.disable:  # rich before 14 ends a silent one with an empty line
            self.bar.stop()
