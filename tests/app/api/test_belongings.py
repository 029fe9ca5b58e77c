"""What a person keeps: with consent, sealed, theirs alone, and gone when they say so."""

import datetime as dt
import json

import pytest
from sqlalchemy import text

from app.account import belongings
from app.account.consents import NEEDED, OPTIONAL, WORDING
from app.credentials.vault import KeyRing, Sealed, new_key, read_keys
from app.data import accounts as doors
from gis.queries.belongings import purge_ended
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
CONSENTS = {"consents": {part: WORDING[part] for part in belongings.PARTS}}
CONSENT = {"consent": WORDING["check_result"]}
CENTERS = ["abcdefghij", "klmnopqrst", "2222222222"]


def in_force(conn) -> set[str]:
    """Give the purposes of the consents in force, of whoever is there."""
    return set(conn.scalars(text("SELECT purpose FROM account.consent WHERE withdrawn_at IS NULL")))


def test_a_profile_is_kept_with_consent_sealed_and_forgotten(sign_up, owner):
    browser = sign_up()
    assert browser.get("/me/profile").json() is None
    for part in belongings.PARTS:
        former = {"consents": {**CONSENTS["consents"], part: "1999-01"}, "profile": PROFILE}
        answer = browser.put("/me/profile", json=former)
        assert (answer.status_code, answer.json()["code"]) == (422, "consent")
    assert browser.put("/me/profile", json={"profile": PROFILE}).status_code == 422
    assert browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE}).status_code == 204
    assert browser.get("/me/profile").json() == PROFILE
    with owner.connect() as conn:
        rows = conn.execute(text("SELECT p::text AS row, sealed FROM account.profile p")).all()
        assert len(rows) == len(belongings.PARTS)
        for word in ("sleep", "moderate", "8830e1d8c1fffff"):
            assert not any(word in row.row or word.encode() in bytes(row.sealed) for row in rows)
        assert in_force(conn) == {*NEEDED, *belongings.PARTS}
    assert browser.delete("/me/profile").status_code == 204
    assert browser.get("/me/profile").json() is None
    with owner.connect() as conn:
        assert in_force(conn) == set(NEEDED)
        assert conn.scalar(text("SELECT count(*) FROM account.profile")) == 0


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
        {"age_group": "child"},
    ],
)
def test_a_profile_takes_nothing_finer_or_freer(sign_up, change):
    answer = sign_up().put("/me/profile", json={**CONSENTS, "profile": {**PROFILE, **change}})
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
        assert purge_ended(conn)["check_result"] == 1
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
    browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
    browser.post("/me/results", json={**CONSENT, "result": RESULT})
    browser.put("/me/favourites", json={**CONSENT, "center_ids": CENTERS})
    answer = browser.get("/me/data")
    assert "attachment" in answer.headers["content-disposition"]
    told = answer.json()
    assert told["profile"] == PROFILE
    assert told["check_results"][0]["result"] == RESULT
    assert {one["center_id"] for one in told["favourites"]} == set(CENTERS)
    assert {one["purpose"] for one in told["consents"]} == set(WORDING)
    assert len(told["sessions"]) == 1
    everything = json.dumps(told)
    assert "argon2" not in everything
    assert browser.cookies["mc_session"] not in everything


def test_nobody_reaches_what_is_another_persons(sign_up):
    one, other = sign_up("하나"), sign_up("둘이")
    one.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
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
        browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
    with owner.begin() as conn:
        conn.execute(text(
            "UPDATE account.profile SET sealed = (SELECT sealed FROM account.profile WHERE part = 'needs' LIMIT 1)"
            " WHERE part = 'needs'"
        ))  # fmt: skip
    assert sorted(browser.get("/me/profile").status_code for browser in (one, other)) == [200, 503]


def test_a_part_moved_to_another_part_does_not_open(sign_up, owner):
    browser = sign_up()
    browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
    with owner.begin() as conn:
        conn.execute(text(
            "UPDATE account.profile SET sealed = (SELECT sealed FROM account.profile WHERE part = 'needs')"
            " WHERE part = 'profile'"
        ))  # fmt: skip
    assert browser.get("/me/profile").status_code == 503


def test_without_a_key_nothing_is_kept_and_it_is_said(sign_up, monkeypatch):
    browser = sign_up()
    monkeypatch.setattr(doors, "ring", lambda: None)
    answer = browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_key")
    assert browser.get("/me").json()["can_keep"] is False


def test_a_changed_key_seals_everything_anew(sign_up, owner, monkeypatch):
    browser = sign_up()
    browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
    browser.post("/me/results", json={**CONSENT, "result": RESULT})
    old = doors.ring()
    new = read_keys(new_key())
    both = KeyRing({**new.keys, **old.keys})
    with owner.begin() as conn:
        assert belongings.reseal_all(conn, both) == (4, 0)
        assert belongings.reseal_all(conn, both) == (0, 0)
    monkeypatch.setattr(doors, "ring", lambda: new)
    assert browser.get("/me/profile").json() == PROFILE
    assert browser.get("/me/results").json()[0]["result"] == RESULT
    with owner.begin() as conn:
        assert belongings.reseal_all(conn, read_keys(new_key())) == (0, 4), "without the key nothing is touched"
    assert browser.get("/me/profile").json() == PROFILE


