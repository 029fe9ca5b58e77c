"""The second factor, through the API: set up, asked for, used once, and what an account with a role is without one."""

import base64
import datetime as dt

import pyotp
import pytest
import segno
from sqlalchemy import text
from typer.testing import CliRunner

from app.account import belongings
from app.commands import admin
from app.credentials import second_factor
from app.credentials.vault import Sealed, new_key, read_keys
from app.data import accounts as doors
from app.data import database
from gis.queries.second_factors import SEALED_AS
from gis.settings import Settings
from tests.app.api.conftest import PASSWORD

NEW_PASSWORD = "강가를 걷는 느린 아침"
NOW = dt.datetime(2026, 11, 30, 3, 0, 10, tzinfo=dt.UTC)


class Phone:
    """An authenticator app, which gives the code of now, and then that of the next half minute, which fits already."""

    def __init__(self, browser) -> None:
        told = browser.post("/me/second-factor", json={"password": PASSWORD})
        assert told.status_code == 201, told.text
        self.told, self.ahead = told.json(), 0

    def code(self) -> str:
        code = pyotp.TOTP(self.told["key"]).at(dt.datetime.now(dt.UTC), counter_offset=self.ahead)
        self.ahead = 1
        return code


@pytest.fixture
def phone(sign_up):
    """Give a signed-in browser of an account with a second factor, and its app; one more code fits (at least)."""
    browser = sign_up()
    app = Phone(browser)
    answer = browser.post("/me/second-factor/confirmation", json={"code": app.code()})
    assert answer.status_code == 201, answer.text
    browser.entry["recovery_codes"] = answer.json()["recovery_codes"]
    return browser, app


def log_in(client, **how):
    made = client(**how)
    answer = made.post("/sessions", json={"name": "보리", "password": PASSWORD})
    assert answer.status_code == 201
    return made, answer.json()


