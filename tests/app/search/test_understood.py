"""What was typed as an address, and what the page leads with when nearly all doors are shut."""

import datetime as dt

import pytest

from app import data
from app.data.centers import EMERGENCY_ROOMS
from app.data.search import Origin
from app.search import after_hours, understood
from app.text import load
from gis.care.recommendation.typed_query import TypedQuery
from gis.terms import SEOUL


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("when", "now", "told"),
    [
        ("now", "2026-11-30T10:00", None),
        ("evening", "2026-11-30T10:00", "2026-11-30T19:00"),
        ("evening", "2026-11-30T22:00", "2026-12-01T19:00"),
        ("evening", "2026-12-04T22:00", "2026-12-07T19:00"),  # Friday night: Monday
        ("evening", "2026-12-05T12:00", "2026-12-07T19:00"),
        ("saturday", "2026-11-30T10:00", "2026-12-05T11:00"),
        ("saturday", "2026-12-05T09:00", "2026-12-05T11:00"),
        ("saturday", "2026-12-05T18:00", "2026-12-12T11:00"),
        ("sunday", "2026-12-05T18:00", "2026-12-06T11:00"),
    ],
)
def test_the_next_instant_at_which_a_door_must_be_open(when, now, told):
    assert understood.instant(when, at(now)) == told


def test_an_address_holds_codes_and_nothing_that_was_typed():
    query = TypedQuery("부산", ("sleep",), (), "public", True, "now", unread=("비밀",))
    told = understood.filters(query, at("2026-11-30T10:00"))
    assert told == {"need": ["sleep"], "doctors": "psychiatrist", "group": "public", "open": "now"}
    assert "비밀" in understood.unread(load("ko"), query)


@pytest.mark.parametrize(
    ("instant", "leads"),
    [
        ("2026-11-30T10:00", False),
        ("2026-11-30T22:40", True),
        ("2026-11-29T14:00", True),  # a Sunday
        ("2026-12-25T11:00", True),  # a holiday
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_when_nearly_all_doors_are_shut_the_page_leads_with_lines_that_answer(language, instant, leads):
    told = after_hours.lead(load(language), at(instant))
    assert ("tel:109" in told) is leads
    assert ("tel:15770199" in told) is leads


@pytest.mark.usefixtures("on_nation")
def test_at_night_the_nearest_emergency_rooms_with_psychiatrists_are_named():
    gangnam = Origin("place", 37.49794, 127.02762, "강남역")
    rooms = data.emergency_rooms(gangnam)
    assert len(rooms) == EMERGENCY_ROOMS
    assert [room.distance_m for room in rooms] == sorted(room.distance_m for room in rooms)
    assert all(room.has_er_at_night and room.psychiatrists and room.kind != "정신건강의학과의원" for room in rooms)
    told = after_hours.lead(load("ko"), at("2026-11-29T22:40"), origin=gangnam)
    assert all(f"center={room.center_id}" in told and room.phone in told for room in rooms)
    assert "가기 전에 그 번호로 물어보세요" in told
    assert "rooms" not in after_hours.lead(load("ko"), at("2026-11-29T22:40")), "nobody knows where from"
