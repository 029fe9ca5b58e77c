"""The tables that Python names are the tables that sql/migrations makes."""

import pytest
from geoalchemy2 import Geometry
from sqlalchemy import MetaData, Table, inspect
from sqlalchemy.dialects import postgresql

from gis.db.tables import METADATA


def type_of(column) -> str:
    kind = column.type
    if isinstance(kind, Geometry):
        return f"geometry({kind.geometry_type},{kind.srid})"
    return kind.compile(dialect=postgresql.dialect())


def shape(table: Table) -> dict[str, tuple]:
    """Describe each column: its type, whether it may be null, whether it is in the key, what it refers to."""
    return {
        column.name: (
            type_of(column),
            column.nullable,
            column.primary_key,
            sorted((key.target_fullname, key.ondelete) for key in column.foreign_keys),
        )
        for column in table.columns
    }


@pytest.fixture(scope="module")
def reflected(engine) -> MetaData:
    found = MetaData(schema="core")
    found.reflect(engine)
    return found


def test_every_table_is_named_and_no_other(conn):
    assert sorted(inspect(conn).get_table_names("core")) == sorted(table.name for table in METADATA.tables.values())


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_columns_types_nulls_and_keys_agree(reflected, name):
    assert shape(METADATA.tables[name]) == shape(reflected.tables[name])


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_columns_stand_in_the_same_order(reflected, name):
    """COPY without a column list relies on it."""
    assert [column.name for column in METADATA.tables[name].columns] == [
        column.name for column in reflected.tables[name].columns
    ]
