"""Exports and lists that would make wrong numbers of a study without a word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import skcore
from skcore.beginning.asked import Files, Proposal
from skcore.beginning.proposal import propose
from skcore.beginning.writing import write_proposal
from skcore.commands.check import check_ahead
from skcore.commands.new import new_from
from skcore.errors import InputError

ITEMS = ["TM1", "TMX2", "JU1", "JU4"]
UNITS = ["Solgården", "Egely", "Bakkebo"]
LEAVE = ["Arbejdsplads", "Måned", "Årsag", "Fraværsdagsværk", "Mulige dagsværk"]

Rows = list[list[object]]


def csv(path: Path, rows: Rows) -> Path:
    path.write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="utf-8")
    return path


def export(folder: Path, *, head: str = "", column: list[str] | None = None) -> Path:
    """Thirty people at three workplaces, with one more column where it is asked for."""
    rows: Rows = [["Arbejdsplads", *ITEMS, head]]
    for row in range(30):
        more = column[row % len(column)] if column else ""
        rows.append([UNITS[row % 3], *["Delvist", "I høj grad", "I ringe grad", "Delvist"], more])
    return csv(folder / "svar.csv", rows)


def proposed(folder: Path, **lists: Rows) -> Proposal:
    files = {name: csv(folder / f"{name}.csv", rows) for name, rows in lists.items()}
    return propose(Files(export(folder), **files), {}, language="da")


def study(folder: Path, proposal: Proposal) -> skcore.Study:
    place = folder / "study"
    place.mkdir()
    write_proposal(proposal, place)
    return skcore.load_study(place)


def invited(*rows: list[object], head: tuple[str, ...] = ("Arbejdsplads", "Antal")) -> Rows:
    return [list(head), *rows]


def leave(*causes: tuple[str, str], months: int = 2) -> Rows:
    rows: Rows = [list(LEAVE)]
    for unit in UNITS:
        for month in range(1, months + 1):
            rows += [[unit, f"2025-{month:02d}", cause, days, "450,5"] for cause, days in causes]
    return rows


def test_answers_are_not_taken_for_invitations(tmp_path: Path) -> None:
    head = ("Arbejdsplads", "Antal besvarelser", "Antal", "Svarprocent")
    rows = invited(*([unit, 10, 12, "83 %"] for unit in UNITS), head=head)
    found = study(tmp_path, proposed(tmp_path, invited=rows)).invited
    assert found is not None
    assert found["invited"].tolist() == [12, 12, 12]
    with pytest.raises(InputError, match="ikke fundet: antal inviterede"):
        proposed(tmp_path, invited=[row[:2] for row in rows])


def test_shares_and_calendar_days_are_no_working_days(tmp_path: Path) -> None:
    for heading in ("Fraværsprocent", "Absence %", "Kalenderdage", "Fraværsdage, kalender"):
        rows = leave(("Sygdom", "2,8"))
        rows[0][3] = heading
        with pytest.raises(InputError, match=r"ikke fundet: fraværsdagsværk"):
            proposed(tmp_path, absence=rows)


def days_and_hours(folder: Path, absent: str, available: str, **said: str) -> Proposal:
    rows = leave(("Sygdom", "37"))
    rows[0][3:] = [absent, available]
    files = Files(export(folder), absence=csv(folder / "fravaer.csv", rows))
    return propose(files, said, language="da")


def test_hours_become_days_by_their_heading(tmp_path: Path) -> None:
    proposal = days_and_hours(tmp_path, "Fraværsdage", "Mulige timer")
    assert any("7,4 timer er ét): 'Mulige timer'." in told for told in proposal.told)
    assert any("fulde arbejdsdage: 'Fraværsdage'." in told for told in proposal.told)
    found = study(tmp_path, proposal).absence
    assert found is not None
    assert found["absence_days"].tolist() == [37.0] * 6
    assert found["available_days"].round(3).tolist() == [60.878] * 6


@pytest.mark.parametrize("absent", ["Absence", "Fraværsdage (timer)"])
def test_a_unit_that_no_heading_says_is_asked_for_and_never_assumed(
    tmp_path: Path, absent: str
) -> None:
    still_open = days_and_hours(tmp_path, absent, "Mulige timer")
    (asked,) = [question for question in still_open.questions if question.key == "day_unit"]
    assert (asked.proposed, list(asked.choices)) == (None, ["days", "hours", "other"])
    assert f"'{absent}'" in asked.text
    with pytest.raises(InputError, match=r"'absence_days' .fraværsdagsværk. mangler"):
        study(tmp_path, still_open)
    for said, days in (("days", "37"), ("hours", "5,0")):
        table = days_and_hours(tmp_path, absent, "Mulige timer", day_unit=said).absence
        assert table is not None
        assert table["absence_days"].tolist() == [days] * 6
    with pytest.raises(InputError, match=r"Procenter kan ikke lægges sammen.*Bed løn eller HR"):
        days_and_hours(tmp_path, absent, "Mulige timer", day_unit="other")


def test_two_words_for_employees_are_one_number_and_a_chef_is_a_leader(tmp_path: Path) -> None:
    rows = invited(
        ["Egely", "Sygeplejersker", 8],
        ["Egely", "Assistenter", 3],
        ["Egely", "Chef", 1],
        ["Solgården", "Medarbejdere", 11],
        ["Bakkebo", "Medarbejdere", 12],
        head=("Arbejdsplads", "Rolle", "Antal"),
    )
    found = study(tmp_path, proposed(tmp_path, invited=rows)).invited
    assert found is not None
    egely = found[found["unit"] == "egely"].set_index("role")["invited"].to_dict()
    assert egely == {"employee": 11, "leader": 1}


def test_a_row_that_is_there_twice_is_told_and_not_added_up(tmp_path: Path) -> None:
    rows = invited(["Egely", 8], ["Egely", 8], ["Solgården", 11], ["Bakkebo", 12])
    with pytest.raises(InputError, match=r"samme arbejdsplads, måling, rolle \(række 2, 3\)"):
        study(tmp_path, proposed(tmp_path, invited=rows))
    pasted = leave(("Sygdom", "12,5"))
    again = proposed(tmp_path, absence=[*pasted, *pasted[1:]])
    assert again.absence is not None
    assert len(again.absence) == 2 * (len(pasted) - 1)


def test_causes_of_one_kind_are_added_up_and_sums_of_them_left_out(tmp_path: Path) -> None:
    rows = leave(("Sygdom", "12,5"), ("Langtidssygdom", "4,5"), ("I alt", "17,0"))
    found = study(tmp_path, proposed(tmp_path, absence=rows)).absence
    assert found is not None
    assert found["cause"].unique().tolist() == ["own_sickness"]
    assert found["absence_days"].tolist() == [17.0] * 6


def test_what_cannot_be_read_is_not_lost_in_a_sum(tmp_path: Path) -> None:
    rows = leave(("Sygdom", "12,5"), ("Langtidssygdom", "ca. 4"))
    with pytest.raises(InputError, match="ikke er tal"):
        study(tmp_path, proposed(tmp_path, absence=rows))


def test_forms_sent_twice_are_told_by_their_rows(tmp_path: Path) -> None:
    numbers = [str(number) for number in (1, 1, *range(2, 30))]
    file = export(tmp_path, head="Respondent", column=numbers)
    proposal = propose(Files(file), {}, language="da")
    with pytest.raises(InputError, match=r"står flere gange i samme måling \(række 2, 3\)"):
        study(tmp_path, proposal)


def test_a_workplace_called_as_what_it_belongs_to_keeps_its_answers(tmp_path: Path) -> None:
    file = export(tmp_path, head="Center", column=["Egely", "Egely", "Nord"])
    found = study(tmp_path, propose(Files(file), {}, language="da"))
    names = found.units.set_index("unit")["name"]
    assert found.responses["unit"].map(names).value_counts().to_dict() == dict.fromkeys(UNITS, 10)
    assert not set(found.responses["unit"]) & set(found.units["parent"])


def test_an_export_without_workplaces_is_refused_with_the_way_out(tmp_path: Path) -> None:
    rows: Rows = [ITEMS, *([["Delvist"] * 4] * 12)]
    with pytest.raises(
        InputError, match=r"mangler en kolonne i .svar.csv. med arbejdspladsen.*Tilføj en kolonne"
    ):
        propose(Files(csv(tmp_path / "svar.csv", rows)), {}, language="da")


def test_leaders_in_our_own_words_need_no_question(tmp_path: Path) -> None:
    file = export(tmp_path, head="Stilling", column=["Leder", *["Assistent"] * 9])
    proposal = propose(Files(file), {}, language="da")
    assert "leaders" not in [question.key for question in proposal.questions]
    assert "Ledere er i 'Stilling' dem, der hedder 'Leder'" in " ".join(proposal.told)
    assert (study(tmp_path, proposal).responses["role"] == "leader").sum() == 3


def test_numbers_of_people_are_no_workplaces_where_the_export_has_codes_for_them(
    tmp_path: Path,
) -> None:
    rows: Rows = [["Arbejdsplads", *ITEMS]]
    rows += [[n % 3 + 1, *["Delvist"] * 4] for n in range(30)]
    file = csv(tmp_path / "svar.csv", rows)
    asked: Rows = [["Arbejdsplads", "Stilling", "Antal inviterede"]]
    asked += [[unit, *said] for unit in UNITS for said in (("Medarbejder", 12), ("Leder", 1))]
    listed = csv(tmp_path / "inviterede.csv", asked)
    with pytest.raises(InputError, match=r"inviterede.csv .*Solgården.* er tal i udtrækket"):
        propose(Files(file, invited=listed), {}, language="da")


def coded(folder: Path, **columns: list[str]) -> Path:
    """Thirty people at workplaces 1, 2 and 3, with other columns beside."""
    rows: Rows = [["Arbejdsplads", *ITEMS, *columns]]
    rows += [
        [n % 3 + 1, *["Delvist"] * 4, *(cells[n % len(cells)] for cells in columns.values())]
        for n in range(30)
    ]
    return csv(folder / "svar.csv", rows)


def notes(folder: Path, proposal: Proposal) -> str:
    place = folder / "noted"
    place.mkdir()
    write_proposal(proposal, place)
    return " ".join(skcore.check_study(place / "study.toml")["problem"])


def test_numbers_are_called_as_a_list_that_has_both_says(tmp_path: Path) -> None:
    asked: Rows = [["Nr", "Arbejdsplads", "Antal"], *([n, u, 12] for n, u in enumerate(UNITS, 1))]
    leave_of = csv(tmp_path / "fravaer.csv", leave(("Sygdom", "12,5")))
    for head in ("Nr", "Enhed", "Afdelingskode"):
        asked[0][0] = head
        files = Files(coded(tmp_path), leave_of, csv(tmp_path / "inviterede.csv", asked))
        proposal = propose(files, {}, language="da")
        (asked_about,) = [q for q in proposal.questions if q.key.startswith("called")]
        assert asked_about.text.endswith("? 1 = Solgården, 2 = Egely, 3 = Bakkebo")
        assert (asked_about.proposed, asked_about.by_enter) == ("yes", False)
        said = {"called_by:inviterede.csv": "no", "called:Arbejdsplads": "2 = Solgården, 1 = Egely"}
        other = propose(Files(coded(tmp_path), invited=files.invited), said, language="da")
        names = other.units.set_index("unit")["name"]  # the list counts its rows
        assert names[other.spellings["2"]] == "Solgården"
    assert proposal.absence is not None
    assert set(proposal.absence["unit"]) == {"solgaarden", "egely", "bakkebo"}
    found = study(tmp_path, proposal)
    assert found.responses["unit"].value_counts().to_dict() == dict.fromkeys(
        ("solgaarden", "egely", "bakkebo"), 10
    )
    assert "et tal som navn" not in notes(tmp_path, proposal)


def test_leaders_names_in_a_list_are_no_names_of_workplaces(tmp_path: Path) -> None:
    asked: Rows = [["Enhed", "Enhedens leder", "Antal"]]
    asked += [[n, f"Anne {n}", 12] for n in (1, 2, 3)]
    listed = csv(tmp_path / "inviterede.csv", asked)
    proposal = propose(Files(coded(tmp_path), invited=listed), {}, language="da")
    assert set(proposal.units["name"]) == {"1", "2", "3"}


def test_numbers_that_no_list_names_are_asked_about_and_else_check_says_where_to_write(
    tmp_path: Path,
) -> None:
    file = coded(tmp_path, Forvaltning=["7", "7", "8"])
    open_ = propose(Files(file), {}, language="da")
    asked = [question for question in open_.questions if question.key.startswith("called:")]
    assert [question.key for question in asked] == ["called:Arbejdsplads", "called:Forvaltning"]
    assert "Under 'Arbejdsplads' er der kun tal: 1, 2, 3." in asked[0].text
    assert "kun et tal som navn (række 2, 3, 4, 5, 6)" in notes(tmp_path, open_)
    said = {"called:Arbejdsplads": "1 = Nord, øst; 3: Syd,2=Vest", "called:Forvaltning": "7 = Børn"}
    told = propose(Files(file), said, language="da")
    assert set(told.units["name"]) == {"Nord, øst", "Syd", "Vest", "Børn", "8"}
    found = study(tmp_path, told)
    names = found.units.set_index("unit")["name"]
    assert found.responses["unit"].map(names).tolist()[:3] == ["Nord, øst", "Vest", "Syd"]


def test_a_position_in_numbers_is_asked_about_and_no_leader_becomes_an_employee(
    tmp_path: Path,
) -> None:
    file = coded(tmp_path, Stilling=["2", *["1"] * 9])
    open_ = propose(Files(file), {}, language="da")
    (asked,) = [question for question in open_.questions if question.key == "leader_code"]
    assert (asked.proposed, list(asked.choices)) == (None, ["1", "2", "none"])
    with pytest.raises(InputError, match=r"hverken er medarbejder eller leder"):
        study(tmp_path, open_)
    told = propose(Files(file), {"leader_code": "2"}, language="da")
    assert told.roles == {"1": "employee", "2": "leader"}
    nobody = propose(Files(file), {"leader_code": "none"}, language="da")
    assert (nobody.backgrounds, nobody.roles) == (["occupation"], {})


def test_roles_in_numbers_are_in_a_list_what_they_are_in_the_export_or_asked_about(
    tmp_path: Path,
) -> None:
    rows: Rows = [[1, *said] for said in ((1, 12), (2, 1))]
    listed = csv(tmp_path / "i.csv", invited(*rows, head=("Arbejdsplads", "Rolle", "Antal")))
    files = Files(coded(tmp_path), invited=listed)
    open_ = propose(files, {}, language="da")
    assert [q.proposed for q in open_.questions if q.key == "leader_code:invited"] == [None]
    assert open_.invited is not None
    assert open_.invited["role"].tolist() == ["1", "2"]  # check says that these are no roles
    files = Files(coded(tmp_path, Stilling=["2", *["1"] * 9]), invited=listed)
    told = propose(files, {"leader_code": "2"}, language="da").invited
    assert told is not None
    assert told.set_index("role")["invited"].to_dict() == {"employee": "12", "leader": "1"}


def test_dates_that_can_be_read_in_two_ways_are_asked_about_by_the_name_of_the_file(
    tmp_path: Path,
) -> None:
    rows = leave(("Sygdom", "12,5"))
    for row, day in zip(rows[1:], ["01/02/2025", "02/03/2025"] * 3, strict=True):
        row[1] = day
    rows[0][1] = "Dato"
    files = Files(export(tmp_path), csv(tmp_path / "syge.csv", rows))
    open_ = propose(files, {}, language="da")
    (asked,) = [question for question in open_.questions if question.key == "month_order"]
    assert asked.proposed is None
    assert "I 'syge.csv' kan datoerne under 'Dato' læses på to måder" in asked.text
    with pytest.raises(InputError, match="kan 3/4 være") as refused:
        study(tmp_path, open_)
    assert "flere rækker" not in str(refused.value)  # unread days are not one month
    for said, months in (("day", ["2025-02", "2025-03"]), ("month", ["2025-01", "2025-02"])):
        told = propose(files, {"month_order": said}, language="da").absence
        assert told is not None
        assert told["month"].tolist() == months * 3


def test_a_survey_without_days_is_told_where_something_is_lost_by_it(tmp_path: Path) -> None:
    assert "ingen datoer" not in notes(tmp_path, proposed(tmp_path))
    (tmp_path / "noted").rename(tmp_path / "before")
    said = notes(tmp_path, proposed(tmp_path, absence=leave(("Sygdom", "12,5"))))
    assert "har ingen datoer, så sygefraværet kan ikke sættes ved siden af svarene" in said


def test_only_questions_that_were_asked_are_counted_and_called_by_their_ends(
    tmp_path: Path,
) -> None:
    asked = [*ITEMS, "TM3", "TM4", "JU2", "JU3"]
    rows: Rows = [["Arbejdsplads", *asked], *([u, *["Delvist"] * len(asked)] for u in UNITS * 10)]
    place = tmp_path / "study"
    place.mkdir()
    write_proposal(propose(Files(csv(tmp_path / "svar.csv", rows)), {}, language="da"), place)
    _, ahead = check_ahead(place / "study.toml")
    told = " ".join(ahead)
    assert "af 8 spørgsmål" in told
    assert "Altid" not in told  # the answers to the three of community, which nobody was asked


def test_enter_leaves_no_workplace_out(tmp_path: Path) -> None:
    rows = leave(("Sygdom", "12,5"))
    rows += [["Rådhuset", *row[1:]] for row in rows[1:3]]
    files = Files(export(tmp_path), csv(tmp_path / "syge.csv", rows))
    told: list[str] = []
    answers = iter(["Byen", "2.3.2026 - 20.3.2026", "", "2"])
    new_from(tmp_path / "study", files, language="da", ask=lambda _: next(answers), say=told.append)
    assert "Skriv et tal fra 1 til 3." in told  # to Enter
    left = new_from(tmp_path / "yes", files, language="da", yes=True, say=told.append)
    assert "syge.csv og ikke i udtrækket: Rådhuset. Hvad er det? – Ikke med" in " ".join(told)
    assert "raadhuset" not in (left[0].parent / "fravaer.csv").read_text("utf-8")


def test_a_list_without_roles_is_asked_whom_it_counts_where_leaders_answer(tmp_path: Path) -> None:
    """Leaders among the invited would be employees who did not answer."""
    listed = csv(tmp_path / "i.csv", invited([1, 13], head=("Arbejdsplads", "Antal inviterede")))
    files = Files(coded(tmp_path, Stilling=["2", *["1"] * 9]), invited=listed)

    def listed_as(**answers: str) -> Proposal:
        return propose(files, {"leader_code": "2", **answers}, language="da")

    open_ = listed_as()
    (asked,) = [question for question in open_.questions if question.key == "invited_whom"]
    assert (asked.proposed, list(asked.choices)) == (None, ["employees", "both"])
    with pytest.raises(InputError, match=r"hverken medarbejder eller leder"):
        study(tmp_path, open_)
    for said, number in (("employees", "13"), ("both", "")):
        told = listed_as(invited_whom=said)
        assert told.invited is not None
        assert told.invited[["role", "invited"]].to_numpy().tolist() == [["employee", number]]
        assert any("hver for sig" in line for line in told.told) == (said == "both")
    alone = propose(replace(files, export=coded(tmp_path)), {}, language="da")
    assert "invited_whom" not in [question.key for question in alone.questions]


def test_a_list_of_spells_is_told_what_list_is_needed_and_how_to_get_it(tmp_path: Path) -> None:
    spells: Rows = [["Afdeling", "Fraværsårsag", "Første fraværsdag", "Fraværstimer"]]
    spells += [[unit, "Egen sygdom", "09-01-2025", "37,0"] for unit in UNITS]
    with pytest.raises(InputError, match=r"en række for hver arbejdsplads og måned.*løn eller HR"):
        proposed(tmp_path, absence=spells)


def test_new_says_which_causes_were_taken_for_which_of_ours(tmp_path: Path) -> None:
    causes = leave(("Egen sygdom", "12"), ("Barns 1. sygedag", "1"), ("Barns 2. sygedag", "1"))
    told = " ".join(proposed(tmp_path, absence=causes).told)
    assert "'Barns 1. sygedag', 'Barns 2. sygedag' → Barns sygdom" in told


def test_a_workplace_spelt_in_two_ways_in_the_export_is_asked_about(tmp_path: Path) -> None:
    names = ["Sygeplejen Øst", "Sygepljeen Øst", "Hjemmepl. Nord", "Hjemmeplejen Nord"]
    names += ["Hjemmeplejen Syd"]
    rows: Rows = [["Arbejdsplads", *ITEMS], *([name, *["Delvist"] * 4] for name in names * 6)]
    asked: Rows = [["Arbejdsplads", "Antal inviterede"]]
    asked += [[name, "9"] for name in names if name not in names[1:3]]
    files = Files(csv(tmp_path / "svar.csv", rows), invited=csv(tmp_path / "inv.csv", asked))
    study(tmp_path, propose(files, {}, language="da"))
    problems, _ = check_ahead(tmp_path / "study" / "study.toml")
    (line,) = problems.loc[problems["severity"] == "ask", "problem"]
    assert '"Sygepljeen Øst" = "sygeplejen-oest"' in line
    assert '"Hjemmepl. Nord" = "hjemmeplejen-nord"' in line
    assert "Syd" not in line
