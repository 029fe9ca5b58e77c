"""Tables and layers to take away: CSV, XLSX, GeoPackage, GeoParquet, each with what is needed to repeat its figures."""

import json
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_WIDEST = 60
_PER_CENT = 100.0
_UNIT = re.compile(r"\s*\([^()]*\)$")

TWELVE_DIGITS = "%.12g"
"""Form of a number in CSV, from pages and commands alike: at 51 million people still a thousandth of a person."""


@dataclass(frozen=True)
class FileColumn:
    """A column of a file.

    Attributes
    ----------
    key : str
        FileColumn of the frame and its name in CSV and GeoPackage; the unit stands in it (``mean_km``).
    header : str
        Header in a sheet, in the reader's language, with its unit.
    decimals : int or None
        Decimals shown in a sheet; None for text.
    factor : float
        From the stored unit to that of the header: 100 for a share, which a sheet stores as 0..1 and shows in per cent.
    """

    key: str
    header: str
    decimals: int | None = None
    factor: float = 1.0

    @property
    def meaning(self) -> str:
        """Header that is true of the stored value: a share that a sheet shows in per cent is stored as 0..1."""
        return self.header if self.factor == 1.0 else f"{_UNIT.sub('', self.header)} (1 = 100%)"


@dataclass(frozen=True)
class Receipt:
    """What somebody else needs to repeat the figures.

    Attributes
    ----------
    title : str
        What the table is.
    entries : sequence of (str, str, str)
        Key, label and value of each fact: data version, version of the program, parameters, date, method.
    sources : pandas.DataFrame
        The sources behind the figures, one row each.
    names : sequence of str
        Names of the three sheets: figures, receipt, sources.
    """

    title: str
    entries: Sequence[tuple[str, str, str]]
    sources: pd.DataFrame
    names: tuple[str, str, str]


@dataclass(frozen=True)
class Table:
    """A table that goes along with the figures, without outlines: what another graph of the page shows.

    Attributes
    ----------
    key : str
        Name of its table in a GeoPackage and in the metadata of GeoParquet.
    name : str
        Name of its sheet, in the reader's language.
    frame : pandas.DataFrame
        The figures, in their stored units.
    columns : sequence of FileColumn
        Columns to write, in order.
    """

    key: str
    name: str
    frame: pd.DataFrame
    columns: Sequence[FileColumn]

    @property
    def kept(self) -> pd.DataFrame:
        """The columns to write, under their keys."""
        return self.frame[[column.key for column in self.columns]]


def to_csv(frame: pd.DataFrame, columns: Sequence[FileColumn]) -> bytes:
    """Write a CSV file that spreadsheets open as UTF-8; numbers to twelve digits, so that no count is rounded.

    A text that begins like a formula gets an apostrophe before it.

    Parameters
    ----------
    frame : pandas.DataFrame
        The figures, in their stored units.
    columns : sequence of FileColumn
        Columns to write, in order, under their keys; what is not known is blank.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, lines ended by CR LF.
    """
    kept = without_outlines(frame)[[column.key for column in columns]]
    kept = kept.apply(lambda column: column if pd.api.types.is_numeric_dtype(column) else column.map(_no_formula))
    written: str = kept.to_csv(index=False, lineterminator="\r\n", float_format=TWELVE_DIGITS)
    return written.encode("utf-8-sig")


