"""What the nation's matrix of travel times is computed from, and the versions that tell whether it still holds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gis.streets.estimate import Detour
from gis.streets.files import NetworkFile
from gis.streets.land_context import LandContext

METHOD = 1
"""Raise it when the method changes: everything is computed again."""

LIMIT_S = 3600.0
SNAP_M = 1_500.0
"""A cell's people may live this far from its centre; its street is looked for as far."""


@dataclass(frozen=True, eq=False)
class TravelMatrixInputs:
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
    land_context : LandContext
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
    land_context: LandContext
    detours: Sequence[Detour]

    @property
    def base(self) -> str:
        """Version of everything but the centers."""
        digest = hashlib.sha256(repr((self.searched_base, self.detours)).encode())
        for array in (self.land_context.cells, self.land_context.setting, self.land_context.landmass):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:16]

    @property
    def searched_base(self) -> str:
        """Version of what searched times follow from, but the centers: estimates leave them alone."""
        digest = hashlib.sha256(repr((METHOD, LIMIT_S, SNAP_M)).encode())
        digest.update(np.ascontiguousarray(self.cells).tobytes())
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

    def places_of(self, center_id: npt.NDArray[np.str_], positions: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Find centers of another list among these.

        Parameters
        ----------
        center_id : ndarray of str, shape (n,)
        positions : ndarray of float, shape (n, 2)

        Returns
        -------
        ndarray of int64, shape (n,)
            Places; -1 for a center that went or moved.
        """
        place = np.searchsorted(self.center_id, center_id).clip(max=max(len(self.center_id) - 1, 0))
        holds = (self.center_id[place] == center_id) & (self.positions[place] == positions).all(axis=1)
        return np.where(holds, place, -1)
