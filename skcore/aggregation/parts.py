"""Means of groups from answers that lie in many files: counts, sums and squares add up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from skcore.aggregation.groups import means_with_intervals
from skcore.arguments import checks_arguments
from skcore.errors import SkcoreError
from skcore.inputs import takes
from skcore.instruments.model import Instrument
from skcore.measuring.scoring import score_scales

_SUMS = ["n", "total", "squares"]


@checks_arguments
def cell_sums(
    parts: Sequence[str | Path], instrument: Instrument, *, within: Sequence[str]
) -> pd.DataFrame:
    """Score answers file by file and add up what the means of any group are made of.

    Parameters
    ----------
    parts
        Parquet files as ``skcore export --to parquet`` writes them: one row per respondent, item
        columns with option codes and the columns in ``within``. Together they are one study;
        nobody stands in two of them.
    instrument
        Questionnaire the items belong to.
    within
        Columns that make the smallest cells (for example wave, unit, role), without gaps.

    Returns
    -------
    pandas.DataFrame
        ``within``, ``variable`` (scale or composite), ``n`` people with a score, ``total`` (sum of
        scores, 0-100 each) and ``squares`` (sum of squared scores). A row per cell with anybody
        scored: confidential, for ``means_of_sums`` and ``plan_release``.

    Raises
    ------
    InputError
        As `score_scales`, of the file it happens in; or a file lacks a column of ``within``.

    Notes
    -----
    The files are scored side by side by joblib; inside ``joblib.parallel_config(backend="dask")``
    by the computers of a Dask scheduler, which must reach the files. No more than one file per
    process is in memory. Sums are added in the order of ``parts``: the result is the same to the
    last bit wherever it was computed.
    Validated against `group_means` of the same people in one table.

    Examples
    --------
    >>> import tempfile, fastparquet, pandas as pd, skcore
    >>> who = skcore.load_instrument("who-5")
    >>> answers = pd.DataFrame({code: [5, 0, 5] for code in who.items_by_scale["WHO5"]})
    >>> file = f"{tempfile.mkdtemp()}/answers.parquet"
    >>> fastparquet.write(file, answers.assign(unit=["a", "a", "b"]))
    >>> skcore.cell_sums([file], who, within=["unit"])
      unit variable  n  total  squares
    0    a     WHO5  2  100.0  10000.0
    1    b     WHO5  1  100.0  10000.0
    """
    from joblib import Parallel, delayed

    found = Parallel(n_jobs=-1)(
        delayed(_sums_of)(Path(part), instrument, list(within)) for part in parts
    )
    return _added(pd.concat(found), [*within, "variable"])


def _sums_of(part: Path, instrument: Instrument, within: list[str]) -> pd.DataFrame:
    """Sums of one file."""
    import fastparquet

    file = fastparquet.ParquetFile(str(part))
    columns = [c for c in file.columns if c in within or c in instrument.item_codes]
    return _cells(file.to_pandas(columns), instrument=instrument, within=within)


@takes("answers", classes=["within"])
def _cells(answers: pd.DataFrame, *, instrument: Instrument, within: list[str]) -> pd.DataFrame:
    """Count, sum and sum of squares of each scale in each cell of a table of answers."""
    scores = score_scales(answers, instrument)
    scales = [code for code in instrument.scale_codes if code in scores]
    long = answers[within].join(scores[scales]).melt(within, value_name="total").dropna()
    long = long.assign(n=1, squares=long["total"] ** 2)
    return _added(long, [*within, "variable"])


def _added(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return rows.groupby(list(keys), observed=True)[_SUMS].sum().reset_index()


@takes("cells", numbers=[*(f"={name}" for name in _SUMS)], classes=["groups", "=variable"])
def means_of_sums(
    cells: pd.DataFrame, *, groups: Sequence[str], conf_level: float = 0.95
) -> pd.DataFrame:
    """Mean of each variable in each group, from the sums of its cells.

    Parameters
    ----------
    cells
        From ``cell_sums``; its cells are those whose inner spread, pooled, gives the intervals.
    groups
        Columns that make the groups.
    conf_level
        Share of intervals that would cover the group's long-run mean.

    Returns
    -------
    pandas.DataFrame
        The table of ``group_means``: same columns, same numbers.

    Raises
    ------
    InputError
        A column is missing, or ``conf_level`` lies outside 0-1.
    SkcoreError
        When there is no cell.

    Notes
    -----
    Validated against `group_means` of the people behind the sums.

    References
    ----------
    Chan, T. F., Golub, G. H., & LeVeque, R. J. (1983). Algorithms for computing the sample
    variance: analysis and recommendations. The American Statistician, 37(3), 242-247.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> cells = pd.DataFrame({"unit": ["a", "b"], "variable": ["WHO5"] * 2, "n": [2, 2],
    ...                       "total": [100.0, 120.0], "squares": [5200.0, 7400.0]})
    >>> skcore.means_of_sums(cells, groups=["unit"])[["unit", "estimate", "n"]]
      unit  estimate  n
    0    a      50.0  2
    1    b      60.0  2
    """
    if cells.empty:
        raise SkcoreError("means_of_sums has no cells to add up; give the rows of cell_sums.")
    tables = []
    for variable, own in cells.groupby("variable", sort=False, observed=True):
        inner = float((own["squares"] - own["total"] ** 2 / own["n"]).sum())
        table = _added(own, groups)
        table["estimate"] = table["total"] / table["n"]
        between = (table["squares"] - table["total"] * table["estimate"]).clip(lower=0)
        table["sd"] = np.sqrt(between / (table["n"] - 1).where(table["n"] > 1))
        df = int(own["n"].sum()) - len(own)
        tables.append(
            means_with_intervals(
                table, groups, str(variable), squares=inner, df=df, conf_level=conf_level
            )
        )
    return pd.concat(tables, ignore_index=True)