def test_deletion_after_keeping_leaves_nothing(sign_up, owner):
    browser = sign_up()
    browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
    browser.post("/me/results", json={**CONSENT, "result": RESULT})
    assert browser.post("/me/deletion", json={"password": PASSWORD}).status_code == 204
    with owner.connect() as conn:
        for table in ("profile", "check_result", "consent", "session"):
            assert conn.scalar(text(f"SELECT count(*) FROM account.{table}")) == 0


CENTER_LIST = {"consent": WORDING["favourites"], "center_ids": CENTERS}


def keep_all(browser) -> None:
    browser.put("/me/profile", json={**CONSENTS, "profile": PROFILE})
    browser.post("/me/results", json={**CONSENT, "result": RESULT})
    browser.put("/me/favourites", json=CENTER_LIST)


@pytest.mark.parametrize("part", belongings.PARTS)
def test_each_part_of_a_profile_wants_its_own_consent(sign_up, owner, part):
    browser = sign_up()
    others = {"consents": {one: WORDING[one] for one in belongings.PARTS if one != part}}
    answer = browser.put("/me/profile", json={**others, "profile": PROFILE})
    assert (answer.status_code, answer.json()["code"]) == (422, f"consent_{part}")
    assert browser.get("/me/profile").json() is None, "nothing is kept, not even what was agreed to"
    own = {key: PROFILE[key] for key in belongings.PARTS[part]}
    alone = {"consents": {part: WORDING[part]}, "profile": own}
    assert browser.put("/me/profile", json=alone).status_code == 204
    assert {key: value for key, value in browser.get("/me/profile").json().items() if value} == own
    with owner.connect() as conn:
        assert in_force(conn) == {*NEEDED, part}
        assert conn.scalars(text("SELECT part FROM account.profile")).all() == [part]


@pytest.mark.parametrize("purpose", OPTIONAL)
def test_a_consent_is_withdrawn_alone_with_what_was_kept_on_it(sign_up, owner, purpose):
    browser = sign_up()
    keep_all(browser)
    assert {one["purpose"] for one in browser.get("/me/consents").json()} == set(WORDING)
    assert browser.delete(f"/me/consents/{purpose}").status_code == 204
    gone = set(belongings.PARTS.get(purpose, ()))
    profile = browser.get("/me/profile").json()
    assert {key for key, value in profile.items() if not value} == gone
    assert bool(browser.get("/me/results").json()) == (purpose != "check_result")
    favourites = browser.get("/me/favourites").json()
    assert bool(favourites["center_ids"]) == (purpose != "favourites")
    assert (favourites["consent"] is None) == (purpose == "favourites")
    with owner.connect() as conn:
        assert in_force(conn) == set(WORDING) - {purpose}
    told = browser.get("/me/data").json()["consents"]
    assert [one["purpose"] for one in told if one["withdrawn_at"]] == [purpose]


@pytest.mark.parametrize("purpose", NEEDED)
def test_what_an_account_needs_is_withdrawn_by_deleting_it(sign_up, purpose):
    browser = sign_up()
    answer = browser.delete(f"/me/consents/{purpose}")
    assert (answer.status_code, answer.json()["code"]) == (422, "consent_needed")
    assert browser.get("/me").json()["consents_due"] == []


def test_a_profile_from_before_the_parts_gives_only_what_its_consent_covered(sign_up, owner):
    browser = sign_up()
    account_id = browser.entry["account"]["account_id"]
    former = doors.ring().seal({**PROFILE, "age_group": "child"}, owner=f"profile:{account_id}")
    with owner.begin() as conn:
        consent = text("""
            INSERT INTO account.consent (account_id, purpose, wording) VALUES (:id, 'profile', '2026-11')
            RETURNING consent_id
        """)
        given = conn.scalar(consent, {"id": account_id})
        row = text("""
            INSERT INTO account.profile (account_id, part, consent_id, key_id, sealed)
            VALUES (:id, 'profile', :given, :key, :sealed)
        """)
        values = {"id": account_id, "given": given, "key": former.key_id, "sealed": former.content}
        conn.execute(row, values)
    kept = browser.get("/me/profile").json()
    assert kept == {
        "prefer_online": True, "avail_after_6pm": True, "age_group": None,
        "problem": [], "severity": None, "cell": None,
    }  # fmt: skip
    with owner.begin() as conn:
        assert belongings.forget_unconsented(conn, doors.ring()) == 1
        assert belongings.forget_unconsented(conn, doors.ring()) == 0
        sealed = bytes(conn.scalar(text("SELECT sealed FROM account.profile")))
    assert doors.ring().open(Sealed(former.key_id, sealed), owner=f"profile:{account_id}") == {
        "prefer_online": True, "avail_after_6pm": True,
    }  # fmt: skip
    assert browser.get("/me/profile").json() == kept
