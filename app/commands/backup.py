"""`mindconnect backup` and `mindconnect restore`: save the database, and bring it back."""

from pathlib import Path
from typing import Annotated

import typer

from gis.db import backup
from gis.db.engine import database_url, make_engine
from gis.db.migrate import migrate
from gis.settings import Settings

FOLDER = "backups"
"""Folder below MINDCONNECT_VAR_DIR where dumps lie unless another one is named."""


def backup_command(
    out: Annotated[Path | None, typer.Option(help="Folder of the dumps; var/backups when not given.")] = None,
    key: Annotated[
        Path | None, typer.Option(help="File with the public key (OpenPGP or age) of whoever may read it.")
    ] = None,
    keep: Annotated[int, typer.Option(help="Dumps to keep; older ones are removed.")] = 14,
) -> None:
    """Dump the database, read the dump back, seal it for a key, and remove the oldest. Run it daily."""
    settings = Settings()
    made = backup.make_backup(database_url(settings, "owner"), out or settings.var_dir / FOLDER, key=key, keep=keep)
    size_mb = made.path.stat().st_size / 1e6
    typer.echo(f"{made.path}: {sum(made.rows.values()):,} rows, {size_mb:.1f} MB, data version {made.data_version}")
    if key is None:
        typer.echo("It is not sealed: whoever has the file reads it. --key FILE seals it for a key.", err=True)
    typer.echo("Copy it to another machine, with its note (.json).")


def restore_command(
    path: Annotated[Path, typer.Argument(help="A dump that `mindconnect backup` made.")],
    identity: Annotated[Path | None, typer.Option(help="Secret key of age; gpg asks its own key ring.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace what people entered without asking.")] = False,
) -> None:
    """Put a dump in the place of all that the database holds, then bring it to this release."""
    settings = Settings()
    owner = make_engine(settings, "owner")
    if not yes and not backup.engine_is_empty(owner):
        typer.confirm("Everything that people and offices entered since that backup will be gone. Go on?", abort=True)
    owner.dispose()
    rows = backup.restore_backup(database_url(settings, "owner"), path, identity=identity)
    applied = migrate(make_engine(settings, "owner"))
    typer.echo(f"Restored: {sum(rows.values()):,} rows in {len(rows)} tables, as its note says.")
    if applied:
        typer.echo(f"Migrated forward: {', '.join(applied)}")
