"""The web server: Streamlit's pages inside our frame, our files, map tiles and both probes, in one process."""

import datetime as dt
import importlib
import logging
import pkgutil
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import data, sitemap
from app.api import qgis
from app.api.application import create_api
from app.api.ogc import create_ogc
from app.data import access, accounts, database, opening, rules
from app.data.maps import OnlineTiles
from app.data.search import origin_of
from app.policy import explore
from app.server import answer_pages, crawling, directory, frame, match_page, memory, plain_pages, policy_pages
from app.server.answer_pages import Asking
from app.server.compression import Compression
from app.server.gate import Gate
from app.server.metrics import Observed
from app.text import language, load, preferred
from app.ui import assets
from app.ui.plain_page import PlainPage
from gis.analysis.readings import Reading
from gis.errors import MindConnectError, NotFoundError

logger = logging.getLogger(__name__)

CONTRAST_COOKIE = "contrast"
"""Cookie that remembers the choice of high contrast; it holds nothing else."""

DAY_S = 86_400
YEAR_S = 365 * DAY_S

FOR_GOOD = f"public, max-age={YEAR_S}, immutable"
"""How long a browser may keep what an address with a version names."""

APP = Path(__file__).parents[1]

LONGEST_FORM = 10_000
"""Bytes of a form that a page takes."""

ANSWERED = {"find": answer_pages.find, "match": match_page.recommend, "check": match_page.check}
"""Pages that the server writes whole before Streamlit takes their place."""

_USED_BY_PAGES = (
    "data",
    "ui",
    "account",
    "center",
    "travel",
    "regions",
    "policy",
    "law",
    "search",
    "self_check",
    "recommendation",
)
"""Packages of app whose modules the pages use."""

