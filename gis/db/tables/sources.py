"""What was loaded and built, and what became of rows that were not kept."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Table, Text

from gis.db.tables.columns import METADATA, dataset_id

dataset = Table(
    "dataset",
    METADATA,
    Column("dataset_id", BigInteger, primary_key=True),
    Column("source", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("cleaner_version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("url", Text),
    Column("licence", Text, nullable=False),
    Column("reference_from", Date, nullable=False),
    Column("reference_to", Date, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_kept", Integer, nullable=False),
    Column("rows_merged", Integer, nullable=False),
    Column("rows_quarantined", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False),
    Column("superseded_at", DateTime(timezone=True)),
    Column("rows_left_out", Integer, nullable=False),
)

quarantine = Table(
    "quarantine",
    METADATA,
    Column("quarantine_id", BigInteger, primary_key=True),
    dataset_id(nullable=False, ondelete="CASCADE"),
    Column("file_name", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column_name", Text),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    Column("detail", Text),
    Column("municipality_code", Text),
)

repair = Table(
    "repair",
    METADATA,
    Column("repair_id", BigInteger, primary_key=True),
    dataset_id(nullable=False, ondelete="CASCADE"),
    Column("line", Integer, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("value", Text),
    Column("repaired", Text),
    Column("rule", Text, nullable=False),
    Column("municipality_code", Text),
)

build = Table(
    "build",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("input_version", Text, nullable=False),
    Column("rows_written", Integer, nullable=False),
    Column("built_at", DateTime(timezone=True), nullable=False),
    Column("data_version", Text),
)
