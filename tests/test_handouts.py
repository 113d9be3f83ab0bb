"""Paper for the meeting: made, tagged, in our font, the same twice, nothing beside its place."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matrix_studies import small_matrix, write_case
from pypdf import PdfReader
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.commands.handouts import make_handouts
from skcore.decks.phrases import Phrases
from skcore.decks.rows import scale_rows, whole_means
from skcore.errors import SkcoreError
from skcore.handouts import HANDOUTS, Handout
from skcore.handouts.handout import Sheet
from skcore.handouts.printing import Paper, Printer
from skcore.handouts.timeline import course, rows, too_short
from skcore.handouts.workplace import chosen_statements
from skcore.meeting.calendar import holiday
from skcore.meeting.dialogue import dialogue_themes
from skcore.meeting.programme import meeting_points
from skcore.reading.attendance import LEVELS
from skcore.texts import load_texts
from skcore.wording import LEADERS, our_wording, read_wording

#: a workplace with numbers, one whose are not shown, a reorganised one, and a name of 78 letters
UNITS = ("dagoest-01", "syg-02", "hjem-02", "dagoest-06")
LANGUAGES = ("da", "en")
A4, A5, A3 = (595, 842), (420, 595), (842, 1191)
#: what each handout is printed on, and on how many pages
PAGES = {
    "cards": ({A4}, 6), "script": ({A4}, 3), "room": ({A4}, 4), "statements": ({A4}, 2),
    "reflection": ({A5}, 2), "observation": ({A4}, 1), "poster": ({A3}, 1), "team": ({A4}, 1),
    "programme": ({A4}, 2), "participants": ({A4}, 3),
    "fire-hurtige": ({A4}, 1), "start": ({A4}, 2), "core-task": ({A4}, 5), "letter": ({A4}, 1),
    "steering": ({A4}, 1),
}  # fmt: skip


#: who comes to a network meeting, one of each level
PEOPLE = pd.DataFrame(
    {
        "name": [
            "Alma Fjordvang",
            "Birk Sølvmark",
            "Ellen Havgaard",
            "Gry Aavang",
            "Ida Østervang",
        ],
        "level": LEVELS,
        "unit": ["", "", "", "", "dagoest-01"],
    }
)


def printed(handout: Handout, release: Any, unit: str = "dagoest-01") -> Paper:
    """Make a handout of whatever it is made of."""
    more = [unit] if handout.of_units else [PEOPLE] if handout.of_people else []
    return handout.make(release, *more)


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer()


@pytest.fixture(scope="module")
def releases(sample_in: Callable[[str], Any]) -> dict[str, Any]:
    return {language: sample_in(language) for language in LANGUAGES}


Made = dict[tuple[str, str, str], PdfReader]


@pytest.fixture(scope="module")
def made(releases: dict[str, Any], printer: Printer) -> Made:
    found = {}
    for language, release in releases.items():
        for name, handout in HANDOUTS.items():
            for unit in UNITS if handout.of_units else ("",):
                paper = printed(handout, release, unit)
                found[language, name, unit] = PdfReader(io.BytesIO(printer.pdf(paper)))
    return found


@cache
def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_every_handout_is_a_tagged_pdf_with_title_and_language(made: Made) -> None:
    for (language, name, unit), reader in made.items():
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], name
        assert root["/Lang"] == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
        assert reader.metadata is not None
        assert reader.metadata.title
        assert reader.metadata.creation_date is None
        assert unit == "" or " – " in reader.metadata.title


def test_only_our_font_stands_in_them_and_it_is_embedded(made: Made) -> None:
    for reader in made.values():
        for page in reader.pages:
            resources: Any = page["/Resources"]
            for font in resources.get("/Font", {}).values():
                entry = font.get_object()
                inner = entry["/DescendantFonts"][0].get_object()
                assert "LiberationSans" in entry["/BaseFont"]
                assert (
                    "/FontFile2" in inner["/FontDescriptor"]
                    or "/FontFile3" in inner["/FontDescriptor"]
                )


def test_handouts_have_the_size_and_the_pages_they_are_laid_out_for(made: Made) -> None:
    for (_, name, unit), reader in made.items():
        sizes, pages = PAGES[name]
        boxes = {tuple(sorted(round(v) for v in page.mediabox[2:])) for page in reader.pages}
        assert boxes == sizes, name
        assert len(reader.pages) == pages, (name, unit)


@cache
def places(reader: PdfReader) -> list[list[tuple[float, float, str]]]:
    return [places_on(page) for page in reader.pages]


def places_on(page: Any) -> list[tuple[float, float, str]]:
    """Every piece of text of a page with where it stands, in points from the lower left."""
    found: list[tuple[float, float, str]] = []

    def visit(text: str, cm: Any, tm: Any, *_: Any) -> None:
        if text.strip():
            x, y = tm[4], tm[5]
            found.append((cm[0] * x + cm[2] * y + cm[4], cm[1] * x + cm[3] * y + cm[5], text))

    page.extract_text(visitor_text=visit)
    return found


def test_no_word_stands_outside_its_page(made: Made) -> None:
    for key, reader in made.items():
        for page, texts in zip(reader.pages, places(reader), strict=True):
            width, height = (float(v) for v in page.mediabox[2:])
            for x, y, text in texts:
                assert 10 <= x <= width - 5, (key, text)
                assert 8 <= y <= height - 8, (key, text)


def test_fronts_and_backs_of_cards_lie_in_the_same_four_places(made: Made) -> None:
    for (_, name, _), reader in made.items():
        if name != "cards":
            continue
        for number, (page, texts) in enumerate(zip(reader.pages, places(reader), strict=True)):
            width, height = (float(v) for v in page.mediabox[2:])
            assert width > height
            quarters = {(x > width / 2, y > height / 2) for x, y, _ in texts}
            assert len(quarters) == 4
            if number % 2:  # a back: the same whichever edge the page is turned over
                at = [(x % (width / 2), y % (height / 2)) for x, y, _ in texts]
                assert {round(x) for x, _ in at} == {round(at[0][0]), round(at[1][0])}


def test_the_same_release_gives_the_same_bytes(releases: dict[str, Any]) -> None:
    for name in ("cards", "poster", "letter"):
        handout = HANDOUTS[name]
        given = [releases["da"], "dagoest-01"] if handout.of_units else [releases["da"]]
        assert len({Printer().pdf(handout.make(*given)) for _ in range(2)}) == 1


def test_cards_say_what_was_chosen_and_hold_no_number_of_the_workplace(
    made: Made, releases: dict[str, Any]
) -> None:
    for language in LANGUAGES:
        for unit in UNITS:
            cards = skcore.choose_cards(releases[language], unit)
            text = text_of(made[language, "cards", unit])
            for column in ("text", "follow_up", "heading"):
                for said in cards[column]:
                    assert said in text, (unit, said)
            left = re.sub(r"\d+ (?:min\.|·)|2\. måling", "", text)
            for name in (releases[language].facts.unit_name(unit),):
                left = left.replace(name, "")
            assert not re.search(r"\d", left)


def test_script_poster_and_cards_use_the_same_choice(made: Made, releases: dict[str, Any]) -> None:
    for unit in UNITS:
        cards = skcore.choose_cards(releases["da"], unit)
        script = text_of(made["da", "script", unit])
        assert all(text in script for text in cards["text"])
        read_by_all = skcore.choose_cards(releases["da"], unit, for_all=True)
        between = read_by_all[~read_by_all["use"].isin(["opening", "closing", "next_step"])]
        poster = text_of(made["da", "poster", unit])
        assert all(text in poster for text in between["text"].head(3))


def test_handouts_of_a_workplace_that_is_not_shown_hold_no_number_of_it(made: Made) -> None:
    poster = text_of(made["da", "poster", "syg-02"])
    assert "Der vises ikke tal for os" in poster
    assert re.findall(r"\d+", poster.replace("2. netværksmøde, 29. oktober 2026", "")) == []
    script = text_of(made["da", "script", "syg-02"])
    assert "Sig, at der ikke vises tal, og hvorfor." in script
    assert script.index("Når der ikke vises tal Gælder jer") < script.index("Når tallet er lavt")


def test_the_poster_shows_the_numbers_of_the_workplace_own_slide(
    made: Made, releases: dict[str, Any]
) -> None:
    slide = skcore.profile_slide(releases["da"], "dagoest-01")
    poster = text_of(made["da", "poster", "dagoest-01"])
    for label, value in slide.figure.table.set_index("label")["estimate"].items():
        exhibited = not label.startswith("Tillid mellem ledelse")
        assert bool(re.search(rf"(?<!\d){value:.0f}(?!\d)", poster)) == exhibited
    answered = Phrases(releases["da"]).answered("2026", unit="dagoest-01")
    assert answered.replace("\u00a0", " ") in poster


def test_a_poster_that_all_read_tells_what_points_at_the_leader_by_agreement_only(
    releases: dict[str, Any], printer: Printer
) -> None:
    release = releases["da"]
    agreed = replace(release.facts.network_deck, named_management=True)
    told = replace(release, facts=replace(release.facts, network_deck=agreed))
    own, by_agreement = (HANDOUTS["poster"].make(one, "dagoest-01") for one in (release, told))
    value = skcore.profile_slide(release, "dagoest-01").figure.table["estimate"].iloc[0]
    for paper, there in ((own, False), (by_agreement, True)):
        data = paper.data
        assert (f"Tillid mellem ledelse og medarbejdere {value:.0f}" in data["told"]) == there
        assert ("ledelse" in data["figure"]) == there
        kept = "Tillid mellem ledelse og medarbejdere vises kun for arbejdspladsen selv."
        assert (kept in data["key"]) != there


def test_what_a_poster_asks_tells_nothing_of_trust_in_the_leader(releases: dict[str, Any]) -> None:
    """Which of its cards a workplace gets says whether a theme lies high, low or far apart."""
    release = releases["da"]
    facts = release.facts
    agreed = replace(facts, network_deck=replace(facts.network_deck, named_management=True))
    asked = {"own": 0, "by_agreement": 0}
    for unit in facts.workplaces(facts.last_wave)[::3]:
        for name, one in {"own": release, "by_agreement": replace(release, facts=agreed)}.items():
            cards = skcore.choose_cards(one, unit, for_all=True)
            asked[name] += int((cards["dimension"] == "trust_vertical").sum())
        assert "TM" not in set(dialogue_themes(release, unit, for_all=True)["variable"])
    assert asked["own"] == 0
    assert asked["by_agreement"] > 10


def test_minutes_add_up_and_clock_times_follow_from_them() -> None:
    for language in LANGUAGES:
        table = our_wording().table[language]
        for section, sums in (("script", (45, 90)), ("room", (90, 120))):
            for name, total in zip(("short", "long"), sums, strict=True):
                assert sum(point["minutes"] for point in table[section][name]) == total
                assert str(total) in table[section][f"{name}_title"]


def test_clock_times_stand_in_the_script(made: Made) -> None:
    danish, english = (text_of(made[language, "script", "hjem-02"]) for language in LANGUAGES)
    assert "13.00–13.05" in danish
    assert "13.40–13.45" in danish
    assert "14.25–14.30" in danish
    assert "13:00–13:05" in english


def test_statements_are_no_item_and_speak_of_no_leader(releases: dict[str, Any]) -> None:
    items = {
        words.casefold().strip(" ?.")
        for name in skcore.list_instruments()["id"]
        for item in skcore.load_instrument(name).items
        for words in (*item.text.values(), *item.label.values())
        if words
    }
    for language, release in releases.items():
        pool = our_wording().table[language]["statements"]
        assert set(pool) == {"opening", *skcore.wording.DIMENSIONS}
        for said in (s for part in pool.values() for s in part):
            assert said.casefold().strip(" .") not in items
            assert not any(word in said.casefold() for word in LEADERS), said
        for unit in UNITS:
            chosen = chosen_statements(release, unit)
            assert len(chosen) == len(set(chosen)) == 8
            assert chosen[-1] in pool["core_task"]


def test_the_observation_form_has_eight_acts_and_asks_for_no_name(made: Made) -> None:
    for language in LANGUAGES:
        acts = our_wording().table[language]["observation"]["acts"]
        assert len(acts) == 8
        text = text_of(made[language, "observation", "dagoest-01"])
        assert all(act in text for act in acts.values())
        assert ("Skriv ingen navne" if language == "da" else "write no names") in text


def test_the_vice_chair_speaks_as_long_as_a_director(releases: dict[str, Any]) -> None:
    turns = HANDOUTS["team"].make(releases["da"]).data["turns"]
    minutes = {who: int(n) for who, n in turns}
    assert minutes["Næstformanden i H‑MED"] == minutes["Kommunaldirektøren"] == 3
    assert sum(int(n) for _, n in turns) == 20  # as long as the programme's reflections
    facts = replace(releases["da"].facts, meeting={"programme": "programme-1"})
    longer = HANDOUTS["team"].make(replace(releases["da"], facts=facts))
    assert [n for _, n in longer.data["turns"]][:4] == ["4"] * 4
    assert sum(int(n) for _, n in longer.data["turns"]) == 30


def test_fire_hurtige_counts_from_the_most_positive_answer_with_the_published_bands(
    releases: dict[str, Any], made: Made
) -> None:
    data = HANDOUTS["fire-hurtige"].make(releases["da"]).data
    assert data["options"][0] == "I meget høj grad"
    assert [band[0] for band in data["bands"]] == [
        "0,0–8,0", "8,1–10,1", "10,2", "10,3–12,3", "12,4–16,0",
    ]  # fmt: skip
    text = text_of(made["da", "fire-hurtige", ""])
    assert "lidt under gennemsnittet" in text
    assert "Kan man stole på de udmeldinger, der kommer fra ledelsen?" in text
    # of the others only our own label is known: the official words are for the user to write
    assert text.count("Skriv den officielle ordlyd her") == 3
    assert "Spørgsmålene er fra COPSOQ III" in " ".join(text.split())  # the source, in Danish too


def test_the_core_task_has_four_places_24_questions_and_three_slips(made: Made) -> None:
    for language in LANGUAGES:
        places_ = our_wording().table[language]["core_task"]["places"]
        words = load_texts(language).raw("presets.municipality")
        questions = [q.format_map(words) for place in places_ for q in place["questions"]]
        assert len(places_) == 4
        assert len(set(questions)) == 24
        text = text_of(made[language, "core-task", ""])
        assert all(question in text for question in questions)
        slip = our_wording().table[language]["core_task"]["slip"][1]
        assert text.count(slip) == 3


def lix(text: str) -> float:
    """Björnsson's readability: words a sentence, and per cent of words over six letters."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = len(re.findall(r"[.!?:](?:\s|$)", text)) or 1
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_the_letter_is_easy_to_read_and_has_the_decks_numbers(
    made: Made, releases: dict[str, Any]
) -> None:
    data = HANDOUTS["letter"].make(releases["da"]).data
    words = data["say"]["letter"]
    parts = ["thanks", "found", "change", "next", "hidden"]
    prose = " ".join([*(data[part] for part in parts), words["uncertain"], words["questions"]])
    assert lix(prose) < 45
    p = Phrases(releases["da"])
    means = scale_rows(p, whole_means(releases["da"], "2026").reset_index())
    text = text_of(made["da", "letter", ""])
    assert "Ingen ser" not in data["hidden"]  # whoever has the file of answers can read it
    assert "Kun de få, der samler svarene ind, kan se dem" in data["hidden"]
    for _, row in means.iterrows():
        assert f"{p.scale(row['variable'], capital=True)} {p.mean(row)}" in text
    assert p.answered("2026").replace("\u00a0", " ") in text
    assert "færre end 5 svar" in text
    deck = "\n".join(s.to_text() for s in skcore.network_deck(releases["da"]))
    for number in re.findall(r"\d+ af \d+ medarbejdere", text):
        assert number in deck


