"""What each user of the database may do with accounts, asked of PostgreSQL itself."""

import pytest
from psycopg import errors
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

ADD = "INSERT INTO account.account (name, name_key, password_hash) VALUES ('보리', '보리', '$argon2id$x')"
LOG = """
    INSERT INTO account.audit_log (actor_id, actor_role, action, object_kind, object_id)
    VALUES (gen_random_uuid(), 'admin', 'review.hide', 'review', '1')
"""


def become(conn: Connection, role: str) -> None:
    conn.execute(text("SET TRANSACTION READ WRITE"))
    conn.execute(text(f"SET LOCAL ROLE mindconnect_{role}"))


def refused(conn: Connection, statement: str) -> bool:
    """Tell whether a statement is refused for want of rights; the transaction goes on."""
    step = conn.begin_nested()
    try:
        conn.execute(text(statement))
    except DBAPIError as error:
        step.rollback()
        if isinstance(error.orig, errors.InsufficientPrivilege):
            return True
        raise
    step.commit()
    return False


@pytest.mark.parametrize("role", ["etl", "reader"])
def test_who_loads_and_who_reads_the_register_sees_nothing_of_persons(conn, role):
    tables = conn.scalars(text("SELECT relname FROM pg_class WHERE relnamespace = 'account'::regnamespace"
                               " AND relkind = 'r'")).all()  # fmt: skip
    assert len(tables) >= 9
    become(conn, role)
    for table in tables:
        assert refused(conn, f"SELECT FROM account.{table}"), table
    assert refused(conn, "SELECT account.set_role('x', gen_random_uuid(), 'admin', NULL)")


def test_the_app_makes_citizens_and_never_a_role(conn):
    become(conn, "app")
    assert not refused(conn, ADD)
    assert conn.scalar(text("SELECT role FROM account.account")) == "citizen"
    assert refused(conn, "INSERT INTO account.account (name, name_key, role) VALUES ('나쁜이', '나쁜이', 'admin')")
    assert refused(conn, "UPDATE account.account SET role = 'admin'")
    assert refused(conn, "UPDATE account.account SET municipality_code = '11680'")
    assert refused(conn, "UPDATE account.account SET name_key = 'x'")
    assert refused(conn, "UPDATE account.session SET account_id = gen_random_uuid()")
    assert refused(conn, "UPDATE account.session SET expires_at = now() + interval '1 year'")
    assert refused(conn, "SELECT account.set_role('', (SELECT account_id FROM account.account), 'admin', NULL)")
    assert refused(conn, "SELECT account.acting_admin('')")
    assert refused(conn, "SELECT FROM core.center")
    assert refused(conn, "CREATE TABLE account.mine ()")


def test_the_app_writes_only_when_it_says_so(app_conn):
    with pytest.raises(DBAPIError) as raised:
        app_conn.execute(text(ADD))
    assert isinstance(raised.value.orig, errors.ReadOnlySqlTransaction)


def test_the_app_adds_to_the_log_and_changes_nothing_in_it(conn):
    become(conn, "app")
    assert not refused(conn, LOG)
    assert refused(conn, "UPDATE account.audit_log SET action = 'x.y'")
    assert refused(conn, "DELETE FROM account.audit_log")
    assert refused(conn, "TRUNCATE account.audit_log")
    assert refused(
        conn,
        "INSERT INTO account.audit_log (at, actor_id, actor_role, action, object_kind, object_id)"
        " VALUES ('2000-01-01', gen_random_uuid(), 'admin', 'a.b', 'c', 'd')",
    ), "nobody dates an act back"


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
        "('보리', '보리', 'plain text', 'citizen', NULL)",
        "('보리', '보리', NULL, 'staff', NULL)",
        "('보리', '보리', NULL, 'citizen', '11680')",
        "('보리', '보리', NULL, 'chief', NULL)",
        "('보', '보', NULL, 'citizen', NULL)",
    ],
)
def test_the_tables_refuse_what_cannot_be(conn, values):
    insert = "INSERT INTO account.account (name, name_key, password_hash, role, municipality_code) VALUES "
    with pytest.raises(DBAPIError) as raised:
        conn.execute(text(insert + values))
    assert isinstance(raised.value.orig, errors.CheckViolation)
