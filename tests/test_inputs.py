"""One rule for tables: every public function that takes one × every kind of table it may be given.

What is accepted gives the same numbers as the plain table, and what is refused is refused by every
function with a sentence of ours: the expectation belongs to the kind, never to the function.
"""

from __future__ import annotations

import functools
import inspect
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import narwhals
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import skcore
from skcore.errors import SkcoreError

RNG = np.random.default_rng(1)
COPSOQ = skcore.load_instrument("copsoq3-social-capital")
CODES = list(COPSOQ.item_codes)
PEOPLE = pd.DataFrame(RNG.integers(1, 6, (60, len(CODES))), columns=CODES).assign(
    a=lambda t: t["TM1"],
    b=RNG.integers(1, 6, 60),
    c=RNG.integers(1, 6, 60),
    role=["leader", "employee", "employee"] * 20,
    u=np.repeat([f"u{i}" for i in range(6)], 10),
    wave=[1, 2] * 30,
    treated=[0] * 30 + [1] * 30,
)
UNITS = pd.DataFrame(
    {
        "a": RNG.integers(40, 90, 24),
        "b": RNG.integers(3, 30, 24),
        "fte": RNG.integers(8, 30, 24),
        "low": [0, 1] * 12,
    }
)
MONTHS = pd.DataFrame(
    {
        "unit": np.repeat(["a", "b", "c", "d"], 24),
        "month": np.tile(pd.date_range("2023-01-01", periods=24, freq="MS"), 4),
        "cause": "own_sickness",
        "absence_days": RNG.integers(1, 50, 96),
        "available_days": 100,
        "spells": RNG.integers(1, 9, 96),
        "treated": np.repeat([1, 1, 0, 0], 24),
    }
)
TREE = pd.DataFrame({"unit": ["a"], "parent": [""], "level": ["t"], "wave": [""]})
CROSSWALK = pd.DataFrame({"unit_before": ["a", "b"], "unit_after": ["a", "a"], "share": [1, 1]})
COUNTS = pd.DataFrame({"unit": ["a", "b", "c"], "n": [9, 8, 3]})
SUMS = pd.DataFrame(
    {
        "unit": ["a", "b", "c"],
        "variable": "x",
        "n": [9, 8, 3],
        "total": [45, 48, 15],
        "squares": 999,
    }
)
INVITED = pd.DataFrame({"role": ["employee", "leader"], "invited": [60, 30]})
PROMISED = pd.DataFrame(
    {
        "unit": [f"u{i}" for i in range(9)],
        "variable": "TM",
        "before": RNG.integers(40, 70, 9),
        "after": RNG.integers(40, 70, 9),
        "promised": [5.0] * 4 + [np.nan] * 5,
    }
)


@functools.cache
def one_scale() -> Any:
    """The sample with one scale, and nothing beside the absence of single people."""
    study = S.load_study(Path(__file__).parents[1] / "data/sample/study.toml")
    asked = study.instruments[0]
    few = replace(asked, scales=asked.scales[:1], composites=())
    people = study.responses.groupby("unit").head(6)
    nothing = {"absence": None, "outcomes": None, "backgrounds": ()}
    return replace(study, instruments=(few,), responses=people, **nothing)


def of_people() -> pd.DataFrame:
    people = one_scale().responses.query("wave == '2026' and role == 'employee'")
    days = RNG.integers(0, 30, len(people))
    return pd.DataFrame({"respondent": people["respondent"], "absence_days": days}).assign(
        available_days=227
    )


@functools.cache
def spells() -> Path:
    path = Path(tempfile.mkdtemp()) / "spells.csv"
    path.write_text("person;unit;start;end;cause\n7;a;30-03-2024;03-04-2024;sygdom\n", "utf-8")
    return path


S = skcore


class Call(NamedTuple):
    """A call with a table, the table, and which of its columns is a number and which a class."""

    call: Callable[[Any], Any]
    table: pd.DataFrame
    number: str | None = "a"
    klass: str | None = None


