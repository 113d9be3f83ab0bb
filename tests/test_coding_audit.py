"""The coding audit finds what was turned, shifted, mixed or copied, and shows nobody's answers."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from small_instruments import item, scale, small

from skcore.errors import InputError
from skcore.instruments.model import Instrument
from skcore.measuring import coding_audit

audit_coding = partial(coding_audit.audit_coding, language="en")
ITEMS = {"TM": ("TM1", "TM2", "TM3", "TM4"), "TE": ("TE1", "TE2", "TE3"), "JU": ("JU1", "JU2")}
REVERSED = {"TM3", "TE1", "TE2"}


def questionnaire(**more: object) -> Instrument:
    """Three scales; three items reversed, two of them in the same scale of three."""
    items = tuple(item(i, reversed=i in REVERSED) for codes in ITEMS.values() for i in codes)
    scales = tuple(scale(code, codes, 2) for code, codes in ITEMS.items())
    return small(**{"items": items, "scales": scales, "composites": (), **more})


def honest(n: int = 300, seed: int = 1) -> pd.DataFrame:
    """Answers coded 1-5 as the questionnaire declares: 1 is 'to a very large extent'."""
    rng = np.random.default_rng(seed)
    whole = rng.normal(size=n)
    table = pd.DataFrame({"respondent": range(n), "unit": rng.choice(list("abc"), n)})
    for codes in ITEMS.values():
        trust = 0.7 * whole + 0.6 * rng.normal(size=n)
        for code in codes:
            felt = trust + rng.normal(size=n)
            good = np.digitize(felt, [-1.5, -0.5, 0.5, 1.5]) + 1.0
            table[code] = good if code in REVERSED else 6 - good
    return table


def test_an_honest_table_gives_no_finding_about_items():
    found = audit_coding(honest(), questionnaire())
    assert found.columns.tolist() == ["item", "label", "key", "problem", "n", "share", "advice"]
    assert found[found["item"] != ""].empty


@pytest.mark.parametrize("turned", [["TM1"], ["TM3"], ["TE1", "TE2"], ["TM3", "TE1", "TE2"]])
def test_items_turned_by_the_export_are_named_and_no_others(turned):
    table = honest()
    table[turned] = 6 - table[turned]
    found = audit_coding(table, questionnaire())
    against = found[found["problem"].str.contains("runs against the other items")]
    assert against["item"].tolist() == turned
    assert against["label"].tolist() == [f"label of {code}" for code in turned]
    for row in against.itertuples():
        declared = row.item in REVERSED
        assert ("turned it already" in row.advice) == declared
        assert ("not declared as reversed" in row.advice) != declared
        assert row.n == 300


def test_a_whole_scale_turned_is_named_as_such():
    table = honest()
    table[["TE1", "TE2", "TE3"]] = 6 - table[["TE1", "TE2", "TE3"]]
    found = audit_coding(table, questionnaire())
    assert found["item"].tolist()[:3] == ["TE1", "TE2", "TE3"]
    assert found["problem"].str.contains("with its whole scale").sum() == 3


def test_a_scale_where_high_is_bad_is_turned_before_it_is_judged():
    scales = tuple(
        scale(code, codes, 2, high_is_good=code != "TE") for code, codes in ITEMS.items()
    )
    table = honest()
    table[["TE1", "TE2", "TE3"]] = 6 - table[["TE1", "TE2", "TE3"]]
    found = audit_coding(table, questionnaire(scales=scales))
    assert not found["problem"].str.contains("runs against").any()


def test_two_items_that_contradict_each_other_are_both_named():
    instrument = questionnaire(
        items=(item("JU1"), item("JU2")), scales=(scale("JU", ("JU1", "JU2"), 1),)
    )
    table = honest()[["JU1", "JU2"]]
    table["JU2"] = 6 - table["JU2"]
    found = audit_coding(table, instrument)
    assert found["item"].tolist() == ["JU1", "JU2"]
    assert "either this item or JU2 runs against" in found["problem"].iloc[0]


def test_few_respondents_or_no_relation_are_not_called_a_direction():
    table = honest(15)
    table["TM1"] = 6 - table["TM1"]
    assert not audit_coding(table, questionnaire())["problem"].str.contains("against").any()
    noise = honest()
    rng = np.random.default_rng(2)
    for codes in ITEMS.values():
        for code in codes:
            noise[code] = rng.integers(1, 6, len(noise)).astype(float)
    assert not audit_coding(noise, questionnaire())["problem"].str.contains("against").any()


@pytest.mark.parametrize(
    ("change", "problem", "n"),
    [
        (lambda x: x - 1, "looks coded 0–4 where 1–5 is declared", None),
        (lambda x: x.where(x > 1, 6), "looks coded 2, 3, 4, 5, 6|looks coded 2–6", None),
        (lambda x: (5 - x) * 25, "looks like points on 0–100", None),
        (lambda x: x.mask(x.index < 7, 9), "codes outside 1–5", 7),
        (lambda x: x.mask(x.index < 4, 99), "codes outside 1–5", 4),
        (lambda x: x * 0 + 2, "every answer is the same", 300),
        (lambda x: x * np.nan, "nobody answered", 0),
        (lambda x: x.astype(object).mask(x == 3, "Delvist"), "words mixed with codes", None),
        (lambda x: x.map(lambda code: f"svar {code}"), "words in place of codes", 300),
        (lambda x: x.astype(int).astype(str), "words in place of codes", 300),
    ],
)
def test_each_coding_fault_is_told_apart(change, problem, n):
    table = honest()
    table["TM2"] = change(table["TM2"])
    found = audit_coding(table, questionnaire()).query("item == 'TM2'")
    assert found["problem"].str.contains(problem).sum() == 1
    assert found["advice"].str.len().gt(20).all()
    if n is not None:
        assert found["n"].tolist() == [n]


def test_one_code_all_through_counts_where_reversed_items_contradict_it():
    table = honest()
    codes = [code for codes in ITEMS.values() for code in codes]
    table.loc[:5, codes] = 5.0
    table.loc[6:9, codes] = 3.0  # the middle is the middle both ways
    found = audit_coding(table, questionnaire())
    lined = found[found["problem"].str.startswith("one and the same code")]
    assert lined["n"].tolist() == [6 + _lined(honest())]
    assert "reversed ones too" in lined["problem"].item()


def _lined(table: pd.DataFrame) -> int:
    answers = table.loc[10:, [code for codes in ITEMS.values() for code in codes]]
    same = answers.eq(answers.iloc[:, 0], axis=0).all(axis=1)
    return int((same & (answers.iloc[:, 0] != 3)).sum())


def test_without_reversed_items_one_code_all_through_may_be_honest():
    items = tuple(item(i) for codes in ITEMS.values() for i in codes)
    table = pd.DataFrame({i.code: [1.0, 2, 2] for i in items}).assign(TM1=[1.0, 2, 3])
    found = audit_coding(table, questionnaire(items=items))
    assert found["n"].tolist() == [2]
    assert "May be honest" in found["advice"].item()


def test_rows_copied_under_another_number_are_counted():
    table = honest()
    copies = table.iloc[[3, 8]].assign(respondent=[900, 901])
    found = audit_coding(pd.concat([table, copies], ignore_index=True), questionnaire())
    copied = found[found["problem"].str.contains("same answers and background")]
    clean = audit_coding(table, questionnaire())
    before = clean.loc[clean["problem"].str.contains("same answers"), "n"].sum()
    assert copied["n"].item() == before + 2
    assert copied["item"].item() == ""


def test_the_audit_changes_nothing_and_order_never_matters():
    table = honest()
    table["TE1"] = 6 - table["TE1"]
    before = table.copy()
    found = audit_coding(table, questionnaire())
    pd.testing.assert_frame_equal(table, before)
    turned = table.sample(frac=1, random_state=1)[table.columns[::-1]]
    pd.testing.assert_frame_equal(audit_coding(turned, questionnaire()), found)


def test_a_real_survey_has_no_turned_item_until_one_is_turned(real_data):
    soldiers = pd.read_csv(real_data / "lq2002.csv")
    codes = [f"LEAD{at:02d}" for at in range(1, 12)]
    instrument = questionnaire(
        items=tuple(item(code) for code in codes), scales=(scale("L", tuple(codes), 6),)
    )
    assert not audit_coding(soldiers, instrument)["item"].any()
    soldiers["LEAD07"] = 6 - soldiers["LEAD07"]
    found = audit_coding(soldiers, instrument)
    assert found.loc[found["item"] != "", "item"].tolist() == ["LEAD07"]


def test_a_table_without_items_or_with_one_twice_is_refused():
    with pytest.raises(InputError, match="No item is a column"):
        audit_coding(pd.DataFrame({"q": [1]}), questionnaire())
    twice = pd.concat([honest(), honest()[["TM1"]]], axis=1)
    with pytest.raises(InputError, match="Column 'TM1' is there twice"):
        audit_coding(twice, questionnaire())


def test_an_empty_table_is_audited_without_failing():
    found = audit_coding(honest().iloc[:0], questionnaire())
    assert set(found["problem"]) == {"nobody answered"}
    assert found["share"].eq(0).all()


def test_findings_are_told_in_danish_unless_asked_otherwise():
    table = honest()
    table["TM1"] = 6 - table["TM1"]
    found = coding_audit.audit_coding(table, questionnaire())
    turned = found[found["item"] == "TM1"]
    assert turned["problem"].str.startswith("går imod de andre spørgsmål (r = −0,").all()
    assert turned["advice"].str.contains("ikke oplyst som vendt").all()
