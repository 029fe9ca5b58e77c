"""The API as an ASGI application, mounted at ``/api`` by app/server/application.py."""

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI

from app import data
from app.api import (
    access,
    accounts,
    answers,
    belongings,
    calendar,
    centers,
    datasets,
    errors,
    me,
    oidc,
    recommendations,
    regions,
    scenarios,
    travel,
)
from app.api.guards import VERSION, Guard
from app.api.keys import Keys
from app.api.limiter import Limiter

READS: tuple[APIRouter, ...] = (
    centers.router,
    calendar.router,
    regions.router,
    access.router,
    travel.router,
    scenarios.router,
    recommendations.router,
    datasets.router,
)
"""What anybody may read, without an account and from any site; one line a topic."""

OWN: tuple[APIRouter, ...] = (accounts.router, me.router, belongings.router, oidc.router)
"""What belongs to an account."""

PER_MIN = 600
"""Requests a minute of a client without a key."""

DESCRIPTION = f"""
Reads need no account. Every unit stands in a field's name, what is not known is null, and every figure states the
version of the data it was computed from. Tables come as JSON, GeoJSON, CSV or GeoParquet, by `Accept` or `f`. Answers
carry an `ETag`: send it back as `If-None-Match`, and nothing is sent twice. Errors are `application/problem+json`
(RFC 9457), with a title in English and Korean. A client may ask {PER_MIN} times a minute, and seldom for what takes
long; 429 tells in `Retry-After` when to come back. Offices may have a key of their own, sent as `X-API-Key`.

This is version {VERSION}, as its address and the header `API-Version` say. Fields are added without notice, and none
is taken away or changed within a version. What will go carries the headers `Deprecation` and `Sunset` for a year.

Programs sign in at `POST /v1/sessions` and send `Authorization: Bearer ACCESS_TOKEN`; the token lasts a quarter of an
hour, `POST /v1/sessions/refresh` gives the next. Browsers of our own pages carry a cookie instead.
"""


def create_api(limiter: Limiter | None = None) -> FastAPI:
    """Build the API.

    Parameters
    ----------
    limiter : Limiter, optional
        Of requests by client.

    Returns
    -------
    fastapi.FastAPI
        With its description at ``/v1/openapi.json``; ``/developers`` shows it, without scripts of other hosts.
    """
    api = _Api(
        title="MindConnect",
        version=f"{VERSION}.0 ({version('mindconnect')})",
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    errors.install(api)
    api.add_exception_handler(answers.NotModified, answers.not_modified)
    topics = {str(getattr(route, "path", "")).split("/")[1] for router in READS for route in router.routes}
    api.add_middleware(
        Guard,
        limiter=limiter or Limiter(burst=PER_MIN // 2, per_min=PER_MIN, name="api"),
        keys=Keys(data.settings().api_keys_file),
        open_topics=topics | {"openapi.json"},
    )
    for router in (*READS, *OWN):
        api.include_router(router, prefix="/v1")
    return api


class _Api(FastAPI):
    """Describes errors as they are: every operation may answer with a problem."""

    def openapi(self) -> dict[str, Any]:
        """Return the description (OpenAPI 3.1)."""
        if self.openapi_schema is None:
            told = super().openapi()
            schemas = told.setdefault("components", {}).setdefault("schemas", {})
            schemas["Problem"] = errors.Problem.model_json_schema()
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for operations in told["paths"].values():
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    operation["responses"] |= {key: answers.REFUSALS[key] for key in ("4XX", "5XX")}
            self.openapi_schema = told
        return self.openapi_schema
