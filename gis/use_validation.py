"""Does access say anything of use? Users or visits by district against readings, by hypotheses written first.

The hypotheses stand in ``data/rules/use_hypotheses.yaml`` with their date. Use by head and a figure of a reading are
compared by Spearman's rank correlation, which asks for an order and no shape; its interval comes from districts drawn
anew with repetition (Efron and Tibshirani 1993).
"""

from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gis.access import AccessBoard
from gis.analysis.readings import STANDARD, Reading
from gis.errors import InputError, SettingsError
from gis.intervals import inner_interval
from gis.reference import rule_file

DRAWS, SEED = 2_000, 20_261_130

FEWEST = 10
"""Districts below which no order can be told from chance."""

RESULT_COLUMNS = ("hypothesis", "reading", "figure", "expected", "units", "rho", "rho_low", "rho_high", "outcome")

Floats = npt.NDArray[np.float64]


class Hypothesis(BaseModel):
    """One of them.

    Attributes
    ----------
    name : str
    reading : dict
        Parts of the reading under the names of its fields; the rest is the standard reading's.
    figure : {"share_without", "nearest_p50_min", "mean_value"}
        Column of :meth:`gis.access.AccessBoard.regions`.
    expected : {-1, 1}
        Which way use goes with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    reading: dict[str, str | int]
    figure: Literal["share_without", "nearest_p50_min", "mean_value"]
    expected: Literal[-1, 1]

    def read(self) -> Reading:
        """Give the whole reading."""
        return STANDARD.changed(**self.reading)


class Hypotheses(BaseModel):
    """What the file says.

    Attributes
    ----------
    name : str
        The file's own.
    written_on : datetime.date
        Before which no table was read.
    source, reviewer : str
    hypotheses : tuple of Hypothesis
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["use_hypotheses"]
    written_on: date
    source: str = Field(min_length=1)
    reviewer: str = Field(min_length=1)
    hypotheses: tuple[Hypothesis, ...] = Field(min_length=1)


def load_hypotheses(data_dir: Path) -> Hypotheses:
    """Read the hypotheses.

    Raises
    ------
    SettingsError
        When the file is missing or cannot be used.
    """
    path = rule_file("use_hypotheses.yaml", data_dir=data_dir)
    try:
        told = Hypotheses.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for one in told.hypotheses:
            one.read()
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError, InputError) as error:
        raise SettingsError(f"{path} cannot be used: {error}") from error
    return told


def read_use(path: Path) -> pd.Series:
    """Read registered users or visits by district.

    Parameters
    ----------
    path : Path
        CSV with ``region_code`` (five digits, 2024-06) and ``users``.

    Returns
    -------
    pandas.Series
        ``users`` by code.

    Raises
    ------
    InputError
        When it cannot be read, a column is missing, a code is none or stands twice, or a number is none.
    """
    try:
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if missing := {"region_code", "users"} - set(table):
        raise InputError(f"{path} lacks {', '.join(sorted(missing))}: a line a district, region_code and users")
    code, users = table["region_code"].str.strip(), pd.to_numeric(table["users"].str.replace(",", ""), errors="coerce")
    faults = {
        "region_code has five digits": ~code.str.fullmatch("[0-9]{5}").fillna(value=False).astype(bool),
        "region_code stands twice": code.duplicated(),
        "users is a number from 0 on": ~(users >= 0),
    }
    for fault, where in faults.items():
        if where.any():
            raise InputError(f"{path}, line {int(np.flatnonzero(where)[0]) + 2}: {fault}")
    return pd.Series(users.to_numpy(dtype=np.float64), index=code, name="users")


def validate(board: AccessBoard, use: pd.Series, told: Hypotheses, *, seed: int = SEED) -> pd.DataFrame:
    """Hold use by head against each hypothesis.

    Parameters
    ----------
    board : AccessBoard
    use : pandas.Series
        ``users`` by code of sigungu.
    told : Hypotheses
    seed : int
        Of the districts that are drawn.

    Returns
    -------
    pandas.DataFrame
        :data:`RESULT_COLUMNS`, a row a hypothesis; ``outcome`` is ``holds``, ``fails`` or ``undecided``.

    Raises
    ------
    InputError
        When a code is no sigungu, or fewer than :data:`FEWEST` districts are left.
    """
    rows = []
    for one in told.hypotheses:
        reading = one.read()
        units = board.regions(reading, "sigungu").set_index("region_code")
        if unknown := sorted(set(use.index) - set(units.index)):
            raise InputError(f"{', '.join(unknown[:5])}: no sigungu of 2024-06 (a city with gu is told by its gu)")
        figure, people = (units[name].reindex(use.index).astype("float64") for name in (one.figure, "people"))
        is_known = (figure.notna() & (people > 0)).to_numpy()
        if is_known.sum() < FEWEST:
            raise InputError(f"{int(is_known.sum())} districts with a figure: give {FEWEST} or more")
        by_head, told_of = (np.asarray(side, dtype=np.float64)[is_known] for side in (use / people, figure))
        rho, low, high = rank_correlation(by_head, told_of, seed=seed)
        ends = sorted((one.expected * low, one.expected * high))
        outcome = "holds" if ends[0] > 0 else "fails" if ends[1] < 0 else "undecided"
        rows.append((one.name, str(reading), one.figure, one.expected, int(is_known.sum()), rho, low, high, outcome))
    return pd.DataFrame(rows, columns=list(RESULT_COLUMNS))


def rank_correlation(x: Floats, y: Floats, *, seed: int = SEED) -> tuple[float, float, float]:
    """Give Spearman's rank correlation, and where nine tenths of those of resampled pairs lie.

    Parameters
    ----------
    x, y : numpy.ndarray of float, shape (n,)
        Finite.
    seed : int

    Returns
    -------
    tuple of float
        The correlation (-1..1), the 5th and the 95th percentile; NaN where either side is all alike.
    """
    drawn = np.random.default_rng(seed).integers(0, len(x), (DRAWS, len(x)))
    found = _spearman(x[drawn], y[drawn])
    found = found[np.isfinite(found)]
    low, high = inner_interval(found) if len(found) else (np.nan, np.nan)
    return float(_spearman(x[None], y[None])[0]), float(low), float(high)


def _spearman(x: Floats, y: Floats) -> Floats:
    """Give the rank correlation of each row, equal values sharing their mean rank; NaN for a row that is all alike."""
    ranks = [pd.DataFrame(side.T).rank().to_numpy(dtype=np.float64) for side in (x, y)]
    first, other = (side - side.mean(axis=0) for side in ranks)
    size = np.sqrt((first**2).sum(axis=0) * (other**2).sum(axis=0))
    told: Floats = np.divide((first * other).sum(axis=0), size, out=np.full(len(size), np.nan), where=size > 0)
    return told
