"""Reviews and the work of offices in a real database, as the app's role: who may do what, and to whose centers."""

import datetime as dt
import hashlib
import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from gis.care.hours.asked import AskedWeek
from gis.care.hours.codec import from_data, to_data
from gis.errors import BusyError, ForbiddenError, InputError, NotFoundError, SignInError
from gis.queries import calls, centers, datasets, hours, offices, reviews, sessions
from gis.terms import SEOUL
from tests import towns

OURS, THEIRS, NORTH, METROPOLITAN = "aaaaaaaaaa", "eeeeeeeeee", "bbbbbbbbbb", "dddddddddd"
"""A stands in and serves 가람시, E stands in 나래군, B stands in 나래군 but serves 가람시, D serves all of 누리도."""

ADMIN, STAFF, OTHER, CITIZEN, FRIEND = "admin-token", "staff-token", "other-token", "citizen-token", "friend-token"
KEY = "0123456789abcdef" * 2
GOOD = {"access": 5, "kindness": 4, "waiting": 2, "facility": 3}
NOW = dt.datetime.now(SEOUL)
MONTH = NOW.date().replace(day=1)


def put_account(conn, token, role="citizen", municipality_code=None):
    conn.execute(
        text("""
            WITH made AS (
                INSERT INTO account.account (name, name_key, role, municipality_code)
                VALUES (:name, :name, :role, :code) RETURNING account_id
            )
            INSERT INTO account.session (account_id, kind, token_hash, expires_at)
            SELECT account_id, 'app', :hash, now() + interval '1 hour' FROM made
        """),
        {
            "name": token,
            "role": role,
            "code": municipality_code,
            "hash": hashlib.sha256(token.encode()).digest(),
        },
    )


@pytest.fixture
def office(conn):
    """The town with an administrator, staff of each municipality and two citizens; seen by the app's role."""
    towns.settle(conn)
    put_account(conn, ADMIN, "admin")
    put_account(conn, STAFF, "staff", towns.CITY)
    put_account(conn, OTHER, "staff", towns.COUNTY)
    put_account(conn, CITIZEN)
    put_account(conn, FRIEND)
    as_app(conn)
    return conn


def as_app(conn):
    conn.execute(text("SET LOCAL ROLE mindconnect_app"))


def as_owner(conn):
    conn.execute(text("RESET ROLE"))


def refused(conn, error, call, *args, **kwargs):
    with pytest.raises(error), conn.begin_nested():
        call(conn, *args, **kwargs)


def write_review(conn, token=CITIZEN, **changes):
    values = {"center_id": OURS, "ratings": GOOD, "body": "친절했어요", "visit_month": MONTH, "flags": []}
    return reviews.file_review(conn, token, **values | changes)


def claim(conn, token, source="override", **changes):
    values = {
        "center_id": OURS,
        "state": "closed",
        "intervals": (),
        "valid_from": NOW - dt.timedelta(hours=1),
        "valid_until": NOW + dt.timedelta(days=1),
        "reason": "전화로 확인",
    }
    return offices.add_claim(conn, token, source, **values | changes)


def audit(conn):
    as_owner(conn)
    rows = conn.execute(
        text("SELECT actor_role, action, object_kind, object_id, detail FROM account.audit_log ORDER BY audit_id")
    ).all()
    as_app(conn)
    return rows


# Reviews


def test_a_review_is_seen_once_an_administrator_published_it(office):
    number = write_review(office, flags=["person_name"])
    assert reviews.published(office, OURS) == []
    (pending,) = reviews.reviews_to_decide(office, ADMIN, "pending")
    assert (pending.review_id, pending.flags, dict(pending.ratings)) == (number, ("person_name",), GOOD)
    reviews.decide_review(office, ADMIN, number, decision="published", reason="fits")
    (shown,) = reviews.published(office, OURS)
    assert (shown.body, dict(shown.ratings), shown.visit_month) == ("친절했어요", GOOD, MONTH)
    assert reviews.reviews_to_decide(office, ADMIN, "pending") == []
    (own,) = reviews.own_reviews(office, CITIZEN)
    assert (own.state, own.reason) == ("published", None)
    row = audit(office)[-1]
    assert row.action == "review.published"
    assert row.detail == {"from": "pending", "reason": "fits", "center": OURS}
    assert "친절" not in str(audit(office))


