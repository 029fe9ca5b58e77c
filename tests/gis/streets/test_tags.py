"""Who may use a way, how fast and in which direction: worked by hand from the table."""

import csv
import io
import math

import pytest

from gis.errors import SourceError
from gis.settings import ROOT
from gis.streets.network import FLAGS
from gis.streets.speeds import parse_speeds
from gis.streets.tags import feature, is_suspicious_speed, profile, read_duration_min, read_maxspeed

WALK, BICYCLE, CAR = 0, 1, 2
BOTH, FORWARD, BACKWARD, CLOSED = "both", "forward", "backward", "closed"


def open_ways(table, mode, **tags):
    found = profile(tags, table)
    pair = (0.0, 0.0) if found is None else found.kmh[mode]
    return {(True, True): BOTH, (True, False): FORWARD, (False, True): BACKWARD, (False, False): CLOSED}[
        (pair[0] > 0, pair[1] > 0)
    ]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, (BOTH, BOTH, BOTH)),
        ({"highway": "residential", "oneway": "yes"}, (BOTH, FORWARD, FORWARD)),
        ({"highway": "residential", "oneway": "-1"}, (BOTH, BACKWARD, BACKWARD)),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, (BOTH, BOTH, FORWARD)),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite_lane"}, (BOTH, BOTH, FORWARD)),
        ({"highway": "primary", "junction": "roundabout"}, (BOTH, FORWARD, FORWARD)),
        ({"highway": "motorway"}, (CLOSED, CLOSED, FORWARD)),
        ({"highway": "motorway", "oneway": "no"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "trunk", "motorroad": "yes"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "trunk"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "trunk_link", "oneway": "yes"}, (CLOSED, CLOSED, FORWARD)),
        ({"highway": "trunk", "sidewalk": "both"}, (BOTH, CLOSED, BOTH)),
        ({"highway": "trunk", "sidewalk:right": "yes"}, (BOTH, CLOSED, BOTH)),
        ({"highway": "trunk", "sidewalk": "no"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "trunk", "sidewalk": "separate"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "trunk", "foot": "yes", "bicycle": "designated"}, (BOTH, BOTH, BOTH)),
        ({"highway": "trunk", "sidewalk": "both", "foot": "no"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "trunk", "motorroad": "yes", "sidewalk": "both"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "primary", "name": "노들로"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "primary", "name": "노들로", "sidewalk": "left"}, (BOTH, CLOSED, BOTH)),
        ({"highway": "primary", "name": "통일로"}, (BOTH, BOTH, BOTH)),
        ({"highway": "primary", "oneway": "reversible"}, (BOTH, CLOSED, CLOSED)),
        ({"highway": "residential", "oneway": "alternating", "oneway:bicycle": "no"}, (BOTH, BOTH, CLOSED)),
        ({"highway": "residential", "oneway": "yes", "cycleway:left": "opposite_lane"}, (BOTH, BOTH, FORWARD)),
        ({"highway": "steps"}, (BOTH, CLOSED, CLOSED)),
        ({"highway": "footway"}, (BOTH, BOTH, CLOSED)),
        ({"highway": "footway", "motor_vehicle": "yes"}, (BOTH, BOTH, BOTH)),
        ({"highway": "footway", "bicycle": "no"}, (BOTH, CLOSED, CLOSED)),
        ({"highway": "service", "access": "private"}, (CLOSED, CLOSED, CLOSED)),
        ({"highway": "service", "access": "private", "foot": "yes"}, (BOTH, CLOSED, CLOSED)),
        ({"highway": "service", "access": "no", "vehicle": "yes", "bicycle": "no"}, (CLOSED, CLOSED, BOTH)),
        ({"highway": "service", "access": "destination"}, (BOTH, BOTH, BOTH)),
        ({"highway": "busway"}, (CLOSED, CLOSED, CLOSED)),
        ({"highway": "construction"}, (CLOSED, CLOSED, CLOSED)),
        ({"highway": "pedestrian", "area": "yes"}, (CLOSED, CLOSED, CLOSED)),
        ({"route": "ferry", "motor_vehicle": "no"}, (BOTH, BOTH, CLOSED)),
        ({"route": "ferry"}, (BOTH, BOTH, CLOSED)),
        ({"route": "ferry", "motor_vehicle": "yes"}, (BOTH, BOTH, BOTH)),
    ],
)
def test_modes_and_directions(table, tags, expected):
    assert tuple(open_ways(table, mode, **tags) for mode in (WALK, BICYCLE, CAR)) == expected


def test_speeds(table):
    def kmh(**tags):
        return tuple(pair[0] for pair in profile(tags, table).kmh)

    assert kmh(highway="residential") == (4.5, 14.0, 20.0)
    assert kmh(highway="primary", maxspeed="50") == (4.5, 15.0, 40.0)
    assert kmh(highway="primary", maxspeed="30 mph")[CAR] == pytest.approx(30 * 1.609344 * 0.8)
    assert kmh(highway="primary", maxspeed="200")[CAR] == 48.0  # no sign says so
    assert kmh(highway="footway") == (4.5, 4.0, 0.0)
    assert kmh(highway="footway", bicycle="designated") == (4.5, 13.0, 0.0)
    assert kmh(highway="primary", bicycle="dismount")[BICYCLE] == 4.5


