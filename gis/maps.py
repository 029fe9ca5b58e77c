"""Maps to explore with the hands, as pydeck decks: access by cells and regions, centers, first ways, areas, a window.

One builder for two viewers: the page draws the deck by Streamlit's own chart, a notebook by :func:`to_html`, which
asks no host. Colours and classes are those of every map here; what is not known has a colour of its own.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import h3.api.numpy_int as h3int
import numpy as np
import numpy.typing as npt
import pandas as pd
import pydeck
import shapely
from shapely.geometry.base import BaseGeometry

from gis import hexgrid
from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.analysis.tally import sums
from gis.errors import InputError
from gis.map_classes import SHARE, UNKNOWN, colour_between
from gis.windows import Bounds, CenterState, center_states

MOST_CELLS = 6_000
"""Cells in a deck: what their rows weigh (some 150 bytes each) is waited for before the first picture."""

MOST_WAYS = 1_500
"""First ways in a deck, those of most people."""

COARSEST = 5

STATE_COLOURS: Mapping[CenterState, str] = {
    "open": "#1f4fa3",
    "partly": "#7fa3dc",
    "unknown": "#a48bb5",
    "closed": "#4a4a4a",
    "any": "#1f4fa3",
}
"""Centers by whether they are known to be open; blue, which the ramp of shares does not hold."""

WAY_COLOUR = "#9a5800"
OUTLINE_COLOUR = "#56625f"
LAND_COLOUR = "#e7e8e4"
WINDOW_COLOUR = "#b3261e"
AREA_COLOUR = "#1f4fa3"

_TIP = {"text": "{tip}"}
_PIXELS = 700
"""Outlines lose what is smaller than this part of their extent (about a pixel), and islets under three times that."""

_FINEST_FROM_ZOOM = 9
"""First zoom whose tiles hold the cells of the data, of resolution 8."""

_WORLD_PX = 512
"""Pixels of the whole world at zoom 0."""

_FROM_A_HOST = re.compile(r"<script src=[^>]*https?://[^>]*></script>|<link [^>]*https?://[^>]*>")


def resolution_for(cells: npt.ArrayLike) -> int:
    """Return the finest resolution, 8 down to 5, at which some cells of resolution 8 are few enough for a deck."""
    short = hexgrid.short_index(cells)
    for resolution in range(hexgrid.CELL_RESOLUTION, COARSEST, -1):
        if len(np.unique(short >> np.uint32(3 * (hexgrid.CELL_RESOLUTION - resolution)))) <= MOST_CELLS:
            return resolution
    return COARSEST


def resolution_of(cells: pd.DataFrame) -> int:
    """Return the resolution of cells that a deck holds (``h3_index``; not empty)."""
    return hexgrid.resolution_of(int(cells["h3_index"].iloc[0]))


def coarser(cells: pd.DataFrame, resolution: int) -> pd.DataFrame:
    """Put cells of resolution 8 together: people are summed, shares are means over them.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``h3_index``, ``people``, ``least_share``, ``most_share`` and ``region_code`` (:class:`gis.windows.MapWindow`).
    resolution : int
        5 to 8.

    Returns
    -------
    pandas.DataFrame
        The same columns, a row a larger cell; its region is that of the cell with most people in it.

    Raises
    ------
    InputError
        When the resolution lies outside.
    """
    if not COARSEST <= resolution <= hexgrid.CELL_RESOLUTION:
        raise InputError(f"resolution {resolution}: give {COARSEST} to {hexgrid.CELL_RESOLUTION}")
    parents = [h3int.cell_to_parent(int(cell), resolution) for cell in cells["h3_index"]]
    index, place = np.unique(np.array(parents, dtype=np.int64), return_inverse=True)
    people = cells["people"].to_numpy(dtype=np.float64)
    whole = sums(place, people, len(index))
    largest = cells.assign(place=place).sort_values("people", ascending=False).drop_duplicates("place")
    shares = {
        name: sums(place, people * cells[name].to_numpy(dtype=np.float64), len(index)) / np.maximum(whole, 1e-12)
        for name in ("least_share", "most_share")
    }
    told = pd.DataFrame({"h3_index": index, "people": whole, **shares})
    return told.assign(region_code=largest.set_index("place")["region_code"].reindex(range(len(index))).to_numpy())


def cell_layer(cells: pd.DataFrame, tips: Sequence[str], *, opacity: float = 0.8, height: bool = False) -> pydeck.Layer:
    """Draw cells by the share of people out of reach.

    Parameters
    ----------
    cells : pandas.DataFrame
        As :func:`coarser`.
    tips : sequence of str
        What is said of each cell that is pointed at.
    opacity : float
        0 to 1.
    height : bool
        Whether cells stand as high as people live in them.
    """
    rows = pd.DataFrame(
        {
            "cell": [hexgrid.to_text(cell) for cell in cells["h3_index"]],
            "colour": share_colours(cells["least_share"], cells["most_share"]),
            "tip": list(tips),
        }
    )
    if height:
        rows["people"] = cells["people"].round().to_numpy()
    return pydeck.Layer(
        "H3HexagonLayer",
        rows,
        id="cells",
        get_hexagon="cell",
        get_fill_color="colour",
        get_elevation="people" if height else 0,
        elevation_scale=2,
        extruded=height,
        stroked=False,
        opacity=opacity,
        pickable=True,
        auto_highlight=True,
    )


def tile_resolution(z: int) -> int:
    """Return the resolution of the cells in a tile of a zoom: some ten pixels wide, never finer than the data."""
    return int(np.clip((z + 7) // 2 if z < _FINEST_FROM_ZOOM else hexgrid.CELL_RESOLUTION, COARSEST, 8))


def cell_tile_layer(address: str, worker: str, *, opacity: float = 0.8) -> pydeck.Layer:
    """Draw cells from vector tiles, whose size follows the zoom.

    Parameters
    ----------
    address : str
        Of a tile, with ``{z}``, ``{x}`` and ``{y}`` in it.
    worker : str
        Address of the script that reads tiles; without it the browser would ask a host for it.
    opacity : float
        0 to 1.
    """
    return pydeck.Layer(
        "MVTLayer",
        address,
        id="cells",
        min_zoom=4,
        max_zoom=_FINEST_FROM_ZOOM,
        get_fill_color="[properties.red, properties.green, properties.blue]",
        stroked=False,
        opacity=opacity,
        pickable=True,
        auto_highlight=True,
        load_options={"mvt": {"workerUrl": worker}},
    )


def share_colours(least: pd.Series, most: pd.Series) -> list[list[int]]:
    """Return red, green and blue of shares of which both bounds are given; those of two classes are not known."""
    told = zip(least, most, strict=True)
    return [_rgb(colour_between(SHARE, float(low), float(high)) or UNKNOWN) for low, high in told]


def simpler(units: gpd.GeoDataFrame, bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    """Give units the outlines that a map shows: neighbours simplified together, to about a pixel, without islets.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        In EPSG:4326.
    bounds : tuple of float, optional
        Only what lies in this window and in as much around it, which is then drawn finer.

    Returns
    -------
    geopandas.GeoDataFrame
        The units that are in sight, with their columns and simpler outlines, EPSG:4326.
    """
    shapes = shapely.make_valid(units.geometry.to_numpy())
    if bounds is not None:
        west, south, east, north = bounds
        dx, dy = east - west, north - south
        shapes = shapely.clip_by_rect(shapes, west - dx, south - dy, east + dx, north + dy)
    areas = [shapely.MultiPolygon(_polygons(shape)) for shape in shapes]
    is_kept = [not area.is_empty for area in areas]
    kept = units[is_kept]
    if kept.empty:
        return kept
    west, south, east, north = shapely.total_bounds(areas)
    pixel = max(east - west, north - south) / _PIXELS
    simple = shapely.coverage_simplify([area for area in areas if not area.is_empty], pixel)
    drawn = [_without_islets(shape, least=(3 * pixel) ** 2) for shape in simple]
    return kept.set_geometry(np.array(shapely.transform(drawn, lambda points: points.round(4)), dtype=object))


def _polygons(shape: BaseGeometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if isinstance(part, shapely.Polygon)]


def _without_islets(shape: BaseGeometry, *, least: float) -> BaseGeometry:
    """Leave out the parts smaller than some square degrees, never the largest."""
    parts = sorted(_polygons(shape), key=lambda part: float(part.area), reverse=True)
    return shapely.MultiPolygon(parts[:1] + [part for part in parts[1:] if part.area >= least])


def region_layer(units: gpd.GeoDataFrame, tips: Sequence[str], *, opacity: float = 0.8) -> pydeck.Layer:
    """Draw regions by the share of people out of reach.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        ``region_code``, ``least_share`` and ``most_share`` (missing where nobody lives), and the outline
        (:func:`simpler`).
    tips : sequence of str
        What is said of each unit that is pointed at.
    opacity : float
        0 to 1.
    """
    colours = share_colours(units["least_share"], units["most_share"])
    features = [
        _feature(shape, tip=tip, code=str(code), colour=colour)
        for shape, code, colour, tip in zip(units.geometry, units["region_code"], colours, tips, strict=True)
    ]
    return pydeck.Layer(
        "GeoJsonLayer",
        _collection(features),
        id="regions",
        filled=True,
        stroked=True,
        get_fill_color="properties.colour",
        get_line_color=_rgb("#ffffff"),
        line_width_min_pixels=1,
        opacity=opacity,
        pickable=True,
        auto_highlight=True,
    )


def ground_layer(land: gpd.GeoDataFrame) -> pydeck.Layer:
    """Draw the land below everything: plain, as where nobody lives or nothing is shown."""
    return pydeck.Layer(
        "GeoJsonLayer",
        _collection([_feature(shape) for shape in land.geometry]),
        id="ground",
        filled=True,
        stroked=False,
        get_fill_color=_rgb(LAND_COLOUR),
    )


def outline_layer(units: gpd.GeoDataFrame) -> pydeck.Layer:
    """Draw the edges of regions over what is filled; they are not pointed at."""
    return pydeck.Layer(
        "GeoJsonLayer",
        _collection([_feature(shape) for shape in units.geometry]),
        id="outlines",
        filled=False,
        stroked=True,
        get_line_color=_rgb(OUTLINE_COLOUR),
        line_width_min_pixels=1,
    )


def center_layer(centers: pd.DataFrame, tips: Sequence[str]) -> pydeck.Layer:
    """Draw centers (``lat``, ``lon``, ``state``) in the colour of their state."""
    rows = pd.DataFrame(
        {
            "at": centers[["lon", "lat"]].round(5).to_numpy().tolist(),
            "colour": [_rgb(STATE_COLOURS[state]) for state in centers["state"]],
            "tip": list(tips),
        }
    )
    return pydeck.Layer(
        "ScatterplotLayer",
        rows,
        id="centers",
        get_position="at",
        get_fill_color="colour",
        get_line_color=[255, 255, 255],
        get_radius=120,
        radius_min_pixels=4,
        radius_max_pixels=9,
        line_width_min_pixels=1,
        stroked=True,
        pickable=True,
    )


def first_ways(board: AccessBoard, reading: Reading, cells: npt.ArrayLike) -> pd.DataFrame:
    """Find the center that each of some cells reaches first, among those open at all of the reading's hours.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
        Kind, mode, limit and hours count. Where hours count, a center counts that is known to be open at each.
    cells : array_like of int64
        Cells of resolution 8.

    Returns
    -------
    pandas.DataFrame
        ``h3_index``, ``lat``, ``lon``, ``people`` of the cell, ``center_id``, ``name``, ``center_lat``,
        ``center_lon``, ``minutes`` and ``is_estimate``; cells that reach none within the limit are left out.
    """
    is_open = np.isin(center_states(board, reading), ("open", "any"))
    has_one, nearest = board.pairs_of(reading).nearest(board.is_of_kind(reading.kind) & is_open)
    own = board.cells[has_one].reset_index(drop=True)
    at = board.centers.iloc[nearest.center.astype(np.int64)].reset_index(drop=True)
    told = own[["h3_index", "lat", "lon", "people"]].assign(
        center_id=at["center_id"], name=at["name"], center_lat=at["lat"], center_lon=at["lon"],
        minutes=nearest.minutes, is_estimate=nearest.is_estimate,
    )  # fmt: skip
    is_kept = told["h3_index"].isin(np.asarray(cells)) & (told["minutes"] <= reading.limit_min)
    return told[is_kept].reset_index(drop=True)


def way_layer(ways: pd.DataFrame, tips: Sequence[str]) -> pydeck.Layer:
    """Draw first ways (:func:`first_ways`) as arcs from cell to center, those of most people when they are many."""
    shown = ways.assign(tip=list(tips)).nlargest(MOST_WAYS, "people")
    rows = pd.DataFrame(
        {
            "start": shown[["lon", "lat"]].round(5).to_numpy().tolist(),
            "end": shown[["center_lon", "center_lat"]].round(5).to_numpy().tolist(),
            "tip": shown["tip"].to_numpy(),
        }
    )
    return pydeck.Layer(
        "ArcLayer",
        rows,
        id="ways",
        get_source_position="start",
        get_target_position="end",
        get_source_color=_rgb(WAY_COLOUR, 120),
        get_target_color=_rgb(WAY_COLOUR, 220),
        get_width=1.5,
        get_height=0.3,
        pickable=True,
    )


def area_layer(areas: Sequence[BaseGeometry], tips: Sequence[str]) -> pydeck.Layer:
    """Draw nested areas that are reached within some minutes, the smallest first (:mod:`gis.streets.isochrone`)."""
    shapes = [shapely.transform(shapely.simplify(area, 0.0002), lambda points: points.round(5)) for area in areas]
    features = [_feature(shape, tip=tip) for shape, tip in zip(shapes, tips, strict=True)][::-1]
    return pydeck.Layer(
        "GeoJsonLayer",
        _collection(features),
        id="areas",
        filled=True,
        stroked=True,
        get_fill_color=_rgb(AREA_COLOUR, 40),
        get_line_color=_rgb(AREA_COLOUR),
        line_width_min_pixels=2,
        pickable=True,
    )


def window_layer(bounds: Bounds) -> pydeck.Layer:
    """Draw the edge of a window."""
    return pydeck.Layer(
        "GeoJsonLayer",
        _collection([_feature(shapely.box(*bounds))]),
        id="window",
        filled=False,
        stroked=True,
        get_line_color=_rgb(WINDOW_COLOUR),
        line_width_min_pixels=3,
    )


def deck(
    layers: Sequence[pydeck.Layer],
    bounds: Bounds,
    *,
    description: str,
    width_px: int = 800,
    height_px: int = 600,
    pitch: float = 0.0,
) -> pydeck.Deck:
    """Put layers together as a deck that asks no host for a map below them.

    Parameters
    ----------
    layers : sequence of pydeck.Layer
        The lowest first.
    bounds : tuple of float
        West, south, east, north to show, degrees.
    description : str
        What the map shows, in words.
    width_px, height_px : int
        Size of the picture for which the zoom is chosen.
    pitch : float
        Degrees by which the map is tilted, 0 to 60.
    """
    west, south, east, north = bounds
    y_south, y_north = (float(np.arcsinh(np.tan(np.radians(lat)))) / (2 * np.pi) for lat in (south, north))
    spans = ((east - west) / 360 / width_px, (y_north - y_south) / height_px)
    zoom = float(np.clip(np.log2(0.94 / (_WORLD_PX * max(*spans, 1e-9))), 0, 15))
    return pydeck.Deck(
        list(layers),
        initial_view_state=pydeck.ViewState(
            longitude=(west + east) / 2,
            latitude=(south + north) / 2,
            zoom=round(zoom, 3),
            min_zoom=4,
            max_zoom=16,
            pitch=pitch,
        ),
        map_provider=None,
        tooltip=_TIP,
        description=description,
        height=height_px,
    )


def to_html(shown: pydeck.Deck) -> str:
    """Write a deck as one HTML document that needs no internet: pydeck's own bundle stands in it (4 MB).

    pydeck's document also asks hosts for a base map and for styles, which no map here has; those lines are taken out.
    """
    written: str = shown.to_html(as_string=True, offline=True, notebook_display=False)
    return _FROM_A_HOST.sub("", written)


class NotebookMap:
    """A deck as a notebook shows it: :func:`to_html` in a frame of its own, without the internet.

    Parameters
    ----------
    shown : pydeck.Deck
    height_px : int
        Height of the frame.
    """

    def __init__(self, shown: pydeck.Deck, *, height_px: int = 500) -> None:
        self._shown, self._height_px = shown, height_px

    def _repr_html_(self) -> str:
        page = html.escape(to_html(self._shown))
        return f'<iframe width="100%" height="{self._height_px}" style="border:0" srcdoc="{page}"></iframe>'


def _rgb(colour: str, alpha: int | None = None) -> list[int]:
    parts = list(bytes.fromhex(colour.removeprefix("#")))
    return parts if alpha is None else [*parts, alpha]


def _feature(shape: BaseGeometry, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
