"""`mindconnect`: the command line.

Commands are found by the entry points of the group ``mindconnect.commands`` (pyproject.toml), so this module
imports neither the etl nor the pages. A Typer object becomes a group of commands, a function one command.
"""

import os
import sys
from importlib.metadata import EntryPoint, entry_points

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from gis import logs
from gis.errors import InputError, MindConnectError
from gis.settings import Settings

GROUP = "mindconnect.commands"
"""Group of the entry points that carry commands."""


def main() -> None:
    """Run the command that the arguments name; a foreseen error is its message and status 1, bad input status 2."""
    try:
        settings = Settings()
        logs.set_up(settings.log_level, settings.log_form)
        build(sys.argv[1:])()
    except InputError as error:
        _fail(str(error), status=2)
    except (MindConnectError, ValidationError) as error:
        _fail(str(error))
    except OperationalError as error:
        _fail(f"the database does not answer or gave up ({error.orig}). Run `mindconnect db up`, or check DATABASE_URL")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: that ends the output, it is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build(arguments: list[str]) -> typer.Typer:
    """Collect the commands.

    Parameters
    ----------
    arguments : list of str
        Words after the program's name. When the first names a command only that one is imported: the etl's
        imports alone take a second that `mindconnect db up` need not wait for.

    Returns
    -------
    typer.Typer
    """
    cli = typer.Typer(
        name="mindconnect",
        help="MindConnect: find public mental-health care in Korea, and see where it is missing.",
        no_args_is_help=True,
        pretty_exceptions_show_locals=False,
    )
    cli.callback()(_root)
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    for point in [one for one in points if arguments and one.name == arguments[0]] or points:
        _add(cli, point)
    return cli


def _root() -> None:
    """MindConnect: find public mental-health care in Korea, and see where it is missing."""


def _add(cli: typer.Typer, point: EntryPoint) -> None:
    command = point.load()
    if isinstance(command, typer.Typer):
        cli.add_typer(command, name=point.name)
    else:
        cli.command(name=point.name)(command)


def _fail(message: str, *, status: int = 1) -> None:
    typer.echo(f"mindconnect: {message}", err=True)
    raise SystemExit(status)
