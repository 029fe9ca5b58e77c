"""The sources in force: what was loaded, set aside, and how far positions may be trusted."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from app.data import database
from gis.queries import datasets


@database.cached(most=1)
def dataset_frame(conn: Connection) -> pd.DataFrame:
    """Return the sources in force."""
    return datasets.dataset_frame(conn)


@database.cached(most=1)
def quarantine_frame(conn: Connection) -> pd.DataFrame:
    """Return the rows set aside by source and reason."""
    return datasets.quarantine_frame(conn)


@database.cached(most=1)
def trust_frame(conn: Connection) -> pd.DataFrame:
    """Count the centers by kind and by how far their position may be trusted."""
    return datasets.trust_frame(conn)


@database.cached(most=1)
def center_dates(conn: Connection) -> tuple[date, date] | None:
    """Return the first and the last day of which centers' facts are stated, or None without centers."""
    return datasets.center_dates(conn)
