"""Constructed slides of every kind, with the longest Danish names that turn up in practice."""

# ruff: noqa: E501 - sentences are kept whole

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from nbformat import v4

from skcore.slides.slide import MIME_TYPE, Chart, Slide, TableFigure, runs

LONG_UNIT = "Specialrehabiliterings- og hjerneskadeteamet, Ældrepleje Syd"  # 60 letters
HOSTILE = '<script>alert(1)</script> =cmd() **stjerner** \u202eomvendt\u202c & "citat" \x07'
THEMES = (
    ("Tillid mellem ledelse og medarbejdere", "trust"),
    ("Tillid mellem kolleger", "trust"),
    ("Retfærdighed", "justice"),
    ("Fællesskab og samarbejde", "community"),
)
FOOTNOTE = "24 af 31 har svaret (77 %). COPSOQ III, 0–100."


def profile_chart(**options: object) -> Chart:
    table = pd.DataFrame(
        {
            "label": [name for name, _ in THEMES],
            "estimate": [71.0, 66, 58, 77],
            "conf_low": [66.0, 60, 52, 72],
            "conf_high": [76.0, 72, 64, 82],
            "reference": [61.0, 67, 58, 74],
            "dimension": [dimension for _, dimension in THEMES],
            "hidden": [False] * 4,
            "hidden_reason": [""] * 4,
            "bounded": [""] * 4,
        }
    )
    return Chart("profile", table, {"language": "da", **options})


def hidden_profile_chart() -> Chart:
    table = profile_chart().table
    table.loc[1, ["estimate", "conf_low", "conf_high"]] = math.nan
    table.loc[1, ["hidden", "hidden_reason"]] = [True, "primary"]
    table.loc[2, ["estimate", "conf_low", "conf_high"]] = [95.0, math.nan, math.nan]
    table.loc[2, "bounded"] = "over"
    table.loc[3, ["estimate", "conf_low", "conf_high"]] = math.nan
    table.loc[3, ["hidden", "hidden_reason"]] = [True, "no data"]
    options = {"language": "da", "reference_label": "hele kommunen", "named": True}
    return Chart("profile", table, options)


def spread_chart(units: int = 26) -> Chart:
    rng = np.random.default_rng(5)
    parts = []
    for (name, dimension), mean in zip(THEMES, (61, 67, 58, 74), strict=True):
        values = np.round(rng.normal(mean, 5, units)).clip(36, 98)
        parts.append(
            pd.DataFrame(
                {"label": name, "estimate": values, "overall": float(mean), "dimension": dimension}
            )
        )
    return Chart("spread", pd.concat(parts), {"language": "da", "axis": [30, 100]})


def scatter_chart(units: int = 26) -> Chart:
    rng = np.random.default_rng(6)
    x = np.round(rng.normal(65, 4, units))
    y = np.round(14 - 0.12 * (x - 65) + rng.normal(0, 1, units), 1)
    at = np.linspace(x.min(), x.max(), 12)
    middle = 14 - 0.12 * (at - 65)
    band = 0.4 + 0.05 * np.abs(at - 65)
    line = {
        "x": at.round(1),
        "estimate": middle.round(1),
        "conf_low": (middle - band).round(1),
        "conf_high": (middle + band).round(1),
    }
    options = {
        "language": "da",
        "x_label": "Social kapital (0–100)",
        "y_label": "Sygefravær (dagsværk pr. fuldtidsansat om året)",
        "line": pd.DataFrame(line).to_dict("records"),
    }
    return Chart(
        "scatter", pd.DataFrame({"x": x, "y": y, "size": rng.integers(5, 61, units)}), options
    )


ANSWERS = ("I meget ringe grad", "I ringe grad", "Delvist", "I høj grad", "I meget høj grad")


def distribution_chart() -> Chart:
    shares = {
        "Konflikter løses på en retfærdig måde": (5, 14, 38, 33, 10),
        "Anerkendelse for et godt stykke arbejde": (3, 9, 25, 42, 21),
        "Forslag tages alvorligt af ledelsen": (11, 22, 36, 24, 7),
        "Arbejdet fordeles retfærdigt": (4, 13, 34, 37, 12),
    }
    rows = [
        {"label": label, "category": answer, "share": float(share), "n": 412}
        for label, parts in shares.items()
        for answer, share in zip(ANSWERS, parts, strict=True)
    ]
    return Chart(
        "distribution", pd.DataFrame(rows), {"language": "da", "categories": list(ANSWERS)}
    )


