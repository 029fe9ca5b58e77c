"""Access by the hour built for the town: the tables against the board, and a part done anew against the whole."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from etl.binary_copy import copy_blocks
from etl.build import access
from etl.build.access_inputs import CELL_KINDS, READING, read_inputs
from gis.analysis.readings import hour_text
from gis.analysis.tally import distinct
from gis.care.hours import read_hours
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.terms import MODES
from tests import access_town, towns


@pytest.fixture(scope="module")
def engine_of_access(cluster):
    """A migrated database of its own: the build commits."""
    place = local.read_place(cluster.var_dir)
    local.create_database(place, "mindconnect_access")
    engine = create_engine(make_engine(cluster, "owner").url.set(database="mindconnect_access"))
    migrate(engine)
    yield engine
    engine.dispose()


def quiet(step, done, total):
    assert 0 < done <= total


def build(engine, board, folder):
    return access.build(engine, read_inputs(board), folder, show=quiet)


def tables_of(engine):
    with engine.connect() as conn:
        return {
            name: sorted(tuple(row) for row in conn.execute(text(f"SELECT * FROM core.{name}")))
            for name in ("access_week", "access_cell")
        }


@pytest.fixture(scope="module")
def built(engine_of_access, tmp_path_factory):
    board = access_town.board()
    build(engine_of_access, board, tmp_path_factory.mktemp("var"))
    with engine_of_access.connect() as conn:
        weeks = pd.read_sql(text("SELECT * FROM core.access_week"), conn)
        cells = pd.read_sql(text("SELECT * FROM core.access_cell"), conn)
    return board, weeks.set_index(["region_code", "mode", "kind"]).sort_index(), cells


def test_shares_by_hour_are_those_of_the_board(built):
    board, weeks, _ = built
    for mode in MODES:
        for kind in ("전체", "공공 전체", towns.BASIC, towns.HOSPITAL):
            reading = READING.changed(mode=mode, kind=kind, serves="any")
            for code in (None, towns.SIDO, towns.CITY, towns.COUNTY):
                row, week = weeks.loc[(code or "00", mode, kind)], board.week(reading, code)
                for share in ("share_if_closed", "share_if_office", "share_if_open"):
                    np.testing.assert_allclose(row[share], week[share], rtol=1e-6)
                assert row["people"] == board.total(reading, code)["people"]
    emd = weeks.loc[(towns.EMD_2, "car", "전체")]
    week = board.week(READING.changed(kind="전체"), towns.EMD_2)
    for share in ("share_if_closed", "share_if_office", "share_if_open"):
        np.testing.assert_allclose(emd[share], week[share], rtol=1e-6)
    assert emd["access_if_closed"] is None
    assert (towns.EMD_2, "car", towns.BASIC) not in weeks.index  # emd by groups only


def test_access_by_hour_is_that_of_the_board(built):
    board, weeks, _ = built
    for hour in (24 + 10, 24 + 17, 24 + 18, 5 * 24 + 10, 168 + 10):
        for unknown, column in (("closed", "access_if_closed"), ("office", "access_if_office")):
            reading = READING.changed(kind="전체", hour=hour_text(hour), unknown_hours=unknown)
            for code in (None, towns.CITY, towns.COUNTY):
                expected = board.total(reading, code)["mean_value"]
                assert weeks.loc[(code or "00", "car", "전체"), column][hour] == pytest.approx(expected, rel=1e-6)


def test_cells_are_those_of_the_board(built):
    board, _, cells = built
    assert set(cells["kind"]) <= set(CELL_KINDS)
    for mode in MODES:
        for kind in ("전체", "공공 전체", towns.BASIC):
            reading = READING.changed(mode=mode, kind=kind, serves="any")
            found = board.answer(reading)
            own = cells[(cells["mode"] == mode) & (cells["kind"] == kind)].set_index("h3").sort_index()
            reached = np.isfinite(found.nearest_min)
            assert own.index.tolist() == board.cells["h3_index"][reached].tolist()
            np.testing.assert_allclose(own["nearest_s"] / 60, found.nearest_min[reached])
            np.testing.assert_array_equal(own["centers"], found.pairs[reached])
            np.testing.assert_allclose(own["access_per_100k"], found.value[reached], rtol=1e-6)


def test_the_view_counts_hours_from_monday(engine_of_access, built):
    board, _, _ = built
    with engine_of_access.connect() as conn:
        row = conn.execute(
            text("""
                SELECT * FROM serve.access_week
                WHERE region_code = :code AND mode = 'car' AND kind = :kind AND day = 1 AND hour_of_day = 18
            """),
            {"code": towns.CITY, "kind": towns.BASIC},
        ).one()
        assert (row.hour, row.level) == (42, "sigungu")
        # 1,200 people reach B; 900 of them live in 가람시.
        assert row.share_if_closed == row.share_if_office == row.share_if_open == pytest.approx(900 / 2000)
        days = text(
            "SELECT max(day), max(hour), count(*) FROM serve.access_week WHERE region_code = '00' AND kind = '전체'"
        )
        assert tuple(conn.execute(days).one()) == (7, 191, 192 * len(MODES))
    assert board.people == 2400


def test_nothing_is_done_twice(engine_of_access, tmp_path, monkeypatch):
    first = build(engine_of_access, access_town.board(), tmp_path)
    before = tables_of(engine_of_access)
    monkeypatch.setattr(access, "_compute", None)
    again = build(engine_of_access, access_town.board(), tmp_path)
    assert (again.swept, again.week_rows, again.cell_rows, again.version) == (0, 0, 0, first.version)
    assert tables_of(engine_of_access) == before


LATER = read_hours(opens="10:00", closes="22:00", closed_days="일+공휴일", note=None)
CHANGES = {
    "B is open later": {"weeks": [access_town.OFFICE_HOURS, LATER, access_town.NO_HOURS, access_town.NO_HOURS]},
    "B moved by a block": {"blocks": [(0, 0), (3, 1), (0, 0), (4, 4)]},
    "B moved far away": {"blocks": [(0, 0), (0, 4), (0, 0), (4, 4)]},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_part_done_anew_is_the_whole(engine_of_access, tmp_path, change):
    build(engine_of_access, access_town.board(), tmp_path / "a")
    changed = access_town.board(**CHANGES[change])
    made = build(engine_of_access, changed, tmp_path / "a")
    partly = tables_of(engine_of_access)
    assert 0 < made.swept < made.cells  # only cells that reach B, before or now
    assert [folder.name for folder in (tmp_path / "a" / "access").iterdir()] == [made.version]
    with engine_of_access.begin() as conn:
        conn.execute(text("DELETE FROM core.build"))
    whole = build(engine_of_access, changed, tmp_path / "b")
    assert whole.swept == whole.cells
    assert whole.version == made.version
    assert partly == tables_of(engine_of_access)  # to the last bit
    for mode in MODES:
        one, other = (np.load(tmp_path / name / "access" / made.version / f"{mode}.npz") for name in "ab")
        assert all((one[name] == other[name]).all() for name in other.files)


def test_a_build_that_fails_leaves_both_tables(engine_of_access, tmp_path, monkeypatch):
    build(engine_of_access, access_town.board(), tmp_path)
    before = tables_of(engine_of_access)
    monkeypatch.setattr(access.ledger, "note", None)
    with pytest.raises(TypeError):
        build(engine_of_access, access_town.board(**CHANGES["B is open later"]), tmp_path)
    assert tables_of(engine_of_access) == before


def test_binary_copy_writes_what_it_is_given(engine_of_access):
    with engine_of_access.begin() as conn:
        conn.execute(text("CREATE TEMPORARY TABLE things (a bigint, b smallint, c text, d real[], e double precision)"))
        rows = 2_345  # more than one chunk
        block = {
            "a": np.arange(rows) - 7, "b": np.arange(rows).astype(np.int16), "c": "한글",
            "d": np.arange(rows * 3, dtype=np.float32).reshape(rows, 3), "e": None,
        }  # fmt: skip
        ascii_codes = {**block, "c": np.array(["11", "26"]).astype("S"), "e": np.array([0.1, -2.5])}
        short = {name: own[:2] if isinstance(own, np.ndarray) else own for name, own in ascii_codes.items()}
        assert copy_blocks(conn, "pg_temp.things", list("abcde"), [block, short]) == rows + 2
        found = conn.execute(text("SELECT * FROM things ORDER BY e NULLS FIRST, a")).all()
        assert tuple(found[2_344]) == (2_337, 2_344, "한글", [7032.0, 7033.0, 7034.0], None)
        assert tuple(found[-1]) == (-7, 0, "11", [0.0, 1.0, 2.0], 0.1)
        assert tuple(found[-2])[2:] == ("26", [3.0, 4.0, 5.0], -2.5)


def test_distinct_rows_survive_a_collision(monkeypatch):
    bits = np.array([[1, 2, 3], [4, 5, 6], [1, 2, 3]], dtype=np.uint64)
    for _ in range(2):
        rows, place = distinct(bits)
        assert len(rows) == 2
        assert (rows[place] == bits).all()
        plain = np.unique
        monkeypatch.setattr(  # every row has the same hash
            np, "unique", lambda own, plain=plain, **options: plain(own * 0 if own.ndim == 1 else own, **options)
        )
