"""The one search line, read with the words in force and the places of the register."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from gis import recommendation, vocabulary
from gis.care.recommendation.typed_query import SearchWords, TypedQuery, parse_search_words, read_query
from gis.queries.places import names_among
from gis.reference import rule_file


def read_typed(conn: Connection, typed: str, *, data_dir: Path) -> TypedQuery:
    """Read what was typed as a place, needs, kinds of door and hours; see :func:`read_query`. Nothing is kept.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    typed : str
    data_dir : pathlib.Path
        Folder of the hand-kept data.

    Raises
    ------
    SettingsError
        When a file is missing or cannot be used.
    InputError
        When a word is too long to be a name.
    """
    phrases = recommendation.load_data(data_dir).phrases
    return read_query(typed, search_words(data_dir), phrases, lambda texts: names_among(conn, texts))


def search_words(data_dir: Path) -> SearchWords:
    """Read ``data/rules/search_terms.yaml``; kept until the file changes.

    Raises
    ------
    SettingsError
        When the file is missing or cannot be used.
    """
    path = rule_file("search_terms.yaml", data_dir=data_dir)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, _modified_ns: int) -> SearchWords:
    return parse_search_words(path.read_text(encoding="utf-8"), kinds=[kind.code for kind in vocabulary.kinds()])