CALLS: dict[str, Call] = {
    "absence_summary": Call(
        lambda t: S.absence_summary(t, start="2024-01-01"), MONTHS, "absence_days", "unit"
    ),
    "absence_trend": Call(
        lambda t: S.absence_trend(
            t,
            outcome="spells",
            exposure="available_days",
            month="month",
            unit="unit",
            treated="treated",
            start="2024-01",
        ),
        MONTHS,
        "spells",
        "unit",
    ),
    "action_checks": Call(
        lambda t: S.action_checks(t, outcome="a", treated="treated", post="post", unit="u"),
        PEOPLE.assign(post=PEOPLE["wave"] - 1),
        "a",
        "u",
    ),
    "agreement": Call(lambda t: S.agreement(t, items=["a", "b"], group="u"), PEOPLE, "a", "u"),
    "associate": Call(
        lambda t: S.associate(one_scale(), lags=[0], persons=t),
        of_people(),
        "absence_days",
        "respondent",
    ),
    "association_line": Call(
        lambda t: S.association_line(t, outcome="b", predictor="a", exposure="fte"), UNITS
    ),
    "audit_coding": Call(lambda t: S.audit_coding(t, COPSOQ), PEOPLE, None),
    "check_absence": Call(S.check_absence, MONTHS, "absence_days", "unit"),
    "compare_early_late": Call(
        lambda t: S.compare_early_late(t, values=["a"], answered="b"), PEOPLE
    ),
    "compare_linked": Call(
        lambda t: S.compare_linked(t, values=["a"], subject="who", wave="wave", first=1, last=2),
        PEOPLE.assign(who=np.arange(60) // 2),
        "a",
        "who",
    ),
    "compare_shares": Call(
        lambda t: S.compare_shares(t, items=["a"], wave="wave", group="u"), PEOPLE, "a", "u"
    ),
    "compare_waves": Call(
        lambda t: S.compare_waves(t, values=["a"], wave="wave", group="u"), PEOPLE, "a", "u"
    ),
    "compare_with_register": Call(
        lambda t: S.compare_with_register(PEOPLE, t, by=["role"]), INVITED, "invited", "role"
    ),
    "compare_with_register, answers": Call(
        lambda t: S.compare_with_register(t, INVITED, by=["role"]), PEOPLE, None, "role"
    ),
    "correlate": Call(lambda t: S.correlate(t, x="a", y="b", group="u"), PEOPLE, "a", "u"),
    "correlate,_partial": Call(
        lambda t: S.correlate(t, x="a", y="b", covariates="c", method="spearman"), PEOPLE
    ),
    "count_model": Call(
        lambda t: S.count_model(t, outcome="b", predictors="a", cluster="u"), PEOPLE, "a", "u"
    ),
    "cronbach_alpha": Call(lambda t: S.cronbach_alpha(t, items=["a", "b", "c"]), PEOPLE),
    "crosswalk_groups": Call(S.crosswalk_groups, CROSSWALK, None, "unit_before"),
    "crosswalk_register": Call(
        lambda t: S.crosswalk_register(t, crosswalk=CROSSWALK, values=["spells"]),
        MONTHS.drop(columns="absence_days"),
        "spells",
        "unit",
    ),
    "crosswalk_register, shares": Call(
        lambda t: S.crosswalk_register(MONTHS[["unit", "spells"]], crosswalk=t, values=["spells"]),
        CROSSWALK,
        "share",
        "unit_before",
    ),
    "difference_in_differences": Call(
        lambda t: S.difference_in_differences(
            t,
            outcome="a",
            treated="treated",
            post="post",
            unit="u",
        ),
        PEOPLE.assign(post=PEOPLE["wave"] - 1),
        "a",
        "u",
    ),
    "event_study": Call(
        lambda t: S.event_study(
            t,
            outcome="spells",
            exposure="available_days",
            month="month",
            unit="unit",
            treated="treated",
            start="2024-01",
        ),
        MONTHS,
        "spells",
        "unit",
    ),
    "group_means": Call(
        lambda t: S.group_means(t, values=["a"], groups=["u"], within=["u"]), PEOPLE, "a", "u"
    ),
    "icc": Call(lambda t: S.icc(t, values="a", group="u"), PEOPLE, "a", "u"),
    "item_distribution": Call(lambda t: S.item_distribution(t, items=["a", "b"]), PEOPLE),
    "item_statistics": Call(lambda t: S.item_statistics(t, items=["a", "b", "c"]), PEOPLE),
    "means_of_sums": Call(lambda t: S.means_of_sums(t, groups=["unit"]), SUMS, "total", "unit"),
    "mcdonald_omega": Call(lambda t: S.mcdonald_omega(t, items=["a", "b", "c"]), PEOPLE),
    "mixed_model": Call(
        lambda t: S.mixed_model(t, outcome="a", predictors="b", group="u"), PEOPLE, "a", "u"
    ),
    "permutation_correlation": Call(
        lambda t: S.permutation_correlation(t, x="a", y="b", n_permutations=99), PEOPLE
    ),
    "plan_release": Call(
        lambda t: S.plan_release(t, cuts=[(), ("unit",)], policy=S.DisclosurePolicy()).groups,
        COUNTS,
        "n",
        "unit",
    ),
    "promise_and_found": Call(S.promise_and_found, PROMISED, "after", "unit"),
    "published_score": Call(
        lambda t: S.published_score(t, S.load_instrument("fire-hurtige"), "FH"),
        pd.DataFrame({"FH": [50, 70]}),
        "FH",
    ),
    "rake_weights": Call(
        lambda t: S.rake_weights(t, INVITED, margins=["role"]).to_frame(), PEOPLE, None, "role"
    ),
    "rake_weights, register": Call(
        lambda t: S.rake_weights(PEOPLE, t, margins=["role"]).to_frame(),
        INVITED,
        "invited",
        "role",
    ),
    "raked_means": Call(
        lambda t: S.raked_means(t, INVITED, values="a", margins=["role"], cluster="u"),
        PEOPLE,
        "a",
        "u",
    ),
    "raked_means, register": Call(
        lambda t: S.raked_means(PEOPLE, t, values="a", margins=["role"]),
        INVITED,
        "invited",
        "role",
    ),
    "regression_to_the_mean": Call(
        lambda t: S.regression_to_the_mean(
            t, before="a", after="b", selected="low", reliability=0.7
        ),
        UNITS,
    ),
    "regroup": Call(
        lambda t: S.regroup(t, crosswalk=CROSSWALK, unit="u", wave="wave", after=2)[["group"]],
        PEOPLE,
        None,
        "u",
    ),
    "reliable_change": Call(
        lambda t: S.reliable_change(t, before="a", after="b", reliability=0.8, better="high")[
            ["change", "index", "category"]
        ],
        PEOPLE,
    ),
    "response_rates": Call(
        lambda t: S.response_rates(PEOPLE, t, by=["role"]), INVITED, "invited", "role"
    ),
    "role_gap": Call(lambda t: S.role_gap(t, values=["a"], groups=["u"]), PEOPLE, "a", "u"),
    "rolling_absence": Call(S.rolling_absence, MONTHS, "absence_days", "unit"),
    "score_items": Call(lambda t: S.score_items(t, COPSOQ)[CODES], PEOPLE, "TM1"),
    "score_scales": Call(lambda t: S.score_scales(t, COPSOQ), PEOPLE, "TM1"),
    "sensitivity": Call(
        lambda t: S.sensitivity(t, outcome="b", predictor="a", exposure="fte"), UNITS
    ),
    "share_favourable": Call(lambda t: S.share_favourable(t, COPSOQ), PEOPLE, "TM1"),
    "shrunken_means": Call(lambda t: S.shrunken_means(t, values="a", group="u"), PEOPLE, "a", "u"),
    "spearman_brown": Call(lambda t: S.spearman_brown(t, items=["a", "b"]), PEOPLE),
    "unit_association": Call(
        lambda t: S.unit_association(t, outcome="b", predictor="a", exposure="fte"), UNITS
    ),
    "unit_mean_reliability": Call(
        lambda t: S.unit_mean_reliability(t, values="a", group="u"), PEOPLE, "a", "u"
    ),
    "unit_paths": Call(lambda t: S.unit_paths(t, levels=["t"], waves=["1"]), TREE, None, "unit"),
    "within_between": Call(
        lambda t: S.within_between(t, x="a", y="b", group="u", n_resamples=20), PEOPLE, "a", "u"
    ),
}
for name in ("read_spells", "check_spells"):
    CALLS[name] = Call(
        lambda t, name=name: getattr(S, name)(spells(), available=t, per_calendar_day=0.6),  # type: ignore[misc]
        MONTHS[["unit", "month", "available_days"]],
        "available_days",
        "unit",
    )
#: `protect` takes a table whose every row a plan must know, and refuses all others
#: (test_disclosure_rules); `questions_slide` the words of cards that `choose_cards` dealt, and
#: `explore_associations` what `associate` gave
ELSEWHERE = {"protect", "questions_slide", "explore_associations"}

Kind = Callable[[pd.Series], Any]


def objects(make: Callable[[Any], Any]) -> Kind:
    return lambda column: pd.Series([make(x) for x in column], index=column.index, dtype=object)


def first(value: Any) -> Kind:
    def changed(column: pd.Series) -> pd.Series:
        cells = [value, *column.tolist()[1:]]
        return pd.Series(cells, index=column.index, dtype=object if value is None else None)

    return changed


#: kinds of a column of numbers that mean the same numbers
SAME: dict[str, Kind] = {
    **{kind: lambda c, k=kind: c.astype(k) for kind in ("int8", "uint8", "float32", "float64")},
    **{kind: lambda c, k=kind: c.astype(k) for kind in ("Int64", "UInt8", "Float64", "object")},
    "decimals": objects(lambda x: Decimal(int(x))),
    "numpy scalars": objects(np.int16),
    "category of numbers": lambda c: pd.Categorical(c),
    "ordered category, unused ones too": lambda c: pd.Categorical(c, range(1000), ordered=True),
    "sparse": lambda c: pd.arrays.SparseArray(c),
}
#: kinds that are no numbers, and a word of the sentence that says so
REFUSED: dict[str, tuple[Kind, str]] = {
    "words": (lambda c: c.map(lambda _: "x"), "text"),
    "one word": (first("x"), "text"),
    "numbers as text": (lambda c: c.map(str), "written as text"),
    "decimal commas": (lambda c: c.map(lambda x: f"{x},5"), "decimal comma"),
    "category of words": (lambda c: pd.Categorical(c.map(str)), "written as text"),
    "infinity": (first(np.inf), "infinite"),
    "infinity as an object": (lambda c: first(-np.inf)(c).astype(object), "infinite"),
    "numbers beyond measure": (lambda c: 1e300 * (1.0 + c), "too large or too small"),
    "numbers next to nothing": (lambda c: 1e-300 * (1.0 + c), "too large or too small"),
    "nullable infinity": (lambda c: first(np.inf)(c).astype("Float64"), "infinite"),
    "dates": (lambda c: pd.Series(pd.Timestamp("2025-01-01"), index=c.index), "dates"),
    "spans": (lambda c: pd.Series(pd.Timedelta(1, "D"), index=c.index), "dates"),
    "a whole number beyond every other": (first(10**400), "too large or too small"),
    "complex": (lambda c: c + 1j, "text"),
    "lists": (objects(lambda x: [x]), "lists"),
    "dicts": (objects(lambda x: {x: x}), "lists"),
    "arrays": (objects(lambda x: np.array([x, x])), "lists"),
}
#: kinds of a column of classes that mean the same classes
CLASSES: dict[str, Kind] = {
    "object": lambda c: c.astype(object),
    "string": lambda c: c.astype("string"),
    "category": lambda c: c.astype("category"),
    "ordered category": lambda c: pd.Categorical(c, sorted(set(c)), ordered=True),
    "unused category": lambda c: pd.Categorical(c, [*sorted(set(c)), "zz"]),
}
#: what is no table with columns that are there once
TABLES: dict[str, tuple[Callable[[pd.DataFrame], Any], str]] = {
    "array": (lambda t: t.to_numpy(), "needs a table"),
    "dict": (lambda t: t.to_dict("list"), "needs a table"),
    "records": (lambda t: t.to_dict("records"), "needs a table"),
    "series": (lambda t: t.iloc[:, 0], "needs a table"),
    "text": (lambda _: "data.csv", "needs a table"),
    "column twice": (lambda t: pd.concat([t, t], axis=1), "is there twice"),
    "two rows of headings": (
        lambda t: t.set_axis(pd.MultiIndex.from_product([["x"], t.columns]), axis=1),
        "There is no column",
    ),
    "no columns": (lambda t: t[[]], "There is no column"),
}


def changed(call: Call, column: str, kind: Kind) -> pd.DataFrame:
    return call.table.assign(**{column: kind(call.table[column])})


PLAIN: dict[int, Any] = {}


def plain(call: Call) -> Any:
    """Return what the plain table gives, computed once."""
    if id(call) not in PLAIN:
        PLAIN[id(call)] = call.call(call.table)
    return PLAIN[id(call)]


def ours(call: Call, table: pd.DataFrame) -> bool:
    """Say whether a call ends in a table, or in a sentence of ours."""
    try:
        return isinstance(call.call(table), pd.DataFrame)
    except SkcoreError as error:
        return len(str(error)) > 20


def same(one: Any, other: Any) -> None:
    pd.testing.assert_frame_equal(
        one, other, rtol=1e-5, check_dtype=False, check_categorical=False, check_index_type=False
    )


def test_every_public_function_that_takes_a_table_is_walked() -> None:
    takes = set()
    for name in skcore.__all__:
        thing = getattr(skcore, name)
        if inspect.isfunction(thing):
            said = [str(p.annotation) for p in inspect.signature(thing).parameters.values()]
            if any(annotation.startswith("pd.DataFrame") for annotation in said):
                takes.add(name)
    assert takes == {name.partition(",")[0] for name in CALLS} | ELSEWHERE


#: the others of :data:`SAME` with `make test-whole` and in CI
AT_ONCE = {"int8", "UInt8", "Float64", "object", "decimals", "category of numbers", "sparse"}


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=[pytest.mark.whole] * (kind not in AT_ONCE)) for kind in SAME],
)
def test_numbers_of_every_type_are_the_same_numbers(kind: str) -> None:
    for name, call in CALLS.items():
        if call.number is None:
            continue
        table = changed(call, call.number, SAME[kind])
        before = table.copy(deep=True)
        same(plain(call), call.call(table))
        pd.testing.assert_frame_equal(table, before), name


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_number_is_refused_alike(kind: str) -> None:
    make, word = REFUSED[kind]
    for call in CALLS.values():
        if call.number is not None:
            table = changed(call, call.number, make)
            said = rf"(?s)cannot use \w+ as it is.*'{call.number}'.*{word}"
            with pytest.raises(SkcoreError, match=said):
                call.call(table)


