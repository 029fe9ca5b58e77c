"""A project file for QGIS: the layers of :mod:`app.api.ogc` with the classes and colours of the pages.

Written by a template, without QGIS: any release from 3.16 opens it. The colours are those of :mod:`gis.map_classes` and
:mod:`app.ui.maps`, so a map on the desk and one on a page say the same.
"""

from dataclasses import dataclass
from typing import Literal

from pyproj import CRS
from sqlalchemy import URL

from app.api.ogc import LAYERS
from app.data.maps import KOREA
from app.policy.gap_view import FIGURES
from app.regions.figures import class_labels
from app.text import Text
from app.ui.maps import MARKS, PALETTE, STREETS
from app.ui.markup import document
from gis import vocabulary
from gis.map_classes import SHARE, UNKNOWN, Scale
from gis.queries.tiles import STREET_ZOOMS

MINUTES = Scale((5.0, 10.0, 15.0, 20.0, 30.0))
"""Classes of the minutes to the nearest center; a way beyond half an hour is not stored and has the last one."""

FARTHEST_MIN = 30
PAGE = 5_000
"""Features that QGIS asks for at a time: of every center in two requests."""

ZOOMS = (6, 14)
"""Zoom of the tiles of a collection, first and last."""

_KOREA_2000, _DEGREES = "EPSG:5179", "EPSG:4326"
_MERCATOR = "EPSG:3857"
SHARES = ("evening_car_30min_share_low", "evening_car_30min_share_high")
_MINUTES = "nearest_car_min"
_WIDE_MM = {"major": 0.8, "main": 0.6, "side": 0.45, "small": 0.3}


@dataclass(frozen=True)
class Rule:
    """Features that are drawn alike: what chooses them (an expression of QGIS), what they are called, and how."""

    expression: str
    label: str
    colour: str
    shape: str = ""
    outline: str = "#ffffff"
    width_mm: float = 0.1

    @property
    def rgba(self) -> str:
        """Write the colour as QGIS does."""
        return _rgba(self.colour)

    @property
    def outline_rgba(self) -> str:
        """Write the colour of the outline as QGIS does."""
        return _rgba(self.outline)


@dataclass(frozen=True)
class Layer:
    """A layer of the project.

    Parameters
    ----------
    key : str
        Its short name: that of the collection, ``<collection>_tiles`` or ``streets``.
    title, about : str
    provider : {"OAPIF", "postgres", "vectortile"}
    source : str
        Where QGIS reads it.
    geometry : {"Point", "Line", "Polygon"}
    rules : tuple of Rule
    is_shown : bool
        Whether it is switched on when the project is opened.
    tile_layer : str
        Layer inside the tiles, where it is read from tiles.
    """

    key: str
    title: str
    about: str
    provider: Literal["OAPIF", "postgres", "vectortile"]
    source: str
    geometry: Literal["Point", "Line", "Polygon"]
    rules: tuple[Rule, ...]
    is_shown: bool = False
    tile_layer: str = ""

    @property
    def id(self) -> str:
        """Name it in the project: QGIS gives another to a layer whose own has ten letters or fewer."""
        return f"mindconnect_{self.key}"

    @property
    def type_number(self) -> int:
        """Number the geometry as QGIS does."""
        return ("Point", "Line", "Polygon").index(self.geometry)

    @property
    def crs(self) -> str:
        """Name the reference system of its coordinates."""
        return _MERCATOR if self.provider == "vectortile" else _DEGREES


def over_http(say: Text, server: str) -> str:
    """Write a project that reads a running server.

    Parameters
    ----------
    say : Text
        Language of the names of layers and classes.
    server : str
        Its address, such as ``http://localhost:8501``.

    Returns
    -------
    str
        XML of a ``.qgs`` file: every collection by OGC API Features, the towns by OGC API Tiles as well, and streets.
    """
    server = server.rstrip("/")

    def source(name: str) -> str:
        paged = f"pagingEnabled='true' pageSize='{PAGE}' restrictToRequestBBOX='1' srsname='OGC:CRS84'"
        return f"{paged} typename='{name}' url='{server}/ogc/' version='OGC_API_FEATURES'"

    def tiles(path: str, first: int, last: int) -> str:
        address = server + path.format(z="%7Bz%7D", x="%7Bx%7D", y="%7By%7D")
        return f"type=xyz&url={address}&zmin={first}&zmax={last}"

    streets = Layer(
        key="streets",
        title=say("ogc.style.streets"),
        about=say("map.attribution"),
        provider="vectortile",
        source=tiles(f"{STREETS['tiles']}/{{z}}/{{x}}/{{y}}.mvt", *STREET_ZOOMS),
        geometry="Line",
        rules=_streets(say),
        is_shown=True,
        tile_layer="street",
    )
    towns = Layer(
        key="emd_tiles",
        title=say("ogc.style.tiles", layer=_title(say, "emd")),
        about=say("ogc.layer.emd.about"),
        provider="vectortile",
        source=tiles("/ogc/collections/emd/tiles/WebMercatorQuad/{z}/{x}/{y}", *ZOOMS),
        geometry="Polygon",
        rules=_rules(say, "emd"),
        tile_layer="default",
    )
    layers = [_layer(say, name, "OAPIF", source(name)) for name in LAYERS]
    return _project(say, [*layers[:1], streets, *layers[1:], towns])


