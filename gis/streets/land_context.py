"""The land where no network covers a place: its setting, and the landmass that it belongs to.

The file ``land_context.parquet`` has one row a populated H3 cell of resolution 8. It tells which measured detours
fit a place, and keeps estimates from crossing the sea: a way on land exists only within one landmass.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import h3.api.numpy_int as h3int
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gis.errors import SourceError
from gis.hexgrid import CELL_RESOLUTION, cells_of
from gis.streets.estimate import SETTINGS, Setting

Crossing: TypeAlias = Literal["ferry", "ferry_or_plane"]
"""How one gets from a landmass to another: small islands have no airport."""

_COLUMNS = {"h3": pa.int64(), "setting": pa.int8(), "landmass": pa.int32()}
_RINGS = 2
"""A place up to two cells (about 1.5 km) away from where anybody lives still belongs to that land."""


@dataclass(frozen=True, eq=False)
class LandContext:
    """Settings and landmasses by cell.

    Parameters
    ----------
    cells : ndarray of int64, shape (n,)
        Ascending.
    setting : ndarray of int8, shape (n,)
        Index into :data:`~gis.streets.estimate.SETTINGS`.
    landmass : ndarray of int32, shape (n,)
        Cells of one number hang together on land, bridges included.
    """

    cells: npt.NDArray[np.int64]
    setting: npt.NDArray[np.int8]
    landmass: npt.NDArray[np.int32]

    def at(self, lat: float, lon: float) -> tuple[Setting, int] | None:
        """Tell setting and landmass of a place.

        Returns
        -------
        (Setting, int) or None
            None where nobody lives within about 1.5 km: at sea, on an empty islet, deep in the mountains.
        """
        origin = int(cells_of(lat, lon, CELL_RESOLUTION)[0])
        for ring in range(_RINGS + 1):
            near = np.sort(np.asarray(h3int.grid_ring(origin, ring), dtype=np.int64))
            place = np.searchsorted(self.cells, near).clip(max=len(self.cells) - 1)
            places = place[self.cells[place] == near]
            if len(places):
                return SETTINGS[self.setting[places[0]]], int(self.landmass[places[0]])
        return None

    def crossing(self, start: tuple[float, float], end: tuple[float, float]) -> Crossing | None:
        """Tell whether the sea lies between two places, each as (lat, lon), without a bridge or tunnel.

        Returns
        -------
        {"ferry", "ferry_or_plane"} or None
            By ferry where either is a small island. None where they hang together on land, or where either is unknown.
        """
        here, there = self.at(*start), self.at(*end)
        if here is None or there is None or here[1] == there[1]:
            return None
        return "ferry" if "island" in (here[0], there[0]) else "ferry_or_plane"


def save_land_context(land_context: LandContext, path: Path) -> None:
    """Write the file, replacing it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    columns = [land_context.cells, land_context.setting, land_context.landmass]
    table = pa.table([pa.array(column) for column in columns], schema=pa.schema(list(_COLUMNS.items())))
    pq.write_table(table, part, compression="zstd", column_encoding={"h3": "DELTA_BINARY_PACKED"}, use_dictionary=False)
    part.replace(path)


def load_land_context(path: Path) -> LandContext:
    """Read the file.

    Raises
    ------
    SourceError
        When it is missing, broken, or not sorted by cell.
    """
    try:
        table = pq.read_table(path, columns=list(_COLUMNS))
    except (OSError, pa.ArrowInvalid) as error:
        raise SourceError(
            f"{path} cannot be read ({error}); write it again (mindconnect streets land-context)"
        ) from error
    cells, setting, landmass = (table.column(name).to_numpy() for name in _COLUMNS)
    if not len(cells) or (np.diff(cells) <= 0).any() or not ((setting >= 0) & (setting < len(SETTINGS))).all():
        raise SourceError(f"{path}: cells are not in order or a setting is unknown; write it again")
    return LandContext(cells, setting, landmass)
