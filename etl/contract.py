"""What a source module promises the pipeline: its facts, and read -> clean -> load.

A source is a module in :mod:`etl.sources` with a constant ``SOURCE`` and three functions::

    def read(path: Path) -> pd.DataFrame            # the raw rows; index "line": where each stands in the file
    def clean(frame: pd.DataFrame, context: Context) -> Cleaned    # pure: no database, no file, no clock
    def load(conn: Connection, cleaned: Cleaned, dataset_id: int) -> None    # inside the pipeline's transaction

``line`` counts from 1 with the header (the first record of a CSV file stands in line 2); in Parquet and
GeoPackage files it is the record's number from 1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

import pandas as pd
from sqlalchemy.engine import Connection

from etl.clean.codes import RegionIndex
from gis.errors import SourceError

QUARANTINE_COLUMNS = ["line", "column_name", "value", "reason", "detail", "municipality_code"]
"""Columns of :attr:`Cleaned.quarantine`."""

REPAIR_COLUMNS = ["line", "column_name", "value", "repaired", "rule", "municipality_code"]
"""Columns of :attr:`Cleaned.repairs`."""

FAULT = "fault"
"""Column that ``read`` may add: why a record cannot be used, ``reason`` or ``reason: detail``; else missing."""


@dataclass(frozen=True)
class Source:
    """The facts of one published file.

    Attributes
    ----------
    name : str
        Key in core.dataset, such as ``population``.
    title, publisher, url, licence, cadence : str
        As the publisher states them; ``url`` is the page a person can open.
    pattern : str
        Glob below the raw folder; of several matches the last by name is read (names carry their period).
    reference_from, reference_to : datetime.date
        Period the file speaks of; a ``Cleaned.period`` read from the rows overrules it.
    cleaner_version : int
        Raise it when the cleaning rules change: unchanged files are then loaded again.
    columns : Sequence[str]
        Columns the file must have; others are ignored.
    after : Sequence[str]
        Sources whose rows this one's cleaning reads; when one of them was loaded anew, so is this.
    tables : Sequence[str]
        Tables that ``load`` writes, such as ``core.population``.
    needs : Sequence[str]
        Tables to hand to ``clean`` as ``context.tables``.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    cadence: str
    pattern: str
    reference_from: date
    reference_to: date
    cleaner_version: int
    columns: Sequence[str]
    after: Sequence[str] = ()
    tables: Sequence[str] = ()
    needs: Sequence[str] = ()


@dataclass(frozen=True)
class Context:
    """What cleaning may look things up in; frozen for one source's run.

    Attributes
    ----------
    source : Source
        Whose rows are cleaned.
    regions_reader : Callable
        Gives the regions and codes loaded so far; called once, and only when a cleaner asks.
    tables : Mapping[str, pandas.DataFrame]
        The tables named in ``Source.needs``; geometry columns as ``lat`` and ``lon``.
    today : datetime.date
        Day of the load: no row can speak of a later one.
    """

    source: Source
    regions_reader: Callable[[], RegionIndex]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    today: date = date.max

    @cached_property
    def regions(self) -> RegionIndex:
        """Regions by code, by name and by point."""
        return self.regions_reader()


@dataclass(frozen=True)
class Cleaned:
    """What came of a file: rows by target table, and an account of every row read.

    Attributes
    ----------
    tables : Mapping[str, pandas.DataFrame]
        Rows by table name, columns named as in the database, without ``dataset_id``.
    rows_read, rows_kept, rows_merged, rows_left_out : int
        Rows of the file; merged ones went into another row, those left out are sound and none of the register's. The
        rest must stand in ``quarantine``.
    quarantine, repairs : pandas.DataFrame
        Rows not kept and values changed (:data:`QUARANTINE_COLUMNS`, :data:`REPAIR_COLUMNS`).
    period : tuple of datetime.date, optional
        Period the rows speak of, where they state it.

    Raises
    ------
    gis.errors.SourceError
        When read != kept + merged + quarantined + left out: a row got lost.
    """

    tables: Mapping[str, pd.DataFrame]
    rows_read: int
    rows_kept: int
    rows_merged: int = 0
    quarantine: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=QUARANTINE_COLUMNS))
    repairs: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REPAIR_COLUMNS))
    period: tuple[date, date] | None = None
    rows_left_out: int = 0

    def __post_init__(self) -> None:
        accounted = self.rows_kept + self.rows_merged + self.rows_quarantined + self.rows_left_out
        if self.rows_read != accounted:
            raise SourceError(
                f"{self.rows_read} rows were read but {self.rows_kept} kept + {self.rows_merged} merged + "
                f"{self.rows_quarantined} quarantined + {self.rows_left_out} left out = {accounted}: "
                "mend the cleaner, a row got lost or counted twice"
            )

    @property
    def rows_quarantined(self) -> int:
        """Rows not kept; a row with two faults counts once."""
        return int(self.quarantine["line"].nunique())


