"""Networks on disk: one ``.npz`` a network, readable by numpy alone.

A built network is stored raw, so that its arrays are mapped into memory instead of read; a shipped one
is packed (differences between neighbours, LZMA) to be small. Both carry a header with the version of the
format, and a checksum for every array. A file is replaced in one step; a file that is broken raises an
error and leaves whatever network is in use as it is.
"""

import csv
import io
import json
import lzma
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import shapely

from gis.errors import NotFoundError, SourceError
from gis.streets.estimate import Detour, parse_detours
from gis.streets.network import Header, StreetNetwork
from gis.streets.packing import pack, unpack
from gis.streets.speeds import SpeedTable, parse_speeds
from gis.terms import Mode

FORMAT = "mindconnect-streets"
VERSION = 1
SUFFIX = ".streets.npz"

_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip entries carry no time: the same streets give the same bytes
_ARRAYS = (
    "node_lon_e6", "node_lat_e6", "street_from", "street_to", "street_length_dm", "street_ms", "street_class",
    "street_flags", "street_name", "point_start", "point_lon_e6", "point_lat_e6", "node_is_cut",
)  # fmt: skip

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class NetworkFile:
    """A network on disk, known by its header only.

    Parameters
    ----------
    path : Path
        Where it lies.
    header : Header
        Name, source and licence.
    nodes, streets : int
        How many there are.
    coverage : shapely geometry
        Ground the network speaks for, EPSG:4326.
    """

    path: Path
    header: Header
    nodes: int
    streets: int
    coverage: shapely.Polygon | shapely.MultiPolygon


def read_speeds(path: Path) -> SpeedTable:
    """Read the table of speeds and rules.

    Parameters
    ----------
    path : Path
        ``data/reference/street_speeds.csv``.

    Raises
    ------
    SourceError
        When it is missing or does not hold what it should.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return parse_speeds(csv.DictReader(file))
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}); it belongs to the project") from error


def read_detours(path: Path) -> tuple[Detour, ...]:
    """Read the table of measured detours.

    Parameters
    ----------
    path : Path
        ``data/reference/detours.csv``.

    Raises
    ------
    SourceError
        When it is missing or does not hold what it should.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return parse_detours(csv.DictReader(file))
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}); it belongs to the project") from error


def save_network(network: StreetNetwork, path: Path, *, packed: bool = False) -> None:
    """Write a network, replacing the file at once.

    Parameters
    ----------
    network : StreetNetwork
        What to write.
    path : Path
        Ends with ``.streets.npz``.
    packed : bool
        True for the small form that is shipped.
    """
    arrays = {name: np.ascontiguousarray(getattr(network, name)) for name in _ARRAYS}
    if packed:
        arrays = pack(arrays)
    header = {
        "format": FORMAT,
        "version": VERSION,
        "packed": packed,
        "nodes": network.node_count,
        "streets": network.street_count,
        **{item.name: getattr(network.header, item.name) for item in fields(Header)},
        "coverage": shapely.to_wkt(network.coverage, rounding_precision=6),
    }
    texts = {"header": _as_bytes(header), "names": _as_bytes(network.names)}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                for name, values in {**texts, **arrays}.items():
                    _write(archive, name, values, packed=packed)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _as_bytes(value: object) -> Array:
    return np.frombuffer(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), dtype=np.uint8)


def _write(archive: zipfile.ZipFile, name: str, values: Array, *, packed: bool) -> None:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, values, allow_pickle=False)
    entry = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
    entry.compress_type = zipfile.ZIP_LZMA if packed else zipfile.ZIP_STORED
    archive.writestr(entry, buffer.getvalue())


def load_network(path: Path) -> StreetNetwork:
    """Read a network and check it.

    Parameters
    ----------
    path : Path
        A file written by :func:`save_network`.

    Returns
    -------
    StreetNetwork
        Arrays of a raw file are mapped copy-on-write: pages are read when they are needed.

    Raises
    ------
    NotFoundError
        When there is no such file.
    SourceError
        When it is truncated, broken, of another version, or contradicts itself.
    """
    with _reading(path), zipfile.ZipFile(path) as archive:
        header = _header(archive, path)
        broken = archive.testzip()
        if broken is not None:
            raise SourceError(f"{path}: the checksum of {broken} is wrong; {_REMEDY}")
        if header["packed"]:
            arrays = unpack({name: _member(archive, name) for name in _ARRAYS})
        else:
            arrays = {name: _mapped(archive, path, name) for name in _ARRAYS}
        names = json.loads(_member(archive, "names").tobytes())
    network = StreetNetwork(
        header=_header_of(header),
        names=tuple((name, name_en) for name, name_en in names),
        coverage=_coverage(header),
        **arrays,
    )
    _check(network, path)
    return network


