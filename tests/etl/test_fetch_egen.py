"""E-Gen's full download from a server on this machine that errs as the portal does, and what its rows become."""

import csv
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pandas as pd
import pytest

from etl import fetch as fetching
from etl.clean import egen
from etl.contract import Context
from etl.feeds import FEEDS
from etl.fetch import fetch
from etl.sources import egen_institutions
from etl.sources.center_rows import TABLE
from gis.errors import FetchError
from gis.settings import Settings
from gis.terms import SEOUL
from tests.etl.names_of_korea import region_index

FEED = FEEDS["egen_institutions"]
KEY = "aB3+cD/eF5=="


def row(number: int, **changes: object) -> dict[str, object]:
    """Write a row with hours on Mondays and on public holidays; a null key is left out, as the service does."""
    whole: dict[str, object] = {
        "hpid": f"A11{number:05d}", "dutyName": f"마음{number}의원 & <친구>", "dutyDivNam": "의원",
        "dutyAddr": "경기도 수원시 권선구 세권로 1, 2층", "dutyTel1": "031-200-0000",
        "wgs84Lon": 127.02, "wgs84Lat": 37.26,
        "dutyTime1s": "0900", "dutyTime1c": 1830, "dutyTime8s": "1000", "dutyTime8c": "1300",
    }  # fmt: skip
    return {name: value for name, value in (whole | changes).items() if value is not None}


