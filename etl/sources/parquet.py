"""Reading of Parquet files, the form in which several publishers' tables reached the project."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl import checks
from etl.contract import Source
from gis.errors import SourceError


def read_parquet(path: Path, source: Source) -> pd.DataFrame:
    """Read a Parquet file's named columns; the index is the record's number from 1.

    Raises
    ------
    SourceError
        When it is no Parquet file, lacks a column or holds no row.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"{source.name}: {path.name} is not a readable Parquet file ({error})") from error
    frame = checks.require_columns(table.to_pandas(ignore_metadata=True), source)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="line")
    return frame
