"""What each user of the database may do with accounts, asked of PostgreSQL itself.

Whoever holds the app's user alone (an injection, a stolen address) tries everything here.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import errors
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from app.credentials import passwords
from app.data import accounts as doors
from gis.db import local
from gis.db.engine import make_engine
from gis.db.migrate import SQL_DIR, migrate
from gis.errors import ConflictError, ForbiddenError, InputError, SignInError
from gis.queries import accounts, audit, entries, sessions
from gis.queries.accounts import PasswordKey
from gis.queries.entries import NewSession
from gis.settings import Settings

SETTINGS = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA"
RIGHT, WRONG = b"r" * 32, b"w" * 32
"""Keys that argon2id made of the administrator's password, and of a guess."""

CODE = "AAAABBBBCCCCDDDD"
TOKENS = {"admin": "token-of-the-admin", "staff": "token-of-staff", "citizen": "token-of-someone"}
SHUT = ("account", "session", "recovery_code", "second_factor", "login_attempt", "login_guess", "audit_log")
"""Tables that the app's user neither reads nor writes."""

MODERATION = {"review": "state", "review_rating": "rating", "review_report": "reason", "review_decision": "reason"}
"""Tables that the app's user comes to through functions alone, each with a column that somebody would change."""


def sha256(value: str | bytes) -> bytes:
    return hashlib.sha256(value.encode() if isinstance(value, str) else value).digest()


def become(conn: Connection, role: str) -> None:
    conn.execute(text("SET TRANSACTION READ WRITE"))
    conn.execute(text(f"SET LOCAL ROLE mindconnect_{role}"))


def refused(conn: Connection, statement: str, **values: object) -> bool:
    """Tell whether a statement is refused for want of rights; the transaction goes on."""
    step = conn.begin_nested()
    try:
        conn.execute(text(statement), values)
    except DBAPIError as error:
        step.rollback()
        if isinstance(error.orig, errors.InsufficientPrivilege):
            return True
        raise
    step.commit()
    return False


def settle(conn: Connection) -> dict[str, UUID]:
    """Put an administrator, staff and a citizen there, each with a password and a recovery code and signed in."""
    made = {}
    for name, token in TOKENS.items():
        key = PasswordKey(SETTINGS, RIGHT)
        account = accounts.add_account(conn, name=name, password=key, code_hashes=[sha256(f"recovery:{CODE}")])
        code = "41110" if name == "staff" else None
        accounts.grant_role(conn, account.account_id, name, code)
        conn.execute(
            text("""
                INSERT INTO account.session (account_id, kind, token_hash, expires_at)
                VALUES (:id, 'app', :hash, now() + interval '1 hour')
            """),
            {"id": account.account_id, "hash": sha256(token)},
        )
        made[name] = account.account_id
    return made


@pytest.fixture
def people(conn: Connection) -> dict[str, UUID]:
    return settle(conn)


@pytest.mark.parametrize("role", ["etl", "reader"])
def test_who_loads_and_who_reads_the_register_sees_nothing_of_persons(conn, role):
    tables = conn.scalars(text("SELECT relname FROM pg_class WHERE relnamespace = 'account'::regnamespace"
                               " AND relkind = 'r'")).all()  # fmt: skip
    assert len(tables) >= 10
    become(conn, role)
    for table in tables:
        assert refused(conn, f"SELECT FROM account.{table}"), table
    assert refused(conn, "SELECT account.set_role('x', gen_random_uuid(), 'admin', NULL)")


