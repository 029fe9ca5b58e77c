"""COPY: every kind of value comes back as it went in."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point
from sqlalchemy import Connection, text

from etl.load import copy_frame, upsert


@pytest.fixture
def table(conn: Connection) -> str:
    conn.execute(
        text("""
            CREATE TEMPORARY TABLE kinds (
                id bigint PRIMARY KEY, words text, flag boolean, amount double precision, day date, parts text[],
                facts jsonb, geom geometry(Point, 4326)
            )
        """)
    )
    return "pg_temp.kinds"


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": np.array([1, 2, 3], dtype="int64"),
            "words": pd.Series(["탭\t줄\n역빗금\\ 따옴표\"'", "", None], dtype="string"),
            "flag": pd.Series([True, False, None], dtype="boolean"),
            "amount": [0.1 + 0.2, 1e-300, np.nan],
            "day": [date(2024, 6, 30), None, None],
            "parts": [["가,나", '"'], [], None],
            "facts": [{"b": 1, "가": [None, True]}, {}, None],
            "geom": gpd.GeoSeries([Point(126.978, 37.5665), None, None]),
        }
    )


def test_every_kind_of_value_comes_back_as_it_went_in(conn: Connection, table: str) -> None:
    assert copy_frame(conn, table, frame()) == 3
    first, second, third = conn.execute(
        text("SELECT words, flag, amount, day, parts, facts, ST_X(geom), ST_SRID(geom) FROM kinds ORDER BY id")
    ).all()
    assert tuple(first) == (
        "탭\t줄\n역빗금\\ 따옴표\"'", True, 0.1 + 0.2, date(2024, 6, 30), ["가,나", '"'],
        {"b": 1, "가": [None, True]}, 126.978, 4326,
    )  # fmt: skip
    assert tuple(second) == ("", False, 1e-300, None, [], {}, None, None)
    assert tuple(third) == (None,) * 8


def test_missing_whole_numbers_are_null_and_the_rest_stay_whole(conn: Connection) -> None:
    conn.execute(text("CREATE TEMPORARY TABLE counts (n integer)"))
    copy_frame(conn, "pg_temp.counts", pd.DataFrame({"n": pd.Series([3, None], dtype="Int64")}))
    assert list(conn.execute(text("SELECT n FROM counts")).scalars()) == [3, None]


def test_an_empty_frame_writes_nothing(conn: Connection, table: str) -> None:
    assert copy_frame(conn, table, frame().iloc[:0]) == 0


def test_upsert_updates_what_is_there_and_keeps_what_it_should(conn: Connection, table: str) -> None:
    copy_frame(conn, table, pd.DataFrame({"id": [1, 2], "words": ["가", "나"], "amount": [1.0, 2.0]}))
    new = pd.DataFrame({"id": [2, 3], "words": ["새나", "다"], "amount": [20.0, 30.0]})
    assert upsert(conn, table, new, key=["id"], keep=["amount"]) == 2
    rows = conn.execute(text("SELECT id, words, amount FROM kinds ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [(1, "가", 1.0), (2, "새나", 2.0), (3, "다", 30.0)]
    upsert(conn, table, new, key=["id"])
    assert conn.scalar(text("SELECT amount FROM kinds WHERE id = 2")) == 20
