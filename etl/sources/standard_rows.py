"""What the standard lists of local governments (표준데이터) share: a date in each row, and staff in several columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from etl import checks
from etl.clean.dates import read_date
from etl.clean.staff import Staff, read_staff
from etl.contract import REPAIR_COLUMNS, Cleaned, Context, quarantined, repaired
from etl.sources import center_rows

DATE_COLUMN = "데이터기준일자"
"""Column of each row's reference date."""


def split_dated(frame: pd.DataFrame, context: Context) -> tuple[pd.DataFrame, pd.Series, list[pd.DataFrame]]:
    """Part the rows whose reference date can be read from the others.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with :data:`DATE_COLUMN`, indexed by line.
    context : Context
        Gives the day of the load.

    Returns
    -------
    pandas.DataFrame, pandas.Series
        The dated rows and their dates.
    list of pandas.DataFrame
        What to quarantine, a frame a reason.
    """
    readings = [read_date(text, today=context.today) for text in frame[DATE_COLUMN]]
    dates = pd.Series(readings, index=frame.index, dtype=object)
    reasons = dates.map(lambda read: None if isinstance(read, date) else read.reason).astype("string")
    is_dated = reasons.isna()
    undated = [
        quarantined(frame.loc[lines], DATE_COLUMN, str(reason))
        for reason, lines in reasons.groupby(reasons).groups.items()
    ]
    return frame[is_dated], dates[is_dated], undated


def with_undated(cleaned: Cleaned, rows_read: int, undated: Sequence[pd.DataFrame]) -> Cleaned:
    """Add the rows without a date to the account of a file."""
    return replace(cleaned, rows_read=rows_read, quarantine=checks.join([cleaned.quarantine, *undated]))


def count_staff(row: Mapping[Any, Any], columns: Mapping[str, str], *, free_text: str) -> Staff:
    """Count the staff of a row.

    Parameters
    ----------
    row : Mapping
        The row's values by column.
    columns : Mapping of str to str
        Column of numbers -> profession.
    free_text : str
        Column of all other staff.

    Returns
    -------
    Staff
        A profession that has a column of its own is not counted again from the free text. A row that publishes 0 for
        everybody says nothing about its staff.
    """
    free = read_staff(None if pd.isna(row[free_text]) else str(row[free_text]))
    counted = {
        profession: int(str(row[column]))
        for column, profession in columns.items()
        if not pd.isna(row[column]) and re.fullmatch("[0-9]{1,4}", str(row[column]))
    }
    if not any(counted.values()) and not free.people:
        return Staff({}, free.unread)
    return Staff(
        {**{name: people for name, people in free.people.items() if name not in counted}, **counted}, free.unread
    )


def with_staff_repairs(cleaned: Cleaned, published: pd.Series, staff: Sequence[Staff]) -> Cleaned:
    """Note the rows whose free text names staff without a number.

    Parameters
    ----------
    cleaned : Cleaned
        The list.
    published : pandas.Series
        The free text, indexed by line.
    staff : Sequence of Staff
        What was read of each.
    """
    unread = pd.Series([", ".join(read.unread) or None for read in staff], index=published.index, dtype="string")
    lines = cleaned.tables[center_rows.TABLE].set_index("line")["municipality_code"]
    noted = unread[unread.notna() & unread.index.isin(lines.index)]
    after = pd.Series(pd.NA, index=noted.index, dtype="string")
    notes = repaired(published.reindex(noted.index), after, "staff_without_number", lines.reindex(noted.index))
    return replace(cleaned, repairs=checks.join([cleaned.repairs, notes], REPAIR_COLUMNS))