def test_the_app_neither_reads_nor_writes_who_people_are(conn, people):
    become(conn, "app")
    columns = {
        "account": "name = 'x'",
        "session": "account_id = gen_random_uuid()",
        "recovery_code": "used_at = NULL",
        "second_factor": "last_step = 0",
        "login_attempt": "failed_count = 1",
        "login_guess": "proof = ''",
        "audit_log": "action = 'x.y'",
    }
    assert set(columns) == set(SHUT)
    for table, change in columns.items():
        for statement in (
            f"SELECT FROM account.{table}",
            f"INSERT INTO account.{table} DEFAULT VALUES",
            f"UPDATE account.{table} SET {change}",
            f"DELETE FROM account.{table}",
            f"TRUNCATE account.{table} CASCADE",
            f"LOCK account.{table}",
            f"COPY account.{table} TO STDOUT",
        ):
            assert refused(conn, statement), statement
    for table, column in MODERATION.items():
        for statement in (
            f"SELECT FROM moderation.{table}",
            f"INSERT INTO moderation.{table} DEFAULT VALUES",
            f"UPDATE moderation.{table} SET {column} = DEFAULT",
            f"DELETE FROM moderation.{table}",
            f"TRUNCATE moderation.{table} CASCADE",
        ):
            assert refused(conn, statement), statement


def test_the_app_changes_no_column_of_what_people_keep_that_says_whose_it_is(conn, people):
    become(conn, "app")
    for table in ("consent", "profile", "check_result", "favourite"):
        assert not refused(conn, f"SELECT FROM account.{table}")
        assert refused(conn, f"UPDATE account.{table} SET account_id = gen_random_uuid()"), table
        assert refused(conn, f"TRUNCATE account.{table} CASCADE"), table


def test_a_session_for_an_administrator_cannot_be_planted(conn, people):
    """The way that was open once: a row with the hash of a token that one knows, then account.set_role."""
    become(conn, "app")
    plant = """
        INSERT INTO account.session (account_id, kind, token_hash, expires_at)
        VALUES (:id, 'app', :hash, now() + interval '1 hour')
    """
    assert refused(conn, plant, id=people["admin"], hash=sha256("mine"))
    give = "SELECT account.set_role('mine', :id, 'admin', NULL)"
    assert refused(conn, give, id=people["citizen"])
    assert refused(conn, "SELECT account.open_session(NULL, 'app', '', '', NULL, NULL)")
    assert refused(conn, "SELECT account.give_role(:id, 'admin', NULL)", id=people["citizen"])
    assert refused(conn, "SELECT account.set_password(:id, :s, :k)", id=people["admin"], s=SETTINGS, k=WRONG)
    assert refused(conn, "SELECT account.set_recovery_codes(:id, '{}')", id=people["admin"])
    assert refused(conn, "SELECT account.note(NULL, 'a.b', 'c', 'd', '{}')")


def test_the_app_makes_nothing_that_could_stand_in_the_way_of_a_function(conn):
    become(conn, "app")
    for schema in ("account", "moderation", "serve", "core", "public"):
        assert refused(conn, f"CREATE TABLE {schema}.mine ()"), schema
        assert refused(conn, f"CREATE FUNCTION {schema}.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'")
    assert refused(conn, "CREATE TEMPORARY TABLE session ()")
    assert refused(conn, "CREATE SCHEMA mine")
    assert refused(conn, "SELECT FROM core.center")
    assert refused(conn, "ALTER ROLE mindconnect_app SUPERUSER")
    assert refused(conn, "ALTER FUNCTION account.set_role(text, uuid, text, text) RESET search_path")


def test_the_app_cannot_become_anybody_else(app_conn):
    for role in ("owner", "etl", "reader"):
        assert refused(app_conn, f"SET LOCAL ROLE mindconnect_{role}"), role
    assert app_conn.scalar(text("SELECT session_user::text")) == "mindconnect_app"


@pytest.mark.parametrize("schema", ["account", "moderation"])
def test_every_function_has_a_fixed_path_and_the_app_those_alone_that_look_at_a_proof(conn, schema):
    rows = conn.execute(
        text("""
            SELECT p.proname, p.prosecdef, p.proconfig,
                   has_function_privilege('mindconnect_app', p.oid, 'EXECUTE') AS may
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = :schema
        """),
        {"schema": schema},
    ).all()
    assert len(rows) > 15
    assert [row.proname for row in rows if row.proconfig != ["search_path=pg_catalog, pg_temp"]] == []
    assert {row.proname for row in rows if row.may} == {row.proname for row in rows if row.prosecdef}


