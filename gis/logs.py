"""What a process says: lines for a person, or JSON for a collector, each with the number of the request it belongs to.

Only what our own code writes on purpose is told: message, place and kind of an error. Neither addresses nor bodies of
requests, nor local variables, nor what a database said of a row stand in a line.
"""

import datetime as dt
import json
import logging
import re
import secrets
import sys
from contextvars import ContextVar
from typing import Literal

Form = Literal["text", "json"]

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""Number of the request that is answered at the moment; empty outside of one."""

SECURITY = "mindconnect.security"
"""Logger of what concerns the safety of the installation: refused entries, locks, files of strangers."""

_NUMBER = re.compile(r"[0-9a-f]{8,32}")
_HIDDEN = (
    # A token, a key, a password in an address, an exact point: none belongs into a line, wherever it came from.
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 ***"),
    (re.compile(r"(://[^/\s:@]+:)[^@\s]+@"), r"\1***@"),
    (re.compile(r"(?i)\b(password|token|secret|key|code|cookie)(\s*[=:]\s*)\S+"), r"\1\2***"),
    (re.compile(r"\b(3[3-9]|12[4-9]|13[0-2])\.\d{3,}"), "***"),
)


def set_up(level: str, form: Form) -> None:
    """Let this process write its lines to standard error.

    Parameters
    ----------
    level : str
        Least level that is written.
    form : {"text", "json"}
        One line a record in both.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def new_number(given: str | None = None) -> str:
    """Give the number of a request: the proxy's where it has our form, else a new one."""
    return given if given and _NUMBER.fullmatch(given) else secrets.token_hex(8)


def clean(message: str) -> str:
    """Take out of a line what belongs into none: tokens, passwords, points in Korea finer than a hundred metres."""
    for pattern, instead in _HIDDEN:
        message = pattern.sub(instead, message)
    return message


class TextLines(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line, and where an error came from below it."""
        number = f" [{REQUEST.get()}]" if REQUEST.get() else ""
        line = f"{record.levelname} {record.name}:{number} {clean(record.getMessage())}"
        return "\n".join([line, *_trace(record)])


class JsonLines(logging.Formatter):
    """For a collector: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as JSON."""
        told: dict[str, object] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        if number := REQUEST.get():
            told["request"] = number
        if record.name.startswith(SECURITY):
            told["kind"] = "security"
        if trace := _trace(record):
            told["trace"] = trace
        return json.dumps(told, ensure_ascii=False)


def _trace(record: logging.LogRecord) -> list[str]:
    """Give where an error was raised, innermost last, and its kind; never its words, which may be a person's."""
    if not record.exc_info or record.exc_info[1] is None:
        return []
    places, step = [], record.exc_info[2]
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"  {code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return [*places, f"  {type(record.exc_info[1]).__name__}"]
