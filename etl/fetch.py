"""Download a source from the official place: standard data sets and E-Gen on data.go.kr, page by page.

A service answers ``{"response": {"header": {"resultCode": "00"}, "body": {"items": [...], "totalCount": 291}}}``.
Refusals come with HTTP 200 and another body, in XML or JSON: ``OpenAPI_ServiceResponse / cmmMsgHeader /
returnReasonCode``, or a ``resultCode`` other than ``00``. E-Gen gives its rows in XML where JSON is not understood.
"""

import csv
import json
import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import tenacity

from etl.feeds import FEEDS, Feed, Row
from gis.errors import FetchError, NotFoundError, SettingsError
from gis.settings import Settings
from gis.terms import SEOUL

logger = logging.getLogger(__name__)

PAGE_ROWS = 500
"""Rows asked for at a time; the service gives at most 1,000."""

ATTEMPTS = 6
"""Times a page is asked for before the fetch gives up."""

RESTARTS = 3
"""Times a fetch begins anew because the publisher changed the data under it."""

KEEP_PART_S = 24 * 3600
"""Pages received longer ago than this are not continued."""

TRANSIENT_CODES = {
    "1": "application error",
    "2": "database error",
    "4": "HTTP error",
    "5": "time-out",
    "23": "too fast",
}
"""Reason codes that may pass: the page is asked for again."""

REFUSALS = {
    "3": "the service has no data at this address; look at the data set's page whether it moved",
    "10": "the service calls a parameter invalid; it may have changed, look at the data set's page",
    "12": "the service does not exist (any more); look at the data set's page for its new address",
    "20": "access is denied: ask for the use of this data set on its page (활용신청), then wait for the approval",
    "22": "the key's daily number of requests is used up; fetch again tomorrow, what was received is kept",
    "30": "the key is not registered for this data set: check DATA_GO_KR_KEY, and that its use was approved (활용신청)",
    "31": "the key has expired: extend it on data.go.kr (마이페이지) and set DATA_GO_KR_KEY",
    "32": "the key is bound to another IP address: register this machine's on data.go.kr",
}
"""Reason codes that will not pass by themselves, and what to do."""

Listener = Callable[[int, int], None]
"""Told the rows received and the rows there are."""


REFERENCE_DATE = "referenceDate"

_XML_ITEM = re.compile(r"<item>(.*?)</item>", re.DOTALL)
_XML_FIELD = re.compile(r"<(\w+)>\s*(?:<!\[CDATA\[(.*?)\]\]>\s*|([^<]*))</\1>", re.DOTALL)


class _TransientError(Exception):
    """Something that may pass when the page is asked for again."""


class _ChangedError(Exception):
    """The publisher changed the data between two pages."""


def fetch(
    source: str,
    *,
    settings: Settings,
    target_dir: Path,
    progress: Listener | None = None,
    first_pause_s: float = 1.0,
) -> Path:
    """Download a source into the raw folder, in the form of its published CSV file.

    Pages are kept below ``target_dir/.part`` until all are there: a fetch that was killed or gave up continues
    with the first page missing. The file appears whole or not at all.

    Parameters
    ----------
    source : str
        A name in :data:`FEEDS`.
    settings : Settings
        ``data_go_kr_key`` and ``data_go_kr_url``.
    target_dir : pathlib.Path
        The raw folder.
    progress : callable, optional
        Told the rows received and the rows there are, after each page.
    first_pause_s : float
        Seconds before the first repetition; the next wait twice as long each, with jitter, up to a minute.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    NotFoundError
        When the source is not one that can be downloaded.
    SettingsError
        When there is no key.
    FetchError
        When the service refuses, keeps failing, or delivers other rows than it announced.
    """
    feed = FEEDS.get(source)
    if feed is None:
        raise NotFoundError(f"{source!r} cannot be fetched; these can: {', '.join(FEEDS)}")
    # data.go.kr shows the key percent-encoded too; encoded twice, it is refused as unregistered (code 30).
    key = unquote(settings.data_go_kr_key.get_secret_value().strip()) if settings.data_go_kr_key else ""
    if not key:
        raise SettingsError(
            f"DATA_GO_KR_KEY is not set or empty: ask for a key (활용신청) on {feed.page} and set it in the environment"
        )
    base = settings.data_go_kr_url if feed.host == "standard" else settings.data_go_kr_apis_url
    service = _Service(f"{base.rstrip('/')}/{feed.endpoint}", feed, key, first_pause_s)
    part = _FilePart(target_dir / ".part" / source)
    with _no_addresses_in_logs():
        for _ in range(RESTARTS):
            try:
                rows = _all_rows(service, part, progress)
                break
            except _ChangedError:
                logger.warning("%s changed while it was fetched; beginning anew", source)
                part.clear()
        else:
            raise FetchError(f"{source} changed {RESTARTS} times while it was fetched; try again when it is quiet")
    path = _write(feed, rows, target_dir)
    part.clear()
    return path


