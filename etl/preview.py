"""What a new file would change: loaded and built in a transaction that is taken back, and compared with the present.

The file goes through exactly what a load does (the same cleaning, the same joining of the register), so the preview
cannot tell another story than the load after it. Nothing is written: the transaction is rolled back, always.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from etl import datasets, files, pipeline
from etl.build import register
from etl.contract import SourceModule
from etl.intake_guard import Loss
from etl.load import take_lock
from etl.lookup import DatabaseLookup, read_table
from etl.pipeline import StepOutcome
from etl.registry import SOURCES, source_named
from etl.sources import center_rows
from gis.errors import NotFoundError, SourceError
from gis.reference import CENTER_LISTS, DIRECTORIES

LARGEST_BYTES = 60_000_000
"""Largest file that is looked at; the largest published one has 14 MB."""

MOST_NOTES = 200
"""Rows set aside that a preview lists one by one; their number is given in any case."""

FIELDS = (
    "kind", "sub_kind", "name", "operator_name", "road_address", "lot_address", "address_detail", "phone", "homepage",
    "services", "serves", "staff", "building_area_m2", "opens_raw", "closes_raw", "closed_days_raw", "position_trust",
    "lat", "lon",
)  # fmt: skip
"""Fields of a center that are compared. Its reference date is not: a new list dates every row anew."""

_SAME_POINT_DEG = 1e-5
"""Points closer than this, about a metre, are the same: the snapshot keeps six decimals, a file may have fewer."""

_IDENTITY = {"core.center_source": ["source", "source_key"]}
"""Columns that tell whether a row is the same one; of all other tables every column but the numbers of rows."""


@dataclass(frozen=True)
class FieldChange:
    """One field of a center, before and after; None where nothing stood or stands."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class CenterChange:
    """A center that comes, goes or changes.

    Attributes
    ----------
    center_id, name, kind, address : str
        As after the load; of a center that goes, as before it. An address may be empty.
    fields : tuple of FieldChange
        What changes; empty for one that comes or goes.
    """

    center_id: str
    name: str
    kind: str
    address: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class TableChange:
    """Rows of a source in a table: how many before and after, and how many differ."""

    table: str
    rows_before: int
    rows_after: int
    added: int
    gone: int