def test_there_is_one_review_an_account_and_center_and_a_rewritten_one_is_looked_at_again(office):
    first = write_review(office)
    reviews.decide_review(office, ADMIN, first, decision="published", reason="fits")
    again = write_review(office, body="다시 가 보니 달라요", ratings=GOOD | {"waiting": 5})
    assert again == first
    assert reviews.published(office, OURS) == []
    (own,) = reviews.own_reviews(office, CITIZEN)
    assert (own.state, own.body, own.ratings["waiting"]) == ("pending", "다시 가 보니 달라요", 5)
    assert write_review(office, FRIEND) != first
    assert len(reviews.reviews_to_decide(office, ADMIN, "pending")) == 2


def test_flagged_reviews_come_first(office):
    write_review(office)
    later = write_review(office, FRIEND, flags=["crisis"])
    assert next(one.review_id for one in reviews.reviews_to_decide(office, ADMIN, "pending")) == later


def test_a_person_deletes_their_own_review_and_nobody_elses(office):
    write_review(office)
    assert not reviews.remove_review(office, FRIEND, OURS)
    assert len(reviews.own_reviews(office, CITIZEN)) == 1
    assert reviews.own_reviews(office, FRIEND) == []
    session = sessions.session_of_token(office, "app", CITIZEN)
    assert reviews.reviews_of(office, session.session_id) == reviews.own_reviews(office, CITIZEN)
    refused(office, SignInError, reviews.reviews_of, session.account.account_id)
    assert reviews.remove_review(office, CITIZEN, OURS)
    assert reviews.own_reviews(office, CITIZEN) == []


def test_reviews_go_with_the_account_and_decisions_stay_without_words(office):
    number = write_review(office)
    reviews.decide_review(office, ADMIN, number, decision="published", reason="fits")
    as_owner(office)
    office.execute(text("DELETE FROM account.account WHERE name = :name"), {"name": CITIZEN})
    assert office.scalar(text("SELECT count(*) FROM moderation.review")) == 0
    assert office.scalar(text("SELECT count(*) FROM moderation.review_decision")) == 1


@pytest.mark.parametrize("token", [STAFF, OTHER, CITIZEN, "", "forged", None])
def test_only_an_administrator_sees_and_decides_reviews(office, token):
    number = write_review(office)
    refused(office, ForbiddenError, reviews.reviews_to_decide, token, "pending")
    refused(office, ForbiddenError, reviews.decide_review, token, number, decision="published", reason="fits")
    assert len(reviews.reviews_to_decide(office, ADMIN, "pending")) == 1


def test_an_administrator_does_not_decide_on_their_own_review(office):
    number = write_review(office, ADMIN)
    refused(office, ForbiddenError, reviews.decide_review, ADMIN, number, decision="published", reason="fits")


@pytest.mark.parametrize("token", ["", "forged", None])
def test_nobody_writes_without_a_session(office, token):
    refused(office, ForbiddenError, write_review, token)


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE account.session SET revoked_at = now()",
        "UPDATE account.session SET expires_at = now() - interval '1 second'",
        "UPDATE account.account SET disabled_at = now()",
        "UPDATE account.session SET kind = 'api'",
    ],
)
def test_an_ended_session_opens_no_door(office, end):
    as_owner(office)
    office.execute(text(end))
    as_app(office)
    refused(office, ForbiddenError, write_review)
    refused(office, ForbiddenError, offices.office_centers, ADMIN)
    refused(office, ForbiddenError, claim, ADMIN)


