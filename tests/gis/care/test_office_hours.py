"""Hours by law or guide: only for the kinds that have some, on weekdays, as an assumption apart from both bounds."""

import pytest

from gis import vocabulary
from gis.analysis.readings import Reading
from gis.care.office_hours import by_kind, parse
from gis.errors import SourceError
from gis.reference import rule_file
from tests import access_town, towns
from tests.access_town import NO_HOURS

TEXT = rule_file("office_hours.yaml").read_text(encoding="utf-8")


def test_the_shipped_rules_name_kinds_that_exist_and_their_source():
    rules = parse(TEXT)
    assert by_kind(rules).keys() <= {kind.code for kind in vocabulary.kinds()}
    assert {"보건소", "기초정신건강복지센터"} <= by_kind(rules).keys()
    assert "정신건강의학과의원" not in by_kind(rules)
    assert [rule.read_on is not None for rule in rules] == [True, False], "the guide was not read at its publisher"
    assert all(rule.source and [span.start_min for span in rule.hours.intervals] == [540] for rule in rules)


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        ("reviewer:", "reviewed:"),
        ('"18:00"', '"late"'),
        ("보건소,", "보건지소,"),
        ("rules:", "rule:"),
        ("source:", "so:"),
        ("read_on: 2026-11-29", "read_on: lately"),
    ],
)
def test_a_file_that_says_too_little_is_refused(found, instead):
    with pytest.raises(SourceError, match="office hours"):
        parse(TEXT.replace(found, instead, 1))


def board(office):
    """Give the town with no hours known; every kind keeps an office's, or those of the rules only."""
    return access_town.board().told([NO_HOURS] * 4, office)


def test_only_kinds_with_a_rule_are_assumed_open_and_only_on_weekdays():
    reading = Reading(measure="nearest", kind="전체", hour="Tue 10", unknown_hours="office")
    all_kinds, by_rule, nobody = (board(office) for office in (None, by_kind(parse(TEXT)), {}))
    hospital = reading.changed(kind=towns.HOSPITAL)
    assert all_kinds.total(hospital)["people_without"] < by_rule.total(hospital)["people_without"] == 2_400
    basic = reading.changed(kind=towns.BASIC)
    assert by_rule.total(basic)["people_without"] == all_kinds.total(basic)["people_without"] < 2_400
    assert by_rule.total(basic.changed(hour="Sat 10"))["people_without"] == 2_400
    assert nobody.total(basic)["people_without"] == 2_400


def test_the_bounds_do_not_move_with_what_is_assumed():
    reading = Reading(measure="nearest", kind="전체", hour="weekday_day")
    totals = [board(office).total(reading) for office in (None, by_kind(parse(TEXT)), {})]
    for name in ("people_without", "people_without_if_open", "people_without_if_closed", "people_out_of_reach"):
        assert len({total[name] for total in totals}) == 1
    for total in totals:
        between = [total[f"people_without_if_{end}"] for end in ("open", "office", "closed")]
        assert between == sorted(between)
