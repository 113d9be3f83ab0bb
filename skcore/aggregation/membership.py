"""Who belongs where: units up the tree, people with their scores, and who is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from skcore.arguments import checks_arguments
from skcore.inputs import takes
from skcore.instruments.model import MIDDLE, Instrument
from skcore.measuring.scoring import score_items, score_scales

if TYPE_CHECKING:
    from skcore.reading.study import Study

NO_LEVEL = "–"


def level_columns(levels: Sequence[str]) -> list[str]:
    """Class columns for the levels above the workplace, top first.

    Examples
    --------
    >>> level_columns(["forvaltning", "område", "arbejdsplads"])
    ['level_1', 'level_2']
    """
    return [f"level_{i}" for i in range(1, len(levels))]


@takes("units", classes=["unit", "parent", "level", "wave"])
def unit_paths(units: pd.DataFrame, *, levels: Sequence[str], waves: Sequence[str]) -> pd.DataFrame:
    """Ancestors of every unit in every wave.

    Parameters
    ----------
    units
        One row per unit (and wave, where the tree changes): ``unit, parent, level, wave``.
    levels
        Words for the levels, top to bottom; the last one is the workplace.
    waves
        Wave ids.

    Returns
    -------
    pandas.DataFrame
        ``wave, unit, level_1 ... `` one row per wave and unit; a level that a unit does not
        have is ``"–"``, never missing: a missing class would vanish in a groupby.

    Examples
    --------
    >>> tree = pd.DataFrame({"unit": ["A", "a1"], "parent": ["", "A"], "level": ["top", "team"],
    ...                      "wave": ["", ""]})
    >>> unit_paths(tree, levels=["top", "team"], waves=["1"])
      wave unit level_1
    0    1    A       A
    1    1   a1       A
    """
    columns = level_columns(levels)
    rank = {word: i for i, word in enumerate(levels)}
    rows: list[dict[str, str]] = []
    for wave in waves:
        tree = units[units["wave"].isin(["", wave]) & units["unit"].notna()].set_index("unit")
        parent, level = tree["parent"].fillna("").to_dict(), tree["level"].to_dict()
        for unit in tree.index:
            row = {"wave": wave, "unit": unit} | dict.fromkeys(columns, NO_LEVEL)
            above = unit
            while above:
                place = rank.get(level[above], len(columns))
                if place < len(columns):
                    row[columns[place]] = above
                above = parent.get(above, "")
            rows.append(row)
    return pd.DataFrame(rows, columns=["wave", "unit", *columns])


@checks_arguments
def scored_people(study: Study) -> pd.DataFrame:
    """Every respondent with scale scores and the levels above the unit.

    Parameters
    ----------
    study
        From ``load_study``.

    Returns
    -------
    pandas.DataFrame
        One row per respondent: ``respondent, wave, unit, role``, backgrounds, ``level_1`` ...,
        item codes as answered, then for every instrument its scales and composites on 0-100.

    Examples
    --------
    >>> import skcore
    >>> people = skcore.scored_people(study)
    >>> people[["unit", "level_1", "TM", "SC"]].head(2).round(1)
             unit level_1    TM    SC
    0  dagvest-04   boern  56.2  61.1
    1     hjem-08  aeldre  68.8  59.7
    """
    paths = unit_paths(study.units, levels=study.levels, waves=[w.id for w in study.waves])
    people = study.responses.merge(paths, on=["wave", "unit"], how="left", validate="many_to_one")
    scores = [score_scales(study.responses, instrument) for instrument in study.instruments]
    return pd.concat([people, *(s.set_axis(people.index) for s in scores)], axis=1)


def counted_people(people: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Tell who is behind the instrument's shown figures: those with every scale of it.

    One base for all scales: a composite and its scales are sums of one another, so the few who
    are behind one and not behind the other would be a group that could be worked out. A scale
    that a survey did not ask is missing for all of it, and is not waited for.
    """
    scales = [code for code in instrument.scale_codes if code in people]
    scored = people[scales].notna()
    asked = scored.groupby(people["wave"]).transform("any")
    return (scored | ~asked).all(axis=1) & scored.any(axis=1)


@takes("responses", numbers=["instrument"])
def share_favourable(responses: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Share of favourable answers, per respondent and scale.

    Parameters
    ----------
    responses
        One row per respondent, item columns as answered (codes).
    instrument
        From ``load_instrument``.

    Returns
    -------
    pandas.DataFrame
        Index of the input; one column per scale, 0-100: of the items that the respondent
        answered on the scale, the percentage that is favourable. Its mean over a group is
        the mean over items of the share favourable, when nobody skips an item. Missing where
        fewer items are answered than the scale needs.

    Raises
    ------
    InputError
        As ``score_items``.

    Notes
    -----
    Favourable are more than 50 points: the two best of four or five options, reversed items
    turned.

    Examples
    --------
    >>> import pandas as pd, skcore
    >>> answers = pd.DataFrame({"TM1": [5, 3], "TMX2": [4, 3], "TM3": [5, 1], "TM4": [2, 3]})
    >>> skcore.share_favourable(answers, skcore.load_instrument("copsoq3-social-capital"))
         TM
    0  50.0
    1  25.0
    """
    items = score_items(responses, instrument)
    shares = {}
    for scale in instrument.scales:
        present = [code for code in scale.items if code in items]
        if not present:
            continue
        points = items[present]
        answered = points.notna().sum(axis=1)
        share = 100 * (points > MIDDLE).sum(axis=1) / answered.where(answered > 0)
        shares[scale.code] = share.where(answered >= scale.min_answered)
    return pd.DataFrame(shares, index=responses.index)