_REMEDY = "build it again (mindconnect streets build) or take it from a fresh checkout"


def read_header(path: Path) -> NetworkFile:
    """Read only what a network says of itself.

    Raises
    ------
    NotFoundError, SourceError
        As :func:`load_network`.
    """
    with _reading(path), zipfile.ZipFile(path) as archive:
        header = _header(archive, path)
    return NetworkFile(path, _header_of(header), int(header["nodes"]), int(header["streets"]), _coverage(header))


def find_networks(folders: Iterable[Path]) -> tuple[list[NetworkFile], list[SourceError]]:
    """List the networks in some folders; of two with one name the first folder's wins.

    Parameters
    ----------
    folders : iterable of Path
        Such as ``var/streets`` and ``data/snapshot/streets``; a missing one is empty.

    Returns
    -------
    files : list of NetworkFile
        Readable networks by name.
    errors : list of SourceError
        One for each file that is broken.
    """
    networks: dict[str, NetworkFile] = {}
    errors = []
    for folder in folders:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            try:
                file = read_header(path)
            except SourceError as error:
                errors.append(error)
            else:
                networks.setdefault(file.header.name, file)
    return [networks[name] for name in sorted(networks)], errors


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say in words which file is broken, whatever reading it raised."""
    try:
        yield
    except SourceError:
        raise
    except FileNotFoundError as error:
        raise NotFoundError(f"{path} does not exist; mindconnect streets list shows the networks there are") from error
    except (zipfile.BadZipFile, lzma.LZMAError, EOFError, OSError, KeyError, ValueError, NotImplementedError) as error:
        raise SourceError(f"{path} is not a whole street network ({error}); {_REMEDY}") from error


def _header(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    header = json.loads(_member(archive, "header").tobytes())
    if header["format"] != FORMAT:
        raise SourceError(f"{path} is not a street network")
    if header["version"] != VERSION:
        raise SourceError(f"{path} is of format {header['version']}, this program reads {VERSION}; {_REMEDY}")
    return cast("dict[str, Any]", header)


def _header_of(header: dict[str, Any]) -> Header:
    complete = cast("tuple[Mode, ...]", tuple(header["complete"]))
    texts = {name: str(header[name]) for name in ("name", "title", "source", "licence", "reference_date")}
    return Header(**texts, classes=tuple(header["classes"]), complete=complete)


def _coverage(header: dict[str, Any]) -> shapely.Polygon | shapely.MultiPolygon:
    return cast("shapely.Polygon | shapely.MultiPolygon", shapely.from_wkt(header["coverage"]))


def _member(archive: zipfile.ZipFile, name: str) -> Array:
    with archive.open(f"{name}.npy") as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _mapped(archive: zipfile.ZipFile, path: Path, name: str) -> Array:
    """Map a stored member of the archive: its bytes follow the local header and numpy's own."""
    entry = archive.getinfo(f"{name}.npy")
    with path.open("rb") as file:
        file.seek(entry.header_offset + 26)
        lengths = np.frombuffer(file.read(4), dtype="<u2")
        file.seek(entry.header_offset + 30 + int(lengths.sum()))
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(file)
        if 0 in shape:
            return np.zeros(shape, dtype=dtype)
        # Copy-on-write, since compiled functions take writable arrays; nobody writes.
        return np.asarray(np.memmap(path, dtype=dtype, mode="c", offset=file.tell(), shape=shape))


def _check(network: StreetNetwork, path: Path) -> None:
    """Raise when arrays do not fit each other; a search would otherwise read outside its memory."""
    nodes, streets, points = network.node_count, network.street_count, len(network.point_lon_e6)
    is_sound = (
        all(len(getattr(network, name)) == nodes for name in ("node_lat_e6", "node_is_cut"))
        and all(
            len(getattr(network, name)) == streets
            for name in ("street_to", "street_length_dm", "street_class", "street_flags", "street_name")
        )
        and network.street_ms.shape == (streets, 3, 2)
        and len(network.point_start) == streets + 1
        and len(network.point_lat_e6) == points
        and streets > 0
    )
    if not is_sound:
        raise SourceError(f"{path}: the arrays do not have matching lengths; {_REMEDY}")
    within = (
        min(network.street_from.min(), network.street_to.min()) >= 0
        and max(network.street_from.max(), network.street_to.max()) < nodes
        and network.point_start[0] == 0
        and network.point_start[-1] == points
        and (np.diff(network.point_start) >= 0).all()
        and (network.street_ms >= -1).all()
        and (network.street_ms != 0).all()
        and network.street_name.min() >= 0
        and network.street_name.max() < len(network.names)
        and network.street_class.max() < len(network.header.classes)
    )
    if not within:
        raise SourceError(f"{path}: a street points outside the network; {_REMEDY}")
