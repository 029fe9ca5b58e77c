"""Outlines of the 17 sido, 252 sigungu and 3,558 emd of 2024-06."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from psycopg import sql
from pyogrio.errors import DataSourceError
from pyproj import Geod
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl import checks, load
from etl.clean.codes import Level
from etl.contract import Cleaned, Context, Source, quarantined, repaired
from gis.errors import SourceError

_FACTS = {
    "publisher": "통계청 통계지리정보서비스 (SGIS), 행정안전부",
    "url": "https://sgis.kostat.go.kr",
    "licence": "KOGL 1",
    "cadence": "quarterly",
    "reference_from": date(2024, 6, 1),
    "reference_to": date(2024, 6, 30),
    "cleaner_version": 1,
    "tables": ("core.region",),
}
_WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class RegionLevel:
    """The source of one level's outlines.

    Attributes
    ----------
    SOURCE : Source
        Its facts.
    level : {"sido", "sigungu", "emd"}
        Level of the units.
    code, name : str
        Columns of a unit's own code and name.
    parent : str or None
        Column of its parent's code.
    """

    SOURCE: Source
    level: Level
    code: str
    name: str
    parent: str | None

    def read(self, path: Path) -> gpd.GeoDataFrame:
        """Read the outlines; the index is the record's number from 1.

        Raises
        ------
        SourceError
            When the file is no GeoPackage, lacks a column, or is not in EPSG:4326.
        """
        try:
            frame = gpd.read_file(path)
        except DataSourceError as error:
            raise SourceError(f"{self.SOURCE.name}: {path.name} is not a readable GeoPackage ({error})") from error
        if frame.crs is None or frame.crs.to_epsg() != 4326:
            raise SourceError(f"{self.SOURCE.name}: {path.name} is in {frame.crs}, not in EPSG:4326")
        frame.index = pd.RangeIndex(1, len(frame) + 1, name="line")
        return gpd.GeoDataFrame(checks.require_columns(frame, self.SOURCE), geometry="geometry")

    def clean(self, frame: pd.DataFrame, context: Context) -> Cleaned:
        """Name, measure and mend the outlines; a unit whose parent is unknown is quarantined.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows of :meth:`read`.
        context : Context
            Gives the levels above.

        Returns
        -------
        Cleaned
            Rows of core.region; the mended outlines in ``repairs``.

        Raises
        ------
        SourceError
            When a code occurs twice.
        """
        if frame[self.code].duplicated().any():
            twice = ", ".join(frame.loc[frame[self.code].duplicated(), self.code])
            raise SourceError(f"{self.SOURCE.name}: code {twice} occurs twice; outlines must be one a unit")
        orphans = frame.iloc[:0]
        if self.parent is not None:
            orphans = frame[[context.regions.level(code) is None for code in frame[self.parent]]]
        kept = gpd.GeoDataFrame(frame.drop(index=orphans.index), geometry="geometry")
        shapes = mended(kept.geometry)
        rows = self._describe(kept).assign(
            geom=shapes,
            label_point=gpd.GeoSeries(shapely.point_on_surface(shapes.to_numpy()), shapes.index),
            area_km2=geodesic_areas_km2(shapes),
            valid_from=_first_day(frame["base_ym"]),
        )
        broken = ~kept.geometry.is_valid
        return Cleaned(
            tables={"core.region": rows},
            rows_read=len(frame),
            rows_kept=len(kept),
            quarantine=quarantined(orphans, self.parent, "no_region", "the unit above is not among the outlines"),
            repairs=repaired(
                pd.Series(shapely.is_valid_reason(kept.geometry.to_numpy()), kept.index, name="geometry")[broken],
                pd.Series("Valid Geometry", kept.index)[broken],
                "geometry_made_valid",
                rows["municipality_code"][broken],
            ),
        )

    def load(self, conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
        """Bring core.region to the cleaned rows of this level.

        Units that are gone leave with all that hangs on them; the sources that wrote those rows run after this
        one and write them anew.
        """
        rows = cleaned.tables["core.region"].assign(dataset_id=dataset_id)
        load.upsert(conn, "core.region", rows, key=["region_code"])
        _drop_all_but(conn, self.level, list(rows["region_code"]))

    def _describe(self, frame: gpd.GeoDataFrame) -> pd.DataFrame:
        names = frame[self.name].str.replace(r"\s+", " ", regex=True).str.strip()
        rows = pd.DataFrame({"region_code": frame[self.code], "level": self.level, "name": names})
        rows["parent_code"] = frame[self.parent] if self.parent else None
        if self.level == "sido":
            return rows.assign(municipality_code=None, municipality_name=None, full_name=names)
        rows["municipality_code"] = municipality_codes(frame["cty_cd"], frame["cty_nm"])
        rows["municipality_name"] = frame["cty_nm"].str.split().str[0]
        # 세종 is a sido without sigungu: its one sigungu row is a formality that nobody writes.
        above = frame["mega_nm"] + " " + frame["cty_nm"].where(frame["cty_nm"] != "세종시", "")
        full = above + " " + names if self.level == "emd" else above
        return rows.assign(full_name=full.str.replace(r"\s+", " ", regex=True).str.strip())


def municipality_codes(codes: pd.Series, names: pd.Series) -> pd.Series:
    """Give each sigungu's basic municipality: a gu of a city (``수원시 장안구``, 41111) belongs to the city (41110)."""
    is_gu_of_city = names.str.strip().str.contains(" ", regex=False)
    return codes.where(~is_gu_of_city, codes.str[:4] + "0")


