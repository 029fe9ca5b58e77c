"""`mindconnect serve`: the app in the foreground, with the private cluster when no other database is named."""

import logging
import os
import signal
import socket
import sys
from typing import Annotated

import typer
import uvicorn

from app.credentials import vault
from app.law import operator
from gis.db import local
from gis.errors import SettingsError
from gis.settings import Settings

logger = logging.getLogger(__name__)

GRACE_S = 3
"""Seconds that open connections get to finish when the server stops; a page's socket never ends by itself."""


def serve_command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; MINDCONNECT_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; MINDCONNECT_PORT, else 8501.")] = None,
) -> None:
    """Run the app until Ctrl-C; a private cluster that it started stops with it."""
    if host is not None:
        os.environ["MINDCONNECT_HOST"] = host  # the pages ask, too, who can reach them
    settings = Settings()
    for line in operator.warnings(settings):
        logger.warning("%s", line)
    _check_second_factor(settings)
    listener = _listen(host or settings.app_host, port or settings.app_port)
    # The default answer to SIGTERM ends the process at once and would leave the cluster running.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    has_started = _start_cluster(settings)
    try:
        _run(listener, settings)
    finally:
        listener.close()
        if has_started:
            local.down(settings)
            typer.echo("The private database is stopped.")


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything is started, so that a taken one says so at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"cannot listen on {host}:{port} ({error.strerror}): stop what uses it, or choose another port by "
            "MINDCONNECT_PORT"
        ) from error
    return listener


def _start_cluster(settings: Settings) -> bool:
    """Start the private cluster when the app would use it and it does not run; tell whether that was done here."""
    if settings.database_url is not None or settings.app_database_url is not None:
        return False
    if local.status(settings).pid is not None:
        return False
    local.up(settings)
    return True


def _check_second_factor(settings: Settings) -> None:
    if settings.second_factor == "roles" and vault.load_ring(settings) is None:
        raise SettingsError(
            "MINDCONNECT_SECOND_FACTOR=roles needs keys to seal secrets with: set MINDCONNECT_ACCOUNT_KEYS "
            "(`mindconnect account new-key` prints one)"
        )


def _run(listener: socket.socket, settings: Settings) -> None:
    from app.server import memory, metrics
    from app.server.application import create_app
    from app.server.gate import LONGEST_MESSAGE

    memory.keep_together()
    app = create_app()
    if settings.metrics_port:
        metrics.serve(settings.metrics_host, settings.metrics_port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host.replace("127.0.0.1", "localhost")
    typer.echo(f"MindConnect is open at http://{shown}:{port} (Ctrl-C stops it)")
    config = uvicorn.Config(
        app,
        # An address may tell what somebody searched for: requests are not logged.
        access_log=False,
        log_config=None,  # its lines go the way of ours
        log_level=logging.WARNING,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        ws_max_size=LONGEST_MESSAGE,
        ws_per_message_deflate=True,
    )
    # Streamlit gives uvicorn's loggers a handler of its own, and requests would be logged after all.
    logging.getLogger("uvicorn.access").disabled = True
    uvicorn.Server(config).run(sockets=[listener])


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)
