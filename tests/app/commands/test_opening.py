"""`mindconnect holidays`, `status`, `notice` and the opening options of `search`, as a shell sees them."""

import datetime as dt
import json

import pytest
from sqlalchemy import text

from app.commands.notice import read_claim
from gis.errors import InputError
from gis.opening import read_instant
from gis.terms import SEOUL

LEAVING = dt.datetime(2026, 11, 23, 17, 30, tzinfo=SEOUL)
CITY_HALL = ("--lat", "37.5665", "--lon", "126.9780")


@pytest.fixture
def run_on(mindconnect, monkeypatch):
    """Run `mindconnect` on a database."""

    def command(engine, *arguments):
        if engine is not None:
            monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
        return mindconnect(*arguments)

    return command


@pytest.fixture
def office(nation):
    """A center of the shipped register that closes on Saturdays, Sundays and holidays, with a break at noon."""
    with nation.connect() as conn:
        return conn.scalar(
            text("SELECT center_id FROM core.center_week WHERE osm = 'Mo-Fr 09:00-12:00,13:00-18:00; PH off' LIMIT 1")
        )


def test_holidays_of_2027_are_the_announced_ones(run_on):
    code, out, _ = run_on(None, "holidays", "--year", "2027", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"2027-02-09", "2027-05-03", "2027-07-19", "2027-12-27"} <= {day["date"] for day in found}
    assert not [day for day in found if day["kind"] == "local"]
    local = json.loads(run_on(None, "holidays", "--year", "2027", "--region", "50", "--json")[1])
    assert [day["date"] for day in local if day["kind"] == "local"] == ["2027-04-03"]


def test_holidays_say_how_far_they_are_announced(run_on):
    _, out, _ = run_on(None, "holidays", "--year", "2028")
    assert "2028-10-05" in out
    assert "Announced until 2027-12-31" in out
    assert run_on(None, "holidays", "--year", "2031")[0] == 2
    code, _, err = run_on(None, "holidays", "--year", "2027", "--region", "제주")
    assert (code, "MOIS code" in err) == (2, True)


def test_status_of_a_center_at_an_instant(run_on, nation, office):
    states = {}
    for at in ("2026-10-05T14:00", "2026-10-06T14:00", "2026-10-06T12:30", "2026-10-06T09:00+00:00"):
        code, out, _ = run_on(nation, "status", "--center", office, "--at", at, "--json")
        assert code == 0
        states[at] = json.loads(out)
    assert [one["state"] for one in states.values()] == ["closed", "open", "break", "closed"]
    holiday = states["2026-10-05T14:00"]
    assert holiday["reasons"][0]["code"] == "closed_holiday"
    assert holiday["reasons"][0]["text"].startswith("공휴일 휴무: 대체공휴일(개천절)")
    assert holiday["next_change"] == {"at": "2026-10-06T09:00:00+09:00", "state": "open"}
    assert (holiday["source"], holiday["confidence"], holiday["age_days"] > 365) == ("published", "low", True)


def test_status_in_words(run_on, nation, office):
    _, out, _ = run_on(nation, "status", "--center", office, "--at", "2026-10-06T14:00", "--lang", "en")
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0].endswith(": Open")
    assert lines[1] == "Closes today at 18:00"


def test_status_of_the_register_counts_every_center(run_on, nation):
    _, out, _ = run_on(nation, "status", "--at", "2026-10-06T14:00", "--json")
    found = json.loads(out)
    with nation.connect() as conn:
        centers = conn.scalar(text("SELECT count(*) FROM core.center"))
    assert len(found) == centers
    assert sum(one["state"] == "open" for one in found) > 200
    _, shown, _ = run_on(nation, "status", "--at", "2026-10-05T14:00")
    assert " 0 closed" not in shown


def test_an_unknown_center_or_instant_is_refused(run_on, nation):
    assert run_on(nation, "status", "--center", "zzzzzzzzzz")[0] == 1
    code, _, err = run_on(nation, "status", "--at", "tomorrow")
    assert (code, "2026-10-05T14:00" in err) == (2, True)


def test_search_keeps_what_is_open_then(run_on, nation):
    search = ("search", *CITY_HALL, "--radius-km", "5", "--limit", "1000", "--json")
    everything = json.loads(run_on(nation, *search)[1])
    at_work = json.loads(run_on(nation, *search, "--open-at", "2026-11-23T14:00")[1])
    at_night = json.loads(run_on(nation, *search, "--open-at", "2026-11-23T23:30")[1])
    assert 0 < len(at_work) < len(everything)
    assert at_night == []
    assert {one["state"] for one in at_work} == {"open"}
    assert [one["id"] for one in at_work] == [
        one["id"] for one in everything if one["id"] in {found["id"] for found in at_work}
    ]


