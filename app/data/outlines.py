"""Outlines of regions brought to the grid of a picture, as SVG path data."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from gis import crs

WIDTH = 1000
"""Units of the picture's width; its height follows from the land."""


Window = tuple[float, float, float, float]
"""West, south, east, north, degrees WGS84."""


CAPITAL: Window = (126.55, 37.18, 127.35, 37.78)
"""The capital region: on a map of the nation its districts are too small to see."""

_DETAIL = 1.2
"""Outlines are simplified to this many units: below a pixel on any screen."""

_SPECK = 3.0
"""Parts of a unit (islets) smaller than this, in square units, are left out, its largest part never."""


@dataclass(frozen=True)
class LabelSpot:
    """Where a name may stand: the middle of the largest circle inside a unit, and that circle's radius, in units."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Outlines:
    """Units drawn on the picture's grid.

    Attributes
    ----------
    height : int
        Units of the picture's height.
    paths : mapping of str to str
        Path data by region code.
    names : mapping of str to str
        Name by region code.
    spots : mapping of str to LabelSpot
        Place of the name by region code.
    land : str
        Path data of the land around.
    origin : tuple of float
        Metres east and north (EPSG:5179) of the picture's upper left corner.
    unit_m : float
        Metres in a unit.
    inset : Outlines or None
        A crowded part drawn larger, in the sea of the picture's lower right.
    """

    height: int
    paths: Mapping[str, str]
    names: Mapping[str, str]
    spots: Mapping[str, LabelSpot]
    land: str
    origin: tuple[float, float]
    unit_m: float
    inset: "Outlines | None" = None

    def place(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Bring points to the picture.

        Parameters
        ----------
        lat, lon : array_like of float, shape (n,)
            WGS84 degrees.

        Returns
        -------
        numpy.ndarray of float, shape (n, 2)
            Units to the right and down.
        """
        to_metric = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
        x, y = to_metric.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return np.column_stack([(x - self.origin[0]) / self.unit_m, (self.origin[1] - y) / self.unit_m])


def outlines(
    units: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    *,
    window: Window | None = None,
    inset: Outlines | None = None,
) -> Outlines:
    """Draw units and the land around them.

    Neighbours are simplified together (a coverage), so that no slit opens between them.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        One row a unit: ``region_code``, ``name`` and the outline; any CRS; not empty.
    land : geopandas.GeoDataFrame
        Outlines of all land, cut to the picture.
    window : tuple of float, optional
        Degrees west, south, east, north that the picture shows; all units by default.
    inset : Outlines, optional
        A part of it, drawn larger.

    Returns
    -------
    Outlines
    """
    shown = units if window is None else units[units.intersects(shapely.box(*window))]
    metric = shown.to_crs(crs.METRIC)
    frame = metric if window is None else gpd.GeoSeries([shapely.box(*window)], crs=crs.GEOGRAPHIC).to_crs(crs.METRIC)
    west, south, east, north = frame.total_bounds
    margin = 0.02 * max(east - west, north - south) if window is None else 0.0
    unit_m = (east - west + 2 * margin) / WIDTH
    origin = (west - margin, north + margin)
    height = round((north - south + 2 * margin) / unit_m)

    def on_grid(shapes: gpd.GeoSeries) -> npt.NDArray[np.object_]:
        return np.asarray(
            shapely.transform(shapes.to_numpy(), lambda at: (at - origin) * [1 / unit_m, -1 / unit_m]), dtype=object
        )

    shapes = [_largest(shape) for shape in _simplified(on_grid(metric.geometry))]
    paper = shapely.box(-WIDTH, -height, 2 * WIDTH, 2 * height)
    around = shapely.intersection(shapely.make_valid(on_grid(land.to_crs(crs.METRIC).geometry)), paper)
    codes = list(metric["region_code"])
    return Outlines(
        height=height,
        paths={code: _path(shape) for code, shape in zip(codes, shapes, strict=True)},
        names=dict(zip(codes, metric["name"], strict=True)),
        spots={code: _spot(shape) for code, shape in zip(codes, shapes, strict=True)},
        land="".join(_path(_largest(shape)) for shape in shapely.simplify(around, _DETAIL) if not shape.is_empty),
        origin=origin,
        unit_m=unit_m,
        inset=inset,
    )


def _simplified(shapes: npt.NDArray[np.object_]) -> list[shapely.Geometry]:
    """Simplify neighbours together; parts that are no polygons (left by mending) have no place in a coverage."""
    areas = [_polygons(shape) for shape in shapely.make_valid(shapes)]
    return list(shapely.coverage_simplify(areas, _DETAIL))


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])


def _largest(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = sorted(_polygons(shape).geoms, key=lambda part: part.area, reverse=True)
    return shapely.MultiPolygon(parts[:1] + [part for part in parts[1:] if part.area >= _SPECK])


def _spot(shape: shapely.MultiPolygon) -> LabelSpot:
    circle = shapely.maximum_inscribed_circle(shape.geoms[0])
    x, y = shapely.get_coordinates(circle)[0]
    return LabelSpot(float(x), float(y), float(shapely.length(circle)))


def _path(shape: shapely.MultiPolygon) -> str:
    rings = [ring for part in shape.geoms for ring in (part.exterior, *part.interiors)]
    return "".join(_ring(np.rint(shapely.get_coordinates(ring) * 10).astype(int)) for ring in rings)


def _ring(corners: npt.NDArray[np.int_]) -> str:
    """Write a closed ring by steps from corner to corner, in tenths of a unit: half as long as by places."""
    steps = np.diff(corners, axis=0)
    steps = steps[np.any(steps != 0, axis=1)][:-1]
    if len(steps) < 2:
        return ""
    start = f"M{corners[0][0] / 10:g},{corners[0][1] / 10:g}"
    return f"{start}l{' '.join(f'{x / 10:g},{y / 10:g}' for x, y in steps)}z"
