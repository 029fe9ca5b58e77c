"""Hours, notices, overrides and corrections in a real database, with the rights of each role."""

import datetime as dt
import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gis.care.hours import read_hours
from gis.care.hours.codec import to_data
from gis.db.engine import make_engine
from gis.errors import BusyError, NotFoundError
from gis.opening import load_board
from gis.queries.hours import center_claims, center_weeks, file_correction, reading_frame
from gis.settings import ROOT
from gis.terms import SEOUL

OFFICE, SILENT, REFUSED = "aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"
KEY = "0123456789abcdef" * 2
MONDAY = dt.datetime(2026, 11, 23, tzinfo=SEOUL)


def at(hour, day=23):
    return dt.datetime(2026, 11, day, hour, tzinfo=SEOUL)


def put_region(conn):
    conn.execute(
        text("""
            INSERT INTO core.region (region_code, level, name, full_name, geom, label_point, area_km2, valid_from)
            VALUES ('2915510100', 'emd', '동', '광주 남구 동', ST_Multi(ST_MakeEnvelope(126, 35, 127, 36, 4326)),
                    ST_SetSRID(ST_MakePoint(126.5, 35.5), 4326), 1, '2024-06-30')
        """)
    )


def put_center(conn, center_id, words=None):
    conn.execute(
        text("""
            INSERT INTO core.center (center_id, kind, is_public, name, geom, h3_7, h3_8, h3_9, h3_10, region_code,
                position_source, position_method, position_trust, position_radius_m, address_agreement, reference_date)
            VALUES (:id, '보건소', true, :id, ST_SetSRID(ST_MakePoint(126.5, 35.5), 4326), 1, 2, 3, 4, '2915510100',
                's', 'm', 'building', 30, 'emd', '2025-02-01')
        """),
        {"id": center_id},
    )
    if words is not None:
        hours = read_hours(opens="09:00", closes="18:00", closed_days=words)
        conn.execute(
            text("""
                INSERT INTO core.center_week (center_id, week, outcome, reason, source, reference_date)
                VALUES (:id, :week, :outcome, :reason, 'health_promotion_centers', '2022-12-09')
            """),
            {"id": center_id, "week": json.dumps(to_data(hours)), "outcome": hours.outcome, "reason": hours.reason},
        )


def put_claim(conn, table, state, since, until, *, issued, withdraws=None, intervals="[]"):
    extra = {"status_override": ", reason", "notice": ""}[table]
    return conn.scalar(
        text(f"""
            INSERT INTO core.{table} (center_id, state, intervals, valid_from, valid_until, issued_at, issued_by,
                withdraws{extra})
            VALUES (:id, :state, :intervals, :since, :until, :issued, '센터', :withdraws{", 'x'" if extra else ""})
            RETURNING {"override_id" if extra else "notice_id"}
        """),
        {
            "id": OFFICE,
            "state": state,
            "intervals": intervals,
            "since": since,
            "until": until,
            "issued": issued,
            "withdraws": withdraws,
        },
    )


@pytest.fixture
def town(conn):
    put_region(conn)
    put_center(conn, OFFICE, "토+일+공휴일")
    put_center(conn, SILENT)
    put_center(conn, REFUSED, "월+화+수+목+금+토+일+공휴일")
    return conn


def test_centers_without_hours_are_there_and_unknown(town):
    weeks = {week.center_id: week for week in center_weeks(town)}
    assert list(weeks) == [OFFICE, SILENT, REFUSED]
    assert weeks[SILENT].week is None
    assert (weeks[SILENT].reference_date, weeks[OFFICE].reference_date) == (dt.date(2025, 2, 1), dt.date(2022, 12, 9))
    assert [week.center_id for week in center_weeks(town, center_ids=[REFUSED])] == [REFUSED]


def test_states_of_the_register(town):
    board = load_board(town, ROOT / "data", at=at(10))
    assert board.states_at(at(10)) == {OFFICE: "open", SILENT: "unknown", REFUSED: "unknown"}
    assert board.counts_at(at(20)) == {"open": 0, "closed": 1, "break": 0, "unknown": 2}
    status = board.status(OFFICE, at(10))
    assert (status.state, status.as_of, status.confidence) == ("open", dt.date(2022, 12, 9), "low")
    assert board.status(OFFICE, dt.datetime(2026, 5, 18, 10, tzinfo=SEOUL)).state == "closed"
    with pytest.raises(NotFoundError, match="search for it"):
        board.status("zzzzzzzzzz", at(10))


def test_what_is_found_depends_on_how_long_the_way_takes(town):
    board = load_board(town, ROOT / "data", at=at(17))
    reached = {minutes: board.arrival(OFFICE, at(17), travel_min=minutes) for minutes in (78, 20, 15)}
    assert [one.state for one in reached.values()] == ["closed", "open", "open"]
    assert (reached[78].at - at(17)) == dt.timedelta(minutes=78)


def test_a_notice_overrides_and_an_override_more(town):
    put_claim(town, "notice", "closed", at(0), at(0, 24), issued=at(18, 22))
    put_claim(town, "status_override", "hours", at(0), at(0, 24), issued=at(8), intervals="[[600, 660]]")
    board = load_board(town, ROOT / "data", at=at(7))
    assert board.status(OFFICE, at(7)).source == "notice"
    assert (board.status(OFFICE, at(10)).source, board.status(OFFICE, at(10)).state) == ("override", "open")
    assert board.states_at(at(11))[OFFICE] == "closed"


