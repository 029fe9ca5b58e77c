"""The private cluster: started, stopped, killed and found again, and never anybody else's."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from gis.db import binaries, local
from gis.db.account import server_account
from gis.db.binaries import Installation
from gis.db.engine import database_url
from gis.errors import DatabaseError, SettingsError
from gis.settings import ROOT, Settings
from tests.conftest import NOT_DURABLE


@pytest.fixture
def folder():
    """Give an empty folder that the account postgres can reach; whatever runs in it is stopped."""
    made = Path(tempfile.mkdtemp(prefix="mc-test-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    for record in made.rglob("postgres.json"):
        local.down(Settings(MINDCONNECT_VAR_DIR=record.parent))
    shutil.rmtree(made)


@pytest.fixture
def settings(folder: Path) -> Settings:
    return Settings(MINDCONNECT_VAR_DIR=folder / "var")


def ask(settings: Settings, statement: str, role: str = "owner"):
    engine = create_engine(database_url(settings, role))
    try:
        with engine.begin() as conn:
            result = conn.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def wait_gone(pid: int) -> None:
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still runs")


def test_up_twice_keeps_the_server_and_down_stops_it(settings):
    local.up(settings, overrides=NOT_DURABLE)
    first = local.status(settings).pid
    local.up(settings, overrides=NOT_DURABLE)
    assert first is not None
    assert local.status(settings).pid == first
    assert local.down(settings) is True
    wait_gone(first)
    assert local.status(settings).pid is None
    assert local.down(settings) is False


def test_it_is_durable_and_listens_on_no_port(settings):
    place = local.up(settings)
    for name, value in {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}.items():
        assert ask(settings, f"SHOW {name}") == value
    assert ask(settings, "SHOW listen_addresses") == ""
    assert ask(settings, "SHOW data_checksums") == "on"
    assert place.socket_dir.stat().st_mode & 0o777 == 0o700
    assert (place.socket_dir / local.SOCKET_NAME).stat().st_mode & 0o777 == 0o700


def test_the_users_have_no_more_rights_than_they_need(settings):
    local.up(settings, overrides=NOT_DURABLE)
    for role in ("owner", "etl", "app", "reader"):
        assert ask(settings, "SELECT current_user::text", role) == f"mindconnect_{role}"
    mighty = (
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'mindconnect%' AND (rolsuper OR rolcreaterole OR rolcreatedb)"
    )
    assert ask(settings, mighty) == 0
    owner = "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"
    assert ask(settings, owner) == "mindconnect_owner"
    assert ask(settings, "SHOW default_transaction_read_only", "app") == "on"
    assert ask(settings, "SELECT has_database_privilege('mindconnect_app', current_database(), 'CREATE')") is False


def test_killed_hard_it_comes_back_with_what_was_committed(settings):
    local.up(settings)
    ask(settings, "CREATE TABLE public.kept (n integer)")
    ask(settings, "INSERT INTO public.kept SELECT generate_series(1, 1000)")
    pid = local.status(settings).pid
    os.kill(pid, signal.SIGKILL)
    wait_gone(pid)
    assert local.status(settings).pid is None
    local.up(settings)
    assert local.status(settings).pid != pid
    assert ask(settings, "SELECT count(*) FROM public.kept") == 1000


def test_a_stale_pid_that_went_to_another_process_harms_nobody(settings):
    """The pid file of a crashed server names a living process of the same account that is not a server."""
    place = local.up(settings, overrides=NOT_DURABLE)
    local.down(settings)
    account = server_account()
    with subprocess.Popen([*account.prefix, "sleep", "60"], cwd="/") as bystander:
        time.sleep(0.3)
        stale = f"{bystander.pid}\n{place.data_dir}\n1700000000\n5432\n{place.socket_dir}\n\n"
        account.run(["sh", "-c", 'printf %s "$1" > "$2"', "sh", stale, place.data_dir / "postmaster.pid"])
        assert local.status(settings).pid is None
        assert local.down(settings) is False
        local.up(settings, overrides=NOT_DURABLE)
        assert local.status(settings).pid not in (None, bystander.pid)
        assert bystander.poll() is None
        bystander.terminate()


def test_starts_at_the_same_time_make_one_cluster(settings):
    start = (
        "from gis.settings import Settings; from gis.db import local; "
        "s = Settings(); local.up(s, overrides={'fsync': 'off'}); print(local.status(s).pid)"
    )
    environment = {**os.environ, "MINDCONNECT_VAR_DIR": str(settings.var_dir)}
    answers: list[str] = []

    def run() -> None:
        done = subprocess.run(
            [sys.executable, "-c", start], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        answers.append(done.stdout.strip() or done.stderr)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 3
    assert set(answers) == {str(local.status(settings).pid)}


def test_a_folder_it_did_not_make_is_left_alone(settings):
    account = server_account()
    home = settings.var_dir / "postgres"
    settings.var_dir.mkdir()
    account.make_folder(home)
    account.run(["mkdir", home / "data"])
    account.run(["touch", home / "data" / "PG_VERSION"])
    with pytest.raises(DatabaseError, match=r"is not a cluster that MindConnect made"):
        local.up(settings, overrides=NOT_DURABLE)
    assert account.run(["ls", home / "data"]).stdout.split() == ["PG_VERSION"]


def test_remove_stops_it_and_deletes_everything(settings):
    place = local.up(settings, overrides=NOT_DURABLE)
    pid = local.status(settings).pid
    local.remove(settings)
    wait_gone(pid)
    assert not place.home.exists()
    assert sorted(path.name for path in settings.var_dir.iterdir()) == ["postgres.lock"]
    local.remove(settings)
    local.up(settings, overrides=NOT_DURABLE)
    assert ask(settings, "SELECT 1") == 1


def test_remove_leaves_a_foreign_folder_alone(settings):
    place = local.up(settings, overrides=NOT_DURABLE)
    local.down(settings)
    (place.data_dir / local.MARKER).unlink()
    with pytest.raises(DatabaseError, match="left alone"):
        local.remove(settings)
    assert (place.data_dir / "PG_VERSION").exists()


def test_half_made_data_is_made_anew(settings):
    account = server_account()
    settings.var_dir.mkdir()
    account.make_folder(settings.var_dir / "postgres")
    account.run(["mkdir", settings.var_dir / "postgres" / "data.partial"])
    account.run(["touch", settings.var_dir / "postgres" / "data.partial" / "half"])
    local.up(settings, overrides=NOT_DURABLE)
    assert ask(settings, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(folder):
    settings = Settings(MINDCONNECT_VAR_DIR=folder / ("마음" * 12) / ("x" * 60))
    place = local.up(settings, overrides=NOT_DURABLE)
    assert not place.socket_dir.is_relative_to(folder)
    assert len(os.fsencode(place.socket_dir / local.SOCKET_NAME)) <= 107
    assert place.socket_dir.stat().st_mode & 0o777 == 0o700
    assert ask(settings, "SELECT 1") == 1
    local.down(settings)
    assert local.up(settings, overrides=NOT_DURABLE).socket_dir == place.socket_dir
    local.down(settings)
    place.socket_dir.rmdir()  # as a reboot does to the temp folder
    again = local.up(settings, overrides=NOT_DURABLE)
    assert ask(settings, "SELECT 1") == 1
    local.down(settings)
    again.socket_dir.rmdir()


def test_spaces_quotes_and_commas_in_the_path_work(folder):
    settings = Settings(MINDCONNECT_VAR_DIR=folder / 'it\'s, "my" $HOME')
    place = local.up(settings, overrides=NOT_DURABLE)
    assert ask(settings, "SELECT 1") == 1
    local.down(settings)
    place.socket_dir.rmdir()


def test_a_record_copied_with_its_clone_leads_nowhere(settings, folder):
    local.up(settings, overrides=NOT_DURABLE)
    (folder / "copy").mkdir()
    shutil.copy(settings.var_dir / "postgres.json", folder / "copy" / "postgres.json")
    copy = Settings(MINDCONNECT_VAR_DIR=folder / "copy")
    assert local.status(copy).place is None
    assert local.down(copy) is False
    assert local.status(settings).pid is not None


@pytest.mark.skipif(os.getuid() != 0, reason="only root drops to another account, so only root can be locked out")
def test_a_clone_that_postgres_cannot_reach_keeps_its_data_elsewhere(settings, folder, monkeypatch):
    monkeypatch.setattr(local, "OUTSIDE_HOME", folder / "lib")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    settings = Settings(MINDCONNECT_VAR_DIR=closed / "var")
    place = local.up(settings, overrides=NOT_DURABLE)
    assert place.home.parent == folder / "lib"
    assert ask(settings, "SELECT 1") == 1
    local.down(settings)
    closed.chmod(0o755)  # once chosen, the place stays
    assert local.up(settings, overrides=NOT_DURABLE).home == place.home


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to become another user")
def test_an_ordinary_user_runs_it_under_his_own_account(settings, folder):
    nobody = pwd.getpwnam("nobody")
    settings.var_dir.mkdir()
    os.chown(settings.var_dir, nobody.pw_uid, nobody.pw_gid)
    shutil.copytree(ROOT / "sql", folder / "sql")
    # The clone and its environment may lie where nobody may not look: everything is imported before root is left.
    script = f"""
