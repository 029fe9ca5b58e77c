"""Migrations: once, in order, all or nothing."""

import itertools
import re
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import SQL_DIR, landed_migrations, migrate
from gis.errors import DatabaseError, MigrationError
from gis.settings import Settings

NUMBERS = itertools.count()
ROLES_SQL = (
    "GRANT USAGE ON SCHEMA serve TO mindconnect_app; GRANT SELECT ON ALL TABLES IN SCHEMA serve TO mindconnect_app;"
)


@pytest.fixture
def fresh(cluster: Settings):
    """Give the owner's engine on a new, empty database."""
    place = local.read_place(cluster.var_dir)
    name = f"migrate_{next(NUMBERS)}"
    local.create_database(place, name)
    engine = create_engine(make_engine(cluster, "owner").url.set(database=name))
    yield engine
    engine.dispose()


@pytest.fixture
def sql_dir(tmp_path: Path) -> Path:
    """Give a small sql folder: one migration, one view, the grants."""
    for folder in ("migrations", "functions", "views"):
        (tmp_path / folder).mkdir()
    (tmp_path / "migrations" / "0001_a.sql").write_text("CREATE TABLE public.a (n integer); INSERT INTO a VALUES (1);")
    (tmp_path / "views" / "01_a.sql").write_text("CREATE VIEW serve.a AS SELECT n FROM public.a;")
    (tmp_path / "roles.sql").write_text(ROLES_SQL)
    return tmp_path


def rows(engine: Engine, query: str) -> list:
    with engine.connect() as conn:
        return list(conn.execute(text(query)).scalars())


def view_oid(engine: Engine) -> list:
    return rows(engine, "SELECT 'serve.a'::regclass::oid")


def test_the_project_migrates_an_empty_database_once(fresh):
    names = migrate(fresh)
    assert names[0] == "0001_core.sql"
    assert names[-1] == "serve"
    assert names[:-1] == [path.name for path in sorted((SQL_DIR / "migrations").glob("*.sql"))]
    assert migrate(fresh) == []
    with fresh.connect() as conn:
        assert landed_migrations(conn) == names[:-1]


def test_nothing_is_rebuilt_when_nothing_changed(fresh, sql_dir):
    assert migrate(fresh, sql_dir) == ["0001_a.sql", "serve"]
    before = view_oid(fresh)
    assert migrate(fresh, sql_dir) == []
    assert view_oid(fresh) == before


def test_a_changed_view_rebuilds_serve_with_its_grants(fresh, sql_dir, cluster):
    migrate(fresh, sql_dir)
    (sql_dir / "views" / "01_a.sql").write_text("CREATE VIEW serve.a AS SELECT n + 41 AS n FROM public.a;")
    assert migrate(fresh, sql_dir) == ["serve"]
    app = create_engine(make_engine(cluster, "app").url.set(database=fresh.url.database))
    assert rows(app, "SELECT n FROM serve.a") == [42]
    app.dispose()


def test_a_new_migration_lands_alone(fresh, sql_dir):
    migrate(fresh, sql_dir)
    (sql_dir / "migrations" / "0002_b.sql").write_text("INSERT INTO public.a VALUES (2);")
    assert migrate(fresh, sql_dir) == ["0002_b.sql", "serve"]
    assert rows(fresh, "SELECT n FROM serve.a ORDER BY n") == [1, 2]


def test_an_edited_migration_is_refused(fresh, sql_dir):
    migrate(fresh, sql_dir)
    (sql_dir / "migrations" / "0001_a.sql").write_text("CREATE TABLE public.a (n bigint);")
    with pytest.raises(MigrationError, match=r"0001_a\.sql was edited after it had landed"):
        migrate(fresh, sql_dir)


def test_a_removed_migration_is_refused(fresh, sql_dir):
    migrate(fresh, sql_dir)
    (sql_dir / "migrations" / "0001_a.sql").unlink()
    with pytest.raises(MigrationError, match=r"0001_a\.sql, which sql/migrations lacks"):
        migrate(fresh, sql_dir)


