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

READING = Reading(measure="e2sfca", limit_min=30, margin_min=15, serves="any")
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
    def classes(self) -> tuple[tuple[str, bool, bool], ...]:
        """Classes of centers that count alike: kind, whether it gives care, whether it is open to the public."""
        return tuple(sorted(set(self._class_of_center)))

    @property
    def offer(self) -> Offer:
        """The centers."""
        number = {class_of: place for place, class_of in enumerate(self.classes)}
        kind = np.array([number[class_of] for class_of in self._class_of_center], dtype=np.int16)
        supply = np.ones(len(kind))
        tables = self.tables
        bits = (tables.published, tables.assumed, tables.possible)
        return Offer(kind, len(number), supply, tables.schedule, *bits)

    @property
    def groups(self) -> dict[str, npt.NDArray[np.int64]]:
        """Every kind and group of kinds -> the numbers of its classes."""
        kind, is_care, is_open = zip(*self.classes, strict=True)
        names = (ALL_KINDS, *vocabulary.GROUPS, *(kind.code for kind in vocabulary.kinds()))
        return {
            name: np.flatnonzero(
                vocabulary.members(name, kind, is_mental_health_care=is_care, is_open_to_public=is_open)
            )
            for name in names
        }

    @property
    def _class_of_center(self) -> list[tuple[str, bool, bool]]:
        columns = self.board.centers[["kind", "is_mental_health_care", "is_open_to_public"]]
        return [(str(kind), bool(is_care), bool(is_open)) for kind, is_care, is_open in columns.itertuples(index=False)]

    @property
    def signature(self) -> npt.NDArray[np.uint64]:
        """A number for all that counts of each center: who it is, its class, where it stands, when it is open."""
        centers = self.board.centers
        schedules = [
            hashlib.sha256(b"".join(self.tables.table(bound)[row].tobytes() for bound in get_args(UnknownAs))).digest()
            for row in range(len(self.tables.published))
        ]
        marks = [
            int.from_bytes(hashlib.sha256(repr((*parts, schedules[row])).encode()).digest()[:8], "little")
            for *parts, row in zip(
                centers["center_id"],
                self._class_of_center,
                centers["lat"],
                centers["lon"],
                self.tables.schedule,
                strict=True,
            )
        ]
        return np.array(marks, dtype=np.uint64)

    @property
    def base(self) -> str:
        """Version of everything but the centers: with another one nothing of before can be kept."""
        board = self.board
        digest = hashlib.sha256(repr((METHOD, str(READING), self.classes, CELL_KINDS, board.travel_base)).encode())
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
