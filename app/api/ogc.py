"""Layers for GIS tools by OGC API Features and Tiles: tipg over the views ``serve.map_*``, mounted at ``/ogc``.

What tipg 1.6 leaves to its host is done here: collections have names and descriptions, parameters that cannot be read
are refused in words, and a filter is looked through before it becomes SQL, since its functions would be called by name
and one nested a few thousand deep ends the process.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

import asyncpg
import orjson
from cql2 import Expr
from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from morecantile import tms
from morecantile.defaults import TileMatrixSets
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tipg import dependencies, factory
from tipg.collections import Catalog, Collection, CollectionList, Column, features_settings
from tipg.errors import NotFound, TiPgError
from tipg.resources.enums import MediaType

from app.api import errors, reference_systems
from app.api.guards import Guard
from app.api.limiter import Limiter
from app.api.reference_systems import (
    CRS84,
    BoxCrsParameter,
    CrsParameter,
    Projected,
    box_in_degrees,
    content_crs,
    in_system,
    known,
)
from app.data import database
from app.sitemap import href
from app.text import LANGUAGES, load
from gis.db.engine import database_url, make_engine
from gis.errors import DatabaseError, InputError, MindConnectError, NotFoundError, UnavailableError
from gis.queries import map_layers
from gis.queries.map_layers import LayerColumn

logger = logging.getLogger(__name__)

LAYERS: Mapping[str, str] = {
    "centers": "map_center",
    "sido": "map_sido",
    "sigungu": "map_sigungu",
    "emd": "map_emd",
    "cells": "map_cell",
    "hours": "map_hours",
}
"""Collections, and the view of schema ``serve`` behind each; its key is the column ``id``."""

CONFORMANCE = (
    reference_systems.CONFORMANCE,
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
)
"""What the service keeps and tipg does not say: QGIS and GDAL push filters down only where they are promised."""

OPERATORS = frozenset(
    {
        "and",
        "or",
        "not",
        "isNull",
        "like",
        "between",
        "in",
        "casei",
        "=",
        "<>",
        "<",
        ">",
        "<=",
        ">=",
        "+",
        "-",
        "*",
        "/",
    }
    | {"s_intersects", "s_within", "s_contains", "s_disjoint", "s_equals", "s_touches", "s_crosses", "s_overlaps"}
)
"""What a filter may do; any other word would be called as a function of the database."""

LONGEST_FILTER, DEEPEST_FILTER = 4_000, 100
"""Characters of a filter, and brackets and negations in it: its parser goes down the stack with each."""

PAGE, LONGEST_PAGE = 1_000, 10_000
"""Features of an answer unless told, and at most: a client that asks for what it is given makes few requests."""

TIMEOUT_MS = 10_000
"""How long the database works on one answer."""

CONNECTIONS = 4
PER_MIN = 600
"""Requests a minute of a client: a map on the screen asks for a dozen tiles at a time."""

_GRIDS = ("WebMercatorQuad", "WorldCRS84Quad")
_NOT_BUILT = "55000"
_OUT_OF_TIME = "57014"
_CANNOT_BE_READ = ("08P", "22", "42", "XX")
"""How an SQLSTATE begins that an asker caused: bytes, values, names and types, and what PostGIS cannot draw."""


def create_ogc(limiter: Limiter | None = None) -> ASGIApp:
    """Build the service.

    Parameters
    ----------
    limiter : Limiter, optional
        Of requests by client.

    Returns
    -------
    ASGI application
        The landing page at ``/``, its description at ``/api``. It connects at its first request, as the reader.
    """
    for settings in (features_settings, factory.features_settings):
        settings.default_features_limit, settings.max_features_per_query = PAGE, LONGEST_PAGE
    say = load("en")
    title, about = say("ogc.title"), say("ogc.about")
    app = FastAPI(title=title, description=about, openapi_url="/api", docs_url=None, redoc_url=None)
    endpoints = _Endpoints(
        title=title,
        collection_dependency=_collection,
        supported_tms=TileMatrixSets({name: tms.get(name) for name in _GRIDS}),
        with_tiles_viewer=False,
    )
    routes = [route for route in endpoints.ogc_features.router.routes if isinstance(route, APIRoute)]
    untitled, unplaced = (
        next(route.endpoint for route in routes if route.name == name) for name in ("collections", "collection")
    )

    @app.get("/collections", include_in_schema=False)
    def name_collections(
        request: Request, listed: Annotated[CollectionList, Depends(dependencies.CollectionsParams)]
    ) -> dict[str, Any]:
        """List the collections by their titles: tipg gives their keys for them."""
        answer: dict[str, Any] = orjson.loads(untitled(request, listed, MediaType.json).body)
        titles = {collection.id: collection.title for collection in listed["collections"]}
        for collection in answer["collections"]:
            collection |= {"title": titles[collection["id"]], **reference_systems.STATED}
        return answer

    @app.get("/collections/{collectionId}", include_in_schema=False)
    def place_collection(request: Request, collection: Annotated[Collection, Depends(_collection)]) -> dict[str, Any]:
        """Describe a collection, and the reference systems it is offered in."""
        told: dict[str, Any] = orjson.loads(unplaced(request, collection, MediaType.json).body)
        return told | reference_systems.STATED

    app.include_router(endpoints.router)
    app.add_route("/api.html", lambda _request: RedirectResponse(href("developers")), name="swagger_ui_html")
    app.dependency_overrides |= {
        dependencies.filter_query: read_filter,
        dependencies.bbox_query: read_box,
        dependencies.ids_query: read_ids,
    }
    errors.install(app)
    app.add_exception_handler(asyncpg.PostgresError, _refused_by_database)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(NotFound, _missing)
    for error in (InputError, TiPgError, ValueError, OverflowError, asyncpg.InterfaceError):
        app.add_exception_handler(error, _unreadable)
    app.add_middleware(
        Guard,
        limiter=limiter or Limiter(burst=PER_MIN // 2, per_min=PER_MIN, name="ogc"),
        open_topics={"", *LAYERS, *_GRIDS},
    )
    return _Json(_Connected(app))


class _Endpoints(factory.Endpoints):
    """Says what the service keeps: tipg answers CQL2 and lists none of it."""

    @property
    def conforms_to(self) -> list[str]:
        """Return the classes of conformance."""
        return [*super().conforms_to, *CONFORMANCE]


def read_filter(
    query: Annotated[str | None, Query(alias="filter", description="CQL2 filter, as text or JSON.")] = None,
    crs: Annotated[str | None, Query(alias="filter-crs", description="CRS84: filters are in degrees.")] = None,
) -> Expr | None:
    """Read a filter of CQL2.

    Raises
    ------
    InputError
        When it cannot be read, calls something that is no operator of CQL2, or is too long or too deep.
    """
    if crs and known("filter-crs", crs) != CRS84:
        raise InputError(f"filter-crs: the places of a filter are in degrees, longitude first ({CRS84})")
    if query is None:
        return None
    depth = sum(map(query.count, "([{")) + query.lower().count("not")
    if len(query) > LONGEST_FILTER or depth > DEEPEST_FILTER:
        raise InputError(
            f"filter: at most {LONGEST_FILTER} characters, and {DEEPEST_FILTER} brackets and negations: ask in parts"
        )
    try:
        told = _in_degrees(Expr(query).to_json())
        return Expr(told)
    except MindConnectError:
        raise
    except Exception as error:  # cql2 raises an exception of its own for what it cannot parse, and others beside it
        raise InputError(f"filter: it is no CQL2: {' '.join(str(error).split())[:200]}") from error


def _in_degrees(node: Any) -> Any:
    """Look through a filter, and write its boxes as polygons, which carry the reference system of the layers."""
    if isinstance(node, list):
        return [_in_degrees(part) for part in node]
    if not isinstance(node, dict):
        return node
    if "op" in node and node["op"] not in OPERATORS:
        raise InputError(f"filter: {str(node['op'])[:40]!r} is not offered; what is: {', '.join(sorted(OPERATORS))}")
    if "bbox" in node:
        west, south, east, north = _four(node["bbox"])
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}
    return {key: _in_degrees(value) for key, value in node.items()}


def read_box(
    bbox: Annotated[
        str | None, Query(description="west,south,east,north in degrees (CRS84), or as bbox-crs has its axes.")
    ] = None,
    bbox_crs: BoxCrsParameter = None,
) -> list[float] | None:
    """Read a box, and bring it to degrees.

    Raises
    ------
    InputError
        Unless it is four numbers (or six, with heights, which do not count) on the globe.
    """
    crs = known("bbox-crs", bbox_crs) if bbox_crs else CRS84
    if not bbox:
        return None
    try:
        box = box_in_degrees(_four([float(part) for part in bbox.split(",")]), crs)
    except ValueError:
        raise InputError(f"bbox {bbox[:60]!r}: give west,south,east,north in degrees") from None
    west, south, east, north = box
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(f"bbox {bbox[:60]!r}: west,south,east,north in degrees, south not above north")
    return box


def _four(numbers: list[float]) -> list[float]:
    if len(numbers) == 6:
        return [numbers[0], numbers[1], numbers[3], numbers[4]]
    if len(numbers) != 4:
        raise ValueError(f"{len(numbers)} numbers")
    return list(numbers)


def read_ids(ids: Annotated[str | None, Query(description="Keys, with commas between.")] = None) -> list[str] | None:
    """Read a list of keys; every layer's key is text."""
    return ids.split(",") if ids else None


