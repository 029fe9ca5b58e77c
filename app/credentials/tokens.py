"""Tokens: random ones that open a session, recovery codes, and the short-lived ones that programs carry."""

import datetime as dt
import hashlib
import re
import secrets
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.credentials.vault import KeyRing
from gis.errors import SignInError

ACCESS_LASTS = dt.timedelta(minutes=15)
RECOVERY_CODES = 8

LONGEST = 100
"""Characters that a token may have; ours have 43."""

_ALGORITHM = "HS256"
_ISSUER = "mindconnect"
_AUDIENCE = "mindconnect-api"
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Letters and digits that are not mistaken for one another on paper (no I, L, O, U, 0, 1)."""

_BROWSERS = (("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("Whale", "Whale"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def new_token() -> str:
    """Return a token that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """Return what of a token is kept: its SHA-256. A random token needs no slower one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_recovery_codes() -> list[str]:
    """Return recovery codes to write down: ``XXXX-XXXX-XXXX-XXXX``, 78 random bits each."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(RECOVERY_CODES)
    ]


def hash_recovery_code(typed: str) -> bytes:
    """Return the hash of a recovery code however it was typed: small letters, blanks and hyphens do not matter."""
    return hash_token("recovery:" + plain_recovery_code(typed))


def plain_recovery_code(typed: str) -> str:
    """Return a recovery code in its one spelling: capitals and digits alone."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())


def device_of(user_agent: str | None) -> str:
    """Name a browser and its system in two words; a person's list of sessions needs no more."""
    agent = user_agent or ""
    names = [next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in names if name)


class Signer:
    """Signs and reads the tokens that programs carry.

    Parameters
    ----------
    ring : KeyRing or None
        Keys of the operator, from which signing keys are derived. None signs with a key of this process: tokens then
        end with it, and programs fetch new ones with their refresh token.
    """

    def __init__(self, ring: KeyRing | None) -> None:
        keys = ring.keys if ring else {"process": secrets.token_bytes(32)}
        self._keys = {key_id: _derive(key) for key_id, key in keys.items()}
        self._current = next(iter(self._keys))

    def access_token(self, account_id: UUID, session_id: UUID, *, now: dt.datetime) -> str:
        """Write an access token; it says who and which session, never which role."""
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": str(account_id),
            "sid": str(session_id),
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + ACCESS_LASTS,
        }
        return jwt.encode(claims, self._keys[self._current], algorithm=_ALGORITHM, headers={"kid": self._current})

    def session_of(self, token: str) -> tuple[UUID, UUID]:
        """Read an access token; gives account_id and session_id.

        Raises
        ------
        SignInError
            With the code token_expired or token_invalid.
        """
        try:
            key = self._keys[str(jwt.get_unverified_header(token).get("kid"))]
            # One algorithm only, and never the one the token names.
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                issuer=_ISSUER,
                options={"require": ["exp", "iat", "sub", "sid", "jti"]},
            )
            return UUID(claims["sub"]), UUID(claims["sid"])
        except jwt.ExpiredSignatureError:
            raise SignInError("the token has expired: refresh it", code="token_expired") from None
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError):
            raise SignInError("the token is not one of ours", code="token_invalid") from None


def _derive(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mindconnect access tokens").derive(key)