@pytest.mark.parametrize("kind", CLASSES)
def test_classes_of_every_type_are_the_same_classes(kind: str) -> None:
    for call in CALLS.values():
        if call.klass is not None:
            same(plain(call), call.call(changed(call, call.klass, CLASSES[kind])))


@pytest.mark.parametrize("kind", ["lists", "dicts", "arrays"])
def test_classes_that_cannot_be_grouped_by_are_refused_alike(kind: str) -> None:
    for call in CALLS.values():
        if call.klass is not None:
            with pytest.raises(SkcoreError, match=rf"(?s)'{call.klass}'.*holds lists"):
                call.call(changed(call, call.klass, REFUSED[kind][0]))


@pytest.mark.parametrize("kind", TABLES)
def test_what_is_no_table_of_columns_is_refused_alike(kind: str) -> None:
    make, word = TABLES[kind]
    if word == "There is no column":  # instruments and cuts are missed in their own words
        word = f"{word}|[Nn]o(ne of the)? items? |which the counts do not have|No register has"
    for call in CALLS.values():
        with pytest.raises(SkcoreError, match=word):
            call.call(make(call.table))


@pytest.mark.parametrize(
    "missing",
    [
        None,
        "all",
        *(pytest.param(cell, marks=pytest.mark.whole) for cell in (np.nan, pd.NA, pd.NaT)),
    ],
)
@pytest.mark.parametrize("side", ["number", "klass"])
def test_missing_cells_end_in_no_foreign_traceback(side: str, missing: Any) -> None:
    for call in CALLS.values():
        column = getattr(call, side)
        if column is None:
            continue
        cells = list(call.table[column])
        cells = [None] * len(cells) if isinstance(missing, str) else [missing, *cells[1:]]
        table = call.table.assign(**{column: pd.Series(cells, dtype=object)})
        assert ours(call, table)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_tables_of_hardly_a_row_end_in_no_foreign_traceback(rows: int) -> None:
    for call in CALLS.values():
        assert ours(call, call.table.head(rows))


