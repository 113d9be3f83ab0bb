"""What the questionnaires say, and what an own questionnaire file may not say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

import skcore
from skcore.errors import InputError
from skcore.instruments.labels import normalise_label
from skcore.problems import problem_table

IDS = ["copsoq3-social-capital", "fire-hurtige", "kouvonen-8", "own-items-example", "who-5"]

OWN = """
id = "own"
version = "1"
languages = ["da", "en"]
validated = false
source = "us"
licence = "ours"
title = { da = "Eget", en = "Own" }

[[options.agree]]
code = 1
points = 0
label = { da = "Nej", en = "No" }
[[options.agree]]
code = 2
points = 100
label = { da = "Ja", en = "Yes" }

[[items]]
code = "X1"
options = "agree"
label = { da = "Et", en = "One" }
[[items]]
code = "X2"
options = "agree"
label = { da = "To", en = "Two" }

[[scales]]
code = "X"
items = ["X1", "X2"]
min_answered = 1
dimension = "other"
label = { da = "x", en = "x" }
definite = { da = "x'et", en = "the x" }
"""


def own_file(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        skcore.load_instrument(own_file(folder, text))
    return "\n".join(caught.value.problems["problem"])


@pytest.mark.parametrize("name", IDS)
def test_every_shipped_questionnaire_speaks_both_languages_everywhere(name: str) -> None:
    instrument = skcore.load_instrument(name)
    assert instrument.id == name
    for thing in (*instrument.items, *instrument.scales, *instrument.composites):
        assert set(thing.label) == {"da", "en"}
        assert all(words.strip() for words in thing.label.values())
    assert all(len(item.label["da"]) <= 45 for item in instrument.items)
    assert not any("skjult" in item.label["da"] for item in instrument.items)
    assert instrument.licence
    assert instrument.source


def test_the_list_of_questionnaires_names_what_a_chooser_asks_for() -> None:
    table = skcore.list_instruments(language="da")
    assert table["id"].tolist() == IDS
    assert table.set_index("id").loc["own-items-example", "validated"] == False  # noqa: E712
    assert table.set_index("id").loc["who-5", "title"] == "Trivsel (WHO-5)"
    assert {"items", "scales", "licence", "languages", "doi", "source"} <= set(table)


def test_copsoq_reverses_three_items_and_gives_100_points_to_a_very_large_extent() -> None:
    copsoq = skcore.load_instrument("copsoq3-social-capital")
    assert [item.code for item in copsoq.items if item.reversed] == ["TM3", "TE1", "TE2"]
    points = {option.code: option.points for option in copsoq.options_of("TM1")}
    assert points == {5: 100, 4: 75, 3: 50, 2: 25, 1: 0}
    assert copsoq.options_of("TM1")[0].label["da"] == "I meget høj grad"
    assert {item.options for item in copsoq.items if item.code.startswith("SW")} == {"frequency"}


def test_only_verified_danish_wording_stands_as_official_text() -> None:
    copsoq = skcore.load_instrument("copsoq3-social-capital")
    assert [item.code for item in copsoq.items if item.text["da"]] == ["TMX2"]
    assert all(item.text["en"] for item in copsoq.items)
    assert all(item.text["da"] for item in skcore.load_instrument("who-5").items)


def test_copsoq_scales_carry_the_names_that_the_room_hears() -> None:
    copsoq = skcore.load_instrument("copsoq3-social-capital")
    assert copsoq.scale("TM").label["da"] == "tillid mellem ledelse og medarbejdere"
    assert copsoq.scale("TE").definite["da"] == "tilliden mellem kolleger"
    assert copsoq.scale("SW").label["da"] == "fællesskab og samarbejde"
    assert "står i stedet" in copsoq.scale("SW").note["da"]
    assert copsoq.scale("SC").scales == ("TM", "TE", "JU")
    assert copsoq.scale("SC").of == "scales"
    assert copsoq.scale("TM").about_management
    assert [copsoq.scale(code).dimension for code in ("TM", "TE", "JU", "SW", "SC")] == [
        *("trust", "trust", "justice", "community", "overall")
    ]


def test_fire_hurtige_is_published_from_0_to_16_with_the_one_danish_mean() -> None:
    four = skcore.load_instrument("fire-hurtige")
    published = four.scale("FH").published
    assert (published.low, published.high, published.decimals) == (0, 16, 1)
    assert [band.upper for band in published.bands] == [8, 10.1, 10.2, 12.3, 16]
    assert published.bands[1].label["da"] == "lidt under gennemsnittet"
    (reference,) = four.references
    assert reference.value == 63.75 == pytest.approx(10.2 / 16 * 100)
    assert [item.code for item in four.items if item.about_management] == ["TM1", "TMX2"]


def test_items_that_two_questionnaires_share_are_the_same_items() -> None:
    copsoq = skcore.load_instrument("copsoq3-social-capital")
    four = skcore.load_instrument("fire-hurtige")
    for code in four.item_codes:
        assert four.item(code) == copsoq.item(code)
        assert four.options_of(code) == copsoq.options_of(code)


def test_kouvonen_has_the_three_directions_and_who5_needs_all_five() -> None:
    eight = skcore.load_instrument("kouvonen-8")
    assert {s.direction: s.items for s in eight.scales if s.direction} == {
        "bonding": ("KV3", "KV4", "KV5"),
        "bridging": ("KV6", "KV7"),
        "linking": ("KV1", "KV2", "KV8"),
    }
    assert eight.scale("K8").published.high == 5
    scale = skcore.load_instrument("who-5").scale("WHO5")
    assert (scale.min_answered, scale.health, scale.dimension) == (5, True, "wellbeing")


def test_own_items_are_marked_as_not_validated() -> None:
    own = skcore.load_instrument("own-items-example")
    assert not own.validated
    assert {scale.direction for scale in own.scales} == {"bridging", "linking"}
    assert own.scale("CA").note["da"] == "Egne spørgsmål, ikke valideret."


def test_an_own_questionnaire_is_loaded_by_path_also_with_a_byte_order_mark(
    tmp_path: Path,
) -> None:
    path = own_file(tmp_path, "\ufeff" + OWN)
    assert skcore.load_instrument(path).item_codes == ("X1", "X2")
    assert skcore.load_instrument("own.toml", folder=tmp_path).item("X1").text == {
        "da": "",
        "en": "",
    }


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = (
        OWN.replace("points = 100", "points = 101")
        .replace('items = ["X1", "X2"]', 'items = ["X1", "X3"]')
        .replace("min_answered = 1", "min_answered = 3")
        .replace('label = { da = "To", en = "Two" }', 'label = { da = "To" }')
        .replace('dimension = "other"', 'dimension = "trusty"')
        + 'dimenson = "x"\n'
    )
    told = faults(tmp_path, text)
    for part in (
        "'points' in options.agree must lie from 0 to 100",
        "'X3' cannot be used as items in scales.X",
        "'min_answered' in scales.X must lie from 1 to 2",
        "items.X2.label has no words in the language 'en'",
        "Did you mean 'trust'?",
        "'dimenson' in scales.X is not known",
        "Did you mean 'dimension'?",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('code = "X2"', 'code = "X1"', "'X1' stands more than once"),
        ("code = 2", "code = 1", "'1' stands more than once"),
        ('en = "Yes"', 'en = "No"', "'no' stands more than once"),
        ('code = "X2"', 'code = "unit"', "'unit' cannot be used as a code"),
        ('code = "X2"', 'code = "X 2"', "'X 2' cannot be used as a code"),
        ('code = "X2"', 'code = "X_n"', "'X_n' cannot be used as a code"),
        ('options = "agree"', 'options = "agre"', "Did you mean 'agree'?"),
        ('languages = ["da", "en"]', 'languages = ["da", "sv"]', "'sv' cannot be used"),
        ("validated = false", "", "'validated' is missing"),
        ("validated = false", "validated = 1", "must be true or false"),
        ("min_answered = 1", "min_answered = 0", "must lie from 1 to 2"),
        ("points = 0", "points = nan", "must lie from 0 to 100"),
        ("points = 0", "points = 100", "at least two answer options with different points"),
        ('items = ["X1", "X2"]', "items = []", "'items' is missing"),
        ('items = ["X1", "X2"]', 'items = ["X1", "X1"]', "'X1' stands more than once"),
        ('dimension = "other"', 'dimension = "other"\ndirection = "up"', "bonding, bridging"),
    ],
)
def test_each_fault_has_its_own_sentence(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in OWN
    assert message in faults(tmp_path, OWN.replace(old, new))


@pytest.mark.parametrize(
    "name",
    [
        *("a/b", "../who-5", "absence", "Absence.whole", "outcomes", "question.OV1"),
        *("who-5.distribution", "a:b", "-x"),
    ],
)
def test_an_id_that_would_be_a_folder_or_what_something_else_is_remembered_under_is_refused(
    tmp_path: Path, name: str
) -> None:
    begins = OWN.index('id = "')
    line = OWN[begins : OWN.index("\n", begins)]
    assert f"'{name}' cannot be used as the id" in faults(
        tmp_path, OWN.replace(line, f'id = "{name}"')
    )


@pytest.mark.parametrize("name", ["", " "])
def test_an_id_of_nothing_is_missing(tmp_path: Path, name: str) -> None:
    begins = OWN.index('id = "')
    line = OWN[begins : OWN.index("\n", begins)]
    assert "'id' is missing" in faults(tmp_path, OWN.replace(line, f'id = "{name}"'))


def test_published_bands_must_rise_to_the_end_of_the_range(tmp_path: Path) -> None:
    published = """
