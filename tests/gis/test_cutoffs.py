"""A reading at several limits, on the town whose answers are worked by hand (tests/towns.py, ten minutes a block)."""

import pytest

from gis.analysis.readings import Reading
from gis.cutoffs import cutoffs, read_limits
from gis.errors import InputError
from tests import access_town, towns

BASIC = Reading(measure="nearest", kind=towns.BASIC, serves="any")


@pytest.fixture(scope="module")
def board():
    return access_town.board()


def test_the_figure_at_each_limit(board):
    """More than a block from A and B live 300 + 400 + 800 + 100, more than three 100 + 200 + 400 + 100."""
    found = cutoffs(board, BASIC, (10, 30, 40, 50), level="emd")
    assert found.totals["limit_min"].tolist() == [10, 30, 40, 50]
    assert found.totals["people_without"].tolist() == [1600, 800, 300, 0]
    assert found.totals["gini"].isna().all()
    inside = cutoffs(board, BASIC, (10, 30), level="emd", parent_code=towns.CITY)
    assert inside.totals["people_without"].tolist() == [1500, 700]
    assert set(inside.units["region_code"]) == {towns.EMD_1, towns.EMD_2}


def test_ranks_over_the_limits(board):
    found = cutoffs(board, BASIC, (10, 30, 40, 50), level="emd")
    assert found.worst == 1, "a tenth of three towns with people, rounded up"
    units = found.units.set_index("region_code")
    assert units.index.tolist() == [towns.EMD_2, towns.EMD_1, towns.FIELDS, towns.SEA]
    # Shares without: 0.8, 0.7, 0.25 at ten minutes; 0.4, 0.3, 0.25 at thirty; 0.2, 0.1, none at forty; none at fifty.
    ranks = units[["rank_10", "rank_30", "rank_40", "rank_50"]]
    assert ranks.loc[towns.EMD_2].tolist()[:3] == [1, 1, 1]
    assert ranks.loc[towns.FIELDS].tolist()[:2] == [3, 3]
    assert ranks.loc[towns.FIELDS].isna().tolist() == [False, False, True, True], "nobody there is out of reach"
    assert ranks.loc[towns.SEA].isna().all(), "nobody lives there"
    assert units["worst_at"].tolist() == [3, 0, 0, 0]
    assert units.loc[towns.EMD_1, ["rank_first", "rank_last"]].tolist() == [2, 2]
    assert found.kept.to_numpy().tolist() == [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]
    assert found.always.empty
    assert found.sometimes["region_code"].tolist() == [towns.EMD_2]


def test_a_shared_supply_has_one_mean_at_every_limit(board):
    """Two centers for 2,400 people, whoever reaches them; how evenly is another matter."""
    found = cutoffs(board, BASIC.changed(measure="two_step"), (10, 30, 50), level="emd")
    assert found.totals["mean_value"].tolist() == pytest.approx([1e5 * 2 / 2400] * 3, rel=1e-12)
    assert found.totals["gini"].is_monotonic_decreasing
    # At ten minutes A is shared by 300 people of the first town, B by 200 of the second and 300 of the fields.
    units = found.units.set_index("region_code").loc[[towns.EMD_1, towns.EMD_2, towns.FIELDS]]
    assert units["mean_value_10"].tolist() == pytest.approx([1e5 / 1000, 1e5 * 0.4 / 1000, 1e5 * 0.6 / 400])
    assert units["rank_10"].tolist() == [2, 1, 3]


def test_where_nobody_reaches_anything_a_crowd_is_the_worst(board):
    hospital = Reading(measure="crowding", kind=towns.HOSPITAL)
    units = cutoffs(board, hospital, (10, 30), level="emd").units.set_index("region_code")
    assert units.loc[[towns.EMD_1, towns.EMD_2, towns.FIELDS], "rank_10"].tolist() == [1, 1, 3]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("15,x", "limits_no_numbers"),
        ("15,30.5", "limits_no_numbers"),
        ("30", "limits_count"),
        (",".join(map(str, range(1, 15))), "limits_count"),
        ("30,90", "limits_outside"),
        ("0,30", "limits_outside"),
        ("60,30", "limits_not_rising"),
        ("30,30", "limits_not_rising"),
    ],
)
def test_limits_that_cannot_be_used(text, code):
    with pytest.raises(InputError) as error:
        read_limits(text)
    assert error.value.code == code


def test_limits_are_read():
    assert read_limits(" 15, 30,60") == (15, 30, 60)
