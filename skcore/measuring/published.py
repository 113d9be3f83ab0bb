"""The score as its source publishes it: another range than 0-100, with bands for group means."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skcore.errors import InputError
from skcore.inputs import Floats, name_rows, takes
from skcore.instruments.model import Instrument, Published
from skcore.texts import load_texts

_ROUNDING = 1e-9  # what floating-point arithmetic may add to a mean


@takes("scores", numbers=["scale"])
def published_score(
    scores: pd.DataFrame, instrument: Instrument, scale: str, *, language: str = "da"
) -> pd.DataFrame:
    """Give a scale as its source publishes it, with the band that a group mean falls in.

    Parameters
    ----------
    scores
        Means of groups on 0-100, one row per group; a column carries the scale's code.
    instrument
        Questionnaire that declares how the scale is published.
    scale
        Code of the scale.
    language
        Language of the band's words.

    Returns
    -------
    pandas.DataFrame
        The input's index; ``published`` (on the published range, not rounded) and ``band``
        (empty where the mean is missing or the source has no bands).

    Raises
    ------
    InputError
        The column is not there, holds values outside 0-100, or the scale is not published
        on a range of its own.

    Notes
    -----
    The mean is rounded half up to the published number of decimals before it is put in a band:
    published bands leave gaps between, say, 8 and 8.1, and rounding closes them. Bands are for
    groups: the band of one person says nothing.
    Validated against the published Danish mean of 10.2 of 16.

    References
    ----------
    .. [1] Dig og den danske model, digogdendanskemodel.dk: Fire hurtige, its bands and the mean of
       over 3,500 Danish employees in 2005.


    Examples
    --------
    >>> import pandas as pd, skcore
    >>> four = skcore.load_instrument("fire-hurtige")
    >>> code = four.scale_codes[0]
    >>> national = pd.DataFrame({code: [63.75]}, index=["Danmark"])
    >>> skcore.published_score(national, four, code, language="da").round(1)
             published                     band
    Danmark       10.2  gennemsnittet i Danmark
    """
    published = _published(instrument, scale)
    load_texts(language)  # refuses one that there is not
    values = scores[scale].to_numpy(dtype=float, na_value=np.nan)
    outside = (values < -_ROUNDING) | (values > 100 + _ROUNDING)
    if outside.any():
        raise InputError(
            f"Column '{scale}' goes outside 0–100 ({name_rows(outside)}). Give scores on 0–100; "
            f"this function puts them on {published.low:g}–{published.high:g}."
        )
    own = published.low + (published.high - published.low) * values / 100
    return pd.DataFrame(
        {"published": own, "band": _bands(own, published, language)}, index=scores.index
    )


def _published(instrument: Instrument, scale: str) -> Published:
    own = {s.code: s.published for s in instrument.scales if s.published is not None}
    if scale not in own:
        there = ", ".join(own) or "none"
        raise InputError(
            f"Instrument '{instrument.id}' has no published range for '{scale}'. "
            f"Scales with one: {there}. Every other scale is shown on 0–100."
        )
    return own[scale]


def _bands(own: Floats, published: Published, language: str) -> list[str]:
    """Words of the first band that reaches up to the rounded mean."""
    factor = 10.0**published.decimals
    # the small step keeps 10.15 from being 10.149999 before it is rounded
    rounded = np.floor(own * factor + 0.5 + _ROUNDING) / factor
    if not published.bands:
        return [""] * len(rounded)
    uppers = np.array([band.upper for band in published.bands])
    at = np.searchsorted(uppers, rounded - _ROUNDING)
    words = [band.label[language] for band in published.bands]
    return [
        "" if np.isnan(mean) else words[min(position, len(words) - 1)]
        for mean, position in zip(rounded, at, strict=True)
    ]
