"""Longer hours on the town of tests/access_town.py: the choice is the best of all, its figures are the board's."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.analysis.readings import Reading
from gis.errors import InputError
from gis.siting import SITE_COLUMNS, longer_hours
from tests import access_town, towns
from tests.gis.test_access_bounds import boards

EVENING = Reading(measure="nearest", kind="전체", hour="weekday_evening")


def gains(board, reading, region_code, unknown):
    """Give what each pair of centers gains, from the board's pairs cell by cell."""
    is_in = board.is_in(region_code)
    without = {}
    opened = board.open_hours(reading, unknown)
    for place, people in zip(board.rows["cell_place"][is_in], board.rows["people"][is_in], strict=True):
        closed = sum(not int(opened[place, hour // 64]) >> hour % 64 & 1 for hour in reading.hours)
        without[place] = without.get(place, 0.0) + people * closed / len(reading.hours)
    pairs, is_wanted = board.pairs_of(reading), board.is_of_kind(reading.kind)
    reached = {}
    for cell, center, minutes in zip(pairs.cell, pairs.center, pairs.minutes, strict=True):
        if is_wanted[center] and minutes <= reading.limit_min and cell in without:
            reached.setdefault(int(center), set()).add(int(cell))
    return {
        both: sum(without[cell] for cell in set().union(*(reached[center] for center in both)))
        for both in combinations(sorted(reached), 2)
    }


@settings(deadline=None, max_examples=40)
@given(boards(), st.sampled_from(["weekday_evening", "weekend_day", "Tue 10"]), st.sampled_from(["closed", "open"]))
def test_no_other_two_centers_gain_more(drawn, hour, unknown):
    weeks, blocks = drawn
    board, reading = access_town.board(weeks=weeks, blocks=blocks), EVENING.changed(hour=hour)
    for region_code in (None, towns.CITY):
        answer = longer_hours(board, reading, region_code, p=2, unknown=unknown)
        every = gains(board, reading, region_code, unknown)
        assert answer.siting.status == "optimal"
        assert answer.siting.objective == pytest.approx(max(every.values()), abs=1e-6)
        assert every[answer.siting.chosen] == pytest.approx(answer.siting.objective, abs=1e-6)
        column = "people_gained" if unknown == "closed" else "people_gained_if_open"
        assert answer.sites[column].sum() == pytest.approx(answer.siting.objective, abs=1e-6)
        assert (answer.sites["people_gained_if_open"] <= answer.sites["people_gained"] + 1e-9).all()
        total = board.total(reading, region_code)
        assert answer.people_without == pytest.approx(total["people_without_if_closed"], abs=1e-6)
        assert answer.people_without_if_open == pytest.approx(total["people_without_if_open"], abs=1e-6)


def test_a_required_center_is_among_them():
    board = access_town.board()
    for center_id in board.centers["center_id"].astype(str)[board.is_of_kind("전체")]:
        answer = longer_hours(board, EVENING, p=2, required=(center_id,))
        assert center_id in answer.sites["center_id"].astype(str).tolist()
        assert list(answer.sites.columns) == list(SITE_COLUMNS)


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"hour": "any"}, {}, "longer hours are hours"),
        ({}, {"p": 0}, "0 centers"),
        ({}, {"p": 51}, "51 centers"),
        ({}, {"p": 40}, "only"),
        ({}, {"required": ("nobody",)}, "center nobody"),
        ({}, {"region_code": "99"}, "99"),
    ],
)
def test_what_cannot_be_answered_is_refused(change, arguments, words):
    with pytest.raises(InputError, match=words):
        longer_hours(access_town.board(), EVENING.changed(**change), **arguments)
