"""Whether the answer hangs on the method, on one large unit, or on the months counted."""

from __future__ import annotations

import warnings
from typing import Any

import pandas as pd

from skcore.association.count_models import count_model
from skcore.association.inference import as_list
from skcore.association.unit_line import fit_unit_line, unit_sizes, unit_table
from skcore.association.workplace_association import check_step, unit_rank
from skcore.inputs import takes


@takes("data", numbers=["outcome", "predictor", "exposure"], classes=["lag"])
def sensitivity(
    data: pd.DataFrame,
    *,
    outcome: str,
    predictor: str,
    exposure: str,
    lag: str | None = None,
    per: float = 10,
    conf_level: float = 0.95,
    seed: int = 1,
) -> pd.DataFrame:
    """Repeat the association by other methods, without the largest unit, and at other lags.

    Parameters
    ----------
    data
        One row per unit, or per unit and lag.
    outcome, predictor, exposure, per, conf_level, seed
        As in `unit_association`.
    lag
        Column with the months between survey and the absence counted; each is analysed alone.

    Returns
    -------
    pandas.DataFrame
        One row per analysis (rank, quasi_poisson, negative_binomial), with all units and without
        the one of largest exposure: ``analysis, units_used`` (all, without_largest), ``measure,
        estimate, conf_low, conf_high, p_value, n, method, reason``, and the `lag` column.

    Raises
    ------
    InputError
        As `unit_association`.

    Notes
    -----
    All are computed whatever the number of units: this table is for judging, the choice between
    them is `unit_association`'s.
    Validated through `unit_association` and `count_model`, each held against R by itself.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> units = pd.DataFrame({
    ...     "trust": [48, 52, 55, 58, 61, 63, 66, 70, 74, 79],
    ...     "absence_days": [210, 390, 180, 260, 150, 310, 120, 205, 90, 240],
    ...     "fte_years": [12, 25, 13, 17, 12, 24, 11, 18, 9, 21],
    ... })
    >>> table = skcore.sensitivity(
    ...     units, outcome="absence_days", predictor="trust", exposure="fte_years")
    >>> table[["analysis", "units_used", "n"]].head(2)
            analysis units_used   n
    0           rank        all  10
    1  quasi_poisson        all  10
    """
    check_step(per)
    lags: list[Any] = [None]
    if lag is not None:
        lags = sorted(data[lag].dropna().unique())
    rows: list[dict[str, Any]] = []
    for value in lags:
        part = data if lag is None else data[data[lag] == value]
        table = unit_table(part, outcome, predictor, exposure, [])
        without = table.drop(index=table[exposure].idxmax()) if len(table) else table
        for used, chosen in (("all", table), ("without_largest", without)):
            found = _analyses(chosen, outcome, predictor, exposure, per, conf_level, seed)
            start = {} if lag is None else {lag: value}
            rows += [start | {"units_used": used, "n": len(chosen)} | row for row in found]
    columns = [*as_list(lag), "analysis", "units_used", "measure", "estimate", "conf_low"]
    return pd.DataFrame(rows)[[*columns, "conf_high", "p_value", "n", "method", "reason"]]


def _analyses(
    table: pd.DataFrame,
    outcome: str,
    predictor: str,
    exposure: str,
    per: float,
    conf_level: float,
    seed: int,
) -> list[dict[str, Any]]:
    keys = ["estimate", "conf_low", "conf_high", "p_value", "method", "reason"]
    rank = unit_rank(table, outcome, predictor, exposure, [], conf_level, seed)
    line = fit_unit_line(table, outcome, predictor, exposure, [])
    ratio = unit_sizes(line, "measured", 1.0, 0.0, per=per, conf_level=conf_level)[0]
    with warnings.catch_warnings():  # of days with decimals, which this row is there to show
        warnings.filterwarnings("ignore", ".* values of the outcome are no whole numbers")
        binomial = count_model(
            table,
            outcome=outcome,
            predictors=predictor,
            exposure=exposure,
            per=per,
            conf_level=conf_level,
        ).iloc[0]
    return [
        {"analysis": "rank", **rank},
        {"analysis": "quasi_poisson", "measure": "rate_ratio"} | {k: ratio[k] for k in keys},
        {"analysis": "negative_binomial", "measure": "rate_ratio"} | {k: binomial[k] for k in keys},
    ]
