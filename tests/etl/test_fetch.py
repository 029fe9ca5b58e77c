"""Fetching from a server on this machine that answers as data.go.kr does, errors included."""

import csv
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from etl import fetch as fetching
from etl.feeds import FEEDS
from etl.fetch import fetch
from etl.sources import health_promotion_centers
from gis.errors import FetchError, NotFoundError, SettingsError
from gis.settings import ROOT, Settings

SOURCE = "health_promotion_centers"
FEED = FEEDS[SOURCE]
KEY = "aB3+cD/eF5=="
ENCODED_KEY = "aB3%2BcD%2FeF5%3D%3D"
NOT_REGISTERED = (
    '<?xml version="1.0" encoding="UTF-8"?><OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>'
    "<returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg>"
    "<returnReasonCode>{code}</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>"
)


def row(number: int) -> dict[str, str]:
    return {name: f"{name} {number}, 쉼표" for name in FEED.columns} | {"referenceDate": f"2026-10-{number:02d}"}


class Portal(ThreadingHTTPServer):
    """Serves seven rows; ``script`` holds the answers to give first, by page: a body, a status, or what to do."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.rows = [row(number) for number in range(1, 8)]
        self.script: dict[int, list] = {}
        self.asked: list[int] = []
        self.keys: set[str] = set()
        self.wrapped = True
        self.slow_page: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/openapi"

    def answer(self, page: int, size: int) -> str:
        rows = self.rows[(page - 1) * size : page * size]
        head = {"resultCode": "00", "resultMsg": "NORMAL_SERVICE", "type": "json"}
        body = {"items": rows, "totalCount": str(len(self.rows)), "numOfRows": str(size), "pageNo": str(page)}
        content = {"header": head, "body": body}
        return json.dumps({"response": content} if self.wrapped else content, ensure_ascii=False)


class Handler(BaseHTTPRequestHandler):
    server: Portal

    def log_message(self, *words) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert parts.path == f"/openapi/{FEED.endpoint}"
        assert query["type"] == "json"
        page = int(query["pageNo"])
        self.server.asked.append(page)
        self.server.keys.add(query["serviceKey"])
        if page == self.server.slow_page:
            time.sleep(30)
        whole = self.server.answer(page, int(query["numOfRows"]))
        scripted = self.server.script.get(page)
        step = scripted.pop(0) if scripted else None
        match step:
            case None:
                self.give(200, whole)
            case int() as status:
                self.give(status, "<html>busy</html>")
            case "cut json":
                self.give(200, whole[:-40])
            case "cut body":
                self.give(200, whole, sent=len(whole.encode()) // 2)
            case "hang up":
                self.connection.close()
            case str() as body:
                self.give(200, body)
            case change:
                change()
                self.give(200, self.server.answer(page, int(query["numOfRows"])))

    def give(self, status: int, text: str, *, sent: int | None = None) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])
        if sent is not None:
            self.connection.close()


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.setattr(fetching, "PAGE_ROWS", 3)
    server = Portal()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def get(portal, tmp_path):
    """Fetch from the portal into the temp folder."""

    def run(**changes):
        settings = Settings(data_go_kr_key=KEY, data_go_kr_url=portal.url)
        return fetch(SOURCE, settings=settings, target_dir=tmp_path, **({"first_pause_s": 0.01} | changes))

    return run


def assert_whole(path, portal) -> None:
    header = path.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.split(",") == list(FEED.columns.values())
    frame = health_promotion_centers.read(path)
    assert frame["건강증진센터명"].tolist() == [one["hpCnterNm"] for one in portal.rows]
    assert frame["제공기관명"].tolist() == [one["instt_nm"] for one in portal.rows]


def test_all_pages_become_the_published_file(portal, get, tmp_path):
    seen = []
    path = get(progress=lambda done, total: seen.append((done, total)))
    assert path == tmp_path / "centers" / "health_promotion_centers_standard_20261007.csv"
    assert_whole(path, portal)
    assert seen == [(3, 7), (6, 7), (7, 7)]
    assert portal.asked == [1, 2, 3]
    assert portal.keys == {KEY}
    assert not (tmp_path / ".part" / SOURCE).exists()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_feed_agrees_with_its_source():
    source = health_promotion_centers.SOURCE
    assert source.name == SOURCE
    assert FEED.page == source.url
    assert set(source.columns) <= set(FEED.columns.values())
    assert FEED.file_name.startswith(source.pattern.removesuffix("*"))


def test_an_answer_without_the_outer_wrapping_is_read_too(portal, get):
    portal.wrapped = False
    assert_whole(get(), portal)


def test_a_key_that_was_copied_percent_encoded_is_sent_right(portal, tmp_path):
    settings = Settings(data_go_kr_key=ENCODED_KEY, data_go_kr_url=portal.url)
    fetch(SOURCE, settings=settings, target_dir=tmp_path)
    assert portal.keys == {KEY}


@pytest.mark.parametrize(
    "trouble",
    [
        500, 503, 429, "cut json", "cut body", "hang up",
        NOT_REGISTERED.format(code="23"), NOT_REGISTERED.format(code="04"),
        '{"response": {"header": {"resultCode": "02", "resultMsg": "DB_ERROR"}}}',
    ],
)  # fmt: skip
def test_what_may_pass_is_asked_for_again(portal, get, trouble):
    portal.script = {2: [trouble, trouble]}
    assert_whole(get(), portal)
    assert portal.asked == [1, 2, 2, 2, 3]


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        (NOT_REGISTERED.format(code="30"), r"code 30.*not registered.*DATA_GO_KR_KEY"),
        (NOT_REGISTERED.format(code="22"), r"code 22.*fetch again tomorrow"),
        (NOT_REGISTERED.format(code="20"), r"code 20.*활용신청"),
        ('{"OpenAPI_ServiceResponse": {"cmmMsgHeader": {"returnReasonCode": "31"}}}', r"code 31.*expired"),
        ('{"response": {"header": {"resultCode": "03", "resultMsg": "NODATA_ERROR"}}}', r"code 3.*no data"),
        ('{"response": {"header": {"resultCode": "77", "resultMsg": "SOMETHING_NEW"}}}', r"code 77, SOMETHING_NEW"),
        ('{"response": {"header": {"resultCode": "00"}, "body": {"rows": []}}}', r"another form"),
        ("[1, 2]", r"another form"),
        (
            '{"response": {"header": {"resultCode": "00"}, "body": {"totalCount": 1, "items": [{"hpCnterNm": "x"}]}}}',
            r"lacks the fields .*rdnmadr",
        ),
        ('{"response": {"header": {"resultCode": "00"}, "body": {"totalCount": 9, "items": []}}}', r"page 1 is empty"),
    ],
)
def test_a_refusal_ends_the_fetch_and_says_what_to_do(portal, get, tmp_path, body, advice):
    portal.script = {1: [body]}
    with pytest.raises(FetchError, match=advice):
        get()
    assert portal.asked == [1]
    assert not list(tmp_path.rglob("*.csv"))


def test_other_statuses_are_a_refusal(portal, get):
    portal.script = {1: [404]}
    with pytest.raises(FetchError, match="HTTP 404"):
        get()


def test_it_gives_up_after_six_times_and_continues_where_it_stopped(portal, get):
    portal.script = {3: [500] * 6}
    with pytest.raises(FetchError, match=r"page 3: HTTP 500, 6 times in a row.*run the same command again"):
        get()
    assert portal.asked == [1, 2, 3, 3, 3, 3, 3, 3]
    portal.asked.clear()
    assert_whole(get(), portal)
    assert portal.asked == [3]


def test_waits_grow(portal, get, monkeypatch):
    waits = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    portal.script = {1: [500] * 5}
    get(first_pause_s=1.0)
    assert len(waits) == 5
    assert all(2**step <= wait <= 2**step + 1 for step, wait in enumerate(waits))


def test_a_killed_fetch_continues_with_the_page_it_lacked(portal, get, tmp_path):
    portal.slow_page = 3
    script = (
        "from pathlib import Path; from etl import fetch; from gis.settings import Settings; fetch.PAGE_ROWS = 3; "
        f"fetch.fetch({SOURCE!r}, settings=Settings(), target_dir=Path({str(tmp_path)!r}))"
    )
    environment = {**os.environ, "DATA_GO_KR_KEY": KEY, "DATA_GO_KR_URL": portal.url}
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment) as process:
        for _ in range(300):
            if 3 in portal.asked:
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
    assert portal.asked == [1, 2, 3]
    assert not list(tmp_path.rglob("*.csv"))
    portal.slow_page = None
    portal.asked.clear()
    assert_whole(get(), portal)
    assert portal.asked == [3]


def test_a_page_that_was_only_half_kept_is_fetched_again(portal, get, tmp_path):
    portal.script = {3: [404]}
    with pytest.raises(FetchError):
        get()
    page = tmp_path / ".part" / SOURCE / "page-00002.json"
    page.write_text(page.read_text()[:-10])
    portal.asked.clear()
    assert_whole(get(), portal)
    assert portal.asked == [2, 3]


def test_pages_of_yesterday_are_not_continued(portal, get, tmp_path):
    portal.script = {3: [404]}
    with pytest.raises(FetchError):
        get()
    old = time.time() - fetching.KEEP_PART_S - 60
    os.utime(tmp_path / ".part" / SOURCE / "manifest.json", (old, old))
    portal.asked.clear()
    get()
    assert portal.asked == [1, 2, 3]


def test_data_that_changes_under_the_fetch_is_fetched_anew(portal, get):
    portal.script = {2: [lambda: portal.rows.insert(0, row(9))]}
    assert_whole(get(), portal)
    assert len(portal.rows) == 8
    assert portal.asked == [1, 2, 1, 2, 3]


def test_data_that_keeps_changing_is_given_up(portal, get):
    portal.script = {2: [lambda: portal.rows.append(row(9))] * 3}
    with pytest.raises(FetchError, match="changed 3 times"):
        get()


def test_a_file_in_place_stays_when_a_fetch_fails(portal, get):
    path = get()
    before = path.read_bytes()
    portal.script = {2: [404]}
    with pytest.raises(FetchError):
        get()
    assert path.read_bytes() == before


@pytest.mark.parametrize("trouble", [None, 500, 404, "cut json", "hang up", f'{{"echo": "{KEY}", "body": 1}}'])
def test_the_key_stands_in_no_message_and_no_log(portal, get, caplog, capfd, trouble):
    caplog.set_level(logging.DEBUG)
    portal.script = {1: [trouble] * 6} if trouble is not None else {}
    said = ""
    try:
        get()
    except FetchError as error:
        said = f"{error!r} {error.__cause__!r} {error.__context__!r}"
    printed = capfd.readouterr()
    everything = "\n".join([said, caplog.text, printed.out, printed.err])
    for secret in (KEY, ENCODED_KEY):
        assert secret not in everything
    assert not re.search("serviceKey=", everything)


def test_without_a_key_the_way_to_one_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"DATA_GO_KR_KEY is not set.*data\.go\.kr"):
        fetch(SOURCE, settings=Settings(), target_dir=tmp_path)


def column(path, field: str) -> list[str]:
    """Read a column of the file that was written, without the header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [line[FEED.columns[field]] for line in csv.DictReader(file)]


