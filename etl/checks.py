"""Validation: a file of the wrong shape is refused as a whole, a bad row goes to quarantine."""

from collections.abc import Sequence

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from etl.contract import QUARANTINE_COLUMNS, Source, quarantined
from gis.errors import SourceError


def require_columns(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Refuse a file that lacks a column or holds no row.

    Parameters
    ----------
    frame : pandas.DataFrame
        The raw rows.
    source : Source
        Its ``columns`` must be there; others are dropped.

    Returns
    -------
    pandas.DataFrame
        The named columns in the named order.

    Raises
    ------
    SourceError
        Naming the missing columns and those found.
    """
    missing = [name for name in source.columns if name not in frame.columns]
    if missing:
        raise SourceError(
            f"{source.name}: the file has no column {', '.join(missing)}, only {', '.join(map(str, frame.columns))}: "
            f"is it {source.title}? Compare it with {source.url}"
        )
    if frame.empty:
        raise SourceError(f"{source.name}: the file has its columns but no row; download it again from {source.url}")
    return frame[list(source.columns)]


def split(frame: pd.DataFrame, schema: pa.DataFrameSchema, source: Source) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the rows that a schema accepts from those it refuses.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows indexed by line.
    schema : pandera.pandas.DataFrameSchema
        Checks by column; the ``error`` of a check becomes the reason.
    source : Source
        For messages.

    Returns
    -------
    valid : pandas.DataFrame
        Rows that pass every check, as they were.
    quarantine : pandas.DataFrame
        One row for each line refused, at its first fault.

    Raises
    ------
    SourceError
        When a fault belongs to no row: a missing column, a type that cannot be read at all, a sum that is wrong.
    """
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        if cases["index"].isna().any():
            first = cases[cases["index"].isna()].iloc[0]
            raise SourceError(
                f"{source.name}: column {first['column']} fails {first['check']} ({first['failure_case']}): "
                f"the file is not {source.title} as {source.publisher} describes it"
            ) from errors
        faults = _faults(frame, cases)
        return frame.drop(index=list(faults["line"])), faults
    return frame, pd.DataFrame(columns=QUARANTINE_COLUMNS)


def join(parts: Sequence[pd.DataFrame], columns: Sequence[str] = QUARANTINE_COLUMNS) -> pd.DataFrame:
    """Put quarantine (or repair) frames together in the order of lines, empty ones left out."""
    filled = [part for part in parts if not part.empty]
    if not filled:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(filled, ignore_index=True).sort_values("line", kind="stable", ignore_index=True)


def _faults(frame: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    first = cases.drop_duplicates("index").sort_values("index").replace({"check": {"not_nullable": "missing"}})
    parts = [
        quarantined(frame.loc[list(group["index"])], str(column), str(check))
        for (column, check), group in first.groupby(["column", "check"], sort=True)
    ]
    return join(parts)
