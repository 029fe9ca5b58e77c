"""Signatures of files that leave the house: Ed25519 (RFC 8032), in a last line that any later change breaks."""

import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from gis.errors import InputError, SettingsError

_LINE = re.compile(rb"\n<!-- mindconnect-signature ed25519 ([0-9a-f]{64}) ([0-9a-f]{128}) -->\n\Z")


def signing_key(path: Path) -> Ed25519PrivateKey:
    """Read the key of a file, which is made at first; others of the machine may not read it.

    Raises
    ------
    SettingsError
        When the file holds no such key, or cannot be read or written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = Ed25519PrivateKey.generate()
            pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pem)
            return fresh
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SettingsError(f"the signing key {path} cannot be used: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path} holds no signing key: move it away, and a new one is made") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"{path} holds no Ed25519 key: move it away, and a new one is made")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """Write the public half of a key, 64 hexadecimal digits: what others compare."""
    return key.public_key().public_bytes_raw().hex()


def signed(content: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return a document of HTML with its signature in a comment behind it."""
    line = f"\n<!-- mindconnect-signature ed25519 {public_text(key)} {key.sign(content).hex()} -->\n"
    return content + line.encode("ascii")


def check(document: bytes, public_key: str = "") -> str:
    """Check that a document is as it was signed.

    Parameters
    ----------
    document : bytes
        As :func:`signed` gives it.
    public_key : str
        Whose signature it must be, 64 hexadecimal digits; empty for anybody's, which tells of changes alone.

    Returns
    -------
    str
        Whose signature it is.

    Raises
    ------
    InputError
        When there is no signature, it is of somebody else, or the document was changed.
    """
    line = _LINE.search(document)
    if line is None:
        raise InputError("the file has no signature at its end: it is not whole, or not one of ours")
    told = line[1].decode("ascii")
    if public_key and told != public_key.strip().lower():
        raise InputError(f"the file is signed by {told}, not by {public_key}")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(told)).verify(
            bytes.fromhex(line[2].decode()), document[: line.start()]
        )
    except (InvalidSignature, ValueError) as error:
        raise InputError("the file was changed after it was signed: do not trust it") from error
    return told
