"""Attacks on the doors: forged tokens, guessing, other sites, other people's fields, and what the log must not hold."""

import base64
import datetime as dt
import json
import logging
import threading
import time
from urllib.parse import quote
from uuid import uuid4

import jwt
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.account import entry
from app.api.application import create_api
from app.api.guards import LONGEST_BODY
from app.api.limiter import Limiter
from app.credentials import tokens
from app.data import accounts as doors
from gis.errors import BusyError
from tests.app.api.conftest import APP, JOIN, PASSWORD

SQL = [
    "'; DROP TABLE account.account; --",
    "보리' OR '1'='1",
    "보리\\'; SELECT pg_sleep(5); --",
    "보리\x00",
    "%(name)s :name $1",
]
HTML = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "${7*7}{{7*7}}"]


def code_of(answer) -> str:
    return answer.json()["code"]


@pytest.mark.parametrize("typed", SQL + HTML)
def test_what_is_typed_as_a_name_is_never_run(sign_up, client, typed):
    sign_up("보리")
    new = client().post("/accounts", json={"name": typed, "password": PASSWORD, **JOIN})
    assert (new.status_code, code_of(new)) == (422, "name_unusable")
    assert "<" not in new.text
    for path, body in (("/sessions", {}), ("/recovery", {"code": typed})):
        answer = client().post(path, json={"name": typed, "password": PASSWORD, **body})
        assert answer.status_code == 401
    assert client().post("/sessions", json={"name": "보리", "password": PASSWORD}).status_code == 201


@pytest.mark.parametrize("typed", SQL + HTML)
def test_what_is_typed_as_a_password_or_code_is_never_run(sign_up, client, typed):
    sign_up("보리")
    padded = typed.ljust(12, "x")
    assert client().post("/sessions", json={"name": "보리", "password": padded}).status_code == 401
    answer = client().post("/recovery", json={"name": "보리", "password": PASSWORD + "!", "code": typed})
    assert answer.status_code == 401
    assert client().post("/accounts", json={"name": "쌀밥", "password": padded, **JOIN}).status_code in (201, 422)


@pytest.mark.parametrize("typed", SQL + HTML)
@pytest.mark.parametrize("path", ["/me/results/{}", "/sessions/{}"])
def test_what_stands_in_an_address_is_never_run(sign_up, typed, path):
    browser = sign_up()
    assert browser.delete(path.format(quote(typed, safe=""))).status_code in (400, 404, 405, 422)
    answer = browser.put("/me/favourites", json={"consent": "2026-11-29", "center_ids": [typed]})
    assert answer.status_code == 422
    assert browser.get("/me").status_code == 200


@pytest.mark.parametrize("path", ["/../../pyproject.toml", "/%2e%2e/%2e%2e/pyproject.toml", "/me/..%2f..%2fsessions"])
def test_no_path_leads_out(client, path):
    answer = client().get(path)
    assert answer.status_code in (401, 404)
    assert "[project]" not in answer.text


def forge(claims: dict, key: str | bytes = "", algorithm: str = "HS256", kid: str | None = None) -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid or next(iter(doors.ring().keys))})