def change_chart(*, levels: bool = True) -> Chart:
    table = pd.DataFrame(
        {
            "label": [name for name, _ in THEMES],
            "before": [61.0, 66, 58, 74],
            "after": [63.0, 66, 64, 71],
            "estimate": [2.0, 0, 6, -3],
            "conf_low": [-2.0, -4, 1, -8],
            "conf_high": [6.0, 4, 11, 2],
            "dimension": [dimension for _, dimension in THEMES],
        }
    )
    if not levels:
        table = table.drop(columns=["before", "after"])
    options = {"language": "da", "before_label": "1. måling", "after_label": "2. måling"}
    return Chart("change", table, options)


def levels_chart(scales: int = 1) -> Chart:
    groups = (
        "Ældre- og Handicapforvaltningen",
        "Børn- og Ungeforvaltningen",
        "Beskæftigelses- og Socialforvaltningen",
        "By- og Kulturforvaltningen",
    )
    rows = []
    for place, (scale, dimension) in enumerate(THEMES[:scales]):
        for step, group in enumerate(groups):
            mean = float(58 + 4 * step + 3 * place)
            hidden = step == 3
            rows.append(
                {
                    "label": group,
                    "scale": scale,
                    "estimate": math.nan if hidden else mean,
                    "conf_low": math.nan if hidden else mean - 4,
                    "conf_high": math.nan if hidden else mean + 4,
                    "dimension": dimension,
                    "hidden": hidden,
                    "hidden_reason": "complementary" if hidden else "",
                }
            )
    return Chart("levels", pd.DataFrame(rows), {"language": "da", "named": True})


def trend_chart() -> Chart:
    months = pd.period_range("2008-01", "2010-12", freq="M")
    rows = []
    for group, base in (("Deltagende arbejdspladser", 6.1), ("Øvrige arbejdspladser", 5.8)):
        for place, month in enumerate(months):
            drop = 0.03 * max(place - 14, 0) if group.startswith("Delt") else 0
            level = base + 0.9 * math.cos(place / 12 * 2 * math.pi) - drop
            rows.append({"month": str(month), "estimate": round(level, 1), "group": group})
    options = {
        "language": "da",
        "y_label": "Fraværsprocent",
        "events": [
            {"date": "2009-03-09", "label": "1. måling"},
            {"date": "2010-03-08", "label": "2. måling"},
        ],
    }
    return Chart("trend", pd.DataFrame(rows), options)


def gap_chart() -> Chart:
    table = pd.DataFrame(
        {
            "label": [name for name, _ in THEMES],
            "employee": [61.0, 67, 58, math.nan],
            "leader": [72.0, 69, 67, math.nan],
            "estimate": [11.0, 2, 9, math.nan],
            "conf_low": [4.0, -3, 3, math.nan],
            "conf_high": [18.0, 7, 15, math.nan],
            "dimension": [dimension for _, dimension in THEMES],
            "hidden": [False, False, False, True],
            "hidden_reason": ["", "", "", "primary"],
        }
    )
    return Chart("gap", table, {"language": "da"})


PROFILE_BODY = (
    runs(
        "**Prikken** er jeres gennemsnit, **båndet** usikkerheden, **stregen** gennemsnittet for hele kommunen."
    ),
    runs(
        "Jeres gennemsnit for tillid mellem ledelse og medarbejdere ligger 10 point over kommunens. Forskellen er mærkbar og større end usikkerheden."
    ),
    runs(
        "Svarene om retfærdighed ligger langt fra hinanden. **I oplever det forskelligt – hvad kan ligge bag?**"
    ),
)


def programme() -> TableFigure:
    rows = (
        ("11.00–11.10", "Velkomst, formål og program", "Forvaltningsdirektøren"),
        ("11.10–11.20", "Living statement og speed dating", "Alle"),
        ("11.20–11.35", "Social kapital – hvad og hvorfor?", "Organisationspsykologen"),
        ("11.35–11.55", "Udstilling fra de deltagende arbejdspladser", "De lokale TRIO’er"),
        (
            "11.55–12.15",
            "Arbejdsplads 1: præsentation ved lokal TRIO + summen i grupper",
            "Lokal TRIO",
        ),
        (
            "12.15–12.25",
            "Arbejdsplads 2: præsentation ved lokal TRIO + summen i grupper",
            "Lokal TRIO",
        ),
        ("12.25–12.50", "Let anretning", ""),
        (
            "12.50–13.10",
            "HR- og AM-konsulenter: opgaver og roller + summen",
            "HR- og AM-konsulenterne",
        ),
        (
            "13.10–13.25",
            "De samlede resultater fra spørgeskemaundersøgelsen",
            "Organisationspsykologen",
        ),
        (
            "13.25–13.55",
            "Refleksion: reflekterende team + forsamlingen",
            "Direktørerne og næstformanden i H‑MED",
        ),
        ("13.55–14.00", "Tak for i dag og kom godt hjem", ""),
    )
    return TableFigure(
        ("Tid", "Punkt", "Ved"), rows, emphasis=("strong", "", "quiet"), show_header=False
    )


