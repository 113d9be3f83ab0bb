"""An invented hospital's files as a psychologist would have them: fourteen wards, nothing tidy."""

from __future__ import annotations

from pathlib import Path

import numpy as np

#: ward in the export -> its department, and the ward in the list of sick leave
WARDS = {
    "Børneafdeling 1": ("Kvinde-barn-center", "Børneafd. 1"),
    "Børneafdeling 2": ("Kvinde-barn-center", "Børneafd. 2"),
    "Fødegangen": ("Kvinde-barn-center", "Fødegang"),
    "Gynækologisk Sengeafsnit": ("Kvinde-barn-center", "Gynækologisk sengeafs."),
    "Hjertemedicinsk Sengeafsnit": ("Medicinsk Center", "Hjertemed. sengeafsnit"),
    "Lungemedicinsk Sengeafsnit": ("Medicinsk Center", "Lungemed. sengeafsnit"),
    "Neurologisk Ambulatorium": ("Medicinsk Center", "Neurologisk amb."),
    "Nyremedicin og Dialyse": ("Medicinsk Center", "Nyremedicin & dialyse"),
    "Øre-næse-hals": ("Kirurgisk Center", "Øre-/næse-/hals"),
    "Operationsgangen": ("Kirurgisk Center", "Operationsgang"),
    "Ortopædkirurgisk Sengeafsnit": ("Kirurgisk Center", "Ortopædkir. sengeafsnit"),
    "Akutmodtagelsen": ("Tværgående Center", "Akutmodtagelse"),
    "Fysio- og ergoterapien": ("Tværgående Center", "Fysio-/ergoterapi"),
    "Røntgenafdelingen": ("Tværgående Center", "Røntgenafdeling"),
}
EXTENT = ["I meget høj grad", "I høj grad", "Delvist", "I ringe grad", "I meget ringe grad"]
OFTEN = ["Altid", "Ofte", "Sommetider", "Sjældent", "Aldrig"]
QUESTIONS = {
    "TM1": ("Stoler ledelsen på, at medarbejderne gør arbejdet godt?", EXTENT),
    "TMX2": ("Kan man stole på de udmeldinger, der kommer fra ledelsen?", EXTENT),
    "TM3": ("Holder ledelsen vigtig information tilbage for medarbejderne?", EXTENT),
    "TM4": ("Er der plads til medarbejdernes meninger og følelser?", EXTENT),
    "TE1": ("Holder de ansatte information tilbage for hinanden?", EXTENT),
    "TE2": ("Holder de ansatte information tilbage for ledelsen?", EXTENT),
    "TE3": ("Stoler kollegerne i almindelighed på hinanden?", EXTENT),
    "JU1": ("Bliver konflikter løst retfærdigt?", EXTENT),
    "JU2": ("Bliver man anerkendt for et godt stykke arbejde?", EXTENT),
    "JU3": ("Tager ledelsen medarbejdernes forslag seriøst?", EXTENT),
    "JU4": ("Bliver arbejdet fordelt retfærdigt?", EXTENT),
    "SW1": ("Er der en god stemning mellem dig og dine kolleger?", OFTEN),
    "SW2": ("Er der et godt samarbejde mellem kollegerne?", OFTEN),
    "SW3": ("Føler du dig som en del af et fællesskab?", OFTEN),
}


def write_hospital(
    folder: Path, *, numbers: bool = False, seed: int = 3
) -> tuple[Path, Path, Path]:
    """Write export, sick leave and invited: Windows-1252, two heading rows, decimal commas.

    Answers are words, or with ``numbers`` their place on the form. One answer in thirty has the
    ward misspelt; a column of comments holds what nobody may see.
    """
    rng = np.random.default_rng(seed)
    codes = ["id", "dato", "center", "afsnit", "leder", "fag", *(f"s_{i}" for i in range(14)), "k"]
    heads = ["Respondent", "Besvaret den", "Center", "Afsnit", "Er du leder?", "Faggruppe"]
    heads += [words for words, _ in QUESTIONS.values()] + ["Har du kommentarer?"]
    rows = [";".join(codes), ";".join(heads)]
    number = 1000
    for ward, (center, _) in WARDS.items():
        for person in range(12):
            number += 1
            said = [int(place) for place in rng.integers(0, 5, 14)]
            texts = [
                str(p + 1) if numbers else o[p]
                for p, (_, o) in zip(said, QUESTIONS.values(), strict=True)
            ]
            spelt = ward.replace("n", "m", 1) if number % 30 == 0 else ward
            who = ["Ja" if person == 0 else "Nej", ["Sygeplejerske", "Læge"][person % 2]]
            day = f"{2 + person:02d}-03-2026" if person < 11 else "21-03-2026"
            rows.append(
                ";".join([str(number), day, center, spelt, *who, *texts, f"HEMMELIGT{number}"])
            )
    export = folder / "udtræk.csv"
    export.write_bytes("\r\n".join(rows).encode("cp1252"))
    leave = [
        "Fraværsstatistik",
        "",
        "Afsnit;Måned;Årsag;Fraværsdagsværk;Mulige dagsværk;Antal ansatte",
    ]
    for _, name in WARDS.values():
        for month in range(24):
            when = f"{month % 12 + 1:02d}-{2026 + month // 12}"
            for cause, days in (("Egen sygdom", 9), ("Barns 1. og 2. sygedag", 1)):
                told = f"{days + rng.random():.1f}".replace(".", ",")
                leave.append(f"{name};{when};{cause};{told};1.{rng.integers(100, 400)},5;60")
    absence = folder / "fravær.csv"
    absence.write_bytes("\r\n".join(leave).encode("cp1252"))
    asked = [
        "Afsnit;Antal medarbejdere;Antal ledere",
        *(f"{w};18;1" for w in WARDS),
        "I alt;252;14",
    ]
    invited = folder / "inviterede.csv"
    invited.write_bytes("\r\n".join(asked).encode("cp1252"))
    return export, absence, invited
