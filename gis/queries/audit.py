"""The audit log: who did what. Rows are only added; the database refuses everything else."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from gis.queries.accounts import Account


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


def record(
    conn: Connection,
    *,
    actor: Account | None,
    action: str,
    object_kind: str,
    object_id: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write an act into the log, in the transaction of the act itself.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        The caller commits.
    actor : Account or None
        None for the command line.
    action : str
        ``noun.verb``, in lower case.
    object_kind, object_id : str
        What it is done to.
    detail : mapping, optional
        Facts for the record: no words of a person, nothing of anybody's health.
    """
    statement = text("""
        INSERT INTO account.audit_log (actor_id, actor_role, action, object_kind, object_id, detail)
        VALUES (:actor_id, :actor_role, :action, :object_kind, :object_id, CAST(:detail AS jsonb))
    """)
    values = {
        "actor_id": actor.account_id if actor else None,
        "actor_role": actor.role if actor else "operator",
        "action": action,
        "object_kind": object_kind,
        "object_id": object_id,
        "detail": json.dumps(dict(detail or {}), ensure_ascii=False, default=str),
    }
    conn.execute(statement, values)


def recent(conn: Connection, *, limit: int = 100, before_id: int | None = None) -> list[AuditRow]:
    """Give the latest acts, the newest first; ``before_id`` leads to older ones."""
    statement = text("""
        SELECT l.audit_id, l.at, l.actor_id, a.name, l.actor_role, l.action, l.object_kind, l.object_id, l.detail
        FROM account.audit_log l LEFT JOIN account.account a ON a.account_id = l.actor_id
        WHERE CAST(:before_id AS bigint) IS NULL OR l.audit_id < :before_id ORDER BY l.audit_id DESC LIMIT :limit
    """)
    rows = conn.execute(statement, {"limit": limit, "before_id": before_id})
    return [AuditRow(*row) for row in rows]


def unpurged_since(conn: Connection) -> dt.datetime | None:
    """Give when all that is past its time was last deleted; where it never was, the first act; None without any."""
    statement = text("""
        SELECT coalesce(max(at) FILTER (WHERE action = 'retention.purge' AND object_kind = 'retention'), min(at))
        FROM account.audit_log
    """)
    return conn.execute(statement).scalar_one()  # type: ignore[no-any-return]


def of_account(conn: Connection, account_id: UUID) -> list[AuditRow]:
    """Give the acts of an account and those done to it, the newest first: part of what a person may download."""
    statement = text("""
        SELECT l.audit_id, l.at, l.actor_id, a.name, l.actor_role, l.action, l.object_kind, l.object_id, l.detail
        FROM account.audit_log l LEFT JOIN account.account a ON a.account_id = l.actor_id
        WHERE l.actor_id = :id OR (l.object_kind = 'account' AND l.object_id = CAST(:id AS text))
        ORDER BY l.audit_id DESC
    """)
    return [AuditRow(*row) for row in conn.execute(statement, {"id": account_id})]
