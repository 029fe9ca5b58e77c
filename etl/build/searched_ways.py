"""People's ways that were searched on networks, from the files of the snapshot: what estimates are calibrated on."""

from pathlib import Path

import numpy as np
import pandas as pd
from pyproj import Transformer

from gis import crs
from gis.hexgrid import centers_of
from gis.streets.calibration import settings_of_pairs
from gis.streets.estimate import SETTINGS
from gis.streets.metric import distance_m
from gis.streets.travel_matrix.assembly import read_matrix_inputs, shipped_pairs_path
from gis.streets.travel_matrix.fill import Coverage, networks_by_preference
from gis.streets.travel_matrix.shipped_pairs import load_shipped_pairs
from gis.terms import MODES, Mode


def searched_ways(data_dir: Path) -> dict[Mode, pd.DataFrame]:
    """Read the shipped pairs with the network that each was searched on, and the people of its cell.

    Parameters
    ----------
    data_dir : Path
        Folder with ``snapshot`` and ``reference``.

    Returns
    -------
    dict of str to pandas.DataFrame
        :data:`gis.streets.calibration.PAIR_COLUMNS` by mode.

    Raises
    ------
    SourceError
        When a file is missing or broken.
    """
    shipped = load_shipped_pairs(shipped_pairs_path(data_dir))
    cells = pd.read_parquet(data_dir / "snapshot" / "cell.parquet", columns=["h3", "people"])
    people = cells[cells["people"] > 0].groupby("h3")["people"].sum().sort_index()
    lat, lon = shipped.positions.T
    inputs = read_matrix_inputs(
        data_dir,  # shipped networks only: the pairs are theirs
        data_dir,
        cells=people.index.to_numpy(dtype=np.int64),
        center_id=shipped.center_id,
        kind=np.full(len(lat), ""),
        lat=lat,
        lon=lon,
    )
    context = inputs.land_context
    country = SETTINGS.index("rural")
    of_center = [context.at(*place) for place in zip(lat, lon, strict=True)]
    at_center = np.array([country if one is None else SETTINGS.index(one[0]) for one in of_center], dtype=np.int8)
    place = np.searchsorted(context.cells, inputs.cells).clip(max=len(context.cells) - 1)
    at_cell = np.where(context.cells[place] == inputs.cells, context.setting[place], country).astype(np.int8)
    cell_lat, cell_lon = centers_of(inputs.cells).T
    project = Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True).transform
    center_x, center_y = (np.asarray(axis) for axis in project(lon, lat))
    found: dict[Mode, pd.DataFrame] = {}
    for mode in MODES:
        files = networks_by_preference(inputs, mode)
        covers, own = Coverage.of(inputs, files), shipped.modes[mode]
        shared = covers.cell[own.cell] & covers.center[own.center]
        first = np.log2(np.maximum(shared & (~shared + np.uint32(1)), 1)).astype(np.int64)
        found[mode] = pd.DataFrame(
            {
                "network": np.array([file.header.name for file in files])[first],
                "setting": settings_of_pairs(at_cell[own.cell], at_center[own.center]),
                "cell": own.cell,
                "km": distance_m(cell_lon[own.cell], cell_lat[own.cell], lon[own.center], lat[own.center]) / 1000,
                "seconds": own.seconds.astype(np.float64),
                "people": people.to_numpy(dtype=np.float64)[own.cell],
                "center_x": center_x[own.center],
                "center_y": center_y[own.center],
            }
        )[shared > 0]
    return found
