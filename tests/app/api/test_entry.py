"""Signing up, in and out, through the API as browsers and programs use it."""

import pytest
from sqlalchemy import text

from app import data
from app.account.consents import NEEDED
from gis.settings import Settings
from tests.app.api.conftest import JOIN, PASSWORD

NEW_PASSWORD = "강가를 걷는 느린 아침"


def test_sign_up_log_out_log_in(sign_up, client):
    browser = sign_up("보리 밭")
    assert browser.entry["account"]["role"] == "citizen"
    assert len(set(browser.entry["recovery_codes"])) == 8
    assert browser.entry["access_token"] is browser.entry["refresh_token"] is None
    assert browser.get("/me").json()["account"]["name"] == "보리 밭"

    old_cookie = browser.cookies["mc_session"]
    assert browser.delete("/sessions/current").status_code == 204
    assert browser.get("/me").status_code == 401
    browser.cookies.set("mc_session", old_cookie)
    assert browser.get("/me").status_code == 401, "an ended session is over for whoever kept its cookie"

    again = client()
    # One spelling: blanks and width do not make another name.
    answer = again.post("/sessions", json={"name": " 보리밭 ", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json()["recovery_codes"] == []
    assert again.get("/me").json()["account"]["account_id"] == browser.entry["account"]["account_id"]


@pytest.mark.parametrize("name", ["BARLEY", "Ｂarley", "bar ley", "barley"])
def test_a_name_that_looks_the_same_is_taken(sign_up, client, name):
    sign_up("Barley")
    answer = client().post("/accounts", json={"name": name, "password": PASSWORD, **JOIN})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


def test_the_cookie_is_shut_to_scripts_and_other_sites(client):
    for base_url, is_secure in (("http://testserver", False), ("https://testserver", True)):
        browser = client(base_url=base_url)
        name = f"cookie{is_secure}"
        answer = browser.post("/accounts", json={"name": name, "password": PASSWORD, **JOIN})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "path=/;" in cookie
        assert ("secure" in cookie) == is_secure


def test_a_program_gets_tokens_and_no_cookie(sign_up):
    program = sign_up(is_browser=False)
    assert not program.cookies
    assert program.entry["token_type"] == "Bearer"
    assert program.get("/me").status_code == 200
    assert program.put(
        "/me/password", json={"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    ).status_code == 204  # fmt: skip
    assert program.delete("/sessions/current").status_code == 204
    assert program.get("/me").status_code == 401, "the token lasts no longer than its session"


def test_a_refresh_token_works_once_and_a_copied_one_ends_the_session(sign_up, client):
    program = sign_up(is_browser=False)
    first = program.entry["refresh_token"]
    second = program.post("/sessions/refresh", json={"refresh_token": first}).json()
    assert second["refresh_token"] != first
    program.headers["Authorization"] = f"Bearer {second['access_token']}"
    assert program.get("/me").status_code == 200

    thief = client(is_browser=False)
    assert thief.post("/sessions/refresh", json={"refresh_token": first}).status_code == 401
    assert program.get("/me").status_code == 401
    again = {"refresh_token": second["refresh_token"]}
    assert program.post("/sessions/refresh", json=again).status_code == 401


def test_a_changed_password_ends_every_other_session(sign_up, client):
    browser, other = sign_up(), client()
    other.post("/sessions", json={"name": "보리", "password": PASSWORD})
    wrong = browser.put("/me/password", json={"old_password": "not it at all", "new_password": NEW_PASSWORD})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_password")
    assert browser.put(
        "/me/password", json={"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    ).status_code == 204  # fmt: skip
    assert browser.get("/me").status_code == 200
    assert other.get("/me").status_code == 401
    assert other.post("/sessions", json={"name": "보리", "password": PASSWORD}).status_code == 401
    assert other.post("/sessions", json={"name": "보리", "password": NEW_PASSWORD}).status_code == 201


def test_a_recovery_code_sets_a_password_once(sign_up, client):
    browser = sign_up()
    code = browser.entry["recovery_codes"][3]
    found = client()
    typed = code.lower().replace("-", " ")
    answer = found.post("/recovery", json={"name": "보리", "code": typed, "password": NEW_PASSWORD})
    assert answer.status_code == 201
    assert found.get("/me").status_code == 200
    assert browser.get("/me").status_code == 401, "whoever was in is out"
    again = client().post("/recovery", json={"name": "보리", "code": code, "password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (401, "wrong_code")


def test_new_recovery_codes_replace_the_old(sign_up, client):
    browser = sign_up()
    old = browser.entry["recovery_codes"][0]
    new = browser.post("/me/recovery-codes", json={"password": PASSWORD}).json()["recovery_codes"]
    assert old not in new
    body = {"name": "보리", "password": NEW_PASSWORD}
    assert client().post("/recovery", json={**body, "code": old}).status_code == 401
    assert client().post("/recovery", json={**body, "code": new[0]}).status_code == 201


def test_sessions_are_listed_and_ended(sign_up, client):
    browser, other = sign_up(), client()
    agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    other.headers["User-Agent"] = agent
    other.post("/sessions", json={"name": "보리", "password": PASSWORD})
    listed = browser.get("/sessions").json()
    assert [one["is_this"] for one in listed].count(True) == 1
    foreign = next(one for one in listed if not one["is_this"])
    assert foreign["device"] == "Chrome · Android"
    assert browser.delete(f"/sessions/{foreign['session_id']}").status_code == 204
    assert other.get("/me").status_code == 401
    assert browser.delete(f"/sessions/{foreign['session_id']}").status_code == 404


def test_deletion_takes_everything_but_the_bare_id_in_the_log(sign_up, owner):
    browser = sign_up()
    account_id = browser.entry["account"]["account_id"]
    assert browser.post("/me/deletion", json={"password": "not it at all"}).status_code == 401
    assert browser.post("/me/deletion", json={"password": PASSWORD}).status_code == 204
    assert browser.get("/me").status_code == 401
    with owner.connect() as conn:
        tables = conn.scalars(
            text("""
                SELECT table_name FROM information_schema.columns
                WHERE table_schema = 'account' AND column_name = 'account_id'
            """)
        ).all()
        assert {"account", "session", "recovery_code", "profile", "favourite"} <= set(tables)
        for table in tables:
            left = text(f"SELECT count(*) FROM account.{table} WHERE account_id = :id")
            assert conn.scalar(left, {"id": account_id}) == 0, table
        kept = conn.execute(text("SELECT action FROM account.audit_log WHERE actor_id = :id"), {"id": account_id})
        assert kept.scalars().all() == ["account.delete"]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("짧아요", "password_short"),
        ("a" * 129, "password_long"),
        ("password1234!", "password_common"),
        ("qwertyuiop12", "password_common"),
        ("1234567890", "password_common"),
        ("dkssudgktpdy1!", "password_common"),
        ("Summer2026!", "password_common"),
        ("P@ssw0rdP@ssw0rd", "password_common"),
        ("홍길동19850312", "password_common"),
        ("사랑해요사랑해요", "password_short"),
        ("사랑해요사랑해요사랑해", "password_common"),
        ("aaaaaaaaaaaaab", "password_common"),
        ("보리보리쌀쌀 1", "password_short"),
        ("보리밭산책1 2 3", "password_name"),
    ],
)
def test_a_password_guessed_first_is_refused_with_its_reason(client, password, code):
    answer = client().post("/accounts", json={"name": "보리밭산책", "password": password, **JOIN})
    assert answer.status_code == 422
    assert answer.json()["code"] == code


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery", "gkdnfmfqhsek!", "mL7#vv91xq2", "seven teal boats"]
)
def test_a_good_password_is_not_refused(client, password):
    assert client().post("/accounts", json={"name": "보리", "password": password, **JOIN}).status_code == 201


def test_administrators_give_roles_and_the_log_says_so(sign_up, owner, app_engine):
    from app.data import accounts as doors
    from gis.errors import ForbiddenError, InputError

    chief, member = sign_up("소장"), sign_up("담당")
    target = member.entry["account"]["account_id"]
    token = chief.cookies["mc_session"]
    with pytest.raises(ForbiddenError):
        doors.set_role(token, target, "admin")
    with owner.begin() as conn:
        conn.execute(text("UPDATE account.account SET role = 'admin' WHERE name = '소장'"))
    with pytest.raises(InputError):
        doors.set_role(token, target, "staff")
    doors.set_role(token, target, "staff", "11680")
    with pytest.raises(ForbiddenError):
        doors.set_role(token, chief.entry["account"]["account_id"], "citizen")
    assert member.get("/me").status_code == 401, "sessions of the former role end"
    row = doors.audit_rows(token, limit=1)[0]
    assert (row.action, row.actor_name, row.object_id) == ("account.set_role", "소장", target)
    assert row.detail["to"] == "staff"
    doors.set_disabled(token, target, is_disabled=True)
    assert member.post("/sessions", json={"name": "담당", "password": PASSWORD}).status_code == 401
    doors.set_disabled(token, target, is_disabled=False)
    assert member.post("/sessions", json={"name": "담당", "password": PASSWORD}).status_code == 201


def test_a_person_under_14_gets_no_account_whatever_they_send(client, owner):
    for told in ({**JOIN, "is_14_or_older": False}, {"consents": JOIN["consents"]}, {**JOIN, "is_14_or_older": None}):
        answer = client().post("/accounts", json={"name": "보리", "password": PASSWORD, **told})
        assert answer.status_code == 422
    assert client().post(
        "/accounts", json={"name": "보리", "password": PASSWORD, **JOIN, "is_14_or_older": False}
    ).json()["code"] == "under_14"  # fmt: skip
    with owner.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM account.account")) == 0


@pytest.mark.parametrize("purpose", NEEDED)
def test_an_account_rests_on_two_consents_to_the_words_in_force(client, sign_up, owner, purpose):
    for wording, status in (("", 422), ("1999-01", 422)):
        told = {**JOIN, "consents": {**JOIN["consents"], purpose: wording}}
        answer = client().post("/accounts", json={"name": "보리", "password": PASSWORD, **told})
        assert answer.status_code == status
    without = {**JOIN, "consents": {one: JOIN["consents"][one] for one in NEEDED if one != purpose}}
    assert client().post("/accounts", json={"name": "보리", "password": PASSWORD, **without}).status_code == 422
    sign_up("보리")
    with owner.connect() as conn:
        given = dict(conn.execute(text("SELECT purpose, wording FROM account.consent")).all())
        assert given == JOIN["consents"]
        table = "table_schema = 'account' AND table_name = 'account'"
        columns = conn.scalars(text(f"SELECT column_name FROM information_schema.columns WHERE {table}")).all()
    assert not [one for one in columns if "birth" in one or "age" in one.split("_")], "no age is kept"


def test_a_server_without_a_named_officer_takes_no_accounts(client, owner, monkeypatch):
    unnamed = Settings(DATABASE_URL="postgresql://nobody@nowhere/nothing")
    monkeypatch.setattr(data, "settings", lambda: unnamed)
    answer = client().post("/accounts", json={"name": "보리", "password": PASSWORD, **JOIN})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_operator")
    named = unnamed.model_copy(
        update=dict.fromkeys(("operator_name", "operator_contact", "privacy_officer", "privacy_contact"), "x")
    )
    monkeypatch.setattr(data, "settings", lambda: named)
    assert client().post("/accounts", json={"name": "보리", "password": PASSWORD, **JOIN}).status_code == 201


def test_who_has_an_account_from_before_is_asked_again(sign_up, owner):
    browser = sign_up()
    with owner.begin() as conn:
        conn.execute(text("DELETE FROM account.consent WHERE purpose = 'terms'"))
        conn.execute(text("UPDATE account.consent SET wording = '2026-11' WHERE purpose = 'account'"))
    assert browser.get("/me").json()["consents_due"] == list(NEEDED)
    assert browser.post("/me/consents", json={**JOIN, "is_14_or_older": False}).status_code == 422
    assert browser.post("/me/consents", json=JOIN).status_code == 204
    assert browser.get("/me").json()["consents_due"] == []
    assert len(browser.get("/me/consents").json()) == 3, "the former one stays on record"
