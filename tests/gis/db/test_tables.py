"""The tables and views that Python names are those that sql/ makes."""

import pytest
from geoalchemy2 import Geometry
from sqlalchemy import MetaData, Table, inspect
from sqlalchemy.dialects import postgresql

from gis.db import tables, views


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


@pytest.fixture(scope="module")
def reflected_views(engine) -> MetaData:
    found = MetaData(schema="serve")
    found.reflect(engine, views=True)
    return found


def test_every_table_is_named_and_no_other(conn):
    names = sorted(table.name for table in tables.METADATA.tables.values())
    assert sorted(inspect(conn).get_table_names("core")) == names


def test_columns_types_nulls_and_keys_agree(reflected, subtests):
    for name in tables.METADATA.tables:
        with subtests.test(name=name):
            assert shape(tables.METADATA.tables[name]) == shape(reflected.tables[name])


def test_columns_stand_in_the_same_order(reflected, subtests):
    """COPY without a column list relies on it."""
    for name in tables.METADATA.tables:
        with subtests.test(name=name):
            assert list(tables.METADATA.tables[name].columns.keys()) == list(reflected.tables[name].columns.keys())


def test_views_that_are_composed_over_have_these_columns(reflected_views, subtests):
    for name in views.METADATA.tables:
        with subtests.test(name=name):
            columns, found = views.METADATA.tables[name].columns, reflected_views.tables[name].columns
            assert [(one.name, type_of(one)) for one in columns] == [(one.name, type_of(one)) for one in found]
