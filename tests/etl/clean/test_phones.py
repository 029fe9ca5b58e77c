"""Telephone numbers as the lists write them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.data.rules import areas
from etl.clean.phones import Phone, codes_by_sido, read_phone


@pytest.mark.parametrize(
    ("text", "sido", "expected"),
    [
        ("02-2226-0344", "11", Phone("02-2226-0344", "as_published")),
        ("0222260344", "11", Phone("02-2226-0344", "written_alike")),
        ("031) 352-0175", "41", Phone("031-352-0175", "written_alike")),
        ("240-7000", "26", Phone("051-240-7000", "area_code_added")),
        ("8016-7170", "41", Phone("031-8016-7170", "area_code_added")),
        ("240-7000", None, Phone(None, "unreadable")),
        ("1577-0199", "11", Phone("1577-0199", "as_published")),
        ("031-1577-7516", "41", Phone("1577-7516", "area_code_dropped")),
        ("02-1811-7755", "11", Phone("1811-7755", "area_code_dropped")),
        ("061-653-6742-3", "46", Phone("061-653-6742", "extension_dropped")),
        ("062-368-7070(1)", "29", Phone("062-368-7070", "extension_dropped")),
        ("041-360-6720+", "44", Phone("041-360-6720", "written_alike")),
        ("0507-1333-6072", "11", Phone("0507-1333-6072", "as_published")),
        ("070-4038-4240", "26", Phone("070-4038-4240", "as_published")),
        ("033-580-6140,141,142", "51", Phone("033-580-6140", "extension_dropped")),
        ("02-2226-0344~5", "11", Phone("02-2226-0344", "extension_dropped")),
        ("02-2226-0344/0345", "11", Phone("02-2226-0344", "extension_dropped")),
        ("02-2226-0344, 02-2226-0345", "11", Phone("02-2226-0344", "first_of_several")),
        ("031-352-0175 031-352-0176", "41", Phone("031-352-0175", "first_of_several")),
        ("031-352-0175 (내선 201)", "41", Phone("031-352-0175", "extension_dropped")),
        ("+82-2-2226-0344", "11", Phone("02-2226-0344", "written_alike")),
        ("+82 (0)2 2226 0344", "11", Phone("02-2226-0344", "written_alike")),
        ("0082-31-352-0175", "41", Phone("031-352-0175", "written_alike")),
        ("+82 1577-0199", "11", Phone("1577-0199", "area_code_dropped")),
        ("전화: 031-352-0175", "41", Phone("031-352-0175", "written_alike")),
        ("０３１－３５２－０１７５", "41", Phone("031-352-0175", "written_alike")),
        ("팩스 02-2226-0345", "11", Phone(None, "unreadable")),
        ("팩스 02-2226-0345, 전화 02-2226-0344", "11", Phone("02-2226-0344", "written_alike")),
        ("054-1388", "47", Phone("054-1388", "as_published")),
        ("02-2226-0344, " + "-".join(["010", "0000", "0000"]), "11", Phone("02-2226-0344", "first_of_several")),
        ("+82-" + "-".join(["10", "0000", "0000"]), "11", Phone(None, "personal")),
        ("-".join(["010", "0000", "0000"]), "26", Phone(None, "personal")),
        (" ".join(["010", "0000", "0000"]), "26", Phone(None, "personal")),
        ("207-450-199", "11", Phone(None, "unreadable")),
        ("333-450-5550", "11", Phone(None, "unreadable")),
        ("없음", "11", Phone(None, "unreadable")),
        (None, "11", Phone(None, "missing")),
        (pd.NA, "11", Phone(None, "missing")),
        (float("nan"), "11", Phone(None, "missing")),
        ("  ", "11", Phone(None, "missing")),
    ],
)
def test_spellings_of_the_files(text: object, sido: str | None, expected: Phone) -> None:
    assert read_phone(text, sido_code=sido) == expected


@given(
    area=st.sampled_from(sorted(set(codes_by_sido().values()))),
    exchange=st.integers(200, 9999),
    line=st.integers(0, 9999),
    mark=st.sampled_from(["-", "", " ", ")", "."]),
)
def test_a_landline_reads_the_same_however_it_is_written(area: str, exchange: int, line: int, mark: str) -> None:
    whole = f"{area}{mark}{exchange}{mark}{line:04d}"
    if 1500 <= exchange < 2000 or (exchange < 2000 and exchange >= 1000):
        return  # no exchange begins with 1
    assert read_phone(whole).number == f"{area}-{exchange}-{line:04d}"


@given(st.integers(0, 99_999_999), st.sampled_from("016789"), st.sampled_from(["-", " ", ""]))
def test_no_mobile_number_ever_comes_back(tail: int, third: str, mark: str) -> None:
    digits = f"{tail:08d}"
    assert read_phone(f"01{third}{mark}{digits[:4]}{mark}{digits[4:]}", sido_code="11").number is None


@given(st.text(max_size=30), st.sampled_from([*codes_by_sido(), None]))
def test_any_text_is_read_or_refused_and_reading_is_stable(text: str, sido: str | None) -> None:
    once = read_phone(text, sido_code=sido)
    if once.number is not None:
        assert read_phone(once.number, sido_code=sido) == Phone(once.number, "as_published")
        assert not once.number.startswith("01")


def test_the_codes_are_those_that_the_panels_dial() -> None:
    assert {area.sido: area.code for area in areas()} == codes_by_sido()
    assert len(codes_by_sido()) == 17
    for sido, code in codes_by_sido().items():
        assert read_phone("240-7000", sido_code=sido) == Phone(f"{code}-240-7000", "area_code_added")