def test_the_timeline_is_in_iso_weeks_and_warns(releases: dict[str, Any]) -> None:
    told = {row["what"]: row for row in rows(Sheet(releases["da"]))}
    assert told["Spørgeskemaet er åbent"]["week"] == "Uge 10–12, 2026"
    assert told["Netværksmøde"]["week"] == "Uge 44, 2026"
    assert told["MED ser de samlede resultater"]["warning"] == "Efterårsferie"
    assert told["Senest: ny APV"]["week"] == "Uge 12, 2029"
    assert too_short(Sheet(releases["da"])) == ""


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (dt.date(2026, 2, 9), "winter"), (dt.date(2026, 2, 16), "winter"),
        (dt.date(2026, 2, 23), ""), (dt.date(2026, 3, 30), "easter"),
        (dt.date(2026, 7, 6), "summer"), (dt.date(2026, 7, 26), "summer"),
        (dt.date(2026, 7, 27), ""), (dt.date(2026, 10, 12), "autumn"),
        (dt.date(2026, 12, 7), "december"), (dt.date(2027, 1, 4), ""),
    ],
)  # fmt: skip
def test_bad_weeks_are_warned_of(day: dt.date, key: str) -> None:
    assert holiday(day, day) == key


def test_a_study_without_dates_leaves_the_weeks_to_be_written(releases: dict[str, Any]) -> None:
    facts = releases["da"].facts
    waves = tuple(replace(wave, start=None, end=None) for wave in facts.waves)
    bare = replace(releases["da"], facts=replace(facts, waves=waves, meeting={}))
    assert all(first is None for _, first, _ in course(bare))
    data = HANDOUTS["start"].make(bare).data
    assert data["undated"]
    assert "senest i uge" not in data["apv"]
    soon = replace(facts, meeting={"date": dt.date(2026, 4, 10)})
    assert "Der er kun 3 uger" in too_short(Sheet(replace(releases["da"], facts=soon)))