def test_a_secret_counts_only_once_a_code_has_fitted(sign_up, client):
    browser = sign_up()
    assert browser.post("/me/second-factor", json={"password": "not it at all"}).json()["code"] == "wrong_password"
    app = Phone(browser)
    assert app.told["address"].startswith("otpauth://totp/MindConnect:")
    assert f"secret={app.told['key']}" in app.told["address"]
    drawn = segno.make_qr(app.told["address"], error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    assert app.told["picture"] == drawn
    _, opened = log_in(client)
    assert opened["awaits"] is None, "nobody is locked out by a secret that was never scanned"
    wrong = browser.post("/me/second-factor/confirmation", json={"code": "12345"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_second")
    old = browser.entry["recovery_codes"]
    told = browser.post("/me/second-factor/confirmation", json={"code": app.code()}).json()
    assert len(set(told["recovery_codes"]) - set(old)) == 8
    assert browser.get("/me").json()["second_factor_since"]
    again = browser.post("/me/second-factor", json={"password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_on")


def test_the_password_alone_opens_nothing(phone, client):
    _, app = phone
    browser, told = log_in(client)
    assert told["awaits"] == "code"
    assert browser.get("/me").status_code == 401
    assert browser.delete("/sessions").status_code == 401
    code = app.code()
    answer = browser.post("/sessions/second", json={"code": f"{code[:3]} {code[3:]}"})
    assert (answer.status_code, answer.json()["awaits"]) == (201, None)
    assert browser.get("/me").status_code == 200
    other, _ = log_in(client)
    used = other.post("/sessions/second", json={"code": code})
    assert (used.status_code, used.json()["code"]) == (401, "wrong_second"), "no code counts twice"


def test_a_program_shows_it_with_the_token_it_was_given(phone, client):
    _, app = phone
    program, told = log_in(client, is_browser=False)
    assert told["access_token"] is None
    assert program.post("/sessions/refresh", json={"refresh_token": told["refresh_token"]}).status_code == 401
    shown = program.post("/sessions/second", json={"code": app.code(), "token": told["refresh_token"]})
    assert shown.status_code == 201, shown.text
    program.headers["Authorization"] = f"Bearer {shown.json()['access_token']}"
    assert program.get("/me").status_code == 200


def test_who_lost_the_telephone_uses_a_recovery_code_and_a_sheet_of_paper_alone_is_not_enough(phone, client):
    browser, _ = phone
    first, second = browser.entry["recovery_codes"][:2]
    found, _ = log_in(client)
    assert found.post("/sessions/second", json={"code": first}).status_code == 201
    assert found.get("/me").json()["recovery_codes_left"] == 7
    thief = client()
    reset = thief.post("/recovery", json={"name": "보리", "code": second, "password": NEW_PASSWORD})
    assert reset.json()["awaits"] == "app_code"
    answer = thief.post("/sessions/second", json={"code": browser.entry["recovery_codes"][2]})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_second")
    assert thief.get("/me").status_code == 401


def test_guesses_are_counted(phone, client):
    browser, _ = log_in(client)
    codes = [browser.post("/sessions/second", json={"code": f"{n}{n}{n}"}).status_code for n in range(6)]
    assert codes == [401] * 5 + [429]


def test_it_is_taken_away_by_the_password(phone, client):
    browser, _ = phone
    assert browser.post("/me/second-factor/removal", json={"password": "not it at all"}).status_code == 401
    assert browser.post("/me/second-factor/removal", json={"password": PASSWORD}).status_code == 204
    _, told = log_in(client)
    assert told["awaits"] is None


def test_the_app_s_user_without_the_keys_cannot_say_that_a_code_fitted(phone, client, app_engine):
    browser, _ = log_in(client)
    token = browser.cookies["mc_session"]
    with app_engine.begin() as conn:
        conn.execute(text("SET TRANSACTION READ WRITE"))
        sealed = conn.execute(text("SELECT * FROM account.awaited_factor('app', :token)"), {"token": token}).one()
        for proof in (bytes(32), bytes(sealed.sealed)[:32], None):
            with pytest.raises(Exception, match="does not fit"), conn.begin_nested():
                conn.execute(
                    text("SELECT account.pass_by_app_code('app', :token, :proof, 99999999999)"),
                    {"token": token, "proof": proof},
                )
    assert browser.get("/me").status_code == 401


def test_a_role_is_given_only_with_a_second_factor_where_the_operator_wants_it(sign_up, owner, monkeypatch):
    browser = sign_up()
    with owner.begin() as conn:
        conn.execute(text("UPDATE account.account SET role = 'admin'"))
    assert browser.get("/me").json()["account"]["role"] == "admin"
    settings = Settings(MINDCONNECT_SECOND_FACTOR="roles")
    monkeypatch.setattr(database, "settings", lambda: settings)
    told = browser.get("/me").json()
    assert (told["account"]["role"], told["is_held_back"]) == ("citizen", True)
    app = Phone(browser)
    browser.post("/me/second-factor/confirmation", json={"code": app.code()})
    told = browser.get("/me").json()
    assert (told["account"]["role"], told["is_held_back"]) == ("admin", False)


def test_a_new_key_seals_the_secret_anew(phone, owner):
    _, app = phone
    former = doors.ring()
    both = read_keys(f"{new_key()},{','.join(_told(former))}")
    with owner.begin() as conn:
        assert belongings.reseal_all(conn, both) == (1, 0)
        row = conn.execute(text("SELECT key_id, sealed, account_id FROM account.second_factor")).one()
    opened = both.open(Sealed(row.key_id, row.sealed), owner=f"{SEALED_AS}:{row.account_id}")
    assert (row.key_id, opened["key"]) == (both.current, app.told["key"])


def _told(ring):
    return [f"{name}:{base64.urlsafe_b64encode(key).decode()}" for name, key in ring.keys.items()]


def test_the_operator_takes_it_away_from_who_lost_everything(phone, owner, client, monkeypatch):
    browser, _ = phone
    monkeypatch.setattr(admin, "make_engine", lambda _settings, _role: owner)
    told = CliRunner().invoke(admin.cli, ["reset-second-factor", "보리"])
    assert told.exit_code == 0, told.output
    assert browser.get("/me").status_code == 401
    assert log_in(client)[1]["awaits"] is None


@pytest.mark.parametrize("offset_s", [-59, -30, 0, 30, 49, 80])
def test_codes_are_those_of_rfc_6238_and_fit_half_a_minute_around(offset_s):
    secret = second_factor.Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", b"p" * 32)
    code = pyotp.TOTP(secret.key).at(NOW + dt.timedelta(seconds=offset_s))
    step = int(NOW.timestamp() + offset_s) // 30
    is_near = abs(step - int(NOW.timestamp()) // 30) <= 1
    assert secret.step_of(code, NOW) == (step if is_near else None)
    # Appendix B of the RFC, SHA-1, its last six digits.
    assert secret.step_of("287082", dt.datetime.fromtimestamp(59, dt.UTC)) == 1
