"""Use by head against access: the correlation by hand, what a table may say, and what comes of a hypothesis."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.errors import InputError, SettingsError
from gis.settings import Settings
from gis.use_validation import load_hypotheses, rank_correlation, read_use, validate

CODES = [f"11{number:03d}" for number in range(1, 31)]


def board(share):
    """Give a board of thirty districts of 1,000 people; every figure of a reading is the same."""
    figures = {"share_without": share, "nearest_p50_min": share, "mean_value": share}
    units = pd.DataFrame({"region_code": CODES, "people": 1000.0, **figures})
    return SimpleNamespace(regions=lambda _reading, _level: units)


def told():
    return load_hypotheses(Settings().data_dir)


def test_ranks_are_correlated_as_spearman_does_with_ties():
    rho, low, high = rank_correlation(np.arange(1.0, 6), np.array([5.0, 6, 7, 8, 7]))
    assert rho == pytest.approx(0.8207826816681233, abs=1e-15)  # 8 / sqrt(10 * 9.5)
    assert low <= rho <= high == pytest.approx(1)
    assert np.isnan(rank_correlation(np.ones(5), np.arange(5.0))).all(), "what is all alike has no order"


def test_a_hypothesis_holds_fails_or_stays_open():
    share = np.linspace(0, 1, 30)
    fewer = pd.Series(1000 * (1 - share) + 1, index=CODES)
    by_chance = pd.Series(np.random.default_rng(3).integers(1, 100, 30).astype(float), index=CODES)
    assert validate(board(share), fewer, told())["outcome"].tolist() == ["holds", "holds", "fails"]
    assert validate(board(share), fewer[::-1].set_axis(CODES), told())["outcome"].tolist() == [
        "fails",
        "fails",
        "holds",
    ]
    found = validate(board(share), by_chance, told())
    assert set(found["outcome"]) == {"undecided"}
    assert (found["rho_low"] < found["rho"]).all()
    assert (found["rho"] < found["rho_high"]).all()
    assert (found["units"] == 30).all()


def test_what_is_unknown_is_left_out_and_too_few_are_refused():
    share = np.where(np.arange(30) < 12, np.linspace(0, 1, 30), np.nan)
    use = pd.Series(np.arange(30.0), index=CODES)
    assert (validate(board(share), use, told())["units"] == 12).all()
    with pytest.raises(InputError, match="9 districts with a figure: give 10 or more"):
        validate(board(share), use[:9], told())
    with pytest.raises(InputError, match="99999: no sigungu"):
        validate(board(share), pd.Series(1.0, index=["99999"]), told())


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("region_code,people\n11110,3\n", "lacks users"),
        ("region_code,users\n11110,3\n1111,4\n", "line 3: region_code has five digits"),
        ("region_code,users\n11110,3\n11110,4\n", "line 3: region_code stands twice"),
        ("region_code,users\n11110,none\n", "line 2: users is a number from 0 on"),
        ("region_code,users\n11110,-1\n", "line 2: users is a number from 0 on"),
    ],
)
def test_a_table_that_cannot_be_used_says_where(tmp_path, lines, fault):
    path = tmp_path / "use.csv"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        read_use(path)


def test_numbers_may_have_commas_and_the_file_a_mark(tmp_path):
    path = tmp_path / "use.csv"
    path.write_text('\ufeffregion_code,users\n11110,"1,234"\n', encoding="utf-8")
    assert read_use(path).to_dict() == {"11110": 1234.0}


def test_hypotheses_that_cannot_be_read_are_named(tmp_path):
    assert {one.read().kind for one in told().hypotheses} == {"기초정신건강복지센터", "공공 전체"}
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "use_hypotheses.yaml").write_text("name: use_hypotheses\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"use_hypotheses.yaml cannot be used"):
        load_hypotheses(tmp_path)
