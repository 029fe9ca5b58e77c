"""The settings and connections of this process, the version of the data, and answers kept by it."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache, update_wrapper
from typing import Concatenate, Generic, ParamSpec, TypeVar

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


_SEEN: ContextVar[list[str] | None] = ContextVar("seen", default=None)


@contextmanager
def of_one_version() -> Iterator[None]:
    """Ask for the version of the data once in what follows, so that an answer is of one state throughout."""
    before = _SEEN.set([])
    try:
        yield
    finally:
        _SEEN.reset(before)


def version() -> str:
    """Return the version of the data; the one question that is always asked.

    Raises
    ------
    DatabaseError, sqlalchemy.exc.SQLAlchemyError
        When there is no database, or it does not answer.
    """
    seen = _SEEN.get()
    if seen:
        return seen[0]
    with engine().connect() as conn:
        told = datasets.data_version(conn)
    if seen is not None:
        seen.append(told)
    return told


class Kept(Generic[P, T]):
    """A read whose latest answers are kept; called as the read itself, without its first argument.

    Parameters
    ----------
    read : callable
        Whose name and words it takes.
    answers : AnswerCache
        Where they are kept.
    in_force : callable
        Gives the version of the data in force, and what computes an answer on it.
    unless : callable, optional
        Tells, of the arguments, what is never kept: what holds where a person is outlasts no page.
    """

    def __init__(
        self,
        read: Callable[..., T],
        answers: AnswerCache,
        in_force: Callable[[], tuple[str, Callable[P, T]]],
        unless: Callable[..., bool] | None = None,
    ) -> None:
        update_wrapper(self, read)
        self._answers, self._in_force, self._unless = answers, in_force, unless

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Give a kept answer, or compute and keep it."""
        version, answer = self._in_force()
        if self._unless is not None and self._unless(*args, **kwargs):
            return answer(*args, **kwargs)
        return self._answers.ask(_key(version, args, kwargs), lambda: answer(*args, **kwargs))

    def holds(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Return whether there is a kept answer for the data in force, so that nobody waits for it."""
        version, _ = self._in_force()
        return self._answers.holds(_key(version, args, kwargs))

    def cache_clear(self) -> None:
        """Forget all answers."""
        self._answers.forget()


def _key(version: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Hashable:
    return version, args, tuple(sorted(kwargs.items()))


def cached(
    most: int, *, unless: Callable[..., bool] | None = None
) -> Callable[[Callable[Concatenate[Connection, P], T]], Kept[P, T]]:
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
        Decorator of ``read(conn, ...)``, which gives ``read(...)``.
    """

    def decorate(read: Callable[Concatenate[Connection, P], T]) -> Kept[P, T]:
        # No connection is held while somebody else's answer is waited for.
        def answer(*args: P.args, **kwargs: P.kwargs) -> T:
            with engine().connect() as conn:
                return read(conn, *args, **kwargs)

        return Kept(read, AnswerCache(most), lambda: (version(), answer), unless)

    return decorate


def today() -> date:
    """Return the day in Korea."""
    return datetime.now(SEOUL).date()


def now() -> datetime:
    """Return the present in Korea."""
    return datetime.now(SEOUL)
