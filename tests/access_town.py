"""The town of tests/towns.py with times and hours: ten minutes by car from block to block, along the streets.

A is open Monday to Friday 09:00 to 18:00, B until 21:00, D and E publish nothing. Within 30 minutes by car:

- A (0, 0) is reached from blocks with row + column <= 3: 1,400 people.
- B (3, 0) is reached from blocks of rows 0 to 3 with column <= row: 1,200 people.
- one of both from 1,600 of 2,400 people: 800 reach none, 300 in 가람1동, 400 in 가람2동, 100 in 들면.
"""

import numpy as np
import pandas as pd

from gis.access import AccessBoard
from gis.analysis.draws import TravelSpread
from gis.analysis.pairs import Pairs
from gis.care.hours import Hours, read_hours
from tests import towns

A, B, D, E = range(4)
STEP_MIN = {"walk": 45, "bicycle": 20, "car": 10}

OFFICE_HOURS = read_hours(opens="09:00", closes="18:00", closed_days="토+일+공휴일", note=None)
LATE_HOURS = read_hours(opens="09:00", closes="21:00", closed_days="토+일+공휴일", note=None)
NO_HOURS = Hours("unknown", reason="nothing_published")
WEEKS = [OFFICE_HOURS, LATE_HOURS, NO_HOURS, NO_HOURS]


def rows() -> pd.DataFrame:
    """Give the people of each emd in each block where somebody lives."""
    found = [
        (1 + row * 5 + column, towns.EMD_OF_ROW[row], float(people), *towns.point(row, column))
        for row, column, people in towns.blocks()
        if people
    ]
    return pd.DataFrame(found, columns=["h3_index", "region_code", "people", "lat", "lon"])


def centers() -> pd.DataFrame:
    """Give the centers as the board wants them; only A publishes its staff, six people."""
    return towns.centers().assign(
        name=[one.name for one in towns.CENTERS], position_trust="building", position_radius_m=50.0,
        staff=[6.0, np.nan, np.nan, np.nan],
        psychiatrists=[np.nan] * 4,
        is_mental_health_care=True,
        is_open_to_public=True,
    )  # fmt: skip


def regions() -> pd.DataFrame:
    """Give the names of the units."""
    found = [
        (code, level, name, full, parent, None if level == "sido" else code[:5])
        for code, (level, name, full, parent) in towns.REGIONS.items()
    ]
    columns = ["region_code", "level", "name", "full_name", "parent_code", "municipality_code"]
    return pd.DataFrame(found, columns=columns)


def pairs(mode: str, *, blocks: list[tuple[int, int]] | None = None) -> Pairs:
    """Give the pairs of a mode within an hour; the centers' blocks can be others."""
    places = [one.block for one in towns.CENTERS] if blocks is None else blocks
    start, center, value = [0], [], []
    for index in rows()["h3_index"]:
        row, column = divmod(int(index) - 1, 5)
        own = sorted((STEP_MIN[mode] * 60 * (abs(row - r) + abs(column - c)), j) for j, (r, c) in enumerate(places))
        own = [(seconds, j) for seconds, j in own if seconds <= 3600]
        center += [j for _, j in own]
        value += [seconds | (1 << 15 if j == E else 0) for seconds, j in own]  # ways to E are estimates
        start.append(len(center))
    return Pairs(np.array(start), np.array(center, dtype=np.uint16), np.array(value, dtype=np.uint16))


def board(
    weeks: list[Hours] | None = None,
    blocks: list[tuple[int, int]] | None = None,
    *,
    log_sd: float | None = None,
    radius_m: float = 50.0,
) -> AccessBoard:
    """Make the town's board; with a spread, estimated times (those of ways to E) are off by so much."""
    modes = {mode: pairs(mode, blocks=blocks) for mode in STEP_MIN}
    places = np.array([towns.point(*block) for block in blocks or [one.block for one in towns.CENTERS]])
    own = centers().assign(lat=places[:, 0], lon=places[:, 1], position_radius_m=radius_m)
    settings = np.zeros(len(rows()), dtype=np.int8), np.zeros(len(own), dtype=np.int8)
    spread = {} if log_sd is None else {"car": TravelSpread(*settings, np.full((1, 61), log_sd))}
    return AccessBoard(
        rows(), own, weeks or WEEKS, regions(), modes,
        data_version="town", travel_base="town", serves=serves(), spread=spread,
    )  # fmt: skip


def serves() -> pd.DataFrame:
    """Give whom the centers serve: A and B 가람시, D its province."""
    found = [(one.center_id, code) for one in towns.CENTERS for code in one.serves]
    return pd.DataFrame(found, columns=["center_id", "region_code"])