class SourceModule(Protocol):
    """A module of :mod:`etl.sources`, as the registry sees it."""

    @property
    def SOURCE(self) -> Source:  # noqa: N802 (a module's constant)
        """The facts of its file."""

    def read(self, path: Path, /) -> pd.DataFrame:
        """Read the raw rows."""

    def clean(self, frame: pd.DataFrame, context: Context, /) -> Cleaned:
        """Turn raw rows into table rows; pure."""

    def load(self, conn: Connection, cleaned: Cleaned, dataset_id: int, /) -> None:
        """Replace the source's rows."""


@dataclass(frozen=True)
class Build:
    """A derived table and what it is derived from.

    Attributes
    ----------
    name : str
        Key in core.build.
    version : int
        Raise it when the method changes.
    sources, builds : Sequence[str]
        Inputs; the table is built again only when one of them changed.
    run : Callable[[Connection], int]
        Rebuilds the table inside the pipeline's transaction, gives the rows written.
    rules : Sequence[str]
        Files of ``data/rules`` that it follows; the table is built again when one of them changed.
    tables : Sequence[str]
        Tables that ``run`` writes, such as ``core.cell``; those that the snapshot ships need no run after it.
    """

    name: str
    version: int
    sources: Sequence[str]
    run: Callable[[Connection], int]
    builds: Sequence[str] = ()
    rules: Sequence[str] = ()
    tables: Sequence[str] = ()


def quarantined(
    rows: pd.DataFrame, column: str | None, reason: str, detail: object = None, municipality_code: object = None
) -> pd.DataFrame:
    """Describe rows that are not kept.

    Parameters
    ----------
    rows : pandas.DataFrame
        The rows, indexed by line.
    column : str or None
        Column at fault, whose value is reported; None when the row as a whole is.
    reason : str
        Code such as ``out_of_scope``, ``subtotal``, ``no_region``, ``unreadable``.
    detail : str or pandas.Series, optional
        What a person needs to know; a series is aligned with ``rows``.
    municipality_code : str or pandas.Series, optional
        Whom a correction file about it goes to, where that is known.

    Returns
    -------
    pandas.DataFrame
        :data:`QUARANTINE_COLUMNS`, one row a line.
    """
    value = None if column is None else rows[column].astype("string").to_numpy()
    return pd.DataFrame(
        {
            "line": rows.index.to_numpy(),
            "column_name": column,
            "value": value,
            "reason": reason,
            "detail": _aligned(detail, rows.index),
            "municipality_code": _aligned(municipality_code, rows.index),
        },
        columns=QUARANTINE_COLUMNS,
    )


def repaired(before: pd.Series, after: pd.Series, rule: str, municipality_code: object = None) -> pd.DataFrame:
    """List the values that a rule changed.

    Parameters
    ----------
    before, after : pandas.Series
        The same column, indexed by line, before and after.
    rule : str
        Code of the rule, such as ``geometry_made_valid``.
    municipality_code : str or pandas.Series, optional
        Whom a correction file about it goes to.

    Returns
    -------
    pandas.DataFrame
        :data:`REPAIR_COLUMNS`, only the rows whose text differs.
    """
    old, new = before.astype("string"), after.astype("string")
    changed = (old.fillna("") != new.fillna("")).to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "line": before.index[changed].to_numpy(),
            "column_name": before.name,
            "value": old[changed].to_numpy(),
            "repaired": new[changed].to_numpy(),
            "rule": rule,
            "municipality_code": _aligned(municipality_code, before.index[changed]),
        },
        columns=REPAIR_COLUMNS,
    )


def _aligned(value: object, index: pd.Index) -> object:
    """Return a series' values at some lines, any other value as it is."""
    return value.reindex(index).to_numpy() if isinstance(value, pd.Series) else value