def _collection(request: Request, collectionId: str, crs: CrsParameter = None) -> Collection:  # noqa: N803 (tipg's name)
    """Find a collection by its name, in the reference system that is asked for."""
    collections: dict[str, Projected] = request.app.state.collection_catalog["collections"]
    if collectionId not in collections:
        raise NotFoundError(f"there is no collection {collectionId[:40]!r}; there are {', '.join(collections)}")
    return in_system(collections[collectionId], crs)


def _read_catalog() -> Catalog:
    """Describe the layers as tipg wants them, and name them as people do."""
    engine = make_engine(database.settings(), "reader")
    try:
        with engine.connect() as conn:
            columns = map_layers.layer_columns(conn, LAYERS.values())
            extent = map_layers.layers_extent(conn)
    finally:
        engine.dispose()
    collections: dict[str, Collection] = {}
    for name, view in LAYERS.items():
        described = [_column(column, extent) for column in columns if column.view == view]
        if not described:
            raise UnavailableError(f"the database lacks the layer serve.{view}: run `mindconnect db migrate`")
        collections[name] = Projected(
            type="Table",
            id=name,
            table=view,
            schema="serve",
            title=" / ".join(load(language)(f"ogc.layer.{name}.title") for language in LANGUAGES),
            description=" ".join(load(language)(f"ogc.layer.{name}.about") for language in LANGUAGES),
            table_columns=described,
            properties=described,
            id_column=next(column for column in described if column.name == "id"),
            geometry_column=next(column for column in described if column.name == "geom"),
        )
    return Catalog(collections=collections, last_updated=dt.datetime.now(dt.UTC))