def mended(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Make outlines valid multipolygons without moving a corner; lines and points that arise are dropped."""
    valid = shapely.make_valid(shapes.to_numpy(), method="structure", keep_collapsed=False)
    return gpd.GeoSeries([_multipolygon(shape) for shape in valid], index=shapes.index, crs=shapes.crs)


def geodesic_areas_km2(shapes: gpd.GeoSeries) -> np.ndarray:
    """Measure outlines on the WGS84 ellipsoid, square kilometres."""
    return np.array([abs(_WGS84.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes])


def _multipolygon(shape: shapely.Geometry) -> shapely.MultiPolygon:
    polygons = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return shapely.MultiPolygon(polygons)


def _drop_all_but(conn: Connection, level: Level, codes: list[str]) -> None:
    """Remove the units of a level that are not listed, all below them, and every row that points to them."""
    gone = conn.execute(
        text("""
            WITH RECURSIVE gone AS (
                SELECT region_code FROM core.region WHERE level = :level AND region_code <> ALL(:codes)
                UNION SELECT region.region_code FROM core.region JOIN gone ON region.parent_code = gone.region_code
            ) SELECT region_code FROM gone
        """),
        {"level": level, "codes": codes},
    )
    gone_codes = list(gone.scalars())
    if not gone_codes:
        return
    references = conn.execute(
        text("""
            SELECT pg_class.relname, attname FROM pg_constraint
            JOIN pg_class ON pg_class.oid = conrelid
            JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
            WHERE confrelid = 'core.region'::regclass AND conrelid <> confrelid
        """)
    )
    for table, column in [*references, ("region", "region_code")]:
        statement = sql.SQL("DELETE FROM core.{} WHERE {} = ANY(%s)").format(
            sql.Identifier(table), sql.Identifier(column)
        )
        load.driver_connection(conn).execute(statement, (gone_codes,))


def _first_day(months: pd.Series) -> pd.Series:
    return pd.to_datetime(months, format="%Y%m").dt.date


SIDO = RegionLevel(
    Source(
        name="region_sido",
        title="시도 경계",
        pattern="regions/sido_*.gpkg",
        columns=("base_ym", "mega_cd", "mega_nm", "geometry"),
        **_FACTS,  # type: ignore[arg-type]
    ),
    level="sido",
    code="mega_cd",
    name="mega_nm",
    parent=None,
)
SIGUNGU = RegionLevel(
    Source(
        name="region_sigungu",
        title="시군구 경계",
        pattern="regions/sigungu_*.gpkg",
        columns=("base_ym", "mega_cd", "mega_nm", "cty_cd", "cty_nm", "geometry"),
        after=("region_sido",),
        **_FACTS,  # type: ignore[arg-type]
    ),
    level="sigungu",
    code="cty_cd",
    name="cty_nm",
    parent="mega_cd",
)
EMD = RegionLevel(
    Source(
        name="region_emd",
        title="행정동 경계",
        pattern="regions/emd_*.gpkg",
        columns=("base_ym", "mega_cd", "mega_nm", "cty_cd", "cty_nm", "admi_cd", "admi_nm", "geometry"),
        after=("region_sigungu",),
        **_FACTS,  # type: ignore[arg-type]
    ),
    level="emd",
    code="admi_cd",
    name="admi_nm",
    parent="cty_cd",
)
