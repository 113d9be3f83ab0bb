"""The overall results: who answered, levels and spread, levels above the workplace, two views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from skcore.decks.phrases import Phrases, certain_rows, farthest
from skcore.slides.slide import Chart, Slide, TableFigure
from skcore.texts import numbers

if TYPE_CHECKING:
    from skcore.instruments.model import Scale
    from skcore.release import StudyRelease
    from skcore.slides.markup import Run

    Body = tuple[tuple[Run, ...], ...]

__all__ = [
    "gap_slide",
    "items_slides",
    "levels_slide",
    "network_level_rows",
    "response_slide",
    "shown_scales",
    "spread_slide",
]

FAVOURABLE = 75.0  # the two best of five options
MIN_DOTS = 3  # fewer dots are not a spread but two workplaces that know each other


def shown_scales(release: StudyRelease) -> list[str]:
    """Codes of the scales of social capital, in the order of the questionnaire."""
    table = release.levels[release.facts.primary.id].table
    present = set(table["variable"])
    return [scale.code for scale in release.facts.primary.scales if scale.code in present]


def _employees(release: StudyRelease, cut: str, wave: str) -> pd.DataFrame:
    table = release.levels[release.facts.primary.id].table
    keep = (table["cut"] == cut) & (table["wave"] == wave) & (table["role"] == "employee")
    return table[keep]


def whole_means(release: StudyRelease, wave: str) -> pd.DataFrame:
    """Rows of all employees, by scale; empty where they are not shown."""
    rows = _employees(release, "wave × role", wave)
    return rows[~rows["hidden"]].set_index("variable")


def _whole_not_shown(p: Phrases, kicker: str) -> Slide:
    """Say why the figures of all employees are not shown, instead of an empty chart."""
    facts = p.release.facts
    table = p.release.levels[facts.primary.id].table
    rows = table[
        (table["cut"] == "wave × role")
        & (table["wave"] == facts.last_wave)
        & (table["role"] == "employee")
    ]
    reason = rows["hidden_reason"].iloc[0] if len(rows) else "no data"
    key = {"primary": "primary", "complementary": "complementary"}.get(reason, "no_data")
    return Slide(
        kicker=p.text(kicker),
        title=p.text("deck.whole_hidden.title"),
        body=(p.body(f"deck.whole_hidden.{key}", minimum=facts.policy.minimum),),
        footnote=p.footnote(p.instrument_note()),
        result_id=p.release.result_id,
        language=p.language,
    )


def response_slide(release: StudyRelease) -> Slide:
    """Who has answered the last survey: the whole and the level below it."""
    p = Phrases(release)
    facts = release.facts
    wave = facts.last_wave
    whole = p.response(wave, role="employee")
    if whole is None:
        return _whole_not_shown(p, "deck.kicker_response")
    n = p.number(whole["answers"])
    body = []
    if not pd.isna(whole["invited"]):
        title = p.text("deck.response.title_known", n=n, invited=p.number(whole["invited"]))
        rest = whole["invited"] - whole["answers"]
        rate = p.percent(whole["response_rate"])
        key = "deck.response.body_known" if rest > 0 else "deck.response.body_full"
        body.append(p.body(key, rate=rate.rstrip("%\u00a0"), rest=p.number(rest)))
    else:
        title = p.text("deck.response.title_unknown", n=n)
        body.append(p.body("deck.response.body_unknown"))
    leaders = p.response(wave, role="leader")
    if leaders is not None:
        body.append(p.marked(_leaders(p, leaders)))
    body.append(p.body("deck.response.ask"))
    return Slide(
        kicker=p.text("deck.kicker_response"),
        title=title,
        figure=_response_table(p, wave),
        body=tuple(body),
        alt=p.text("deck.response.alt"),
        notes=p.text("deck.response.notes"),
        footnote=p.footnote(facts.wave_label(wave) + ".", p.units_not_shown(wave)),
        result_id=release.result_id,
        language=p.language,
    )


def _leaders(p: Phrases, row: pd.Series) -> str:
    n = p.number(row["answers"])
    if pd.isna(row["invited"]):
        return p.text("deck.response.leaders_unknown", n=n)
    invited, percent = p.number(row["invited"]), p.percent(row["response_rate"])
    return p.text("deck.response.leaders_known", n=n, invited=invited, percent=percent)


def _response_table(p: Phrases, wave: str) -> TableFigure | None:
    facts = p.release.facts
    table = p.release.responses.table
    groups: list[tuple[str, pd.Series | None]] = []
    for level in facts.level_columns[:1]:
        rows = table[(table["cut"] == f"wave × {level} × role") & (table["wave"] == wave)]
        present = [g for g in facts.units["unit"].unique() if g in set(rows[level])]
        groups = [
            (facts.unit_name(g), p.response(wave, role="employee", **{level: g})) for g in present
        ]
    whole = p.response(wave, role="employee")
    if not groups and (whole is None or pd.isna(whole["invited"])):
        return None  # one number, which the title says already
    groups.append((p.text("deck.response.whole"), whole))
    cells = tuple((name, *_response_cells(p, row)) for name, row in groups)
    return TableFigure(
        columns=tuple(p.raw("deck.response.columns")),
        rows=cells,
        align=("left", "right", "right", "right"),
        emphasis=("", "", "", "strong"),
    )


def _response_cells(p: Phrases, row: pd.Series | None) -> tuple[str, str, str]:
    if row is None:
        return ("–", p.hidden_reason("primary"), "–")
    if pd.isna(row["invited"]):
        return ("–", p.number(row["answers"]), "–")
    return (
        p.number(row["invited"]),
        p.number(row["answers"]),
        p.percent(row["response_rate"]),
    )


def spread_slide(release: StudyRelease) -> Slide:
    """Level of every scale and its spread over unnamed workplaces.

    Trust between management and employees stays without dots: at one workplace it points at one
    leader.
    """
    p = Phrases(release)
    facts = release.facts
    wave = facts.last_wave
    whole = whole_means(release, wave)
    if whole.empty:
        return _whole_not_shown(p, "deck.kicker_results")
    units = _employees(release, "wave × unit × role", wave)
    units = units[~units["hidden"] & units["unit"].isin(facts.workplaces(wave))]
    scales = [code for code in shown_scales(release) if code in whole.index]
    enough = units["unit"].nunique() >= MIN_DOTS
    dotted = [c for c in scales if enough and not facts.scale(c).about_management]
    rows, spans = [], {}
    for code in scales:
        overall = whole.loc[code, "estimate"]
        base = {"label": p.scale(code, capital=True), "overall": overall}
        base["dimension"] = facts.scale(code).dimension
        dots = units.loc[units["variable"] == code, "estimate"] if code in dotted else []
        rows += [base | {"estimate": dot} for dot in dots] or [base | {"estimate": None}]
        if code in dotted:
            spans[code] = float(max(dots) - min(dots))
    low = _axis_start([r["estimate"] for r in rows if r["estimate"] is not None], whole)
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=_spread_title(p, whole.loc[scales, "estimate"], spans),
        figure=Chart("spread", pd.DataFrame(rows), {"language": p.language, "axis": [low, 100]}),
        body=_spread_body(p, spans, hidden=len(dotted) < len(scales) and enough),
        alt=p.text(
            "deck.spread.alt",
            means=p.joined([f"{p.scale(c)} {p.mean(whole.loc[c])}" for c in scales]),
        ),
        notes=p.text("deck.spread.notes"),
        footnote=p.footnote(p.answered(wave), p.units_not_shown(wave), p.instrument_note()),
        result_id=release.result_id,
        language=p.language,
    )


def _axis_start(dots: list[float], whole: pd.DataFrame) -> int:
    """Begin the axis at the ten below the lowest figure, when everything lies well above zero."""
    lowest = min([*dots, *whole["estimate"]], default=0)
    return max(0, int((lowest - 5) // 10 * 10))


def _spread_title(p: Phrases, means: pd.Series, spans: dict[str, float]) -> str:
    if len(means) == 1:
        code, value = means.index[0], means.iloc[0]
        scale = p.scale(code, capital=True)
        return p.text("deck.spread.title_one", scale=scale, value=p.number(value))
    ordered = means.sort_values(ascending=False)
    if ordered.iloc[0] - ordered.iloc[1] < 1:
        low, high = p.number(ordered.iloc[-1]), p.number(ordered.iloc[0])
        return p.text("deck.spread.title_even", low=low, high=high)
    top = ordered.index[0]
    title = p.text("deck.spread.title_top", scale=p.scale(top, capital=True))
    others = [span for code, span in spans.items() if code != top]
    # "most alike" only where every scale has its dots to compare with
    if len(spans) == len(means) and spans[top] < min(others):
        title += p.text("deck.spread.title_similar")
    return title


def _spread_body(p: Phrases, spans: dict[str, float], *, hidden: bool) -> Body:
    how = "deck.spread.how" if spans else "deck.spread.how_no_units"
    body = [p.body(how)]
    ordered = sorted(spans, key=lambda code: -spans[code])
    if ordered:
        most, least = ordered[0], ordered[-1]
        values = {"most": p.number(spans[most]), "most_scale": p.scale(most)}
        if spans[most] > spans[least]:
            values |= {"least": p.number(spans[least]), "least_scale": p.scale(least)}
            body.append(p.body("deck.spread.range_two", **values))
        else:
            body.append(p.body("deck.spread.range_one", **values))
    else:
        body.append(p.body("deck.spread.few"))
    if hidden:
        body.append(p.body("deck.spread.management"))
    return tuple(body)


def network_level_rows(release: StudyRelease, level: str) -> pd.DataFrame:
    """Rows of one level above the workplace, in tree order, for the levels chart."""
    p = Phrases(release)
    facts = release.facts
    rows = _employees(release, f"wave × {level} × role", facts.last_wave)
    order = {unit: i for i, unit in enumerate(facts.units["unit"].unique())}
    rows = rows[rows[level].isin(order)]
    scales = shown_scales(release)
    # trust in management is shown from the top level only: further down it points at a leader
    if level != facts.level_columns[0]:
        scales = [code for code in scales if not facts.scale(code).about_management]
    rows = rows[rows["variable"].isin(scales)]
    rows = rows.assign(
        _scale=rows["variable"].map({c: i for i, c in enumerate(scales)}),
        _unit=rows[level].map(order),
        label=rows[level].map(facts.unit_name),
        scale=rows["variable"].map(lambda c: p.scale(c, capital=True)),
        dimension=rows["variable"].map(lambda c: facts.scale(c).dimension),
    )
    return rows.sort_values(["_scale", "_unit"], ignore_index=True)


CHART_COLUMNS = ["label", "scale", "estimate", "conf_low", "conf_high", "dimension"]


def levels_slide(release: StudyRelease) -> Slide | None:
    """Levels by the top level of the organisation; None where there is none or only one group."""
    p = Phrases(release)
    facts = release.facts
    if not facts.level_columns:
        return None
    rows = network_level_rows(release, facts.level_columns[0])
    shown = rows[~rows["hidden"]]
    if shown["label"].nunique() < 2:
        return None
    word = facts.levels[0]
    spans = shown.groupby("variable")["estimate"].agg(lambda s: s.max() - s.min())
    widest = spans.idxmax()
    if spans[widest] < facts.noticeable:
        title = p.text("deck.levels.title_small", level=word)
    else:
        title = p.text(
            "deck.levels.title_large",
            level=word,
            points=p.number(spans[widest]),
            scale=p.scale(widest, capital=True),
        )
    columns = [*CHART_COLUMNS, "hidden", "hidden_reason", "bounded"]
    spoken = [f"{r.label}, {r.scale}: {p.number(r.estimate)}" for r in shown.itertuples()]
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=numbers.capitalise(title),
        figure=Chart("levels", rows[columns], _options(p)),
        body=(p.body("deck.levels.how"), p.body("deck.levels.order")),
        alt=p.text("deck.levels.alt", level=word, rows="; ".join(spoken)),
        notes=p.text("deck.levels.notes", noticeable=p.number(facts.noticeable)),
        footnote=p.footnote(p.answered(facts.last_wave), p.instrument_note()),
        result_id=release.result_id,
        language=p.language,
    )


def _options(p: Phrases) -> dict[str, object]:
    return {"language": p.language, "minimum": p.release.facts.policy.minimum, "named": True}


def named_units_slide(release: StudyRelease) -> Slide | None:
    """Show workplaces by name, only where the study says who agreed to it and when.

    Without trust between management and employees: it points at one leader.
    """
    p = Phrases(release)
    facts = release.facts
    if not facts.network_deck.named_units:
        return None
    scales = [c for c in shown_scales(release) if not facts.scale(c).about_management]
    units = _employees(release, "wave × unit × role", facts.last_wave)
    units = units[units["variable"].isin(scales)].set_index(["unit", "variable"])
    rows = []
    for unit in facts.workplaces(facts.last_wave):
        cells = [units.loc[(unit, c)] if (unit, c) in units.index else None for c in scales]
        if cells[0] is None or cells[0]["hidden"]:
            reason = "no data" if cells[0] is None else cells[0]["hidden_reason"]
            words = [p.hidden_reason(reason), *([""] * (len(scales) - 1))]
        else:
            words = [p.mean(cell) for cell in cells if cell is not None]
        rows.append((facts.unit_name(unit), *words))
    headers = tuple(p.scale(c, capital=True) for c in scales)
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=p.text("deck.named.title"),
        figure=TableFigure(
            columns=("", *headers), rows=tuple(rows), align=("left", *["right"] * len(scales))
        ),
        alt=p.text("deck.named.alt"),
        notes=p.text(
            "deck.notes_agreement",
            agreed_by=facts.network_deck.agreed_by,
            agreed_on=numbers.format_date(
                facts.network_deck.agreed_on, "long", language=p.language
            ),
        ),
        footnote=p.footnote(
            p.answered(facts.last_wave), p.units_not_shown(facts.last_wave), p.instrument_note()
        ),
        result_id=release.result_id,
        language=p.language,
    )


def items_slides(release: StudyRelease) -> list[Slide]:
    """How all employees' answers are distributed: one slide per scale."""
    p = Phrases(release)
    facts = release.facts
    table = release.items.table
    rows = table[(table["wave"] == facts.last_wave) & ~table["hidden"]]
    scales = [s for s in facts.primary.scales if set(s.items) & set(rows["variable"])]
    return [_items_slide(p, s, rows[rows["variable"].isin(s.items)]) for s in scales]


