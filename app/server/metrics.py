"""Figures for the operator's monitoring, at an inner address of their own, and the number of each request.

Counts and seconds by kind of address, never an address, a word or a person. Pages are counted at their frame, runs of a
page's script at the messages that cause them.
"""

import gc
import time
from collections.abc import Iterable
from typing import cast

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.data import database
from gis import logs
from gis.errors import MindConnectError

REQUESTS = Counter("mindconnect_requests", "Requests answered.", ["kind", "status"])
SECONDS = Histogram(
    "mindconnect_request_seconds",
    "Seconds until a request was answered.",
    ["kind"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15),
)
PAGES_OPEN = Gauge("mindconnect_pages_open", "Pages whose socket is open.")
MESSAGES = Counter("mindconnect_page_messages", "Messages of open pages; each runs a page's script.")

KINDS = ("assets", "tiles", "cells", "api", "_stcore", "livez", "readyz", "media", "component", "ogc")
"""First words of addresses that are told apart; all others are pages."""


class Observed:
    """Middleware: gives each request its number, which stands in every line of the log about it, and counts it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count its answer."""
        if scope["type"] in ("http", "websocket"):
            logs.REQUEST.set(logs.new_number(Headers(scope=scope).get("x-request-id")))
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind, began, status = kind_of(scope["path"]), time.perf_counter(), 500

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = logs.REQUEST.get()
            await send(message)

        try:
            await self.app(scope, receive, answered)
        finally:
            REQUESTS.labels(kind, f"{status // 100}xx").inc()
            SECONDS.labels(kind).observe(time.perf_counter() - began)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                MESSAGES.inc()
            return message

        with PAGES_OPEN.track_inprogress():
            await self.app(scope, counted, send)


def kind_of(path: str) -> str:
    """Give what kind of thing an address is of: one word of a closed list."""
    first = path.strip("/").partition("/")[0]
    return first if first in KINDS else "page"


class DatabaseFigures:
    """Asks the database at each collection: ages of the sources, what waits for an office, the pool."""

    def collect(self) -> Iterable[Metric]:
        """Give the figures; only ``mindconnect_database_up 0`` where the database does not answer."""
        up = GaugeMetricFamily("mindconnect_database_up", "1 when the database answers.")
        try:
            with database.engine().connect() as conn:
                sources = conn.execute(
                    text("""
                        SELECT source, (now() AT TIME ZONE 'Asia/Seoul')::date - reference_to AS days,
                               extract(epoch FROM now() - loaded_at)::float8 AS loaded_s FROM serve.dataset
                    """)
                ).all()
                behind = conn.scalar(text("SELECT count(*) FROM serve.freshness WHERE NOT is_current"))
                centers = conn.execute(text("SELECT kind, count(*) FROM serve.center GROUP BY kind")).all()
        except (SQLAlchemyError, MindConnectError):
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        age = GaugeMetricFamily(
            "mindconnect_source_age_days", "Days since a source's reference date.", labels=["source"]
        )
        load = GaugeMetricFamily(
            "mindconnect_source_load_seconds", "Seconds since a source was loaded.", labels=["source"]
        )
        for source, days, loaded_s in sources:
            age.add_metric([source], days)
            load.add_metric([source], loaded_s)
        register = GaugeMetricFamily("mindconnect_centers", "Centers in the register.", labels=["kind"])
        for kind, number in centers:
            register.add_metric([kind], number)
        yield from (age, load, register)
        yield GaugeMetricFamily(
            "mindconnect_tables_behind", "Computed tables of another state of the data.", value=behind
        )


class ProcessFigures:
    """Objects that the garbage collector walks, and those it was told to leave alone."""

    def collect(self) -> Iterable[Metric]:
        """Give the figures of this process."""
        yield GaugeMetricFamily(
            "mindconnect_objects_frozen", "Objects set aside after the warm-up.", value=gc.get_freeze_count()
        )


def serve(host: str, port: int) -> None:
    """Open ``/metrics`` apart from the pages: no proxy in front of them leads there.

    Parameters
    ----------
    host, port : str, int
        An inner address.
    """
    registry = CollectorRegistry()
    for figures in (REGISTRY, DatabaseFigures(), ProcessFigures()):
        registry.register(cast("Collector", figures))
    start_http_server(port, addr=host, registry=registry)
