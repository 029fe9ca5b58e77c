"""Readings: what can be said, and that every form of it reads back."""

import itertools
import shlex

import pytest

from gis.analysis.readings import HOUR_SETS, MEASURES, STANDARD, Reading, hour_text, hours_of, standard_decay
from gis.errors import InputError
from gis.terms import MODES


def some_readings():
    for measure, mode, hour in itertools.product(MEASURES, MODES, ("any", "Tue 19", "holiday 11", *HOUR_SETS)):
        yield Reading(measure=measure, mode=mode, hour=hour, limit_min=17, kind="의료 전체", unknown_hours="office")
    yield STANDARD
    yield Reading(decay="gaussian:12.5", supply="staff", margin_min=0)
    yield Reading(people="F15-49", kind="치매안심센터")


def test_every_form_reads_back():
    readings = list(some_readings())
    assert [str(one) for one in readings if Reading.parse(str(one)) != one] == []
    assert [str(one) for one in readings if Reading.from_query(one.query()) != one] == []
    assert [str(one) for one in readings if Reading.from_query(one.parts()) != one] == []
    for reading in readings:
        words = shlex.split(reading.command())
        assert words[:2] == ["mindconnect", "access"]
        assert dict(zip(words[2:-1:2], words[3:-1:2], strict=True))["--decay"] == reading.decay, str(reading)


def test_the_address_names_only_what_differs():
    assert STANDARD.query() == {}
    assert Reading(measure="two_step").query() == {"measure": "two_step"}
    assert Reading(limit_min=20).query() == {"limit_min": "20"}
    assert Reading(hour="tue  19:00").query() == {"hour": "Tue 19"}
    assert Reading.from_query({"region": "41800", "lang": "en"}) == STANDARD


def test_everybody_is_not_named_so_that_old_names_hold():
    assert "people" not in str(STANDARD)
    assert "--people" not in STANDARD.command()
    assert str(Reading(people="65+")).endswith(" people=65+")
    assert "--people 65+" in Reading(people="65+").command()
    assert Reading(people="0+") == STANDARD


def test_the_command_names_hours_only_where_they_count():
    assert "--hour" not in STANDARD.command()
    command = Reading(hour="Tue 19", kind="공공 전체").command(level="emd", parent_code="41800", output="--csv")
    assert command.endswith("--level emd --parent 41800 --csv")
    assert "--hour 'Tue 19' --unknown-hours closed --margin 15" in command


def test_a_standard_decay_follows_measure_and_limit():
    assert STANDARD.decay == "zones:10=1,20=0.68,30=0.22"
    assert STANDARD.changed(limit_min=60).decay == "zones:20=1,40=0.68,60=0.22"
    assert STANDARD.changed(measure="gravity").decay == "power:1"
    assert STANDARD.changed(measure="two_step").decay == "binary"
    assert STANDARD.changed(measure="two_step").changed(measure="e2sfca") == STANDARD
    own = Reading(decay="exponential:15")
    assert own.changed(limit_min=60).decay == "exponential:15"
    assert standard_decay("e2sfca", 25) == "zones:8.33=1,16.67=0.68,25=0.22"


def test_hours():
    assert hours_of("any") is None
    assert hours_of("Mon 0") == (0,)
    assert hours_of("sun 23") == (167,)
    assert hours_of("holiday 0") == (168,)
    assert [hour_text(hour) for hour in (0, 43, 167, 168, 191)] == [
        "Mon 0",
        "Tue 19",
        "Sun 23",
        "holiday 0",
        "holiday 23",
    ]
    assert HOUR_SETS["weekday_evening"] == tuple(day * 24 + hour for day in range(5) for hour in (18, 19, 20))
    for hours in HOUR_SETS.values():
        assert len(set(hours)) == len(hours)
        assert all(0 <= hour < 192 for hour in hours)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"measure": "best"}, "measure 'best': give one of nearest"),
        ({"mode": "bus"}, "walk, bicycle, car"),
        ({"limit_min": 61}, "whole minutes from 1 to 60"),
        ({"limit_min": 0}, "whole minutes from 1 to 60"),
        ({"limit_min": 30.5}, "whole minutes"),
        ({"limit_min": True}, "whole minutes"),
        ({"margin_min": -1}, "from 0 to 120"),
        ({"hour": "Tue 24"}, "a day and an hour"),
        ({"hour": "someday"}, "weekday_evening"),
        ({"kind": " "}, "give a kind"),
        ({"decay": "cubic:3"}, "not known"),
        ({"measure": "nearest", "decay": "gaussian:30"}, "knows no decay"),
        ({"supply": "beds"}, "center, staff"),
        ({"unknown_hours": "open"}, "closed, office"),
        ({"people": "9-24"}, "bands of five years"),
    ],
)
def test_what_cannot_be_used_is_said(parts, message):
    with pytest.raises(InputError, match=message):
        Reading(**parts)


def test_texts_that_are_no_reading():
    with pytest.raises(InputError, match="is no reading"):
        Reading.parse("quickly")
    with pytest.raises(InputError, match="has no speed"):
        Reading.parse("speed=3")
    with pytest.raises(InputError, match="has no speed"):
        STANDARD.changed(speed=3)
    with pytest.raises(InputError, match="whole minutes"):
        Reading.from_query({"limit_min": "-5"})