# Every function with forged input, each in a transaction that is committed


@pytest.fixture(scope="module")
def rights_db(cluster: Settings) -> Iterator[Engine]:
    """Migrate a database in which transactions end; gives the owner's connections."""
    place = local.read_place(cluster.var_dir)
    assert place is not None
    local.create_database(place, "mindconnect_rights")
    owner = create_engine(make_engine(cluster, "owner").url.set(database="mindconnect_rights"))
    migrate(owner)
    yield owner
    owner.dispose()


@pytest.fixture
def owner(rights_db: Engine) -> Iterator[Engine]:
    yield rights_db
    with rights_db.begin() as conn:
        conn.execute(text("DELETE FROM account.account"))
        conn.execute(text("DELETE FROM account.login_attempt"))


@pytest.fixture
def crowd(owner: Engine) -> dict[str, UUID]:
    with owner.begin() as conn:
        return settle(conn)


@pytest.fixture
def app(owner: Engine) -> Iterator[Engine]:
    engine = create_engine(owner.url.set(username="mindconnect_app"))
    yield engine
    engine.dispose()


def writing(engine: Engine, act: Callable[..., Any], *args: object, **kwargs: object) -> Any:
    """Act in a transaction of its own, which is committed."""
    with engine.begin() as conn:
        conn.execute(text("SET TRANSACTION READ WRITE"))
        return act(conn, *args, **kwargs)


KEPT = (
    *(f"account.{table}" for table in SHUT if not table.startswith("login")),
    *(f"moderation.{table}" for table in MODERATION),
    *("core.notice", "core.status_override", "core.correction", "core.center_correction"),
)


def everything(owner: Engine) -> dict[str, list[str]]:
    """Give every row of what only functions write."""
    with owner.connect() as conn:
        return {table: list(conn.scalars(text(f"SELECT t::text FROM {table} t ORDER BY t::text"))) for table in KEPT}


def forged(kind: str, name: str, ids: tuple[UUID, UUID]) -> object:
    """Make an argument up, as somebody would who knows names, numbers of accounts and what functions want."""
    told = {
        "typed_key": "admin", "name_key": "admin", "name": "admin", "new_name": "id-forged", "session_kind": "app",
        "kind": "app", "way": "password", "subject": "admin", "new_role": "admin", "password_settings": SETTINGS,
        "new_settings": SETTINGS, "code": CODE.lower(), "source": "notice", "decision": "published", "reason": "other",
        "how": "accepted", "field": "phone", "act": "apply", "wanted": "pending", "center_id": "aaaaaaaaaa",
        "client_key": "0123456789abcdef" * 2, "state": "closed", "acting_session": ids[0], "target": ids[1],
    }  # fmt: skip
    by_type: dict[str, object] = {
        "text": "forged", "uuid": ids[1], "bytea": WRONG, "bytea[]": [WRONG], "text[]": ["x"], "integer": 30,
        "bigint": 1, "boolean": False, "jsonb": '{"access": 5}', "date": "2026-01-01",
        "timestamp with time zone": "2026-01-01",
    }  # fmt: skip
    return told.get(name, by_type[kind])