def test_a_single_row_comes_as_an_object(portal, get):
    portal.rows = [row(1), row(2), row(3), row(4)]
    last = json.loads(portal.answer(2, 3))
    last["response"]["body"]["items"] = {"item": last["response"]["body"]["items"][0]}
    portal.script[2] = [json.dumps(last)]
    assert_whole(get(), portal)


def test_a_null_key_that_is_left_out_is_an_empty_cell(portal, get):
    del portal.rows[3]["hpCnterAr"]
    portal.rows[4]["hpCnterAr"] = None
    cells = column(get(), "hpCnterAr")
    assert [bool(cell) for cell in cells] == [True, True, True, False, False, True, True]


def test_a_column_that_no_row_has_any_more_is_a_changed_form(portal, get):
    for one in portal.rows:
        del one["hpCnterAr"]
    with pytest.raises(FetchError, match="lacks the fields hpCnterAr"):
        get()


def test_a_byte_order_mark_before_the_answer_is_read_over(portal, get):
    portal.script[1] = ["\ufeff" + portal.answer(1, fetching.PAGE_ROWS)]
    assert_whole(get(), portal)


def test_a_portal_that_repeats_itself_is_not_believed(portal, get):
    portal.script[2] = [portal.answer(1, 3)]
    with pytest.raises(FetchError, match="repeats page 1 as page 2"):
        get()


def test_without_a_network_it_says_so_at_once(tmp_path):
    settings = Settings(data_go_kr_key=KEY, data_go_kr_url="http://127.0.0.1:9/openapi")
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"127.0.0.1 cannot be reached"):
        fetch(SOURCE, settings=settings, target_dir=tmp_path)
    assert time.monotonic() - started < fetching.ATTEMPTS, "it does not wait for a second try"


@pytest.mark.parametrize("key", ["", "  "])
def test_an_empty_key_is_no_key(tmp_path, key):
    with pytest.raises(SettingsError, match="DATA_GO_KR_KEY is not set or empty"):
        fetch(SOURCE, settings=Settings(data_go_kr_key=key), target_dir=tmp_path)


def test_an_unknown_source_names_those_there_are(tmp_path):
    with pytest.raises(NotFoundError, match=SOURCE):
        fetch("no_such", settings=Settings(data_go_kr_key=KEY), target_dir=tmp_path)
