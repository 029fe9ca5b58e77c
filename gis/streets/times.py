"""Times between many places: one search a place, in blocks, on several threads.

Searches start from the side with fewer places (backwards from destinations when those are fewer), so the
nation's cells against its centers cost one search a center. Only one block a thread is in memory.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gis.errors import InputError
from gis.streets.kernel import Workspace, make_workspace, spread_rows
from gis.streets.network import CLOSED, UNREACHABLE, Adjacency, Int32, StreetNetwork
from gis.streets.snap import SNAP_M, Snapped, snap
from gis.terms import MODES, Mode

LIMIT_RANGE_S = (1.0, 6 * 3600.0)
"""Cut-offs that may be asked for."""

THREADS = 2

_BLOCK_CELLS = 4_000_000
"""Cells of one block of the table: 16 MB."""

SCHEMA = pa.schema(
    [
        ("origin", pa.string()),
        ("destination", pa.string()),
        ("duration_s", pa.float32()),
        ("is_approximate", pa.bool_()),
    ]
)
"""Columns of a file of times: ids of both places; the last tells whether the network lacks streets of the mode."""

_ROWS_AT_ONCE = 250_000
"""Rows that are written out at a time: a block may hold millions."""


@dataclass(frozen=True, eq=False)
class Positions:
    """Points by coordinates.

    Parameters
    ----------
    lon, lat : ndarray of float, shape (n,)
        WGS84 degrees.
    """

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]

    def __len__(self) -> int:
        """Count the points."""
        return len(self.lon)


@dataclass(frozen=True, eq=False)
class TimeBlock:
    """A part of the long table.

    Parameters
    ----------
    origin, destination : ndarray of int32, shape (pairs,)
        Positions in the lists asked about.
    ms : ndarray of int32, shape (pairs,)
        Milliseconds, the ways to and from the streets on foot included.
    """

    origin: Int32
    destination: Int32
    ms: Int32


@dataclass(frozen=True, eq=False)
class _Ends:
    """Nodes by which places are left or entered: those of place ``i`` are ``start[i]:start[i + 1]``."""

    start: Int32
    nodes: Int32
    ms: Int32


def travel_times(
    network: StreetNetwork,
    origins: Positions,
    destinations: Positions,
    *,
    mode: Mode,
    limit_s: float,
    within_m: float = SNAP_M,
    threads: int = THREADS,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[TimeBlock]:
    """Find the times of all pairs within a cut-off.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origins, destinations : Positions
        From where to where.
    mode : {"walk", "bicycle", "car"}
        How one travels.
    limit_s : float
        Cut-off in seconds, inclusive.
    within_m : float
        Largest distance between a place and its street; a place farther off has no row.
    threads : int
        Searches at a time; each has a workspace of its own.
    progress : callable, optional
        Called with the searches done and the searches in all.

    Yields
    ------
    TimeBlock
        Pairs within the cut-off, grouped by the place searched from, in its order.

    Raises
    ------
    InputError
        When the cut-off is out of range.
    """
    if not LIMIT_RANGE_S[0] <= limit_s <= LIMIT_RANGE_S[1]:
        raise InputError(f"limit {limit_s} s: give a cut-off of {LIMIT_RANGE_S[0]:g} to {LIMIT_RANGE_S[1]:g} seconds")
    is_backward = len(destinations) < len(origins)
    here, there = (destinations, origins) if is_backward else (origins, destinations)
    place_here = snap(network, here.lon, here.lat, mode=mode, within_m=within_m)
    place_there = snap(network, there.lon, there.lat, mode=mode, within_m=within_m)
    task = _Task(
        network=network,
        mode=mode,
        adjacency=network.adjacency(mode, reverse=is_backward),
        is_backward=is_backward,
        here=place_here,
        there=place_there,
        seeds=_ends(network, place_here, mode, arriving=is_backward),
        ends=_ends(network, place_there, mode, arriving=not is_backward),
        limit=round(limit_s * 1000),
    )
    height = max(1, min(256, _BLOCK_CELLS // max(len(there), 1)))
    starts = range(0, len(here), height)
    spare: list[Workspace] = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        todo = iter(starts)
        waiting = deque(pool.submit(task.run, first, first + height, spare) for first in islice(todo, threads + 1))
        done = 0
        while waiting:
            block = waiting.popleft().result()
            waiting.extend(pool.submit(task.run, first, first + height, spare) for first in islice(todo, 1))
            done = min(done + height, len(here))
            if progress is not None:
                progress(done, len(here))
            yield block


@dataclass(frozen=True, eq=False)
class _Task:
    """What the threads share; nothing in it changes."""

    network: StreetNetwork
    mode: Mode
    adjacency: Adjacency
    is_backward: bool
    here: Snapped
    there: Snapped
    seeds: _Ends
    ends: _Ends
    limit: int

    def run(self, first: int, last: int, spare: list[Workspace]) -> TimeBlock:
        """Fill the rows of one block and keep what is within the limit."""
        last = min(last, len(self.here.street))
        try:
            work = spare.pop()
        except IndexError:
            work = make_workspace(self.adjacency)
        rows = np.empty((last - first, len(self.there.street)), dtype=np.int32)
        spread_rows(
            self.adjacency.start, self.adjacency.arcs, self.seeds.start[first : last + 1], self.seeds.nodes,
            self.seeds.ms, self.limit, work.labels, work.touched, work.queue, work.sizes, work.shift,
            self.ends.start, self.ends.nodes, self.ends.ms, rows,
        )  # fmt: skip
        spare.append(work)
        self._shorten_on_one_street(rows, first)
        row, column = np.nonzero(rows != UNREACHABLE)
        here, there = (row + first).astype(np.int32), column.astype(np.int32)
        ms = rows[row, column]
        return TimeBlock(there, here, ms) if self.is_backward else TimeBlock(here, there, ms)

    def _shorten_on_one_street(self, rows: Int32, first: int) -> None:
        """Two places on one street need not go through its ends."""
        streets = self.here.street[first : first + len(rows)]
        order = np.argsort(self.there.street, kind="stable")
        ordered = self.there.street[order]
        low, high = np.searchsorted(ordered, streets), np.searchsorted(ordered, streets, side="right")
        low = np.where(streets < 0, high, low)
        row = np.repeat(np.arange(len(rows)), high - low)
        column = order[np.repeat(high - np.cumsum(high - low), high - low) + np.arange((high - low).sum())]
        share = self.here.share[first + row], self.there.share[column]
        share_from, share_to = share[::-1] if self.is_backward else share
        ms = self.network.street_ms[streets[row], MODES.index(self.mode), (share_to < share_from).astype(int)]
        off_street = self.here.off_street_ms[first + row] + self.there.off_street_ms[column]
        direct = np.round(ms * np.abs(share_to - share_from)).astype(np.int32) + off_street
        direct = np.where((ms != CLOSED) & (direct <= self.limit), direct, UNREACHABLE)
        rows[row, column] = np.minimum(rows[row, column], direct)


def _ends(network: StreetNetwork, places: Snapped, mode: Mode, *, arriving: bool) -> _Ends:
    """Return :func:`gis.streets.route.ways_of` for many places, the way off the street included."""
    snapped = np.flatnonzero(places.street >= 0)
    street, share = places.street[snapped], places.share[snapped]
    parts = []
    for backward in (0, 1):
        ms = network.street_ms[street, MODES.index(mode), backward]
        is_at_end = arriving == bool(backward)
        node = (network.street_to if is_at_end else network.street_from)[street]
        part = 1 - share if is_at_end else share
        is_open = ms != CLOSED
        total = np.round(ms * part).astype(np.int32) + places.off_street_ms[snapped]
        parts.append((snapped[is_open], node[is_open], total[is_open]))
    place, node, ms = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(place, kind="stable")
    start = np.zeros(len(places.street) + 1, dtype=np.int32)
    np.cumsum(np.bincount(place, minlength=len(places.street)), out=start[1:])
    return _Ends(start, node[order].astype(np.int32), ms[order].astype(np.int32))


@dataclass(frozen=True, eq=False)
class Named:
    """Blocks of times with the ids of their places.

    Parameters
    ----------
    blocks : iterable of TimeBlock
        What :func:`travel_times` yields.
    origins, destinations : sequence of str
        Ids in the order of the lists asked about.
    is_approximate : bool
        Whether the network lacks streets of the mode.
    """

    blocks: Iterable[TimeBlock]
    origins: Sequence[str]
    destinations: Sequence[str]
    is_approximate: bool

    def tables(self) -> Iterator[pa.Table]:
        """Return the rows as they come, some hundred thousand at a time; columns of :data:`SCHEMA`."""
        here, there = pa.array(self.origins, pa.string()), pa.array(self.destinations, pa.string())
        for block in self.blocks:
            for first in range(0, len(block.ms), _ROWS_AT_ONCE):
                part = slice(first, first + _ROWS_AT_ONCE)
                seconds = (block.ms[part] / 1000).astype(np.float32)
                doubt = np.full(len(seconds), self.is_approximate)
                columns = here.take(block.origin[part]), there.take(block.destination[part]), seconds, doubt
                yield pa.table(list(columns), schema=SCHEMA)


def write_times(named: Named, path: Path, *, metadata: dict[str, str]) -> int:
    """Write times to a Parquet file as they come, replacing the file at the end.

    Parameters
    ----------
    named : Named
        What to write.
    path : Path
        The file; until the last block is written a ``.part`` file beside it.
    metadata : dict of str
        Kept in the file: mode, network, data version.

    Returns
    -------
    int
        Rows written.
    """
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    try:
        with pq.ParquetWriter(part, SCHEMA.with_metadata(metadata), compression="zstd") as writer:
            for table in named.tables():
                writer.write_table(table.replace_schema_metadata(metadata))
                rows += len(table)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return rows
