"""The one glossary of column names: every column that a public function returns, and its unit.

Columns of the input, item codes, scale codes (with ``_n``) and class columns (unit, role, ...)
may stand beside these. ``tests/test_columns.py`` runs every public function against this list.
"""

from __future__ import annotations

__all__ = ["GLOSSARY"]

#: name -> meaning and unit
GLOSSARY: dict[str, str] = {
    # estimates, wherever they come from
    "estimate": "the number asked for, in the unit that the function's docstring names",
    "std_error": "standard error of the estimate, same unit",
    "conf_low": "lower end of the confidence interval, unit of the estimate",
    "conf_high": "upper end of the confidence interval, unit of the estimate",
    "p_value": "two-sided p-value, 0-1",
    "p_adjusted": "p-value adjusted for several comparisons, 0-1",
    "n": "people (or units, where the docstring says so) behind the row, after deletion",
    "method": "how the estimate was made, in the field's words",
    "reason": "why an estimate is missing; empty otherwise",
    # measuring: scores, reliability, agreement, coding audit
    "published": "group mean on the range that the source publishes (Fire hurtige: 0-16)",
    "band": "words of the published band that the group mean falls in; empty where there are none",
    "n_items": "items that the estimate rests on",
    "item": "item code",
    "value": "an answer, or a value of an outcome, in the unit of its variable",
    "label": "short wording of the item, in the language asked for",
    "share": "part of those who answered, 0-1",
    "mean": "mean, unit of the variable",
    "sd": "standard deviation between people (divisor n - 1), unit of the variable",
    "n_missing": "people whose answer to the item is missing, before any deletion",
    "item_rest_r": "correlation of the item with the sum of the other items, -1 to 1",
    "alpha_if_deleted": "Cronbach's alpha of the other items",
    "floor": "share who gave the lowest possible answer, 0-1",
    "ceiling": "share who gave the highest possible answer, 0-1",
    "group": "the group (unit, company, ...) that the row is about",
    "rwg_j": "agreement r_wg(J), 0-1: 1 is full agreement, 0 what chance gives",
    "rwg_j_star": "agreement r*_wg(J), at most 1; negative: spread more than by chance",
    "ad_mean": "mean distance of answers from the group mean, in answer steps",
    "variable": "the column that the row is about",
    "icc1": "part of the variation of single answers that lies between groups",
    "icc2": "reliability of the group means at the average group size",
    "k": "average group size (people / groups)",
    "n_groups": "groups behind the estimate",
    "reliability": "reliability of the group's mean with its own number of answers, 0-1",
    "problem": "what is wrong, in words",
    "advice": "what to do about it",
    # associations and evaluation
    "x": "first column of the pair",
    "y": "second column of the pair",
    "level": "raw (all people), within (people in units), between (units by size), "
    "between_unweighted (units alike)",
    "term": "the predictor, or the part of the model, that the row is about",
    "coefficient": "log rate ratio per 1 of the predictor",
    "coefficient_std_error": "standard error of the coefficient",
    "dispersion": "spread beyond Poisson: alpha (negative binomial) or phi (quasi-Poisson)",
    "disattenuated": "what the correlation would be with both measured without error",
    "disattenuated_low": "lower end of its interval, the reliabilities taken as known",
    "disattenuated_high": "upper end of its interval, the reliabilities taken as known",
    "n_permutations": "permutations counted, or ways to draw the treated units",
    "n_clusters": "clusters (units) that the standard errors rest on",
    "n_treated": "units (or rows) with the action",
    "n_comparison": "units (or rows) without the action",
    "converged": "whether the fit arrived; where not, method names what stands instead",
    "measure": "what the estimate is: rate_ratio, days_per_fte (dagsværk per full-time employee "
    "per year), difference or rank_correlation",
    "estimand": "measured (with the noisy unit mean) or corrected (for its unreliability)",
    "adjusted_for": "covariates held constant; empty without",
    "analysis": "rank, quasi_poisson or negative_binomial",
    "units_used": "all, or without_largest",
    "n_first": "people in the first wave behind the row",
    "n_last": "people in the last wave behind the row",
    "mean_first": "mean in the first wave, unit of the variable",
    "mean_last": "mean in the last wave, unit of the variable",
    "change_size": "small, noticeable or important, by the study's conventions",
    "caution": "why the interval may promise too much; empty otherwise",
    "change": "after - before, points",
    "index": "change over its standard error",
    "category": "improved, unchanged or deteriorated, beyond the scale's own noise",
    "observed": "change that was seen, points",
}
