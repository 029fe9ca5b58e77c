"""Cached reads of what a change comes from: a reading's change since an earlier date, parted into causes."""

import datetime as dt

from app.data import access, database
from app.data.travel import atlas
from gis.access import AccessBoard
from gis.analysis.readings import Reading
from gis.causes import ManyTimes, PartedChange, part_causes
from gis.errors import NotFoundError
from gis.kept_states import read_dates, read_states
from gis.scenario import open_times


def dates() -> dict[dt.date, bool]:
    """Return the dates since which a change can be parted, and of which more than the people is known.

    Returns
    -------
    dict of date to bool
        Kept states first, the newest in front; none while one state is known only.

    Never kept: a record follows the load it tells of and leaves the version of the data as it is.
    """
    with database.engine().connect() as conn:
        try:
            known = read_dates(conn)
        except NotFoundError:
            return {}
    return {date: date in known.states for date in known.offered}


def parted(reading: Reading, since: dt.date | None = None) -> PartedChange:
    """Part the change of a reading since an earlier date, the newest that is known when none is given.

    Raises
    ------
    NotFoundError
        When nothing is kept of the date, or of any.
    """
    return _parted(reading.changed(measure="nearest", decay=""), since or next(iter(dates()), None))


@access.remembered(most=4)
def _parted(opened: AccessBoard, reading: Reading, since: dt.date | None) -> PartedChange:
    with database.engine().connect() as conn:
        earlier, present = read_states(conn, reading, since=since)
    return part_causes(opened, reading, earlier, present, _times(opened))


def _times(opened: AccessBoard) -> ManyTimes:
    """Find travel times of places where a center stood; networks are opened only where there are such places."""
    return lambda *places: open_times(opened, database.settings(), load=atlas().network).many(*places)