def test_h_med_is_written_with_a_hyphen(made: Made) -> None:
    assert "H-MED" in text_of(made["da", "team", ""])
    assert not any("H·MED" in text_of(reader) for reader in made.values())


def test_a_letter_that_our_font_lacks_stops_nobody(
    releases: dict[str, Any], printer: Printer
) -> None:
    facts = releases["da"].facts
    units = facts.units.assign(name="Børnehuset 🌳 日本 “Æ” #let x = [1] $ * _ \\ " + "langt " * 30)
    release = replace(releases["da"], facts=replace(facts, units=units))
    for name, handout in HANDOUTS.items():
        paper = printed(handout, release)
        text = text_of(PdfReader(io.BytesIO(printer.pdf(paper))))
        if handout.of_units and name != "poster":
            assert "#let x = [1] $ * _" in text, name


def test_what_does_not_fit_is_an_error_and_no_page(printer: Printer, releases: Any) -> None:
    paper = HANDOUTS["cards"].make(releases["da"], "dagoest-01")
    long = [{**card, "text": "ord " * 400} for card in paper.data["cards"]]
    with pytest.raises(SkcoreError, match="too long for its place"):
        printer.pdf(replace(paper, data={**paper.data, "cards": long}))


#: words that mean something else in the room, verdicts, and what belongs in a notebook
FORBIDDEN = re.compile(
    r"skjul|signifikant|score|benchmark|bedst|dårligst|effekt|respondent|uenig|svaghed|problem|!",
    re.IGNORECASE,
)
DANISH = re.compile(r"[æøåÆØÅ]|\b(og|ikke|arbejdsplads|medarbejder)\b")