def _column(column: LayerColumn, extent: tuple[float, float, float, float] | None) -> Column:
    is_place = column.geometry_type is not None
    return Column(
        name=column.name,
        type={"double precision": "float8"}.get(column.type, column.type),
        description=column.description or None,
        geometry_type=column.geometry_type,
        srid=column.srid,
        bounds=list(extent) if is_place and extent else None,
    )


async def _connect() -> asyncpg.Pool:
    url = database_url(database.settings(), "reader")
    settings = {
        "statement_timeout": str(TIMEOUT_MS),
        "application_name": "mindconnect ogc",
        **({"options": str(url.query["options"])} if "options" in url.query else {}),
    }

    async def read_json(conn: asyncpg.Connection) -> None:
        for kind in ("json", "jsonb"):
            await conn.set_type_codec(kind, encoder=orjson.dumps, decoder=orjson.loads, schema="pg_catalog")

    async def read_only(conn: asyncpg.Connection) -> None:
        await conn.execute("SET default_transaction_read_only = on")

    return await asyncpg.create_pool(
        host=str(url.query.get("host") or url.host),
        port=url.port or 5432,
        user=url.username,
        password=url.password,
        database=url.database,
        min_size=0,
        max_size=CONNECTIONS,
        command_timeout=TIMEOUT_MS / 1000 + 5,
        server_settings=settings,
        init=read_json,
        setup=read_only,
    )