@pytest.mark.parametrize(
    "changes",
    [
        {"ratings": GOOD | {"access": 6}},
        {"ratings": GOOD | {"access": 0}},
        {"ratings": {}},
        {"ratings": {"x'; DROP TABLE core.center; --": 3}},
        {"body": "가" * 1001},
        {"visit_month": MONTH + dt.timedelta(days=1)},
        {"visit_month": dt.date(2019, 1, 1)},
        {"visit_month": (MONTH + dt.timedelta(days=40)).replace(day=1)},
    ],
)
def test_what_has_not_the_form_of_a_review_is_refused(office, changes):
    refused(office, InputError, write_review, **changes)
    assert reviews.own_reviews(office, CITIZEN) == []


def test_a_review_needs_a_center_of_the_register(office):
    refused(office, NotFoundError, write_review, center_id="zzzzzzzzzz")


def test_the_sixth_review_of_a_day_is_refused(office):
    as_owner(office)
    office.execute(
        text("""
            INSERT INTO moderation.review (account_id, center_id, visit_month)
            SELECT account_id, 'cccccccc' || a || 'a', :month
            FROM account.account, unnest(ARRAY['b', 'c', 'd', 'e', 'f']) AS a WHERE name = :name
        """),
        {"name": CITIZEN, "month": MONTH},
    )
    as_app(office)
    refused(office, BusyError, write_review)
    assert write_review(office, FRIEND) > 0


def test_a_report_needs_no_account_counts_once_and_is_settled_by_a_decision(office):
    number = write_review(office)
    refused(office, NotFoundError, reviews.report_review, review_id=number, reason="abuse", client_key=KEY)
    reviews.decide_review(office, ADMIN, number, decision="published", reason="fits")
    for _ in range(2):
        reviews.report_review(office, review_id=number, reason="personal", client_key=KEY)
    reviews.report_review(office, review_id=number, reason="abuse", client_key="f" * 32)
    (reported,) = reviews.reviews_to_decide(office, ADMIN, "reported")
    assert dict(reported.reports) == {"personal": 1, "abuse": 1}
    reviews.decide_review(office, ADMIN, number, decision="hidden", reason="personal")
    assert reviews.published(office, OURS) == []
    assert reviews.reviews_to_decide(office, ADMIN, "reported") == []
    assert reviews.own_reviews(office, CITIZEN)[0].reason == "personal"


def test_reports_are_limited_by_sender(office):
    number = write_review(office)
    reviews.decide_review(office, ADMIN, number, decision="published", reason="fits")
    as_owner(office)
    office.execute(
        text("""
            WITH made AS (
                INSERT INTO moderation.review (account_id, center_id, visit_month, state)
                SELECT account_id, 'ccccccccc' || chr(96 + n), :month, 'published'
                FROM account.account, generate_series(1, 10) AS n WHERE name = :name RETURNING review_id
            )
            INSERT INTO moderation.review_report (review_id, reason, client_key)
            SELECT review_id, 'other', :key FROM made
        """),
        {"name": FRIEND, "month": MONTH, "key": KEY},
    )
    as_app(office)
    refused(office, BusyError, reviews.report_review, review_id=number, reason="other", client_key=KEY)
    reviews.report_review(office, review_id=number, reason="other", client_key="f" * 32)


@pytest.mark.parametrize(
    "change", ["UPDATE moderation.{} SET reason = 'x'", "DELETE FROM moderation.{}", "TRUNCATE moderation.{}"]
)
def test_decisions_are_never_changed_even_by_the_owner(office, change):
    number = write_review(office)
    reviews.decide_review(office, ADMIN, number, decision="published", reason="fits")
    as_owner(office)
    with pytest.raises(DBAPIError, match="never changed or removed"):
        office.execute(text(change.format("review_decision")))


# Whose center