def leaves(table: Any) -> list[str]:
    if isinstance(table, str):
        return [table]
    parts = table.values() if isinstance(table, dict) else table if isinstance(table, list) else []
    return [text for part in parts for text in leaves(part)]


def test_texts_are_plain_danish_and_english_ones_hold_no_danish() -> None:
    tables = our_wording().table
    cards = {language: [dict(c.text[language]) for c in our_wording().cards] for language in tables}
    for text in [*leaves(dict(tables["da"])), *leaves(cards["da"])]:
        assert not FORBIDDEN.search(text), text
    for text in [*leaves(dict(tables["en"])), *leaves(cards["en"])]:
        assert not DANISH.search(text), text


def test_both_languages_hold_the_same_texts_and_places() -> None:
    def places_of(table: Any, path: str = "") -> dict[str, set[str]]:
        if isinstance(table, str):
            return {path: set(re.findall(r"\{(\w+)\}", table))}
        if not isinstance(table, dict | list):
            return {path: set()}
        pairs = table.items() if isinstance(table, dict) else enumerate(table)
        return {k: v for key, value in pairs for k, v in places_of(value, f"{path}.{key}").items()}

    danish, english = (places_of(dict(our_wording().table[language])) for language in LANGUAGES)
    assert danish == english


OWN = """
[da.script]
begins = "klokken et"
lede = "x"
lead = "Til {unit} og {hvem}"
short = []
[da.statements]
trust = ["Vores leder er til at regne med."]
"""


