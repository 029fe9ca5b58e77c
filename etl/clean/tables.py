"""Read a published table whatever form it was saved in: delimiter, encoding, workbook, stray bytes, repeated headers.

Publishers export the same list as CSV, with semicolons, tabs or bars, or as a workbook; people open it, save it again
and send it on. What is meant is told by the columns that the source must have. A record that cannot be read is one
record's fault, and its line in the file is named; only a file in which nothing can be recognised is refused whole.
"""

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from etl.clean.encoding import LOST, decode
from etl.contract import FAULT, Source
from gis.errors import SourceError

DELIMITERS = (",", ";", "\t", "|")
"""Tried on the first rows; the one under which most of the source's columns appear is meant."""

HEADER_WITHIN = 20
"""Rows at the top in which the header is looked for; titles and notes may stand above it."""

LARGEST_SHEET_BYTES = 300_000_000
"""Largest unpacked workbook that is opened; published ones unpack to less than a tenth of it."""

LARGEST_RATIO = 60
"""How many times its packed size a large workbook may have; published ones have 5 to 20 times."""

MISSING = frozenset({"", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null", "#N/A", "<NA>"})
"""Texts that stand for no value."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_COMPOSED = re.compile("[^\uf900-\ufaff]+")  # NFC would write a hanja such as \uf9e1 of a name by another code
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")


@dataclass(frozen=True)
class _Record:
    """The fields of one record and the line of the file on which it begins."""

    line: int
    fields: tuple[str, ...]


def read_table(path: Path, source: Source) -> pd.DataFrame:
    """Read a published table.

    Parameters
    ----------
    path : pathlib.Path
        CSV with any of :data:`DELIMITERS` in any encoding of :func:`etl.clean.encoding.decode`, or a workbook
        (its first sheet that has the columns), told by its content and not by its ending.
    source : Source
        Its ``columns`` must be there; others are dropped.

    Returns
    -------
    pandas.DataFrame
        The source's columns as ``string``, values composed (NFC) and without invisible characters, missing ones
        ``<NA>``; indexed by ``line``, the line of the file (the row of the sheet) on which each record begins. When a
        record cannot be used the column :data:`etl.contract.FAULT` says why: ``repeated_header``, ``field_count``
        or ``lost_bytes``.

    Raises
    ------
    SourceError
        When the file is no table, lacks a column, or holds no record; the message says what was found.
    """
    data = path.read_bytes()
    if data.startswith(_OLE):
        raise SourceError(f"{path.name} is an old Excel workbook (.xls): save it as .xlsx or as CSV and load it again")
    if data.startswith(_ZIP):
        candidates = [list(records) for records in _sheets(data, path.name)]
    else:
        text = decode(data, where=path.name).text
        candidates = [_records(text, mark) for mark in DELIMITERS]
    candidates = [records for records in candidates if records]
    if not candidates:
        raise SourceError(f"{path.name} is empty: download it again from {source.url}")
    headers = [_find_header(records, source.columns) for records in candidates]
    best = max(range(len(candidates)), key=lambda number: headers[number].matched)
    return _frame(candidates[best], headers[best], source, path.name)


def tidy_text(text: str) -> str:
    """Compose a text (NFC), take out invisible characters and NUL, turn unusual blanks into plain ones."""
    composed = _COMPOSED.sub(lambda part: unicodedata.normalize("NFC", part[0]), text)
    return _BLANKS.sub(" ", _INVISIBLE.sub("", composed))


# -- records ---------------------------------------------------------------------------------------


def _records(text: str, delimiter: str) -> list[_Record]:
    """Split a text into records, each with the line on which it begins; none when it cannot be split so."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    records, begins = [], 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                records.append(_Record(begins, tuple(fields)))
            begins = reader.line_num + 1
    except csv.Error:
        return []
    return records


def _sheets(data: bytes, name: str) -> Iterator[Iterator[_Record]]:
    """Return the records of each sheet of a workbook."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        is_bomb = unpacked > LARGEST_RATIO * len(data) and unpacked > LARGEST_SHEET_BYTES // 10
        if is_bomb or unpacked > LARGEST_SHEET_BYTES:
            raise SourceError(
                f"{name} unpacks to {unpacked // 1_000_000} MB, more than any published table: it is not opened"
            )
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise SourceError(f"{name} is not a readable workbook ({error})") from error
    for sheet in book.worksheets:
        yield (
            _Record(row, tuple(_cell(value) for value in values))
            for row, values in enumerate(sheet.iter_rows(values_only=True), start=1)
            if any(value is not None and str(value).strip() for value in values)
        )


def _cell(value: object) -> str:
    """Write a cell as a CSV export would: whole numbers without a fraction, dates without midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


# -- header ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Header:
    """Names of the columns, where the records begin, and how many of the source's columns are among them."""

    names: tuple[str, ...]
    first_record: int
    matched: int


def _find_header(records: Sequence[_Record], columns: Sequence[str]) -> _Header:
    """Find the header: the row, or the two rows of merged cells, with most of the wanted columns."""
    best = _Header((), 0, -1)
    for number in range(min(len(records), HEADER_WITHIN)):
        names = _names(records[number])
        options = [(names, number + 1)]
        if number + 1 < len(records):
            below = _names(records[number + 1])
            width = max(len(names), len(below))
            padded = [(*row, *[""] * (width - len(row))) for row in (names, below)]
            options.append((tuple(low or high for high, low in zip(*padded, strict=True)), number + 2))
        for option, first in options:
            matched = len(set(columns) & set(option))
            if matched > best.matched:
                best = _Header(option, first, matched)
    return best


def _names(record: _Record) -> tuple[str, ...]:
    return tuple(re.sub(r"\s+", "", tidy_text(field).replace("ï»¿", "")).strip('"') for field in record.fields)


# -- frame -----------------------------------------------------------------------------------------


def _frame(records: Sequence[_Record], header: _Header, source: Source, name: str) -> pd.DataFrame:
    missing = [column for column in source.columns if column not in header.names]
    if missing:
        columns_found = ", ".join(filter(None, header.names)) or "none that can be recognised"
        raise SourceError(
            f"{name}: the file has no column {', '.join(missing)}, only {columns_found}: is it {source.title}? "
            f"Compare it with {source.url}"
        )
    body = records[header.first_record :]
    if not body:
        raise SourceError(f"{name}: the file has its columns but no row; download it again from {source.url}")
    at = [header.names.index(column) for column in source.columns]
    rows, faults = [], []
    for record in body:
        values = [tidy_text(record.fields[place]).strip() if place < len(record.fields) else "" for place in at]
        rows.append([None if value in MISSING else value for value in values])
        faults.append(_fault(record, values, header, source.columns))
    frame = pd.DataFrame(rows, columns=list(source.columns), dtype="string")
    frame.index = pd.Index([record.line for record in body], name="line")
    return frame.assign(**{FAULT: pd.array(faults, dtype="string")}) if any(faults) else frame


def _fault(record: _Record, values: Sequence[str], header: _Header, columns: Sequence[str]) -> str | None:
    if sum(value == column for value, column in zip(values, columns, strict=True)) > len(columns) / 2:
        return "repeated_header"
    if any(field.strip() for field in record.fields[len(header.names) :]):
        return f"field_count: {len(record.fields)} fields under {len(header.names)} columns"
    lost = [column for value, column in zip(values, columns, strict=True) if LOST in value]
    return f"lost_bytes: {', '.join(lost)}" if lost else None
