"""Before a survey goes out: how many must answer, and how many workplaces can then be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from skcore.aggregation.membership import level_columns, unit_paths
from skcore.disclosure import DisclosurePolicy, plan_release
from skcore.measuring.detectable import detectable_change
from skcore.reading.people import EMPLOYEE
from skcore.reading.study_settings import Settings
from skcore.reading.unit_tree import flat_units
from skcore.texts import Texts, load_texts
from skcore.texts.numbers import format_interval, format_number, format_percent, join_words

SHARES = (0.5, 0.6, 0.75, 0.9)
DRAWS, FEWER_DRAWS = 40, 10
MANY = 600  # rows of workplace and role
ANSWERS = (5, 10, 15, 20, 30, 50, 100)
SPREAD = 25.0  # points, where the policy names none
LARGE = 0.5  # standard deviations: a large difference
MOST_NAMED = 8


def expected_shown(
    invited: pd.DataFrame,
    units: pd.DataFrame,
    *,
    levels: Sequence[str],
    policy: DisclosurePolicy,
    shares: Sequence[float] = SHARES,
    draws: int | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    r"""Tell how many workplaces can be expected to be shown at each response rate.

    Parameters
    ----------
    invited
        ``unit, role, invited`` of one survey.
    units
        The tree: ``unit, parent, level, wave``.
    levels, policy
        As in the study file.
    shares
        Response rates, 0-1.
    draws
        Imagined surveys for each rate; 40, and 10 of more than 300 workplaces, where None.
    seed
        Of the random numbers; the same seed gives the same table.

    Returns
    -------
    pandas.DataFrame
        A row per share: ``share``, ``estimate`` (mean number of workplaces shown), ``conf_low``,
        ``conf_high`` (5th and 95th percentile of the imagined surveys), ``n`` (workplaces with
        anybody invited), ``draws``, ``method``.

    Notes
    -----
    Every invited answers independently with probability ``share``; each imagined survey is planned
    with ``plan_release`` (the whole, every level and the workplaces, by role), so that also what is
    not shown because it could be worked out is counted. With one level and none above, the mean is
    near :math:`\sum_i P(\mathrm{Bin}(n_i, p) \ge m)`. Workplaces differ more than independent
    answers do, so the interval is too narrow where they differ much.
    """
    counts = invited.dropna(subset="invited")
    counts = counts[counts["invited"] > 0].astype({"invited": int})
    paths = unit_paths(units, levels=levels, waves=["1"]).merge(counts[["unit", "role", "invited"]])
    columns = level_columns(levels)
    cuts = [("wave", "role"), *(("wave", c, "role") for c in columns), ("wave", "unit", "role")]
    weights = {cut: 100.0 if len(cut) == 2 else 4.0 for cut in cuts}
    draws = draws or (DRAWS if len(paths) <= MANY else FEWER_DRAWS)
    random = np.random.default_rng(seed)
    rows = []
    for share in shares:
        shown = []
        for _ in range(draws):
            cells = paths.assign(n=random.binomial(paths["invited"], share))
            plan = plan_release(
                cells.drop(columns="invited"),
                cuts=cuts,
                policy=policy,
                weights=weights,
                follows=columns,
                improve=False,
            )
            groups = plan.groups
            own = groups[(groups["cut"] == "wave × unit × role") & (groups["role"] == EMPLOYEE)]
            shown.append(int((~own["hidden"]).sum()))
        low, high = np.percentile(shown, [5, 95], method="nearest")
        rows.append((share, float(np.mean(shown)), float(low), float(high)))
    table = pd.DataFrame(rows, columns=["share", "estimate", "conf_low", "conf_high"])
    n = int(paths.loc[paths["role"] == EMPLOYEE, "unit"].nunique())
    return table.assign(
        n=n, draws=draws, method=f"{draws} simulated surveys, binomial answers, release planned"
    )


def answers_needed(change: float = LARGE) -> int:
    """Return how many must answer each time for a change of so many standard deviations."""
    n = np.arange(2, 20_000)
    return int(n[detectable_change(n.astype(float), 1.0) <= change][0])


def preparation_pages(
    settings: Settings, units: pd.DataFrame, invited: pd.DataFrame, *, wave: str, language: str
) -> tuple[dict[str, Any], list[str]]:
    """Return the page's data and the lines to tell at once."""
    text, policy = load_texts(language), settings.policy
    here = invited[invited["wave"].isin([wave, ""])]
    tree = units if len(units) else flat_units(set(here["unit"]), level=settings.levels[-1])
    tree = tree[tree["wave"].isin(["", wave])].assign(wave="")
    people = here[here["role"] == EMPLOYEE].dropna(subset="invited")
    counted = text(
        "questionnaire.preparation.counted",
        units=format_number(people["unit"].nunique(), language=language),
        people=format_number(people["invited"].sum(), language=language),
        minimum=policy.minimum,
    )
    names = dict(zip(tree["unit"], tree["name"], strict=True))
    few = people.loc[people["invited"] < policy.minimum, "unit"].map(lambda u: names.get(u, u))
    never = _never(list(few), policy.minimum, text)
    table = expected_shown(here, tree, levels=settings.levels, policy=policy)
    shown, lines = _shown(table, text)
    page = {
        "title": text("questionnaire.preparation.title"),
        "lead": [counted, *never],
        "sections": [shown, _power(policy.conventional_spread or SPREAD, text)],
    }
    return page, [*lines, *never]


def _never(names: list[str], minimum: int, text: Texts) -> list[str]:
    """Say which workplaces have too few employees, however many answer."""
    if not names:
        return []
    named = names[:MOST_NAMED] + (["…"] if len(names) > MOST_NAMED else [])
    listed = join_words(named, language=text.language)
    return [text("questionnaire.preparation.never", names=listed, minimum=minimum)]


def _shown(table: pd.DataFrame, text: Texts) -> tuple[dict[str, Any], list[str]]:
    """The table of what can be shown at each response rate, and a sentence for each."""
    language, rows, lines = text.language, [], []
    for row in table.to_dict("records"):
        percent = format_percent(100 * row["share"], language=language)
        estimate, n = (format_number(row[c], language=language) for c in ("estimate", "n"))
        span = format_interval(row["conf_low"], row["conf_high"], language=language)
        rows.append([percent, estimate, span, n])
        said = {"percent": percent, "shown": estimate, "of": n}
        lines.append(text("questionnaire.preparation.shown_line", **said))
    draws = int(table["draws"].iloc[0])
    note = text("questionnaire.preparation.shown_note", draws=draws)
    return _section("shown", rows, note, text), lines


def _power(sd: float, text: Texts) -> dict[str, Any]:
    """The table of the smallest change that so many answers can show."""

    def number(value: float, decimals: int = 0) -> str:
        return format_number(value, decimals, language=text.language)

    rows = []
    for n in ANSWERS:
        value = detectable_change(float(n), 1.0)
        said = {"value": number(value, 2), "points": number(value * sd)}
        rows.append([number(n), text("questionnaire.preparation.power_value", **said)])
    said = {"sd": number(sd), "needed": number(answers_needed())}
    note = text("questionnaire.preparation.power_note", **said)
    return _section("power", rows, note, text)


def _section(name: str, rows: list[list[str]], note: str, text: Texts) -> dict[str, Any]:
    raw = text.raw("questionnaire.preparation")
    head = {"title": raw[f"{name}_title"], "columns": raw[f"{name}_columns"]}
    return {**head, "rows": rows, "after": [note]}
