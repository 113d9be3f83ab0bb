"""Factor models go out as a script for lavaan, and its table comes back."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import skcore
from skcore.cli import app
from skcore.measuring.lavaan_script import RESULT, lavaan_script

MODEL = "copsoq3-social-capital"


def script_of(study: Any) -> str:
    return lavaan_script(study, data="data.csv", script="data.R")


def test_the_script_turns_every_item_as_the_questionnaire_does(sample_study: Any) -> None:
    script = script_of(sample_study)
    for instrument in sample_study.instruments:
        for item in instrument.item_codes:
            line = next(row for row in script.splitlines() if row.startswith(f'data[["{item}"]]'))
            told = dict(re.findall(r'"(\S+)" = (\S+?)[,)]', line))
            points = {f"{o.code:g}": f"{v:g}" for v, o in instrument.points_of(item)}
            assert told == points
        for scale in instrument.scales:
            assert f"{scale.code}_factor =~ {' + '.join(scale.items)}" in script
    assert 'read.csv(file.path(here, "data.csv")' in script
    assert "$" not in re.sub(r"(data|staff)\$(role|wave)", "", script)  # every place is filled


def test_a_model_of_questions_not_asked_is_left_out(sample_study: Any) -> None:
    gone = replace(sample_study, responses=sample_study.responses.drop(columns="TM1"))
    script = script_of(gone)
    assert f'"{MODEL}" = ' not in script
    assert '"who-5" = ' in script
    assert '"JU" = c(' in script
    assert '"TM" = c(' not in script


def test_export_writes_data_and_script_and_remembers_it(folder: Path) -> None:
    done = CliRunner().invoke(app, ["export", str(folder / "study.toml"), "--to", "lavaan"])
    assert done.exit_code == 0, done.output
    data, script = folder / "scorer-fortroligt.csv", folder / "scorer-fortroligt-lavaan.R"
    text = script.read_text(encoding="utf-8")
    assert 'file.path(here, "scorer-fortroligt.csv")' in text
    assert {"TM1", "wave", "role"} <= set(pd.read_csv(data, nrows=1).columns)
    assert "scorer-fortroligt.csv" in (folder / "study.export.log").read_text(encoding="utf-8")
    assert "Rscript scorer-fortroligt-lavaan.R" in " ".join(done.output.split())
    people = skcore.load_study(folder / "study.toml").responses["respondent"]
    assert not any(str(name) in text for name in people)


def test_what_lavaan_found_agrees_with_its_calls_written_by_hand(golden: Path) -> None:
    found = skcore.read_lavaan(golden)
    rows = found[(found["model"] == MODEL) & found["group"].isin(["none", "wave"])]
    rows = rows.set_index("constraint")
    for by_hand in pd.read_csv(golden / "sample_factors.csv").to_dict("records"):
        row = rows.loc[by_hand["constraint"]]
        for name in ("chi_square", "df", "p_value", "cfi", "tli", "rmsea", "srmr"):
            assert row[name] == pytest.approx(by_hand[name], rel=1e-4, abs=1e-6), name
    alphas = found[found["constraint"] == "ordinal_alpha"].set_index("model")
    for by_hand in pd.read_csv(golden / "sample_ordinal.csv").to_dict("records"):  # psych
        row = alphas.loc[by_hand["model"]]
        assert row["estimate"] == pytest.approx(by_hand["estimate"], abs=2e-5)
        assert row["n"] == by_hand["n"]


def test_each_step_of_invariance_says_what_it_costs_and_whether_it_holds(golden: Path) -> None:
    found = skcore.read_lavaan(golden)
    assert found.loc[found["constraint"] == "none", "estimator"].eq("WLSMV").all()
    steps = found.query("model == @MODEL and group == 'role'")
    assert steps["constraint"].to_list() == ["configural", "metric", "scalar"]
    fall, rise = steps["cfi"].diff().iloc[1:], steps["rmsea"].diff().iloc[1:]
    assert steps["cfi_change"].iloc[1:].to_list() == pytest.approx(fall.to_list())
    assert pd.isna(steps["holds"].iloc[0])
    wanted = [bool(f >= -0.01 and r <= 0.015) for f, r in zip(fall, rise, strict=True)]
    assert steps["holds"].iloc[1:].to_list() == wanted


def test_another_table_is_refused_and_none_is_empty(tmp_path: Path) -> None:
    assert skcore.read_lavaan(tmp_path).empty
    (tmp_path / RESULT).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(skcore.InputError, match="is not what the lavaan script writes"):
        skcore.read_lavaan(tmp_path)


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R with lavaan")
def test_the_script_runs_and_gives_the_committed_table(golden: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(Path(__file__).parents[1] / "data/sample", tmp_path / "study")
    CliRunner().invoke(app, ["export", str(folder / "study.toml"), "--to", "lavaan"])
    subprocess.run(["Rscript", str(folder / "scorer-fortroligt-lavaan.R")], check=True)
    one, other = skcore.read_lavaan(folder), skcore.read_lavaan(golden)
    pd.testing.assert_frame_equal(one, other, rtol=1e-4)
