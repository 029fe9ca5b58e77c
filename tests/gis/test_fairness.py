"""How evenly access is shared: on a small land worked by hand, and its parts against plain sums."""

import numpy as np
import pandas as pd
import pytest

from gis import fairness
from gis.analysis.readings import Reading
from gis.errors import InputError


class Land:
    """Four places in two sido: a board's rows, regions and values, without a database."""

    rows = pd.DataFrame(
        {
            "cell_place": [0, 1, 2, 3],
            "region_code": ["1111010100", "1111010200", "2211010100", "2211010200"],
            "people": [100.0, 100.0, 100.0, 100.0],
        }
    )
    values = np.array([0.0, 1.0, 1.0, 2.0])

    def access_values(self, reading: Reading) -> np.ndarray:
        return self.values

    def region_index(self, level: str) -> tuple[np.ndarray, np.ndarray]:
        codes = np.array(["11110", "22110"])
        return codes, np.array([0, 0, 1, 1]) if level in ("sigungu", "sido") else np.array([0, 0, 0, 0])


PARTS = fairness.Parts(
    counts={"all": np.full(4, 100.0), "older": np.array([50.0, 0.0, 0.0, 10.0])},
    ranks={"density": np.array([40.0, 30.0, 20.0, 10.0])},
    codes=("11110", "22110"),
    schemes={"touching": (np.array([0, 1]), np.array([1, 0]))},
    household_date=None,
)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> fairness.Fairness:
    monkeypatch.setattr(fairness, "_clusters", lambda counted, parts: (pd.DataFrame(), None))
    return fairness.fairness(Land(), PARTS, Reading(measure="cumulative"))


def test_the_line_is_half_of_the_mean_and_groups_are_weighed(found):
    assert found.threshold == 0.5
    everybody, older = found.groups.loc["all"], found.groups.loc["older"]
    assert everybody["people"] == 400
    assert everybody["mean"] == 1.0
    assert everybody["fgt0"] == 0.25
    # Of 60 older people 50 have nothing, 10 have two: the mean is a third, and five of six are below the line.
    assert older["mean"] == pytest.approx(1 / 3)
    assert older["fgt0"] == pytest.approx(5 / 6)
    # Gini of 0, 1, 1, 2: the mean difference of two people over twice the mean is (12 pairs of 16 x differences) 0.375.
    assert everybody["gini"] == pytest.approx(0.375)


def test_the_curve_and_where_inequality_lies(found):
    assert list(found.lorenz["people_share"]) == [0, 0.25, 0.75, 1]
    assert list(found.lorenz["value_share"]) == [0, 0, 0.5, 1]
    # The least dense have most, so access falls with density: ranks 1/8, 3/8, 5/8, 7/8 of values 2, 1, 1, 0.
    assert found.concentration["density"] == pytest.approx(2 * (2 / 8 + 3 / 8 + 5 / 8) / 4 - 1)
    # Between the sido: means 0.5 and 1.5; Theil = (0.5 ln 0.5 + 1.5 ln 1.5) / 2.
    between = (0.5 * np.log(0.5) + 1.5 * np.log(1.5)) / 2
    whole = 2 * np.log(2) / 4
    assert found.theil_between == pytest.approx(between / whole)


def test_inequality_is_told_with_its_unit(found):
    """Averaged over sigungu, 0 and 1 become 0.5 and 1 and 2 become 1.5; over one town everybody has 1."""
    assert list(found.levels.index) == ["cell", "emd", "sigungu", "sido"]
    assert found.levels["gini"].tolist() == pytest.approx([0.375, 0.0, 0.25, 0.25], abs=1e-12)


def test_minutes_are_not_shared_out():
    with pytest.raises(InputError, match="minutes"):
        fairness.fairness(Land(), PARTS, Reading(measure="nearest"))


def test_poor_people_are_counted_by_place():
    board = Land()
    board.rows = pd.DataFrame({"people": [100.0, 300.0, 100.0, 50.0, 50.0], "region_code": list("abcde")})
    board.region_index = lambda level: (np.array(["a", "b", "c"]), np.array([0, 0, 1, 2, 2]))
    ring = (np.array([0, 0, 1, 1, 2, 2]), np.array([1, 2, 0, 2, 0, 1]))
    parts = fairness.Parts({}, {}, ("c", "a", "b"), {"touching": ring, "nearest": ring}, None)
    table, moran = fairness._clusters(
        fairness._poor_by_place(board, parts, np.array([100.0, 0.0, 100.0, 0.0, 0.0])), parts
    )
    assert dict(zip(table["region_code"], table["poor_share"], strict=True)) == {"a": 0.25, "b": 1.0, "c": 0.0}
    assert set(table["spot"]) <= {"hot", "cold", "none"}
    assert moran.places == 3
