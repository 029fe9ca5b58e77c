"""Passwords: which are good enough, and how they are kept and compared."""

import re
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gis.errors import InputError
from gis.queries.accounts import name_key
from gis.reference import reference_file

SHORTEST, LONGEST = 10, 128


_AT_ONCE = threading.BoundedSemaphore(2)
"""Each comparison takes 32 MiB: two at a time keep a crowd at the door from filling the memory."""

_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y7u8i9o0p")
_SHORTEST_RUN = 4


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
    if _is_common(plain):
        raise InputError("the password is among those guessed first", code="password_common")


def hash_password(password: str) -> str:
    """Give the argon2id hash to keep."""
    with _AT_ONCE:
        return _HASHER.hash(unicodedata.normalize("NFKC", password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is that of a hash; without a hash it takes as long and is not.

    Parameters
    ----------
    password_hash : str or None
        None for an unknown name: the answer must not come sooner than for a known one.
    password : str
        As typed.
    """
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(password_hash or _nobody(), unicodedata.normalize("NFKC", password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
    return fits and password_hash is not None


def wants_new_hash(password_hash: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@lru_cache
def _nobody() -> str:
    return _HASHER.hash("nobody's password")


def _plain(password: str) -> str:
    return "".join(unicodedata.normalize("NFKC", password).casefold().split())


def _is_common(plain: str) -> bool:
    """Tell whether little is left of a password once what everybody types is taken out of it."""
    if len(set(plain)) <= 3:
        return True
    rest = plain
    for word in common_words():
        rest = rest.replace(word, "\0")
    rest = _without_runs(rest)
    # One blow for each thing taken out, and years, repeated characters and marks tell nothing either.
    rest = re.sub(r"(?:19|20)\d\d|(.)\1{2,}|[!@#$%^&*()._~-]", "\0", rest)
    halves = plain[: len(plain) // 2], plain[len(plain) // 2 :]
    return len(rest.replace("\0", "")) <= 3 or (len(plain) % 2 == 0 and halves[0] == halves[1])


def _without_runs(text: str) -> str:
    for run in (one for row in _RUNS for one in (row, row[::-1])):
        for length in range(len(run), _SHORTEST_RUN - 1, -1):
            for start in range(len(run) - length + 1):
                text = text.replace(run[start : start + length], "\0")
    return text


@lru_cache
def common_words() -> tuple[str, ...]:
    """Read the words that passwords are commonly made of, the longest first."""
    lines = (line.strip() for line in reference_file("common_passwords.txt").read_text(encoding="utf-8").splitlines())
    return tuple(sorted((line for line in lines if line and not line.startswith("#")), key=lambda one: -len(one)))
