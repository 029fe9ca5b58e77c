"""A week as told on the telephone: what was said, what was not, and that it survives being stored."""

import pytest

from gis.care.hours import read_hours
from gis.care.hours.asked import AskedWeek, is_asked
from gis.care.hours.codec import from_data, to_data
from gis.care.hours.model import CLOSED
from gis.errors import InputError

DAY, MORNING = ((540, 720), (780, 1080)), ((540, 780),)


def test_a_week_as_told():
    hours = AskedWeek(DAY, MORNING, (), ()).hours()
    week = hours.ordinary_week()
    assert [span.start_min for span in week[0].intervals] == [540, 780]
    assert all(day == week[0] for day in week[:5])
    assert (week[5].intervals[0].end_min, week[6], hours.public_holiday()) == (780, CLOSED, CLOSED)
    assert is_asked(hours)
    assert is_asked(from_data(to_data(hours)))
    assert from_data(to_data(hours)) == hours
    assert not is_asked(read_hours(opens="09:00", closes="18:00", closed_days="토+일", note=None))


def test_what_was_not_asked_stays_unknown():
    hours = AskedWeek(DAY).hours()
    assert [day.state for day in hours.ordinary_week()] == ["open"] * 5 + ["unknown"] * 2
    assert [day.reason for day in hours.ordinary_week()[5:]] == ["saturday_unsaid", "sunday_unsaid"]
    assert hours.public_holiday().state == "unknown"


@pytest.mark.parametrize("said", [AskedWeek(()), AskedWeek((), (), (), ()), AskedWeek(((600, 720), (700, 800)))])
def test_a_week_that_cannot_be_is_refused(said):
    with pytest.raises(InputError) as refused:
        said.hours()
    assert refused.value.code == "hours_unreadable"
