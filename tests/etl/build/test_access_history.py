"""Access as it was: the town at two reference dates against figures worked by hand, and against its board."""

import csv
import io
import itertools
import json
import shlex
import sys

import pytest
from sqlalchemy import text

from app import cli
from etl.build import access_history
from gis.causes import CAUSES, part_causes
from gis.errors import DatabaseError, NotFoundError
from gis.kept_states import read_states
from gis.queries import states
from gis.series import load_series
from gis.settings import ROOT
from tests import history_town, town_board, towns
from tests.history_town import ANY, EVENING, FIRST, PEOPLE, SECOND, WITHOUT

NUMBERS = itertools.count()


@pytest.fixture
def town_engine(cluster):
    """Give the owner's engine on a town of its own: what is recorded is committed."""
    engine = history_town.make(cluster, f"mindconnect_history_{next(NUMBERS)}")
    yield engine
    engine.dispose()


@pytest.fixture
def etl_engine(cluster, town_engine):
    """Give the etl's engine on the same town."""
    engine = history_town.as_role(cluster, town_engine, "etl")
    yield engine
    engine.dispose()


def rows_of(engine, reading=ANY):
    """Give what is recorded of a reading: date -> region -> (people, people without)."""
    found = {}
    with engine.connect() as conn:
        rows = conn.execute(
            text("SELECT * FROM core.access_history WHERE reading = :reading"), {"reading": str(reading)}
        ).all()
    for row in rows:
        found.setdefault(row.reference_date, {})[row.region_code] = (row.people, row.people_without)
    return found


def expected(*dates):
    return {
        date: {code: (PEOPLE[code], pytest.approx(number)) for code, number in WITHOUT[date].items()} for date in dates
    }


def test_a_new_reference_date_adds_its_rows(town_engine, etl_engine, tmp_path):
    assert history_town.record(etl_engine, tmp_path) == (FIRST, 8)
    assert rows_of(town_engine) == expected(FIRST)
    history_town.load_next_month(town_engine)
    assert history_town.record(etl_engine, tmp_path) == (SECOND, 8)
    assert rows_of(town_engine) == expected(FIRST, SECOND)
    evening = rows_of(town_engine, EVENING)
    assert {date: told["00"] for date, told in evening.items()} == {FIRST: (2400, 2400), SECOND: (2400, 2400)}


def test_the_same_reference_date_is_replaced(town_engine, etl_engine, tmp_path):
    history_town.record(etl_engine, tmp_path)
    history_town.load_next_month(town_engine)
    with town_engine.begin() as conn:  # the list of the same month, corrected
        conn.execute(text("UPDATE core.center SET reference_date = :date"), {"date": FIRST})
    board = history_town.open_town(etl_engine, tmp_path)
    assert access_history.record(etl_engine, board, (ANY,)) == (FIRST, 4)
    told = rows_of(town_engine)
    assert {code: without for code, (_, without) in told[FIRST].items()} == pytest.approx(WITHOUT[SECOND])
    assert rows_of(town_engine, EVENING) == {}, "a reading of that date that is no longer followed is not left behind"
    with town_engine.connect() as conn:
        versions = conn.execute(text("SELECT DISTINCT data_version FROM core.access_history")).scalars().all()
    assert versions == [board.data_version]


def test_figures_are_those_of_the_board(town_engine, etl_engine, tmp_path):
    board = history_town.open_town(etl_engine, tmp_path)
    followed = load_series(ROOT / "data")
    access_history.record(etl_engine, board, followed)
    for reading in followed:
        told = rows_of(town_engine, reading)[FIRST]
        assert set(told) == {"00", towns.SIDO, towns.CITY, towns.COUNTY}
        for code, figures in told.items():
            total = board.total(reading.changed(measure="e2sfca"), None if code == "00" else code)
            assert figures == (total["people"], total["people_without"])
        for level in ("sido", "sigungu"):
            for row in board.regions(reading, level).itertuples():
                assert told[row.region_code] == (row.people, row.people_without)


def test_a_load_in_between_is_noticed_and_nothing_recorded(town_engine, etl_engine, tmp_path):
    board = history_town.open_town(etl_engine, tmp_path)
    history_town.load_next_month(town_engine)
    with pytest.raises(DatabaseError, match="again"):
        access_history.record(etl_engine, board, (ANY,))
    assert rows_of(town_engine) == {}


def causes_of(etl_engine, board, reading):
    """Part the change of a reading since the first date: figure -> part -> people."""
    with etl_engine.connect() as conn:
        earlier, present = read_states(conn, reading, since=FIRST)
    change = part_causes(board, reading, earlier, present, town_board.times_of_places(board, stretch=1.0))
    return change, change.total().set_index("part")