def test_a_notice_taken_back_ends_then(town):
    first = put_claim(town, "notice", "closed", at(0), at(0, 24), issued=at(18, 22))
    put_claim(town, "notice", "unknown", at(0), at(0, 24), issued=at(12), withdraws=first)
    claims = center_claims(town, since=at(0), until=at(0, 24))
    assert [(claim.state, claim.valid_until) for claim in claims] == [("closed", at(12))]
    board = load_board(town, ROOT / "data", at=at(11))
    assert [board.states_at(at(hour))[OFFICE] for hour in (11, 12)] == ["closed", "open"]


@pytest.mark.parametrize("table", ["notice", "status_override"])
@pytest.mark.parametrize(
    "change", ["UPDATE core.{} SET issued_by = 'x'", "DELETE FROM core.{}", "TRUNCATE core.{} CASCADE"]
)
def test_notices_and_overrides_are_never_changed_even_by_the_owner(town, table, change):
    put_claim(town, table, "closed", at(0), at(0, 24), issued=at(8))
    with pytest.raises(DBAPIError, match="never changed or removed"):
        town.execute(text(change.format(table)))


def test_claims_that_make_no_sense_are_refused_by_the_tables(town):
    for state, since, until, intervals in [("closed", at(9), at(9), "[]"), ("hours", at(8), at(9), "[]")]:
        with pytest.raises(DBAPIError, match="violates check constraint"), town.begin_nested():
            put_claim(town, "notice", state, since, until, issued=at(8), intervals=intervals)


def test_how_rows_were_read_is_counted(town):
    frame = reading_frame(town)
    assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == [
        ["read", None, 1],
        ["unknown", "closed_every_day", 1],
    ]


# Corrections come in through one door


@pytest.fixture
def door(town):
    """The town, seen by the app's role; the fixture's transaction is rolled back."""
    town.execute(text("SET LOCAL ROLE mindconnect_app"))
    return town


def filed(conn, **changes):
    values = {"center_id": OFFICE, "topic": "hours", "message": "토요일에도 열어요", "client_key": KEY}
    return file_correction(conn, **values | changes)


def test_a_correction_is_filed(door):
    number = filed(door)
    door.execute(text("RESET ROLE"))
    row = door.execute(text("SELECT center_id, topic, message, settled_at FROM core.correction")).one()
    assert number > 0
    assert tuple(row) == (OFFICE, "hours", "토요일에도 열어요", None)


def test_the_sixth_within_an_hour_is_refused_and_another_sender_is_not(door):
    for _ in range(5):
        filed(door)
    with pytest.raises(BusyError, match="try again in an hour"), door.begin_nested():
        filed(door)
    assert filed(door, client_key="f" * 32) > 0


def test_an_hour_later_it_may_be_filed_again(town):
    town.execute(
        text("""
            INSERT INTO core.correction (center_id, topic, message, client_key, filed_at)
            SELECT :id, 'hours', 'x', :key, now() - interval '61 minutes' FROM generate_series(1, 5)
        """),
        {"id": OFFICE, "key": KEY},
    )
    town.execute(text("SET LOCAL ROLE mindconnect_app"))
    assert filed(town) > 0


def test_one_center_cannot_be_flooded_by_many_senders(door):
    for number in range(20):
        filed(door, client_key=f"{number:032x}")
    with pytest.raises(BusyError), door.begin_nested():
        filed(door, client_key="e" * 32)
    assert filed(door, center_id=SILENT, client_key="e" * 32) > 0


@pytest.mark.parametrize(
    "changes", [{"topic": "praise"}, {"message": ""}, {"message": "x" * 501}, {"client_key": "someone"}]
)
def test_what_has_not_the_form_is_refused(door, changes):
    with pytest.raises(DBAPIError, match="violates check constraint"):
        filed(door, **changes)


def test_a_correction_needs_a_center(door):
    with pytest.raises(NotFoundError, match="no center"):
        filed(door, center_id="zzzzzzzzzz")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM core.correction",
        "INSERT INTO core.correction (center_id, topic, message, client_key) VALUES ('aaaaaaaaaa', 'other', 'x', 'y')",
        "INSERT INTO core.notice SELECT * FROM core.notice",
        "DELETE FROM core.status_override",
    ],
)
def test_the_app_reads_and_writes_no_table(cluster, engine, statement):
    app = make_engine(cluster, "app")
    with app.connect() as conn:
        conn.execute(text("SET TRANSACTION READ WRITE"))
        with pytest.raises(DBAPIError, match="permission denied"):
            conn.execute(text(statement))
        conn.rollback()
    app.dispose()


@pytest.mark.parametrize("role", ["etl", "reader"])
def test_only_the_app_may_file(cluster, engine, role):
    other = make_engine(cluster, role)
    with other.connect() as conn:
        with pytest.raises(DBAPIError, match="permission denied"):
            filed(conn)
        conn.rollback()
    other.dispose()


@pytest.mark.parametrize("table", ["notice", "status_override"])
def test_the_etl_may_add_but_not_change(cluster, engine, table):
    etl = make_engine(cluster, "etl")
    with etl.connect() as conn:
        put_claim(conn, table, "closed", at(0), at(0, 24), issued=at(8))
        with pytest.raises(DBAPIError, match="permission denied"):
            conn.execute(text(f"UPDATE core.{table} SET issued_by = 'x'"))
        conn.rollback()
    etl.dispose()
