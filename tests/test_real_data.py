"""The whole way on data that nobody on the project wrote: SPSS, 581 answers; CSV, 49 companies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from real_studies import lq2002_study, prevent_osa_study

import skcore
from skcore.commands.slides import make_decks


@pytest.fixture(scope="module")
def prevent(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Any:
    path = prevent_osa_study(tmp_path_factory.mktemp("prevent"), real_data)
    return skcore.load_study(path)


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Any:
    return skcore.load_study(lq2002_study(tmp_path_factory.mktemp("lq"), real_data))


def test_the_small_lines_of_work_are_not_shown(prevent: Any) -> None:
    release = skcore.release_study(prevent)
    groups = release.plans.means[prevent.instruments[0].id].groups
    units = groups[(groups["cut"] == "wave × unit × role") & (groups["role"] == "employee")]
    shown = units[~units["hidden"]]
    assert shown["n"].min() >= 5
    small = units[(units["n"] > 0) & (units["n"] < 5)]
    assert small["hidden"].all()
    assert len(small) > 0


def test_shown_means_are_those_of_the_plain_answers(companies: Any) -> None:
    release = skcore.release_study(companies)
    instrument = companies.instruments[0]
    scores = skcore.score_scales(companies.responses, instrument)
    code = instrument.scales[0].code
    plain = scores[code].groupby(companies.responses["unit"]).mean()
    table = release.levels[instrument.id].table
    units = table[(table["cut"] == "wave × unit × role") & ~table["hidden"]]
    units = units[units["variable"] == code].set_index("unit")["estimate"]
    assert len(units) == 49
    assert (units - plain).abs().max() <= 0.5


def test_alphas_of_the_release_are_the_published_ones(companies: Any) -> None:
    table = skcore.release_study(companies).scales.table.set_index("term")["estimate"]
    assert table["alpha"] == pytest.approx(0.902, abs=5e-4)  # .9022365658 in full
    assert table["omega"] == pytest.approx(0.904, abs=5e-4)  # .9036339
    assert table["icc1"] == pytest.approx(0.088, abs=5e-4)  # .08795621852
    assert table["icc2"] == pytest.approx(0.801, abs=5e-4)  # .800754373


@pytest.mark.whole
@pytest.mark.parametrize("make", [prevent_osa_study, lq2002_study])
def test_decks_of_real_data_come_out(make: Any, tmp_path: Path, real_data: Path) -> None:
    study = make(tmp_path / "study", real_data) if (tmp_path / "study").mkdir() is None else None
    made = make_decks(study, out=tmp_path / "out", jobs=1)
    assert made.files[0].name == "netvaerksmoede.html"
    assert len(made.files) > 8
