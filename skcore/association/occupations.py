"""The mix of occupations of each workplace, in as few numbers as a model can carry."""

from __future__ import annotations

import numpy as np
import pandas as pd

OCCUPATION = "occupation"
UNITS_PER_COVARIATE = 10  # a model holds so many workplaces for every number held constant
RARE = 0.02  # an occupation with a smaller share over the workplaces is left to the others


def occupation_mix(employees: pd.DataFrame, units: pd.Series) -> tuple[pd.DataFrame, float]:
    """Sum up each workplace's occupations in few numbers, and the share of differences they hold.

    Principal components of the shares of occupations, as many as the workplaces can carry: shares
    of eight occupations as eight covariates would leave nothing to see with 24 workplaces. Shares
    are of those who told their occupation.
    """
    known = employees[OCCUPATION].notna() & (employees[OCCUPATION] != "")
    behind = employees[employees["unit"].isin(units) & known]
    shares = pd.crosstab(behind["unit"], behind[OCCUPATION], normalize="index")
    # where nobody told, the workplace stands at the mean and says nothing about the mix
    shares = shares.loc[:, shares.mean() >= RARE].reindex(units).fillna(shares.mean())
    inner = (shares - shares.mean()).to_numpy()
    left, size, _ = np.linalg.svd(inner, full_matrices=False)
    told = size > 1e-9 * max(float(size.max(initial=0.0)), 1e-9)
    count = min(len(units) // UNITS_PER_COVARIATE, int(told.sum()))
    scores = left[:, :count] * size[:count]
    mix = pd.DataFrame(scores, columns=[f"mix_{k + 1}" for k in range(count)])
    explained = float((size[:count] ** 2).sum() / max((size**2).sum(), 1e-12))
    return mix.assign(unit=units.to_numpy()), 100 * explained