@pytest.mark.parametrize(
    ("token", "mine"),
    [
        (ADMIN, {OURS, NORTH, METROPOLITAN, THEIRS}),
        # B stands elsewhere and serves 가람시; D serves the whole 도 and stands in 가람시.
        (STAFF, {OURS, NORTH, METROPOLITAN}),
        (OTHER, {NORTH, THEIRS}),
    ],
)
def test_staff_act_for_centers_that_stand_in_or_serve_their_municipality(office, token, mine):
    assert {one.center_id for one in offices.office_centers(office, token)} == mine
    for center_id in (OURS, NORTH, METROPOLITAN, THEIRS):
        if center_id in mine:
            assert claim(office, token, center_id=center_id) > 0
        else:
            refused(office, ForbiddenError, claim, token, center_id=center_id)
            refused(office, ForbiddenError, claim, token, "notice", center_id=center_id)
            refused(office, ForbiddenError, offices.claims, token, center_id)
            refused(office, ForbiddenError, offices.correct_center, token, center_id, "phone", "1")
            refused(office, ForbiddenError, offices.answer_call, token, center_id, osm="", week=None)
            refused(office, ForbiddenError, offices.center_corrections, token, center_id)


@pytest.mark.parametrize("token", [CITIZEN, "forged", "", None])
def test_citizens_and_forged_sessions_do_nothing_at_all(office, token):
    number = file_correction(office)
    refused(office, ForbiddenError, offices.office_centers, token)
    refused(office, ForbiddenError, claim, token)
    refused(office, ForbiddenError, offices.claims, token, OURS)
    refused(office, ForbiddenError, offices.corrections, token, is_open=True)
    refused(office, ForbiddenError, offices.settle_correction, token, number, how="accepted", reason="")
    refused(office, ForbiddenError, offices.correct_center, token, OURS, "phone", "1")
    refused(office, ForbiddenError, offices.answer_call, token, OURS, osm="", week=None)
    refused(office, ForbiddenError, offices.purge, token, correction_days=1, review_days=1, recommendation_days=30)
    refused(office, ForbiddenError, offices.withdraw_claim, token, "notice", 1)
    assert audit(office) == []


@pytest.mark.parametrize("token", [STAFF, CITIZEN])
def test_a_role_cannot_be_claimed_by_writing_it(office, token):
    """The app's own role may not write roles, so a hole in a page gives nobody a right."""
    with pytest.raises(ProgrammingError, match="permission denied"), office.begin_nested():
        office.execute(text("UPDATE account.account SET role = 'admin', municipality_code = NULL"))
    refused(office, ForbiddenError, reviews.reviews_to_decide, token, "pending")


def test_the_name_of_a_center_is_searched_as_text(office):
    assert [one.center_id for one in offices.office_centers(office, ADMIN, "북부 정신")] == [NORTH]
    for typed in ("%", "_", "' OR 1=1 --", "\\"):
        assert offices.office_centers(office, ADMIN, typed) == []


# Notices and overrides


def test_an_override_counts_at_once_and_names_the_office(office):
    number = claim(office, STAFF)
    (shown,) = hours.center_claims(office, since=NOW, until=NOW + dt.timedelta(hours=1), center_ids=[OURS])
    assert (shown.state, shown.source, shown.issued_by) == ("closed", "override", "누리도 가람시")
    row = audit(office)[-1]
    assert (row.actor_role, row.action, row.object_id) == ("staff", "override.add", str(number))
    assert row.detail["center"] == OURS
    assert row.detail["state"] == "closed"


def test_a_claim_is_taken_back_once_by_whoever_may_act_for_its_center(office):
    number = claim(office, STAFF, "notice")
    refused(office, ForbiddenError, offices.withdraw_claim, OTHER, "notice", number)
    refused(office, NotFoundError, offices.withdraw_claim, STAFF, "override", number + 1000)
    offices.withdraw_claim(office, STAFF, "notice", number)
    refused(office, NotFoundError, offices.withdraw_claim, STAFF, "notice", number)
    (listed,) = offices.claims(office, STAFF, OURS)
    assert listed.withdrawn_at is not None
    assert [row.action for row in audit(office)] == ["notice.add", "notice.withdraw"]


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"valid_until": NOW - dt.timedelta(minutes=1), "valid_from": NOW - dt.timedelta(days=1)},
        {"valid_until": NOW + dt.timedelta(days=500)},
        {"valid_from": NOW + dt.timedelta(days=3)},
        {"state": "hours"},
        {"state": "open'; --"},
    ],
)
def test_claims_that_make_no_sense_are_refused(office, changes):
    refused(office, InputError, claim, ADMIN, **changes)
    assert offices.claims(office, ADMIN, OURS) == []


