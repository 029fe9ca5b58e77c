"""A change parted on the town of tests/access_town.py: worked by hand, and against boards made anew."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.care.hours.codec import to_data
from gis.care.hours.told import read_days, week_of
from gis.causes import CAUSES, FIGURES, part_causes
from gis.errors import InputError
from gis.kept_states import EarlierState, PresentState
from tests import access_town, towns
from tests.access_town import LATE_HOURS, NO_HOURS, OFFICE_HOURS, STEP_MIN, WEEKS

A, B, D, E = (one.center_id for one in towns.CENTERS)
BASIC = Reading(measure="nearest", kind=towns.BASIC, serves="any")
TUESDAY = BASIC.changed(hour="Tue 19")
FIRST, SECOND = dt.date(2024, 6, 30), dt.date(2024, 7, 31)
PEOPLE = pd.Series({towns.EMD_1: 1000.0, towns.EMD_2: 1000.0, towns.FIELDS: 400.0, towns.SEA: 0.0})
BLOCKS = [(row, column) for row in range(5) for column in range(5)]
SERVES = {one.center_id: list(one.serves) for one in towns.CENTERS}


def times(lat, lon, mode):
    """Give the times of blocks along the town's streets."""
    found = []
    cells = [divmod(int(index) - 1, 5) for index in access_town.rows()["h3_index"]]
    for number, place in enumerate(zip(lat, lon, strict=True)):
        here = min(BLOCKS, key=lambda block: np.hypot(*np.subtract(towns.point(*block), place)))
        seconds = np.array([STEP_MIN[mode] * 60 * (abs(r - here[0]) + abs(c - here[1])) for r, c in cells])
        found += [(cell, number, value) for cell, value in enumerate(seconds) if value <= 3600]
    cell, number, value = np.array(found).reshape(-1, 3).T
    return cell, number, value.astype(np.uint16)


def register(weeks=tuple(WEEKS), **changed) -> pd.DataFrame:
    """Give the town's register as it is kept; a center's fields can be others, or None where it was not there."""
    rows = access_town.centers().to_dict("records")
    kept = []
    for row, week, one in zip(rows, weeks, towns.CENTERS, strict=True):
        data = None if week is NO_HOURS else to_data(week)
        told = {**row, "serves": SERVES[row["center_id"]], "sources": ["town"], "road_address": one.road_address}
        change = changed.get(row["center_id"], {})
        if change is not None:
            kept.append({**told, "week": data, **change})
    return pd.DataFrame(kept)


def state(centers=None, people=PEOPLE, recorded=None, lists=("town",)) -> EarlierState:
    return EarlierState(FIRST, people, FIRST, register() if centers is None else centers, frozenset(lists), recorded)


def present(**changed) -> PresentState:
    return PresentState(SECOND, PEOPLE, SECOND, register(**changed))


def parted(earlier, reading=BASIC, now=None, board=None):
    return part_causes(board or access_town.board(), reading, earlier, now or present(), times)


def parts(change, figure="people_without", region_code=None):
    return change.total(region_code).set_index("part")[figure].to_dict()


def test_a_center_and_people_by_hand():
    """B opened and 가람2동 doubled: out of reach are 700, then 600 by B alone, 1,000 by people alone, 800 by both."""
    change = parted(
        state(register(**{B: None}), PEOPLE * pd.Series({towns.EMD_2: 0.5}).reindex(PEOPLE.index).fillna(1))
    )
    nothing = dict.fromkeys(("hours", "published", "records"), 0.0)
    told = parts(change)
    assert np.isnan(told.pop("method"))
    assert told == {"before": 700.0, "centers": -150.0, "people": 250.0, "after": 800.0, **nothing}
    assert parts(change, region_code=towns.COUNTY)["after"] == 100.0
    assert change.events[["event", "center_id"]].to_numpy().tolist() == [["opened", B]]
    by_city = change.regions("sigungu").set_index("region_code")
    assert by_city.loc[towns.CITY, "centers"] == -150.0
    assert change.regions("sigungu", towns.SIDO)["people"].sum() == 250.0
    with pytest.raises(InputError, match="smaller than a sigungu"):
        change.total(towns.EMD_1)


