"""Columns that tables of schema core share."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    MetaData,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from gis.crs import GEOGRAPHIC

METADATA = MetaData(schema="core")
"""Every table of schema core."""


def geometry(shape: str) -> Geometry:
    """Return the type of a column of geometry, degrees; its index is sql/'s business."""
    return Geometry(shape, srid=GEOGRAPHIC, spatial_index=False)


def dataset_id(*, nullable: bool = True, ondelete: str | None = None) -> Column[int]:
    """Make the column that says which load a row came with."""
    key = ForeignKey("core.dataset.dataset_id", ondelete=ondelete)
    return Column("dataset_id", BigInteger, key, nullable=nullable)


def region_key(name: str = "region_code", *, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    """Make a column that names an administrative unit by its MOIS code."""
    key = ForeignKey("core.region.region_code")
    return Column(name, Text, key, primary_key=primary_key, nullable=nullable)


def center_key(*, primary_key: bool, nullable: bool = False, ondelete: str) -> Column[str]:
    """Make a column that names a center of the register."""
    key = ForeignKey("core.center.center_id", ondelete=ondelete)
    return Column("center_id", Text, key, primary_key=primary_key, nullable=nullable)


def claim() -> tuple[Column[Any], ...]:
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