def test_a_claim_is_a_notice_or_an_override(office):
    refused(office, InputError, claim, ADMIN, "live")


# What people report


def file_correction(conn, **changes):
    values = {"center_id": OURS, "topic": "phone", "message": "<b>번호</b>가 바뀌었어요'; --", "client_key": KEY}
    return hours.file_correction(conn, **values | changes)


def test_staff_see_what_is_reported_of_their_centers_only(office):
    ours, theirs = file_correction(office), file_correction(office, center_id=THEIRS)
    assert [one.correction_id for one in offices.corrections(office, STAFF, is_open=True)] == [ours]
    assert [one.correction_id for one in offices.corrections(office, OTHER, is_open=True)] == [theirs]
    assert [one.correction_id for one in offices.corrections(office, ADMIN, is_open=True)] == [ours, theirs]
    refused(office, ForbiddenError, offices.settle_correction, OTHER, ours, how="accepted", reason="")
    assert offices.corrections(office, STAFF, is_open=True)[0].message == "<b>번호</b>가 바뀌었어요'; --"


def test_a_report_is_settled_once_with_the_office_and_the_reason(office):
    number = file_correction(office)
    refused(office, InputError, offices.settle_correction, STAFF, number, how="rejected", reason="")
    refused(office, InputError, offices.settle_correction, STAFF, number, how="praised", reason="x")
    offices.settle_correction(office, STAFF, number, how="rejected", reason="전화해 보니 맞는 번호예요")
    refused(office, NotFoundError, offices.settle_correction, ADMIN, number, how="accepted", reason="")
    assert offices.corrections(office, STAFF, is_open=True) == []
    (settled,) = offices.corrections(office, STAFF, is_open=False)
    assert (settled.settled_how, settled.settled_by, settled.settled_reason) == (
        "rejected", "누리도 가람시", "전화해 보니 맞는 번호예요",
    )  # fmt: skip
    assert audit(office)[-1].action == "correction.rejected"


# Corrections over the register


def put_phone(conn, phone):
    as_owner(conn)
    conn.execute(text("UPDATE core.center SET phone = :phone WHERE center_id = :id"), {"phone": phone, "id": OURS})
    as_app(conn)


def phone(conn):
    return centers.center(conn, OURS).center.phone


def test_a_correction_lies_over_the_register_and_outlives_a_load(office):
    put_phone(office, "031-200-0001")
    before = datasets.data_version(office)
    offices.correct_center(office, STAFF, OURS, "phone", "031-200-0002", correction_id=7)
    assert phone(office) == "031-200-0002"
    assert datasets.data_version(office) != before
    put_phone(office, "031-200-0001")  # the next load of the same list
    assert phone(office) == "031-200-0002"
    (shown,) = offices.corrections_in_force(office, OURS)
    assert (shown.field, shown.was, shown.made_by) == ("phone", "031-200-0001", "누리도 가람시")
    row = audit(office)[-1]
    assert (row.action, row.detail["from"], row.detail["to"]) == ("center.correct", "031-200-0001", "031-200-0002")


def test_a_correction_steps_back_when_the_publisher_says_something_new(office):
    put_phone(office, "031-200-0001")
    offices.correct_center(office, STAFF, OURS, "phone", "031-200-0002")
    put_phone(office, "031-200-0003")
    assert phone(office) == "031-200-0003"
    assert offices.corrections_in_force(office, OURS) == []
    assert [one.is_in_force for one in offices.center_corrections(office, STAFF, OURS)] == [False]


