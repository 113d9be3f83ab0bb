"""What is said of many functions alike, written once: the sections that their docstrings lack."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from textwrap import indent
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_ORDER = ("Parameters", "Returns", "Raises", "Notes", "References", "Examples")
_HEAD = re.compile(rf"\n\n(?=(?:{'|'.join(_ORDER)})\n-+\n)")
#: annotation -> the name that readers of the documentation know
_TYPES = {" | None": " or None", "pd.": "pandas.", "Axes": "matplotlib.axes.Axes"}


def explained(parameters: Mapping[str, str], *, raises: str = "") -> Callable[[F], F]:
    """Return a decorator that completes a docstring from the function's signature.

    Parameters
    ----------
    parameters
        What is said of each parameter, by name. A docstring with parameters of its own keeps them.
    raises
        The lines under *Raises*, where the docstring has none.

    Returns
    -------
    Callable
        Leaves the function as it is, but for its ``__doc__``.

    Examples
    --------
    >>> @explained({"n": "How many."})
    ... def twice(n: int) -> int:
    ...     "Double a number."
    >>> [line for line in twice.__doc__.splitlines() if line[:1].isalpha()]
    ['Double a number.', 'Parameters', 'n', 'Returns', 'int']
    """

    def complete(function: F) -> F:
        said, *own = _HEAD.split(inspect.cleandoc(function.__doc__ or ""))
        sections = {part.partition("\n")[0]: part for part in own}
        signature = inspect.signature(function)
        if "Parameters" not in sections:
            lines = [
                f"{'**' * (one.kind is one.VAR_KEYWORD)}{name}\n{indent(parameters[name], '    ')}"
                for name, one in signature.parameters.items()
            ]
            sections["Parameters"] = _section("Parameters", "\n".join(lines))
        sections.setdefault("Returns", _section("Returns", _type(signature.return_annotation)))
        if raises:
            sections.setdefault("Raises", _section("Raises", raises))
        parts = [sections[head] for head in _ORDER if head in sections]
        function.__doc__ = "\n\n".join([said, *parts])
        return function

    return complete


def _section(head: str, lines: str) -> str:
    return f"{head}\n{'-' * len(head)}\n{lines}"


def _type(annotation: object) -> str:
    """Name what comes back; modules here keep their annotations as text."""
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    for ours, theirs in _TYPES.items():
        name = name.replace(ours, theirs)
    return name