_COVERING_KOREA = ((5, 27, 12), (6, 54, 24), (6, 54, 25), (7, 108, 49), (7, 109, 49), (7, 109, 50), (7, 109, 51))
"""Tiles (zoom, column, row) that nearly every map begins with; they hold the most outlines."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_CONTACT_LASTS = dt.timedelta(days=180)
_OTHER_DOCUMENTS = ("/media/", "/component/", "/_stcore/", "/api/", "/ogc/")
"""Where documents other than pages may come from: downloads, components, interfaces."""


def create_app() -> st.App:
    """Build the ASGI application.

    Returns
    -------
    streamlit.App
        Serves the pages at ``/`` and ``/<page>``, our files at ``/assets``, map tiles at ``/tiles``, the API
        at ``/api``, and ``/livez`` and ``/readyz``.
    """
    return st.App(
        APP / "server" / "main.py",
        lifespan=lifespan,
        routes=[
            Route("/livez", alive),
            Route("/readyz", ready),
            Route("/.well-known/security.txt", security_contact),
            Route("/tiles/streets/{z:int}/{x:int}/{y:int}.mvt", street_tile),
            Route("/tiles/{version}/{z:int}/{x:int}/{y:int}.mvt", tile),
            Mount("/api", app=create_api()),
            Route("/ogc", to_layers),
            Route("/ogc/project.qgs", qgis_project),
            Mount("/ogc", app=create_ogc()),
            Route("/cells/{version}.bin", cells),
            Route("/cells/{version}/{z:int}/{x:int}/{y:int}.mvt", cell_tile),
            Route(f"{assets.base()}/pages.css", sheet),
            Route(f"{assets.base()}/components/{{name}}.js", component),
            Mount(assets.base(), app=StaticFiles(directory=assets.STATIC)),
            Route(directory.FILE, directory_file),
            Route("/worker.js", worker),
            Route("/manifest.webmanifest", manifest),
            Route("/robots.txt", robots),
            Route("/sitemap.xml", site_map),
            *(Route(f"/{page.path}", posted, methods=["POST"]) for page in sitemap.PAGES if page.name in ANSWERED),
            *(Route(f"/{page.path}", framed) for page in sitemap.PAGES),
        ],
        middleware=[
            Middleware(Observed),
            Middleware(Compression),
            Middleware(Frame),
            Middleware(Gate),
            Middleware(OneVersion),
        ],
    )


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[dict[str, Any]]:
    """Warm up beside the start, so that the first visitor does not wait for imports and cold answers."""
    ends = threading.Event()

    def warm() -> None:
        try:
            warm_up()
            memory.tidy_until(ends)
        except RuntimeError:
            if not ends.is_set():  # a process that ends takes no new work, and nobody waits for it
                raise

    threading.Thread(target=warm, name="warm-up", daemon=True).start()
    yield {}
    ends.set()


def warm_up() -> None:
    """Import what the pages use, and read what every search needs."""
    for package in _USED_BY_PAGES:
        for module in pkgutil.iter_modules([str(APP / package)], f"app.{package}."):
            if not module.ispkg:
                importlib.import_module(module.name)
    try:
        # From files: the guides and the crisis panel do not wait for a database.
        rules.library()
        rules.distress_words()
        rules.instruments()
    except MindConnectError:
        logger.exception("the written content or its rules cannot be read")
    try:
        data.region_names()
        for zoom, column, row in _COVERING_KOREA:
            data.map_tile(zoom, column, row)
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("no warm-up: %s", type(error).__name__)
    # Last, since it takes the longest: the first page must not wait for streets.
    try:
        data.atlas().warm()
    except MindConnectError as error:
        logger.warning("no streets: %s", error)
    try:
        if data.region_names():  # nothing can be counted before anything is loaded
            opening.openings(data.now())
            access.warm_up()
            access.count_ahead()
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("no access: %s", type(error).__name__)
    memory.set_aside()


def content_policy(online: OnlineTiles | None) -> str:
    """Write what a page may load and from where: from us, and map tiles from where the operator chose."""
    hosts = f" {urlsplit(online.url).scheme}://{urlsplit(online.url).netloc}" if online else ""
    return "; ".join(
        (
            "default-src 'self'",
            # Streamlit loads the code of components from blobs; the map starts its worker from one.
            "script-src 'self' blob:",
            "worker-src 'self' blob:",
            # Streamlit's widgets carry their styles in the page.
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{hosts}",
            "font-src 'self' data:",
            f"connect-src 'self'{hosts}",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def framed(request: Request) -> Response:
    """Answer with a page: written whole, or its frame, which Streamlit fills."""
    page = sitemap.at(request.url.path)
    if page is None:
        return _document(request, None)
    if _comes_from_outside(request) and preferred(request.headers.get("accept-language", "")) == "en":
        address = f"/{page.path}{sitemap.same_page(_parameters(request), lang='en')}"
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Sec-Fetch-Site"}
        return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers)
    if page.name in ANSWERED and not _is_for_account(request, page):
        asking = Asking(load(language(request.query_params.get("lang"))), _parameters(request))
        return _by_meaning(request, asking, page)
    if page.name in policy_pages.FIGURED:
        asking = Asking(load(language(request.query_params.get("lang"))), _parameters(request))
        return _document(request, page, policy_pages.answer(asking, page.name))
    if not page.is_plain:
        return _document(request, page)
    try:
        body = plain_pages.body(page.name, request.query_params)
    except NotFoundError:
        return _document(request, None)
    return _document(request, page, body)


def _comes_from_outside(request: Request) -> bool:
    """Tell whether somebody arrives who has chosen no language: within the site the links say which one it is.

    A browser that does not say where it comes from is left where it is.
    """
    site = request.headers.get("sec-fetch-site")
    return "lang" not in request.query_params and site in ("none", "same-site", "cross-site")


async def posted(request: Request) -> Response:
    """Answer what was typed: by the address of the place that is meant, or on the spot, so that it stands nowhere."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LONGEST_FORM:
        return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    form = parse_qs((await request.body()).decode(errors="replace"))
    fields = {name: values if len(values) > 1 else values[0] for name, values in form.items()}
    return await run_in_threadpool(_answered, request, fields)


def _is_for_account(request: Request, page: sitemap.Page) -> bool:
    """Tell whether only the live page knows what an answer rests on: the profile that somebody signed in keeps."""
    is_https = request.url.scheme == "https"
    return page.name == "match" and accounts.session_token(request.cookies, is_https=is_https) is not None


def _answered(request: Request, form: dict[str, Any]) -> Response:
    page = sitemap.at(request.url.path)
    if page is None:
        return _document(request, None)
    typed = form.get("q", "")
    say = load(language(request.query_params.get("lang")))
    asking = Asking(say, _parameters(request), typed if isinstance(typed, str) else "", form)
    if page.name == "find":
        return _by_meaning(request, asking, page)
    return _document(request, page, _written(asking, page))


def _written(asking: Asking, page: sitemap.Page) -> PlainPage:
    """Write a page; whatever goes wrong, a person in need sees a sentence and the crisis line, the operator the log."""
    try:
        return ANSWERED[page.name](asking)
    except Exception:
        logger.exception("a page failed")
        say = asking.say
        return PlainPage(say(f"page.{page.name}.heading"), "", answer_pages.trouble(say, "unexpected"))


