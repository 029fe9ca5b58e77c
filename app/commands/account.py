"""`mindconnect account`: keys, and what is over."""

import typer

from app.account import belongings as kept
from app.credentials import vault
from gis.db.engine import make_engine
from gis.errors import SettingsError
from gis.queries import audit, belongings
from gis.settings import Settings

cli = typer.Typer(help="Keys of what people keep, and the removal of what is over.", no_args_is_help=True)


@cli.command("new-key")
def new_key_command() -> None:
    """Print a new key for MINDCONNECT_ACCOUNT_KEYS; it is kept nowhere."""
    typer.echo(vault.new_key())


@cli.command("rotate-key")
def rotate_key_command() -> None:
    """Encrypt everything that is kept under the first key; a private database gets a new one first."""
    settings = Settings()
    path = vault.key_file(settings)
    if path is not None:
        vault.add_key(path)
    ring = vault.load_ring(settings)
    if ring is None:
        raise SettingsError("MINDCONNECT_ACCOUNT_KEYS is not set: put a new key before the former ones, then run this")
    with make_engine(settings, "owner").begin() as conn:
        done, left = kept.reseal_all(conn, ring)
        audit.record_operation(
            conn,
            action="key.rotate",
            object_kind="key",
            object_id=ring.current,
            detail={"resealed": done, "unreadable": left},
        )
    typer.echo(f"{done} encrypted anew under {ring.current}; {left} do not open with any key and stay as they are.")
    typer.echo("Restart the app, run this once more, then take the former keys away.")


@cli.command("purge")
def purge_command() -> None:
    """Remove results past their day, sessions that ended a month ago, and old failed log-ins."""
    with make_engine(Settings(), "owner").begin() as conn:
        gone = belongings.purge_ended(conn)
        audit.record_operation(conn, action="retention.purge", object_kind="table", object_id="account", detail=gone)
    typer.echo(", ".join(f"{table}: {number}" for table, number in gone.items()))