def to_xlsx(
    frame: pd.DataFrame, columns: Sequence[FileColumn], receipt: Receipt, beside: Sequence[Table] = ()
) -> bytes:
    """Write a workbook: the figures under headers with units, the receipt, the sources, and what goes along.

    Parameters
    ----------
    frame : pandas.DataFrame
        The figures, in their stored units.
    columns : sequence of FileColumn
        Columns to write, in order.
    receipt : Receipt
        What goes into the second and third sheet.
    beside : sequence of Table
        A sheet each, after those.

    Returns
    -------
    bytes
        An Excel workbook (Office Open XML).
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    figures, facts, sources = (book.create_sheet(name) for name in receipt.names)
    _fill_figures(figures, frame, columns)
    figures.freeze_panes = "C2"
    figures.auto_filter.ref = figures.dimensions
    for table in beside:
        _fill_figures(book.create_sheet(table.name), table.frame, table.columns)
    _fill(facts, [receipt.title, ""], [[label, value] for _, label, value in receipt.entries])
    _fill(sources, list(receipt.sources.columns), receipt.sources.astype(object).to_numpy().tolist())
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def to_geopackage(
    frame: gpd.GeoDataFrame,
    columns: Sequence[FileColumn],
    receipt: Receipt,
    *,
    layer: str,
    beside: Sequence[Table] = (),
) -> bytes:
    """Write a GeoPackage: one layer of figures, and tables that say what its columns mean and where they come from.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The figures with their outlines, in any CRS; written as it is.
    columns : sequence of FileColumn
        Columns to write, in order, under their keys.
    receipt : Receipt
        What goes into the tables ``receipt`` and ``sources``.
    layer : str
        Name of the layer.
    beside : sequence of Table
        A table each, without geometry.

    Returns
    -------
    bytes
        A GeoPackage with the layer, what goes along, and the tables ``columns``, ``receipt`` and ``sources``.
    """
    kept = without_outlines(frame)[[column.key for column in columns]]
    figures = gpd.GeoDataFrame(kept, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    meanings = [
        (name, column.key, column.meaning)
        for name, shown in [(layer, columns), *((table.key, table.columns) for table in beside)]
        for column in shown
    ]
    tables = {
        "columns": pd.DataFrame(meanings, columns=["table", "column", "meaning"]),
        "receipt": pd.DataFrame(receipt.entries, columns=["key", "label", "value"]),
        "sources": receipt.sources,
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.gpkg"
        figures.to_file(path, layer=layer, driver="GPKG", engine="pyogrio")
        for table in beside:
            gpd.GeoDataFrame(table.kept).to_file(path, layer=table.key, driver="GPKG", engine="pyogrio")
        for name, lines in tables.items():
            gpd.GeoDataFrame(lines.astype("string")).to_file(path, layer=name, driver="GPKG", engine="pyogrio")
        return path.read_bytes()


def to_geoparquet(
    frame: gpd.GeoDataFrame, columns: Sequence[FileColumn], receipt: Receipt, beside: Sequence[Table] = ()
) -> bytes:
    """Write a GeoParquet file; the receipt, the meaning of the columns and what goes along stand in its metadata.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The figures with their outlines, in any CRS; written as it is.
    columns : sequence of FileColumn
        Columns to write, in order, under their keys.
    receipt : Receipt
        Stands as JSON under the key ``mindconnect`` of the file's metadata, with the sources.
    beside : sequence of Table
        Stand there too, under ``tables``, a record a row.

    Returns
    -------
    bytes
        GeoParquet 1.x.
    """
    kept = without_outlines(frame)[[column.key for column in columns]]
    told = {
        "title": receipt.title,
        "columns": {column.key: column.meaning for column in columns},
        "receipt": {key: value for key, _, value in receipt.entries},
        "sources": receipt.sources.astype("string").to_dict("records"),
        "tables": {table.key: _records(table.kept) for table in beside},
    }
    figures = gpd.GeoDataFrame(kept, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    return to_parquet(figures, json.dumps(told, ensure_ascii=False).encode())


def to_parquet(frame: pd.DataFrame, told: bytes) -> bytes:
    """Write Parquet, with outlines GeoParquet; what is told of it stands in the metadata under ``mindconnect``.

    Parameters
    ----------
    frame : pandas.DataFrame or geopandas.GeoDataFrame
        Written as it is, without its index.
    told : bytes
        JSON.
    """
    plain, written = BytesIO(), BytesIO()
    frame.to_parquet(plain, index=False)
    table = pq.read_table(plain)
    metadata = {**(table.schema.metadata or {}), b"mindconnect": told}
    pq.write_table(table.replace_schema_metadata(metadata), written)
    return written.getvalue()


def without_outlines(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without its geometry."""
    geometry = getattr(frame, "active_geometry_name", None)
    return pd.DataFrame({name: frame[name] for name in frame.columns if name != geometry})


def _records(frame: pd.DataFrame) -> list[dict[Hashable, object]]:
    """Return rows as JSON takes them: what is missing or endless is null."""
    finite = frame.replace([np.inf, -np.inf], np.nan)
    return finite.astype(object).where(finite.notna(), None).to_dict("records")


def _rows(frame: pd.DataFrame, columns: Sequence[FileColumn]) -> list[list[object]]:
    def shown(column: FileColumn) -> list[object]:
        values = frame[column.key]
        if column.decimals is None:
            return [None if pd.isna(value) else str(value) for value in values]
        # Three digits more than are shown: enough to sum, and no tail of a float in the line of the formula.
        digits = column.decimals + (5 if column.factor == _PER_CENT else 3)
        return [round(float(value), digits) if pd.notna(value) and isfinite(value) else None for value in values]

    return [list(row) for row in zip(*(shown(column) for column in columns), strict=True)]


def _fill_figures(sheet: Worksheet, frame: pd.DataFrame, columns: Sequence[FileColumn]) -> None:
    """Write figures under their headers, each with the decimals of its column."""
    _fill(sheet, [column.header for column in columns], _rows(frame, columns))
    for number, column in enumerate(columns, start=1):
        if column.decimals is not None:
            form = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
            form += "%" if column.factor == _PER_CENT else ""
            for (cell,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
                cell.number_format = form


def _no_formula(value: object) -> object:
    """Keep a text that a spreadsheet would take for a formula a text, by an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _printable(value: object) -> object:
    """Take out of a text the control characters that a workbook refuses; they are nothing to read."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _fill(sheet: Worksheet, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    sheet.append(list(headers))
    for row in rows:
        sheet.append([None if value is None or value is pd.NaT else _printable(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, cells in enumerate(sheet.iter_cols(), start=1):
        for cell in cells:
            _as_text(cell)
        longest = max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(cell.value or "")) for cell in cells)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 10), _WIDEST)


def _as_text(cell: Cell | MergedCell) -> None:
    """Keep a text that begins like a formula a text: it may come from a publisher's file."""
    if cell.data_type == "f":
        cell.data_type = "s"