def test_search_keeps_what_is_open_on_arrival(run_on, nation):
    search = ("search", *CITY_HALL, "--radius-km", "5", "--json", "--open-at", LEAVING.isoformat())
    walking = json.loads(run_on(nation, *search, "--open-on-arrival", "walk")[1])
    driving = json.loads(run_on(nation, *search, "--open-on-arrival", "car")[1])
    assert len(walking) < len(driving)
    assert all(one["arrival"]["open_left_min"] > 0 for one in driving)
    assert not any(one["arrival"]["is_estimate"] for one in driving)  # the streets of Seoul are shipped
    assert {one["arrival"]["is_approximate"] for one in driving} == {False}
    assert {one["arrival"]["is_approximate"] for one in walking} == {True}  # they have no footways
    for one in walking:  # nobody walks faster than 5 km/h, nor shorter than as the crow flies
        minutes = (dt.datetime.fromisoformat(one["arrival"]["at"]) - LEAVING).total_seconds() / 60
        assert minutes >= one["distance_m"] / (5000 / 60) - 1


def test_search_refuses_what_makes_no_sense(run_on, nation):
    code, _, err = run_on(nation, "search", *CITY_HALL, "--open-on-arrival", "boat")
    assert (code, "walk, bicycle, car" in err) == (2, True)
    code, _, err = run_on(nation, "search", "--region", "11", "--open-on-arrival", "walk", "--open-at", "now")
    assert (code, "give lat and lon" in err) == (2, True)


def test_a_notice_is_added_and_taken_back(run_on, town):
    with town.connect() as conn:
        center = conn.scalar(text("SELECT min(center_id) FROM core.center"))
    at = ("status", "--center", center, "--at", "2099-01-05T10:00", "--json")
    days = ("--from", "2099-01-05T00:00", "--until", "2099-01-06T00:00")
    assert json.loads(run_on(town, *at)[1])["state"] == "unknown"
    code, out, _ = run_on(
        town, "notice", "--center", center, "--by", "센터", *days, "--state", "hours", "--hours", "9~12"
    )
    assert code == 0
    number = out.split()[-1]
    told = json.loads(run_on(town, *at)[1])
    assert (told["state"], told["source"], told["reasons"][0]["params"]["who"]) == ("open", "notice", "센터")
    assert run_on(town, "notice", "--by", "센터", "--withdraw", number)[0] == 0
    assert json.loads(run_on(town, *at)[1])["state"] == "unknown"
    assert run_on(town, "notice", "--by", "센터", "--withdraw", "999999")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--center", "zzzzzzzzzz", "--until", "2099-01-01"], "no center"),
        (["--center", "zzzzzzzzzz"], "--until"),
        (["--center", "zzzzzzzzzz", "--until", "2099-01-01", "--override"], "--reason"),
        (["--center", "zzzzzzzzzz", "--until", "2001-01-01"], "cannot end"),
        (["--center", "zzzzzzzzzz", "--until", "2099-01-01", "--state", "busy"], "no state"),
        (["--center", "zzzzzzzzzz", "--until", "2099-01-01", "--state", "hours", "--hours", "noon"], "no span"),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(run_on, town, arguments, message):
    code, _, err = run_on(town, "notice", "--by", "센터", *arguments)
    assert (code, message in err) == (1 if message == "no center" else 2, True)


def test_instants_are_korean_time_unless_they_say_otherwise():
    assert read_instant("2026-10-05T14:00") == dt.datetime(2026, 10, 5, 14, tzinfo=SEOUL)
    assert read_instant("2026-10-05T05:00Z") == dt.datetime(2026, 10, 5, 14, tzinfo=SEOUL)
    assert abs(read_instant("now") - dt.datetime.now(SEOUL)) < dt.timedelta(seconds=5)
    with pytest.raises(InputError, match="no instant"):
        read_instant("noon")


def test_a_night_given_by_its_hours_runs_over_midnight():
    claim = read_claim("notice", "hours", "2099-01-05", "2099-01-07", ["22:00~02:00"], "센터")
    assert [(i.start_min, i.end_min) for i in claim.intervals] == [(1320, 1560)]