def test_no_function_believes_forged_input(owner, app, crowd):
    with owner.connect() as conn:
        functions = conn.execute(
            text("""
                SELECT p.oid::regproc::text AS name, p.proargnames[1:p.pronargs] AS names,
                       ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes::oid[]) AS t) AS kinds
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname IN ('account', 'moderation')
                  AND has_function_privilege('mindconnect_app', p.oid, 'EXECUTE')
            """)
        ).all()
    assert len(functions) > 40
    before = everything(owner)
    answered = {}
    for ids in ((uuid4(), crowd["citizen"]), (crowd["admin"], crowd["admin"])):
        for function in functions:
            arguments = [forged(kind, name, ids) for kind, name in zip(function.kinds, function.names, strict=True)]
            places = ", ".join(f"CAST(%s AS {kind})" for kind in function.kinds)
            with psycopg.connect(app.url.set(drivername="postgresql").render_as_string()) as driver:
                try:
                    driver.execute("SET TRANSACTION READ WRITE")
                    rows = driver.execute(f"SELECT * FROM {function.name}({places})", arguments).fetchall()
                except psycopg.Error:
                    driver.rollback()
                    continue
            if any(value not in (None, "", False, 0) for row in rows for value in row):
                answered[function.name] = rows
    # Whom a provider vouches for comes in, and is a citizen; settings of a password say no more than its salt.
    assert set(answered) == {"account.open_by_provider", "account.password_settings"}
    assert answered["account.open_by_provider"][0][3] == "citizen"
    after = everything(owner)
    new = [row for row in after["account.account"] if row not in before["account.account"]]
    assert len(new) == 1
    for table, rows in before.items():
        grown = {"account.account": 1, "account.session": 1}.get(table, 0)
        assert len(after[table]) == len(rows) + grown, table
        assert set(rows) <= set(after[table]), table
    with owner.connect() as conn:
        roles = conn.scalars(text("SELECT role FROM account.session JOIN account.account USING (account_id)")).all()
    assert sorted(roles) == ["admin", "citizen", "citizen", "staff"]


def mine() -> NewSession:
    return NewSession("app", sha256("mine"))


def open_as(conn: Connection, name: str, key: bytes) -> Any:
    return entries.open_by_password(conn, name, key=key, renewed=None, session=mine())


def test_a_guess_is_counted_for_good_before_it_is_looked_at(owner, app, crowd):
    with pytest.raises(DBAPIError) as raised:
        writing(app, open_as, "admin", RIGHT)
    assert isinstance(raised.value.orig, errors.InvalidTransactionState), "not even the right key"

    def both(conn: Connection) -> None:
        entries.count_attempt(conn, "password", "admin", client="", proof=sha256(RIGHT))
        open_as(conn, "admin", RIGHT)

    with pytest.raises(DBAPIError) as raised:
        writing(app, both)
    assert isinstance(raised.value.orig, errors.InvalidTransactionState), "a count that could be taken back is none"
    guesses = [sha256(bytes([number]) * 32) for number in range(6)]
    waits = [writing(app, entries.count_attempt, "password", "admin", client="", proof=guess) for guess in guesses]
    assert waits[:5] == [0] * 5
    assert 25 <= waits[5] <= 31
    assert writing(app, entries.count_attempt, "password", "admin", client="", proof=sha256(RIGHT)) > 0, (
        "the right one waits too"
    )
    with pytest.raises(DBAPIError):
        writing(app, open_as, "admin", RIGHT)
    with pytest.raises(SignInError):
        writing(app, open_as, "admin", bytes([0]) * 32)


def test_who_shows_the_key_comes_in_and_who_shows_what_is_kept_of_it_does_not(owner, app, crowd):
    with owner.connect() as conn:
        kept = conn.scalar(text("SELECT password_verifier FROM account.account WHERE name = 'admin'"))
    for key in (kept, WRONG):
        writing(app, entries.count_attempt, "password", "admin", client="", proof=sha256(key))
        with pytest.raises(SignInError):
            writing(app, open_as, "admin", key)
    writing(app, entries.count_attempt, "password", "admin", client="", proof=sha256(RIGHT))
    opened = writing(app, open_as, "admin", RIGHT)
    assert (opened.account.account_id, opened.account.role) == (crowd["admin"], "admin")
    with app.connect() as conn:
        assert sessions.session_of_token(conn, "app", "mine").account == opened.account
        assert len(accounts.account_rows(conn, "mine")) == 3


def test_a_providers_word_opens_no_account_with_a_role(owner, app):
    opened = writing(app, entries.open_by_provider, "https://id.example", "7", new_name="id-7", session=mine())
    assert opened.account.role == "citizen"
    with owner.begin() as conn:
        assert refused_to_grant(conn, opened.account.account_id)
        conn.execute(text("UPDATE account.account SET role = 'admin'"))
    with pytest.raises(SignInError):
        writing(app, entries.open_by_provider, "https://id.example", "7", new_name="id-8",
                session=NewSession("app", sha256("another")))  # fmt: skip


