"""Hours or bricks on the town of tests/access_town.py: the purchase is the best of all; losses worked by hand."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from gis.analysis.readings import Reading
from gis.analysis.tally import unpack
from gis.budget_plans import BOUGHT_COLUMNS, buildings, first_to_break, plan_budget, points, towns
from gis.errors import InputError
from tests import access_town
from tests import towns as town
from tests.access_town import STEP_MIN

A, B, D, E = (one.center_id for one in town.CENTERS)
EVENING = Reading(measure="nearest", kind=town.BASIC, hour="weekday_evening", serves="any", limit_min=20)
BLOCKS = [(row, column) for row in range(5) for column in range(5)]


def many(lat, lon, mode):
    """Give the times of blocks along the town's streets, by cell."""
    cells = [divmod(int(index) - 1, 5) for index in access_town.rows()["h3_index"]]
    here = [
        min(BLOCKS, key=lambda block: np.hypot(*np.subtract(town.point(*block), spot)))
        for spot in zip(lat, lon, strict=True)
    ]
    found = [
        (number, place, STEP_MIN[mode] * 60 * (abs(r - row) + abs(c - column)))
        for number, (r, c) in enumerate(cells)
        for place, (row, column) in enumerate(here)
    ]
    cell, place, seconds = np.array([one for one in found if one[2] <= 3600], dtype=np.int64).T
    return cell, place, (seconds | 1 << 15).astype(np.uint16)


def best_of_all(plan, board):
    """Try every purchase within the budget, cell by cell and hour by hour."""
    reading, offered = plan.reading, plan.offered
    is_open = unpack(board.open_hours(reading, "closed"))[:, list(reading.hours)]
    people = board.cells["people"].to_numpy()
    lasts = {}
    for number, one in offered.iterrows():
        spots = list(zip(offered["lat"], offered["lon"], strict=True))
        cell, _, value = many(*np.array([spots[number]]).T, reading.mode)
        near = cell[(value & 0x7FFF) <= reading.limit_min * 60]
        days = [day for day in range(5) if one["day"] in ("", ("Mon", "Tue", "Wed", "Thu", "Fri")[day])]
        reached = np.zeros_like(is_open)
        for day in days:
            reached[np.ix_(near, [at for at, hour in enumerate(reading.hours) if hour // 24 == day])] = 1
        lasts[number] = reached
    best = 0.0
    for size in range(1, 4):
        for chosen in combinations(lasts, size):
            if offered.loc[list(chosen), "cost"].sum() <= plan.budget:
                reached = np.logical_or.reduce([lasts[one] for one in chosen])
                best = max(best, float((people * (reached & (is_open == 0)).mean(axis=1)).sum()))
    return best


def test_no_other_purchase_of_the_budget_gains_more():
    board = access_town.board()
    spots = pd.DataFrame(
        [
            (f"{row}-{column}", "빈터", "", town.EMD_2, *town.point(row, column))
            for row, column in ((1, 3), (2, 4), (3, 4))
        ],
        columns=["id", "name", "kind", "region_code", "lat", "lon"],
    )
    places = points(spots, EVENING, many)
    for hour, budget, site_cost in (("weekday_evening", 9.0, 3.0), ("Tue 19", 3.0, 0.5), ("Tue 19", 2.0, 1.0)):
        reading = EVENING.changed(hour=hour)
        plan = plan_budget(board, reading, places=places, budget=budget, site_cost=site_cost, others=2)
        assert plan.siting.status == "optimal"
        assert plan.siting.objective == pytest.approx(best_of_all(plan, board), abs=1e-6)
        assert plan.bought["people_gained"].sum() == pytest.approx(plan.siting.objective, abs=1e-6)
        assert plan.bought["cost"].sum() <= budget
        assert all(other.objective >= 0.99 * plan.siting.objective - 1e-9 for other in plan.others)
        assert list(plan.bought.columns) == list(BOUGHT_COLUMNS)
        sited = plan.bought["option"] != "longer"
        assert (plan.bought.loc[sited, "is_estimate_share"] == 1.0).all()
        assert plan.people_without == pytest.approx(board.total(reading)["people_without_if_closed"])


def test_places_are_towns_or_the_buildings_of_a_kind():
    board = access_town.board()
    by_town = towns(board, EVENING, many, town.CITY)
    assert by_town.table["id"].tolist() == [town.EMD_1, town.EMD_2]
    houses = buildings(board, town.METROPOLITAN, EVENING)
    assert houses.table["id"].tolist() == [D]
    cell, _, _ = board.pairs("car").of_centers(np.array([False, False, True, False]))
    assert houses.cell.tolist() == cell.tolist()
    plan = plan_budget(board, EVENING, town.CITY, places=houses, options=["site"], budget=60.0, unknown="open")
    assert plan.bought["id"].tolist() == [D]
    assert plan.bought["kind"].tolist() == [town.METROPOLITAN]


def test_what_breaks_first_is_worked_by_hand():
    board = access_town.board()
    reading = Reading(measure="nearest", kind=town.BASIC, serves="any")
    # Within 30 minutes A serves 1,400 people and B 1,200, of 1,600 together: 400 hang on A alone and 200 on B.
    alone = first_to_break(board, reading)
    assert [(board.centers["center_id"][one.closed[0]], one.lost) for one in alone.losses] == [(A, 400.0), (B, 200.0)]
    both = first_to_break(board, reading, k=2)
    assert [one.lost for one in both.losses] == [1600.0]
    hanging = alone.hanging.set_index("region_code")
    assert hanging["people_on_one"].sum() == 600.0
    assert hanging.loc[town.CITY, "center_id"] == A
    assert hanging.loc[town.COUNTY, "people"] == 400.0
    assert first_to_break(board, reading.changed(supply="psychiatrists")).losses == []


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"hour": "any"}, {}, "what is bought are hours"),
        ({}, {"options": ["tram"]}, "options 'tram'"),
        ({}, {"options": []}, "options"),
        ({}, {"options": ["site"], "places": None}, "need places"),
        ({}, {"site_cost": -1}, "site cost"),
        ({}, {"budget": 1.0}, "buys nothing"),
        ({}, {"region_code": "99"}, "99"),
    ],
)
def test_what_cannot_be_answered_is_refused(change, arguments, words):
    board = access_town.board()
    places = buildings(board, town.METROPOLITAN, EVENING)
    with pytest.raises(InputError, match=words):
        plan_budget(board, EVENING.changed(**change), **{"places": places, "budget": 60.0, **arguments})
    with pytest.raises(InputError, match="no 보건소 stands"):
        buildings(board, "보건소", EVENING)
    with pytest.raises(InputError, match="0 places"):
        points(places.table.head(0), EVENING, many)
