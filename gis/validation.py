"""Are the times right? Origin and destination pairs to ask somebody else, and what the answers say of ours.

The pairs are stratified by setting and distance, people-weighted within a stratum, so that a few hundred answers tell
the bias of each. The file is a form too: whoever rides a way with a stopwatch fills in the same column.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.access import AccessBoard
from gis.errors import InputError
from gis.streets.calibration import weighted_quantiles
from gis.streets.estimate import BANDS_KM, SETTINGS
from gis.streets.metric import distance_m
from gis.terms import Mode

PAIRS, SEED = 500, 20_261_129

FORM_COLUMNS = (
    "pair", "mode", "setting", "from_km", "to_km", "km", "origin_lat", "origin_lon", "destination_lat",
    "destination_lon", "destination", "is_estimate", "our_s", "measured_s", "measured_at", "source", "note",
)  # fmt: skip
"""Columns of the form, in order; the last four are to be filled in, seconds from door to door without parking."""

BIAS_COLUMNS = (
    "setting", "from_km", "to_km", "is_estimate", "pairs", "ratio", "ratio_low", "ratio_high", "error_pct"
)  # fmt: skip

_DRAWS = 2_000


def form(board: AccessBoard, *, mode: Mode = "car", pairs: int = PAIRS, seed: int = SEED) -> pd.DataFrame:
    """Draw the pairs to ask for.

    Parameters
    ----------
    board : AccessBoard
        With the settings of its places (:meth:`~gis.access.AccessBoard.travel_spread`).
    mode : {"walk", "bicycle", "car"}
    pairs : int
        In all; strata that are smaller give what they have.
    seed : int

    Returns
    -------
    pandas.DataFrame
        :data:`FORM_COLUMNS`; what is to be filled in is empty.

    Raises
    ------
    InputError
        When there are no pairs, or the settings of the places are not known.
    """
    spread, own = board.travel_spread(mode), board.pairs(mode)
    if spread is None or pairs < 1:
        raise InputError(f"{pairs} pairs by {mode}: give 1 or more, on a board that knows the setting of its places")
    cell = own.cell
    lat, lon = (board.cells[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    to_lat, to_lon = (board.centers[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    km = distance_m(lon[cell], lat[cell], to_lon[own.center], to_lat[own.center]) / 1000
    ends = [BANDS_KM[0][0], *(high for _, high in BANDS_KM)]
    setting, band = np.maximum(spread.cell[cell], spread.center[own.center]), np.digitize(km, ends) - 1
    rng = np.random.default_rng(seed)
    people = board.cells["people"].to_numpy(dtype=np.float64)[cell]
    strata = [
        np.flatnonzero((setting == one) & (band == place))
        for one in range(len(SETTINGS))
        for place in range(len(BANDS_KM))
    ]
    strata = [stratum for stratum in strata if len(stratum)]
    if not strata:
        raise InputError(f"no pairs by {mode} from {ends[0]:g} to {ends[-1]:g} km")
    wanted = -(-pairs // len(strata))
    chosen = np.concatenate([_draw(rng, stratum, people[stratum], wanted) for stratum in strata])[:pairs]
    low, high = np.array(BANDS_KM).T
    return pd.DataFrame(
        {
            "pair": np.arange(1, len(chosen) + 1),
            "mode": mode,
            "setting": np.array(SETTINGS)[setting[chosen]],
            "from_km": low[band[chosen]],
            "to_km": high[band[chosen]],
            "km": km[chosen].round(3),
            "origin_lat": lat[cell[chosen]].round(6),
            "origin_lon": lon[cell[chosen]].round(6),
            "destination_lat": to_lat[own.center[chosen]].round(6),
            "destination_lon": to_lon[own.center[chosen]].round(6),
            "destination": board.centers["name"].to_numpy()[own.center[chosen]],
            "is_estimate": own.is_estimate[chosen],
            "our_s": (own.minutes[chosen] * 60).round().astype(np.int64),
            "measured_s": np.nan,
            "measured_at": "",
            "source": "",
            "note": "",
        }
    )[list(FORM_COLUMNS)]


def _draw(
    rng: np.random.Generator, stratum: npt.NDArray[np.int64], people: npt.NDArray[np.float64], wanted: int
) -> npt.NDArray[np.int64]:
    """Draw some pairs of a stratum without repetition, each with a chance by the people of its cell."""
    # The largest of u ** (1 / people) (Efraimidis and Spirakis 2006), in logarithms.
    key = np.log(rng.random(len(stratum))) / np.maximum(people, 1e-9)
    return stratum[np.argsort(-key, kind="stable")[:wanted]]


def bias(filled: pd.DataFrame, *, seed: int = SEED) -> pd.DataFrame:
    """Compare our times with those that were measured or answered.

    Parameters
    ----------
    filled : pandas.DataFrame
        :data:`FORM_COLUMNS`; rows without ``measured_s`` are left out.
    seed : int
        Of the resampling.

    Returns
    -------
    pandas.DataFrame
        :data:`BIAS_COLUMNS`, a row a stratum: ``ratio`` is the median of ours / measured, ``ratio_low`` and
        ``ratio_high`` hold nine tenths of the medians of resampled pairs, ``error_pct`` is the median absolute error.

    Raises
    ------
    InputError
        When a column is missing, a time is not above 0, or none was filled in.
    """
    if missing := set(BIAS_COLUMNS[:4]) - set(filled) | {"our_s", "measured_s"} - set(filled):
        raise InputError(f"the form lacks {', '.join(sorted(missing))}: write it anew with `validate-times form`")
    seconds = pd.to_numeric(filled["measured_s"], errors="coerce")
    if (wrong := (filled["measured_s"].notna() & ~(seconds > 0))).any():
        raise InputError(f"line {int(np.flatnonzero(wrong)[0]) + 2}: measured_s is not a number above 0")
    if not seconds.notna().any():
        raise InputError("no measured_s is filled in: ask a router (`validate-times ask`) or fill the form by hand")
    own = filled[seconds.notna()].assign(log=np.log(filled["our_s"].clip(lower=1) / seconds))
    rng = np.random.default_rng(seed)
    rows = []
    for key, part in own.groupby(list(BIAS_COLUMNS[:4])):
        log = part["log"].to_numpy(dtype=np.float64)
        drawn = np.median(rng.choice(log, (_DRAWS, len(log))), axis=1)
        low, high = weighted_quantiles(drawn, np.ones(_DRAWS), (0.05, 0.95))
        off = float(np.median(np.abs(np.expm1(log)))) * 100
        rows.append((*key, len(log), *np.exp([np.median(log), low, high]), off))
    return pd.DataFrame(rows, columns=list(BIAS_COLUMNS))
