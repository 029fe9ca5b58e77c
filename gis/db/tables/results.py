"""What is computed and kept: travel times, access, vectors, recommendations."""

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
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gis.db.tables.columns import METADATA

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
    Column("share_if_closed", ARRAY(REAL), nullable=False),
    Column("share_if_office", ARRAY(REAL), nullable=False),
    Column("access_if_closed", ARRAY(REAL)),
    Column("access_if_office", ARRAY(REAL)),
    Column("share_if_open", ARRAY(REAL), nullable=False),
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

kept_state = Table(
    "kept_state",
    METADATA,
    Column("reference_date", Date, primary_key=True),
    Column("people_date", Date, nullable=False),
    Column("lists", ARRAY(Text), nullable=False),
    Column("data_version", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)

kept_center = Table(
    "kept_center",
    METADATA,
    Column("reference_date", Date, ForeignKey(kept_state.c.reference_date, ondelete="CASCADE"), primary_key=True),
    Column("center_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("region_code", Text),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    Column("road_address", Text),
    Column("is_mental_health_care", Boolean, nullable=False),
    Column("is_open_to_public", Boolean, nullable=False),
    Column("serves", ARRAY(Text), nullable=False),
    Column("sources", ARRAY(Text), nullable=False),
    Column("week", JSONB),
)

kept_people = Table(
    "kept_people",
    METADATA,
    Column("reference_date", Date, primary_key=True),
    Column("region_code", Text, primary_key=True),
    Column("women", ARRAY(Integer), nullable=False),
    Column("men", ARRAY(Integer), nullable=False),
    Column("unit_group", Text),
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
