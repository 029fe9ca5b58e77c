"""What a person keeps: with consent, sealed, theirs alone, and gone when they say so."""

import datetime as dt
import json

import pytest
from sqlalchemy import text

from app.account import belongings
from app.credentials.vault import KeyRing, new_key, read_keys
from app.data import accounts as doors
from gis.queries.belongings import purge
from tests.app.api.conftest import PASSWORD

PROFILE = {
    "problem": ["sleep", "anxiety"],
    "severity": "moderate",
    "prefer_online": True,
    "avail_after_6pm": True,
    "age_group": "adult",
    "cell": "8830e1d8c1fffff",
}
RESULT = {"taken_on": "2026-11-26", "phq9": 11, "gad7": 7, "phq2": None}
CONSENT = {"consent": belongings.WORDING["profile"]}
CENTERS = ["abcdefghij", "klmnopqrst", "2222222222"]


def test_a_profile_is_kept_with_consent_sealed_and_forgotten(sign_up, owner):
    browser = sign_up()
    assert browser.get("/me/profile").json() is None
    assert browser.put("/me/profile", json={"consent": "1999-01", "profile": PROFILE}).status_code == 422
    assert browser.put("/me/profile", json={"profile": PROFILE}).status_code == 422
    assert browser.put("/me/profile", json={**CONSENT, "profile": PROFILE}).status_code == 204
    assert browser.get("/me/profile").json() == PROFILE
    with owner.connect() as conn:
        row = conn.execute(text("SELECT p::text AS row, sealed FROM account.profile p")).one()
        for word in ("sleep", "moderate", "8830e1d8c1fffff"):
            assert word not in row.row
            assert word.encode() not in bytes(row.sealed)
        assert conn.scalar(text("SELECT purpose FROM account.consent WHERE withdrawn_at IS NULL")) == "profile"
    assert browser.delete("/me/profile").status_code == 204
    assert browser.get("/me/profile").json() is None
    with owner.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM account.consent WHERE withdrawn_at IS NULL")) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"cell": "8b30e1d8c1a0fff"},
        {"cell": "37.498123,127.027987"},
        {"lat": 37.498123},
        {"problem": ["<script>"]},
        {"problem": ["sleep"] * 12},
        {"severity": "9"},
        {"age_group": 35},
    ],
)
def test_a_profile_takes_nothing_finer_or_freer(sign_up, change):
    answer = sign_up().put("/me/profile", json={**CONSENT, "profile": {**PROFILE, **change}})
    assert answer.status_code == 422
    assert "script" not in answer.text


def test_results_expire_and_go_in_one_step(sign_up, owner):
    browser = sign_up()
    for days in (30, 365):
        answer = browser.post("/me/results", json={**CONSENT, "days": days, "result": RESULT})
        assert answer.status_code == 201
    assert browser.post("/me/results", json={**CONSENT, "days": 3650, "result": RESULT}).status_code == 422
    kept = browser.get("/me/results").json()
    assert [one["result"] for one in kept] == [RESULT, RESULT]
    spans = {
        (dt.datetime.fromisoformat(one["expires_at"]) - dt.datetime.fromisoformat(one["kept_at"])).days for one in kept
    }
    assert spans == {30, 365}
    with owner.begin() as conn:
        conn.execute(text("UPDATE account.check_result SET expires_at = now() WHERE expires_at < now() + '31 days'"))
    assert len(browser.get("/me/results").json()) == 1, "what has expired is not shown, purged or not"
    with owner.begin() as conn:
        assert dict(purge(conn, sessions_after=dt.timedelta(days=30)))["check_result"] == 1
        assert conn.scalar(text("SELECT count(*) FROM account.check_result")) == 1
    assert browser.delete("/me/results").status_code == 204
    assert browser.get("/me/results").json() == []


def test_favourites_are_replaced_whole(sign_up):
    browser = sign_up()
    assert browser.put("/me/favourites", json={**CONSENT, "center_ids": CENTERS}).status_code == 204
    assert set(browser.get("/me/favourites").json()["center_ids"]) == set(CENTERS)
    assert browser.put("/me/favourites", json={**CONSENT, "center_ids": CENTERS[:1] * 2}).status_code == 204
    assert browser.get("/me/favourites").json()["center_ids"] == CENTERS[:1]
    too_many = [f"{'a' * 8}{one}{two}" for one in "abcdefghijklmno" for two in "abcdefghijklmno"]
    assert browser.put("/me/favourites", json={**CONSENT, "center_ids": too_many}).status_code == 422
    assert browser.delete("/me/favourites").status_code == 204
    assert browser.get("/me").json()["favourites"] == 0


