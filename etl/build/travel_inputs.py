"""What the nation's travel times are computed from, and the versions that tell whether they still hold."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text

from gis.errors import SourceError
from gis.settings import Settings
from gis.streets.estimate import Detour
from gis.streets.files import NetworkFile, find_networks, read_detours
from gis.streets.ground import Ground, load_ground

METHOD = 1
"""Raise it when the method changes: everything is computed again."""

LIMIT_S = 3600.0
SNAP_M = 1_500.0
"""A cell's people may live this far from its centre; its street is looked for as far."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the times are computed from.

    Parameters
    ----------
    cells : ndarray of int64, shape (cells,)
        Populated H3 cells, ascending.
    center_id : ndarray of str, shape (centers,)
        Ascending.
    kind : ndarray of str, shape (centers,)
        Of each center.
    lat, lon : ndarray of float, shape (centers,)
        WGS84 degrees.
    networks : sequence of NetworkFile
        Networks at hand.
    ground : Ground
        Settings and landmasses.
    detours : sequence of Detour
        For estimates.
    """

    cells: npt.NDArray[np.int64]
    center_id: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    networks: Sequence[NetworkFile]
    ground: Ground
    detours: Sequence[Detour]

    @property
    def base(self) -> str:
        """Version of everything but the centers."""
        digest = hashlib.sha256(repr((METHOD, LIMIT_S, SNAP_M, self.detours)).encode())
        for array in (self.cells, self.ground.cells, self.ground.setting, self.ground.landmass):
            digest.update(np.ascontiguousarray(array).tobytes())
        for file in sorted(self.networks, key=lambda file: file.header.name):
            digest.update(file.path.read_bytes())
        return digest.hexdigest()[:16]

    @property
    def version(self) -> str:
        """Version of all inputs."""
        digest = hashlib.sha256(self.base.encode())
        digest.update(repr(list(zip(self.center_id, self.kind, self.positions.tolist(), strict=True))).encode())
        return digest.hexdigest()[:16]

    @property
    def positions(self) -> npt.NDArray[np.float64]:
        """Latitude and longitude of the centers, shape (centers, 2)."""
        return np.column_stack([self.lat, self.lon])


def read_inputs(conn: Connection, settings: Settings) -> Inputs:
    """Read cells and centers from the database, the rest from files.

    Raises
    ------
    SourceError
        When the database holds no cells, or a file is missing or broken.
    """
    cells = conn.execute(text("SELECT DISTINCT h3 FROM core.cell WHERE people > 0 ORDER BY h3")).scalars().all()
    centers = conn.execute(
        text("SELECT center_id, kind, ST_Y(geom) AS lat, ST_X(geom) AS lon FROM core.center ORDER BY center_id")
    ).all()
    if not cells or not centers:
        raise SourceError("the database holds no cells or centers: load them first (mindconnect etl load-snapshot)")
    streets = settings.data_dir / "snapshot" / "streets"
    files, errors = find_networks([settings.var_dir / "streets", streets])
    if errors:
        raise errors[0]
    return Inputs(
        cells=np.array(cells, dtype=np.int64),
        center_id=np.array([row.center_id for row in centers]),
        kind=np.array([row.kind for row in centers]),
        lat=np.array([row.lat for row in centers], dtype=float),
        lon=np.array([row.lon for row in centers], dtype=float),
        networks=files,
        ground=load_ground(streets / "ground.parquet"),
        detours=read_detours(settings.data_dir / "reference" / "detours.csv"),
    )
