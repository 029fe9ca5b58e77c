"""Answers as frames."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, Select, text

from gis import crs


def read_frame(conn: Connection, statement: str | Select[Any], values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Run a statement and give its rows.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that may run it.
    statement : str or sqlalchemy.Select
        SQL with ``:names`` for values, never with a value written in; or a statement composed over gis.db.views.
    values : mapping, optional
        What is bound to the names.

    Returns
    -------
    pandas.DataFrame
        Columns as selected, also when there is no row.
    """
    query = text(statement) if isinstance(statement, str) else statement
    return pd.read_sql_query(query, conn, params=dict(values or {}))


def read_geo_frame(conn: Connection, statement: Select[Any]) -> gpd.GeoDataFrame:
    """Run a statement that selects ``ST_AsBinary`` of a geometry as ``geom`` (EPSG:4326); see :func:`read_frame`."""
    frame = read_frame(conn, statement)
    geometry = gpd.GeoSeries.from_wkb(frame["geom"].astype(object), crs=crs.GEOGRAPHIC)
    return gpd.GeoDataFrame(frame.assign(geom=geometry), geometry="geom", crs=crs.GEOGRAPHIC)
