"""The settings and connections of this process, the version of the data, and answers kept by it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from gis.answer_cache import AnswerCache
from gis.db.engine import make_engine
from gis.queries import datasets
from gis.settings import Settings
from gis.terms import SEOUL

P = ParamSpec("P")
T = TypeVar("T")


@lru_cache
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()


@lru_cache
def engine() -> Engine:
    """Return the app's connections; they read ``serve`` and nothing else."""
    return make_engine(settings(), "app")


def version() -> str:
    """Return the version of the data; the one question that is always asked.

    Raises
    ------
    DatabaseError, sqlalchemy.exc.SQLAlchemyError
        When there is no database, or it does not answer.
    """
    with engine().connect() as conn:
        return datasets.data_version(conn)


def cached(
    most: int, *, unless: Callable[..., bool] | None = None
) -> Callable[[Callable[Concatenate[Connection, P], T]], Callable[P, T]]:
    """Keep the latest answers of a read by data version and arguments.

    Parameters
    ----------
    most : int
        Answers to keep; the one not asked for longest goes first.
    unless : callable, optional
        Tells, of the arguments, what is never kept: what holds where a person is outlasts no page.

    Returns
    -------
    callable
        Decorator of ``read(conn, ...)``, which gives ``read(...)``; its ``cache_clear`` forgets all answers.
    """

    def decorate(read: Callable[Concatenate[Connection, P], T]) -> Callable[P, T]:
        answers = AnswerCache(most)

        @wraps(read)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            with engine().connect() as conn:
                if unless is not None and unless(*args, **kwargs):
                    return read(conn, *args, **kwargs)
                version = datasets.data_version(conn)

            def answer() -> T:
                with engine().connect() as conn:
                    return read(conn, *args, **kwargs)

            # No connection is held while somebody else's answer is waited for.
            return answers.ask((version, args, tuple(sorted(kwargs.items()))), answer)

        ask.cache_clear = answers.forget  # type: ignore[attr-defined]
        return ask

    return decorate


def today() -> date:
    """Return the day in Korea."""
    return datetime.now(SEOUL).date()


def now() -> datetime:
    """Return the present in Korea."""
    return datetime.now(SEOUL)
