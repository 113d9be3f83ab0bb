"""Factor models for R's lavaan: the script that fits a study's scales, and its results read back.

Confirmatory factor analysis of ordered answers and invariance over surveys and roles are beyond
the libraries here. So the data go out with a script, and the table that it writes comes back.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import pandas as pd

from skcore.arguments import checks_arguments
from skcore.errors import InputError

if TYPE_CHECKING:
    from skcore.instruments.model import Instrument
    from skcore.reading.study import Study

RESULT = "lavaan-fit.csv"
FEWEST_ITEMS = 3  # of a model: with fewer, nothing is left to test
#: Chen (2007): a step of invariance is given up where CFI falls, or RMSEA rises, by more
CFI_FALL, RMSEA_RISE = 0.010, 0.015
WORDS = ["model", "estimator", "group", "constraint", "reason"]
NUMBERS = ["chi_square", "df", "p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr"]
NUMBERS += ["estimate", "n"]


def lavaan_script(study: Study, *, data: str, script: str) -> str:
    """Return the R script that fits each questionnaire, and its invariance, to a file of scores.

    Parameters
    ----------
    study
        From ``load_study``.
    data, script
        Names of the csv (``export_scores``) and of the script beside it.
    """
    models, scales, points = [], [], []
    for instrument in study.instruments:
        asked = [item for item in instrument.item_codes if item in study.responses]
        if FEWEST_ITEMS <= len(asked) == len(instrument.item_codes):
            models.append(f'  "{instrument.id}" = "\n{_model(instrument)}\n"')
        for scale in instrument.scales:
            if len(scale.items) > 1 and set(scale.items) <= set(asked):
                quoted = ", ".join(f'"{item}"' for item in scale.items)
                scales.append(f'  "{scale.code}" = c({quoted})')
        for item in asked:
            told = ", ".join(f'"{o.code:g}" = {v:g}' for v, o in instrument.points_of(item))
            turned = f'unname(c({told})[as.character(data[["{item}"]])])'
            points.append(f'data[["{item}"]] <- {turned}')
    values = {"data": data, "script": script, "result": RESULT, "last": study.waves[-1].id}
    values |= {
        "models": ",\n".join(models),
        "scales": ",\n".join(dict.fromkeys(scales)),
        "points": "\n".join(dict.fromkeys(points)),
    }
    source = files("skcore.measuring").joinpath("templates", "lavaan.R")
    return Template(source.read_text(encoding="utf-8")).substitute(values)


def _model(instrument: Instrument) -> str:
    """Scales as factors that may be correlated; no factor is called as an item is."""
    return "\n".join(
        f"{scale.code}_factor =~ {' + '.join(scale.items)}"
        for scale in instrument.scales
        if len(scale.items) > 1
    )


@checks_arguments
def read_lavaan(path: str | Path) -> pd.DataFrame:
    """Read back what the lavaan script found.

    Parameters
    ----------
    path
        ``lavaan-fit.csv``, or the folder that it lies in.

    Returns
    -------
    pandas.DataFrame
        One row per model and constraint: ``model`` (id of the questionnaire, or code of the scale),
        ``estimator, group`` (none, wave, role), ``constraint`` (none, configural, metric, scalar;
        of a scale ordinal_alpha), ``chi_square, df, p_value, cfi,
        tli, rmsea, rmsea_low, rmsea_high`` (scaled), ``srmr, estimate`` (of a scale), ``n,
        cfi_change, rmsea_change`` (against the weaker constraint), ``holds`` (CFI falls by .010 at
        most and RMSEA rises by .015 at most; missing where nothing is compared) and ``reason``.
        Empty where the script has not been run.

    Raises
    ------
    InputError
        The file is not what the script writes.

    Notes
    -----
    ``skcore export STUDY --to lavaan`` writes the script beside the data. Fit of the last survey is
    WLSMV on ordered answers, invariance MLR on points with missing answers by full information.
    ``ordinal_alpha`` is that of the polychoric correlations, of complete answers. Whether "holds"
    is enough is a judgement: the bars are conventions from simulated data. Validated against
    lavaan, which computes it: the sample study by calls written out by hand.

    References
    ----------
    .. [1] Rosseel (2012), J. Stat. Softw. 48(2), doi 10.18637/jss.v048.i02.
    .. [2] Chen (2007), Struct. Equ. Modeling 14, 464-504, doi 10.1080/10705510701301834.
    .. [3] Zumbo, Gadermann & Zeisser (2007), J. Mod. Appl. Stat. Methods 6, 21-29,
       doi 10.22237/jmasm/1177992180.

    Examples
    --------
    >>> import skcore
    >>> skcore.read_lavaan("data/sample").empty  # nobody has run it there
    True
    """
    file = Path(path)
    file = file / RESULT if file.is_dir() else file
    table = pd.DataFrame({name: [] for name in [*WORDS, *NUMBERS]})
    try:
        if file.is_file():
            table = pd.read_csv(file)[[*WORDS, *NUMBERS]].astype(dict.fromkeys(NUMBERS, float))
    except (ValueError, KeyError, OSError) as error:
        raise InputError(
            f"'{file.name}' is not what the lavaan script writes. Run the script again "
            "(skcore export STUDY --to lavaan) and give its file as it is."
        ) from error
    table[WORDS] = table[WORDS].astype(object).fillna("").astype(str)
    steps = table["constraint"].isin(["metric", "scalar"])
    for name in ("cfi", "rmsea"):
        table[f"{name}_change"] = table.groupby(["model", "group"])[name].diff().where(steps)
    known = table[["cfi_change", "rmsea_change"]].notna().all(axis=1)
    kept = table["cfi_change"].round(6).ge(-CFI_FALL) & table["rmsea_change"].round(6).le(
        RMSEA_RISE
    )
    table["holds"] = kept.astype(object).where(known, None)
    return table[[*WORDS[:-1], *NUMBERS, "cfi_change", "rmsea_change", "holds", "reason"]]