def test_a_migration_numbered_before_a_landed_one_is_refused(fresh, sql_dir):
    (sql_dir / "migrations" / "0001_a.sql").rename(sql_dir / "migrations" / "0002_a.sql")
    migrate(fresh, sql_dir)
    (sql_dir / "migrations" / "0001_late.sql").write_text("SELECT 1;")
    with pytest.raises(MigrationError, match=r"0001_late\.sql sorts before 0002_a\.sql"):
        migrate(fresh, sql_dir)


@pytest.mark.parametrize("folder", ["migrations", "views"])
def test_a_failure_leaves_everything_as_it_was(fresh, sql_dir, folder):
    migrate(fresh, sql_dir)
    before = view_oid(fresh)
    (sql_dir / "migrations" / "0002_b.sql").write_text("INSERT INTO public.a VALUES (2);")
    (sql_dir / folder / "0003_wrong.sql").write_text("SELECT 1;\n\nSELECT no_such_column FROM public.a;")
    with pytest.raises(MigrationError, match=r'0003_wrong\.sql line 3: column "no_such_column" does not exist'):
        migrate(fresh, sql_dir)
    assert rows(fresh, "SELECT n FROM public.a") == [1]
    assert rows(fresh, "SELECT name FROM schema_migration ORDER BY name") == ["0001_a.sql", "serve"]
    assert view_oid(fresh) == before


def test_percent_signs_and_several_statements_are_taken_as_they_stand(fresh, sql_dir):
    (sql_dir / "migrations" / "0002_percent.sql").write_text(
        "INSERT INTO a SELECT 7 % 4; INSERT INTO a SELECT length('%s');"
    )
    migrate(fresh, sql_dir)
    assert rows(fresh, "SELECT n FROM a ORDER BY n") == [1, 2, 3]


def test_two_processes_at_once_apply_each_migration_once(fresh, sql_dir):
    (sql_dir / "migrations" / "0001_a.sql").write_text(
        "CREATE TABLE public.a (n integer); INSERT INTO a VALUES (1); SELECT pg_sleep(0.5);"
    )
    answers: list[list[str]] = []
    engines = [create_engine(fresh.url) for _ in range(3)]
    threads = [threading.Thread(target=lambda one=one: answers.append(migrate(one, sql_dir))) for one in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [[], [], ["0001_a.sql", "serve"]]
    assert rows(fresh, "SELECT n FROM a") == [1]
    for one in engines:
        one.dispose()


def test_a_long_reader_makes_it_give_up_rather_than_stop_everybody(fresh, sql_dir, monkeypatch):
    monkeypatch.setattr("gis.db.migrate.WAIT_FOR_TABLES", "200ms")
    migrate(fresh, sql_dir)
    (sql_dir / "views" / "02_b.sql").write_text("CREATE VIEW serve.b AS SELECT 1 AS one;")
    with fresh.connect() as reader:
        reader.execute(text("SELECT * FROM serve.a"))
        with pytest.raises(MigrationError, match="lock timeout"):
            migrate(fresh, sql_dir)
    assert migrate(fresh, sql_dir) == ["serve"]


def test_missing_users_that_may_not_be_created_are_explained(fresh, sql_dir, monkeypatch):
    monkeypatch.setattr("gis.db.migrate.ROLES", ("mindconnect_app", "mindconnect_nobody_made"))
    (sql_dir / "cluster").mkdir()
    (sql_dir / "cluster" / "1_roles.sql").write_text("CREATE ROLE mindconnect_nobody_made LOGIN;")
    with pytest.raises(DatabaseError, match=r"lacks the users mindconnect_nobody_made .* administrator"):
        migrate(fresh, sql_dir)
    assert rows(fresh, "SELECT to_regclass('public.schema_migration')::text") == [None]


def test_days_are_those_of_seoul_and_never_of_the_session():
    """A date beside the clock is compared by the session's time zone: in UTC a month begins nine hours late."""
    days = re.compile(r"current_date|\b\w*(?:month|_on|_date|_from|_to)\s*[<>]=?\s*now\(\)", re.IGNORECASE)
    texts = {path.name: path.read_text(encoding="utf-8") for path in SQL_DIR.glob("[fv]*/*.sql")}
    assert len(texts) > 30
    assert {name: found.group() for name, text in texts.items() if (found := days.search(text))} == {}