def test_publishing_hours_alone_is_not_better_care():
    """B published its evenings only now: 1,200 are known to be reached, and nothing of care changed."""
    change = parted(state(register((OFFICE_HOURS, NO_HOURS, NO_HOURS, NO_HOURS))), TUESDAY)
    told = parts(change)
    assert (told["before"], told["published"], told["after"]) == (2400.0, -1200.0, 1200.0)
    assert [told[cause] for cause in ("centers", "hours", "people", "records")] == [0.0] * 4
    # Were it open all along, nobody more is reached.
    assert parts(change, "people_without_if_open") == pytest.approx(
        {"before": 1200.0, **dict.fromkeys(CAUSES, 0.0), "method": np.nan, "after": 1200.0}, nan_ok=True
    )
    assert change.events["event"].tolist() == ["published"]
    # Where hours do not count nothing moves at all.
    told = parts(parted(state(register((NO_HOURS,) * 4))))
    assert [told[cause] for cause in CAUSES if cause != "method"] == [0.0] * 5


def test_longer_hours_are_a_change_of_care():
    told = parts(parted(state(register((OFFICE_HOURS, OFFICE_HOURS, NO_HOURS, NO_HOURS))), TUESDAY))
    assert (told["before"], told["hours"], told["after"]) == (2400.0, -1200.0, 1200.0)
    assert [told[cause] for cause in ("centers", "published", "people", "records")] == [0.0] * 4


def test_hours_that_are_withdrawn_and_a_closed_center_count_apart():
    """A published Saturdays then and no more; on Saturdays it reached 1,400 of 2,400."""
    saturdays = week_of(read_days("Mon-Fri 09:00-18:00; Sat 09:00-18:00"))
    told = parts(parted(state(register((saturdays, *WEEKS[1:]))), BASIC.changed(hour="Sat 11")))
    assert (told["before"], told["hours"], told["after"]) == (1000.0, 1400.0, 2400.0)
    told = parts(
        parted(state(register((LATE_HOURS, *WEEKS[1:]))), TUESDAY, board=access_town.board([NO_HOURS, *WEEKS[1:]]))
    )
    assert (told["before"], told["published"], told["hours"]) == (800.0, 400.0, 0.0)


def test_a_new_list_opens_nothing_and_a_position_put_right_moves_nothing():
    listed = present(**{B: {"sources": ["another"]}})
    told = parts(parted(state(register(**{B: None})), now=listed))
    assert (told["before"], told["records"], told["centers"], told["after"]) == (1000.0, -200.0, 0.0, 800.0)
    lat, lon = towns.point(0, 4)
    elsewhere = {"lat": lat, "lon": lon}
    put_right = parts(parted(state(register(**{B: elsewhere}))))
    moved = parts(parted(state(register(**{B: elsewhere | {"road_address": "누리도 가람시 한길 99"}}))))
    assert put_right["records"] == moved["centers"] != 0
    assert put_right["centers"] == moved["records"] == 0.0


def test_the_method_is_what_was_recorded_less_what_it_is_today():
    recorded = pd.DataFrame({"people": [2400.0], "people_without": [900.0]}, index=["00"])
    change = parted(state(register(**{B: None}), recorded=recorded))
    told = parts(change)
    assert (told["before"], told["method"], told["centers"], told["after"]) == (900.0, 100.0, -200.0, 800.0)
    assert np.isnan(parts(change, region_code=towns.CITY)["method"]), "nothing was recorded of it"
    evening = parted(state(register(**{B: None}), recorded=recorded), TUESDAY)
    assert parts(evening, "people_without_if_closed")["method"] == 1500.0
    assert np.isnan(parts(evening, "people_without_if_open")["method"]), "of the other bound nothing was recorded"


def test_people_alone_are_parted_where_no_centers_were_kept():
    """The rest is not known, and today's centers stand for those of then."""
    change = parted(EarlierState(FIRST, PEOPLE * 0.5))
    told = parts(change)
    assert change.known == ("people",)
    assert (told["before"], told["people"], told["after"]) == (400.0, 400.0, 800.0)
    assert all(np.isnan(told[cause]) for cause in CAUSES if cause != "people")
    assert parts(change, "share_without")["people"] == pytest.approx(0.0, abs=1e-15)
    assert change.events.empty
    # Of a town in whose cells nobody lives today, people are spread over its district's: nobody is lost.
    far = parted(EarlierState(FIRST, pd.concat([PEOPLE[:-1], pd.Series({towns.SEA: 40.0})])))
    assert parts(far)["before"] == 810.0, "a quarter of 들면 is out of reach"