def _items_slide(p: Phrases, scale: Scale, rows: pd.DataFrame) -> Slide:
    facts = p.release.facts
    primary = facts.primary
    best = rows["category"].map(lambda c: all(float(x) >= FAVOURABLE for x in c.split("+")))
    share = rows[best].groupby("variable", sort=False)["estimate"].sum()
    top = share.idxmax()
    # least positive first: the chart lays the answers from left to right
    categories = list(dict.fromkeys(rows["category"]))[::-1]
    words = {c: _category(p, scale, c) for c in categories}
    turned = any(primary.item(code).reversed for code in scale.items)
    label = {item.code: item.label[p.language] for item in primary.items}
    rows = rows.assign(
        label=rows["variable"].map(label),
        share=rows["estimate"],
        category=rows["category"].map(words),
    )
    frequency = primary.item(top).options == "frequency"
    key = "deck.items.title_frequency" if frequency else "deck.items.title"
    spoken = [f"{label[c]} {p.percent(v)}" for c, v in share.items()]
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=p.text(key, share=p.percent(share[top]), item=label[top]),
        figure=Chart(
            "distribution",
            rows[["label", "category", "share", "n"]],
            _options(p) | {"categories": list(words.values())},
        ),
        body=(p.body("deck.items.how"), *([p.body("deck.items.turned")] if turned else [])),
        alt=p.text("deck.items.alt", rows="; ".join(spoken)),
        notes=p.text("deck.items.notes"),
        footnote=p.footnote(
            p.text("deck.counted", n=p.number(int(rows["n"].max()))), p.instrument_note()
        ),
        result_id=p.release.result_id,
        language=p.language,
    )


