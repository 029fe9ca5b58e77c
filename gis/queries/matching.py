"""Vectors of the vocabulary, and the log of recommendations."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, text


def vocabulary_vectors(
    conn: Connection, *, encoder: str, version: str
) -> tuple[list[tuple[str, str, str]], npt.NDArray[np.float64]]:
    """Return the vocabulary as an encoder's vectors; nothing when that version was not built.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    encoder, version : str
        Name and version of the encoder.

    Returns
    -------
    list of (str, str, str)
        Kind of item (kind, service, words), code and words, in the order of the vocabulary.
    numpy.ndarray of float, shape (items, dimensions)
        A row each.
    """
    rows = conn.execute(
        text("""
            SELECT item, code, words, vector FROM serve.vocabulary_vector
            WHERE encoder = :encoder AND encoder_version = :version ORDER BY position
        """),
        {"encoder": encoder, "version": version},
    ).all()
    return [(row.item, row.code, row.words) for row in rows], np.array([row.vector for row in rows], dtype=np.float64)


def log_recommendation(
    conn: Connection,
    *,
    data_version: str,
    rules_from: dt.date,
    cell: str | None,
    wish: Mapping[str, Any],
    weights: Mapping[str, float],
    results: Sequence[Mapping[str, Any]],
    account_id: UUID | None = None,
) -> None:
    """Log what was recommended.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the app role, in a transaction that may write; the caller commits.
    data_version : str
        State of the data.
    rules_from : datetime.date
        Of the rules.
    cell : str or None
        H3 cell of resolution 6.
    wish, weights, results
        Plain data as in ``core.recommendation_log``: no need, no score of a check, no words of the person.
    account_id : uuid.UUID, optional
        Only with that person's consent.
    """
    conn.execute(
        text("""
            SELECT serve.log_recommendation(:data_version, :rules_from, :cell, CAST(:wish AS jsonb),
                                            CAST(:weights AS jsonb), CAST(:results AS jsonb), :account_id)
        """),
        {
            "data_version": data_version,
            "rules_from": rules_from,
            "cell": cell,
            "wish": json.dumps(dict(wish)),
            "weights": json.dumps(dict(weights)),
            "results": json.dumps(list(results)),
            "account_id": account_id,
        },
    )


def purge_recommendations(conn: Connection, *, before: dt.datetime) -> int:
    """Delete what was recommended before an instant.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Of the etl role; the caller commits.
    before : datetime.datetime
        Aware.

    Returns
    -------
    int
        Rows deleted.
    """
    gone = conn.execute(text("DELETE FROM core.recommendation_log WHERE given_at < :before"), {"before": before})
    return gone.rowcount
