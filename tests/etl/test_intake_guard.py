"""A file that was cut, lost a column or moved its points waits for somebody to accept it."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from sqlalchemy import Engine

from etl import pipeline
from etl.intake_guard import InForce, Limits, compare, read_limits
from gis.errors import SourceError
from tests.etl import county, state

LIMITS = Limits(
    rows_lost_share=0.2, values_lost_share=0.3, points_moved_share=0.1, points_moved_m=1000.0, least_rows=20
)


def rows(count: int, *, phones: int | None = None, moved: int = 0) -> pd.DataFrame:
    lat = [37.5 + (0.05 if number < moved else 0.0) for number in range(count)]
    frame = pd.DataFrame({"source_key": [f"k{number}" for number in range(count)], "lat": lat, "lon": 127.0})
    kept = count if phones is None else phones
    values = {name: ["x"] * kept + [None] * (count - kept) for name in ("phone",)}
    others = dict.fromkeys(
        ("homepage", "road_address", "opens_raw", "closes_raw", "closed_days_raw", "usage_note_raw"), "x"
    )
    return frame.assign(**values, **others, geom=gpd.points_from_xy(frame["lon"], frame["lat"]))


def codes(after: pd.DataFrame, rows_read: int | None = None) -> list[tuple[str, str | None, int, int]]:
    found = compare(InForce(100, rows(100)), after, len(after) if rows_read is None else rows_read, LIMITS)
    return [(one.code, one.column, one.before, one.after) for one in found]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (rows(100), []),
        (rows(81), []),
        (rows(79), [("rows_lost", None, 100, 79)]),
        (rows(20), [("rows_lost", None, 100, 20)]),
        (rows(100, phones=70), []),
        (rows(100, phones=69), [("values_lost", "phone", 100, 69)]),
        (rows(100, moved=10), []),
        (rows(100, moved=11), [("points_moved", None, 100, 11)]),
        (rows(300), []),
    ],
)
def test_losses_are_told_from_just_beyond_the_limits(after: pd.DataFrame, expected: list) -> None:
    assert codes(after) == expected


def test_a_short_file_in_force_says_nothing() -> None:
    assert compare(InForce(19, None), None, 1, LIMITS) == ()


def test_the_shipped_limits_are_read() -> None:
    limits = read_limits()
    assert 0 < limits.rows_lost_share < 1
    assert 0 < limits.values_lost_share < 1
    assert limits.least_rows >= 1


def test_a_file_that_shrinks_is_stopped_and_nothing_else_of_the_run_is_loaded(etl_engine: Engine, raw: Path) -> None:
    pipeline.run(etl_engine, raw, sources=county.SOURCES, builds=county.BUILDS)
    before = state.everything(etl_engine)
    path = raw / "population" / "emd_age_sex_202406.parquet"
    whole = pd.read_parquet(path)
    whole.iloc[: len(whole) // 2].to_parquet(path)
    with pytest.raises(SourceError, match=r"population may: .* rows where .* are in force.*--accept population"):
        pipeline.run(etl_engine, raw, sources=county.SOURCES, builds=county.BUILDS)
    assert state.everything(etl_engine) == before
    outcomes = pipeline.run(etl_engine, raw, accept=["population"], sources=county.SOURCES, builds=county.BUILDS)
    assert {one.name: one.status for one in outcomes}["population"] == "loaded"
