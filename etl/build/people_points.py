"""Where the people of a unit live: the point from which a search in it starts."""

import numpy as np
import pandas as pd

from gis import hexgrid

_METRES_A_DEGREE = 111_195.0


def people_points(cells: pd.DataFrame) -> pd.DataFrame:
    """Say where the people of units live.

    Parameters
    ----------
    cells : pandas.DataFrame
        ``code`` of a unit, ``people``, and ``lat`` and ``lon`` of a cell's centre (WGS84 degrees), a row for each cell
        of a unit or part of it.

    Returns
    -------
    pandas.DataFrame
        ``lat`` and ``lon`` by code: the mean of the cells weighted by people; where nobody of the unit lives in the
        cell of that mean (a bay between two shores, a mountain between two valleys) the centre of the nearest cell
        where somebody does. Units without people are left out.
    """
    lived = cells[cells["people"] > 0]
    weighted = lived.assign(lat=lived["lat"] * lived["people"], lon=lived["lon"] * lived["people"])
    sums = weighted.groupby("code")[["lat", "lon", "people"]].sum()
    means = sums[["lat", "lon"]].div(sums["people"], axis=0)
    away_m = planar_m(lived["lat"], lived["lon"], lived["code"].map(means["lat"]), lived["code"].map(means["lon"]))
    nearest = lived.assign(away_m=away_m).sort_values(["code", "away_m"]).drop_duplicates("code").set_index("code")
    nearest = nearest.reindex(means.index)
    mean_cell = hexgrid.cells_of(means["lat"], means["lon"], hexgrid.CELL_RESOLUTION)
    home_cell = hexgrid.cells_of(nearest["lat"], nearest["lon"], hexgrid.CELL_RESOLUTION)
    return means.where(pd.Series(mean_cell == home_cell, index=means.index), nearest[["lat", "lon"]])


def planar_m(lat_a: pd.Series, lon_a: pd.Series, lat_b: pd.Series, lon_b: pd.Series) -> pd.Series:
    """Measure distances within a province, metres, on a sphere unrolled at the second point."""
    north_m = (lat_a - lat_b) * _METRES_A_DEGREE
    east_m = (lon_a - lon_b) * _METRES_A_DEGREE * np.cos(np.radians(lat_b))
    return pd.Series(np.hypot(north_m, east_m), index=lat_a.index)
