"""The vocabulary as vectors: names of kinds and services, and everyday words, by the encoder in use."""

import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Connection

from etl.contract import Build
from etl.load import copy_frame
from gis.care.recommendation.similarity import vocabulary_of
from gis.recommendation import encoder_of, load_data
from gis.settings import Settings

COLUMNS = ["encoder", "encoder_version", "position", "item", "code", "words", "vector"]


def vectors_frame(model: str | None = None) -> pd.DataFrame:
    """Encode the vocabulary of the repository.

    Parameters
    ----------
    model : str, optional
        A sentence-transformers model; the encoder that needs no download otherwise.

    Returns
    -------
    pandas.DataFrame
        :data:`COLUMNS`, in the order of the vocabulary; the same files give the same rows.
    """
    data = load_data(Settings().data_dir)
    known = vocabulary_of(data.items, encoder_of(data, model))
    rows = [
        (known.encoder, known.version, position, item.item, item.code, item.words, vector)
        for position, (item, vector) in enumerate(zip(known.items, known.vectors.tolist(), strict=True))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def build(conn: Connection) -> int:
    """Write core.vocabulary_vector anew with the encoder that the settings name."""
    frame = vectors_frame(Settings().encoder_model)
    conn.execute(text("DELETE FROM core.vocabulary_vector"))
    return copy_frame(conn, "core.vocabulary_vector", frame)


BUILD = Build(
    name="vocabulary_vector",
    version=1,
    sources=(),
    run=build,
    tables=("core.vocabulary_vector",),
)
