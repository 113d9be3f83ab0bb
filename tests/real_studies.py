"""Study files for the real data that nobody on the project wrote; decks are tried with them too.

The data stay where they are: a study file names them by path. Their wording here is ours and short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

OPTIONS = """
[[options.{name}]]
code = {code}
points = {points}
label = {{ da = "{da}", en = "{en}" }}
aliases = [{aliases}]
"""

#: Alltid ... Aldrig: all items are worded positively, so low codes are good
HOW_OFTEN = (
    (1, "Altid", "Always", "Alltid"),
    (2, "Meget ofte", "Very often", "Mycket ofta"),
    (3, "Ganske ofte", "Quite often", "Ganska ofta"),
    (4, "Sommetider", "Sometimes", "Ibland"),
    (5, "Sjældent", "Seldom", "Sällan"),
    (6, "Aldrig", "Never", ""),
)
HOW_TRUE = (
    (1, "Meget uenig", "Strongly disagree"),
    (2, "Uenig", "Disagree"),
    (3, "Hverken eller", "Neither"),
    (4, "Enig", "Agree"),
    (5, "Meget enig", "Strongly agree"),
)

#: code -> name in item_labels.csv, label and definite form in Danish, English, dimension
PREVENT_SCALES = {
    "ST": ("Stöd", "støtte", "støtten", "support", "community"),
    "LS": ("Ledarskap", "ledelse", "ledelsen", "leadership", "trust"),
    "PT": ("Psykologisk trygghet", "tryghed", "trygheden", "psychological safety", "trust"),
    "AT": ("Återhämtning", "restitution", "restitutionen", "recovery", "wellbeing"),
    "AB": ("Arbetsbelastning och krav", "belastning", "belastningen", "workload", "other"),
    "MP": ("Möjlighet att påverka", "indflydelse", "indflydelsen", "influence", "other"),
    "KU": ("Kunskaper och utveckling", "udvikling", "udviklingen", "knowledge", "other"),
}


def prevent_osa_study(folder: Path, real_data: Path) -> Path:
    """Write a study of 581 real Swedish answers (SPSS), line of work as unit; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = pd.read_csv(real_data / "prevent_osa" / "item_labels.csv")
    scales = {name: code for code, (name, *_) in PREVENT_SCALES.items()}
    labels["code"] = labels["scale"].map(scales) + (labels.groupby("scale").cumcount() + 1).astype(
        str
    )
    items = [
        _item(row.code, f"{PREVENT_SCALES[row.code[:2]][1]} {row.code[2:]}", row.code[:2] == "LS")
        for row in labels.itertuples()
    ]
    parts = [
        _scale(code, list(labels.loc[labels["scale"] == name, "code"]), da, definite, en, dimension)
        for code, (name, da, definite, en, dimension) in PREVENT_SCALES.items()
    ]
    composite = _composite("SK", ("ST", "LS", "PT"))
    options = [
        OPTIONS.format(
            name="answers",
            code=c,
            points=20 * (6 - c),
            da=da,
            en=en,
            aliases=f'"{sv}"' if sv else "",
        )
        for c, da, en, sv in HOW_OFTEN
    ]
    _write_instrument(folder, "prevent-osa", [*options, *items, *parts, composite])
    columns = dict(zip(labels["column"], labels["code"], strict=True)) | {"q0003": "unit"}
    return _write_study(
        folder,
        title="Arbejdsmiljø i syv brancher",
        instrument="prevent-osa.toml",
        file=real_data / "prevent_osa" / "responses.sav",
        columns=columns,
    )


def lq2002_study(folder: Path, real_data: Path) -> Path:
    """Write a study of 2,042 soldiers in 49 companies; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = [f"LEAD{i:02d}" for i in range(1, 12)]
    options = [
        OPTIONS.format(name="answers", code=c, points=25 * (c - 1), da=da, en=en, aliases="")
        for c, da, en in HOW_TRUE
    ]
    items = [
        _item(code, f"Lederskab {i}", about_management=True) for i, code in enumerate(codes, 1)
    ]
    scale = _scale("LEAD", codes, "lederskab", "lederskabet", "leadership", "trust")
    _write_instrument(folder, "lq2002", [*options, *items, scale])
    return _write_study(
        folder,
        title="Lederskab i 49 kompagnier",
        instrument="lq2002.toml",
        file=real_data / "lq2002.csv",
        columns={"COMPID": "unit"},
    )


def _item(code: str, label: str, about_management: bool) -> str:
    flag = "true" if about_management else "false"
    return (
        f'\n[[items]]\ncode = "{code}"\noptions = "answers"\nabout_management = {flag}\n'
        f'label = {{ da = "{label}", en = "{code}" }}\n'
    )


def _scale(code: str, items: Sequence[str], da: str, definite: str, en: str, dimension: str) -> str:
    listed = ", ".join(f'"{item}"' for item in items)
    least = (len(items) + 1) // 2
    return (
        f'\n[[scales]]\ncode = "{code}"\nitems = [{listed}]\nmin_answered = {least}\n'
        f'dimension = "{dimension}"\nlabel = {{ da = "{da}", en = "{en}" }}\n'
        f'definite = {{ da = "{definite}", en = "{en}" }}\n'
    )


def _composite(code: str, scales: Sequence[str]) -> str:
    listed = ", ".join(f'"{scale}"' for scale in scales)
    return (
        f'\n[[composites]]\ncode = "{code}"\nscales = [{listed}]\nof = "scales"\n'
        'label = { da = "social kapital", en = "social capital" }\n'
        'definite = { da = "den sociale kapital", en = "social capital" }\n'
    )


def _write_instrument(folder: Path, name: str, parts: Sequence[str]) -> None:
    head = (
        f'id = "{name}"\nversion = "1"\nlanguages = ["da", "en"]\nvalidated = false\n'
        'source = "See the README of the real data."\nlicence = "As the data."\n'
        f'[title]\nda = "{name}"\nen = "{name}"\n'
    )
    (folder / f"{name}.toml").write_text(head + "".join(parts), encoding="utf-8")


def _write_study(
    folder: Path, *, title: str, instrument: str, file: Path, columns: Mapping[str, str]
) -> Path:
    mapped = "\n".join(f'"{theirs}" = "{ours}"' for theirs, ours in columns.items())
    study = folder / "study.toml"
    study.write_text(
        f'title = "{title}"\nlanguage = "da"\norganisation = "Virkelige data"\n'
        f'instruments = ["{instrument}"]\nlevels = ["arbejdsplads"]\n\n'
        '[[waves]]\nid = "1"\n\n'
        f'[[responses]]\nfile = \'{file.resolve()}\'\nwave = "1"\nnumbers = "codes"\n\n'
        f"[responses.columns]\n{mapped}\n\n[disclosure]\nminimum = 5\n",
        encoding="utf-8",
    )
    return study
