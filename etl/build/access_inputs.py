"""What the nation's access by the hour is computed from, and the versions that tell whether it still holds."""

import hashlib
from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt

from gis import vocabulary
from gis.access import AccessBoard
from gis.analysis.hourly import Offer
from gis.analysis.readings import ALL_KINDS, Reading
from gis.care.arrival import Arrivals, UnknownAs

METHOD = 3
"""Raise it when the method changes: everything is computed again."""

READING = Reading(measure="e2sfca", limit_min=30, margin_min=15)
"""Limit, decay and margin that the tables are for; mode, kind and hour are theirs to vary."""

CELL_KINDS = ("전체", "공공 전체", "의료 전체", "기초정신건강복지센터", "중독관리통합지원센터", "정신건강의학과의원")
"""Kinds whose reach is written for each cell."""


@dataclass(frozen=True, eq=False)
class AccessInputs:
    """A board, and its centers as a sweep wants them.

    Parameters
    ----------
    board : AccessBoard
    tables : Arrivals
        For the reading's margin.
    """

    board: AccessBoard
    tables: Arrivals

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of center in the vocabulary's order."""
        return tuple(kind.code for kind in vocabulary.kinds())

    @property
    def offer(self) -> Offer:
        """The centers."""
        number = {code: place for place, code in enumerate(self.kinds)}
        kind = np.array([number[code] for code in self.board.centers["kind"]], dtype=np.int16)
        supply = np.ones(len(kind))
        tables = self.tables
        own = (tables.published, tables.assumed, tables.possible)
        return Offer(kind, len(self.kinds), supply, tables.schedule, *own)

    @property
    def groups(self) -> dict[str, npt.NDArray[np.int64]]:
        """Every kind and group of kinds -> the numbers of its kinds."""
        kinds = vocabulary.kinds()
        found = {ALL_KINDS: np.arange(len(kinds))}
        for name, group in vocabulary.GROUPS.items():
            found[name] = np.array([place for place, kind in enumerate(kinds) if kind.group == group])
        return found | {kind.code: np.array([place]) for place, kind in enumerate(kinds)}

    @property
    def signature(self) -> npt.NDArray[np.uint64]:
        """A number for all that counts of each center: who it is, its kind, where it stands, when it is open."""
        centers = self.board.centers
        schedules = [
            hashlib.sha256(b"".join(self.tables.table(one)[row].tobytes() for one in get_args(UnknownAs))).digest()
            for row in range(len(self.tables.published))
        ]
        found = [
            int.from_bytes(hashlib.sha256(repr((*own, schedules[row])).encode()).digest()[:8], "little")
            for *own, row in zip(
                centers["center_id"], centers["kind"], centers["lat"], centers["lon"], self.tables.schedule, strict=True
            )
        ]
        return np.array(found, dtype=np.uint64)

    @property
    def base(self) -> str:
        """Version of everything but the centers: with another one nothing of before can be kept."""
        board = self.board
        digest = hashlib.sha256(repr((METHOD, str(READING), self.kinds, CELL_KINDS, board.travel_base)).encode())
        for array in (board.cells["h3_index"], board.rows["cell_place"], board.rows["people"]):
            digest.update(array.to_numpy().tobytes())
        digest.update("".join(board.rows["region_code"]).encode())
        digest.update("".join(board.region_names["region_code"]).encode())
        return digest.hexdigest()[:16]

    @property
    def version(self) -> str:
        """Version of all inputs: the method's, a dot, sixteen hexadecimal digits."""
        digest = hashlib.sha256(self.base.encode())
        digest.update(self.signature.tobytes())
        return f"{METHOD}.{digest.hexdigest()[:16]}"


def read_inputs(board: AccessBoard) -> AccessInputs:
    """Take the inputs from a board."""
    return AccessInputs(board, board.arrivals(READING.margin_min))