def test_rows_may_be_called_anything() -> None:
    for name, call in CALLS.items():
        table = call.table.set_axis([7] * len(call.table))
        one, other = plain(call), call.call(table)
        same(one.reset_index(drop=True), other.reset_index(drop=True)), name


@pytest.mark.parametrize("kind", ["narwhals", "polars", "pyarrow"])
def test_tables_of_other_libraries_are_tables(kind: str) -> None:
    library: Any = pytest.importorskip(kind)
    make = {
        "narwhals": library.from_native if kind == "narwhals" else None,
        "polars": lambda t: library.DataFrame(t.to_dict("list")),
        "pyarrow": lambda t: library.table(t.to_dict("list")),
    }[kind]
    for call in CALLS.values():
        same(plain(call), call.call(make(call.table)))
    with pytest.raises(SkcoreError, match="collect"):
        skcore.cronbach_alpha(narwhals.from_native(PEOPLE[["a", "b"]]).lazy())  # type: ignore[arg-type]


def test_integer_column_names_are_names() -> None:
    plain = PEOPLE[["a", "b", "c", "u"]].set_axis(range(4), axis=1)
    pair: Any = {"x": 0, "y": 1}
    assert skcore.correlate(plain, **pair)["n"].tolist() == [60]
    assert skcore.within_between(plain, **pair, group=3, n_resamples=9)["n"].tolist()[0] == 60  # type: ignore[arg-type]
    assert skcore.icc(plain, values=0, group=3)["n"].tolist() == [60]  # type: ignore[arg-type]
    assert skcore.shrunken_means(plain, values=0, group=3)["n"].sum() == 60  # type: ignore[arg-type]
    assert skcore.cronbach_alpha(plain[[0, 1, 2]])["n_items"].tolist() == [3]
    means = skcore.group_means(plain, values=[0], groups=[3], within=[3])  # type: ignore[list-item]
    assert means["n"].sum() == 60