def refused_to_grant(conn: Connection, account_id: UUID) -> bool:
    with pytest.raises(ConflictError), conn.begin_nested():
        accounts.grant_role(conn, account_id, "admin", None)
    return True


@pytest.mark.parametrize("token", [None, "", "forged", TOKENS["citizen"], TOKENS["staff"]])
def test_accounts_and_log_are_shown_to_administrators_alone(conn, people, token):
    become(conn, "app")
    for ask in (accounts.account_rows, audit.recent_acts, audit.unpurged_since):
        with pytest.raises(ForbiddenError), conn.begin_nested():
            ask(conn, token)
        ask(conn, TOKENS["admin"])
    assert {row.account.name for row in accounts.account_rows(conn, TOKENS["admin"])} == set(TOKENS)


def test_an_ended_session_shows_nothing_either(conn, people):
    conn.execute(text("UPDATE account.session SET revoked_at = now() WHERE account_id = :id"), {"id": people["admin"]})
    become(conn, "app")
    with pytest.raises(ForbiddenError), conn.begin_nested():
        accounts.account_rows(conn, TOKENS["admin"])


def test_cookies_last_as_long_as_sessions(owner, app, crowd):
    for number, (name, lasts) in enumerate((("citizen", doors.LASTS), ("admin", doors.LASTS_WITH_ROLE))):
        writing(app, entries.count_attempt, "password", name, client="", proof=sha256(RIGHT))
        session = NewSession("app", sha256(str(number)))
        opened = writing(app, entries.open_by_password, name, key=RIGHT, renewed=None, session=session)
        with owner.connect() as conn:
            row = conn.execute(
                text("SELECT expires_at - created_at AS lasts FROM account.session WHERE session_id = :id"),
                {"id": opened.session_id},
            ).one()
        assert row.lasts == lasts == doors.lasts(opened.account.role)


def test_a_session_ends_when_it_was_not_used_for_the_time_that_is_told(conn, people):
    unused = text("UPDATE account.session SET last_seen_at = now() - :for")
    for missing, is_open in ((dt.timedelta(minutes=1), True), (dt.timedelta(0), False)):
        conn.execute(unused, {"for": doors.IDLE - missing})
        assert (sessions.session_of_token(conn, "app", TOKENS["citizen"]) is not None) == is_open


def test_passwords_of_before_still_fit(cluster, engine):
    """What argon2-cffi encoded is parted into settings and verifier by the migration."""
    place = local.read_place(cluster.var_dir)
    assert place is not None
    local.create_database(place, "mindconnect_before")
    password = "비 오는 화요일의 도서관"
    encoded = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1).hash(password)
    url = engine.url.set(database="mindconnect_before", drivername="postgresql")
    with psycopg.connect(url.render_as_string()) as driver:
        for path in sorted((SQL_DIR / "migrations").glob("*.sql")):
            if path.name.startswith("0012_"):
                driver.execute(
                    "INSERT INTO account.account (name, name_key, password_hash) VALUES ('보리', '보리', %s)",
                    (encoded,),
                )
            driver.execute(path.read_bytes())
        settings, verifier = driver.execute(
            "SELECT password_settings, password_verifier FROM account.account"
        ).fetchone()
    assert encoded.startswith(settings)
    assert sha256(passwords.key_of(password, settings).key) == verifier


def test_who_fails_at_one_place_locks_out_nobody_at_another(conn):
    def knocks(client: str, times: int) -> list[bool]:
        proofs = [sha256(f"{client}{number}") for number in range(times)]
        waits = [entries.count_attempt(conn, "password", "보리", client=client, proof=one) for one in proofs]
        return [wait == 0 for wait in waits]

    assert knocks("there", 7) == [True] * 5 + [False] * 2
    assert entries.wait_s(conn, "password", "보리", client="there") > 0
    assert entries.wait_s(conn, "password", "보리", client="here") == 0
    assert knocks("here", 1) == [True]
    # A crowd of places does not guess for ever: the name as a whole waits, too.
    passed = sum(knocks(f"place {number}", 5).count(True) for number in range(70))
    assert 280 <= passed <= 300
    assert entries.wait_s(conn, "password", "보리", client="a place never seen") > 0


