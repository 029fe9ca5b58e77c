"""What a person reports as wrong: the message made safe to keep, and the sender told from others for a day."""

import datetime as dt
import hashlib
import hmac
import re
import secrets

TOPICS = ("hours", "phone", "address", "gone", "other")
"""What may be wrong; the values of core.correction.topic."""

LONGEST_MESSAGE = 500

MASK = "○○○"
_PERSONAL = (
    re.compile(r"\+?\b(?:82[-\s]?)?0?1[016789][-.\s]?\d{3,4}[-.\s]?\d{4}\b"),
    re.compile(r"\b\d{6}[-\s]?[1-8]\d{6}\b"),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
)
"""Mobile numbers, resident registration numbers and mail addresses: a correction needs none of them."""

_SECRET = secrets.token_bytes(32)


def clean_message(text: str) -> str:
    """Make a message safe to keep: one line, no control characters, nothing that names a person, 500 characters.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    str
        Empty when nothing is left.
    """
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    for pattern in _PERSONAL:
        plain = pattern.sub(MASK, plain)
    return plain[:LONGEST_MESSAGE].strip()


def client_key(address: str | None, on: dt.date, *, secret: bytes | None = None) -> str:
    """Give the sender's key for a day: limits the rate without keeping the address.

    Parameters
    ----------
    address : str or None
        Network address of the sender; None where it is not known, which then counts as one sender.
    on : datetime.date
        The key changes with the day, and without a secret with each start of the server.
    secret : bytes, optional
        What several processes hash with, to know a sender as one.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    message = f"{on.isoformat()} {address or ''}".encode()
    return hmac.new(secret or _SECRET, message, hashlib.sha256).hexdigest()[:32]