def test_all_faults_of_own_texts_are_told_at_once(sample_folder: Path) -> None:
    (sample_folder / "handouts.toml").write_text(OWN, encoding="utf-8")
    problems = skcore.check_study(sample_folder)
    assert set(problems["file"]) == {"handouts.toml"}
    said = "\n".join(problems["problem"])
    for part in (
        "'da.script.begins' skal være et klokkeslæt",
        "'lede' i [da.script] kendes ikke",
        "'hvem' i 'da.script.lead' kan ikke udfyldes. Det kan være: begins, unit",
        "'short' i [da.script] skal være",
        "Udsagnene i 'da.statements.trust' må ikke handle om ledere",
    ):
        assert part in said, part


def test_own_texts_win_over_ours(tmp_path: Path) -> None:
    own = '[da.letter]\ngreeting = "Hej alle"\n[da.script]\nbegins = "9.30"\n'
    (tmp_path / "handouts.toml").write_text(own, encoding="utf-8")
    wording, problems = read_wording(tmp_path, "da")
    assert problems == []
    assert wording.handouts("da")("letter.greeting") == "Hej alle"
    assert wording.handouts("en")("letter.greeting") == "Dear colleague"
    assert (
        wording.handouts("da").raw("script.short") == our_wording().table["da"]["script"]["short"]
    )