@pytest.mark.parametrize("typed", ["adm1n", "Admln", "a d m i n", "adrnin", "a.d.m.i.n"])
def test_a_name_that_looks_like_another_is_taken(conn, people, typed):
    name = accounts.clean_name(typed)
    with pytest.raises(ConflictError):
        accounts.add_account(conn, name=name, password=PasswordKey(SETTINGS, RIGHT), code_hashes=[])


@pytest.mark.parametrize("typed", ["аdmin", "αβγ", "ınès", "보리\u3164", "ㅣㅣㅣ"])
def test_letters_that_pass_for_others_stand_in_no_name(typed):
    with pytest.raises(InputError):
        accounts.clean_name(typed)


@pytest.mark.parametrize("typed", ["보리", "Zoë-2", "마음 이음_3", "金氏"])
def test_ordinary_names_are_taken_as_they_are(typed):
    assert accounts.clean_name(typed) == typed


def test_the_app_writes_only_when_it_says_so(app_conn):
    with pytest.raises(DBAPIError) as raised:
        entries.count_attempt(app_conn, "password", "보리", client="", proof=sha256("x"))
    assert isinstance(raised.value.orig, errors.ReadOnlySqlTransaction)


LOG = """
    INSERT INTO account.audit_log (actor_id, actor_role, action, object_kind, object_id)
    VALUES (gen_random_uuid(), 'admin', 'review.hide', 'review', '1')
"""


@pytest.mark.parametrize(
    "statement",
    ["UPDATE account.audit_log SET action = 'x.y'", "DELETE FROM account.audit_log", "TRUNCATE account.audit_log"],
)
def test_not_even_the_owner_changes_the_log(conn, statement):
    conn.execute(text(LOG))
    with pytest.raises(DBAPIError) as raised:
        conn.execute(text(statement))
    assert isinstance(raised.value.orig, errors.RestrictViolation)


@pytest.mark.parametrize(
    "values",
    [
        "('보리', '보리', 'plain text', sha256(''), 'citizen', NULL)",
        f"('보리', '보리', '{SETTINGS}', NULL, 'citizen', NULL)",
        f"('보리', '보리', '{SETTINGS}', 'short', 'citizen', NULL)",
        "('보리', '보리', NULL, NULL, 'staff', NULL)",
        "('보리', '보리', NULL, NULL, 'citizen', '11680')",
        "('보리', '보리', NULL, NULL, 'chief', NULL)",
        "('보', '보', NULL, NULL, 'citizen', NULL)",
    ],
)
def test_the_tables_refuse_what_cannot_be(conn, values):
    insert = """
        INSERT INTO account.account
            (name, name_key, password_settings, password_verifier, role, municipality_code) VALUES
    """
    with pytest.raises(DBAPIError) as raised:
        conn.execute(text(insert + values))
    assert isinstance(raised.value.orig, errors.CheckViolation)


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("https://www.a-center.or.kr/page?no=1", True),
        ("a-center.or.kr", True),
        ("한글.한국/길", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://a.kr/\nx", False),
        ('https://a.kr/"onclick="x', False),
    ],
)
def test_the_database_takes_only_addresses_of_the_web_as_homepages(conn, address, is_taken):
    statement = text("""
        INSERT INTO core.center_correction (center_id, field, value, was, made_by)
        VALUES ('aaaaaaaaaa', 'homepage', :address, NULL, '가온시')
    """)
    if is_taken:
        conn.execute(statement, {"address": address})
        return
    with pytest.raises(DBAPIError) as raised:
        conn.execute(statement, {"address": address})
    assert isinstance(raised.value.orig, errors.CheckViolation)
