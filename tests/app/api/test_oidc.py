"""Signing in elsewhere, against a provider of our own that checks what it is sent and can be made to lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr
from sqlalchemy import text

from app import data
from app.credentials import oidc
from gis.errors import SettingsError
from gis.settings import Settings
from tests.app.api.conftest import JOIN

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeProvider:
    """An OpenID Connect provider in this process."""

    def __init__(self) -> None:
        self.lies: dict = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.key: object = KEY
        self.algorithm = "RS256"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def authorize(self, address: str) -> tuple[str, str]:
        """Act as the person who agrees: gives state and code."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid", "no name, no mail address is asked for"
        self.codes["the-code"] = asked
        return asked["state"], "the-code"

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith("/openid-configuration"):
                    base = provider.issuer
                    self.tell({
                        "issuer": provider.lies.get("issuer", base), "authorization_endpoint": f"{base}/authorize",
                        "token_endpoint": f"{base}/token", "jwks_uri": f"{base}/keys",
                    })  # fmt: skip
                else:
                    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
                    self.tell({"keys": [{**public, "kid": "one", "use": "sig"}]})

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = {key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()}
                asked = provider.codes.pop(body["code"], None)
                digest = hashlib.sha256(body["code_verifier"].encode()).digest()
                proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
                if asked is None or asked["code_challenge"] != proof or body["client_secret"] != "the-secret":
                    self.send_error(400)
                    return
                now = int(time.time())
                claims = {
                    "iss": provider.issuer, "aud": "mindconnect", "sub": "person-7", "iat": now, "exp": now + 60,
                    "nonce": asked["nonce"], **{k: v for k, v in provider.lies.items() if k != "issuer"},
                }  # fmt: skip
                token = jwt.encode(claims, provider.key, algorithm=provider.algorithm, headers={"kid": "one"})
                self.tell({"id_token": token, "access_token": "x", "token_type": "Bearer"})

            def tell(self, answer: dict) -> None:
                content = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def provider(monkeypatch) -> Iterator[FakeProvider]:
    fake = FakeProvider()
    settings = Settings(
        MINDCONNECT_OIDC_ISSUER=fake.issuer,
        MINDCONNECT_OIDC_CLIENT_ID="mindconnect",
        MINDCONNECT_OIDC_CLIENT_SECRET=SecretStr("the-secret"),
        MINDCONNECT_PUBLIC_URL="http://testserver",
    )
    monkeypatch.setattr(data, "settings", lambda: settings)
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


def come_back(browser, provider, *, state: str | None = None, code: str | None = None, joins: bool = True):
    if joins:
        assert browser.post("/oidc/joining", json=JOIN).status_code == 204
    start = browser.get("/oidc/start", follow_redirects=False)
    assert start.status_code == 303
    assert "samesite=lax" in start.headers["set-cookie"].lower()
    right_state, right_code = provider.authorize(start.headers["location"])
    query = {"state": right_state if state is None else state, "code": right_code if code is None else code}
    return browser.get("/oidc/return", params=query, follow_redirects=False)


def test_a_person_comes_in_and_is_the_same_next_time(client, provider, owner):
    first, second = client(), client()
    answer = come_back(first, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    me = first.get("/me").json()
    assert me["has_password"] is False
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    come_back(second, provider)
    assert second.get("/me").json()["account"] == me["account"]
    with owner.connect() as conn:
        row = conn.execute(text("SELECT * FROM account.account")).mappings().one()
        assert (row["oidc_subject"], row["password_settings"], row["password_verifier"]) == ("person-7", None, None)
    assert (
        first.post("/sessions", json={"name": me["account"]["name"], "password": "anything at all"}).status_code == 401
    )
    assert first.post("/me/deletion", json={}).status_code == 204


def test_a_first_visit_makes_an_account_only_after_consent_and_14(client, provider, owner):
    browser = client()
    answer = come_back(browser, provider, joins=False)
    assert answer.headers["location"] == "/me?do=sign_up&oidc=new"
    for told in ({**JOIN, "is_14_or_older": False}, {**JOIN, "consents": {"terms": "1999-01", "account": "1999-01"}}):
        assert browser.post("/oidc/joining", json=told).status_code == 422
        assert "mc_joining" not in browser.cookies
    with owner.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM account.account")) == 0
    assert come_back(browser, provider).headers["location"] == "/me"
    assert "mc_joining" not in browser.cookies
    with owner.connect() as conn:
        given = dict(conn.execute(text("SELECT purpose, wording FROM account.consent")).all())
    assert given == JOIN["consents"]
    assert come_back(client(), provider, joins=False).headers["location"] == "/me", "the second time nothing is asked"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_a_word_that_does_not_hold_opens_nothing(client, provider, lie):
    provider.lies = lie
    browser = client()
    assert come_back(browser, provider).headers["location"] == "/me?oidc=failed"
    assert browser.get("/me").status_code == 401


def test_a_token_signed_by_a_stranger_or_with_our_own_secret_opens_nothing(client, provider):
    browser = client()
    for provider.key, provider.algorithm in ((STRANGER, "RS256"), ("the-secret" * 4, "HS256"), ("", "none")):
        assert come_back(browser, provider).headers["location"] == "/me?oidc=failed"
    assert browser.get("/me").status_code == 401


def test_a_return_that_this_browser_did_not_begin_opens_nothing(client, provider):
    browser, victim = client(), client()
    assert come_back(browser, provider, state="guessed").headers["location"] == "/me?oidc=failed"
    assert come_back(browser, provider, code="guessed").headers["location"] == "/me?oidc=failed"
    start = browser.get("/oidc/start", follow_redirects=False)
    state, code = provider.authorize(start.headers["location"])
    lured = victim.get("/oidc/return", params={"state": state, "code": code}, follow_redirects=False)
    assert lured.headers["location"] == "/me?oidc=failed"
    assert victim.get("/me").status_code == 401


def test_without_a_provider_the_way_leads_back(client, monkeypatch):
    monkeypatch.setattr(data, "settings", Settings)
    answer = client().get("/oidc/start", follow_redirects=False)
    assert answer.headers["location"] == "/me?oidc=failed"


def test_a_provider_is_asked_by_https_and_must_be_itself(provider):
    provider.lies = {"issuer": "https://another.example"}
    with pytest.raises(SettingsError, match="another issuer"):
        oidc.discover(data.settings())
    plain = Settings(
        MINDCONNECT_OIDC_ISSUER="http://id.example",
        MINDCONNECT_OIDC_CLIENT_ID="x",
        MINDCONNECT_PUBLIC_URL="https://care.example",
    )
    with pytest.raises(SettingsError, match="https"):
        oidc.discover(plain)