def example_deck() -> list[Slide]:
    common = {"footnote": FOOTNOTE, "result_id": "r-3f9a", "notes": "Sig det roligt.\nSpørg salen."}

    def chart(
        title: str, figure: Chart, *body: str, kicker: str = "De samlede resultater"
    ) -> Slide:
        paragraphs = tuple(runs(text) for text in body)
        alt = f"Figur: {title}."
        return Slide(title, kicker=kicker, figure=figure, body=paragraphs, alt=alt, **common)

    return [
        Slide(
            "Social kapital på ældre- og børneområdet",
            kicker="1. netværksmøde · fredag den 5. marts · Fjordby Kommune (fiktive tal)",
            layout="title",
        ),
        Slide(
            "Tre timer til at lytte til hinanden, se på tallene og tænke sammen",
            kicker="Program",
            figure=programme(),
        ),
        Slide(
            "Høj tillid mellem ledelse og medarbejdere – og forskellige oplevelser af retfærdighed",
            kicker="Hjemmepleje Nord · arbejdspladsens egne slides",
            figure=profile_chart(reference_label="hele kommunen"),
            body=PROFILE_BODY,
            alt="Fire temaer med gennemsnit og usikkerhed.",
            **common,
        ),
        chart(
            "Fællesskab og samarbejde ligger højest – og er mest ens fra arbejdsplads til arbejdsplads",
            spread_chart(),
            "**Hver prik** er en arbejdsplads, **stregen** gennemsnittet for alle.",
            "Fra arbejdsplads til arbejdsplads er der op til 21 point forskel i tillid mellem ledelse og medarbejdere, men 13 i fællesskab og samarbejde.",
        ),
        chart(
            "Højere social kapital hænger sammen med lavere sygefravær",
            scatter_chart(),
            "På tværs af 26 arbejdspladser hænger 10 point højere social kapital **sammen med** 1,2 dagsværk lavere sygefravær pr. fuldtidsansat om året ~~(95 %-sikkerhedsinterval: 0,1–2,3)~~.",
            "Jo større prik, jo flere ansatte.",
            "~~Tallene viser ikke, at det ene skyldes det andet, og de siger ikke noget om den enkelte medarbejder.~~",
            kicker="Sygefravær",
        ),
        chart(
            "43 % svarer i høj eller meget høj grad på ”Konflikter løses på en retfærdig måde”",
            distribution_chart(),
        ),
        chart(
            "Fordelingen ved siden af tekst",
            distribution_chart(),
            "Hver bjælke er alle svar på et spørgsmål. Til højre for midten ligger de to mest positive svarmuligheder.",
        ),
        chart(
            "Retfærdigheden er steget siden sidste måling",
            change_chart(),
            "**Den åbne prik** er 1. måling, **den fyldte** 2. måling.",
            "Den oplevede retfærdighed er steget fra 58 til 64 point (+6 point; usikkerhed: fra +1 til +11).",
        ),
        chart("Udviklingen alene", change_chart(levels=False), "Prikken er udviklingen i point."),
        chart(
            "Forskellene mellem forvaltning og forvaltning er små",
            levels_chart(),
            "**Prikken** er gennemsnittet for medarbejderne, **båndet** usikkerheden.",
        ),
        chart("Forvaltningerne på alle fire temaer", levels_chart(4)),
        chart(
            "Sygefraværet var 5,4 % det seneste år mod 5,8 % året før",
            trend_chart(),
            "**Linjen** er egen sygdom i procent af de mulige arbejdsdagsværk, måned for måned.",
            kicker="Sygefravær",
        ),
        chart(
            "To blikke på den samme hverdag: lederne svarer højere om retfærdighed",
            gap_chart(),
            "**Den fyldte prik** er medarbejdernes gennemsnit, **den åbne** ledernes.",
        ),
        chart(
            "Ikke alt kan vises for en lille arbejdsplads",
            hidden_profile_chart(),
            "Svarene tæller med i resultatet for hele området.",
            kicker=LONG_UNIT,
        ),
        Slide(
            "Hvad lagde I mærke til?",
            kicker="Refleksion",
            body=(runs("Det, jeg lagde mærke til …"), runs("Det får mig til at tænke på …")),
            layout="section",
        ),
    ]