@pytest.mark.parametrize(
    ("text", "kmh"),
    [("50", 50), ("30 mph", 48.28032), ("60 km/h", 60), ("50;60", 50), ("KR:urban", math.nan), ("none", math.nan)],
)
def test_maxspeed(text, kmh):
    assert read_maxspeed(text) == pytest.approx(kmh, nan_ok=True)


def test_suspicious_limits():
    assert [is_suspicious_speed({"maxspeed": text}) for text in ("2", "5", "130", "200", "walk", "")] == [
        True, False, False, True, False, False,
    ]  # fmt: skip


def test_flags_and_names(table):
    found = profile(
        {"highway": "footway", "footway": "crossing", "bridge": "yes", "name": " 남길 ", "name:en": "Nam-gil"}, table
    )
    assert found.flags == FLAGS["footway"] | FLAGS["crossing"] | FLAGS["bridge"]
    assert (found.name, found.name_en) == ("남길", "Nam-gil")
    assert profile({"highway": "primary", "tunnel": "building_passage"}, table).flags == 0


def test_features(table):
    signals = feature({"highway": "traffic_signals"}, table)
    assert (signals.road_s, signals.path_s, signals.stops) == ((0, 8, 12), (20, 20, 0), (False, False, False))
    crossing = feature({"highway": "crossing", "crossing": "traffic_signals"}, table)
    assert (crossing.road_s, crossing.path_s) == ((0, 4, 6), (25, 25, 0))
    assert feature({"highway": "crossing", "crossing": "marked"}, table).path_s == (3, 3, 0)
    assert feature({"highway": "crossing", "crossing:signals": "yes", "crossing": "marked"}, table).path_s == (
        25,
        25,
        0,
    )
    assert feature({"highway": "crossing", "crossing:signals": "no", "crossing": "marked"}, table).path_s == (3, 3, 0)
    assert feature({"crossing": "no"}, table) is None
    assert feature({"barrier": "bollard"}, table).stops == (False, False, True)
    assert feature({"barrier": "bollard", "motor_vehicle": "yes"}, table) is None
    assert feature({"barrier": "gate", "access": "private"}, table).stops == (True, True, True)
    assert feature({"barrier": "gate", "access": "private", "foot": "yes"}, table).stops == (False, True, True)
    assert feature({"highway": "bus_stop"}, table) is None


def rows(text):
    return list(csv.DictReader(io.StringIO("topic,key,walk,bicycle,car,maxspeed_share,note\n" + text)))


GOOD = "speed,residential,4,10,20,0.5,\ndesignated,any,4,10,15,,\n"


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("speeds,primary,4,10,20,,\n", "line 4: topic 'speeds'"),
        ("speed,residential,4,10,20,,\n", "stands twice"),
        ("speed,primary,fast,10,20,,\n", "walk 'fast' is not a number"),
        ("speed,primary,4,10,200,,\n", "not within 0..130"),
        ("speed,primary,4,0,20,,\n", "bicycle is 0"),
        ("barrier,log,2,1,0,,\n", "not within 0..1"),
        ("access,maybe,1,1,-1,,\n", "not within 0..1"),
        ("motor_only,노들로,0,0,20,,\n", "not within 0..1"),
    ],
)
def test_broken_tables_say_where(bad, says):
    with pytest.raises(SourceError, match=says):
        parse_speeds(rows(GOOD + bad))
    assert parse_speeds(rows(GOOD)).classes == ("residential",)


def test_table_without_speeds():
    with pytest.raises(SourceError, match="needs speed rows"):
        parse_speeds(rows("designated,any,4,10,15,,\n"))


def test_every_number_of_the_table_is_explained_by_its_header():
    header = (ROOT / "data" / "reference" / "street_speeds.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "topic,key,walk,bicycle,car,maxspeed_share,note"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("00:20", 20), ("1:05:30", 65.5), ("90", 90), ("PT1H30M", 90), ("P1DT2H", 1560), ("PT45M", 45)],
)
def test_durations_of_ferries(text: str, minutes: float) -> None:
    assert read_duration_min(text) == minutes


@pytest.mark.parametrize("text", ["", "soon", "0", "00:00", "P", "1:2:3:4"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert math.isnan(read_duration_min(text))


def test_a_ferry_goes_as_fast_as_it_says(table) -> None:
    tags = {"route": "ferry", "motor_vehicle": "yes", "foot": "yes", "duration": "00:20"}
    timed = profile(tags, table, length_m=10_000)
    assert timed is not None
    assert timed.kmh[CAR] == pytest.approx((30, 30))
    assert timed.kmh[WALK] == pytest.approx((30, 30))
    untimed = profile(tags | {"duration": ""}, table, length_m=10_000)
    assert untimed is not None
    assert untimed.kmh[WALK] != timed.kmh[WALK]


@pytest.mark.parametrize(
    ("value", "is_open"),
    [
        ("agricultural;forestry", False), ("agricultural; forestry", False), ("no;private", False),
        ("agricultural;yes", True), ("destination;delivery", True), ("yes", True),
    ],
)  # fmt: skip
def test_a_list_of_values_closes_a_way_when_all_of_them_do(table, value: str, is_open: bool) -> None:
    found = profile({"highway": "residential", "motor_vehicle": value}, table)
    assert found is not None
    assert (found.kmh[CAR] != (0.0, 0.0)) is is_open