@pytest.fixture(scope="module")
def run(lean_study: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A copy of the lean study, and the folder its handouts were made in by the command."""
    folder = Path(shutil.copytree(lean_study, tmp_path_factory.mktemp("handouts") / "study"))
    out = folder / "ark"
    asked = [
        "handouts",
        str(folder / "study.toml"),
        "--out",
        str(out),
        "--units",
        "dagoest-01,syg-01",
    ]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    sheets = sum(2 if handout.of_units else 1 for handout in HANDOUTS.values())
    assert f"{sheets} ark til mødet" in result.output
    return folder, out


OWN_FILES = {"kort", "drejebog", "rumoevelse", "udsagn", "refleksion", "observation", "plakat"}
COMMON = {"kom-godt-i-gang", "reflekterende-team", "fire-hurtige", "kerneopgave", "brev"}


def test_files_are_named_and_placed_as_people_look_for_them(run: tuple[Path, Path]) -> None:
    _, out = run
    assert {path.stem for path in out.glob("*.pdf")} >= COMMON
    for unit in ("dagoest-01", "syg-01"):
        names = {path.stem for path in (out / "arbejdspladser" / unit).glob("*.pdf")}
        assert names == OWN_FILES


def test_handouts_are_remembered_as_slides_are_and_can_be_verified(run: tuple[Path, Path]) -> None:
    folder, out = run
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {
        path.relative_to(out).as_posix() for path in out.rglob("*.pdf")
    }
    assert sorted(path.name for path in folder.glob("*.ledger.json")) == manifest["ledgers"]
    assert CliRunner().invoke(app, ["verify", str(out)]).output.strip() == "OK"


def test_again_gives_the_same_files_and_other_answers_are_refused(run: tuple[Path, Path]) -> None:
    folder, out = run
    before = {path: path.read_bytes() for path in out.rglob("*.pdf")}
    make_handouts(folder / "study.toml", out=out, units=["dagoest-01"], only=["cards", "letter"])
    assert all(path.read_bytes() == content for path, content in before.items())
    answers = folder / "responses.csv"
    content = answers.read_bytes()
    try:
        answers.write_bytes(b"\n".join(content.split(b"\n")[:-3]) + b"\n")
        with pytest.raises(SkcoreError, match="er ændret, siden noget blev vist"):
            make_handouts(folder / "study.toml", out=out, only=["letter"])
    finally:
        answers.write_bytes(content)


def test_a_handout_that_fails_is_named_and_stops_no_other(
    run: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = run
    asked = ["handouts", str(folder / "study.toml"), "--out", str(tmp_path / "ark")]
    asked += ["--units", "dagoest-01", "--only", "letter,script"]
    broken = replace(HANDOUTS["script"], make=lambda *_: {}["answer seventy-seven"])
    with monkeypatch.context() as patch:
        patch.setitem(HANDOUTS, "script", broken)  # type: ignore[arg-type]
        result = CliRunner().invoke(app, asked)
    assert result.exit_code == 3
    assert "Kunne ikke laves: arbejdspladser/dagoest-01/drejebog.pdf (KeyError" in result.output
    assert "seventy" not in result.output
    manifest = json.loads((tmp_path / "ark" / "manifest.json").read_text(encoding="utf-8"))
    assert (list(manifest["files"]), manifest["failed"]) == (
        ["brev.pdf"],
        ["arbejdspladser/dagoest-01/drejebog.pdf"],
    )
    result = CliRunner().invoke(app, asked)
    assert (result.exit_code, "2 ark til mødet" in result.output) == (0, True)


def test_ctrl_c_is_answered_with_how_to_go_on(
    run: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(Printer, "pdf", stopped)
    asked = ["handouts", str(run[0] / "study.toml"), "--out", str(tmp_path / "ark")]
    result = CliRunner().invoke(app, [*asked, "--only", "letter"])
    assert result.exit_code == 130
    assert "Run the same again to go on" in result.output


def test_an_unknown_handout_and_a_folder_of_slides_are_refused(
    run: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, _ = run
    study = folder / "study.toml"
    with pytest.raises(SkcoreError, match="'kort' er ikke et af arkene cards, script"):
        make_handouts(study, out=tmp_path, only=["kort"])
    with pytest.raises(SkcoreError, match="Der er ingen arbejdsplads 'nr-7' i seneste måling"):
        make_handouts(study, out=tmp_path, units=["nr-7"])
    manifest = {"files": {"netvaerksmoede.html": "x"}, "language": "da", "ledgers": []}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(SkcoreError, match=r"ligger der slides\. Vælg en anden mappe"):
        make_handouts(study, out=tmp_path, only=["letter"])
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


#: words that only studies of their own preset may use
PRESETS = {
    "company": {"da": r"virksomhed", "en": r"\bcompany"},
    "municipality": {"da": r"kommun|borger", "en": r"municipality|citizen"},
    "hospital": {"da": r"\bhospital(et|s)\b|patient", "en": r"the hospital\b|patient"},
}


@pytest.mark.whole
@pytest.mark.parametrize("case", small_matrix()[::16], ids=lambda case: case.name)
def test_any_study_gets_its_handouts_in_its_own_words(
    case: Any, tmp_path: Path, printer: Printer
) -> None:
    release = skcore.release_study(skcore.load_study(write_case(case, tmp_path)), earlier={})
    units = release.facts.workplaces(release.facts.last_wave)[:1]
    for name, handout in HANDOUTS.items():
        if name == "programme" and not meeting_points(release.facts):
            continue
        for unit in units if handout.of_units else [""]:
            reader = PdfReader(io.BytesIO(printer.pdf(printed(handout, release, unit))))
            assert len(reader.pages) <= PAGES[name][1] + (name == "letter")
            words = text_of(reader).lower()
            if case.preset == "company":
                assert not re.search(r"\bMED\b|joint committee", text_of(reader)), name
            for preset, foreign in PRESETS.items():
                if preset != case.preset:
                    assert not re.search(foreign[case.language], words), (preset, name)


@pytest.mark.deep
def test_all_handouts_of_the_sample_are_made_within_a_minute(
    sample_folder: Path, tmp_path: Path
) -> None:
    begun = time.process_time()
    made = make_handouts(sample_folder / "study.toml", out=tmp_path / "ark")
    assert len(made.files) == 44 * 7 + 8 + 1
    assert time.process_time() - begun < 60


def pdftotext(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is missing: install poppler-utils")
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout


def test_another_reader_finds_the_same_words(run: tuple[Path, Path]) -> None:
    _, out = run
    assert "Venlig hilsen" in pdftotext(out / "brev.pdf")
    assert "Børnehuset Mosevipen" in pdftotext(out / "arbejdspladser" / "dagoest-01" / "plakat.pdf")


def test_handouts_of_a_study_that_asks_only_of_well_being_hold_no_numbers_of_workplaces(
    sample_folder: Path, printer: Printer
) -> None:
    study = sample_folder / "study.toml"
    text = study.read_text(encoding="utf-8").replace('"copsoq3-social-capital", "who-5"', '"who-5"')
    study.write_text(text.replace("[goals]\nJU = 65", "[goals]"), encoding="utf-8")
    release = skcore.release_study(skcore.load_study(study), earlier={})
    make: Callable[..., Any] = HANDOUTS["poster"].make
    poster = text_of(PdfReader(io.BytesIO(printer.pdf(make(release, "dagoest-01")))))
    assert "Der vises ikke tal for os" in poster
    cards = skcore.choose_cards(release, "dagoest-01")
    assert "wellbeing" in set(cards["dimension"])


@pytest.mark.parametrize(("moved", "said"), [(1.0, "ligner dem"), (9.0, "kan ikke sige")])
def test_a_letter_calls_answers_alike_only_where_they_are(
    releases: Any, moved: float, said: str
) -> None:
    """A change of nine that is uncertain is none of which nothing is known, and not no change."""
    release = releases["da"]
    table = release.changes.table.assign(estimate=moved, conf_low=-2.0, conf_high=14.0)
    unsure = replace(release, changes=SimpleNamespace(table=table))
    assert said in str(HANDOUTS["letter"].make(unsure).data)
