"""Administrative units, people, cells, and places by name."""

from sqlalchemy import BigInteger, Column, Date, Double, ForeignKey, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from gis.db.tables.columns import METADATA, dataset_id, geometry, region_key

region = Table(
    "region",
    METADATA,
    Column("region_code", Text, primary_key=True),
    Column("level", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    region_key("parent_code", nullable=True),
    Column("municipality_code", Text),
    Column("municipality_name", Text),
    Column("geom", geometry("MULTIPOLYGON"), nullable=False),
    Column("label_point", geometry("POINT"), nullable=False),
    Column("area_km2", Double, nullable=False),
    Column("valid_from", Date, nullable=False),
    dataset_id(),
)

region_code = Table(
    "region_code",
    METADATA,
    Column("old_code", Text, primary_key=True),
    Column("old_name", Text, primary_key=True),
    Column("system", Text, primary_key=True),
    Column("valid_from", Date, nullable=False),
    region_key(),
    dataset_id(),
)

population = Table(
    "population",
    METADATA,
    region_key(primary_key=True),
    Column("sex", Text, primary_key=True),
    Column("age_from", SmallInteger, primary_key=True),
    Column("people", Integer, nullable=False),
    Column("reference_date", Date, primary_key=True),
    dataset_id(),
    Column("unit_group", Text),
)

household = Table(
    "household",
    METADATA,
    region_key(primary_key=True),
    Column("size", Text, primary_key=True),
    Column("households", Integer, nullable=False),
    Column("reference_date", Date, primary_key=True),
    dataset_id(),
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
    dataset_id(),
)

cell_weight = Table(
    "cell_weight",
    METADATA,
    Column("h3", BigInteger, primary_key=True),
    Column("weight", Double, nullable=False),
    dataset_id(),
)

cell = Table(
    "cell",
    METADATA,
    Column("h3", BigInteger, primary_key=True),
    region_key(primary_key=True),
    Column("people", Double, nullable=False),
    Column("area_km2", Double, nullable=False),
    Column("method", Text, nullable=False),
    Column("center_point", geometry("POINT"), nullable=False),
    Column("geom", geometry("POLYGON"), nullable=False),
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
    region_key(),
    Column("sigungu_code", Text, nullable=False),
    Column("road_name", Text),
    Column("building_number", Text),
    Column("geom", geometry("POINT"), nullable=False),
    dataset_id(),
)

postcode = Table("postcode", METADATA, Column("postcode", Text, primary_key=True), region_key(), dataset_id())

place = Table(
    "place",
    METADATA,
    Column("place_id", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("english_name", Text),
    Column("aliases", ARRAY(Text), nullable=False),
    Column("line_names", Text),
    region_key(nullable=True),
    Column("position_trust", Text, nullable=False),
    Column("geom", geometry("POINT"), nullable=False),
    dataset_id(),
)

place_target = Table(
    "place_target",
    METADATA,
    Column("target_id", BigInteger, primary_key=True),
    Column("category", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("region_code", Text),  # no reference: a city with gu is no region of its own
    Column("region_name", Text),
    Column("detail", Text),
    Column("center_id", Text),
    Column("rank", SmallInteger, nullable=False),
    Column("geom", geometry("POINT"), nullable=False),
)

place_spelling = Table(
    "place_spelling",
    METADATA,
    Column("target_id", BigInteger, ForeignKey("core.place_target.target_id", ondelete="CASCADE"), primary_key=True),
    Column("spelling", Text, primary_key=True),
    Column("letters", Text),
    Column("match", Text, nullable=False),
    Column("former_sido", Text),
)
