"""Measures of access in long form: people, capacities and travel times in, access by id of the cell out.

=============  ==============================================================================  =====================
Function       A_i                                                                             Conserves
=============  ==============================================================================  =====================
two_step       sum_j R_j within the limit, R_j = S_j / sum_k P_k (Luo and Wang 2003)           supply
e2sfca         sum_j W_ij R_j, R_j = S_j / sum_k P_k W_kj (Luo and Qi 2009)                    supply
three_step     sum_j G_ij W_ij R_j, R_j = S_j / sum_k P_k G_kj W_kj (Wan et al. 2012)          supply
crowding       sum_j G_ij C_j, C_j = sum_i P_i G_ij / S_j, G by size and way (Wang 2021)       people
gravity        as e2sfca with a continuous decay (Joseph and Bantock 1982)                     supply
cumulative     sum_j W_ij S_j (Wachs and Kumagai 1973)                                         nothing
nearest        minutes to the n-th nearest center                                              nothing
raam           cost of way and crowd when nobody can do better (Saxon and Snow 2020)           people
=============  ==============================================================================  =====================

P people, S capacity, t minutes, W weight by the decay and 0 beyond the limit, G_ij = W_ij / sum_j W_ij (of crowding
S_j W_ij / sum_j S_j W_ij). Limits are inclusive; 0/0 counts as 0. All but ``cumulative``, ``nearest``, ``crowding`` and
``raam`` are capacity per person. Cutting a cell in two at one place changes none of them (``raam`` within its gap).
:func:`spatial_availability` is e2sfca times people; :func:`cohorts` is e2sfca of groups that travel differently.

Each result is a Series by id of the demand, in its order, and carries its checks: ``result.attrs["checks"]`` is a tuple
of :class:`~gis.analysis.conservation.Conservation`, empty where nothing is conserved.

``demand``, ``supply`` and ``times`` mean the same everywhere: a Series of people (or capacities) by id, or a frame of
two columns, id and amount; a frame with the columns ``origin``, ``destination`` and ``minutes``, pairs out of reach
left out. For many readings of the same pairs prepare them once
(:func:`~gis.analysis.catchment.long_form.prepare`) and use the matrix.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gis.analysis.catchment import raam as agents
from gis.analysis.catchment.long_form import Prepared, prepare
from gis.analysis.catchment.weighted_matrix import share_among
from gis.analysis.conservation import Access
from gis.analysis.decay import LUO_QI, Decay, InversePower
from gis.errors import InputError

HANSEN = InversePower(1.0)
"""The weight 1/t of the first gravity measure (Hansen 1959), 1 within one minute."""


def two_step(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float,
    decay: Decay | None = None,
) -> pd.Series:
    """Return access per person by the two-step floating catchment (2SFCA; Luo and Wang 2003).

    R_j = S_j / sum_{k: t_kj <= limit} P_k ; A_i = sum_{j: t_ij <= limit} R_j. With a decay it is :func:`e2sfca`.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`.
    limit_min : float
        Minutes, inclusive.
    decay : Decay, optional
        Weights within the limit; by default 1.

    Returns
    -------
    pandas.Series of float
        Capacity per person by id of the demand; conserves supply.
    """
    return e2sfca(demand, supply, times, limit_min=limit_min, decay=decay).rename("two_step")


def e2sfca(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float,
    decay: Decay | None = LUO_QI,
) -> pd.Series:
    """Return access per person by the enhanced two-step floating catchment (E2SFCA; Luo and Qi 2009).

    R_j = S_j / sum_k P_k W_kj ; A_i = sum_j W_ij R_j.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`.
    limit_min : float
        Minutes, inclusive.
    decay : Decay, optional
        By default three zones of ten minutes (:data:`gis.analysis.decay.LUO_QI`); None weighs 1.

    Returns
    -------
    pandas.Series of float
        Capacity per person by id of the demand; conserves supply.
    """
    own = prepare(demand, supply, times)
    return _series("e2sfca", own, own.matrix.weigh(limit_min=limit_min, decay=decay).e2sfca(own.people, own.capacity))


def three_step(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float,
    decay: Decay | None = LUO_QI,
) -> pd.Series:
    """Return access per person by the three-step floating catchment (3SFCA; Wan, Zou and Sternberg 2012).

    G_ij = W_ij / sum_j W_ij over the centers within the limit (people choose among what they can reach);
    R_j = S_j / sum_k P_k G_kj W_kj ; A_i = sum_j G_ij W_ij R_j. PySAL's ``access`` sums G over all rows of the table,
    those beyond the limit too: there the answers differ, unless the decay ends where the limit does.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`.
    limit_min : float
        Minutes, inclusive.
    decay : Decay, optional
        By default :data:`gis.analysis.decay.LUO_QI`.

    Returns
    -------
    pandas.Series of float
        Capacity per person by id of the demand; conserves supply.
    """
    own = prepare(demand, supply, times)
    weighed = own.matrix.weigh(limit_min=limit_min, decay=decay)
    return _series("three_step", own, weighed.three_step(own.people, own.capacity))


def spatial_availability(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float = np.inf,
    decay: Decay | None = LUO_QI,
) -> pd.Series:
    """Return the capacity that falls to each cell's people (spatial availability; Soukhov et al. 2023).

    V_i = sum_j S_j F_ij, F_ij the share of a center's people and of its weights that is the cell's, so that every
    capacity is handed out once. By head, V_i / P_i is :func:`e2sfca` with the same decay, to the last digit: the
    normalised weights cancel, as the authors say. It is therefore no other vote beside it.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`.
    limit_min : float
        Minutes, inclusive; by default every pair of the table counts.
    decay : Decay, optional
        By default :data:`gis.analysis.decay.LUO_QI`.

    Returns
    -------
    pandas.Series of float
        Capacity by id of the demand; sums to the supply that anybody reaches.
    """
    own = prepare(demand, supply, times)
    by_head = own.matrix.weigh(limit_min=limit_min, decay=decay).e2sfca(own.people, own.capacity)
    whole = np.multiply(own.people, by_head.values)
    return _series("spatial_availability", own, Access(whole, by_head.checks))


def crowding(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float = np.inf,
    decay: Decay | None = LUO_QI,
) -> pd.Series:
    """Return how crowded the centers are that a cell's people choose (i2SFCA; Wang 2021); less is better.

    G_ij = S_j W_ij / sum_l S_l W_il ; C_j = sum_i P_i G_ij / S_j ; a cell meets sum_j G_ij C_j.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`.
    limit_min : float
        Minutes, inclusive; by default every pair of the table counts.
    decay : Decay, optional
        By default :data:`gis.analysis.decay.LUO_QI`.

    Returns
    -------
    pandas.Series of float
        People per capacity by id of the demand; infinity where no center is within the limit. Conserves people.
    """
    own = prepare(demand, supply, times)
    return _series(
        "crowding", own, own.matrix.weigh(limit_min=limit_min, decay=decay).crowding(own.people, own.capacity)
    )


def cohorts(
    demands: Mapping[str, pd.Series | pd.DataFrame],
    supply: pd.Series | pd.DataFrame,
    times: Mapping[str, pd.DataFrame],
    *,
    limit_min: float,
    decay: Decay | None = LUO_QI,
) -> pd.DataFrame:
    """Return access per person of groups that travel differently and share one supply (Langford et al. 2016).

    R_j = S_j / sum_m sum_k P_km W_kjm over all groups m ; A_im = sum_j W_ijm R_j. With everybody in one group it is
    :func:`e2sfca` of that group's way of travel.

    Parameters
    ----------
    demands : mapping of str to Series or frame
        People by cell of each group, the cells in one order for all.
    supply : pandas.Series or pandas.DataFrame
        Capacity by center.
    times : mapping of str to pandas.DataFrame
        Travel times of each group.
    limit_min : float
        Minutes, inclusive.
    decay : Decay, optional
        By default :data:`gis.analysis.decay.LUO_QI`.

    Returns
    -------
    pandas.DataFrame of float
        Capacity per person by id of the demand, a column a group; conserves supply over all groups together.

    Raises
    ------
    InputError
        When the groups differ in demands and times, or in their cells.
    """
    if set(demands) != set(times) or not demands:
        raise InputError(f"groups {sorted(demands)} of people and {sorted(times)} of times: give the same, one or more")
    parts = {group: prepare(demands[group], supply, times[group]) for group in demands}
    first = next(iter(parts.values()))
    if any(not own.cells.equals(first.cells) for own in parts.values()):
        raise InputError("the groups have different cells: give every group all cells, 0 where it has nobody")
    weighed = [own.matrix.weigh(limit_min=limit_min, decay=decay) for own in parts.values()]
    found = share_among(weighed, [own.people for own in parts.values()], first.capacity)
    columns = dict(zip(parts, (access.values for access in found), strict=True))  # noqa: PD011 - Access, not a frame
    table = pd.DataFrame(columns, index=first.cells)
    table.attrs["checks"] = found[0].checks
    return table


def gravity(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float = np.inf,
    decay: Decay | None = HANSEN,
) -> pd.Series:
    """Return access per person by the gravity measure with competition (Joseph and Bantock 1982).

    A_i = sum_j S_j W_ij / sum_k P_k W_kj : :func:`e2sfca` with a continuous decay.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`.
    limit_min : float
        Minutes, inclusive; by default every pair of the table counts.
    decay : Decay, optional
        By default 1/t (:data:`HANSEN`).

    Returns
    -------
    pandas.Series of float
        Capacity per person by id of the demand; conserves supply.
    """
    return e2sfca(demand, supply, times, limit_min=limit_min, decay=decay).rename("gravity")


def cumulative(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float,
    decay: Decay | None = None,
) -> pd.Series:
    """Return the capacity within reach, however many share it (Wachs and Kumagai 1973): A_i = sum_j W_ij S_j.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`; of the demand only the ids matter.
    limit_min : float
        Minutes, inclusive.
    decay : Decay, optional
        By default every center within the limit counts whole; with a decay it is Hansen's potential (1959).

    Returns
    -------
    pandas.Series of float
        Capacity by id of the demand; conserves nothing.
    """
    own = prepare(demand, supply, times)
    return _series("cumulative", own, own.matrix.weigh(limit_min=limit_min, decay=decay).cumulative(own.capacity))


def nearest(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    rank: int = 1,
    limit_min: float = np.inf,
) -> pd.Series:
    """Return the minutes to the n-th nearest center that has any capacity.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`; of the demand only the ids matter.
    rank : int
        1 is the nearest; centers at equal times count one by one.
    limit_min : float
        Minutes, inclusive; by default every pair of the table counts.

    Returns
    -------
    pandas.Series of float
        Minutes by id of the demand; infinity where fewer centers are within the limit. Conserves nothing.
    """
    own = prepare(demand, supply, times)
    minutes = own.matrix.nearest(is_available=own.capacity > 0, rank=rank, limit_min=limit_min)
    return _series("nearest", own, Access(minutes))


def raam(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float = np.inf,
    tau_min: float = agents.TAU_MIN,
    rho: float | None = None,
) -> pd.Series:
    """Return the cost of way and crowd when nobody can do better elsewhere (Saxon and Snow 2020).

    D_j / (rho S_j) + t_ij / tau, equal for all centers that the people of i use; less is better.

    Parameters
    ----------
    demand, supply, times
        As :func:`~gis.analysis.catchment.long_form.prepare`.
    limit_min : float
        Minutes, inclusive; by default every pair of the table is a choice.
    tau_min : float
        Minutes of travel that weigh as much as a crowd of average size.
    rho : float, optional
        People per capacity of an average crowd; by default all people by all capacity.

    Returns
    -------
    pandas.Series of float
        Cost by id of the demand; infinity where no center is within the limit. Conserves people, not supply.
    """
    own = prepare(demand, supply, times)
    found = agents.raam(own.matrix, own.people, own.capacity, limit_min=limit_min, tau_min=tau_min, rho=rho)
    return _series("raam", own, found)


def _series(name: str, own: Prepared, access: Access) -> pd.Series:
    result = pd.Series(access.values, index=own.cells, name=name)
    result.attrs["checks"] = access.checks
    return result
