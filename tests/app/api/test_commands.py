"""`mindconnect admin` and `mindconnect account`, as a shell sees them, and what the API makes of it."""

import base64
import stat
import sys

import pytest
from sqlalchemy import text

from app import cli
from app.account.consents import WORDING
from app.credentials import vault
from app.data import accounts as doors
from gis.errors import SettingsError
from gis.settings import Settings
from tests.app.api.conftest import PASSWORD


@pytest.fixture
def run(owner, monkeypatch, capsys):
    def command(*arguments: str, **environment: str) -> tuple[int, str, str]:
        monkeypatch.setenv("DATABASE_URL", owner.url.render_as_string(hide_password=False))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["mindconnect", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        output = capsys.readouterr()
        return int(end.value.code or 0), output.out, output.err

    return command


def test_the_first_administrator_signs_in_and_gives_a_role(run, client, sign_up):
    code, out, _ = run("admin", "create", "소장", MINDCONNECT_NEW_PASSWORD=PASSWORD)
    assert code == 0
    assert PASSWORD not in out
    codes = [line.strip() for line in out.splitlines() if line.count("-") == 3]
    assert len(codes) == 8
    browser = client()
    entered = browser.post("/sessions", json={"name": "소장", "password": PASSWORD})
    assert entered.json()["account"]["role"] == "admin"
    member = sign_up("담당")
    doors.set_role(browser.cookies["mc_session"], member.entry["account"]["account_id"], "staff", "11680")
    code, out, _ = run("admin", "list")
    assert sorted(line.split() for line in out.splitlines()) == [["admin", "소장"], ["staff", "담당", "11680"]]
    assert (
        client().post("/recovery", json={"name": "소장", "code": codes[0], "password": PASSWORD + "!"}).status_code
        == 201
    )
    # The log keeps the acts of earlier tests as well: it cannot be emptied.
    concerned = {entered.json()["account"]["account_id"], member.entry["account"]["account_id"]}
    browser.post("/sessions", json={"name": "소장", "password": PASSWORD + "!"})
    log = doors.audit_rows(browser.cookies["mc_session"])
    made = [row for row in log if row.action == "account.set_role" and row.object_id in concerned]
    assert [row.actor_role for row in made] == ["admin", "operator"]


def test_a_weak_password_or_a_taken_name_makes_nobody(run, owner):
    code, _, err = run("admin", "create", "소장", MINDCONNECT_NEW_PASSWORD="password1234")
    assert code == 2
    assert "guessed first" in err
    assert run("admin", "create", "소장", MINDCONNECT_NEW_PASSWORD=PASSWORD)[0] == 0
    assert run("admin", "create", "소 장", MINDCONNECT_NEW_PASSWORD=PASSWORD)[0] == 1
    with owner.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM account.account")) == 1


def test_roles_from_the_shell(run, sign_up):
    browser = sign_up("담당")
    assert run("admin", "grant", "담당", "staff")[0] == 2
    assert run("admin", "grant", "담당", "king")[0] == 2
    assert run("admin", "grant", "없는이", "admin")[0] == 1
    assert run("admin", "grant", "담당", "staff", "--municipality", "11680")[0] == 0
    assert browser.get("/me").status_code == 401, "its sessions end"
    entered = browser.post("/sessions", json={"name": "담당", "password": PASSWORD})
    assert entered.json()["account"]["municipality_code"] == "11680"
    assert "max-age=43200" in entered.headers["set-cookie"].lower(), "a working day, not a month"


def test_a_key_is_changed_from_the_shell(run, sign_up, monkeypatch):
    browser = sign_up()
    profile = {"problem": ["sleep"], "severity": None, "prefer_online": None, "avail_after_6pm": None,
               "age_group": None, "cell": None}  # fmt: skip
    browser.put("/me/profile", json={"consents": {"needs": WORDING["needs"]}, "profile": profile})
    old = doors.ring()
    fresh = run("account", "new-key")[1].strip()
    both = vault.KeyRing({**vault.read_keys(fresh).keys, **old.keys})
    assert run("account", "rotate-key", MINDCONNECT_ACCOUNT_KEYS="")[0] == 1
    told = ",".join(f"{one}:{base64.urlsafe_b64encode(key).decode()}" for one, key in both.keys.items())
    code, out, _ = run("account", "rotate-key", MINDCONNECT_ACCOUNT_KEYS=told)
    assert code == 0
    assert out.startswith("1 encrypted anew")
    monkeypatch.setattr(doors, "ring", lambda: vault.read_keys(fresh))
    assert browser.get("/me/profile").json() == profile


def test_the_purge_takes_what_is_over_and_nothing_else(run, sign_up, client, owner):
    one, other = sign_up("하나"), sign_up("둘이")
    client().post("/sessions", json={"name": "하나", "password": "not it at all"})
    other.delete("/sessions/current")
    assert run("account", "purge")[1].strip() == "check_result: 0, session: 0, login_attempt: 0"
    with owner.begin() as conn:
        conn.execute(
            text("UPDATE account.session SET revoked_at = now() - interval '31 days' WHERE revoked_at < now()")
        )
        conn.execute(text("UPDATE account.login_attempt SET last_failed_at = now() - interval '2 days'"))
    assert run("account", "purge")[1].strip() == "check_result: 0, session: 1, login_attempt: 1"
    assert one.get("/me").status_code == 200


def test_the_private_database_makes_its_own_key_and_a_server_never(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    private = Settings(MINDCONNECT_VAR_DIR=tmp_path)
    first = vault.load_ring(private)
    path = tmp_path / "keys" / "account_keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert vault.load_ring(private).keys == first.keys
    vault.add_key(path)
    assert list(vault.load_ring(private).keys)[1] == first.current
    assert vault.load_ring(Settings(MINDCONNECT_VAR_DIR=tmp_path, app_database_url="postgresql://x@y/z")) is None


@pytest.mark.parametrize(
    "told", ["", "k1", "k1:short", "k1:!!!", "../x:" + "A" * 43 + "=", ",".join([f"k1:{'A' * 43}="] * 2), "k1:가나다"]
)
def test_a_key_that_cannot_be_read_is_refused_without_being_repeated(told):
    with pytest.raises(SettingsError) as raised:
        vault.read_keys(told)
    assert told == "" or told.partition(":")[2] == "" or told.partition(":")[2] not in str(raised.value)