def test_one_name_where_several_are_asked_for_and_several_for_one_are_told() -> None:
    with pytest.raises(SkcoreError, match="items is the text 'a'; give a list"):
        skcore.cronbach_alpha(PEOPLE, items="a")
    with pytest.raises(SkcoreError, match="x must be a text, not a list"):
        skcore.within_between(PEOPLE, x=["a", "b"], y="c", group="u")  # type: ignore[arg-type]
    with pytest.raises(SkcoreError, match="No columns are named in values"):
        skcore.group_means(PEOPLE, values=[], groups=["u"], within=["u"])
    with pytest.raises(SkcoreError, match="Column 'a' is named twice in items"):
        skcore.cronbach_alpha(PEOPLE, items=["a", "a"])


#: what no argument takes, or hardly any
WRONG: dict[str, Any] = {
    "text": "x", "none": None, "half": 1.5, "true": True, "minus": -1, "nan": np.nan,
    "list": [1], "dict": {"x": 1}, "object": object(), "type": int,
    "table": pd.DataFrame({"a": [1]}), "column": pd.Series([1, 2]),
}  # fmt: skip
TABLELESS: dict[str, dict[str, Any]] = {
    "detectable_change": {"n": 20, "sd": 18.0},
    "unit_reliability": {"n": 20, "icc1": 0.1},
    "response_bounds": {"mean": 60.0, "n": 20, "invited": 30},
    "study_power": {"units": [6, 20], "people": 14.0, "sd": 18.0, "icc": 0.1, "correlation": 0.8},
}