def test_a_wrong_number_may_be_left_empty_and_taken_back(office):
    put_phone(office, "031-200-0001")
    before = datasets.data_version(office)
    offices.correct_center(office, STAFF, OURS, "phone", "")
    assert phone(office) is None
    offices.correct_center(office, STAFF, OURS, "phone", None)
    assert phone(office) == "031-200-0001"
    assert datasets.data_version(office) == before
    assert [row.action for row in audit(office)] == ["center.correct", "center.restore"]


TOLD = AskedWeek(((540, 1080),), ((540, 780),), (), ())


def told_week(conn, center_id=OURS):
    (week,) = hours.center_weeks(conn, center_ids=[center_id])
    return week


def published(conn, osm, outcome="read"):
    """Put hours into the register as a load does."""
    as_owner(conn)
    conn.execute(text("DELETE FROM core.center_week"))
    if osm is not None:
        conn.execute(
            text("""
                INSERT INTO core.center_week (center_id, week, outcome, osm, source, reference_date)
                VALUES (:center_id, CAST(:week AS jsonb), :outcome, :osm, 'health_promotion_centers', '2025-01-31')
            """),
            {"center_id": OURS, "week": json.dumps(to_data(TOLD.hours())), "outcome": outcome, "osm": osm},
        )
    as_app(conn)


def test_hours_told_on_the_telephone_lie_over_the_register_until_it_says_something_new(office):
    before = datasets.data_version(office)
    offices.answer_call(office, STAFF, OURS, osm="Mo-Fr 09:00-18:00; Sa 09:00-13:00", week=to_data(TOLD.hours()))
    week = told_week(office)
    assert (from_data(week.week), week.source) == (TOLD.hours(), "office_call")
    assert week.osm == "Mo-Fr 09:00-18:00; Sa 09:00-13:00"
    assert datasets.data_version(office) != before
    (asked,) = calls.asked(office).to_dict("records")
    assert (asked["center_id"], asked["is_answered"]) == (OURS, True)
    row = audit(office)[-1]
    assert (row.action, row.detail["to"]) == ("center.call", "Mo-Fr 09:00-18:00; Sa 09:00-13:00")
    published(office, "Mo-Fr 10:00-17:00")
    assert told_week(office).source == "health_promotion_centers"
    assert calls.asked(office).empty


def test_a_call_without_an_answer_is_remembered_and_changes_no_hours(office):
    offices.answer_call(office, STAFF, OURS, osm="", week=None)
    assert told_week(office).week is None
    (asked,) = calls.asked(office).to_dict("records")
    assert asked["is_answered"] is False
    offices.answer_call(office, STAFF, OURS, osm="Mo-Fr 09:00-18:00", week=to_data(TOLD.hours()))
    assert calls.asked(office)["is_answered"].tolist() == [True]
    offices.correct_center(office, STAFF, OURS, "hours", None)
    assert calls.asked(office).empty
    assert told_week(office).week is None


def test_hours_without_a_week_and_a_week_without_hours_are_refused(office):
    refused(office, InputError, offices.correct_center, STAFF, OURS, "hours", "Mo-Fr 09:00-18:00")
    refused(office, InputError, offices.answer_call, STAFF, OURS, osm="", week=to_data(TOLD.hours()))
    refused(office, InputError, offices.answer_call, STAFF, OURS, osm="Mo-Fr 09:00-18:00", week=None)


def test_a_center_that_is_gone_stands_in_no_answer_until_it_is_taken_back(office):
    lat, lon = towns.point(0, 0)
    offices.correct_center(office, STAFF, OURS, "gone", "true")
    found = centers.centers_within(office, lat=lat, lon=lon, radius_m=1000)
    assert {one.center_id for one in found} == {METROPOLITAN}
    with pytest.raises(NotFoundError):
        centers.center(office, OURS)
    offices.correct_center(office, STAFF, OURS, "gone", None)
    assert centers.center(office, OURS).center.name == "가람시정신건강복지센터"


