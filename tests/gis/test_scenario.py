"""Scenarios on the town of tests/access_town.py: the touched cells say what a board made anew says, bounds hold."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.analysis.readings import Reading
from gis.analysis.tally import share_without
from gis.care.arrival import ALL_DAY
from gis.care.hours.model import CLOSED
from gis.care.hours.told import read_days, week_of
from gis.errors import InputError
from gis.scenario import ChangeCenter, CloseCenter, OpenCenter, applied, compare, laid
from gis.terms import ALL_KINDS
from tests import access_town, towns
from tests.access_town import STEP_MIN

A, B, D, E = (one.center_id for one in towns.CENTERS)
BASIC = towns.BASIC
OFFICE = week_of(read_days("Mon-Fri 09:00-18:00"))
BLOCKS = [(row, column) for row in range(5) for column in range(5)]


def times(lat, lon, mode):
    """Give the times of a block along the town's streets."""
    here = min(BLOCKS, key=lambda block: np.hypot(*np.subtract(towns.point(*block), (lat, lon))))
    cells = [divmod(int(index) - 1, 5) for index in access_town.rows()["h3_index"]]
    seconds = np.array([STEP_MIN[mode] * 60 * (abs(r - here[0]) + abs(c - here[1])) for r, c in cells])
    near = np.flatnonzero(seconds <= 3600)
    return near, (seconds[near] | 1 << 15).astype(np.uint16)


days = st.sampled_from(["Tue 09:00-21:00", "Mon-Fri closed", "daily 10:00-12:00; holiday closed", "Sat 09:00-13:00"])
spots = st.one_of(st.sampled_from([A, E]), st.sampled_from(BLOCKS).map(lambda block: towns.point(*block)))
kinds = st.sampled_from([BASIC, towns.HOSPITAL, towns.METROPOLITAN])
openings = st.builds(
    OpenCenter,
    name=st.just("새 센터"),
    kind=kinds,
    at=spots,
    hours=days.map(lambda text: week_of(read_days(text))),
    serves=st.sampled_from([(), (towns.COUNTY,), (towns.SIDO,)]),
)


@st.composite
def scenarios(draw):
    """Draw up to two new centers, and what becomes of some of those that stand."""
    standing = [
        CloseCenter(center_id)
        if draw(st.booleans())
        else ChangeCenter(
            center_id,
            kind=draw(st.one_of(st.none(), kinds)),
            days=draw(st.one_of(st.none(), days.map(read_days))),
        )
        for center_id in draw(st.sets(st.sampled_from([A, B, D, E]), max_size=3))
    ]
    return [*draw(st.lists(openings, max_size=2)), *standing] or [CloseCenter(A)]


readings = st.builds(
    Reading,
    measure=st.just("nearest"),
    mode=st.sampled_from(["car", "bicycle"]),
    limit_min=st.sampled_from([20, 30, 60]),
    kind=st.sampled_from([ALL_KINDS, BASIC, "의료 전체"]),
    hour=st.sampled_from(["any", "weekday_evening", "Tue 10", "Tue 19", "Sat 11", "holiday 11"]),
    unknown_hours=st.sampled_from(["closed", "office"]),
    serves=st.sampled_from(["any", "own"]),
)


def hours_reached(board, reading):
    """Tell, cell by cell, at which hours of a reading an open center is reached, as the board says."""
    if reading.hours is None:
        return 1.0 - board.cell_without(reading)[:, None]
    bits = board.open_hours(reading, reading.unknown_hours)
    return np.column_stack([1.0 - share_without(bits, (hour,)) for hour in reading.hours])


@settings(deadline=None, max_examples=30)
@given(scenarios(), readings)
def test_the_touched_cells_say_what_a_board_made_anew_says(changes, reading):
    board = access_town.board()
    effect, after = compare(board, changes, reading, times), applied(board, changes, times)
    was, becomes = hours_reached(board, reading), hours_reached(after, reading)
    people = board.cells["people"].to_numpy()
    total = effect.total()
    assert total["people_gained"] == pytest.approx((people * (becomes > was).mean(axis=1)).sum(), abs=1e-6)
    assert total["people_lost"] == pytest.approx((people * (becomes < was).mean(axis=1)).sum(), abs=1e-6)
    assert total["people_gained_least"] - 1e-6 <= total["people_gained"] <= total["people_gained_most"] + 1e-6
    assert total["people_lost_least"] - 1e-6 <= total["people_lost"] <= total["people_lost_most"] + 1e-6
    for region_code in (None, towns.CITY, towns.FIELDS):
        here, there = effect.total(region_code), after.total(reading, region_code)
        for end in ("if_closed", "if_open"):
            assert here[f"after_without_{end}"] == pytest.approx(there[f"people_without_{end}"], abs=1e-6)
    by_town = effect.regions("emd")
    assert by_town["people_gained"].sum() == pytest.approx(total["people_gained"], abs=1e-6)
    by_age = effect.ages({"young": np.full(len(board.rows), 0.25), "old": np.full(len(board.rows), 0.75)})
    assert by_age["people_lost_most"].sum() == pytest.approx(total["people_lost_most"], abs=1e-6)