def calls_of(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, Any]]:
    """Return a public function, and the arguments that its call in the walk gives it."""
    if name in TABLELESS:
        return getattr(S, name), TABLELESS[name]
    own = name.partition(",")[0]
    function, given = getattr(S, own), []

    def noted(*args: Any, **kwargs: Any) -> Any:
        given.append(inspect.signature(function).bind(*args, **kwargs).arguments)
        return function(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(S, own, noted)
        CALLS[name].call(CALLS[name].table)
    first_of = next(iter(inspect.signature(function).parameters))
    return function, given[0] if given else {first_of: CALLS[name].table}


@pytest.mark.parametrize("name", [n for n in [*CALLS, *TABLELESS] if n != "plan_release"])
@pytest.mark.filterwarnings("ignore")
def test_arguments_of_the_wrong_kind_end_in_a_sentence_of_ours(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function, right = calls_of(name, monkeypatch)
    parameters = inspect.signature(function).parameters
    function(**right)
    for argument, parameter in parameters.items():
        for kind, value in WRONG.items():
            asked = str(parameter.annotation)
            refused = (asked, kind) in {("float", "text"), ("int", "half"), ("bool", "text")}
            with pytest.raises(SkcoreError, match=argument) if refused else suppress(SkcoreError):
                function(**{**right, argument: value})


def test_a_wrong_argument_is_named_with_what_it_takes() -> None:
    pair: Any = {"x": "a", "y": "b"}
    with pytest.raises(SkcoreError, match=r"conf_level must be a number, not the text '0.9'"):
        skcore.correlate(PEOPLE, **pair, conf_level="0.9")
    with pytest.raises(SkcoreError, match=r"instrument must be an instrument, load_instrument"):
        skcore.score_items(PEOPLE, ("TM1", "TM2"))  # type: ignore[arg-type]
    with pytest.raises(SkcoreError, match=r"mixed_model: too many .*outcome=, predictors=, group="):
        skcore.mixed_model(PEOPLE, "a ~ b")  # type: ignore[call-arg,misc]
    with pytest.raises(SkcoreError, match="seed must be a whole number from 0, not -1"):
        skcore.permutation_correlation(PEOPLE, **pair, seed=-1)
    with pytest.raises(SkcoreError, match=r"\n- conf_level must .*\n- seed must be") as caught:
        skcore.within_between(PEOPLE, **pair, group="u", conf_level=PEOPLE, seed="x")  # type: ignore[arg-type]
    assert "TM1" not in str(caught.value)
    texts = PEOPLE.assign(wave=PEOPLE["wave"].map(str))
    with pytest.raises(SkcoreError, match=r"lacks waves.*1, 2. Write them as text, in quotation"):
        skcore.compare_waves(texts, values="a", wave="wave", order=[1, 2])


def test_all_that_is_wrong_is_told_at_once_and_no_answer_is() -> None:
    table = PEOPLE.assign(a="secret", b=np.inf).drop(columns="u")
    with pytest.raises(SkcoreError) as caught:
        skcore.correlate(table, x="a", y="b", group="u")
    text = str(caught.value)
    assert text.count("\n- ") == 3
    assert "secret" not in text
    assert "(60: rows 1, 2, 3" in text


#: statistics that tell of differences stay what they are when everybody's numbers move by as much,
#: and so do those that tell of means, but for that much
MOVED = ["a", "b", "c", "TM1"]
DIFFERENCES = [
    "agreement",
    "compare_early_late",
    "compare_waves",
    "correlate",
    "correlate,_partial",
    "cronbach_alpha",
    "difference_in_differences",
    "group_means",
    "icc",
    "item_statistics",
    "mcdonald_omega",
    "mixed_model",
    "permutation_correlation",
    "regression_to_the_mean",
    "reliable_change",
    "role_gap",
    "shrunken_means",
    "spearman_brown",
    "unit_mean_reliability",
    "within_between",
]
OF_LEVEL = {"mean", "estimate", "conf_low", "conf_high", "early", "late", "mean_first", "mean_last",
            "employee", "leader", "floor", "ceiling", "reliability"}  # fmt: skip


@settings(max_examples=5, deadline=None)
@given(shift=st.integers(10**6, 10**9), name=st.sampled_from(DIFFERENCES))
@example(shift=10**9, name="correlate,_partial")
@example(shift=10**9, name="mcdonald_omega")
@pytest.mark.filterwarnings("error")
def test_numbers_far_from_zero_give_what_the_same_numbers_near_it_give(
    name: str, shift: int
) -> None:
    call = CALLS[name]
    far = call.table.copy()
    there = [column for column in MOVED if column in far]
    far[there] += shift
    one, other = plain(call), call.call(far)
    if name == "mixed_model":  # the value at 0 moves with the predictor, the slope does not
        one, other = one.tail(1), other.tail(1)
    for column in one.select_dtypes("number"):
        near, away = one[column].to_numpy(float), other[column].to_numpy(float)
        if column in OF_LEVEL:
            away = np.where(np.abs(away) > shift / 2, away - shift, away)
        np.testing.assert_allclose(away, near, rtol=1e-5, atol=1e-6, err_msg=f"{name}: {column}")


CLASS_KINDS: dict[str, Kind] = {
    "truths": lambda c: pd.factorize(c)[0] % 2 == 0,
    "fractions": lambda c: pd.factorize(c)[0] + 0.5,
    "days": lambda c: pd.Timestamp("2020") + pd.to_timedelta(pd.factorize(c)[0], unit="D"),
    "text and numbers": lambda c: pd.Series(
        [n % 2 if n < 6 else x for n, x in enumerate(c)], index=c.index, dtype=object
    ),
    "some without a name": lambda c: c.astype(object).mask(np.arange(len(c)) < 3),
}


@pytest.mark.parametrize("kind", CLASS_KINDS)
def test_classes_of_another_kind_than_the_other_tables_end_in_a_sentence(kind: str) -> None:
    for name, call in CALLS.items():
        if call.klass is not None and name != "associate":
            assert ours(call, changed(call, call.klass, CLASS_KINDS[kind])), name


def test_rows_may_be_called_as_a_column_is() -> None:
    table = PEOPLE.rename_axis("role")
    same(
        S.compare_with_register(table, INVITED, by=["role"]), plain(CALLS["compare_with_register"])
    )


def test_numbers_of_workplaces_are_the_same_in_a_list_of_spells() -> None:
    room = MONTHS[["unit", "month", "available_days"]].assign(unit=101)
    path = Path(tempfile.mkdtemp()) / "spells.csv"
    path.write_text("person;unit;start;end\n7;101;30-03-2024;03-04-2024\n", "utf-8")
    days = S.read_spells(path, available=room, per_calendar_day=0.6)["absence_days"]
    assert days.sum() == pytest.approx(5 * 0.6)


def test_more_invited_than_there_are_people_end_no_computer() -> None:
    many = INVITED.assign(invited=INVITED["invited"] + 1e15)
    assert S.compare_with_register(PEOPLE, many, by=["role"])["chance_low"].isna().all()