def _by_meaning(request: Request, asking: Asking, page: sitemap.Page) -> Response:
    """Answer with the address of what was typed, or with the page itself, which says what was not understood."""
    if not asking.typed and ("center" in asking.query or origin_of(asking.query) is not None):
        return _document(request, page, _written(asking, page))
    try:
        address, shown = answer_pages.meant(asking, page.name)
    except (SQLAlchemyError, MindConnectError):
        address, shown = "", None  # the page itself says that there is no database
    if shown is not None and asking.typed:
        return _document(request, page, _written(replace(asking, query=shown), page))
    if not address:
        return _document(request, page, _written(replace(asking, query=_without_place(asking)), page))
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})


def _without_place(asking: Asking) -> dict[str, Any]:
    """Forget where was searched before once something else was typed."""
    gone = answer_pages.ORIGIN if asking.words else ()
    return {name: value for name, value in asking.query.items() if name not in gone}


def _parameters(request: Request) -> dict[str, Any]:
    """Give the address's parameters; one that stands there several times is a list."""
    told: dict[str, Any] = {}
    for name in request.query_params:
        values = request.query_params.getlist(name)
        told[name] = values if len(values) > 1 else values[0]
    return told


def sheet(_request: Request) -> Response:
    """Answer with all style sheets as one."""
    return Response(assets.sheet(), media_type="text/css")


def to_layers(_request: Request) -> Response:
    """Lead to the landing page of the layers: QGIS asks for it as its user typed it, without the last stroke."""
    return RedirectResponse("/ogc/", HTTPStatus.PERMANENT_REDIRECT)


def qgis_project(request: Request) -> Response:
    """Answer with a project for QGIS that reads this server."""
    say, address = load(language(request.query_params.get("lang"))), request.base_url
    return Response(
        qgis.over_http(say, f"{address.scheme}://{address.netloc}"),
        media_type="application/x-qgis-project",
        headers={"Content-Disposition": 'attachment; filename="mindconnect.qgs"'},
    )


def component(request: Request) -> Response:
    """Answer with the code of a component, for the pages that the server writes."""
    path = assets.COMPONENTS / f"{request.path_params['name']}.js"
    if path not in assets.COMPONENTS.glob("*.js"):
        return Response(status_code=HTTPStatus.NOT_FOUND)
    return FileResponse(path, media_type="text/javascript")


