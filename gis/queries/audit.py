"""The audit log: who did what. Rows are only added; the database refuses everything else."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from gis.queries.acts import act


@dataclass(frozen=True)
class AuditRow:
    """One act.

    Parameters
    ----------
    audit_id : int
    at : datetime.datetime
        Aware.
    actor_id : uuid.UUID or None
        None for the command line.
    actor_name : str or None
        Its name today; None for the command line, or when the account is gone.
    actor_role : str
        Role at the time; operator for the command line.
    action : str
        ``noun.verb``.
    object_kind, object_id : str
        What it was done to.
    detail : mapping
        Facts for the record.
    """

    audit_id: int
    at: dt.datetime
    actor_id: UUID | None
    actor_name: str | None
    actor_role: str
    action: str
    object_kind: str
    object_id: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class OwnAct:
    """An act as the person concerned may see it: when, what, and in which role somebody did it."""

    at: dt.datetime
    action: str
    actor_role: str


def record_operation(
    conn: Connection, *, action: str, object_kind: str, object_id: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Write an act of the command line into the log, in the transaction of the act itself.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the owner; the caller commits.
    action : str
        ``noun.verb``, in lower case.
    object_kind, object_id : str
        What it is done to.
    detail : mapping, optional
        Facts for the record: no words of a person, nothing of anybody's health.
    """
    statement = text("""
        INSERT INTO account.audit_log (actor_role, action, object_kind, object_id, detail)
        VALUES ('operator', :action, :object_kind, :object_id, CAST(:detail AS jsonb))
    """)
    detail_json = json.dumps(dict(detail or {}), ensure_ascii=False, default=str)
    conn.execute(
        statement, {"action": action, "object_kind": object_kind, "object_id": object_id, "detail": detail_json}
    )


def recent_acts(conn: Connection, token: str, *, limit: int = 100, before_id: int | None = None) -> list[AuditRow]:
    """Return the latest acts, the newest first.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app.
    token : str
        Of an administrator's session.
    limit : int
        Most acts to give.
    before_id : int, optional
        Only acts before this one: leads to older ones.

    Raises
    ------
    ForbiddenError
        When the token is not an administrator's.
    """
    values = {"token": token, "most": limit, "before_id": before_id}
    rows = act(conn, "SELECT * FROM account.acts(:token, :most, CAST(:before_id AS bigint))", values)
    return [AuditRow(**row) for row in rows.mappings()]


def unpurged_since(conn: Connection, token: str) -> dt.datetime | None:
    """Return when all that is past its time was last deleted; where it never was, the first act; None without any.

    Raises
    ------
    ForbiddenError
        When the token is not an administrator's.
    """
    since: dt.datetime | None = act(conn, "SELECT account.unpurged_since(:token)", {"token": token}).scalar_one()
    return since


def own_acts(conn: Connection, session_id: UUID) -> list[OwnAct]:
    """Return the acts of a session's account and those done to it, the newest first: what a person may download."""
    rows = act(conn, "SELECT at, action, actor_role FROM account.own_acts(:session)", {"session": session_id})
    return [OwnAct(**row) for row in rows.mappings()]
