"""Estimated people per H3 cell: the weight by which an emd's people are spread over its land."""

from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from etl import checks
from etl.contract import Cleaned, Context, Source, quarantined
from etl.load import replace as load
from gis import hexgrid
from gis.errors import SourceError

__all__ = ["SOURCE", "clean", "load", "read"]

SOURCE = Source(
    name="kontur",
    title="Kontur Population: H3 hexagons of 400 m, South Korea",
    publisher="Kontur",
    url="https://data.humdata.org/dataset/kontur-population-republic-of-korea",
    licence="CC BY 4.0",
    cadence="yearly",
    pattern="population/kontur_h3r8_*.csv",
    reference_from=date(2023, 11, 1),
    reference_to=date(2023, 11, 1),
    cleaner_version=1,
    columns=("h3", "population"),
    after=("region_emd",),
    tables=("core.cell_weight",),
)

NEAREST_EMD_MAX_M = 3_000.0
"""A cell whose centre lies in no emd counts for the nearest one within this distance, metres.

Coasts and islets are generalised away in the outlines (half the emd are off by more than 163 m), and a cell's
centre stands up to 600 m from its rim; beyond this distance a cell is not of any emd.
"""

_SCHEMA = pa.DataFrameSchema(
    {"population": pa.Column(checks=pa.Check(lambda people: people.between(0, 1e6), error="unreadable"))}
)


def read(path: Path) -> pd.DataFrame:
    """Read cells and weights; the file has no header, so the first cell stands in line 1.

    Raises
    ------
    SourceError
        When the rows are not two fields wide or the first is no H3 index.
    """
    try:
        frame = pd.read_csv(path, header=None, names=["h3", "population"], dtype={"h3": "string"}, encoding="utf-8")
    except (UnicodeDecodeError, pd.errors.ParserError, ValueError) as error:
        raise SourceError(f"{SOURCE.name}: {path.name} is not a list of cell,people ({error})") from error
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="line")
    return checks.require_columns(frame, SOURCE)


def clean(frame: pd.DataFrame, context: Context) -> Cleaned:
    """Index the cells, and set aside those that are of no emd.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`read`.
    context : Context
        Gives the outlines.

    Returns
    -------
    Cleaned
        Rows of core.cell_weight.

    Raises
    ------
    SourceError
        When no row holds a cell of resolution 8.
    """
    cells = pd.Series([_cell(value) for value in frame["h3"]], frame.index, dtype="Int64")
    if cells.isna().all():
        raise SourceError(f"{SOURCE.name}: no row holds an H3 cell of resolution {hexgrid.CELL_RESOLUTION}")
    valid, faults = checks.split(frame[cells.notna()], _SCHEMA, SOURCE)
    indices = cells[valid.index].astype("int64")
    twice = indices.duplicated()
    near = _nearest_emd(context, indices.to_numpy())
    outside = pd.Series(near, valid.index).isna() & ~twice
    kept = ~twice & ~outside
    rows = pd.DataFrame({"h3": indices[kept], "weight": valid["population"][kept].astype(float)})
    return Cleaned(
        tables={"core.cell_weight": rows.sort_values("h3")},
        rows_read=len(frame),
        rows_kept=len(rows),
        quarantine=checks.join(
            [
                faults,
                quarantined(frame[cells.isna()], "h3", "unreadable", "not an H3 cell of resolution 8"),
                quarantined(valid[twice], "h3", "repeated"),
                quarantined(valid[outside], "h3", "no_region", f"no emd within {NEAREST_EMD_MAX_M:.0f} m"),
            ]
        ),
    )


def _cell(value: object) -> int | None:
    try:
        cell = hexgrid.from_text(str(value))
    except ValueError:
        return None
    return cell if cell >> 52 & 15 == hexgrid.CELL_RESOLUTION else None


def _nearest_emd(context: Context, cells: npt.ArrayLike) -> npt.NDArray[np.object_]:
    lat, lon = hexgrid.centers_of(cells).T
    codes = context.regions.locate(lat, lon)
    lost = np.flatnonzero([code is None for code in codes])
    codes[lost] = context.regions.nearest_emd(lat[lost], lon[lost], max_m=NEAREST_EMD_MAX_M)[0]
    return codes
