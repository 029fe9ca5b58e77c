"""The views of schema serve that statements are composed over, as SQLAlchemy sees them.

sql/views defines them; a test compares the two column by column. A statement that never varies is text and names its
columns itself; only what is put together from conditions stands here.
"""

from typing import Any

from geoalchemy2 import Geography
from sqlalchemy import (
    BigInteger,
    Boolean,
    Cast,
    Column,
    Date,
    Dialect,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    cast,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gis.db.tables.columns import geometry

METADATA = MetaData(schema="serve")
"""Views of schema serve."""


class _TextArray(ARRAY[str]):
    """An array of text as the driver gives it; ARRAY itself copies each list once more, a third of a search's work."""

    cache_ok = True

    def result_processor(self, _dialect: Dialect, _coltype: object) -> None:  # type: ignore[override] # None: none
        """Leave what the driver gives as it is."""


def geography(expression: Any) -> Cast[Any]:
    """Cast a geometry to geography, in the very form that the indexes are made over (without shape and system)."""
    return cast(expression, Geography(geometry_type=None, srid=-1, spatial_index=False))


center = Table(
    "center",
    METADATA,
    Column("center_id", Text),
    Column("kind", Text),
    Column("sub_kind", Text),
    Column("is_public", Boolean),
    Column("name", Text),
    Column("operator_name", Text),
    Column("road_address", Text),
    Column("lot_address", Text),
    Column("address_detail", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("geom", geometry("POINT")),
    Column("h3_7", BigInteger),
    Column("h3_8", BigInteger),
    Column("h3_9", BigInteger),
    Column("h3_10", BigInteger),
    Column("region_code", Text),
    Column("sigungu_code", Text),
    Column("sido_code", Text),
    Column("region_name", Text),
    Column("serves", _TextArray(Text)),
    Column("phone", Text),
    Column("homepage", Text),
    Column("services", _TextArray(Text)),
    Column("building_area_m2", Double),
    Column("opens_raw", Text),
    Column("closes_raw", Text),
    Column("closed_days_raw", Text),
    Column("position_trust", Text),
    Column("position_radius_m", Double),
    Column("is_approximate", Boolean),
    Column("address_agreement", Text),
    Column("reference_date", Date),
    Column("source_count", BigInteger),
    Column("position_source", Text),
    Column("position_method", Text),
    Column("field_sources", JSONB),
    Column("instead_name", Text),
    Column("instead_phone", Text),
    Column("care_level", Text),
    Column("care_rule", Text),
    Column("is_open_to_public", Boolean),
    Column("public_rule", Text),
    Column("is_mental_health_care", Boolean),
    Column("psychiatrists", SmallInteger),
    Column("psychiatrists_on", Date),
    Column("doctors", SmallInteger),
    Column("lists_psychiatry", Boolean),
    Column("has_er_at_night", Boolean),
    Column("is_in_hira_list", Boolean),
    Column("hira_list_on", Date),
    Column("has_hours", Boolean),
    Column("search_text", Text),
)

center_serves = Table("center_serves", METADATA, Column("center_id", Text), Column("region_code", Text))

center_source = Table(
    "center_source",
    METADATA,
    Column("center_id", Text),
    Column("source", Text),
    Column("title", Text),
    Column("publisher", Text),
    Column("licence", Text),
    Column("line", Integer),
    Column("match_rule", Text),
    Column("kind", Text),
    Column("name", Text),
    Column("name_rule", Text),
    Column("position_method", Text),
    Column("position_trust", Text),
    Column("reference_date", Date),
)

region = Table(
    "region",
    METADATA,
    Column("region_code", Text),
    Column("level", Text),
    Column("name", Text),
    Column("full_name", Text),
    Column("parent_code", Text),
    Column("municipality_code", Text),
    Column("municipality_name", Text),
    Column("geom", geometry("MULTIPOLYGON")),
    Column("label_lat", Double),
    Column("label_lon", Double),
    Column("area_km2", Double),
    Column("people", BigInteger),
    Column("valid_from", Date),
)

population = Table(
    "population",
    METADATA,
    Column("level", Text),
    Column("region_code", Text),
    Column("sex", Text),
    Column("age_from", SmallInteger),
    Column("people", BigInteger),
    Column("reference_date", Date),
    Column("unit_group", Text),
)

population_history = Table(
    "population_history",
    METADATA,
    Column("level", Text),
    Column("region_code", Text),
    Column("reference_date", Date),
    Column("people", BigInteger),
    Column("unit_group", Text),
)

cell = Table(
    "cell",
    METADATA,
    Column("h3", Text),
    Column("h3_index", BigInteger),
    Column("people", Double),
    Column("area_km2", Double),
    Column("region_code", Text),
    Column("sigungu_code", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("geom", geometry("POLYGON")),
)

cell_region = Table(
    "cell_region",
    METADATA,
    Column("h3", Text),
    Column("h3_index", BigInteger),
    Column("region_code", Text),
    Column("sigungu_code", Text),
    Column("sido_code", Text),
    Column("people", Double),
    Column("lat", Double),
    Column("lon", Double),
    Column("method", Text),
)

region_reach = Table(
    "region_reach",
    METADATA,
    Column("region_code", Text),
    Column("level", Text),
    Column("kind", Text),
    Column("people", Double),
    Column("centers", Integer),
    Column("centers_by_rule", Double),
    Column("people_per_center", Double),
    Column("mean_km", Double),
    Column("p90_km", Double),
    Column("share_beyond_5km", Double),
    Column("share_beyond_10km", Double),
    Column("share_beyond_20km", Double),
)
