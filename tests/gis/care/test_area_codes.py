"""Area codes: 1388 stands behind that of a region where a mobile telephone dials it."""

from datetime import date

import pytest

from gis.care import crisis
from gis.care.area_codes import area_of, parse
from gis.errors import SourceError
from gis.settings import ROOT

TEXT = (ROOT / "data" / "rules" / "area_codes.yaml").read_text(encoding="utf-8")
AREAS = parse(TEXT)
REGISTER = crisis.parse((ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8"))


def test_1388_needs_the_area_code_and_the_numbers_for_emergencies_do_not():
    needing = {one.number for one in crisis.in_force(REGISTER, date(2026, 11, 29)) if one.needs_area_code}
    assert "1388" in needing
    assert not needing & {"109", "112", "119", "117", "1577-0199"}


@pytest.mark.parametrize(
    ("region", "written", "dial"),
    [
        ("11", "02-1388", "021388"),
        ("41131", "031-1388", "0311388"),
        ("51", "033-1388", "0331388"),
        ("52", "063-1388", "0631388"),
        ("36110", "044-1388", "0441388"),
        ("50110", "064-1388", "0641388"),
    ],
)
def test_a_region_gives_its_area_code(region, written, dial):
    area = area_of(AREAS, region)
    assert area is not None
    assert (area.written("1388"), area.dial("1388")) == (written, dial)


@pytest.mark.parametrize("region", [None, "", "42", "99", "대구"])
def test_a_region_that_is_not_known_gives_none(region):
    assert area_of(AREAS, region) is None


def test_each_of_the_17_provinces_stands_once_with_a_code_of_its_own():
    sidos = ["11", "26", "27", "28", "29", "30", "31", "36", "41", "43", "44", "46", "47", "48", "50", "51", "52"]
    assert sorted(area.sido for area in AREAS) == sidos
    assert len({area.code for area in AREAS}) == 17


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code: "02"', 'code: "2"'),
        ('code: "051"', "code: 51"),
        ("en: Busan", 'en: ""'),
        (", en: Daegu", ""),
        ('"11":', '"1":'),
        ("reviewer: 마음이음 편집팀", 'reviewer: ""'),
        ("checked_on: 2026-11-29", "checked_on: soon"),
        ("area_codes:", "area:"),
    ],
)
def test_codes_that_cannot_be_used_are_refused(old, new):
    assert old in TEXT
    with pytest.raises(SourceError):
        parse(TEXT.replace(old, new))
