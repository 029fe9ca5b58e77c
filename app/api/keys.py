"""Keys of offices: optional, and each with a limit of its own; the file holds what proves a key, never the key."""

import hashlib
import secrets
import tomllib
from pathlib import Path

from app.api.limiter import Limiter
from gis.errors import InputError, SettingsError, SignInError

KEY_HEADER = "X-API-Key"
"""Header that a key comes in; an address would be kept in logs."""

PER_MIN = 6000
"""Requests a minute that a key allows unless it is told."""


class Keys:
    """The keys of a file, read anew when the file changes.

    Parameters
    ----------
    path : pathlib.Path or None
        TOML: a table an office, with ``sha256`` (of the key, hexadecimal) and ``per_min``. None: there are no keys.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read_at = -1
        self._limits: dict[str, Limiter] = {}

    def limit_of(self, key: str | None) -> tuple[Limiter, str] | None:
        """Return the limiter of a key and what it counts under; None where no key came.

        Raises
        ------
        SignInError
            When there is no such key.
        SettingsError
            When the file cannot be read.
        """
        if key is None:
            return None
        self._read()
        proof = hashlib.sha256(key.encode()).hexdigest()
        limiter = self._limits.get(proof)
        if limiter is None:
            raise SignInError(f"this {KEY_HEADER} is not known here: leave it out, or ask the operator for one")
        return limiter, proof[:16]

    def _read(self) -> None:
        if self._path is None:
            return
        try:
            changed_at = self._path.stat().st_mtime_ns
            if changed_at == self._read_at:
                return
            told = tomllib.loads(self._path.read_text(encoding="utf-8"))
            self._limits = {
                str(one["sha256"]): Limiter(
                    burst=max(int(one["per_min"]) // 2, 1), per_min=float(one["per_min"]), name="api-key"
                )
                for one in told.values()
            }
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise SettingsError(f"{self._path}: the keys of the API cannot be read ({type(error).__name__})") from error
        self._read_at = changed_at


def add_key(path: Path, office: str, *, per_min: int = PER_MIN) -> str:
    """Make a key for an office and note its proof in the file; gives the key, which is shown this once.

    Raises
    ------
    InputError
        When the name cannot be used, or has a key already.
    """
    if not office.strip() or any(sign in office for sign in '"\\\n\r\t'):
        raise InputError(f"{office[:40]!r} is no name for an office: give one line without quotation marks")
    held = path.read_text(encoding="utf-8") if path.is_file() else ""
    if office in tomllib.loads(held):
        raise InputError(f"{office} has a key already: delete its table in {path} first")
    key = secrets.token_urlsafe(32)
    proof = hashlib.sha256(key.encode()).hexdigest()
    path.write_text(f'{held}\n["{office}"]\nsha256 = "{proof}"\nper_min = {per_min}\n', encoding="utf-8")
    path.chmod(0o600)
    return key