def trying_deck() -> list[Slide]:
    """Everything long at once: names of 60 letters, 45 and 200 rows, hostile text, no answers."""
    many = tuple(
        (f"{LONG_UNIT} {n}", "71", "66–76", "vises ikke (færre end 5 svar)") for n in range(45)
    )
    rows = profile_chart().table
    wide = rows.loc[[0] * 12].assign(label=[f"{LONG_UNIT} {n}" for n in range(12)])
    chart = profile_chart()
    long_text = "Arbejdsmiljørepræsentantuddannelsesudvalget " * 8
    return [
        Slide(LONG_UNIT * 5, kicker=LONG_UNIT * 2, layout="title"),
        Slide(
            HOSTILE * 4, kicker=HOSTILE, body=(runs("{x}", x=HOSTILE * 5),), footnote=HOSTILE * 4
        ),
        Slide(
            "Alle arbejdspladser",
            figure=TableFigure(("Arbejdsplads", "Point", "Usikkerhed", "Bemærk"), many),
        ),
        Slide(
            "To hundrede",
            figure=TableFigure(("Enhed", "Point"), tuple((f"Enhed {n}", "5") for n in range(200))),
        ),
        Slide(
            "Tolv med lange navne",
            figure=type(chart)("profile", wide, {"language": "da"}),
            alt="Tolv.",
        ),
        Slide(
            "Lang tekst",
            figure=chart,
            alt="Fire.",
            body=(runs("{x}", x=long_text), runs("{x}", x=long_text), runs("Slut.")),
        ),
        Slide("Kun tekst", body=tuple(runs("{x}", x=long_text) for _ in range(5))),
        Slide(
            "Tom tabel", figure=TableFigure(("Enhed", "Point"), ()), footnote="Ingen har svaret."
        ),
    ]


def crowded_deck() -> list[Slide]:
    """Every kind of chart with more rows, groups and points than it is meant for."""
    body = (runs("**Prikken** er gennemsnittet, **båndet** usikkerheden."),)

    def repeated(chart: Chart, times: int, *, options: dict[str, object] | None = None) -> Chart:
        parts = [
            chart.table.assign(label=[f"{label} {n}" for label in chart.table["label"]])
            for n in range(times)
        ]
        return Chart(chart.kind, pd.concat(parts), {**chart.options, **(options or {})})

    trend = trend_chart()
    groups = [
        trend.table.assign(
            group=trend.table["group"] + f" {n}", estimate=trend.table["estimate"] + n
        )
        for n in range(2)
    ]
    few = pd.DataFrame({"x": [0.0, 100.0, 50.0], "y": [-3.0, 12.0, 4.5]})
    ends = pd.DataFrame(
        {
            "label": ["Laveste", "Højeste", LONG_UNIT],
            "estimate": [5.0, 95.0, 50.0],
            "conf_low": [0.0, 91.0, math.nan],
            "conf_high": [9.0, 100.0, math.nan],
            "bounded": ["below", "above", ""],
            "reference": [0.0, 100.0, 50.0],
        }
    )
    charts = {
        "Mange spørgsmål": repeated(distribution_chart(), 3),
        "Mange udviklinger": repeated(change_chart(), 3),
        "Mange udviklinger alene": repeated(change_chart(levels=False), 3),
        "Mange forskelle": repeated(gap_chart(), 3),
        "Mange forvaltninger": repeated(levels_chart(), 4),
        "Mange forvaltninger og temaer": repeated(levels_chart(4), 3),
        "To temaer": levels_chart(2),
        "Mange temaer og arbejdspladser": repeated(spread_chart(200), 2),
        "Mange linjer": Chart("trend", pd.concat(groups), trend.options),
        "Få punkter": Chart("scatter", few, {"language": "da", "x_label": "x", "y_label": "y"}),
        "Ved enderne": Chart(
            "profile", ends, {"language": "da", "reference_label": "hele kommunen"}
        ),
    }
    return [
        Slide(title, figure=chart, alt=title, body=text, footnote=FOOTNOTE)
        for title, chart in charts.items()
        for text in ((), body)
    ]


def deck_notebook(slides: Iterable[Slide], *, title: str, language: str) -> Any:
    """A notebook with one cell per slide, as running it leaves them."""
    cells = []
    for number, slide in enumerate(slides, start=1):
        data = {MIME_TYPE: slide.to_json(), "text/plain": slide.to_text()}
        output = v4.new_output("display_data", data=data)
        cells.append(v4.new_code_cell(source="", outputs=[output], id=f"slide-{number}"))
    metadata = {"skcore": {"title": title, "language": language}}
    return v4.new_notebook(cells=cells, metadata=metadata)
