"""Simulated studies: same seed, same bytes; what was put in is found again."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skcore.errors import SkcoreError
from skcore.instruments.loader import load_instrument
from skcore.reading.study import check_study, load_study
from skcore.simulation.answering import REVERSED, measured_capital
from skcore.simulation.study_folder import write_study
from skcore.simulation.truth import ITEMS, Truth, expected_points
from skcore.simulation.whole_study import SimulatedStudy, simulate_study

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"


@pytest.fixture(scope="module")
def sample() -> SimulatedStudy:
    return simulate_study()


@pytest.fixture(scope="module")
def large() -> SimulatedStudy:
    """Enough workplaces for chance to be small beside what is true."""
    return simulate_study(seed=7, units=1500, intervention_units=300)


def own_sickness(study: SimulatedStudy) -> pd.DataFrame:
    return study.absence.loc[study.absence["cause"] == "own_sickness"]


def employees(study: SimulatedStudy, wave: str = "2025") -> pd.DataFrame:
    rows = study.responses
    return rows.loc[(rows["role"] == "employee") & (rows["wave"] == wave)]


def anova_icc(values: pd.Series, group: pd.Series) -> float:
    n, k = group.value_counts(), len(values) / group.nunique()
    means = values.groupby(group).mean()
    between = (n * (means - values.mean()) ** 2).sum() / (len(n) - 1)
    within = ((values - group.map(means)) ** 2).sum() / (len(values) - len(n))
    return float((between - within) / (between + (k - 1) * within))


def slope(y: pd.Series, x: pd.Series) -> float:
    return float(np.polyfit(x, y, 1)[0])


# --- the same again ------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        write_study(simulate_study(seed=seed, units=12), tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(names) == 12
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert (tmp_path / "one" / "responses.csv").read_bytes() != (
        tmp_path / "three" / "responses.csv"
    ).read_bytes()


def test_the_committed_sample_is_what_the_command_writes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "skcore.simulation", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 12
    for written in sorted(tmp_path.iterdir()):
        assert written.read_bytes() == (SAMPLE / written.name).read_bytes(), written.name
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 3_000_000


def test_the_command_says_how_it_is_used_and_takes_a_seed(tmp_path: Path) -> None:
    module = [sys.executable, "-m", "skcore.simulation"]
    wrong = subprocess.run([*module, str(tmp_path), "x"], capture_output=True, text=True)
    assert wrong.returncode == 2
    assert "FOLDER" in wrong.stderr
    assert list(tmp_path.iterdir()) == []
    subprocess.run([*module, str(tmp_path), "8"], capture_output=True, check=True)
    assert "seed 8" in (tmp_path / "README.md").read_text("utf-8")


def test_input_and_result_stay_apart_when_only_absence_changes() -> None:
    plain = simulate_study(seed=2, units=12)
    other = simulate_study(seed=2, units=12, truth=Truth(absence_ratio=0.5))
    pd.testing.assert_frame_equal(plain.responses, other.responses)
    assert not plain.absence.equals(other.absence)


# --- the sample as a study ------------------------------------------------------------------


def test_the_tree_has_unique_names_and_every_parent(sample: SimulatedStudy) -> None:
    units = sample.units
    assert units["unit"].is_unique
    assert units["name"].is_unique
    assert set(units["parent"]) - {""} <= set(units["unit"])
    counts = units["level"].value_counts()
    assert counts.to_dict() == {"arbejdsplads": 45, "område": 7, "forvaltning": 3}
    assert set(units["preposition"]) == {"i", "på"}
    assert units["intervention"].sum() == 6


def test_small_large_and_oddly_named_workplaces_are_there(sample: SimulatedStudy) -> None:
    asked = sample.invited.loc[sample.invited["wave"] == "2025"].groupby("unit")["invited"].sum()
    assert asked.min() <= 4
    assert asked.max() >= 50
    answers = sample.responses.groupby(["wave", "unit"]).size()
    assert answers.lt(5).groupby("wave").sum().between(2, 8).all()
    names = sample.units["name"]
    assert names.str.len().max() > 60
    assert names.str.contains("Afdeling 2").any()
    assert names.str.contains("Afdeling 10").any()
    assert names.str.contains("Å").any()
    assert names.str.contains("Aa").any()


def test_every_workplace_has_one_or_two_leaders(sample: SimulatedStudy) -> None:
    leaders = sample.invited.loc[sample.invited["role"] == "leader", "invited"]
    assert set(leaders) == {1, 2}
    assert len(leaders) == 45 + 44


def test_the_divided_workplace_is_gone_after_the_first_wave(sample: SimulatedStudy) -> None:
    gone = sample.crosswalk["unit_before"].unique()
    assert len(gone) == 1
    assert sample.crosswalk["share"].sum() == pytest.approx(1)
    assert sample.crosswalk["unit_after"].nunique() == 3
    row = sample.units.set_index("unit").loc[gone[0]]
    assert row["wave"] == "2025"
    assert not row["intervention"]
    for table in (sample.responses, sample.invited, sample.outcomes):
        assert gone[0] in set(table.loc[table["wave"] == "2025", "unit"])
        assert gone[0] not in set(table.loc[table["wave"] == "2026", "unit"])
    months = sample.absence.loc[sample.absence["unit"] == gone[0], "month"]
    assert months.max() == pd.Timestamp("2025-04-01")


def test_nothing_links_a_person_over_the_waves(sample: SimulatedStudy) -> None:
    waves = [rows.set_index("respondent") for _, rows in sample.responses.groupby("wave")]
    for wave, rows in zip(("2025", "2026"), waves, strict=True):
        assert list(rows.index) == [f"{wave}:{k}" for k in range(1, len(rows) + 1)]
        rows.index = [name.partition(":")[2] for name in rows.index]
    both = waves[0].add_suffix("_1").join(waves[1].add_suffix("_2"), how="inner")
    # two people drawn at random share a workplace about as often as these do
    shares = waves[0]["unit"].value_counts(normalize=True)
    by_chance = float((shares**2).sum())
    assert (both["unit_1"] == both["unit_2"]).mean() < 3 * by_chance
    assert abs(both["TM1_1"].corr(both["TM1_2"])) < 0.12


def test_answers_are_declared_codes_and_the_export_their_labels(sample: SimulatedStudy) -> None:
    exported = pd.read_csv(SAMPLE / "responses.csv", sep=";", encoding="utf-8-sig")
    assert (SAMPLE / "responses.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for name in ("copsoq3-social-capital", "who-5"):
        instrument = load_instrument(name)
        for item in instrument.item_codes:
            labels = {option.code: option.label["da"] for option in instrument.options_of(item)}
            codes = sample.responses[item]
            assert set(codes.dropna()) <= set(labels)
            assert exported[item].equals(codes.map(labels))
            assert instrument.item(item).reversed == (item in REVERSED)


def test_reversed_items_go_against_the_others_before_reversal(sample: SimulatedStudy) -> None:
    correlations = employees(sample)[[*ITEMS["TM"], *ITEMS["TE"]]].corr()
    assert correlations.loc["TM3", ["TM1", "TMX2", "TM4"]].max() < -0.15
    assert correlations.loc[["TE1", "TE2"], "TE3"].max() < -0.15
    assert correlations.loc["TM1", "TMX2"] > 0.15
    assert correlations.loc["TE1", "TE2"] > 0.15


def test_the_register_adds_up(sample: SimulatedStudy) -> None:
    register = sample.absence
    assert register["month"].nunique() == 36
    assert set(register["cause"]) == {
        "own_sickness",
        "child_sickness",
        "work_accident",
        "maternity",
    }
    months = register.groupby(["unit", "month"])
    assert (months["absence_days"].sum() <= months["available_days"].first() + 1e-9).all()
    assert months["available_days"].min().equals(months["available_days"].max())
    assert (register["persons_absent"] <= register["employed"]).all()
    assert (register["long_term_days"] <= register["absence_days"]).all()
    assert (register.loc[register["absence_days"] > 0, "persons_absent"] > 0).all()
    assert (register["absence_days"] % 1 > 0).any()  # part-time people: fractional days


def test_the_sample_reads_back_as_what_was_simulated(sample: SimulatedStudy) -> None:
    assert check_study(SAMPLE / "study.toml").empty
    study = load_study(SAMPLE / "study.toml")
    assert study.title == sample.title
    assert not study.linked
    for name in ("responses", "units", "invited", "absence", "outcomes", "crosswalk"):
        read, made = getattr(study, name), getattr(sample, name)
        pd.testing.assert_frame_equal(
            read[list(made.columns)].reset_index(drop=True),
            made.reset_index(drop=True),
            check_dtype=False,
            obj=name,
        )


def test_a_small_study_reads_back_too(tmp_path: Path) -> None:
    write_study(simulate_study(seed=3, units=12), tmp_path)
    study = load_study(tmp_path / "study.toml")
    assert (study.units["level"] == study.levels[-1]).sum() == 12


def test_the_study_file_names_what_is_there(sample: SimulatedStudy) -> None:
    settings = tomllib.loads((SAMPLE / "study.toml").read_text("utf-8"))
    assert settings["title"] == sample.title
    assert settings["organisation"] == "Fjordby Kommune (fiktive tal)"
    assert tuple(settings["levels"]) == sample.levels
    assert [wave["id"] for wave in settings["waves"]] == list(sample.responses["wave"].unique())
    for name in settings["files"].values():
        assert (SAMPLE / name).is_file()
    header = (SAMPLE / "responses.csv").read_text("utf-8-sig").splitlines()[0].split(";")
    assert set(settings["responses"][0]["columns"]) <= set(header)
    assert settings["network_deck"]["named_units"] is False


# --- what was put in comes out ---------------------------------------------------------------


@pytest.mark.whole
def test_the_icc_comes_back(large: SimulatedStudy) -> None:
    rows = employees(large)
    capital = pd.Series(measured_capital(rows), index=rows.index)
    assert anova_icc(capital, rows["unit"]) == pytest.approx(large.truth.icc, abs=0.015)


def test_another_icc_comes_back_too() -> None:
    study = simulate_study(seed=3, units=800, truth=Truth(icc=0.05))
    rows = employees(study)
    capital = pd.Series(measured_capital(rows), index=rows.index)
    assert anova_icc(capital, rows["unit"]) == pytest.approx(0.05, abs=0.015)


def test_true_means_are_those_of_endlessly_many_answers(large: SimulatedStudy) -> None:
    truth = large.unit_truth.loc[large.unit_truth["wave"] == "2025"]
    answers = employees(large).groupby("unit").size().reindex(truth["unit"]).to_numpy()
    errors = (truth["measured"] - truth["social_capital"]).to_numpy()
    standard = errors * np.sqrt(answers) / np.sqrt(large.truth.within_variance)
    standard = standard[answers >= 5]
    assert np.nanmean(standard) == pytest.approx(0, abs=0.08)
    assert np.nanstd(standard) == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize(("middle", "spread", "step"), [(55.0, 20.0, 25), (97.0, 30.0, 20)])
def test_expected_points_agree_with_counting(middle: float, spread: float, step: float) -> None:
    drawn = np.random.default_rng(1).normal(middle, spread, 200_000)
    counted = np.clip(np.floor(drawn / step + 0.5) * step, 0, 100).mean()
    assert expected_points(np.array([middle]), spread=spread, step=step)[0] == pytest.approx(
        counted, abs=0.2
    )


def test_response_and_missing_answers_come_back(large: SimulatedStudy) -> None:
    rate = len(large.responses) / large.invited["invited"].sum()
    assert rate == pytest.approx(0.75, abs=0.015)
    missing = large.responses.drop(columns=["occupation"]).isna().mean()
    assert missing["TM1"] == pytest.approx(0.01, abs=0.003)
    assert 0.03 < missing["WHO5_5"] < 0.05  # 3 % and those who stopped
    assert (large.responses["occupation"] == "").mean() == pytest.approx(0.01, abs=0.003)


def test_another_response_rate_and_no_missing_answers() -> None:
    study = simulate_study(
        seed=4, units=200, truth=Truth(response_rate=0.5, item_missing=(0.0, 0.0))
    )
    assert len(study.responses) / study.invited["invited"].sum() == pytest.approx(0.5, abs=0.03)
    assert not study.responses.isna().to_numpy().any()


def test_leaders_answer_above_their_employees(large: SimulatedStudy) -> None:
    rows = large.responses.assign(JU=large.responses[list(ITEMS["JU"])].mean(axis=1) * 25)
    means = rows.groupby("role")["JU"].mean()
    assert means["leader"] - means["employee"] == pytest.approx(9, abs=1.2)


def test_absence_follows_the_true_social_capital() -> None:
    found = {}
    for ratio in (0.6, 1.0):
        study = simulate_study(
            seed=9, units=600, intervention_units=0, truth=Truth(absence_ratio=ratio)
        )
        own = own_sickness(study)
        year = own.loc[own["month"].between("2024-03-01", "2025-02-01")]
        totals = year.groupby("unit")[["absence_days", "available_days", "employed"]].sum()
        truth = study.unit_truth.loc[study.unit_truth["wave"] == "2025"].set_index("unit")
        table = totals.join(truth).loc[lambda rows: rows["employed"] > 15 * 12]
        # areas hold the same occupations, and occupations differ in both
        capital = table["social_capital"]
        kind = table.index.str.split("-").str[0]
        inside = capital - capital.groupby(kind).transform("mean")
        rate = np.log(table["absence_days"] / table["available_days"])
        found[ratio] = np.exp(10 * slope(rate, inside))
    assert found[0.6] == pytest.approx(0.6, abs=0.08)
    assert found[1.0] == pytest.approx(1.0, abs=0.12)


def test_absence_has_a_heavy_tail_a_season_and_danish_levels(large: SimulatedStudy) -> None:
    own = own_sickness(large)
    spread = own.groupby("unit")["absence_days"].agg(["mean", "var"])
    assert (spread["var"] / spread["mean"]).median() > 5  # Poisson: 1
    counts = own.groupby("unit")["spells"].agg(["mean", "var"])
    assert (counts["var"] / counts["mean"]).mean() > 1.05
    days = 227 * own["absence_days"].sum() / own["available_days"].sum()
    assert 12 < days < 16
    totals = own.groupby(own["month"].dt.month)[["spells", "employed"]].sum()
    rate = totals["spells"] / totals["employed"]
    assert rate[2] > 1.5 * rate[7]
    assert 0.4 < own["long_term_days"].sum() / own["absence_days"].sum() < 0.6


def test_occupations_differ_in_absence(large: SimulatedStudy) -> None:
    own = own_sickness(large)
    kind = own["unit"].str.split("-").str[0]
    totals = own.groupby(kind)[["absence_days", "available_days"]].sum()
    rates = 227 * totals["absence_days"] / totals["available_days"]
    assert rates["hjem"] > 1.15 * rates["stab"]


def test_well_being_has_two_levels(large: SimulatedStudy) -> None:
    truth = large.unit_truth
    assert slope(truth["wellbeing"], truth["social_capital"]) == pytest.approx(
        large.truth.wellbeing_between, abs=0.07
    )
    rows = employees(large)
    table = pd.DataFrame(
        {
            "unit": rows["unit"],
            "capital": measured_capital(rows),
            "wellbeing": rows.filter(like="WHO5_").sum(axis=1, min_count=5) * 4,
        }
    ).dropna()
    means = table.groupby("unit")[["capital", "wellbeing"]].transform("mean")
    within = (table[["capital", "wellbeing"]] - means).corr().iloc[0, 1]
    between = means.corr().iloc[0, 1]
    assert 0.15 < within < 0.35
    assert between > within + 0.15


def test_the_action_adds_its_effect_and_only_there(large: SimulatedStudy) -> None:
    truth = large.unit_truth.loc[large.unit_truth["wave"] == "2026"]
    for name in ("social_capital", "measured"):
        added = truth[name] - truth[f"{name}_without_action"]
        assert added[truth["intervention"]].mean() == pytest.approx(large.truth.effect, abs=0.6)
        assert (added[~truth["intervention"]].dropna() == 0).all()


def test_those_chosen_for_being_low_rise_without_any_action() -> None:
    study = simulate_study(
        seed=11, units=1500, intervention_units=200, truth=Truth(effect=0.0, selection=1.0)
    )
    first, second = (rows.set_index("unit") for _, rows in study.unit_truth.groupby("wave"))
    chosen = first["intervention"]
    rise = second["measured"] - first["measured"]
    assert rise[chosen].mean() - rise[~chosen].mean() > 2
    assert first["measured"][chosen].mean() < first["social_capital"][chosen].mean() - 2
    # nothing but the two waves' chance differs from what the action's own column says
    assert second["measured"].equals(second["measured_without_action"])


def test_without_selection_the_chosen_are_like_the_others() -> None:
    study = simulate_study(seed=12, units=400, intervention_units=100, truth=Truth(selection=0.0))
    first = study.unit_truth.loc[study.unit_truth["wave"] == "2025"]
    means = first.groupby("intervention")["social_capital"].mean()
    assert means[True] == pytest.approx(means[False], abs=2)


def test_outcomes_follow_social_capital(large: SimulatedStudy) -> None:
    first = large.outcomes.loc[large.outcomes["wave"] == "2025"]
    truth = large.unit_truth.loc[large.unit_truth["wave"] == "2025"].set_index("unit")
    table = first.pivot_table(index="unit", columns="outcome", values="value").join(truth)
    served = table.dropna(subset=["borgertilfredshed"])
    assert slope(served["borgertilfredshed"], served["social_capital"]) == pytest.approx(
        0.5, abs=0.08
    )
    assert table["personaleomsætning"].mean() == pytest.approx(15, abs=1)
    assert slope(table["personaleomsætning"], table["social_capital"]) < -0.1
    assert not served.index.str.startswith("stab").any()


# --- sizes and refusals -----------------------------------------------------------------------


@pytest.mark.parametrize("units", [12, 45, 200])
def test_any_number_of_workplaces_can_be_had(units: int) -> None:
    study = simulate_study(seed=1, units=units, median_size=9)
    assert (study.units["level"] == "arbejdsplads").sum() == units
    assert study.units["unit"].is_unique
    assert study.units["name"].is_unique
    assert len(study.crosswalk) == 3


def test_two_thousand_two_hundred_workplaces_have_names_of_their_own() -> None:
    study = simulate_study(seed=1, units=2200, median_size=5)
    assert study.units["name"].is_unique
    assert (study.units["level"] == "arbejdsplads").sum() == 2200


def test_too_few_workplaces_are_refused() -> None:
    with pytest.raises(SkcoreError, match=r"at least 12 workplaces.*but units is 11"):
        simulate_study(units=11)
    with pytest.raises(SkcoreError, match="from 3 to 60 people, but is 2"):
        simulate_study(median_size=2)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"icc": 1.0}, "'icc' lies from 0 to below 1, but is 1.0"),
        ({"stability": 1.2, "turnover": -0.1}, "stability is 1.2, turnover is -0.1"),
        ({"response_rate": 0.0}, "'response_rate' lies between 0 and 1, but is 0.0"),
        ({"absence_ratio": 0.0}, "ratios above 0"),
    ],
)
def test_impossible_truths_are_refused(wrong: dict[str, float], message: str) -> None:
    with pytest.raises(SkcoreError, match=message):
        Truth(**wrong)  # type: ignore[arg-type]