days = st.sampled_from(["Tue 09:00-21:00", "Mon-Fri 09:00-18:00", "daily 10:00-12:00; holiday closed"])
weeks = st.one_of(st.just(NO_HOURS), days.map(lambda text: week_of(read_days(text))))
earlier_centers = st.fixed_dictionaries(
    {
        "stands": st.booleans(),
        "week": weeks,
        "block": st.sampled_from(BLOCKS),
        "moves": st.booleans(),
        "kind": st.sampled_from([None, towns.BASIC, towns.HOSPITAL]),
        "sources": st.sampled_from([["town"], ["old"]]),
    }
)
readings = st.builds(
    Reading,
    measure=st.just("nearest"),
    mode=st.sampled_from(["car", "bicycle"]),
    limit_min=st.sampled_from([20, 40]),
    kind=st.sampled_from(["전체", towns.BASIC]),
    hour=st.sampled_from(["any", "weekday_evening", "Tue 10", "Sat 11", "holiday 11"]),
    unknown_hours=st.sampled_from(["closed", "office"]),
    serves=st.sampled_from(["any", "own"]),
)


@settings(deadline=None, max_examples=20)
@given(
    st.lists(earlier_centers, min_size=4, max_size=4),
    st.lists(st.integers(0, 900), min_size=3, max_size=3),
    readings,
    st.sampled_from([("town",), ("town", "old")]),
)
def test_parts_sum_to_the_change_between_boards_made_anew(drawn, people, reading, lists):
    board = access_town.board()
    changed, blocks, own_weeks = {}, [], []
    for one, told in zip(towns.CENTERS, drawn, strict=True):
        lat, lon = towns.point(*told["block"])
        place = {"lat": lat, "lon": lon, "road_address": "다른 길 1"} if told["moves"] else {}
        kind = {} if told["kind"] is None else {"kind": told["kind"]}
        week = {"week": None if told["week"] is NO_HOURS else to_data(told["week"])}
        changed[one.center_id] = {**place, **kind, **week, "sources": told["sources"]} if told["stands"] else None
        if told["stands"]:
            blocks.append(told["block"] if told["moves"] else one.block)
            own_weeks.append(told["week"])
    if not blocks:
        return
    before = pd.Series([*map(float, people), 0.0], index=PEOPLE.index)
    kept = register(**changed)
    change = parted(state(kept, before, lists=lists), reading)
    table = change.total().set_index("part")
    whole = table.loc[list(CAUSES)].drop("method").sum(skipna=False)
    for figure in FIGURES[:3]:
        assert table.loc["before", figure] + whole[figure] == pytest.approx(table.loc["after", figure], abs=1e-6)
    then = board_then(kept, blocks, own_weeks, before)
    for told, there in (("before", then), ("after", board)):
        total = there.total(reading)
        for figure in FIGURES[:3]:
            assert table.loc[told, figure] == pytest.approx(total[figure], abs=1e-6), (told, figure)
    by_unit = change.regions("sigungu")
    assert by_unit["centers"].sum() == pytest.approx(table.loc["centers", "people_without"], abs=1e-6)
    hours = set(change.events["event"]) & {"hours", "published"}
    assert reading.hours is not None or not (table.loc[["hours", "published"], "people_without"] != 0).any()
    assert hours or not (table.loc[["hours", "published"], "people_without"] != 0).any()


def board_then(kept, blocks, own_weeks, people) -> AccessBoard:
    """Make the board of the earlier date from nothing but what was there."""
    rows = access_town.rows()
    factor = rows["region_code"].map(people / PEOPLE.where(PEOPLE > 0, 1.0))
    centers = kept[access_town.centers().columns].reset_index(drop=True)
    serves = [(row["center_id"], code) for row in kept.to_dict("records") for code in row["serves"]]
    return AccessBoard(
        rows.assign(people=rows["people"] * factor), centers, own_weeks, access_town.regions(),
        {mode: access_town.pairs(mode, blocks=blocks) for mode in STEP_MIN},
        serves=pd.DataFrame(serves, columns=["center_id", "region_code"]),
    )  # fmt: skip
