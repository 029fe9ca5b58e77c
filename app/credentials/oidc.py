"""Signing in elsewhere by OpenID Connect: authorization code with PKCE, state and nonce; RFC 6749, 7636, OIDC Core 1.0.

Of what the provider tells only the subject's number is kept: no name, no mail address is asked for.
"""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

from app.credentials.vault import KeyRing, Sealed
from gis.errors import SettingsError, SignInError, UnavailableError
from gis.settings import Settings

RETURN_PATH = "/api/v1/oidc/return"
TIMEOUT_S = 10.0

LASTS_S = 600
"""Seconds a person may take at the provider."""

_ALGORITHMS = ["RS256", "ES256", "PS256"]
"""Signatures with a public key only: HS256 would make the client's secret a key to every account."""

_RING = KeyRing({"process": secrets.token_bytes(32)})
_OWNER = "oidc-flow"


@dataclass(frozen=True)
class Provider:
    """What a provider says of itself, and how we are known there.

    Parameters
    ----------
    issuer, client_id : str
    client_secret : str or None
        None for a public client.
    return_url : str
        Where the provider sends people back to.
    authorization_url, token_url, keys_url : str
        From the provider's own description.
    """

    issuer: str
    client_id: str
    client_secret: str | None
    return_url: str
    authorization_url: str
    token_url: str
    keys_url: str


def discover(settings: Settings) -> Provider:
    """Ask the provider of the settings for its addresses.

    Raises
    ------
    UnavailableError
        When none is set up, or it does not answer.
    SettingsError
        When a setting is missing, or the description is not this issuer's.
    """
    issuer = settings.oidc_issuer
    if not issuer:
        raise UnavailableError("no OpenID Connect provider is set up", code="no_provider")
    if not settings.oidc_client_id or not settings.public_url:
        raise SettingsError("MINDCONNECT_OIDC_ISSUER also needs MINDCONNECT_OIDC_CLIENT_ID and MINDCONNECT_PUBLIC_URL")
    _require_safe(issuer)
    metadata = _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if metadata.get("issuer") != issuer:
        raise SettingsError("the provider's description names another issuer than MINDCONNECT_OIDC_ISSUER")
    try:
        addresses = [str(metadata[key]) for key in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    except KeyError as error:
        raise SettingsError(f"the provider's description lacks {error}") from None
    for address in addresses:
        _require_safe(address)
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    return_url = settings.public_url.rstrip("/") + RETURN_PATH
    return Provider(issuer, settings.oidc_client_id, secret, return_url, *addresses)


def begin(provider: Provider) -> tuple[str, str]:
    """Return the address to send a person to, and what their browser keeps (sealed) until they come back."""
    flow = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "until": time.time() + LASTS_S,
    }
    challenge = base64.urlsafe_b64encode(hashlib.sha256(str(flow["verifier"]).encode()).digest()).decode().rstrip("=")
    parameters = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": provider.return_url,
        "scope": "openid",
        "state": flow["state"],
        "nonce": flow["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    join = "&" if urlsplit(provider.authorization_url).query else "?"
    kept = base64.urlsafe_b64encode(_RING.seal(flow, owner=_OWNER).content).decode()
    return f"{provider.authorization_url}{join}{urlencode(parameters)}", kept


def complete(provider: Provider, *, kept: str | None, state: str, code: str) -> str:
    """Exchange the code that a person came back with for their subject's number.

    Raises
    ------
    SignInError
        When the return does not belong to a beginning in this browser, or the provider's word does not hold.
    UnavailableError
        When the provider does not answer.
    """
    flow = _read(kept)
    if flow["until"] < time.time() or not hmac.compare_digest(str(flow["state"]), state):
        raise SignInError("this return belongs to no beginning of this browser", code="oidc_state")
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.return_url,
        "code_verifier": flow["verifier"],
        "client_id": provider.client_id,
    }
    if provider.client_secret:
        body["client_secret"] = provider.client_secret
    answer = _ask("POST", provider.token_url, data=body)
    return _subject(provider, str(answer.get("id_token", "")), nonce=str(flow["nonce"]))


def _subject(provider: Provider, token: str, *, nonce: str) -> str:
    keys = _ask("GET", provider.keys_url)
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        keys_named = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key_id is None or key.key_id == key_id]
        claims: dict[str, Any] = jwt.decode(
            token,
            keys_named[0].key,
            algorithms=_ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=30,
            options={"require": ["exp", "iat", "sub", "nonce"]},
        )
    except (jwt.PyJWTError, IndexError, ValueError, TypeError, AttributeError):
        raise SignInError("the provider's token does not hold", code="oidc_token") from None
    if not hmac.compare_digest(str(claims["nonce"]), nonce):
        raise SignInError("the provider's token was made for another log-in", code="oidc_token")
    return str(claims["sub"])[:255]


def _read(kept: str | None) -> dict[str, Any]:
    try:
        content = base64.urlsafe_b64decode((kept or "").encode("ascii"))
        return _RING.open(Sealed("process", content), owner=_OWNER)
    except (UnavailableError, ValueError):
        raise SignInError("this return belongs to no beginning of this browser", code="oidc_state") from None


def _ask(method: str, url: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        answer = httpx.request(method, url, data=data, timeout=TIMEOUT_S, headers={"Accept": "application/json"})
        answer.raise_for_status()
        content = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        # Neither the address nor the body is repeated: they hold the code.
        raise UnavailableError(f"the provider does not answer: {type(error).__name__}", code="no_provider") from None
    if not isinstance(content, dict):
        raise UnavailableError("the provider does not answer with an object", code="no_provider")
    return content


def _require_safe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise SettingsError("an OpenID Connect provider is asked by https only")
