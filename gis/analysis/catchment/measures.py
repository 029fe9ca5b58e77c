"""Measures of access in long form: people, capacities and travel times in, access by id of the cell out.

=============  ==============================================================================  =====================
Function       A_i                                                                             Conserves
=============  ==============================================================================  =====================
two_step       sum_j R_j within the limit, R_j = S_j / sum_k P_k (Luo and Wang 2003)           supply
e2sfca         sum_j W_ij R_j, R_j = S_j / sum_k P_k W_kj (Luo and Qi 2009)                    supply
three_step     sum_j G_ij W_ij R_j, R_j = S_j / sum_k P_k G_kj W_kj (Wan et al. 2012)          supply
balanced       sum_j R_j W_ij / sum_k W_kj, R_j = S_j / sum_k P_k G_kj (Paez et al. 2019)      people, level of service
gravity        as e2sfca with a continuous decay (Joseph and Bantock 1982)                     supply
cumulative     sum_j W_ij S_j (Wachs and Kumagai 1973)                                         nothing
nearest        minutes to the n-th nearest center                                              nothing
raam           cost of way and crowd when nobody can do better (Saxon and Snow 2020)           people
=============  ==============================================================================  =====================

P people, S capacity, t minutes, W weight by the decay and 0 beyond the limit, G_ij = W_ij / sum_j W_ij. Limits are
inclusive; 0/0 counts as 0. All but ``cumulative``, ``nearest`` and ``raam`` are capacity per person.

Each result is a Series by id of the demand, in its order, and carries its checks: ``result.attrs["checks"]`` is a tuple
of :class:`~gis.analysis.conservation.Conservation`, empty where nothing is conserved.

``demand``, ``supply`` and ``times`` mean the same everywhere: a Series of people (or capacities) by id, or a frame of
two columns, id and amount; a frame with the columns ``origin``, ``destination`` and ``minutes``, pairs out of reach
left out. For many readings of the same pairs prepare them once
(:func:`~gis.analysis.catchment.long_form.prepare`) and use the matrix.
"""

import numpy as np
import pandas as pd

from gis.analysis.catchment import raam as agents
from gis.analysis.catchment.long_form import Prepared, prepare
from gis.analysis.conservation import Access
from gis.analysis.decay import LUO_QI, Decay, InversePower

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
    prepared = prepare(demand, supply, times)
    return _series(
        "e2sfca",
        prepared,
        prepared.matrix.weigh(limit_min=limit_min, decay=decay).e2sfca(prepared.people, prepared.capacity),
    )


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
    prepared = prepare(demand, supply, times)
    weighed = prepared.matrix.weigh(limit_min=limit_min, decay=decay)
    return _series("three_step", prepared, weighed.three_step(prepared.people, prepared.capacity))


def balanced(
    demand: pd.Series | pd.DataFrame,
    supply: pd.Series | pd.DataFrame,
    times: pd.DataFrame,
    *,
    limit_min: float,
    decay: Decay | None = LUO_QI,
) -> pd.Series:
    """Return access by balanced floating catchments (BFCA; Paez, Higgins and Vivona 2019).

    D_j = sum_i P_i W_ij / sum_j W_ij ; R_j = S_j / D_j ; A_i = sum_j R_j W_ij / sum_k W_kj.

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
        Level of service by id of the demand. Conserves people (sum_j D_j) and level of service (sum_i A_i = sum_j R_j),
        not sum_i P_i A_i.
    """
    prepared = prepare(demand, supply, times)
    weighed = prepared.matrix.weigh(limit_min=limit_min, decay=decay)
    return _series("balanced", prepared, weighed.balanced(prepared.people, prepared.capacity))


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
    prepared = prepare(demand, supply, times)
    return _series(
        "cumulative", prepared, prepared.matrix.weigh(limit_min=limit_min, decay=decay).cumulative(prepared.capacity)
    )


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
    prepared = prepare(demand, supply, times)
    minutes = prepared.matrix.nearest(is_available=prepared.capacity > 0, rank=rank, limit_min=limit_min)
    return _series("nearest", prepared, Access(minutes))


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
    prepared = prepare(demand, supply, times)
    minutes_waited = agents.raam(
        prepared.matrix, prepared.people, prepared.capacity, limit_min=limit_min, tau_min=tau_min, rho=rho
    )
    return _series("raam", prepared, minutes_waited)


def _series(name: str, prepared: Prepared, access: Access) -> pd.Series:
    result = pd.Series(access.values, index=prepared.cells, name=name)
    result.attrs["checks"] = access.checks
    return result
