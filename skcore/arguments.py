"""What arguments beside a table must be: one rule, read off their annotations, for every statistic.

A number in quotation marks, a tuple for an instrument or a formula for columns ends in a sentence
that names the argument, what it takes and what came; all that is wrong is told at once.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any, Literal, ParamSpec, TypeVar, get_args, get_origin

import numpy as np
import pandas as pd

from skcore.errors import InputError, SkcoreError

P = ParamSpec("P")
R = TypeVar("R")


def checks_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse arguments of the wrong kind before a function without a table of its own begins.

    Examples
    --------
    >>> @checks_arguments
    ... def half(n: int) -> float:
    ...     return n / 2
    >>> half("4")
    Traceback (most recent call last):
        ...
    skcore.errors.InputError: half: n must be a whole number from 0, not the text '4'.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = bind(function, signature, args, kwargs)
        return function(*bound.args, **bound.kwargs)

    return checked


def bind(
    function: Callable[..., object],
    signature: inspect.Signature,
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
) -> inspect.BoundArguments:
    """Bind a call to its signature; refuse what does not fit, and arguments of the wrong kind."""
    name, known = function.__name__, signature.parameters
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        named = ", ".join(f"{p}=" for p, of in known.items() if of.kind is of.KEYWORD_ONLY)
        by_name = f" By name it takes {named}." if named else ""
        raise SkcoreError(f"{name}: {error}.{by_name}") from None
    wrong = [
        _said(one, kinds, value)
        for one, value in bound.arguments.items()
        if (kinds := _not_one_of(str(known[one].annotation), value))
    ]
    wrong = wrong or _beyond(function, bound.arguments)
    if wrong:
        raise InputError(f"{name}: {wrong[0]}" if len(wrong) == 1 else "\n- ".join([name, *wrong]))
    return bound


def _real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def _name(value: object) -> bool:
    """Whether a column may be called so: names may be numbers, too."""
    try:
        return value is not None and hash(value) is not None
    except TypeError:
        return False


def _several(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | pd.DataFrame)


def _numbers(value: object) -> bool:
    """Whether a value is a number, or an array or Series of numbers in one row."""
    if isinstance(value, list | tuple):
        return all(map(_real, value))
    array = np.asarray(value if isinstance(value, np.ndarray | pd.Series) else 0)
    return _real(value) or (array.ndim == 1 and array.dtype.kind in "iuf")


#: beginning of an annotation -> what it asks for in words, and whether a value is that
_KINDS: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("float", "a number", _real),
    ("int", "a whole number from 0",
     lambda v: _real(v) and isinstance(v, Integral) and int(v) >= 0),
    ("Window", "a whole number", lambda v: _real(v) and isinstance(v, Integral)),
    ("bool", "True or False", lambda v: isinstance(v, bool | np.bool_)),
    ("None", "None", lambda v: v is None),
    ("str | Path", "a path", lambda v: isinstance(v, str) or hasattr(v, "__fspath__")),
    ("str", "a text", _name),
    ("Literal", "a text", _name),
    ("Family", "a text", _name),
    ("Missing", "a text", _name),
    ("Kind", "a text", _name),
    ("Sequence[int]", "a list of whole numbers", lambda v: _several(v) and all(map(_real, v))),
    ("Sequence", "a list", _several),
    ("Iterable", "a list", _several),
    ("Mapping[str, float]", "a dict of numbers",
     lambda v: isinstance(v, Mapping) and all(map(_real, v.values()))),
    ("Mapping", "a dict", lambda v: isinstance(v, Mapping)),
    ("tuple[float, float]", "two numbers",
     lambda v: isinstance(v, tuple | list) and len(v) == 2 and all(map(_real, v))),
    ("Numbers", "a number, an array or a Series of numbers", _numbers),
    ("Instrument", "an instrument, load_instrument(…)", lambda v: hasattr(v, "points_of")),
    ("DisclosurePolicy", "a DisclosurePolicy", lambda v: hasattr(v, "minimum")),
    ("ReleasePlan", "a plan, plan_release(…)", lambda v: hasattr(v, "groups")),
    ("StudyRelease", "a release, release_study(study)", lambda v: hasattr(v, "facts")),
    ("Axes", "axes of matplotlib, plt.subplots()[1]", lambda v: hasattr(v, "transAxes")),
    ("Study", "a study, load_study(…)", lambda v: hasattr(v, "responses")),
)  # fmt: skip


def _not_one_of(annotation: str, value: object) -> list[str]:
    """Return what an argument takes, in words, where the value is none of it; else nothing."""
    told: dict[str, None] = {}
    apart = r" \| (?!Path)(?![^\[]*\])"  # not inside brackets, nor a path and its text
    for part in re.split(apart, annotation):
        found = next((kind for kind in _KINDS if part.startswith(kind[0])), None)
        if found is None or found[2](value):
            return []
        told[found[1]] = None
    return list(told)


def _beyond(function: Callable[..., object], given: Mapping[str, Any]) -> list[str]:
    """Say which options do not exist, naming those that do, and which level is no share."""
    wrong = []
    for name, value in given.items():
        options = _options(function, name)
        if options and value not in options:
            quoted = ", ".join(f"'{option}'" for option in options)
            wrong.append(f"{name} must be one of {quoted}, not '{value}'.")
    level = given.get("conf_level", 0.95)
    if not 0 < level < 1:
        wrong.append(f"conf_level must lie between 0 and 1 (0.95 for 95 %), not {level}.")
    return wrong


@functools.cache
def _options(function: Callable[..., object], name: str) -> tuple[Any, ...]:
    """Return the options of an argument whose annotation, or the name for it, is a Literal."""
    said = str(inspect.signature(function).parameters[name].annotation)
    if said.startswith("Literal["):
        return tuple(ast.literal_eval(said.removeprefix("Literal")))
    known = function.__globals__.get(said)
    return get_args(known) if get_origin(known) is Literal else ()


def _said(name: str, kinds: list[str], value: object) -> str:
    if isinstance(value, str) and "a list" in kinds:
        return f"{name} is the text '{value[:40]}'; give a list: ['{value[:40]}']."
    return f"{name} must be {' or '.join(kinds)}, not {_what(value)}."


def _what(value: object) -> str:
    """Name what came; a table or a column by its kind alone, since it may hold answers."""
    if isinstance(value, str):
        return f"the text '{value[:40]}'"
    if value is None or isinstance(value, Real | type):
        return str(value)
    return f"a {type(value).__name__}"
