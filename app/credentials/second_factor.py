"""The second factor: codes that change each half minute (TOTP, RFC 6238), as apps on telephones show them."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyotp
import segno

STEP_S = 30

LONGEST = 6
"""Digits of a code."""

SKEW = 1
"""So many steps before and after the present a code still fits, for clocks that differ (RFC 6238, section 5.2)."""

_ISSUER = "MindConnect"
_PROOF_BYTES = 32


@dataclass(frozen=True, repr=False)
class Secret:
    """What codes are made from, and what is shown to the database once one fitted.

    Parameters
    ----------
    key : str
        160 random bits in base32, as people type them into an app.
    proof : bytes
        32 random bytes that lie sealed with the key.
    """

    key: str
    proof: bytes

    @property
    def verifier(self) -> bytes:
        """Return what the database keeps of the proof: its SHA-256."""
        return hashlib.sha256(self.proof).digest()

    def as_value(self) -> dict[str, str]:
        """Return it as it is sealed."""
        return {"key": self.key, "proof": self.proof.hex()}

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> "Secret":
        """Take it from what was sealed."""
        return cls(str(value["key"]), bytes.fromhex(str(value["proof"])))

    def guess(self, typed: str) -> bytes:
        """Return what a guess is counted under: nobody turns it back without the proof, though a code is short."""
        return hmac.new(self.proof, typed.encode(), hashlib.sha256).digest()

    def step_of(self, typed: str, now: dt.datetime) -> int | None:
        """Tell which step's code was typed: half minutes since 1970, or None where it fits none about now.

        Parameters
        ----------
        typed : str
            Six digits; blanks do not matter.
        now : datetime.datetime
            Aware.
        """
        totp, code = pyotp.TOTP(self.key, digits=LONGEST, interval=STEP_S), "".join(typed.split()).encode()
        present = int(now.timestamp()) // STEP_S
        steps = (present + offset for offset in range(-SKEW, SKEW + 1))
        fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), code)]
        return max(fitting, default=None)


def new_secret() -> Secret:
    """Make a secret."""
    return Secret(pyotp.random_base32(), secrets.token_bytes(_PROOF_BYTES))


def address_of(secret: Secret, name: str) -> str:
    """Write the address that apps read from a picture: ``otpauth://totp/...``."""
    return pyotp.TOTP(secret.key, interval=STEP_S).provisioning_uri(name=name, issuer_name=_ISSUER)


def picture(address: str) -> str:
    """Draw an address as a QR code: SVG with its four modules of light around it."""
    return segno.make_qr(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
