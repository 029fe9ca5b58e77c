"""Passwords: which are good enough, and the key that argon2id makes of one. The database compares keys; see entry."""

import base64
import re
import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2.low_level import Type, hash_secret_raw
from zxcvbn import zxcvbn

from gis.errors import InputError
from gis.queries.accounts import PasswordKey, name_key
from gis.reference import reference_file

SHORTEST, LONGEST = 10, 128


_AT_ONCE = threading.BoundedSemaphore(2)
"""Each key takes 32 MiB: two at a time keep a crowd at the door from filling the memory."""

_COST = "$argon2id$v=19$m=32768,t=3,p=1$"
"""Today's cost: memory in KiB, passes, lanes."""

_SETTINGS = re.compile(
    r"\$argon2id\$v=19\$m=(?P<memory>\d+),t=(?P<passes>\d+),p=(?P<lanes>\d+)\$(?P<salt>[A-Za-z0-9+/]+)"
)
_SALT_BYTES, _KEY_BYTES = 16, 32

STRONG_ENOUGH = 3
"""zxcvbn's score, 0 to 4, from which a password stands a hundred million guesses."""

_LOOKED_AT = 72
"""Characters that are judged: the time of zxcvbn grows with the square of the length, and longer ones are strong."""


def check_password(password: str, *, name: str = "") -> None:
    """Refuse what is guessed first: the short, the common, the person's own name.

    Parameters
    ----------
    password : str
        As typed; every character counts, blanks and Hangul too.
    name : str
        Chosen name of the account.

    Raises
    ------
    InputError
        With the code password_short, password_long, password_common or password_name.
    """
    if len(password) < SHORTEST:
        raise InputError(f"a password has at least {SHORTEST} characters", code="password_short")
    if len(password) > LONGEST:
        raise InputError(f"a password has at most {LONGEST} characters", code="password_long")
    plain = _plain(password)
    key = name_key(name)
    if len(key) >= 2 and key in plain and len(plain) - len(key) < SHORTEST // 2:
        raise InputError("the password is little more than the name", code="password_name")
    guessed = zxcvbn(password[:_LOOKED_AT], user_inputs=[*common_words(), name, key])
    if guessed["score"] < STRONG_ENOUGH:
        raise InputError("the password is among those guessed first", code="password_common")


def new_key(password: str) -> PasswordKey:
    """Make the key of a password to be kept, under today's cost and a salt of its own."""
    salt = base64.b64encode(secrets.token_bytes(_SALT_BYTES)).decode().rstrip("=")
    return key_of(password, _COST + salt)


def key_of(password: str, settings: str | None) -> PasswordKey:
    """Make the key of a password as typed, under the settings of an account.

    Parameters
    ----------
    password : str
        As typed.
    settings : str or None
        Cost and salt; None for an unknown name: the key fits nobody then, and takes as long.
    """
    settings = settings or _nobodys_settings()
    match = _SETTINGS.fullmatch(settings)
    if match is None:
        raise ValueError("these are no settings of argon2id")
    salt = match["salt"]
    with _AT_ONCE:
        key = hash_secret_raw(
            unicodedata.normalize("NFKC", password[:LONGEST]).encode(),
            base64.b64decode(salt + "=" * (-len(salt) % 4)),
            time_cost=int(match["passes"]),
            memory_cost=int(match["memory"]),
            parallelism=int(match["lanes"]),
            hash_len=_KEY_BYTES,
            type=Type.ID,
            version=19,
        )
    return PasswordKey(settings, key)


def wants_new_key(settings: str) -> bool:
    """Return whether a key was made at another cost than today's."""
    return not settings.startswith(_COST)


@lru_cache
def _nobodys_settings() -> str:
    return _COST + base64.b64encode(secrets.token_bytes(_SALT_BYTES)).decode().rstrip("=")


def _plain(password: str) -> str:
    return "".join(unicodedata.normalize("NFKC", password).casefold().split())


@lru_cache
def common_words() -> tuple[str, ...]:
    """Read the words that passwords are commonly made of, the longest first."""
    lines = (line.strip() for line in reference_file("common_passwords.txt").read_text(encoding="utf-8").splitlines())
    return tuple(sorted((line for line in lines if line and not line.startswith("#")), key=lambda word: -len(word)))
