"""States of the data at two dates: what was kept of an earlier one, and what stands beside the present board.

A state is kept with the figures that are recorded (`mindconnect etl build access`). Where none is, people alone
were counted at more than one date; then nothing is known of centers and hours at the earlier one, nor guessed.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gis.analysis.population_group import PopulationGroup
from gis.analysis.readings import Reading
from gis.errors import NotFoundError
from gis.queries import access as queries
from gis.queries import states
from gis.queries.datasets import center_dates
from gis.series import reach

Row = Mapping[Any, Any]
"""A row of a frame by column."""


@dataclass(frozen=True, eq=False)
class EarlierState:
    """What is known of an earlier date.

    Attributes
    ----------
    people_date : datetime.date
        Of the count of people.
    people : pandas.Series
        People of the reading's group by emd.
    reference_date : datetime.date or None
        Of the centers; None where only people were kept: then nothing is known of centers and hours.
    centers : pandas.DataFrame or None
        As :func:`gis.queries.states.kept_centers`.
    lists : frozenset of str
        Lists that the centers came from.
    recorded : pandas.DataFrame or None
        ``people`` and ``people_without`` by ``region_code`` (00 is the nation) as they were recorded then; None where
        the reading was not followed.
    """

    people_date: dt.date
    people: pd.Series
    reference_date: dt.date | None = None
    centers: pd.DataFrame | None = None
    lists: frozenset[str] = frozenset()
    recorded: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class PresentState:
    """What the board does not hold of the present.

    Attributes
    ----------
    people_date : datetime.date
    people : pandas.Series
        People of the reading's group by emd.
    reference_date : datetime.date
        Of the centers.
    centers : pandas.DataFrame or None
        As :func:`gis.queries.states.present_centers`; not needed where no earlier ones were kept.
    """

    people_date: dt.date
    people: pd.Series
    reference_date: dt.date
    centers: pd.DataFrame | None = None

    @property
    def lists(self) -> frozenset[str]:
        """Lists that the centers come from."""
        if self.centers is None:
            return frozenset()
        return frozenset(source for sources in self.centers["sources"] for source in sources)


@dataclass(frozen=True)
class KnownDates:
    """Dates of which something is known.

    Attributes
    ----------
    present : datetime.date
        Reference date of the centers in force.
    states : mapping
        Earlier reference date, the newest first -> ``people_date`` and ``lists`` of the state that was kept.
    people : tuple of datetime.date
        Dates of count, ascending.
    """

    present: dt.date
    states: Mapping[dt.date, Row]
    people: tuple[dt.date, ...]

    @property
    def offered(self) -> tuple[dt.date, ...]:
        """Dates since which a change can be parted: kept states, the newest first, then counts of people alone."""
        return (*self.states, *(date for date in reversed(self.people[:-1]) if date not in self.states))


def read_dates(conn: Connection) -> KnownDates:
    """Read of which dates something is known.

    Raises
    ------
    NotFoundError
        When there is no center, or nobody was counted.
    """
    centers, people = center_dates(conn), states.people_dates(conn)
    if centers is None or not people:
        raise NotFoundError("nothing is loaded yet: `mindconnect etl run` or `mindconnect etl load-snapshot`")
    earlier = {
        one["reference_date"]: one
        for one in states.kept_states(conn).to_dict("records")
        if one["reference_date"] < centers[1]
    }
    return KnownDates(centers[1], earlier, tuple(people))


def read_states(
    conn: Connection, reading: Reading, *, since: dt.date | None = None
) -> tuple[EarlierState, PresentState]:
    """Read the state of an earlier date, and what the board does not hold of the present.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, on the data of the board.
    reading : Reading
    since : datetime.date, optional
        A reference date that was kept, or a date at which people were counted; the newest kept one before the present
        when not given, else the count of people before the newest.

    Returns
    -------
    tuple of EarlierState and PresentState

    Raises
    ------
    NotFoundError
        When nothing is kept of the date, or of any earlier one; the message names the dates there are.
    """
    dates = read_dates(conn)
    group = PopulationGroup.parse(reading.people)

    def people(date: dt.date) -> pd.Series:
        return states.people_at(conn, date, sex=group.sex, age_from=group.age_from, age_below=group.age_below)

    last = dates.people[-1]
    if since is None:
        if not dates.offered:
            raise NotFoundError("no earlier date is kept, and people were counted once only: nothing can be compared")
        since = dates.offered[0]
    if since in dates.states:
        state = dates.states[since]
        recorded = queries.recorded(conn, reading=str(reach(reading)), date=since).set_index("region_code")
        earlier = EarlierState(
            state["people_date"],
            people(state["people_date"]),
            since,
            states.kept_centers(conn, since),
            frozenset(state["lists"]),
            None if recorded.empty else recorded,
        )
        return earlier, PresentState(last, people(last), dates.present, states.present_centers(conn))
    if since in dates.people[:-1]:
        return EarlierState(since, people(since)), PresentState(last, people(last), dates.present)
    offered = ", ".join(date.isoformat() for date in dates.offered) or "none"
    raise NotFoundError(f"nothing is kept of {since.isoformat()}: give one of {offered}")
