"""What lies in a window of the map, on the town worked by hand."""

import numpy as np
import pandas as pd
import pytest

from gis import stories, windows
from gis.analysis.readings import Reading
from gis.care.hours import read_hours
from gis.errors import InputError
from tests import access_town, towns

DAY = Reading(measure="nearest", kind=towns.BASIC, hour="Tue 10", serves="any")
REGISTER = pd.DataFrame(
    [(emd, first, people) for emd, counts in towns.REGISTER.items() for (_, first), people in counts.items()],
    columns=["region_code", "age_from", "people"],
)


@pytest.fixture(scope="module")
def board():
    return access_town.board()


def ask(board, reading=DAY, **options):
    return windows.window(board, reading, ages=stories.age_shares(REGISTER), **{"level": "emd"} | options)


def around(row, column):
    """Give a window of one block."""
    lat, lon = towns.point(row, column)
    return lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01


def test_all_of_it_is_what_the_board_says(board):
    for reading in (DAY, DAY.changed(hour="Tue 19"), DAY.changed(hour="any"), DAY.changed(kind=towns.HOSPITAL)):
        found, total = ask(board, reading), board.total(reading)
        assert (found.people, found.least, found.most) == pytest.approx(
            (2400, total["people_without_if_open"], total["people_without_if_closed"])
        )
        assert found.units[["people", "least", "most"]].sum().tolist() == pytest.approx(
            [found.people, found.least, found.most]
        )
        assert found.ages["people"].sum() == pytest.approx(2400)
    office = ask(board, DAY.changed(kind=towns.METROPOLITAN, unknown_hours="office"))
    assert office.least == office.most, "who assumes hours asks for one figure"


def test_a_window_holds_its_blocks_and_centers_only(board):
    found = ask(board, bounds=around(3, 0))
    assert (found.people, found.most) == (300, 0)
    assert found.units[["region_code", "people"]].to_numpy().tolist() == [[towns.FIELDS, 300]]
    assert found.centers["center_id"].tolist() == ["bbbbbbbbbb"]
    # 100 of the 400 people of 들면 are 65 or older, wherever in it they live.
    assert dict(found.ages.to_numpy())["65_79"] == pytest.approx(75)
    elsewhere = ask(board, bounds=around(3, 0), region_code=towns.CITY)
    assert (elsewhere.people, len(elsewhere.centers), len(elsewhere.units)) == (0, 0, 0)


def test_what_is_not_known_widens_the_bounds(board):
    hospital = ask(board, DAY.changed(kind=towns.HOSPITAL))
    assert hospital.centers["state"].tolist() == ["unknown"]
    assert hospital.most == 2400 > hospital.least


def test_centers_tell_whether_they_are_known_to_be_open(board):
    def states(hour):
        return windows.center_states(board, DAY.changed(hour=hour))

    assert states("Tue 10") == ["open", "open", "unknown", "unknown"]
    assert states("Tue 19") == ["closed", "open", "unknown", "unknown"]
    assert states("weekday_evening")[:2] == ["closed", "open"]
    morning = read_hours(opens="09:00", closes="13:00", closed_days="토+일+공휴일", note=None)
    told = board.told([morning, *access_town.WEEKS[1:]])
    assert windows.center_states(told, DAY.changed(hour="weekday_day"))[:2] == ["partly", "open"]
    assert states("any") == ["any"] * 4


def test_a_window_that_is_none_is_refused(board):
    with pytest.raises(InputError, match="south-west corner first"):
        ask(board, bounds=(128.2, 36.0, 128.1, 36.1))
    with pytest.raises(InputError, match="south-west corner first"):
        windows.check_bounds((128.0, np.nan, 129.0, 37.0))