def _all_rows(service: "_Service", part: "_FilePart", progress: Listener | None) -> list[Row]:
    """Receive every page that is not kept yet and return the rows of all."""
    total = part.total()
    rows: list[Row] = []
    last: list[Row] = []
    page = 0
    while total is None or len(rows) < total:
        page += 1
        received = part.page(page)
        if received is None:
            announced, received = service.page(page)
            if total not in (None, announced):
                raise _ChangedError
            total = announced
            if not received and total > len(rows):
                raise FetchError(
                    f"{service.feed.endpoint} announces {total} rows but page {page} is empty after {len(rows)}"
                )
            part.keep(page, received, total)
        if received and received == last:
            part.clear()
            raise FetchError(f"{service.feed.endpoint} repeats page {page - 1} as page {page}; fetch again later")
        last = received
        rows += received
        if progress is not None:
            progress(len(rows), total or 0)
    if len(rows) != total:
        part.clear()
        raise FetchError(f"{service.feed.endpoint} announced {total} rows and delivered {len(rows)}; fetch again")
    # The portal leaves out a key whose value is null, so a column is missing only where no row has it.
    if service.feed.key is not None:
        keys = [row.get(service.feed.key) for row in rows]
        if len(set(keys)) != len(keys):
            part.clear()
            raise FetchError(
                f"{service.feed.endpoint} delivers {len(keys) - len(set(keys))} rows twice, so others are missing; "
                "fetch again later"
            )
    missing = [name for name in service.feed.columns if rows and not any(name in row for row in rows)]
    if missing and len(rows) > 1:
        part.clear()
        raise service.changed_form(missing)
    return rows


@dataclass(frozen=True)
class _Service:
    """One data set's service."""

    url: str
    feed: Feed
    key: str
    first_pause_s: float

    def page(self, number: int) -> tuple[int, list[Row]]:
        """Return the rows there are in all, and those of one page; asks again for what may pass."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TransientError),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_exponential_jitter(multiplier=self.first_pause_s, max=60, jitter=self.first_pause_s),
            before_sleep=lambda state: logger.warning(
                "page %d: %s; asking again", number, state.outcome.exception() if state.outcome else ""
            ),
            reraise=True,
        )
        try:
            return retrying(self._ask, number)
        except _TransientError as error:
            raise FetchError(
                f"{self.feed.endpoint} page {number}: {error}, {ATTEMPTS} times in a row. What was received is kept: "
                "run the same command again later"
            ) from None

    def changed_form(self, missing: Sequence[str]) -> FetchError:
        """Say that the service no longer gives some fields."""
        names = ", ".join(sorted(missing))
        return FetchError(f"{self.feed.endpoint} lacks the fields {names}: its form changed; see {self.feed.page}")

    def _ask(self, number: int) -> tuple[int, list[Row]]:
        query: dict[str, str | int] = {
            "serviceKey": self.key, "pageNo": number, "numOfRows": PAGE_ROWS, self.feed.format_name: "json",
        }  # fmt: skip
        try:
            # The library's errors carry the request, and with it the key: none of them is chained.
            answer = httpx.get(self.url, params=query, timeout=60, follow_redirects=False)
        except httpx.ConnectError:
            host = httpx.URL(self.url).host
            raise FetchError(
                f"{host} cannot be reached: is this machine on the network, and is the address right?"
            ) from None
        except httpx.HTTPError as error:
            raise _TransientError(f"no answer ({type(error).__name__})") from None
        text = answer.text.replace(self.key, "***")
        code = _reason_code(text)
        if code in REFUSALS:
            raise FetchError(f"{self.feed.endpoint} refuses (code {code}): {REFUSALS[code]}. Page: {self.feed.page}")
        if code in TRANSIENT_CODES:
            raise _TransientError(f"{TRANSIENT_CODES[code]} (code {code})")
        if answer.status_code in (429, 500, 502, 503, 504):
            raise _TransientError(f"HTTP {answer.status_code}")
        if code is not None or answer.status_code != 200:
            raise FetchError(
                f"{self.feed.endpoint} refuses: HTTP {answer.status_code}, code {code or 'none'}, {_gist(text)}. "
                f"Look at {self.feed.page}"
            )
        return self._read(text)

    def _read(self, text: str) -> tuple[int, list[Row]]:
        plain = text.lstrip("\ufeff \r\n")
        try:
            content = _from_xml(plain) if plain.startswith("<") else json.loads(plain)
        except ValueError:
            raise _TransientError(f"an answer that cannot be read, perhaps cut off: {_gist(text)}") from None
        try:
            body = content.get("response", content)["body"]
            items = body["items"] or []
            listed = items.get("item") or [] if isinstance(items, dict) else items
            # One row comes as an object, not as a list of one.
            rows: list[Row] = [dict(row) for row in ([listed] if isinstance(listed, dict) else listed)]
            total = int(body["totalCount"])
        except (AttributeError, KeyError, TypeError, ValueError):
            raise FetchError(f"{self.feed.endpoint} answers in another form than it used to: {_gist(text)}") from None
        known = set(self.feed.required or self.feed.columns)
        if any(len(known & set(row)) < len(known) / 2 for row in rows):
            raise self.changed_form(sorted(known - set().union(*rows)))
        return total, rows


def _from_xml(text: str) -> dict[str, Any]:
    """Read an answer in XML into the form of the JSON one: flat rows, no attributes, nothing to resolve.

    Raises
    ------
    ValueError
        When the answer ends before it is closed.
    """
    if not text.rstrip().endswith("</response>"):
        raise ValueError("not closed")
    items = [
        {name: unescape(value or cdata) for name, cdata, value in _XML_FIELD.findall(item)}
        for item in _XML_ITEM.findall(text)
    ]
    total = re.search(r"<totalCount>\s*(\d+)\s*</totalCount>", text)
    return {"body": {"items": items, "totalCount": total[1]}} if total else {"body": None}


def _reason_code(text: str) -> str | None:
    """Find the code of a refusal, XML or JSON, without leading zeros; None in a good answer."""
    match = re.search(r"returnReasonCode[\"'>\s:]+0*(\d+)", text) or re.search(
        r"resultCode[\"'>\s:]+0*(\d+)", text[:2000]
    )
    return match[1] if match and match[1] != "0" else None


def _gist(text: str) -> str:
    """Shorten an answer for a message: a refusal's own words, else its beginning."""
    said = re.search(r"(?:returnAuthMsg|resultMsg|errMsg)[\"'>\s:]+([^<\"]+)", text)
    return said[1].strip() if said else repr(text[:80])