import os, psycopg
from pathlib import Path
from gis.db import local
from gis.settings import Settings

try:
    psycopg.connect(host="/nowhere")
except psycopg.OperationalError:
    pass
os.setgroups([])
os.setgid({nobody.pw_gid})
os.setuid({nobody.pw_uid})
local.ROOT = Path({str(folder)!r})
settings = Settings()
place = local.up(settings, overrides={{"fsync": "off"}})
print(place.data_dir.stat().st_uid, oct(place.socket_dir.stat().st_mode & 0o777))
local.down(settings)
print(local.status(settings).pid)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "MINDCONNECT_VAR_DIR": str(settings.var_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [str(nobody.pw_uid), "0o700", "None"], done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to make a folder of another user")
def test_a_cluster_of_another_user_is_refused(settings):
    settings.var_dir.mkdir()
    home = settings.var_dir / "postgres"
    home.mkdir()
    os.chown(home, 65534, 65534)
    with pytest.raises(DatabaseError, match=r"belongs to user 65534"):
        local.up(settings, overrides=NOT_DURABLE)


@pytest.mark.parametrize(
    ("major", "postgis", "suitable"),
    [
        (15, (3, 3), True),
        (17, (3, 5), True),
        (14, (3, 4), False),
        (15, (3, 2), False),
        (16, None, False),
        (16, (4, 0), True),
    ],
)
def test_old_releases_are_not_suitable(major, postgis, suitable):
    assert Installation(Path("/usr/lib/postgresql/15/bin"), major, postgis).is_suitable() is suitable


def test_the_newest_suitable_release_is_chosen_or_the_one_asked_for(monkeypatch):
    seen = [
        Installation(Path(f"/pg/{major}"), major, postgis)
        for major, postgis in [(14, (3, 3)), (15, (3, 3)), (16, (3, 4)), (18, None)]
    ]
    monkeypatch.setattr(binaries, "installations", lambda: seen)
    assert binaries.find().major == 16
    assert binaries.find(major=15).major == 15
    with pytest.raises(
        DatabaseError, match=r"PostgreSQL 18 with PostGIS 3\.3 or newer is needed .*PostgreSQL 14 .*apt-get install"
    ):
        binaries.find(major=18)


def test_the_release_on_this_machine_is_read():
    found = binaries.find()
    assert found.major >= 15
    assert found.postgis >= (3, 3)
    version = subprocess.run([found.bin_dir / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    assert f" {found.major}." in version


def test_addresses_from_the_environment_come_before_the_private_cluster(settings):
    given = Settings(
        MINDCONNECT_VAR_DIR=settings.var_dir,
        database_url="postgres://boss:secret@db.example:5433/care?sslmode=require",
        reader_database_url="postgresql://mindconnect_reader:other@db.example/care",
    )
    owner = database_url(given, "owner")
    assert (owner.drivername, owner.host, owner.port, owner.username) == (
        "postgresql+psycopg",
        "db.example",
        5433,
        "boss",
    )
    assert owner.query["sslmode"] == "require"
    assert "options" not in owner.query
    assert database_url(given, "app").query["options"] == "-c role=mindconnect_app"
    assert database_url(given, "reader").username == "mindconnect_reader"
    assert "options" not in database_url(given, "reader").query


def test_without_an_address_or_a_cluster_the_way_out_is_named(settings):
    with pytest.raises(DatabaseError, match="mindconnect db up"):
        database_url(settings, "app")


@pytest.mark.parametrize("address", ["mysql://me:hush@db/x", "hush hush"])
def test_a_wrong_address_is_refused_without_repeating_it(address):
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        database_url(Settings(database_url=address), "owner")
    assert "hush" not in str(caught.value)


def test_an_address_of_the_owner_lets_others_work_with_their_own_rights(cluster, engine):
    place = local.read_place(cluster.var_dir)
    given = Settings(database_url=f"postgresql://mindconnect_owner@/mindconnect?host={place.socket_dir}")
    assert ask(given, "SELECT current_user::text", "app") == "mindconnect_app"