[scales.published]
low = 0
high = 8
decimals = 1
label = { da = "0-8", en = "0-8" }
[[scales.published.bands]]
upper = 5
label = { da = "lav", en = "low" }
[[scales.published.bands]]
upper = 4
label = { da = "høj", en = "high" }
"""
    assert "must rise and end at 'high'" in faults(tmp_path, OWN + published)
    assert "'low' must be less than 'high'" in faults(
        tmp_path, OWN + published.replace("high = 8", "high = 0")
    )


def test_composites_and_references_name_known_scales(tmp_path: Path) -> None:
    extra = """
[[composites]]
code = "C"
scales = ["X", "Z"]
of = "means"
label = { da = "c", en = "c" }
definite = { da = "c", en = "c" }
[[references]]
scale = "Y"
value = 120
label = { da = "r", en = "r" }
source = ""
year = 2020
"""
    told = faults(tmp_path, OWN + extra)
    assert "'Z' cannot be used as scales in composites.C" in told
    assert "'means' cannot be used as of in composites.C" in told
    assert "'Y' cannot be used as scale in references.Y" in told
    assert "'value' in references.Y must lie from 0 to 100" in told
    assert "'source' is missing in references.Y" in told


def test_broken_toml_names_the_line_in_the_language_asked_for(tmp_path: Path) -> None:
    path = own_file(tmp_path, "id = \n")
    with pytest.raises(InputError, match="Line 1 cannot be read"):
        skcore.load_instrument(path)
    with pytest.raises(InputError, match="Linje 1 kan ikke læses"):
        skcore.load_instrument(path, language="da")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_may_be_in_any_encoding_that_windows_editors_save(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(OWN.replace("Eget", "Særligt på Ærø").encode(encoding))
    assert "Særligt på Ærø" in str(skcore.load_instrument(path))


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_letters_that_would_be_garbled_are_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(OWN.replace("Eget", "Særligt på Ærø").encode(encoding))
    with pytest.raises(InputError, match="save it as UTF-8"):
        skcore.load_instrument(path)


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        ('title = "x', "Der mangler nok et anførselstegn"),
        ("title = “x”", r"skal være lige \(\"\), ikke skrå"),
        ("Ærø = 1", "Har navnet mellemrum, æ, ø, å"),
        ('file = "C:\\data"', "Brug / i stedet for"),
        ("id = 2", "Det samme navn står to gange"),
        ("[[items]", r"Klammerne passer ikke"),
        ("value = 1,5", "Skriv decimaltal med punktum"),
        ("flag = True", "true/false med småt"),
        ("date = 3. marts", "Sæt # foran en forklaring"),
        ("list = [1", "er begyndt, men ikke lukket"),
    ],
)
def test_every_slip_in_toml_has_its_line_and_what_to_look_for(
    tmp_path: Path, line: str, slip: str
) -> None:
    path = own_file(tmp_path, f"id = 1\n{line}\n")
    with pytest.raises(InputError, match=f"Linje 2 kan ikke læses.*{slip}") as caught:
        skcore.load_instrument(path, language="da")
    assert not re.search(r"Expected|Invalid|column|Illegal", str(caught.value))


def test_a_misspelt_id_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(InputError, match="Did you mean 'fire-hurtige'"):
        skcore.load_instrument("fire-hurtig")


def test_spellings_that_exports_vary_are_one_label() -> None:
    plain = normalise_label("Aldrig/næsten aldrig")
    for spelling in (
        "Aldrig / næsten aldrig",
        "ALDRIG /  Næsten aldrig.",
        "aldrig/næsten\u00a0aldrig",
    ):
        assert normalise_label(spelling) == plain


def test_the_files_are_found_without_a_folder_on_disk(tmp_path: Path) -> None:
    """As from an installed package: read through importlib.resources, here from a zip file."""
    package = Path(str(files("skcore")))
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for part in ("errors.py", "problems.py", "settings.py", "instruments", "texts"):
            found = package / part
            for path in [found] if found.is_file() else sorted(found.iterdir()):
                if path.is_file():
                    zipped.write(path, f"skcore/{path.relative_to(package).as_posix()}")
    code = "from skcore.instruments.loader import list_instruments as l; print(*l()['id'])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(archive), "PYTHONSAFEPATH": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == IDS


@pytest.mark.parametrize(
    "options",
    [
        '[options]\nhow = ["Nej", "Delvist", "Ja", "Ikke relevant"]\n',
        '[options]\nhow = ["Ved ikke", "Nej", "Ja"]\n',
        '[[options.how]]\ncode = 1\npoints = 0\nlabel = { da = "Nej" }\n'
        '[[options.how]]\ncode = 2\npoints = 100\nlabel = { da = "Ja" }\n'
        '[[options.how]]\ncode = 9\nlabel = { da = "Ved ikke / Ikke relevant" }\n',
    ],
    ids=["best", "lowest", "without points"],
)
def test_what_is_no_answer_is_no_end_of_a_scale(tmp_path: Path, options: str) -> None:
    """Else "not relevant" would count 100, and "yes" no more than two thirds."""
    own = tmp_path / "own.toml"
    own.write_text(
        'id = "own"\nversion = "1"\nlanguages = ["da"]\nvalidated = false\nsource = "Vi."\n'
        'licence = "Vores."\n[title]\nda = "Vores"\n'
        f'{options}[[items]]\ncode = "V1"\noptions = "how"\nlabel = {{ da = "Ro" }}\n'
        '[[scales]]\ncode = "V"\nitems = ["V1"]\nlabel = { da = "ro" }\n',
        "utf-8",
    )
    with pytest.raises(InputError, match=r"in options.how is no answer and cannot be the end"):
        skcore.load_instrument(str(own))
    middle = '[options]\nhow = ["Nej", "Ved ikke", "Ja"]\n'  # somebody's middle is theirs
    own.write_text(own.read_text("utf-8").replace(options, middle), "utf-8")
    assert [o.points for o in skcore.load_instrument(str(own)).options_of("V1")] == [0, 50, 100]


def test_every_wording_of_a_problem_stands_in_both_languages() -> None:
    tables = {}
    for language in ("da", "en"):
        text = (files("skcore.texts") / f"{language}.toml").read_text(encoding="utf-8")
        tables[language] = tomllib.loads(text)["check"]
    assert tables["da"].keys() == tables["en"].keys()
    for key, danish in tables["da"].items():
        english = tables["en"][key]
        assert type(danish) is type(english), key
        if isinstance(danish, dict):
            assert danish.keys() == english.keys(), key
    assert problem_table([], language="da").columns.tolist() == [
        *("file", "column", "problem", "n", "rows", "severity")
    ]
