"""The calls worth making to centers of unknown hours, on a board of the nation; what they mean: gis.analysis.calls."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection

from gis.access import AccessBoard
from gis.analysis.calls import EXACT_WORK, Moments, Plan, plan_calls
from gis.analysis.moments import OpenOrMaybe, gather
from gis.analysis.readings import HOUR_SETS, Reading
from gis.analysis.tally import sums, unpack
from gis.errors import InputError
from gis.queries import calls as queries

Floats = npt.NDArray[np.float64]

USUAL_CALLS = 10
MOST_CALLS = 200

PRIOR_CENTERS = 4.0
"""How many centers of its kind the share of all kinds counts for, where few of a kind publish their hours."""

LIST_COLUMNS = (
    "rank", "center_id", "name", "kind", "phone", "region_code", "region_name", "people_hanging", "people_expected",
    "chance_open", "asked_on", "is_answered",
)  # fmt: skip
"""Columns of :attr:`WorthCalling.calls`."""

PROGRESS_COLUMNS = ("region_code", "region_name", "centers", "published", "answered", "unanswered", "unknown")
"""Columns of :attr:`WorthCalling.progress`; centers = published + answered + unanswered + unknown."""


@dataclass(frozen=True, eq=False)
class WorthCalling:
    """The calls worth making under a reading.

    Attributes
    ----------
    reading : Reading
    region_code : str or None
        Whose people count; the centers may stand beside the region.
    people_if_closed, people_if_open : float
        The bounds of the people without open care; the gap is their difference.
    plan : Plan
        Places are those of the board's centers; only those with a telephone number are called.
    without_number : int
        Centers that cannot be called, since no number is known; what they alone cover stays unknown.
    calls : pandas.DataFrame
        :data:`LIST_COLUMNS`, in the order in which to call. ``people_hanging`` are those of whom the center's answer
        may decide, ``people_expected`` those by whom its call narrows the gap on average after the calls before it;
        ``asked_on`` is the day of an earlier call, missing where there was none.
    progress : pandas.DataFrame
        :data:`PROGRESS_COLUMNS`, a row a sigungu: centers of the kind that stand there, by what is known of their hours
        and how: from the lists, from a call, from neither after a call, or not at all.
    """

    reading: Reading
    region_code: str | None
    people_if_closed: float
    people_if_open: float
    plan: Plan
    without_number: int
    calls: pd.DataFrame
    progress: pd.DataFrame


def moments_of(board: AccessBoard, reading: Reading, region_code: str | None = None) -> Moments:
    """Gather what the bounds of a reading differ by.

    Parameters
    ----------
    board : AccessBoard
    reading : Reading
        With hours.
    region_code : str, optional
        MOIS code of a sido, sigungu, municipality or emd; the nation when not given.

    Returns
    -------
    Moments
        Places of centers are the board's.

    Raises
    ------
    InputError
        When hours do not count, or the region or the kind is unknown.
    """
    if reading.hours is None:
        raise InputError(f"calls are worth making for certain hours: give one of {', '.join(HOUR_SETS)}, or 'Tue 19'")
    tables = board.arrivals(reading.margin_min)
    people = board.people_of(region_code)
    when = OpenOrMaybe(
        board.is_of_kind(reading.kind), reading.limit_min * 60, tables.schedule, tables.published, tables.possible
    )
    return gather(board.pairs_of(reading), people, when, reading.hours, chances(board, reading))


def chances(board: AccessBoard, reading: Reading) -> Floats:
    """Guess how likely each center is open at an hour of the reading, by the centers of its kind whose hours are known.

    The share of a kind is drawn to that of all kinds as if :data:`PRIOR_CENTERS` more centers had shown the latter:
    where two of a kind publish their hours, the chance is not 0 because both are closed.

    Returns
    -------
    ndarray of float64, shape (centers,)
        Chance of each center's kind; that of centers of known hours is not used.
    """
    tables = board.arrivals(reading.margin_min)
    hours = list(reading.hours or ())
    # At the door itself: what is open to one who comes from nowhere.
    is_open, may_be = (unpack(table[:, 0])[:, hours].astype(float) for table in (tables.published, tables.possible))
    opened = is_open.mean(axis=1)[tables.schedule]
    known = 1.0 - (may_be - is_open).mean(axis=1)[tables.schedule]
    codes, kind = np.unique(board.centers["kind"].to_numpy(dtype=str), return_inverse=True)
    opened_by, known_by = (sums(kind.reshape(-1), amount, len(codes)) for amount in (opened, known))
    share = (opened_by.sum() + 1.0) / (known_by.sum() + 2.0)
    by_kind = (opened_by + PRIOR_CENTERS * share) / (known_by + PRIOR_CENTERS)
    return np.asarray(by_kind[kind.reshape(-1)], dtype=np.float64)


def worth_calling(
    conn: Connection,
    board: AccessBoard,
    reading: Reading,
    region_code: str | None = None,
    *,
    most_calls: int = USUAL_CALLS,
    exact_work: int = EXACT_WORK,
) -> WorthCalling:
    """Choose the calls that narrow the gap between the bounds most.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``, on the data of the board.
    board : AccessBoard
    reading : Reading
        With hours; its measure does not matter.
    region_code : str, optional
        As in :func:`moments_of`.
    most_calls : int
        1 to :data:`MOST_CALLS`.
    exact_work : int
        As in :func:`gis.analysis.calls.plan_calls`.

    Returns
    -------
    WorthCalling

    Raises
    ------
    InputError
        When hours do not count, the number of calls cannot be used, or region or kind is unknown.
    """
    if not 1 <= most_calls <= MOST_CALLS:
        raise InputError(f"{most_calls} calls: give 1 to {MOST_CALLS}")
    moments = moments_of(board, reading, region_code)
    ids = board.centers["center_id"].astype(str)
    phones = queries.phones(conn, ids.iloc[moments.candidates].tolist())
    can_call = ids.isin(list(phones)).to_numpy()
    plan = plan_calls(moments, most_calls, can_call=can_call, exact_work=exact_work)
    total = board.total(reading, region_code)
    called = queries.asked(conn)
    return WorthCalling(
        reading, region_code, float(total["people_without_if_closed"]), float(total["people_without_if_open"]), plan,
        without_number=len(moments.candidates) - int(can_call[moments.candidates].sum()),
        calls=_list(board, moments, plan, phones, called),
        progress=progress(board, reading.kind, called, region_code),
    )  # fmt: skip


def progress(board: AccessBoard, kind: str, called: pd.DataFrame, region_code: str | None = None) -> pd.DataFrame:
    """Count the centers of a kind in each sigungu of a region by what is known of their hours, and how.

    Parameters
    ----------
    board : AccessBoard
    kind : str
        Or a group of kinds.
    called : pandas.DataFrame
        :func:`gis.queries.calls.asked`.
    region_code : str, optional
        As in :func:`moments_of`.

    Returns
    -------
    pandas.DataFrame
        :data:`PROGRESS_COLUMNS`, the most unknown first.
    """
    is_here = board.is_of_kind(kind) & board.units.holds(board.centers["region_code"], region_code)
    of_kind = board.centers[is_here].merge(called, on="center_id", how="left")
    is_asked = of_kind["asked_on"].notna()
    answered = of_kind["is_answered"].eq(True)
    state = np.select([answered, of_kind["has_hours"], is_asked], ["answered", "published", "unanswered"], "unknown")
    counts = pd.crosstab(of_kind["region_code"].astype(str).str[:5], state)
    counts = counts.reindex(columns=list(PROGRESS_COLUMNS[3:]), fill_value=0)
    names = board.region_names.set_index("region_code")["full_name"]
    table = counts.rename_axis("region_code").reset_index()
    table["region_name"] = table["region_code"].map(names)
    table["centers"] = table[list(PROGRESS_COLUMNS[3:])].sum(axis=1)
    table = table.sort_values(["unknown", "region_code"], ascending=[False, True], ignore_index=True)
    return table[list(PROGRESS_COLUMNS)]


def _list(
    board: AccessBoard, moments: Moments, plan: Plan, phones: Mapping[str, str], called: pd.DataFrame
) -> pd.DataFrame:
    """Put the calls with what a caller needs in order."""
    places = list(plan.calls)
    names = board.region_names.set_index("region_code")["full_name"]
    chosen_rows = board.centers.iloc[places][["center_id", "name", "kind", "region_code"]].reset_index(drop=True)
    table = chosen_rows.assign(
        rank=np.arange(1, len(chosen_rows) + 1),
        phone=pd.Series([phones.get(str(center_id)) for center_id in chosen_rows["center_id"]], dtype=object),
        region_name=pd.Series([names.get(str(code)) for code in chosen_rows["region_code"]], dtype=object),
        people_hanging=moments.hanging()[places],
        people_expected=np.array(plan.gains, dtype=np.float64),
        chance_open=moments.chance[places],
    ).merge(called, on="center_id", how="left")
    return table[list(LIST_COLUMNS)]