class _Connected:
    """Connects the application to the database at its first request, in the loop that serves it."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.loop: asyncio.AbstractEventLoop | None = None
        self.lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                await self._connect()
            except (OSError, asyncpg.PostgresError, SQLAlchemyError, MindConnectError) as error:
                logger.warning("no layers: %s", type(error).__name__)
                known = error if isinstance(error, MindConnectError) else DatabaseError("no database answers")
                await errors.answer_to(known)(scope, receive, send)
                return
            # Links are written from where it is mounted, by its own routes.
            scope = {key: value for key, value in scope.items() if key != "router"}
            scope["app_root_path"] = scope.get("root_path", "")
        await self.app(scope, receive, send)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        if self.loop is not loop:
            self.loop, self.lock, self.app.state.pool = loop, asyncio.Lock(), None
        async with self.lock:
            if self.app.state.pool is None:
                pool = await _connect()
                self.app.state.collection_catalog = await run_in_threadpool(_read_catalog)
                self.app.state.pool = pool


class _Json:
    """Answers in JSON to browsers too: tipg's own pages load scripts of other hosts. Answers may be kept a while."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = MutableHeaders(scope=scope)
            if "text/html" in headers.get("accept", ""):
                headers["accept"] = "*/*"
            if b"f=html" in scope.get("query_string", b"").split(b"&"):
                await _unreadable(Request(scope), InputError("f: there are no pages here: give json"))(
                    scope, receive, send
                )
                return

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                told = MutableHeaders(scope=message)
                told["Cache-Control"] = "public, max-age=300"
                if crs := content_crs(scope):
                    told["Content-Crs"] = crs
            await send(message)

        await self.app(scope, receive, kept)


def _unreadable(_request: Request, error: Exception) -> JSONResponse:
    return errors.answer(HTTPStatus.BAD_REQUEST, "unusable", " ".join(str(error).split())[:300])


def _missing(_request: Request, error: Exception) -> JSONResponse:
    return errors.answer(HTTPStatus.NOT_FOUND, "not_found", str(error)[:300])


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    faults = "; ".join(f"{'.'.join(map(str, problem['loc'][1:]))}: {problem['msg']}" for problem in problems)
    return errors.answer(HTTPStatus.BAD_REQUEST, "unusable", faults[:300])


def _refused_by_database(_request: Request, error: Exception) -> JSONResponse:
    state = getattr(error, "sqlstate", "") or ""
    if state.startswith(_CANNOT_BE_READ):
        return _unreadable(_request, error)
    if state == _OUT_OF_TIME:
        told = "it takes too long: ask for a smaller box, fewer features or a simpler filter"
        return errors.answer(HTTPStatus.SERVICE_UNAVAILABLE, "too_long", told)
    if state == _NOT_BUILT:
        return errors.answer(HTTPStatus.SERVICE_UNAVAILABLE, "not_built", str(error))
    logger.error("the layers could not be read: %s %s", type(error).__name__, state)
    return errors.answer(HTTPStatus.SERVICE_UNAVAILABLE, "no_database", "the database cannot answer at the moment")