def told(week, state):
    """Tell an unknown week: closed, or open all day."""
    day = ALL_DAY if state else CLOSED
    return week_of(dict.fromkeys(range(8), day.intervals)) if week.outcome == "unknown" else week


@settings(deadline=None, max_examples=20)
@given(scenarios(), readings.filter(lambda reading: reading.hours is not None and len(reading.hours) == 1))
def test_the_bounds_are_the_least_and_the_most_over_all_hours_there_may_be(changes, reading):
    board = access_town.board()
    reading = reading.changed(unknown_hours="closed")
    gained, lost = [], []
    for states in product((False, True), repeat=2):
        weeks = [*board.weeks[:2], *(told(week, state) for week, state in zip(board.weeks[2:], states, strict=True))]
        known = board.told(weeks)
        was, becomes = hours_reached(known, reading)[:, 0], hours_reached(applied(known, changes, times), reading)[:, 0]
        gained.append(becomes > was)
        lost.append(becomes < was)
    cells = compare(board, changes, reading, times).cells
    place = cells["cell_place"].to_numpy()
    untouched = np.setdiff1d(np.arange(len(board.cells)), place)
    for name, found in (("gained", np.array(gained)), ("lost", np.array(lost))):
        assert not found[:, untouched].any()
        assert cells[f"{name}_least"].tolist() == found.all(axis=0)[place].tolist()
        assert cells[f"{name}_most"].tolist() == found.any(axis=0)[place].tolist()


def test_an_evening_in_the_town_worked_by_hand():
    board = access_town.board()
    reading = Reading(measure="nearest", kind=BASIC, hour="Tue 19", serves="any")
    effect = compare(board, [ChangeCenter(A, added=read_days("Tue 18:00-21:00"))], reading)
    # B alone is open at 19: 1,200 reach it. With A 1,600 of 2,400 people reach one of both.
    assert effect.total()["people_gained"] == 400.0
    assert effect.total()["people_gained_least"] == 400.0  # D and E are of other kinds: nothing is unknown
    assert effect.total()["after_without_if_closed"] == 800.0
    assert effect.changes()["hours_a_week"].tolist() == [3.0]
    assert effect.changes()["what"].tolist() == ["change"]
    away = compare(board, [CloseCenter(B)], reading)
    assert away.total()["people_lost"] == 1200.0
    assert away.changes()["hours_a_week"].tolist() == [-60.0]
    assert away.regions("sigungu")["region_code"].tolist() == [towns.CITY, towns.COUNTY]


def test_a_place_reached_by_estimates_says_so():
    opening = OpenCenter("들면 분소", BASIC, towns.point(3, 4), OFFICE)
    effect = compare(access_town.board(), [opening], Reading(kind=BASIC, limit_min=10, serves="any"), times)
    assert effect.total()["is_estimate_share"] == 1.0
    assert effect.total()["people_gained"] == 100.0 + 200.0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([], "0 changes"),
        ([CloseCenter("nobody")], "change 1: center 'nobody'"),
        ([CloseCenter(A), ChangeCenter(A, kind=BASIC)], "changed twice"),
        ([OpenCenter("x", "찻집", A, OFFICE)], "찻집"),
        ([OpenCenter("x", BASIC, "nowhere", OFFICE)], "at 'nowhere'"),
        ([OpenCenter("x", BASIC, (128.0, 36.0), OFFICE)], "latitude"),
        ([OpenCenter("x", BASIC, (float("nan"), 36.0), OFFICE)], "degrees"),
        ([OpenCenter("x", BASIC, A, OFFICE, serves=("77",))], "77"),
        ([OpenCenter("x", BASIC, A, OFFICE, psychiatrists=-1)], "psychiatrists -1"),
        ([ChangeCenter(D, added=read_days("Tue 18:00-21:00"))], "not known"),
    ],
)
def test_what_cannot_be_is_refused(changes, words):
    with pytest.raises(InputError, match=words):
        laid(access_town.board(), changes)
    with pytest.raises(InputError, match="times"):
        compare(access_town.board(), [OpenCenter("x", BASIC, towns.point(1, 1), OFFICE)], Reading())