def _category(p: Phrases, scale: Scale, category: str) -> str:
    """Words of an answer option, or of the two at one end."""
    primary = p.release.facts.primary
    plain = [code for code in scale.items if not primary.item(code).reversed] or scale.items
    options = primary.options_of(plain[0])
    label = {f"{o.points:g}": o.label[p.language] for o in options}
    return " / ".join(label.get(points, points) for points in category.split("+"))


def gap_slide(release: StudyRelease) -> Slide | None:
    """Employees' and leaders' answers beside each other, without a verdict."""
    p = Phrases(release)
    facts = release.facts
    table = release.gaps.table
    whole = table[(table["cut"] == "wave × role") & (table["wave"] == facts.last_wave)]
    rows = whole[~whole["hidden"] & whole["variable"].isin(shown_scales(release))]
    if rows.empty:
        return None
    order = {code: i for i, code in enumerate(shown_scales(release))}
    rows = rows.assign(
        label=rows["variable"].map(lambda c: p.scale(c, capital=True)),
        dimension=rows["variable"].map(lambda c: facts.scale(c).dimension),
    ).sort_values("variable", key=lambda s: s.map(order))
    certain = certain_rows(rows)
    title = p.text("deck.gap.title_none")
    sentence = p.body("deck.gap.sentence_none")
    if len(certain):
        largest = farthest(certain, "estimate")
        up = largest["estimate"] > 0
        title = p.text(
            "deck.gap.title_certain",
            scale=p.scale(largest["variable"]),
            direction=p.text("deck.gap.higher" if up else "deck.gap.lower"),
        )
        sentence = p.body(
            "deck.gap.sentence",
            scale=p.scale(largest["variable"]),
            points=p.number(abs(largest["estimate"])),
            direction=p.text("deck.gap.over" if up else "deck.gap.under"),
            interval=p.distance(largest["conf_low"], largest["conf_high"]),
        )
    columns = ["label", "employee", "leader", "estimate", "conf_low", "conf_high", "dimension"]
    spoken = [
        f"{r.label}: {p.number(r.employee)} / {p.number(r.leader)}" for r in rows.itertuples()
    ]
    return Slide(
        kicker=p.text("deck.kicker_results"),
        title=title,
        figure=Chart("gap", rows[columns], _options(p)),
        body=(
            p.body("deck.gap.how"),
            sentence,
            p.body("deck.gap.unit_note", minimum=facts.policy.minimum),
        ),
        alt=p.text("deck.gap.alt", rows="; ".join(spoken)),
        notes=p.text("deck.gap.notes"),
        footnote=p.footnote(
            p.answered(facts.last_wave), p.text("deck.differences_note"), p.instrument_note()
        ),
        result_id=release.result_id,
        language=p.language,
    )
