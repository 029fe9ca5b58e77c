"""The tables of schema core, as SQLAlchemy sees them.

sql/migrations defines them; these mirrors are what Python code names columns and types by. A test compares the
two column by column, so a migration that changes a table changes this file too.
"""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gis.crs import GEOGRAPHIC

METADATA = MetaData(schema="core")
"""Every table of schema core."""


def _geometry(shape: str) -> Geometry:
    # The indexes are sql/'s business.
    return Geometry(shape, srid=GEOGRAPHIC, spatial_index=False)


def _dataset(*, nullable: bool = True, ondelete: str | None = None) -> Column[int]:
    """Make the column that says which load a row came with."""
    key = ForeignKey("core.dataset.dataset_id", ondelete=ondelete)
    return Column("dataset_id", BigInteger, key, nullable=nullable)


def _region(name: str = "region_code", *, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    """Make a column that names an administrative unit by its MOIS code."""
    key = ForeignKey("core.region.region_code")
    return Column(name, Text, key, primary_key=primary_key, nullable=nullable)


def _center(*, primary_key: bool, nullable: bool = False, ondelete: str) -> Column[str]:
    """Make a column that names a center of the register."""
    key = ForeignKey("core.center.center_id", ondelete=ondelete)
    return Column("center_id", Text, key, primary_key=primary_key, nullable=nullable)


def _claim() -> tuple[Column[Any], ...]:
    """Make the columns that notices and overrides share: the center, the state said, from when until when, by whom."""
    return (
        Column("center_id", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("intervals", JSONB, nullable=False),
        Column("valid_from", DateTime(timezone=True), nullable=False),
        Column("valid_until", DateTime(timezone=True), nullable=False),
        Column("issued_at", DateTime(timezone=True), nullable=False),
        Column("issued_by", Text, nullable=False),
    )


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
)

quarantine = Table(
    "quarantine",
    METADATA,
    Column("quarantine_id", BigInteger, primary_key=True),
    _dataset(nullable=False, ondelete="CASCADE"),
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
    _dataset(nullable=False, ondelete="CASCADE"),
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
)

region = Table(
    "region",
    METADATA,
    Column("region_code", Text, primary_key=True),
    Column("level", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    _region("parent_code", nullable=True),
    Column("municipality_code", Text),
    Column("municipality_name", Text),
    Column("geom", _geometry("MULTIPOLYGON"), nullable=False),
    Column("label_point", _geometry("POINT"), nullable=False),
    Column("area_km2", Double, nullable=False),
    Column("valid_from", Date, nullable=False),
    _dataset(),
)

region_code = Table(
    "region_code",
    METADATA,
    Column("old_code", Text, primary_key=True),
    Column("old_name", Text, primary_key=True),
    Column("system", Text, primary_key=True),
    Column("valid_from", Date, nullable=False),
    _region(),
    _dataset(),
)

population = Table(
    "population",
    METADATA,
    _region(primary_key=True),
    Column("sex", Text, primary_key=True),
    Column("age_from", SmallInteger, primary_key=True),
    Column("people", Integer, nullable=False),
    Column("reference_date", Date, primary_key=True),
    _dataset(),
)

household = Table(
    "household",
    METADATA,
    _region(primary_key=True),
    Column("size", Text, primary_key=True),
    Column("households", Integer, nullable=False),
    Column("reference_date", Date, primary_key=True),
    _dataset(),
)

indicator = Table(
    "indicator",
    METADATA,
    Column("region_code", Text, primary_key=True),  # no reference: a municipality with gu is no region of its own
    Column("level", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Double, nullable=False),
    Column("unit", Text, nullable=False),
    Column("reference_date", Date, primary_key=True),
    _dataset(),
)

cell_weight = Table(
    "cell_weight",
    METADATA,
    Column("h3", BigInteger, primary_key=True),
    Column("weight", Double, nullable=False),
    _dataset(),
)

cell = Table(
    "cell",
    METADATA,
    Column("h3", BigInteger, primary_key=True),
    _region(primary_key=True),
    Column("people", Double, nullable=False),
    Column("area_km2", Double, nullable=False),
    Column("method", Text, nullable=False),
    Column("center_point", _geometry("POINT"), nullable=False),
    Column("geom", _geometry("POLYGON"), nullable=False),
)

region_reach = Table(
    "region_reach",
    METADATA,
    Column("region_code", Text, ForeignKey("core.region.region_code", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("people", Double, nullable=False),
    Column("centers", Integer, nullable=False),
    Column("centers_by_rule", Double),
    Column("people_per_center", Double),
    Column("mean_km", Double),
    Column("p90_km", Double),
    Column("share_beyond_5km", Double),
    Column("share_beyond_10km", Double),
    Column("share_beyond_20km", Double),
)

address_point = Table(
    "address_point",
    METADATA,
    Column("address_point_id", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("road_address", Text),
    _region(),
    Column("sigungu_code", Text, nullable=False),
    Column("road_name", Text),
    Column("building_number", Text),
    Column("geom", _geometry("POINT"), nullable=False),
    _dataset(),
)

postcode = Table("postcode", METADATA, Column("postcode", Text, primary_key=True), _region(), _dataset())

station = Table(
    "station",
    METADATA,
    Column("station_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("lines", ARRAY(Text), nullable=False),
    Column("geom", _geometry("POINT"), nullable=False),
    _region(nullable=True),
    _dataset(),
)

center = Table(
    "center",
    METADATA,
    Column("center_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sub_kind", Text),
    Column("is_public", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("operator_name", Text),
    Column("road_address", Text),
    Column("lot_address", Text),
    Column("address_detail", Text),
    Column("geom", _geometry("POINT"), nullable=False),
    Column("h3_7", BigInteger, nullable=False),
    Column("h3_8", BigInteger, nullable=False),
    Column("h3_9", BigInteger, nullable=False),
    Column("h3_10", BigInteger, nullable=False),
    _region(),
    Column("phone", Text),
    Column("homepage", Text),
    Column("services", ARRAY(Text), nullable=False),
    Column("building_area_m2", Double),
    Column("opens_raw", Text),
    Column("closes_raw", Text),
    Column("closed_days_raw", Text),
    Column("usage_note_raw", Text),
    Column("position_source", Text, nullable=False),
    Column("position_method", Text, nullable=False),
    Column("position_trust", Text, nullable=False),
    Column("position_radius_m", Double, nullable=False),
    Column("address_agreement", Text, nullable=False),
    Column("reference_date", Date, nullable=False),
    Column("field_sources", JSONB, nullable=False),
)

center_serves = Table(
    "center_serves",
    METADATA,
    _center(primary_key=True, ondelete="CASCADE"),
    _region(primary_key=True),
)

center_staff = Table(
    "center_staff",
    METADATA,
    _center(primary_key=True, ondelete="CASCADE"),
    Column("profession", Text, primary_key=True),
    Column("people", Integer, nullable=False),
)

center_source = Table(
    "center_source",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("line", Integer, nullable=False),
    _dataset(nullable=False, ondelete="CASCADE"),
    _center(primary_key=False, nullable=True, ondelete="SET NULL"),
    Column("match_rule", Text),
    Column("kind", Text, nullable=False),
    Column("sub_kind", Text),
    Column("name", Text, nullable=False),
    Column("name_rule", Text, nullable=False),
    Column("operator_name", Text),
    Column("road_address", Text),
    Column("lot_address", Text),
    Column("address_detail", Text),
    Column("address_key", Text),
    Column("municipality_code", Text),
    Column("sigungu_code", Text),
    Column("serves", ARRAY(Text), nullable=False),
    Column("geom", _geometry("POINT")),
    Column("position_source", Text),
    Column("position_method", Text),
    Column("position_trust", Text),
    Column("position_radius_m", Double),
    Column("address_agreement", Text),
    Column("phone", Text),
    Column("homepage", Text),
    Column("services", ARRAY(Text), nullable=False),
    Column("staff", JSONB, nullable=False),
    Column("building_area_m2", Double),
    Column("opens_raw", Text),
    Column("closes_raw", Text),
    Column("closed_days_raw", Text),
    Column("usage_note_raw", Text),
    Column("reference_date", Date, nullable=False),
    Column("raw", JSONB, nullable=False),
)

center_week = Table(
    "center_week",
    METADATA,
    _center(primary_key=True, ondelete="CASCADE"),
    Column("week", JSONB, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("osm", Text),
    Column("source", Text, nullable=False),
    Column("reference_date", Date, nullable=False),
)

center_hours = Table(
    "center_hours",
    METADATA,
    _center(primary_key=True, ondelete="CASCADE"),
    Column("day", SmallInteger, primary_key=True),
    Column("from_min", SmallInteger, primary_key=True),
    Column("to_min", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),
)

notice = Table(
    "notice",
    METADATA,
    Column("notice_id", BigInteger, primary_key=True),
    *_claim(),
    Column("withdraws", BigInteger, ForeignKey("core.notice.notice_id")),
)

status_override = Table(
    "status_override",
    METADATA,
    Column("override_id", BigInteger, primary_key=True),
    *_claim(),
    Column("reason", Text, nullable=False),
    Column("withdraws", BigInteger, ForeignKey("core.status_override.override_id")),
)

correction = Table(
    "correction",
    METADATA,
    Column("correction_id", BigInteger, primary_key=True),
    Column("center_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("filed_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("settled_how", Text),
    Column("settled_by", Text),
    Column("settled_reason", Text),
)

center_correction = Table(
    "center_correction",
    METADATA,
    Column("center_correction_id", BigInteger, primary_key=True),
    Column("center_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text),
    Column("was", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("correction_id", BigInteger),
)

travel_time = Table(
    "travel_time",
    METADATA,
    Column("h3", BigInteger, primary_key=True),
    Column("mode", Text, primary_key=True),
    Column("center_id", Text, primary_key=True),
    Column("seconds", SmallInteger, nullable=False),
    Column("is_estimate", Boolean, nullable=False),
)

access_week = Table(
    "access_week",
    METADATA,
    Column("region_code", Text, primary_key=True),
    Column("mode", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("people", Double, nullable=False),
    Column("share_low", ARRAY(REAL), nullable=False),
    Column("share_if_office", ARRAY(REAL), nullable=False),
    Column("share_high", ARRAY(REAL), nullable=False),
    Column("access_low", ARRAY(REAL)),
    Column("access_if_office", ARRAY(REAL)),
)

access_cell = Table(
    "access_cell",
    METADATA,
    Column("h3", BigInteger, primary_key=True),
    Column("mode", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("nearest_s", SmallInteger, nullable=False),
    Column("centers", SmallInteger, nullable=False),
    Column("access_per_100k", REAL, nullable=False),
)

access_history = Table(
    "access_history",
    METADATA,
    Column("reference_date", Date, primary_key=True),
    Column("data_version", Text, nullable=False),
    Column("reading", Text, primary_key=True),
    Column("region_code", Text, primary_key=True),
    Column("people", Double, nullable=False),
    Column("people_without", Double, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)

vocabulary_vector = Table(
    "vocabulary_vector",
    METADATA,
    Column("encoder", Text, primary_key=True),
    Column("encoder_version", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("vector", ARRAY(Double), nullable=False),
)

recommendation_log = Table(
    "recommendation_log",
    METADATA,
    Column("recommendation_id", BigInteger, primary_key=True),
    Column("given_at", DateTime(timezone=True), nullable=False),
    Column("data_version", Text, nullable=False),
    Column("rules_from", Date, nullable=False),
    Column("cell", Text),
    Column("wish", JSONB, nullable=False),
    Column("weights", JSONB, nullable=False),
    Column("results", JSONB, nullable=False),
    Column("account_id", Uuid),
)