def test_the_download_holds_everything_but_secrets(sign_up):
    browser = sign_up()
    browser.put("/me/profile", json={**CONSENT, "profile": PROFILE})
    browser.post("/me/results", json={**CONSENT, "result": RESULT})
    browser.put("/me/favourites", json={**CONSENT, "center_ids": CENTERS})
    answer = browser.get("/me/data")
    assert "attachment" in answer.headers["content-disposition"]
    told = answer.json()
    assert told["profile"] == PROFILE
    assert told["check_results"][0]["result"] == RESULT
    assert {one["center_id"] for one in told["favourites"]} == set(CENTERS)
    assert {one["purpose"] for one in told["consents"]} == {"profile", "check_result", "favourites"}
    assert len(told["sessions"]) == 1
    everything = json.dumps(told)
    assert "argon2" not in everything
    assert browser.cookies["mc_session"] not in everything


def test_nobody_reaches_what_is_another_persons(sign_up):
    one, other = sign_up("하나"), sign_up("둘이")
    one.put("/me/profile", json={**CONSENT, "profile": PROFILE})
    result_id = one.post("/me/results", json={**CONSENT, "result": RESULT}).json()["result_id"]
    session_id = one.get("/sessions").json()[0]["session_id"]
    assert other.get("/me/profile").json() is None
    assert other.get("/me/results").json() == []
    assert other.delete(f"/me/results/{result_id}").status_code == 404
    assert other.delete(f"/sessions/{session_id}").status_code == 404
    assert other.get("/me/data").json()["check_results"] == []
    assert one.get("/me/profile").json() == PROFILE


def test_rows_moved_to_another_account_do_not_open(sign_up, owner):
    one, other = sign_up("하나"), sign_up("둘이")
    for browser in (one, other):
        browser.put("/me/profile", json={**CONSENT, "profile": PROFILE})
    with owner.begin() as conn:
        conn.execute(text("UPDATE account.profile SET sealed = (SELECT sealed FROM account.profile LIMIT 1)"))
    assert sorted(browser.get("/me/profile").status_code for browser in (one, other)) == [200, 503]


def test_without_a_key_nothing_is_kept_and_it_is_said(sign_up, monkeypatch):
    browser = sign_up()
    monkeypatch.setattr(doors, "ring", lambda: None)
    answer = browser.put("/me/profile", json={**CONSENT, "profile": PROFILE})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_key")
    assert browser.get("/me").json()["can_keep"] is False


def test_a_changed_key_seals_everything_anew(sign_up, owner, monkeypatch):
    browser = sign_up()
    browser.put("/me/profile", json={**CONSENT, "profile": PROFILE})
    browser.post("/me/results", json={**CONSENT, "result": RESULT})
    old = doors.ring()
    new = read_keys(new_key())
    both = KeyRing({**new.keys, **old.keys})
    with owner.begin() as conn:
        assert belongings.reseal_all(conn, both) == (2, 0)
        assert belongings.reseal_all(conn, both) == (0, 0)
    monkeypatch.setattr(doors, "ring", lambda: new)
    assert browser.get("/me/profile").json() == PROFILE
    assert browser.get("/me/results").json()[0]["result"] == RESULT
    with owner.begin() as conn:
        assert belongings.reseal_all(conn, read_keys(new_key())) == (0, 2), "without the key nothing is touched"
    assert browser.get("/me/profile").json() == PROFILE


def test_deletion_after_keeping_leaves_nothing(sign_up, owner):
    browser = sign_up()
    browser.put("/me/profile", json={**CONSENT, "profile": PROFILE})
    browser.post("/me/results", json={**CONSENT, "result": RESULT})
    assert browser.post("/me/deletion", json={"password": PASSWORD}).status_code == 204
    with owner.connect() as conn:
        for table in ("profile", "check_result", "consent", "session"):
            assert conn.scalar(text(f"SELECT count(*) FROM account.{table}")) == 0
