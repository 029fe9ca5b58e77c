"""The API as an ASGI application, mounted at ``/api`` by app/server/application.py."""

from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from app.api import accounts, belongings, centers, errors, me, oidc
from app.api.guards import Guard, Limiter

ROUTERS: tuple[APIRouter, ...] = (centers.router, accounts.router, me.router, belongings.router, oidc.router)
"""One line a topic."""

DESCRIPTION = """
Programs sign in at `POST /v1/sessions` and send `Authorization: Bearer <access_token>`; the token lasts a quarter of an
hour, `POST /v1/sessions/refresh` gives the next. Browsers of our own pages carry a cookie instead. Errors have one
form: `{"error": {"code": "...", "message": "..."}}`.
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
        With its description at ``/v1/openapi.json``; pages that show it would load scripts from other hosts, so there
        are none.
    """
    api = FastAPI(
        title="MindConnect",
        version=version("mindconnect"),
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    errors.install(api)
    api.add_middleware(Guard, limiter=limiter or Limiter(burst=300, per_min=600, name="api"))
    for router in ROUTERS:
        api.include_router(router, prefix="/v1")
    return api
