"""What every command says on the console: lines, problems, how far it is, and why it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["fail", "progress", "say", "show_problems"]


def say(line: str, *, error: bool = False) -> None:
    from rich.console import Console

    # study names may hold anything; rich must neither colour nor interpret them
    Console(stderr=error, highlight=False, markup=False, soft_wrap=True).print(line)


def fail(error: Exception) -> Any:
    say(str(error), error=True)
    raise typer.Exit(1)


def show_problems(problems: pd.DataFrame) -> None:
    """Print one line per problem: ``!`` stops the reading, ``·`` is something to know."""
    if problems.empty:
        say("OK")
    for row in problems.fillna("").astype(str).to_dict("records"):
        mark = "!" if row["severity"] == "error" else "·"
        place = f"{row['file']}: " if row["file"] else ""
        say(f"{mark} {place}{row['problem']}")


class progress:  # noqa: N801 - used as a context manager, reads as one
    """Progress on standard error: what is being done, and how far; silent where no one looks."""

    def __enter__(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn())
        self.bar = Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        )
        self.bar.start()
        self.task = self.bar.add_task("", total=None)
        return self.step

    def step(self, words: str, done: int, total: int) -> None:
        # without a total the bar moves to and fro
        self.bar.update(self.task, description=words, completed=done, total=total or None)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
