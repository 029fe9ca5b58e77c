"""Where people live: worked by hand on cells of a valley, a bay and an empty unit."""

import pandas as pd
import pytest

from etl.build.people_points import people_points
from gis import hexgrid


def cells(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    """Lay out cells whose centres are those of the real grid nearest to the points given."""
    frame = pd.DataFrame(rows, columns=["code", "people", "lat", "lon"])
    centers = hexgrid.centers_of(hexgrid.cells_of(frame["lat"], frame["lon"], hexgrid.CELL_RESOLUTION))
    return frame.assign(lat=centers[:, 0], lon=centers[:, 1])


def test_the_mean_is_weighted_by_people() -> None:
    given = cells(("a", 300, 37.50, 127.00), ("a", 100, 37.504, 127.00), ("a", 0, 37.9, 127.00))
    found = people_points(given).loc["a"]
    lat = (300 * given["lat"][0] + 100 * given["lat"][1]) / 400
    assert found["lat"] == pytest.approx(lat)


def test_between_two_shores_the_point_moves_to_where_somebody_lives() -> None:
    given = cells(("a", 100, 37.50, 127.00), ("a", 110, 37.60, 127.00))
    found = people_points(given).loc["a"]
    assert (found["lat"], found["lon"]) == (given["lat"][1], given["lon"][1])


def test_units_are_apart_and_one_without_people_is_left_out() -> None:
    given = cells(("a", 10, 37.50, 127.00), ("b", 10, 35.10, 129.00), ("c", 0, 36.00, 128.00))
    found = people_points(given)
    assert list(found.index) == ["a", "b"]
    assert found.loc["b", "lat"] == pytest.approx(given["lat"][1])
