"""`mindconnect match` on the nation: recommendations, evaluation, purge."""

import datetime as dt
import json

import pytest
from sqlalchemy import create_engine, text

CITY_HALL = ["--lat", "37.5665", "--lon", "126.978", "--at", "2026-11-24T14:00"]


@pytest.fixture
def run(app_url, nation, mindconnect, monkeypatch):
    """Run `mindconnect match` on the nation."""
    monkeypatch.setenv("APP_DATABASE_URL", app_url)
    etl = nation.url.set(username="mindconnect_etl").render_as_string(hide_password=False)
    monkeypatch.setenv("ETL_DATABASE_URL", etl)

    def command(*arguments: str, status: int = 0) -> str:
        done = mindconnect("match", *arguments)
        assert done.returncode == status, done
        return done.stdout

    return command


def test_a_recommendation_as_json(run):
    answer = json.loads(
        run(*CITY_HALL, "--problem", "low_mood", "--free", "--age", "young_adult", "--phq9", "11", "--json")
    )
    first = answer["centers"][0]
    assert first["kind"] == "기초정신건강복지센터"
    assert first["score"] == max(one["score"] for one in answer["centers"])
    assert sum(answer["weights"].values()) == pytest.approx(1.0)
    assert [fitting["programme"] for fitting in answer["programmes"]] == ["voucher"]
    assert any("무료" in reason for reason in first["reasons"])
    assert {fact["code"] for fact in first["facts"]} >= {"distance", "kind_fits", "programmes", "stated"}


def test_words_are_understood(run):
    answer = json.loads(run(*CITY_HALL, "--text", "술을 끊고 싶어요", "--json"))
    assert answer["heard"] == ["addiction"]
    assert answer["centers"][0]["similarity"] > 0.3
    assert "술을" not in json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize(
    ("words", "age", "first"),
    [
        ("죽고 싶어요", "adult", ["109", "1577-0199", "119"]),
        ("남편이 약을 먹고 안 깨어나요", "adult", ["119", "112", "109"]),
        ("죽고 싶어요", "youth", ["1388", "117", "109"]),
        ("술을 끊고 싶어요", "adult", []),
    ],
)
def test_danger_in_the_words_leads_with_whom_to_call_and_brings_no_voucher(run, words, age, first):
    answer = json.loads(
        run(*CITY_HALL, "--problem", "low_mood", "--phq9", "11", "--age", age, "--text", words, "--json")
    )
    assert [call["number"] for call in (answer["crisis"] or {"calls": []})["calls"]][:3] == first
    assert ("voucher" in [fitting["programme"] for fitting in answer["programmes"]]) is not bool(first)


def test_own_weights_bring_the_nearest_first(run):
    only = [word for part, weight in (("distance", 1), ("open", 0), ("specialty", 0), ("programme", 0))
            for word in ("--weight", f"{part}={weight}")]  # fmt: skip
    answer = json.loads(run(*CITY_HALL, "--problem", "low_mood", *only, "--json"))
    far = [one["distance_m"] for one in answer["centers"]]
    assert far == sorted(far)


def test_why_not(run):
    answer = json.loads(run(*CITY_HALL, "--problem", "low_mood", "--limit", "20", "--json"))
    lines = run(*CITY_HALL, "--problem", "low_mood", "--limit", "1", "--why-not", answer["centers"][7]["center_id"])
    assert "8번째" in lines
    assert "첫 번째 곳보다" in lines


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--lat", "37.5"], 2),
        ([*CITY_HALL, "--problem", "joy"], 2),
        ([*CITY_HALL, "--when", "never"], 2),
        ([*CITY_HALL, "--weight", "x"], 2),
        (["--lat", "10", "--lon", "10"], 2),
        ([*CITY_HALL, "--why-not", "aaaaaaaaaa"], 1),
    ],
)
def test_what_cannot_be_used_is_refused(run, words, status):
    run(*words, status=status)


def test_the_evaluation_reads_the_stored_vectors(run, caplog):
    rows = json.loads(run("evaluate", "--json"))
    held_out = {row["method"]: row["hits"] for row in rows if row["split"] == "held_out"}
    assert held_out["hybrid"] > max(held_out["rules"], held_out["vectors"])
    assert "are not those of the vocabulary" not in caplog.text


def test_purge_deletes_what_is_old(run, nation):
    owner = create_engine(nation.url)
    add = text("""
        INSERT INTO core.recommendation_log (given_at, data_version, rules_from, wish, weights, results)
        VALUES (:at, 'ab', '2026-01-01', '{}', '{}', '[]')
    """)
    now = dt.datetime.now(dt.UTC)
    with owner.begin() as conn:
        for days in (1, 89, 91, 400):
            conn.execute(add, {"at": now - dt.timedelta(days=days)})
    assert "Deleted 2 " in run("purge")
    with owner.begin() as conn:
        assert conn.scalar(text("SELECT count(*) FROM core.recommendation_log WHERE data_version = 'ab'")) == 2
    run("purge", "--days", "0")
    with owner.begin() as conn:
        assert conn.scalar(text("SELECT count(*) FROM core.recommendation_log")) == 0
    owner.dispose()
