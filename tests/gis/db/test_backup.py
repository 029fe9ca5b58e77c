"""A drill: people write, the database is saved, destroyed and brought back, equal to the last committed row."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from gis.db import backup, local
from gis.db.engine import make_engine
from gis.db.migrate import migrate
from gis.errors import DatabaseError, NotFoundError
from gis.queries import accounts
from gis.queries.accounts import PasswordKey
from gis.settings import Settings
from tests import towns

NAME = "mindconnect_drill"
KEY = PasswordKey("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA", b"k" * 32)


@pytest.fixture
def drill(cluster: Settings) -> Iterator[Engine]:
    """A town with its centers, an account and a report of a citizen."""
    place = local.read_place(cluster.var_dir)
    assert place is not None
    local.create_database(place, NAME)
    engine = create_engine(make_engine(cluster, "owner").url.set(database=NAME))
    migrate(engine)
    with engine.begin() as conn:
        towns.settle(conn)
        accounts.add_account(conn, name="보리", password=KEY, code_hashes=[])
        center = conn.scalar(text("SELECT min(center_id) FROM core.center"))
        conn.execute(
            text("""
                INSERT INTO core.correction (center_id, topic, message, client_key)
                VALUES (:id, 'phone', '다른 번호예요', :key)
            """),
            {"id": center, "key": "0" * 32},
        )
    yield engine
    engine.dispose()
    with create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT").connect() as conn:
        # Not WITH (FORCE): that is refused to all but a superuser while autovacuum looks in; plain DROP sends it away.
        conn.execute(text(f"DROP DATABASE {NAME}"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's folder: its path may be too long for the socket of gpg's agent."""
    with tempfile.TemporaryDirectory(prefix="mc-b-", dir="/tmp") as made:
        yield Path(made)


def content(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with engine.connect() as conn:
        names = backup.count_rows(conn)
        return {name: sorted(map(str, conn.scalars(text(f"SELECT t::text FROM {name} t")))) for name in names}


def destroy(engine: Engine) -> None:
    with engine.begin() as conn:
        conn.execute(text("DELETE FROM account.account"))
        conn.execute(text("DROP SCHEMA serve CASCADE"))
        conn.execute(text("DROP TABLE core.correction CASCADE"))
    engine.dispose()


def test_what_was_committed_comes_back_and_what_came_later_is_gone(drill, folder):
    before = content(drill)
    assert sum(map(len, before.values())) > 50
    made = backup.make_backup(drill.url, folder)
    assert made.path.stat().st_mode & 0o077 == 0
    assert made.rows == {name: len(rows) for name, rows in before.items()}
    with drill.begin() as conn:
        accounts.add_account(conn, name="나중", password=KEY, code_hashes=[])
    destroy(drill)
    rows = backup.restore_backup(drill.url, made.path)
    assert rows == made.rows
    assert content(drill) == before
    assert migrate(drill) == [], "rights and views came with it"
    app = create_engine(drill.url.set(username="mindconnect_app"))
    with app.connect() as conn:
        assert conn.scalar(text("SELECT count(*) FROM serve.center")) == len(before["core.center"])
        with pytest.raises(DBAPIError, match="permission denied"):
            conn.scalar(text("SELECT count(*) FROM account.account"))
    app.dispose()


def test_a_dump_that_was_changed_or_cut_changes_nothing(drill, folder):
    made = backup.make_backup(drill.url, folder)
    whole, before = made.path.read_bytes(), content(drill)
    made.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatabaseError, match="SHA-256 differs"):
        backup.restore_backup(drill.url, made.path)
    made.path.with_name(f"{made.path.name}.json").unlink()
    with pytest.raises(DatabaseError, match="pg_restore failed"):
        backup.restore_backup(drill.url, made.path)
    with pytest.raises(NotFoundError):
        backup.restore_backup(drill.url, folder / "nothing.dump")
    assert content(drill) == before


def test_only_so_many_are_kept_and_nothing_else_is_removed(drill, folder):
    stranger = folder / "notes.dump"
    stranger.write_text("mine")
    for day in range(1, 5):
        old = folder / f"{backup.PREFIX}2026010{day}T000000Z.dump"
        old.write_bytes(b"x")
        old.with_name(f"{old.name}.json").write_text("{}")
    made = backup.make_backup(drill.url, folder, keep=2)
    assert [one.name for one in backup.backups(folder)] == [f"{backup.PREFIX}20260104T000000Z.dump", made.path.name]
    assert stranger.exists()
    assert len(list(folder.glob("*.json"))) == 2
    assert json.loads(made.path.with_name(f"{made.path.name}.json").read_text())["data_version"] == made.data_version


def test_a_sealed_dump_is_read_with_its_key_alone(drill, folder, monkeypatch):
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed")
    monkeypatch.setenv("GNUPGHOME", str(folder / "ring"))
    (folder / "ring").mkdir(mode=0o700)
    words = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "operator@example.org"]
    subprocess.run([*words, "rsa2048", "encrypt", "never"], check=True, capture_output=True, env=os.environ)
    public = subprocess.run(["gpg", "--armor", "--export"], check=True, capture_output=True, env=os.environ).stdout
    (folder / "public.asc").write_bytes(public)
    before = content(drill)
    made = backup.make_backup(drill.url, folder / "out", key=folder / "public.asc")
    assert made.path.suffix == ".gpg"
    assert "보리".encode() not in made.path.read_bytes()
    assert sorted(one.suffix for one in (folder / "out").iterdir()) == [".gpg", ".json"], "no plain dump is left"
    (folder / "empty").mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(folder / "empty"))
    with pytest.raises(DatabaseError, match="gpg failed"):
        backup.restore_backup(drill.url, made.path)
    monkeypatch.setenv("GNUPGHOME", str(folder / "ring"))
    destroy(drill)
    backup.restore_backup(drill.url, made.path)
    assert content(drill) == before
    for ring in ("ring", "empty"):
        subprocess.run(["gpgconf", "--homedir", str(folder / ring), "--kill", "all"], check=False)
