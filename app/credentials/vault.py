"""Encryption of what people keep: AES-256-GCM under keys with names, so that keys can be changed."""

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gis.errors import SettingsError, UnavailableError
from gis.settings import Settings

KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass(frozen=True)
class Sealed:
    """Something encrypted.

    Parameters
    ----------
    key_id : str
        Name of the key.
    content : bytes
        Nonce, then the ciphertext with its tag.
    """

    key_id: str
    content: bytes


@dataclass(frozen=True, repr=False)
class KeyRing:
    """Keys by name; the first one seals, all of them open.

    Parameters
    ----------
    keys : mapping of str to bytes
        32 bytes each.
    """

    keys: Mapping[str, bytes]

    @property
    def current(self) -> str:
        """Return the name of the key in use."""
        return next(iter(self.keys))

    def seal(self, value: Mapping[str, Any], *, owner: str) -> Sealed:
        """Encrypt a value for its owner.

        Parameters
        ----------
        value : mapping
            Anything JSON can hold.
        owner : str
            What it is and whose (``profile:<account_id>``): what was sealed for one opens for nobody else, so rows
            moved to another account in the database do not open.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return Sealed(self.current, nonce + AESGCM(self.keys[self.current]).encrypt(nonce, plain, owner.encode()))

    def open(self, sealed: Sealed, *, owner: str) -> dict[str, Any]:
        """Decrypt a value.

        Raises
        ------
        UnavailableError
            When its key is not on the ring, or the content was changed or is another owner's.
        """
        key = self.keys.get(sealed.key_id)
        if key is None:
            raise UnavailableError(f"the key {sealed.key_id!r} is not among MINDCONNECT_ACCOUNT_KEYS", code="no_key")
        nonce, content = sealed.content[:_NONCE_BYTES], sealed.content[_NONCE_BYTES:]
        try:
            value: dict[str, Any] = json.loads(AESGCM(key).decrypt(nonce, content, owner.encode()))
        except (InvalidTag, ValueError):
            raise UnavailableError("what was kept does not open with its key", code="no_key") from None
        return value


def new_key() -> str:
    """Return a new key as it stands in the setting: ``id:key``."""
    return f"k{secrets.token_hex(4)}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def read_keys(setting: str) -> KeyRing:
    """Read the setting ``id:key,id:key``.

    Raises
    ------
    SettingsError
        When it cannot be read; the message repeats no key.
    """
    keys: dict[str, bytes] = {}
    for number, part in enumerate(
        filter(None, (part_of_setting.strip() for part_of_setting in setting.split(","))), start=1
    ):
        key_id, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded.encode("ascii"), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            key = b""
        if not _KEY_ID.fullmatch(key_id) or len(key) != KEY_BYTES or key_id in keys:
            raise SettingsError(
                f"MINDCONNECT_ACCOUNT_KEYS: number {number} is not id:key with an id of its own and 32 bytes in "
                "base64url; `mindconnect account new-key` prints one"
            )
        keys[key_id] = key
    if not keys:
        raise SettingsError("MINDCONNECT_ACCOUNT_KEYS is empty: leave it unset, or give a key")
    return KeyRing(keys)


def key_file(settings: Settings) -> Path | None:
    """Return the file that holds the keys of a private database; None where the operator has to give them."""
    is_private = settings.account_keys is None and settings.database_url is None and settings.app_database_url is None
    return settings.var_dir / "keys" / "account_keys" if is_private else None


def load_ring(settings: Settings) -> KeyRing | None:
    """Return the keys in force.

    Returns
    -------
    KeyRing or None
        From the setting; for the private database from a file of mode 0600 beside it, made at the first need, so that
        a clone works as it is. None on a server without the setting: nothing of the kind is kept then, since a key
        that the app makes itself would lie where the data lies.

    Raises
    ------
    SettingsError
        When the setting or the file cannot be read.
    """
    if settings.account_keys is not None:
        return read_keys(settings.account_keys.get_secret_value())
    path = key_file(settings)
    if path is None:
        return None
    try:
        if not path.exists():
            add_key(path)
        return read_keys(path.read_text(encoding="ascii").replace("\n", ","))
    except OSError as error:
        raise SettingsError(f"the keys in {path} cannot be read: {error.strerror}") from error


def add_key(path: Path) -> None:
    """Put a new key before those of a file; others of the machine may not read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    former = path.read_text(encoding="ascii") if path.exists() else ""
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{new_key()}\n{former}")
    fresh.replace(path)
