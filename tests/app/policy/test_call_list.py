"""The calls worth making in words: what is promised, whom to call, and who may enter an answer."""

import csv
import datetime as dt
import io

import pandas as pd
import pytest

from app.policy import call_list
from app.text import load
from gis.analysis.calls import Plan
from gis.analysis.readings import Reading
from gis.calls import LIST_COLUMNS, PROGRESS_COLUMNS, WorthCalling


def found(*, is_exact=False, least=0.0, calls=2):
    rows = [
        (1, "aaaaaaaaaa", "<b>가</b>센터", "보건소", "02-123-4567", "1168010100", "서울특별시 강남구 신사동", 50_000.0,
         12_000.0, 0.3, None, None),
        (2, "bbbbbbbbbb", "나센터", "정신재활시설", "1577-0199", "11680", "서울특별시 강남구", 8_000.0, 900.0, 0.2,
         dt.date(2026, 11, 3), False),
    ][:calls]  # fmt: skip
    plan = Plan(tuple(range(calls)), (12_000.0, 900.0)[:calls], 12_900.0, least, 55_000.0, 20_000.0, is_exact, 60_000.0)
    return WorthCalling(
        Reading(measure="nearest", hour="weekday_evening"), "11680", 90_000.0, 30_000.0, plan, 7,
        pd.DataFrame(rows, columns=list(LIST_COLUMNS)),
        pd.DataFrame([("11680", "서울특별시 강남구", 12, 3, 2, 1, 6)], columns=list(PROGRESS_COLUMNS)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", ["2곳에 전화하면", "약 6만 명", "21.5 %"]), ("en", ["2 calls narrow", "60,000", "21.5 %"])],
)
def test_the_finding_says_how_much_the_calls_do(language, words):
    told = call_list.finding(load(language), found(), area="강남구")
    assert all(word in told for word in words)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_without_a_gap_nobody_is_to_be_called(language):
    say = load(language)
    told = call_list.finding(say, found(calls=0), area="강남구")
    assert say("calls.none", area="강남구") in told


def test_the_list_names_whom_to_call_and_text_stays_text():
    told = call_list.listed(load("ko"), found(), area="강남구", is_office=False)
    assert 'href="tel:021234567"' in told
    assert "&lt;b&gt;가&lt;/b&gt;센터" in told
    assert "2026년 11월 3일" in told
    assert "5만" in told
    assert "admin" not in told


def test_staff_are_led_to_the_form_of_each_center():
    told = call_list.listed(load("ko"), found(), area="강남구", is_office=True)
    assert told.count("답 적기") == 2
    assert "center=aaaaaaaaaa" in told


@pytest.mark.parametrize(
    ("facts", "key"), [({"is_exact": True}, "exact"), ({"least": 4_000.0}, "between"), ({}, "between_none")]
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_notes_say_what_is_certain(language, facts, key):
    say = load(language)
    told = call_list.notes(say, found(**facts))
    values = {"least": "4,000", "most": "5만 5천" if language == "ko" else "55,000"}
    assert say(f"calls.{key}", **values) in told
    assert say("calls.without_number", n=7) in told


def test_progress_shows_every_state():
    told = call_list.progress(load("ko"), found(), area="강남구")
    assert [f">{count}<" in told for count in (12, 3, 2, 1, 6)] == [True] * 5


def test_the_file_has_room_for_the_answer():
    rows = list(csv.DictReader(io.StringIO(call_list.file(load("ko"), found()).decode("utf-8-sig"))))
    assert [row["phone"] for row in rows] == ["02-123-4567", "1577-0199"]
    assert all("평일 저녁" in row["ask"] and row["answer"] == "" for row in rows)
