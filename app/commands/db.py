"""`mindconnect db`: the database by hand."""

import os
import shutil

import typer
from sqlalchemy import text

from gis.db import local
from gis.db.engine import Role, database_url, make_engine
from gis.db.migrate import landed_migrations, migrate
from gis.errors import DatabaseError
from gis.settings import Settings

cli = typer.Typer(help="Start, stop, migrate and look at the database.", no_args_is_help=True)


@cli.command("up")
def up_command() -> None:
    """Start the private cluster, or check that the server of DATABASE_URL answers."""
    settings = Settings()
    if settings.database_url is None:
        place = local.up(settings)
        typer.echo(f"The database is up: {place.home} (socket in {place.socket_dir})")
        return
    with make_engine(settings, "owner").connect() as conn:
        typer.echo(f"DATABASE_URL is set and answers: {conn.execute(text('SHOW server_version')).scalar_one()}")


@cli.command("down")
def down_command() -> None:
    """Stop the private cluster; a server of DATABASE_URL is left alone."""
    settings = Settings()
    if settings.database_url is not None:
        typer.echo("DATABASE_URL is set: that server is not ours to stop.")
    elif local.down(settings):
        typer.echo("The database is down.")
    else:
        typer.echo("The database was not running.")


@cli.command("drop")
def drop_command(yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Stop the private cluster and delete everything in it; a server of DATABASE_URL is left alone."""
    settings = Settings()
    if settings.database_url is not None:
        raise DatabaseError("DATABASE_URL is set: that server is not ours to delete from")
    place = local.read_place(settings.var_dir)
    if place is None:
        typer.echo("There is no private cluster.")
        return
    if not yes:
        typer.confirm(f"Delete the database in {place.home}?", abort=True)
    local.remove(settings)
    typer.echo(f"Deleted {place.home}")


@cli.command("status")
def status_command() -> None:
    """Say what runs and what it holds; exit status 3 when there is nothing to connect to."""
    settings = Settings()
    if settings.database_url is None:
        status = local.status(settings)
        if status.place is None or status.pid is None:
            typer.echo("The private cluster is not running. Start it with `mindconnect db up`.")
            raise typer.Exit(3)
        typer.echo(f"Private cluster: process {status.pid}, data in {status.place.data_dir}")
    with make_engine(settings, "owner").connect() as conn:
        server = conn.execute(text("SHOW server_version")).scalar_one()
        size = conn.execute(text("SELECT pg_size_pretty(pg_database_size(current_database()))")).scalar_one()
        landed = landed_migrations(conn)
    typer.echo(f"PostgreSQL {server}, {size}")
    typer.echo(f"Migrations: {', '.join(landed) or 'none yet; run `mindconnect db migrate`'}")


@cli.command("migrate")
def migrate_command() -> None:
    """Bring the database to the state of sql/."""
    applied = migrate(make_engine(Settings(), "owner"))
    typer.echo(f"Applied: {', '.join(applied)}" if applied else "Nothing to migrate.")


@cli.command("psql", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql_command(context: typer.Context, role: str = typer.Option("reader", help="owner, etl, app or reader")) -> None:
    """Open psql on the database; further arguments go to psql."""
    roles: dict[str, Role] = {"owner": "owner", "etl": "etl", "app": "app", "reader": "reader"}
    if role not in roles:
        raise typer.BadParameter(f"{role!r} is not one of {', '.join(roles)}", param_hint="--role")
    psql = shutil.which("psql")
    if psql is None:
        raise DatabaseError("psql is not installed (Debian: apt-get install postgresql-client)")
    url = database_url(Settings(), roles[role])
    # The password goes by the environment: arguments are visible to every user of the machine.
    if url.password is not None:
        os.environ["PGPASSWORD"] = str(url.password)
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    os.execv(psql, [psql, address, *context.args])  # noqa: S606 - replaced by psql on purpose
