"""Answers as frames."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, text

from gis import crs


def read_frame(conn: Connection, statement: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Run a statement and give its rows.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that may run it.
    statement : str
        SQL with ``:names`` for values; never with a value written in.
    values : mapping, optional
        What is bound to the names.

    Returns
    -------
    pandas.DataFrame
        Columns as selected, also when there is no row.
    """
    return pd.read_sql_query(text(statement), conn, params=dict(values or {}))


def read_geo_frame(conn: Connection, statement: str, values: Mapping[str, Any] | None = None) -> gpd.GeoDataFrame:
    """Run a statement that selects a geometry ``geom`` (EPSG:4326) and give its rows; see :func:`read_frame`."""
    frame = read_frame(conn, statement, values)
    geometry = gpd.GeoSeries.from_wkb(frame["geom"].astype(object), crs=crs.GEOGRAPHIC)
    return gpd.GeoDataFrame(frame.assign(geom=geometry), geometry="geom", crs=crs.GEOGRAPHIC)