class Portal(ThreadingHTTPServer):
    """Serves rows in JSON or XML; ``first`` holds an answer to give first, by page."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        every = {f"dutyTime{n}{end}": "0900" for n in range(1, 9) for end in "sc"}
        self.rows = [row(1, **every), *(row(number) for number in range(2, 6))]
        self.is_xml = False
        self.first: dict[int, str] = {}
        self.asked: list[int] = []

    def answer(self, page: int, size: int) -> str:
        rows = self.rows[(page - 1) * size : page * size]
        if not self.is_xml:
            # One item comes as an object, none as an empty text.
            items: object = {"item": rows[0] if len(rows) == 1 else rows} if rows else ""
            body = {"items": items, "numOfRows": size, "pageNo": page, "totalCount": len(self.rows)}
            return json.dumps({"response": {"header": {"resultCode": "00"}, "body": body}}, ensure_ascii=False)
        items_xml = "".join(
            f"<item>{''.join(f'<{name}>{escape(str(value))}</{name}>' for name, value in one.items())}</item>"
            for one in rows
        )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><response><header><resultCode>00</resultCode>'
            f"<resultMsg>NORMAL SERVICE.</resultMsg></header><body><items>{items_xml}</items>"
            f"<numOfRows>{size}</numOfRows><pageNo>{page}</pageNo><totalCount>{len(self.rows)}</totalCount></body></response>"
        )


class Handler(BaseHTTPRequestHandler):
    server: Portal

    def log_message(self, *words: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert parts.path == f"/{FEED.endpoint}"
        assert (query["_type"], query["serviceKey"]) == ("json", KEY)
        page = int(query["pageNo"])
        self.server.asked.append(page)
        body = (self.server.first.pop(page, None) or self.server.answer(page, int(query["numOfRows"]))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    monkeypatch.setattr(fetching, "PAGE_ROWS", 2)
    server = Portal()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def get(portal: Portal, tmp_path: Path) -> Callable[[], list[dict[str, str]]]:
    """Fetch from the portal and read the file that was written."""

    def run() -> list[dict[str, str]]:
        settings = Settings(data_go_kr_key=KEY, data_go_kr_apis_url=f"http://127.0.0.1:{portal.server_port}")
        path = fetch("egen_institutions", settings=settings, target_dir=tmp_path, first_pause_s=0.01)
        assert path == tmp_path / "institutions" / f"egen_institutions_{datetime.now(SEOUL):%Y%m%d}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return run


@pytest.mark.parametrize("is_xml", [False, True])
def test_every_page_becomes_rows_of_one_file(portal: Portal, get: Callable[[], list[dict[str, str]]], is_xml) -> None:
    portal.is_xml = is_xml
    rows = get()
    assert [one["hpid"] for one in rows] == [one["hpid"] for one in portal.rows]
    assert rows[1] == {
        "hpid": "A1100002", "name": "마음2의원 & <친구>", "type": "의원", "sido": "경기", "sigungu": "수원권선구",
        "address": "경기도 수원시 권선구 세권로 1, 2층", "phone": "0312000000", "lon": "127.02", "lat": "37.26",
        "월": "09:00-18:30", "화": "", "수": "", "목": "", "금": "", "토": "", "일": "", "공휴일": "10:00-13:00",
    }  # fmt: skip
    assert portal.asked == [1, 2, 3]


@pytest.mark.parametrize("is_xml", [False, True])
def test_an_answer_that_was_cut_is_asked_for_again(portal: Portal, get, is_xml) -> None:
    portal.is_xml = is_xml
    portal.first = {2: portal.answer(2, 2)[:-60]}
    assert len(get()) == 5
    assert portal.asked == [1, 2, 2, 3]


def test_a_byte_order_mark_is_read_over(portal: Portal, get) -> None:
    portal.first = {1: "\ufeff" + portal.answer(1, 2)}
    assert len(get()) == 5


def test_rows_without_any_hours_are_no_changed_form(portal: Portal, get) -> None:
    hours = {f"dutyTime{n}{end}": None for n in range(1, 9) for end in "sc"}
    portal.rows[2:] = [row(number, dutyTel1=None, **hours) for number in range(3, 6)]
    assert [one["월"] for one in get()] == ["09:00-09:00", "09:00-18:30", "", "", ""]


def test_a_row_that_comes_twice_is_not_believed(portal: Portal, get, tmp_path: Path) -> None:
    portal.rows[4] = portal.rows[0]
    with pytest.raises(FetchError, match="rows twice, so others are missing"):
        get()
    assert not list(tmp_path.rglob("*.csv"))


def test_a_portal_that_repeats_a_page_is_not_believed(portal: Portal, get) -> None:
    portal.first = {2: portal.answer(1, 2)}
    with pytest.raises(FetchError, match="repeats page 1 as page 2"):
        get()


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        ("0900", "1800", "09:00-18:00"), ("900", "2400", "09:00-24:00"), ("", "1800", "-18:00"), ("0900", "", "09:00-"),
        ("", "", ""), ("9시", "1860", "9시-1860"), ("0", "2359", "00:00-23:59"),
    ],
)  # fmt: skip
def test_hours_are_written_as_hira_writes_them(opens: str, closes: str, hours: str) -> None:
    assert egen.as_institution({"dutyTime3s": opens, "dutyTime3c": closes})["수"] == hours


@pytest.mark.parametrize(
    ("address", "units"),
    [
        ("서울특별시 강남구 테헤란로 1", ("서울", "강남구")),
        ("세종특별자치시 조치원읍 새내로 1", ("세종", "")),
        ("강원특별자치도 춘천시 중앙로 1", ("강원", "춘천시")),
        ("어딘가 1", ("", "")),
        ("", ("", "")),
    ],
)
def test_units_are_written_as_hira_writes_them(address: str, units: tuple[str, str]) -> None:
    found = egen.as_institution({"dutyAddr": address})
    assert (found["sido"], found["sigungu"]) == units


def test_the_file_has_the_columns_of_the_hira_list() -> None:
    assert list(egen.as_institution({})) == list(egen.COLUMNS)
    assert {"name", "type", "sido", "sigungu", "address", "phone", "lon", "lat", *"월화수목금토일"} <= set(egen.COLUMNS)


def test_what_was_fetched_is_read_by_its_source(portal: Portal, get, tmp_path: Path) -> None:
    portal.rows[1] = row(2, dutyDivNam="치과의원")
    get()
    (path,) = (tmp_path / "institutions").glob("*.csv")
    points = pd.DataFrame([], columns=["sigungu_code", "region_code", "road_name", "building_number", "lat", "lon"])
    context = Context(egen_institutions.SOURCE, region_index, {"core.address_point": points})
    found = egen_institutions.clean(egen_institutions.read(path), context)
    assert (found.rows_read, found.rows_kept, found.rows_left_out) == (5, 4, 1)
    assert found.tables[TABLE]["hours_by_day"].iloc[1] == {"mon": "09:00-18:30", "holiday": "10:00-13:00"}
