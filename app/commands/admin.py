"""`mindconnect admin`: the first administrator, made by whoever runs the server."""

import os
from typing import Annotated, cast
from uuid import UUID

import typer
from sqlalchemy import Connection

from app.api.keys import PER_MIN, add_key
from app.credentials import passwords, tokens
from gis.db.engine import make_engine
from gis.errors import InputError, NotFoundError
from gis.queries import accounts, audit, second_factors
from gis.settings import Settings

cli = typer.Typer(help="Administrators: make the first one, give and take roles.", no_args_is_help=True)

PASSWORD_VARIABLE = "MINDCONNECT_NEW_PASSWORD"  # noqa: S105 - the variable's name
"""Environment variable that a script puts the new administrator's password into."""


@cli.command("create")
def create_command(name: Annotated[str, typer.Argument(help="Name to sign in with.")]) -> None:
    """Make an administrator; asks for the password (or takes MINDCONNECT_NEW_PASSWORD) and prints recovery codes."""
    cleaned = accounts.clean_name(name)
    password = os.environ.get(PASSWORD_VARIABLE) or typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    passwords.check_password(password, name=cleaned)
    key, codes = passwords.new_key(password), tokens.new_recovery_codes()
    hashes = [tokens.hash_recovery_code(code) for code in codes]
    with make_engine(Settings(), "owner").begin() as conn:
        account = accounts.add_account(conn, name=cleaned, password=key, code_hashes=hashes)
        _grant(conn, account.account_id, "admin", None)
    typer.echo(f"{cleaned} is an administrator. Recovery codes, shown this once; keep them on paper:")
    for code in codes:
        typer.echo(f"  {code}")


@cli.command("grant")
def grant_command(
    name: Annotated[str, typer.Argument(help="Name of the account.")],
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(accounts.ROLES)}.")],
    municipality: Annotated[str | None, typer.Option(help="Sigungu code, for staff.")] = None,
) -> None:
    """Assign a role to an account; its sessions end."""
    if role not in accounts.ROLES:
        raise InputError(f"{role!r} is not one of {', '.join(accounts.ROLES)}")
    if (role == "staff") != (municipality is not None):
        raise InputError("staff need --municipality CODE, others have none")
    with make_engine(Settings(), "owner").begin() as conn:
        account = accounts.account_named(conn, name)
        if account is None:
            raise NotFoundError(f"there is no account {name!r}")
        _grant(conn, account.account_id, role, municipality)
    typer.echo(f"{account.name}: {role}{f' of {municipality}' if municipality else ''}")


@cli.command("reset-second-factor")
def reset_second_factor_command(name: Annotated[str, typer.Argument(help="Name of the account.")]) -> None:
    """Take away the second factor of somebody who lost telephone and recovery codes; the account's sessions end."""
    with make_engine(Settings(), "owner").begin() as conn:
        account = accounts.account_named(conn, name)
        if account is None:
            raise NotFoundError(f"there is no account {name!r}")
        if second_factors.reset(conn, account.account_id) is None:
            raise NotFoundError(f"{account.name} has no second factor")
        audit.record_operation(
            conn,
            action="account.second_factor_off",
            object_kind="account",
            object_id=str(account.account_id),
            detail={},
        )
    typer.echo(f"{account.name} signs in by the password alone; see that it is the right person.")


@cli.command("list")
def list_command() -> None:
    """List the accounts that act for others."""
    with make_engine(Settings(), "owner").connect() as conn:
        rows = accounts.accounts_with_role(conn)
    for row in rows:
        place = f"  {row.account.municipality_code}" if row.account.municipality_code else ""
        typer.echo(f"{row.account.role:6}  {row.account.name}{place}{'  (closed)' if row.is_disabled else ''}")
    if not rows:
        typer.echo("There is no administrator yet: `mindconnect admin create NAME`")


@cli.command("api-key")
def api_key_command(
    office: Annotated[str, typer.Argument(help="Name of the office that the key is for.")],
    per_min: Annotated[int, typer.Option(help="Requests a minute that it allows.", min=1)] = PER_MIN,
) -> None:
    """Make a key of the API for an office, noted in the file of MINDCONNECT_API_KEYS_FILE; prints it this once."""
    path = Settings().api_keys_file
    if path is None:
        raise InputError("no file of keys is set: put its path into MINDCONNECT_API_KEYS_FILE")
    typer.echo(add_key(path, office, per_min=per_min))


def _grant(conn: Connection, account_id: UUID, role: str, municipality: str | None) -> None:
    changed = accounts.grant_role(conn, account_id, cast("accounts.Role", role), municipality)
    audit.record_operation(
        conn, action="account.set_role", object_kind="account", object_id=str(account_id), detail=changed
    )