@dataclass(frozen=True)
class Preview:
    """What loading a file would do.

    Attributes
    ----------
    source, title, file_name, sha256 : str
        Whose file it is, and which.
    base : str
        State of the loads it was compared with; see :func:`state_of_loads`.
    period : tuple of str
        First and last day the file speaks of.
    is_loaded : bool
        Whether this very file is in force already.
    losses : tuple of Loss
        What it loses against the file in force beyond data/rules/intake.yaml; it is then loaded only when accepted.
    rows_read, rows_kept, rows_merged, rows_quarantined, rows_repaired, rows_left_out : int
        Account of its rows.
    quarantine : tuple of dict
        The first :data:`MOST_NOTES` rows set aside: line, column_name, value, reason, detail.
    repairs : dict of str to int
        Rule -> values it changed.
    unknown_units : dict of str to int
        Words of addresses that name a unit which is not known -> rows.
    tables : tuple of TableChange
        The source's own tables.
    added, changed, gone : tuple of CenterChange
        Centers of the register, by name; empty for sources that are no lists of centers.
    redated : int
        Centers of which nothing changes but the date of their facts.
    """

    source: str
    title: str
    file_name: str
    sha256: str
    base: str
    period: tuple[str, str]
    is_loaded: bool
    rows_read: int
    rows_kept: int
    rows_merged: int
    rows_quarantined: int
    rows_repaired: int
    rows_left_out: int = 0
    quarantine: tuple[dict[str, Any], ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    unknown_units: Mapping[str, int] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    tables: tuple[TableChange, ...] = ()
    added: tuple[CenterChange, ...] = ()
    changed: tuple[CenterChange, ...] = ()
    gone: tuple[CenterChange, ...] = ()
    redated: int = 0

    def to_json(self) -> str:
        """Write it as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)


def preview(
    engine: Engine, path: Path, *, source: str | None = None, sources: Sequence[SourceModule] = SOURCES
) -> Preview:
    """Return what loading a file would change; writes nothing.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        With the rights of the etl role.
    path : pathlib.Path
        The file.
    source : str, optional
        Whose file it is; told by its name when not given.
    sources : Sequence
        The registry's by default.

    Returns
    -------
    Preview

    Raises
    ------
    SourceError
        When the file is not there, too large, or not what its source describes.
    NotFoundError
        When there is no such source, or the name tells none.
    """
    module = module_of(path, source, sources)
    sha256 = files.sha256_of(path)
    with engine.connect() as conn, conn.begin() as transaction:
        try:
            take_lock(conn)
            return _compare(conn, module, path, sha256)
        finally:
            transaction.rollback()


def apply(
    engine: Engine,
    path: Path,
    *,
    sha256: str,
    base: str,
    source: str | None = None,
    is_accepted: bool = False,
    sources: Sequence[SourceModule] = SOURCES,
) -> list[StepOutcome]:
    """Load the file that was looked at, if it is still the same and nothing else was loaded meanwhile.

    Parameters
    ----------
    engine, path, source, sources
        As for :func:`preview`.
    sha256, base : str
        From the preview.
    is_accepted : bool
        Whether somebody has seen the losses of the preview and accepts them.

    Returns
    -------
    list of StepOutcome
        From :func:`etl.pipeline.run`.

    Raises
    ------
    SourceError
        When the file or the loads in force are no longer those of the preview; nothing is changed then.
    """
    module = module_of(path, source, sources)
    if files.sha256_of(path) != sha256:
        raise SourceError(f"{path.name} is not the file that was looked at: look at the difference again")
    with engine.connect() as conn:
        if state_of_loads(conn) != base:
            raise SourceError("something else was loaded since the difference was shown: look at it again")
    with _as_raw(path, module) as raw_dir:
        return pipeline.run(
            engine,
            raw_dir,
            only=[module.SOURCE.name],
            accept=[module.SOURCE.name] if is_accepted else [],
            sources=sources,
        )


def module_of(path: Path, source: str | None, sources: Sequence[SourceModule] = SOURCES) -> SourceModule:
    """Find whose file it is, by the given name or by the file's.

    Raises
    ------
    SourceError
        When the file is not there or too large.
    NotFoundError
        When there is no such source, or none has files of that name.
    """
    if not path.is_file():
        raise SourceError(f"there is no file {path}")
    if path.stat().st_size > LARGEST_BYTES:
        raise SourceError(f"{path.name} is larger than {LARGEST_BYTES // 1_000_000} MB: it is no file of a source")
    if source is not None:
        named = next((module for module in sources if module.SOURCE.name == source), None)
        return named or source_named(source)
    for module in sources:
        if fnmatch(path.name, module.SOURCE.pattern.rsplit("/", 1)[-1]):
            return module
    raise NotFoundError(f"no source has files named {path.name}: say whose it is with --source")


def state_of_loads(conn: Connection) -> str:
    """Return the state of the loads in force: sixteen hexadecimal digits that change with every load."""
    ids = conn.execute(text("SELECT dataset_id FROM core.dataset WHERE superseded_at IS NULL ORDER BY dataset_id"))
    return hashlib.sha256(json.dumps(list(ids.scalars())).encode()).hexdigest()[:16]


def compare_centers(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, Any]:
    """Compare two states of the register; pure.

    Parameters
    ----------
    before, after : pandas.DataFrame
        ``center_id``, :data:`FIELDS` and ``reference_date``.

    Returns
    -------
    dict
        ``added``, ``changed``, ``gone`` (tuples of CenterChange, by name) and ``redated`` (int), as in
        :class:`Preview`.
    """
    old = {str(row["center_id"]): row for row in before.to_dict("records")}
    new = {str(row["center_id"]): row for row in after.to_dict("records")}
    changed, redated = [], 0
    for center_id in old.keys() & new.keys():
        fields = _field_changes(old[center_id], new[center_id])
        if fields:
            changed.append(_change(new[center_id], fields))
        elif _plain(old[center_id]["reference_date"]) != _plain(new[center_id]["reference_date"]):
            redated += 1
    return {
        "added": _by_name(_change(new[center_id]) for center_id in new.keys() - old.keys()),
        "changed": _by_name(changed),
        "gone": _by_name(_change(old[center_id]) for center_id in old.keys() - new.keys()),
        "redated": redated,
    }


def compare_rows(table: str, before: pd.DataFrame, after: pd.DataFrame) -> TableChange:
    """Count the rows of a table that come and go; rows that are equal count as often as they stand there.

    A row of a list of centers is the same one while its name, kind and address are; any other row while nothing of it
    changes.

    Parameters
    ----------
    table : str
        Name of the table.
    before, after : pandas.DataFrame
        Its rows.
    """
    old, new = (_hashes(table, frame) for frame in (before, after))
    counts = new.subtract(old, fill_value=0)
    return TableChange(table, len(before), len(after), int(counts[counts > 0].sum()), int(-counts[counts < 0].sum()))


def _compare(conn: Connection, module: SourceModule, path: Path, sha256: str) -> Preview:
    source = module.SOURCE
    base, is_loaded = state_of_loads(conn), datasets.is_current(conn, source, sha256)
    is_list = source.name in {*CENTER_LISTS, *DIRECTORIES}
    before = {table: _rows_of(conn, table, source.name) for table in source.tables}
    centers = _centers(conn) if is_list else None
    cleaned, lost = pipeline.put_in_force(conn, module, path, DatabaseLookup(), sha256=sha256, is_accepted=True)
    tables = tuple(compare_rows(table, before[table], _rows_of(conn, table, source.name)) for table in source.tables)
    differences: dict[str, Any] = {}
    if centers is not None:
        register.run(conn)
        differences = compare_centers(centers, _centers(conn))
    counts: dict[str, Any] = dict(datasets.accounts(conn)[source.name])
    period = cleaned.period or (source.reference_from, source.reference_to)
    return Preview(
        source=source.name,
        title=source.title,
        file_name=path.name,
        sha256=sha256,
        base=base,
        period=(period[0].isoformat(), period[1].isoformat()),
        is_loaded=is_loaded,
        **counts,
        quarantine=_notes(conn, source.name),
        repairs=_counts(cleaned.repairs["rule"]),
        losses=lost,
        unknown_units=center_rows.unknown_units(cleaned),
        tables=tables,
        **differences,
    )


def _rows_of(conn: Connection, table: str, source: str) -> pd.DataFrame:
    """Read the rows that a source wrote to a table."""
    ids = conn.execute(text("SELECT dataset_id FROM core.dataset WHERE source = :source"), {"source": source})
    frame = read_table(conn, table)
    return frame[frame["dataset_id"].isin(list(ids.scalars()))] if "dataset_id" in frame else frame


def _centers(conn: Connection) -> pd.DataFrame:
    """Read the register with whom each center serves and who works there, as one text each."""
    centers = read_table(conn, "core.center")
    serves = read_table(conn, "core.center_serves").sort_values("region_code")
    staff = read_table(conn, "core.center_staff").sort_values("profession")
    told_staff = staff["profession"] + " " + staff["people"].astype(str)
    return centers.assign(
        serves=centers["center_id"].map(serves.groupby("center_id")["region_code"].agg(", ".join)),
        staff=centers["center_id"].map(told_staff.groupby(staff["center_id"]).agg(", ".join)),
    )


def _field_changes(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> tuple[FieldChange, ...]:
    pairs = ((name, _plain(old[name]), _plain(new[name])) for name in FIELDS)
    return tuple(FieldChange(name, before, after) for name, before, after in pairs if not _is_same(before, after))


def _is_same(before: Any, after: Any) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return abs(before - after) < _SAME_POINT_DEG
    return bool(before == after)


def _change(row: Mapping[Any, Any], fields: tuple[FieldChange, ...] = ()) -> CenterChange:
    address = _plain(row["road_address"]) or _plain(row["lot_address"]) or ""
    return CenterChange(str(row["center_id"]), str(row["name"]), str(row["kind"]), str(address), fields)


def _by_name(changes: Any) -> tuple[CenterChange, ...]:
    return tuple(sorted(changes, key=lambda change: (change.name, change.center_id)))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: lists as one text, numbers on the grid, nothing as None."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or None
    if isinstance(value, float):
        return None if pd.isna(value) else round(value, 6)
    if value is None or pd.isna(value):
        return None
    return value if isinstance(value, str | int) else str(value)


def _hashes(table: str, frame: pd.DataFrame) -> pd.Series:
    numbers = [name for name in ("dataset_id", f"{table.removeprefix('core.')}_id") if name in frame]
    plain = frame[_IDENTITY[table]] if table in _IDENTITY else frame.drop(columns=numbers)
    return plain.astype("string").fillna("").agg("\x1f".join, axis=1).value_counts()


def _notes(conn: Connection, source: str) -> tuple[dict[str, Any], ...]:
    """Read the rows set aside, those included that could not be placed in the register."""
    rows = conn.execute(
        text("""
            SELECT q.line, q.column_name, q.value, q.reason, q.detail
            FROM core.quarantine q JOIN core.dataset d USING (dataset_id)
            WHERE d.source = :source AND d.superseded_at IS NULL ORDER BY q.line, q.column_name LIMIT :most
        """),
        {"source": source, "most": MOST_NOTES},
    )
    return tuple(dict(row) for row in rows.mappings())


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(value): int(count) for value, count in values.value_counts().items()}


@contextmanager
def _as_raw(path: Path, module: SourceModule) -> Any:
    """Lay a copy of the file where its source looks for it, under a folder of its own."""
    folder, name = module.SOURCE.pattern.rsplit("/", 1)
    with tempfile.TemporaryDirectory(prefix="mindconnect-") as raw:
        target = Path(raw) / folder / (path.name if fnmatch(path.name, name) else name.replace("*", path.stem))
        target.parent.mkdir(parents=True)
        shutil.copyfile(path, target)
        yield Path(raw)
