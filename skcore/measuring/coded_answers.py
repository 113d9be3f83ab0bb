"""Are the item columns of a table codes that the instrument declares? One list of all that are not.

Messages name columns and rows (counted from 1), never what anybody answered.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import Floats, name_rows
from skcore.instruments.model import Instrument


def item_columns(responses: pd.DataFrame, instrument: Instrument) -> dict[str, Floats]:
    """Item columns as floats, in the questionnaire's order.

    Parameters
    ----------
    responses
        One row per respondent.
    instrument
        Questionnaire whose item codes are looked for among the columns.

    Raises
    ------
    InputError
        No item is a column.
    """
    present = [code for code in instrument.item_codes if code in responses.columns]
    if not present:
        raise InputError(
            f"None of the items of instrument '{instrument.id}' is a column: "
            f"{', '.join(instrument.item_codes)}. Map the export's columns to these codes "
            f"in the study file, or choose another instrument."
        )
    return {code: responses[code].to_numpy(dtype=np.float64) for code in present}


def undeclared(columns: Mapping[str, Floats], instrument: Instrument) -> InputError:
    """Return the error that lists every column with answers outside its declared codes."""
    problems = []
    for item, values in columns.items():
        codes = [option.code for option in instrument.options_of(item)]
        outside = ~np.isin(values, codes) & ~np.isnan(values)
        if outside.any():
            n = int(outside.sum())
            text = (
                f"Column '{item}' holds {n} value{'s' if n > 1 else ''} outside "
                f"{allowed_codes(codes)} "
                f"({name_rows(outside)}). Recode them as missing, or correct the options in "
                f"instrument '{instrument.id}'."
            )
            named = name_rows(outside).partition(" ")[2]
            problems.append({"column": item, "problem": text, "n": n, "rows": named})
    first = f"The answers do not fit instrument '{instrument.id}':"
    return InputError(first, pd.DataFrame(problems))


def allowed_codes(codes: list[int]) -> str:
    """Write codes as a range where they are one: 1–5, else 0, 1, 9."""
    ordered = sorted(codes)
    unbroken = ordered == list(range(ordered[0], ordered[-1] + 1))
    if unbroken and len(ordered) > 2 and ordered[0] >= 0:  # "-2–2" would not be read as a range
        return f"{ordered[0]}–{ordered[-1]}"
    return ", ".join(f"{code}" for code in ordered)