def over_postgis(say: Text, database: URL) -> str:
    """Write a project that reads the database itself.

    Parameters
    ----------
    say : Text
        Language of the names of layers and classes.
    database : URL
        As the reader reaches it; its password is left out, and QGIS asks for it.

    Returns
    -------
    str
        XML of a ``.qgs`` file: the view of every collection.
    """

    def source(name: str) -> str:
        host = str(database.query.get("host") or database.host or "localhost")
        where = f"dbname='{database.database}' host={host} port={database.port or 5432} user='{database.username}'"
        kind = "MultiPolygon" if _geometry(name) == "Polygon" and name != "cells" else _geometry(name)
        table = f'"serve"."{LAYERS[name]}"'
        return f"{where} key='id' srid=4326 type={kind} table={table} (geom)"

    return _project(say, [_layer(say, name, "postgres", source(name)) for name in LAYERS])


def _project(say: Text, layers: list[Layer]) -> str:
    wkt = {code: CRS.from_user_input(code).to_wkt() for code in (_KOREA_2000, _DEGREES, _MERCATOR)}
    return document("api/qgis", title=say("ogc.title"), layers=layers, project_crs=_KOREA_2000, wkt=wkt, extent=KOREA)


def _layer(say: Text, name: str, provider: Literal["OAPIF", "postgres"], source: str) -> Layer:
    return Layer(
        key=name,
        title=_title(say, name),
        about=say(f"ogc.layer.{name}.about"),
        provider=provider,
        source=source,
        geometry=_geometry(name),
        rules=_rules(say, name),
        is_shown=name in ("centers", "sigungu"),
    )


def _geometry(name: str) -> Literal["Point", "Polygon"]:
    return "Point" if name in ("centers", "hours") else "Polygon"


def _title(say: Text, name: str) -> str:
    title = say(f"ogc.layer.{name}.title")
    if name in ("centers", "hours"):
        return title
    return say("ogc.style.of", layer=title, what=say(f"ogc.style.{'minutes' if name == 'cells' else 'share'}"))


def _rules(say: Text, name: str) -> tuple[Rule, ...]:
    if name in ("centers", "hours"):
        return _groups(say)
    return _minutes(say) if name == "cells" else _shares(say, name)


def _groups(say: Text) -> tuple[Rule, ...]:
    """Tell public centers from clinics and hospitals by colour and shape."""
    kinds = {
        group: [kind.code for kind in vocabulary.kinds() if kind.group == group] for group in ("public", "medical")
    }
    return tuple(
        Rule(
            f'"kind" IN ({", ".join(_quoted(kind) for kind in kinds[group])})',
            say(f"start.{group}.heading"),
            mark["fill"],
            shape={"round": "circle"}.get(mark["shape"], mark["shape"]),
        )
        for group, mark in MARKS.items()
    )


def _shares(say: Text, level: str) -> tuple[Rule, ...]:
    """Colour people without open care as the pages do: where both bounds lie in two classes it is not known."""
    low, high = SHARES
    outline = PALETTE[level]
    labels = class_labels(say, FIGURES["share_without"], SHARE)
    classes = []
    for (least, most), label, colour in zip(SHARE.bounds, labels, SHARE.colours, strict=True):
        bounds = [f'1 - "{high}" >= {least}'] if least is not None else []
        bounds += [f'1 - "{low}" < {most}'] if most is not None else []
        classes.append(Rule(" AND ".join(bounds), label, colour, outline=outline))
    missing = Rule(f'"{low}" IS NULL', say("ogc.style.not_computed"), UNKNOWN, outline=outline)
    undecided = Rule(
        f'"{low}" IS NOT NULL AND NOT ({" OR ".join(f"({rule.expression})" for rule in classes)})',
        say("gaps.undecided"),
        UNKNOWN,
        outline=outline,
    )
    return (*classes, undecided, missing)


def _minutes(say: Text) -> tuple[Rule, ...]:
    *labels, _ = class_labels(say, FIGURES["nearest_p50_min"], MINUTES)
    *colours, farthest = MINUTES.colours
    rules = []
    for (least, most), label, colour in zip(MINUTES.bounds[:-1], labels, colours, strict=True):
        bounds = [f'"{_MINUTES}" >= {least}'] if least is not None else [f'"{_MINUTES}" >= 0']
        bounds += [f'"{_MINUTES}" {"<=" if most == FARTHEST_MIN else "<"} {most}']
        rules.append(Rule(" AND ".join(bounds), label, colour, outline=colour))
    beyond, built = say("gaps.beyond", limit=FARTHEST_MIN), '"data_version" IS NOT NULL'
    rules.append(Rule(f'"{_MINUTES}" IS NULL AND {built}', beyond, farthest, outline=farthest))
    return (*rules, Rule('"data_version" IS NULL', say("ogc.style.not_computed"), UNKNOWN, outline=UNKNOWN))


def _streets(say: Text) -> tuple[Rule, ...]:
    colours = {"major": PALETTE["streetMajor"]}
    return tuple(
        Rule(
            f"\"rank\" = '{rank}'",
            say(f"ogc.style.street.{rank}"),
            colours.get(rank, PALETTE["streetEdge"]),
            width_mm=width,
        )
        for rank, width in reversed(_WIDE_MM.items())
    )


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _rgba(colour: str) -> str:
    return ",".join(str(part) for part in (*bytes.fromhex(colour[1:]), 255))