@pytest.mark.parametrize(("field", "value"), [("name", "x"), ("gone", "x"), ("phone", "1" * 201), ("kind", "보건소")])
def test_other_fields_and_values_are_refused(office, field, value):
    refused(office, InputError, offices.correct_center, ADMIN, OURS, field, value)


# Forgetting, and who may do what to the tables


def test_the_purge_takes_what_has_done_its_work_and_nothing_else(office):
    old, open_one, refused_review = file_correction(office), file_correction(office), write_review(office)
    kept_review = write_review(office, FRIEND)
    offices.settle_correction(office, STAFF, old, how="accepted", reason="")
    reviews.decide_review(office, ADMIN, refused_review, decision="rejected", reason="personal")
    reviews.decide_review(office, ADMIN, kept_review, decision="published", reason="fits")
    assert offices.purge(office, ADMIN, correction_days=30, review_days=30, recommendation_days=30) == {
        "correction": 0, "review": 0, "review_report": 0, "recommendation": 0,
    }  # fmt: skip
    as_owner(office)
    office.execute(
        text("UPDATE core.correction SET settled_at = now() - interval '31 days' WHERE settled_at IS NOT NULL")
    )
    office.execute(text("UPDATE moderation.review SET decided_at = now() - interval '31 days'"))
    as_app(office)
    assert offices.purge(office, ADMIN, correction_days=30, review_days=30, recommendation_days=30)["correction"] == 1
    assert [one.correction_id for one in offices.corrections(office, ADMIN, is_open=True)] == [open_one]
    assert reviews.own_reviews(office, CITIZEN) == []
    assert len(reviews.published(office, OURS)) == 1
    assert audit(office)[-1].action == "retention.purge"
    refused(office, ForbiddenError, offices.purge, STAFF, correction_days=30, review_days=30, recommendation_days=30)
    refused(office, InputError, offices.purge, ADMIN, correction_days=0, review_days=30, recommendation_days=30)


TABLES = ("review", "review_rating", "review_report", "review_decision")


@pytest.mark.parametrize("role", ["app", "etl", "reader"])
@pytest.mark.parametrize("table", TABLES)
def test_no_role_touches_the_tables(conn, role, table):
    conn.execute(text(f"SET LOCAL ROLE mindconnect_{role}"))
    for statement in (f"SELECT * FROM moderation.{table}", f"DELETE FROM moderation.{table}"):
        with pytest.raises(ProgrammingError, match="permission denied"), conn.begin_nested():
            conn.execute(text(statement))


@pytest.mark.parametrize("role", ["etl", "reader"])
def test_only_the_app_comes_in_through_the_doors(conn, role):
    names = conn.execute(
        text("""
            SELECT p.oid::regprocedure::text AS name,
                   has_function_privilege('mindconnect_' || :role, p.oid, 'EXECUTE') AS may
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'moderation'
        """),
        {"role": role},
    ).all()
    assert len(names) > 15
    assert [row.name for row in names if row.may] == []


def test_the_app_has_the_doors_alone_and_each_has_a_fixed_path(conn):
    rows = conn.execute(
        text("""
            SELECT p.proname, p.prosecdef, p.proconfig,
                   has_function_privilege('mindconnect_app', p.oid, 'EXECUTE') AS may
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'moderation'
        """)
    ).all()
    assert all(row.proconfig == ["search_path=pg_catalog, pg_temp"] for row in rows)
    assert {row.proname for row in rows if row.may} == {row.proname for row in rows if row.prosecdef}
    inside = {"require_center", "is_within", "office_of", "ratings_of", "reviews_by", "purge"}
    assert {row.proname for row in rows if not row.may} == inside


def test_the_etl_does_not_write_corrections_of_offices(conn):
    conn.execute(text("SET LOCAL ROLE mindconnect_etl"))
    with pytest.raises(ProgrammingError, match="permission denied"):
        conn.execute(
            text("INSERT INTO core.center_correction (center_id, field, made_by) VALUES ('aaaaaaaaaa', 'phone', 'x')")
        )
