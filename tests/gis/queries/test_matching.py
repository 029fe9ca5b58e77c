"""Vectors from the database, and the log that holds no words."""

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from etl.build.vocabulary_vectors import build, vectors_frame
from gis.care.recommendation.similarity import VocabularyItem
from gis.queries.matching import log_recommendation, purge_recommendations, vocabulary_vectors
from gis.recommendation import encoder_of, load_data, load_vocabulary
from gis.settings import ROOT

DATA = load_data(ROOT / "data")
GOOD = {
    "data_version": "0123456789ab",
    "rules_from": dt.date(2026, 11, 26),
    "cell": "8630e1d8fffffff",
    "wish": {"when": "evening", "has_words": True},
    "weights": {"distance": 1.0},
    "results": [{"center_id": "abcdefghij", "score": 0.5}],
}


def as_role(conn, role: str) -> None:
    conn.execute(text(f"SET LOCAL ROLE {role}"))


def test_vectors_are_stored_and_read_as_they_were_made(conn):
    rows = build(conn)
    encoder = encoder_of(DATA, None)
    items, vectors = vocabulary_vectors(conn, encoder=encoder.name, version=encoder.version)
    assert len(items) == rows == len(DATA.items)
    assert tuple(VocabularyItem(*one) for one in items) == DATA.items
    assert vectors == pytest.approx(encoder.encode(DATA.words))
    assert build(conn) == rows  # again: nothing doubles
    assert vocabulary_vectors(conn, encoder=encoder.name, version="other")[0] == []


def test_vectors_of_another_vocabulary_are_not_used(conn, caplog):
    build(conn)
    encoder = encoder_of(DATA, None)
    conn.execute(text("UPDATE core.vocabulary_vector SET words = 'x' WHERE position = 0"))
    known = load_vocabulary(conn, DATA, encoder)
    assert known.items == DATA.items
    assert "etl build vocabulary_vectors" in caplog.text


def test_the_same_files_give_the_same_rows():
    first, again = vectors_frame(), vectors_frame()
    assert first.equals(again)
    assert first["position"].tolist() == list(range(len(first)))


def test_the_app_logs_and_cannot_read(conn):
    as_role(conn, "mindconnect_app")
    conn.execute(text("SET TRANSACTION READ WRITE"))
    log_recommendation(conn, **GOOD)
    with pytest.raises(DBAPIError, match="permission denied"), conn.begin_nested():
        conn.execute(text("SELECT * FROM core.recommendation_log"))
    conn.execute(text("RESET ROLE"))
    row = conn.execute(text("SELECT * FROM core.recommendation_log")).mappings().one()
    assert row["wish"] == GOOD["wish"]
    assert row["given_at"].minute == row["given_at"].second == 0
    assert row["account_id"] is None


@pytest.mark.parametrize("role", ["mindconnect_etl", "mindconnect_reader"])
def test_nobody_else_logs(conn, role):
    as_role(conn, role)
    with pytest.raises(DBAPIError, match="permission denied"):
        log_recommendation(conn, **GOOD)


def test_the_etl_role_purges_but_does_not_write(conn):
    log_recommendation(conn, **GOOD)
    as_role(conn, "mindconnect_etl")
    with pytest.raises(DBAPIError, match="permission denied"), conn.begin_nested():
        conn.execute(text("UPDATE core.recommendation_log SET cell = NULL"))
    now = dt.datetime.now(dt.UTC)
    assert purge_recommendations(conn, before=now - dt.timedelta(days=1)) == 0
    assert purge_recommendations(conn, before=now + dt.timedelta(hours=1)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"cell": "37.5665,126.9780"}, {"data_version": "not hex"}, {"wish": {"text": "x" * 1001}},
     {"results": [{"center_id": "a" * 20_001}]}],
)  # fmt: skip
def test_what_is_too_fine_or_too_large_is_refused(conn, wrong):
    with pytest.raises(DBAPIError):
        log_recommendation(conn, **GOOD | wrong)
