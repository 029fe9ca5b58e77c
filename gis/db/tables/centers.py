"""The register of centers, when they are open, and what offices say of them."""

from sqlalchemy import (
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
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gis.db.tables.columns import METADATA, center_key, claim, dataset_id, geometry, region_key

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
    Column("geom", geometry("POINT"), nullable=False),
    Column("h3_7", BigInteger, nullable=False),
    Column("h3_8", BigInteger, nullable=False),
    Column("h3_9", BigInteger, nullable=False),
    Column("h3_10", BigInteger, nullable=False),
    region_key(),
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
    Column("psychiatrists", SmallInteger),
    Column("psychiatrists_on", Date),
    Column("doctors", SmallInteger),
    Column("lists_psychiatry", Boolean),
    Column("is_in_hira_list", Boolean),
    Column("hira_list_on", Date),
)

center_serves = Table(
    "center_serves",
    METADATA,
    center_key(primary_key=True, ondelete="CASCADE"),
    region_key(primary_key=True),
)

center_staff = Table(
    "center_staff",
    METADATA,
    center_key(primary_key=True, ondelete="CASCADE"),
    Column("profession", Text, primary_key=True),
    Column("people", Integer, nullable=False),
)

center_source = Table(
    "center_source",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("line", Integer, nullable=False),
    dataset_id(nullable=False, ondelete="CASCADE"),
    center_key(primary_key=False, nullable=True, ondelete="SET NULL"),
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
    Column("geom", geometry("POINT")),
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
    Column("psychiatrists", SmallInteger),
    Column("doctors", SmallInteger),
    Column("lists_psychiatry", Boolean),
    Column("hours_by_day", JSONB),
)

center_week = Table(
    "center_week",
    METADATA,
    center_key(primary_key=True, ondelete="CASCADE"),
    Column("week", JSONB, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("osm", Text),
    Column("source", Text, nullable=False),
    Column("reference_date", Date, nullable=False),
)

center_other_week = Table(
    "center_other_week",
    METADATA,
    center_key(primary_key=True, ondelete="CASCADE"),
    Column("source", Text, primary_key=True),
    Column("reference_date", Date, nullable=False),
    Column("week", JSONB, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("days_compared", ARRAY(SmallInteger), nullable=False),
    Column("days_apart", ARRAY(SmallInteger), nullable=False),
    Column("apart_min", SmallInteger),
)

center_hours = Table(
    "center_hours",
    METADATA,
    center_key(primary_key=True, ondelete="CASCADE"),
    Column("day", SmallInteger, primary_key=True),
    Column("from_min", SmallInteger, primary_key=True),
    Column("to_min", SmallInteger, nullable=False),
    Column("source", Text, nullable=False),
)

notice = Table(
    "notice",
    METADATA,
    Column("notice_id", BigInteger, primary_key=True),
    *claim(),
    Column("withdraws", BigInteger, ForeignKey("core.notice.notice_id")),
)

status_override = Table(
    "status_override",
    METADATA,
    Column("override_id", BigInteger, primary_key=True),
    *claim(),
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
    Column("week", JSONB),
)