def directory_file(request: Request) -> Response:
    """Answer with the list for professionals as CSV."""
    say = load(language(request.query_params.get("lang")))
    try:
        written = directory.file(say, request.query_params)
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("no list: %s", type(error).__name__)
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    if written is None:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    name, content = written
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def worker(_request: Request) -> Response:
    """Answer with the service worker: it may only serve pages below its own address, so it stands at the top."""
    return FileResponse(
        assets.STATIC / "worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


def manifest(request: Request) -> Response:
    """Tell a device how the app is put on its home screen."""
    say = load(language(request.query_params.get("lang")))
    told = {
        "name": say("frame.brand"),
        "short_name": say("frame.brand"),
        "description": say("frame.description"),
        "lang": say.language,
        "start_url": sitemap.href("find", say.language),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fffdfa",
        "theme_color": "#0b5f63",
        "icons": [{"src": f"{assets.base()}/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return JSONResponse(told, media_type="application/manifest+json")


def robots(request: Request) -> Response:
    """Tell crawlers what is for them: all but what belongs to persons, and where the map of the site is."""
    return PlainTextResponse(crawling.robots(_host(request)))


def site_map(request: Request) -> Response:
    """Tell crawlers of every page, district and center."""
    try:
        return Response(crawling.site_map(_host(request)), media_type="application/xml")
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("no map of the site: %s", type(error).__name__)
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)


def _host(request: Request) -> str:
    """Give scheme and host under which people reach us: the operator's, or as they were asked for."""
    told = data.settings().public_url
    return told.rstrip("/") if told else f"{request.url.scheme}://{request.url.netloc}"


def alive(_request: Request) -> Response:
    """Tell that the process answers. Without a database it does, too: it shows whom to call, so nobody may end it."""
    return JSONResponse({"status": "ok"})


def ready(_request: Request) -> Response:
    """Tell whether everything can be shown: 200 when the database answers, else 503. The pages stand in both cases."""
    try:
        return JSONResponse({"status": "ok", "data_version": data.version()})
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("not ready: no database (%s)", type(error).__name__)
        return JSONResponse({"status": "no database"}, status_code=503)


def security_contact(_request: Request) -> Response:
    """Tell whom to write to about a weakness (RFC 9116); 404 where the operator named nobody."""
    settings = data.settings()
    if not settings.security_contact:
        return PlainTextResponse("no contact is named", status_code=HTTPStatus.NOT_FOUND)
    until = dt.datetime.combine(data.today() + _CONTACT_LASTS, dt.time(), dt.UTC)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ko, en",
    ]
    if settings.public_url:
        lines.append(f"Canonical: {settings.public_url.rstrip('/')}/.well-known/security.txt")
    return PlainTextResponse("\n".join(lines) + "\n")


def tile(request: Request) -> Response:
    """Answer with a tile of the base map; the version in its address lets browsers keep it for good."""
    return _tile(lambda: data.map_tile(*_place(request)), FOR_GOOD)


def street_tile(request: Request) -> Response:
    """Answer with a tile of streets, kept for a day: networks are no part of the data's version."""
    return _tile(lambda: data.street_tile(*_place(request)), f"public, max-age={DAY_S}")


def cell_tile(request: Request) -> Response:
    """Answer with a tile of cells under the reading that the address states."""
    query = request.query_params

    def cut() -> bytes:
        reading = Reading.parse(query.get("reading", ""))
        return explore.tile(load(language(query.get("lang"))), reading, *_place(request))

    return _tile(cut, FOR_GOOD)


def _place(request: Request) -> tuple[int, int, int]:
    return request.path_params["z"], request.path_params["x"], request.path_params["y"]


def _tile(read: Callable[[], bytes], kept: str) -> Response:
    try:
        content = read()
    except NotFoundError as error:
        logger.warning("no tile: %s", type(error).__name__)
        return Response(status_code=503)
    except MindConnectError:
        return Response(status_code=404)
    except SQLAlchemyError:
        return Response(status_code=503)
    return Response(content, media_type="application/vnd.mapbox-vector-tile", headers={"Cache-Control": kept})


def cells(_request: Request) -> Response:
    """Answer with the cells that people live in; the version in the address lets browsers keep them for good."""
    try:
        content = access.cell_file()
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("no cells: %s", type(error).__name__)
        return Response(status_code=503)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Cache-Control": FOR_GOOD},
    )


class OneVersion:
    """Middleware: what is read for one answer is of one state of the data, and its version is asked for once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what may write reads each state as it is."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        with database.of_one_version():
            await self.app(scope, receive, send)


class Frame:
    """Middleware: security headers on everything, and our "not found" in place of Streamlit's bare document.

    Streamlit answers every unknown address with its own index.html: English, without a frame, and with status 200.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and see to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        is_ours = sitemap.at(path) is not None or path.startswith(_OTHER_DOCUMENTS)
        is_bare = False

        async def answer(message: Message) -> None:
            nonlocal is_bare
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_document = headers.get("content-type", "").startswith("text/html")
                is_bare = is_document and not is_ours and message["status"] == HTTPStatus.OK
                _protect(headers, scope, is_document=is_document)
            if not is_bare:
                await send(message)

        await self.app(scope, receive, answer)
        if is_bare:
            response = _document(Request(scope), None)
            _protect(response.headers, scope, is_document=True)
            await response(scope, receive, send)


def _document(request: Request, page: sitemap.Page | None, body: PlainPage | None = None) -> Response:
    content = frame.render(
        page,
        query=request.url.query,
        language=language(request.query_params.get("lang")),
        contrast=request.cookies.get(CONTRAST_COOKIE) == "more",
        numbers=data.crisis_numbers(),
        body=body,
        origin=_host(request),
    )
    status = HTTPStatus.OK if page else HTTPStatus.NOT_FOUND
    # What was typed is answered once, and kept by nobody; other pages may be looked at again on the way back.
    kept = "no-store" if request.method == "POST" else "no-cache"
    return HTMLResponse(content, status_code=status, headers={"Cache-Control": kept, "Vary": "Cookie"})


def _protect(headers: MutableHeaders, scope: Scope, *, is_document: bool) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if scope["scheme"] == "https":  # over plain http browsers pay no heed to it
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_S}")
    path = scope["path"]
    if is_document:
        headers["Content-Security-Policy"] = content_policy(data.online_tiles())
    elif path.startswith(assets.base()):
        # The address carries a digest of what stands below it.
        headers["Cache-Control"] = FOR_GOOD
