"""Acts through the doors of schemas account and moderation: the database decides whether the session may do it."""

from collections.abc import Mapping
from typing import Any

from psycopg import errors
from sqlalchemy import Connection, CursorResult, text
from sqlalchemy.exc import DBAPIError

from gis.errors import BusyError, ConflictError, ForbiddenError, InputError, NotFoundError, SignInError


def act(conn: Connection, statement: str, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Call a function of schema account or moderation.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app, in a transaction that may write where the function does; the caller commits.
    statement : str
        Constant SQL with bound parameters.
    values : mapping of str to Any
        The parameters.

    Returns
    -------
    sqlalchemy.CursorResult

    Raises
    ------
    ForbiddenError
        When the session is none, has ended, or has not the role or the municipality.
    SignInError
        When a password or code does not fit, or the session that looks after its own account is over.
    ConflictError
        When a name is taken, or an account has no password that needs one.
    NotFoundError
        When what it is about does not exist, or was settled meanwhile.
    BusyError
        When too much was written in too short a time.
    InputError
        When a value has not the form that the tables want.
    """
    try:
        return conn.execute(text(statement), values)
    except DBAPIError as error:
        cause = error.orig
        if isinstance(cause, errors.InsufficientPrivilege):
            raise ForbiddenError("the session has no right to do this", code="not_yours") from None
        if isinstance(cause, errors.InvalidPassword):
            raise SignInError("name and password or code do not fit", code="wrong_password") from None
        if isinstance(cause, errors.InvalidAuthorizationSpecification):
            raise SignInError("the session is over, or this is not the way to sign in", code="sign_in_first") from None
        if isinstance(cause, errors.UniqueViolation):
            raise ConflictError("the name is taken", code="name_taken") from None
        if isinstance(cause, errors.ObjectNotInPrerequisiteState):
            raise ConflictError("who acts for others signs in by a password", code="needs_password") from None
        if isinstance(cause, errors.NoDataFound):
            raise NotFoundError("it does not exist, or was settled meanwhile", code="gone") from None
        if isinstance(cause, errors.ProgramLimitExceeded):
            raise BusyError("too much was written just now; try again later", code="too_many") from None
        if isinstance(cause, errors.IntegrityError | errors.DataError):
            raise InputError("a value has not the form it needs", code="unusable") from None
        raise