class _FilePart:
    """Pages received so far, each a file; a page counts once it is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        manifest = folder / "manifest.json"
        if manifest.exists() and time.time() - manifest.stat().st_mtime > KEEP_PART_S:
            self.clear()

    def total(self) -> int | None:
        """Return the rows announced when the fetch began; None before its first page."""
        try:
            manifest = json.loads((self._folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return int(manifest["total"]) if manifest.get("page_rows") == PAGE_ROWS else None

    def page(self, number: int) -> list[Row] | None:
        """Return a page's rows; None when it was not received or does not belong to this fetch."""
        if self.total() is None:
            return None
        try:
            rows: list[Row] = json.loads(self._path(number).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return rows

    def keep(self, number: int, rows: list[Row], total: int) -> None:
        """Keep a page."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self.total() is None:
            _write_whole(self._folder / "manifest.json", json.dumps({"total": total, "page_rows": PAGE_ROWS}))
        _write_whole(self._path(number), json.dumps(rows, ensure_ascii=False))

    def clear(self) -> None:
        """Forget every page."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"page-{number:05d}.json"


def _write(feed: Feed, rows: list[Row], target_dir: Path) -> Path:
    """Write the rows as the published CSV file, named after their newest reference date."""
    if not feed.is_dated:
        return _write_rows(feed, rows, target_dir, period=f"{datetime.now(SEOUL):%Y%m%d}")
    dates = [digits for row in rows if len(digits := re.sub(r"\D", "", str(row.get(REFERENCE_DATE) or ""))) == 8]
    if not dates:
        raise FetchError(f"{feed.endpoint} delivered {len(rows)} rows without any reference date; see {feed.page}")
    return _write_rows(feed, rows, target_dir, period=max(dates))


def _write_rows(feed: Feed, rows: list[Row], target_dir: Path, *, period: str) -> Path:
    path = target_dir / feed.file_name.format(period=period)
    written = [{**row} if feed.write is None else {**feed.write(row)} for row in rows]
    columns = dict(feed.columns) if feed.write is None else {name: name for name in written[0]}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.values())
        writer.writerows(["" if row.get(name) is None else row[name] for name in columns] for row in written)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return path


def _write_whole(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


@contextmanager
def _no_addresses_in_logs() -> Iterator[None]:
    """Silence the HTTP libraries: they log each address, and the key stands in it."""
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore.connection", "httpcore.http11")]
    levels = [log.level for log in loggers]
    for log in loggers:
        log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for log, level in zip(loggers, levels, strict=True):
            log.setLevel(level)
