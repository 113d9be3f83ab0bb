"""Files as version 0.1.0 wrote them: run in a checkout of its first and of its last commit.

    git archive 0c55daa | tar -x -C FIRST;  cd FIRST && python .../make.py .../first_version/first
    git archive 8e46289 | tar -x -C LAST;   cd LAST && python .../make.py .../first_version/last

Of the decks only the manifest is kept, and the numbers beside it where that version wrote them.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

STUDY = """title = "Trivsel i Nordby"
language = "da"
organisation = "Nordby Kommune"
preset = "municipality"
instruments = ["fire-hurtige"]
levels = ["arbejdsplads"]

[[waves]]
id = "2023"
start = 2023-03-06
end = 2023-03-24

[[waves]]
id = "2024"
start = 2024-03-04
end = 2024-03-22

[[responses]]
file = "svar.csv"

[responses.columns]
"Måling" = "wave"
"Arbejdsplads" = "unit"
"Stilling" = "role"

[responses.values.role]
"Leder" = "leader"
"Medarbejder" = "employee"

[files]
units = "enheder.csv"
absence = "fravaer.csv"

[disclosure]
minimum = 5

[meeting]
number = 1
"""
WORDS = ("I meget ringe grad", "I ringe grad", "Delvist", "I høj grad", "I meget høj grad")
ITEMS = ("TM1", "TMX2", "JU1", "JU4")


def main(folder: Path) -> None:
    rng = np.random.default_rng(1)
    units = {f"a{number}": 6 + number for number in range(1, 9)}
    answers = [
        [wave, unit, "Medarbejder", *rng.choice(WORDS, 4, p=(0.05, 0.1, 0.25, 0.4, 0.2))]
        for wave, more in (("2023", 0), ("2024", 4))
        for unit, n in units.items()
        for _ in range(n + more)
    ]
    absence = [
        [
            unit,
            f"{month:%Y-%m}",
            "own_sickness",
            round(float(rng.gamma(2, n / 3)), 1),
            n * 19.0,
            4,
            n,
            6,
        ]
        for unit, n in units.items()
        for month in pd.date_range("2023-01-01", "2024-12-01", freq="MS")
    ]
    columns = ["unit", "month", "cause", "absence_days", "available_days", "spells", "employed"]
    tables = {
        "svar": (answers, ["Måling", "Arbejdsplads", "Stilling", *ITEMS]),
        "enheder": (
            [[u, u.upper(), "", "arbejdsplads"] for u in units],
            ["unit", "name", "parent", "level"],
        ),
        "fravaer": (absence, [*columns, "persons_absent"]),
    }
    (folder / "study").mkdir(parents=True)
    for name, (rows, headings) in tables.items():
        table = pd.DataFrame(rows, columns=headings)
        table.to_csv(
            folder / "study" / f"{name}.csv",
            sep=";",
            decimal=",",
            index=False,
            encoding="utf-8-sig",
        )
    study = folder / "study" / "study.toml"
    study.write_text(STUDY, encoding="utf-8")
    slides = [
        sys.executable,
        "-m",
        "skcore",
        "slides",
        str(study),
        "--out",
        str(folder / "out"),
        "--jobs",
        "1",
    ]
    subprocess.run([*slides, "--units", "a8"], check=True)
    for deck in folder.rglob("*.html"):
        deck.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
