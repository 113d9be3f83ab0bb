"""What skcore raises. Each message says what is wrong, where, what is allowed and what to do."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class SkcoreError(ValueError):
    """Anything skcore refuses. Messages never hold a respondent's answer."""


class DisclosureError(SkcoreError):
    """Something was about to be shown that has not come through the door."""


class InputError(SkcoreError):
    """Input that cannot be used; carries all its problems at once.

    Parameters
    ----------
    message
        One sentence that names the file or table.
    problems
        One row per problem: ``column, problem, n, rows`` (never an answer).
    """

    def __init__(self, message: str, problems: pd.DataFrame | None = None) -> None:
        import pandas as pd  # whoever only asks for help does not wait for it

        self.problems = (
            pd.DataFrame(columns=["column", "problem", "n", "rows"])
            if problems is None
            else problems.reset_index(drop=True)
        )
        lines = [
            f"- {_place(row.get('file'), message)}{row['problem']}"
            for row in self.problems.to_dict("records")
        ]
        super().__init__("\n".join([message, *lines]))


def _place(file: object, message: str) -> str:
    """Name of the file before a problem, unless the message has told it for all of them."""
    return f"{file}: " if isinstance(file, str) and file and f"'{file}'" not in message else ""


def where_of(error: BaseException) -> str:
    """Tell the kind of an error nobody foresaw, and where in skcore; its words may hold a value.

    Examples
    --------
    >>> where_of(KeyError("what somebody answered"))
    'KeyError'
    """
    package = Path(__file__).parent
    found = [type(error).__name__]
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file.is_relative_to(package):
            found[1:] = [f"{file.relative_to(package).as_posix()}:{frame.lineno}"]
    return ", ".join(found)