def test_the_change_between_two_loads_is_parted(town_engine, etl_engine, tmp_path):
    """B closed, 가람2동 grew, A published its evenings: 1,600, by B alone 2,100, by people 1,800, by both 2,350."""
    history_town.record(etl_engine, tmp_path)
    history_town.load_next_month(town_engine)
    history_town.count_and_publish_next_month(town_engine)
    assert history_town.record(etl_engine, tmp_path) == (SECOND, 8)
    board = history_town.open_town(etl_engine, tmp_path)
    change, told = causes_of(etl_engine, board, ANY)
    assert change.known == CAUSES
    nothing = {"hours": 0.0, "published": 0.0, "records": 0.0}
    assert told["people_without"].to_dict() == pytest.approx(
        {"before": 1600.0, "centers": 525.0, "people": 225.0, "method": 0.0, "after": 2350.0, **nothing}
    )
    assert change.events[["event", "center_id"]].to_numpy().tolist() == [
        ["closed", "bbbbbbbbbb"], ["published", "aaaaaaaaaa"],
    ]  # fmt: skip
    # In the evening B was never known to be open, so its closing is seen in the lower bound alone; what A published
    # is no better care: where unknown hours count as open, it was reached all along.
    _, evening = causes_of(etl_engine, board, EVENING)
    by_reading, least = evening["people_without"].to_dict(), evening["people_without_if_open"].to_dict()
    assert (by_reading["before"], by_reading["published"], by_reading["centers"]) == (2400.0, -300.0, 0.0)
    assert by_reading["people"] == pytest.approx(250.0)
    assert by_reading["after"] == pytest.approx(2350.0)
    assert (least["published"], least["centers"]) == pytest.approx((0.0, 525.0))
    # The first count was replaced, and is known all the same, by age.
    with etl_engine.connect() as conn:
        assert states.people_dates(conn) == [FIRST, SECOND]
        assert states.people_at(conn, FIRST, age_from=65).to_dict() == {
            towns.EMD_1: 200.0, towns.EMD_2: 250.0, towns.FIELDS: 100.0,
        }  # fmt: skip
        assert states.people_at(conn, SECOND, sex="F").sum() == 1100.0


def test_of_a_date_that_was_not_kept_nothing_is_guessed(town_engine, etl_engine, tmp_path):
    history_town.record(etl_engine, tmp_path)
    with etl_engine.connect() as conn, pytest.raises(NotFoundError, match="no earlier date is kept"):
        read_states(conn, ANY)
    history_town.load_next_month(town_engine)
    with etl_engine.connect() as conn:
        assert read_states(conn, ANY)[0].reference_date == FIRST
        with pytest.raises(NotFoundError, match="give one of 2024-06-30"):
            read_states(conn, ANY, since=SECOND)


def test_without_centers_there_is_no_date(conn):
    with pytest.raises(NotFoundError, match="no center"):
        access_history.reference_date(conn)


def test_the_app_reads_it_and_cannot_write_it(cluster, town_engine, etl_engine, tmp_path):
    history_town.record(etl_engine, tmp_path)
    engine = history_town.as_role(cluster, town_engine, "app")
    with engine.connect() as conn:
        rows = conn.execute(text("SELECT level, share_without FROM serve.access_history WHERE reading = :reading"),
                            {"reading": str(ANY)}).all()  # fmt: skip
    assert sorted(rows) == [
        ("nation", pytest.approx(1600 / 2400)), ("sido", pytest.approx(1600 / 2400)),
        ("sigungu", pytest.approx(0.25)), ("sigungu", pytest.approx(0.75)),
    ]  # fmt: skip
    engine.dispose()


@pytest.fixture
def run(town_engine, tmp_path, monkeypatch, capsys):
    """Run `mindconnect` on the town, in this process; gives the status and what was written."""
    monkeypatch.setenv("DATABASE_URL", town_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(tmp_path))

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["mindconnect", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        return end.value.code or 0, told.out, told.err

    return command


def test_the_build_records_what_is_followed_and_the_command_line_reads_it(run, town_engine, tmp_path):
    history_town.open_town(town_engine, tmp_path, stretch=6)  # half an hour is a block, as far as the hand-worked reach
    for _ in range(2):  # the second finds the tables as they should be, and records again
        status, out, _ = run("etl", "build", "access")
        assert status == 0
        assert f"core.access_history: 20 rows of 5 readings recorded for {FIRST}." in out
    history_town.load_next_month(town_engine)
    history_town.open_town(town_engine, tmp_path, stretch=6)
    assert run("etl", "build", "access")[0] == 0

    status, out, _ = run("access", "--history", "--parent", towns.CITY, "--json")
    answer = json.loads(out)
    assert [(row["reference_date"], row["people_without"]) for row in answer["rows"]] == [
        (str(date), pytest.approx(WITHOUT[date][towns.CITY])) for date in (FIRST, SECOND)
    ]
    assert json.loads(run(*shlex.split(answer["command"])[1:])[1]) == answer
    rows = list(csv.DictReader(io.StringIO(run("access", "--history", "--measure", "two_step", "--csv")[1])))
    assert float(rows[-1]["people_without"]) == pytest.approx(WITHOUT[SECOND]["00"])
    assert str(SECOND) in run("access", "--history")[1]


def test_the_command_line_says_what_is_followed(run):
    status, _, told = run("access", "--history", "--limit", "17", "--json")
    assert (status, "weekday_evening" in told) == (1, True)
    assert run("access", "--history", "--week")[0] == 2
