"""Connections to the database: one engine a role."""

from typing import Literal

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from gis.db import local
from gis.errors import DatabaseError, SettingsError
from gis.settings import Settings

Role = Literal["owner", "etl", "app", "reader"]
"""Who asks: owner migrates, etl writes core, app and reader read serve."""

POOL_SIZE = 4
"""Connections an engine keeps: 50 clients on two cores had p99 51 ms with four of them, 187 ms with sixteen."""


def make_engine(settings: Settings, role: Role = "app") -> Engine:
    """Make an engine for one role; starts nothing and connects only when it is used.

    Parameters
    ----------
    settings : Settings
        Addresses; see :func:`database_url`.
    role : {"owner", "etl", "app", "reader"}
        Whose rights its connections have.

    Returns
    -------
    sqlalchemy.Engine
        With a pool of :data:`POOL_SIZE` connections.

    Raises
    ------
    SettingsError
        When an address cannot be read.
    DatabaseError
        When there is neither an address nor a private cluster.
    """
    return create_engine(
        database_url(settings, role),
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        # The work of a statement that fails stays out of messages: it may hold what a person typed.
        hide_parameters=True,
    )


def database_url(settings: Settings, role: Role) -> URL:
    """Return the address that a role connects to.

    In this order: the role's own address (``APP_DATABASE_URL`` ...); ``DATABASE_URL``, whose connections
    then become the role (``SET ROLE``); the private cluster.

    Raises
    ------
    SettingsError
        When an address cannot be read; the message does not repeat it, as it may hold a password.
    DatabaseError
        When there is neither an address nor a private cluster.
    """
    of_role = {
        "etl": settings.etl_database_url,
        "app": settings.app_database_url,
        "reader": settings.reader_database_url,
    }
    if (secret := of_role.get(role)) is not None:
        return _read(secret.get_secret_value(), f"{role.upper()}_DATABASE_URL", role)
    if settings.database_url is not None:
        url = _read(settings.database_url.get_secret_value(), "DATABASE_URL", role)
        if role == "owner" or url.username == f"mindconnect_{role}":
            return url
        return url.update_query_dict({"options": f"{url.query.get('options', '')} -c role=mindconnect_{role}".strip()})
    place = local.read_place(settings.var_dir)
    if place is None:
        raise DatabaseError("there is no database yet: run `mindconnect db up`, or set DATABASE_URL")
    return _url(f"mindconnect_{role}", str(place.socket_dir), role)


def _url(user: str, host: str, role: Role) -> URL:
    return URL.create(
        "postgresql+psycopg",
        username=user,
        database=local.DATABASE,
        query={"host": host, "application_name": f"mindconnect {role}"},
    )


def _read(address: str, variable: str, role: Role) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise SettingsError(
            f"{variable} is not an address such as postgresql://user:password@host:5432/database"
        ) from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise SettingsError(f"{variable} must be a postgresql:// address, not {url.get_backend_name()}://")
    named = url.set(drivername="postgresql+psycopg")
    return named.update_query_dict({"application_name": f"mindconnect {role}", **named.query})