def claims_of(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def test_forged_and_expired_tokens_open_nothing(sign_up):
    program = sign_up(is_browser=False)
    good = program.entry["access_token"]
    claims = claims_of(good)
    header, body, signature = good.split(".")
    richer = base64.urlsafe_b64encode(json.dumps({**claims, "sub": str(uuid4())}).encode()).decode().rstrip("=")
    master = next(iter(doors.ring().keys.values()))
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=16)
    expired = doors.signer().access_token(claims["sub"], claims["sid"], now=past)
    bad = {
        "alg none": forge(claims, "", "none"),
        "alg none, capital": good.replace(header, base64.urlsafe_b64encode(b'{"alg":"None"}').decode().rstrip("=")),
        "unsigned": f"{header}.{body}.",
        "changed": f"{header}.{richer}.{signature}",
        "another key": forge(claims, "x" * 32),
        "the key itself, not the derived one": forge(claims, master),
        "another kid": forge(claims, "x" * 32, kid="../../etc/passwd"),
        "another algorithm": forge(claims, "x" * 64, "HS512"),
        "no session": forge({**claims, "sid": None}, "x" * 32),
        "empty": "",
        "rubbish": "a.b.c",
        "long": "a" * 10_000,
        "expired": expired,
        "a refresh token": program.entry["refresh_token"],
    }
    for name, token in bad.items():
        answer = program.get("/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, name
    assert code_of(program.get("/me", headers={"Authorization": f"Bearer {expired}"})) == "token_expired"
    assert program.get("/me").status_code == 200


def test_a_well_signed_token_of_no_session_or_of_another_account_opens_nothing(sign_up):
    one, other = sign_up("하나", is_browser=False), sign_up("둘이", is_browser=False)
    sid = claims_of(one.entry["access_token"])["sid"]
    now = dt.datetime.now(dt.UTC)
    for account_id, session_id in ((other.entry["account"]["account_id"], sid), (uuid4(), sid), (uuid4(), uuid4())):
        token = doors.signer().access_token(account_id, session_id, now=now)
        assert one.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_the_cookie_of_a_browser_is_no_token_of_a_program_and_the_reverse(sign_up, client, owner):
    browser, program = sign_up("하나"), sign_up("둘이", is_browser=False)
    cookie = browser.cookies["mc_session"]
    thief = client(is_browser=False)
    assert thief.post("/sessions/refresh", json={"refresh_token": cookie}).status_code == 401
    thief.cookies.set("mc_session", program.entry["refresh_token"])
    assert thief.get("/me").status_code == 401
    with owner.connect() as conn:
        kept = bytes(conn.scalar(text("SELECT token_hash FROM account.session WHERE kind = 'app'")))
    thief.cookies.set("mc_session", kept.hex())
    assert thief.get("/me").status_code == 401, "what the database holds opens nothing"


def test_other_sites_cannot_write_in_a_persons_name(sign_up):
    browser = sign_up()
    delete = {"password": PASSWORD}
    for change in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver@evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-MindConnect": ""},
        {"X-MindConnect": "other"},
    ):
        answer = browser.post("/me/deletion", json=delete, headers=change)
        assert (answer.status_code, code_of(answer)) == (403, "csrf"), change
    form = browser.post("/me/deletion", content="password=x", headers={"Content-Type": "text/plain"})
    assert form.status_code == 422
    assert browser.get("/me").status_code == 200
    preflight = browser.options("/me", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in preflight.headers


def test_another_site_cannot_sign_a_person_in_as_somebody_else(sign_up, client):
    sign_up("보리")
    elsewhere = client(is_browser=False)
    answer = elsewhere.post(
        "/sessions", json={"name": "보리", "password": PASSWORD}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    # Without our header no cookie is set, whatever else fits.
    assert "set-cookie" not in elsewhere.post("/sessions", json={"name": "보리", "password": PASSWORD}).headers


def test_a_session_planted_before_the_log_in_opens_nothing_after_it(sign_up, client):
    attacker, victim = sign_up("나쁜이"), sign_up("보리")
    planted = attacker.cookies["mc_session"]
    browser = client()
    browser.cookies.set("mc_session", planted)
    answer = browser.post("/sessions", json={"name": "보리", "password": PASSWORD})
    assert answer.status_code == 201
    fresh = answer.cookies["mc_session"]
    assert fresh not in (planted, victim.cookies["mc_session"])
    check = client()
    check.cookies.set("mc_session", planted)
    assert check.get("/me").status_code == 401


@pytest.mark.parametrize(
    "extra",
    [
        {"role": "admin"},
        {"role": "staff", "municipality_code": "11680"},
        {"is_admin": True},
        {"account_id": str(uuid4())},
        {"disabled_at": None},
        {"__proto__": {"role": "admin"}},
    ],
)
def test_fields_that_nobody_asked_for_are_refused(client, owner, extra):
    answer = client().post("/accounts", json={"name": "보리", "password": PASSWORD, **JOIN, **extra})
    assert answer.status_code == 422
    with owner.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM account.account")) == 0


def test_guessing_is_slowed_down_and_tells_nothing_of_who_exists(sign_up, client, owner):
    sign_up("보리")
    told = {}
    for name in ("보리", "아무도"):
        answers = [client().post("/sessions", json={"name": name, "password": f"guess number {n}"}) for n in range(7)]
        told[name] = [(one.status_code, code_of(one)) for one in answers]
        waits = [int(one.headers["retry-after"]) for one in answers if one.status_code == 429]
        assert all(25 <= wait <= 31 for wait in waits)
    assert told["보리"] == told["아무도"] == [(401, "wrong_password")] * 5 + [(429, "too_many_attempts")] * 2
    right = client().post("/sessions", json={"name": "보리", "password": PASSWORD})
    assert right.status_code == 429, "the right password waits as well, or guessing would go on"
    past = text("UPDATE account.login_attempt SET locked_until = now() - interval '1 second'")
    with owner.begin() as conn:
        conn.execute(past)
    wrong = client().post("/sessions", json={"name": "보리", "password": "guess number 8"})
    assert wrong.status_code == 401
    longer = client().post("/sessions", json={"name": "보리", "password": PASSWORD})
    assert 55 <= int(longer.headers["retry-after"]) <= 61, "the wait doubles"
    with owner.begin() as conn:
        conn.execute(past)
    assert client().post("/sessions", json={"name": "보리", "password": PASSWORD}).status_code == 201
    assert client().post("/sessions", json={"name": "보리", "password": "guess number 9"}).status_code == 401


def test_guesses_at_once_are_counted_one_by_one(sign_up):
    sign_up("보리")
    outcomes: list[str] = []

    def guess(number: int) -> None:
        try:
            entry.log_in("보리", f"guess number {number}", entry.Visit("app"))
        except BusyError:
            outcomes.append("wait")
        except PermissionError:
            outcomes.append("wrong")

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("wrong") == 5
    assert outcomes.count("wait") == 11


def test_recovery_codes_cannot_be_guessed_either(sign_up, client):
    sign_up("보리")
    body = {"name": "보리", "password": PASSWORD + "!"}
    answers = [client().post("/recovery", json={**body, "code": tokens.new_recovery_codes()[0]}) for _ in range(6)]
    assert [one.status_code for one in answers] == [401] * 5 + [429]


def test_an_unknown_name_takes_as_long_as_a_known_one(sign_up):
    sign_up("보리")
    times: dict[str, list[float]] = {"보리": [], "아무도 아닌 이": []}
    for _ in range(4):
        for name, taken in times.items():
            began = time.process_time()
            with pytest.raises(PermissionError):
                entry.log_in(name, "not it at all", entry.Visit("app"))
            taken.append(time.process_time() - began)
    known, unknown = (min(taken) for taken in times.values())
    assert unknown > 0.5 * known


def test_a_client_that_asks_too_often_waits(app_engine):
    limited = TestClient(create_api(Limiter(burst=5, per_min=60)), headers=APP)
    answers = [limited.get("/v1/me") for _ in range(7)]
    assert [one.status_code for one in answers] == [401] * 5 + [429] * 2
    assert answers[-1].headers["retry-after"] == "1"


def test_the_limiter_fills_again_and_stays_small():
    now = [0.0]
    limiter = Limiter(burst=2, per_min=60, most_keys=10, clock=lambda: now[0])
    assert [limiter.wait_s("a") for _ in range(3)] == [0, 0, 1.0]
    now[0] = 1.0
    assert [limiter.wait_s("a") for _ in range(2)] == [0, 1.0]
    for number in range(100):
        limiter.wait_s(str(number))
    assert len(limiter._buckets) == 10


def test_oversized_bodies_are_refused_before_they_are_read(client):
    browser = client()
    big = json.dumps({"name": "보리", "password": "x" * LONGEST_BODY}).encode()
    json_type = {"Content-Type": "application/json"}
    assert browser.post("/accounts", content=big, headers=json_type).status_code == 413

    def endless():
        for _ in range(100):
            yield b"x" * 1024

    assert browser.post("/accounts", content=endless(), headers=json_type).status_code == 413
    deep = b'{"name":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    assert browser.post("/accounts", content=deep, headers=json_type).status_code in (400, 422)
    lying = browser.post("/accounts", content=b"{}", headers={**json_type, "Content-Length": "-5"})
    assert lying.status_code in (400, 413)
    assert browser.post("/accounts", json={"name": "보리", "password": "가" * 300, **JOIN}).status_code == 422


def test_neither_log_nor_answer_repeats_a_secret(sign_up, client, caplog):
    secret = "이-말은-어디에도-없어야-한다"
    with caplog.at_level(logging.DEBUG):
        browser = sign_up("보리")
        client().post("/sessions", json={"name": "보리", "password": secret})
        browser.post("/recovery", json={"name": "보리", "password": PASSWORD + "!", "code": secret})
        browser.put(
            "/me/profile",
            json={"consents": {"needs": "2026-11-29"}, "profile": {"problem": ["sleep"], "severity": secret}},
        )
        browser.put(
            "/me/profile",
            json={"consents": {"needs": "2026-11-29"}, "profile": {"problem": ["sleep"], "severity": "severe"}},
        )
        answer = browser.put("/me/password", json={"old_password": secret, "new_password": 5, "x": secret})
        assert secret not in answer.text
        browser.get("/me", headers={"Authorization": f"Bearer {secret.encode().hex()}"})
    hidden = (
        secret,
        secret.encode().hex(),
        PASSWORD,
        browser.cookies["mc_session"],
        browser.entry["recovery_codes"][0],
    )
    # What the test's own HTTP client logs are addresses only.
    for record in caplog.records:
        line = record.getMessage() + str(record.exc_info or "")
        assert not any(one in line for one in hidden), record.name
        assert "severe" not in line, record.name


def test_failures_of_the_database_are_told_without_their_words(sign_up, client, monkeypatch, caplog):
    browser = sign_up()
    from sqlalchemy.exc import OperationalError

    def fail():
        raise OperationalError("SELECT 'geheim'", {"x": "geheim"}, Exception("geheim"))

    monkeypatch.setattr("app.data.database.engine", fail)
    answer = browser.get("/me")
    assert (answer.status_code, code_of(answer)) == (503, "no_database")
    assert "geheim" not in answer.text + caplog.text


def test_answers_are_not_kept_and_load_nothing(sign_up):
    answer = sign_up().get("/me")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_description_is_there_and_asks_no_other_host(client):
    told = client().get("/openapi.json")
    assert told.status_code == 200
    assert "/v1/accounts" in str(told.json()["paths"])
    assert "cdn" not in told.text
    for path in ("/docs", "/redoc"):
        assert client().get(path).status_code == 404
