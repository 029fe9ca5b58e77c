"""Which readings are followed over time: the file that is shipped, and what a file may not say."""

import pytest

from gis.analysis.readings import Reading
from gis.errors import SettingsError
from gis.series import load_series, reach
from gis.settings import ROOT

FILE = """
name: series
source: somewhere
reviewer: somebody
readings:
  - {mode: car, limit_min: 30, kind: 공공 전체}
"""


def test_the_shipped_readings_are_those_that_pages_begin_with():
    found = load_series(ROOT / "data")
    for hour in ("any", "weekday_day", "weekday_evening"):
        assert reach(Reading(hour=hour)) in found
    assert {reach(Reading(kind="기초정신건강복지센터", serves=whom)) for whom in ("any", "own")} <= set(found)
    assert all(Reading.parse(str(one)) == one == reach(one) for one in found)


def test_a_reach_does_not_depend_on_the_measure_nor_on_hours_that_do_not_count():
    usual = reach(Reading())
    assert reach(Reading(measure="gravity", unknown_hours="office", margin_min=30)) == usual
    assert reach(Reading(measure="e2sfca", decay="gaussian:15")) == usual
    evening = Reading(hour="weekday_evening")
    assert reach(evening) != usual
    assert reach(evening.changed(unknown_hours="office")) != reach(evening)
    assert reach(evening.changed(margin_min=0)) != reach(evening)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FILE.replace("name: series", "name: other"), "its name is series"),
        (FILE.replace("car", "boat"), "boat"),
        (FILE.replace("공공 전체", "없는센터"), "없는센터"),
        (FILE + "  - {mode: car, limit_min: 30, kind: 공공 전체, unknown_hours: office}\n", "twice"),
        (FILE.replace("mode: car", "measure: gravity"), "measure"),
        (FILE.replace("mode: car", "colour: red"), "colour"),
        (FILE.replace("reviewer: somebody", "checked: yes"), "reviewer"),
        ("readings: [", "cannot be read"),
        ("just words", "series.yaml"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path, text, told):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "series.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        load_series(tmp_path)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(SettingsError, match=r"series\.yaml is missing"):
        load_series(tmp_path)
