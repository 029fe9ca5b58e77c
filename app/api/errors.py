"""Which error gives which status: one table, and one form of answer (problem+json, RFC 9457)."""

import logging
import math
from http import HTTPStatus
from typing import ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from app.sitemap import href
from app.text import load
from gis.errors import (
    BusyError,
    ConflictError,
    DatabaseError,
    ForbiddenError,
    InputError,
    MindConnectError,
    NotFoundError,
    SettingsError,
    SignInError,
    UnavailableError,
)

logger = logging.getLogger(__name__)

STATUS: tuple[tuple[type[Exception], HTTPStatus, str], ...] = (
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY, "unusable"),
    (NotFoundError, HTTPStatus.NOT_FOUND, "not_found"),
    (ConflictError, HTTPStatus.CONFLICT, "conflict"),
    (BusyError, HTTPStatus.TOO_MANY_REQUESTS, "too_many"),
    (SignInError, HTTPStatus.UNAUTHORIZED, "sign_in"),
    (ForbiddenError, HTTPStatus.FORBIDDEN, "forbidden"),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE, "not_set_up"),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE, "no_database"),
    (SQLAlchemyError, HTTPStatus.SERVICE_UNAVAILABLE, "no_database"),
    (SettingsError, HTTPStatus.SERVICE_UNAVAILABLE, "not_set_up"),
    (MindConnectError, HTTPStatus.INTERNAL_SERVER_ERROR, "failed"),
)
"""Class, status, and the code where the error brings none of its own; the first that fits counts."""


class Problem(BaseModel):
    """An error in the form of RFC 9457: a name for programs and words, with a title in Korean too."""

    MEDIA: ClassVar[str] = "application/problem+json"
    REF: ClassVar[dict[str, str]] = {"$ref": "#/components/schemas/Problem"}

    type: str = Field(description="Address of what this sort of problem means, on this server.")
    title: str = Field(description="What sort of problem it is, in English.")
    title_ko: str = Field(description="The same in Korean.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What was wrong, where, and what to do.")
    code: str = Field(description="Short name that a program may decide by.")


def answer(status: int, code: str, message: str, *, wait_s: float | None = None) -> JSONResponse:
    """Write an error as a :class:`Problem`."""
    headers = {"Retry-After": str(math.ceil(wait_s))} if wait_s else {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    key, phrase = f"developers.problem.{int(status)}", HTTPStatus(status).phrase
    problem = Problem(
        type=f"{href('developers', 'en')}#problems",
        title=load("en").get(key, phrase),
        title_ko=load("ko").get(key, phrase),
        status=status,
        detail=message,
        code=code,
    )
    return JSONResponse(problem.model_dump(), status_code=status, headers=headers, media_type=Problem.MEDIA)


def answer_to(error: Exception) -> JSONResponse:
    """Write what a foreseen error gives. What the database said stays in the log: it may hold what a person typed."""
    status, code = next((status, code) for kind, status, code in STATUS if isinstance(error, kind))
    own = getattr(error, "code", "") if isinstance(error, MindConnectError) else ""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not own:
        logger.error("the API could not answer: %s", type(error).__name__)
        return answer(status, code, "the service cannot answer at the moment")
    return answer(status, own or code, str(error), wait_s=getattr(error, "wait_s", None))


def install(api: FastAPI) -> None:
    """Let an application answer errors in this form."""

    def foreseen(_request: Request, error: Exception) -> JSONResponse:
        return answer_to(error)

    def refused(_request: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
        return answer(status, HTTPStatus(status).phrase.lower().replace(" ", "_"), HTTPStatus(status).phrase)

    def unusable(_request: Request, error: Exception) -> JSONResponse:
        # Where and why, never what: the body may hold a password.
        problems = error.errors() if isinstance(error, RequestValidationError) else []
        faults = "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in problems[:5])
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, "unusable", faults)

    def unforeseen(_request: Request, error: Exception) -> JSONResponse:
        logger.error("the API failed: %s", type(error).__name__)
        return answer(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", "something went wrong here")

    for kind in (MindConnectError, SQLAlchemyError):
        api.add_exception_handler(kind, foreseen)
    api.add_exception_handler(HTTPException, refused)
    api.add_exception_handler(RequestValidationError, unusable)
    api.add_exception_handler(Exception, unforeseen)
