"""Administrative units by their codes: who lies in whom, without asking the database again."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.errors import InputError

CODE_LENGTH: Mapping[str, int] = {"sido": 2, "sigungu": 5, "emd": 10}
"""Digits of a unit's MOIS code by level; the code of the unit above is their beginning."""

NATION = "전국"


class Units:
    """The units of the nation, and those in which some rows (emd) lie.

    Parameters
    ----------
    names : pandas.DataFrame
        ``region_code``, ``level``, ``name``, ``full_name``, ``parent_code``, ``municipality_code``.
    row_codes : pandas.Series
        Code of the emd of each row.
    """

    def __init__(self, names: pd.DataFrame, row_codes: pd.Series) -> None:
        self.names = names
        rows = row_codes.astype(str)
        self._index: dict[str, tuple[npt.NDArray[np.str_], npt.NDArray[np.int64]]] = {}
        for level, length in CODE_LENGTH.items():
            own = rows.str[:length].to_numpy(dtype=str)
            listed = names.loc[names["level"] == level, "region_code"].to_numpy(dtype=str)
            codes = np.unique(np.concatenate([listed, own]))
            self._index[level] = codes, np.searchsorted(codes, own)

    def index(self, level: str) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.int64]]:
        """Return the codes of a level, ascending, and the place of each row's unit among them.

        Raises
        ------
        InputError
            When the level is unknown.
        """
        if level not in CODE_LENGTH:
            raise InputError(f"{str(level)[:20]!r} is no level: give one of {', '.join(CODE_LENGTH)}")
        return self._index[level]

    def place_of(self, emd_codes: pd.Series, level: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the place of each emd's unit among the codes of a level, and ones to count them with."""
        codes, _ = self.index(level)
        row_codes = emd_codes.astype(str).str[: CODE_LENGTH[level]].to_numpy(dtype=str)
        place = np.searchsorted(codes, row_codes).clip(max=max(len(codes) - 1, 0))
        return place, (codes[place] == row_codes).astype(np.float64)

    def holds(self, emd_codes: pd.Series, region_code: str | None) -> npt.NDArray[np.bool_]:
        """Return which emd lie in a region.

        Parameters
        ----------
        emd_codes : pandas.Series
            MOIS codes of ten digits.
        region_code : str, optional
            Code of a sido, sigungu, municipality (수원시 is four gu) or emd; None for the nation.

        Returns
        -------
        numpy.ndarray of bool, shape (codes,)

        Raises
        ------
        InputError
            When no unit has the code.
        """
        if region_code is None:
            return np.ones(len(emd_codes), dtype=bool)
        return emd_codes.astype(str).str.startswith(self._prefixes(region_code)).to_numpy(dtype=bool)

    def inside(self, level: str, parent_code: str | None) -> npt.NDArray[np.bool_]:
        """Return which of the codes of a level lie in a region; all when none is given.

        Raises
        ------
        InputError
            When level or region is unknown, or the region is smaller than the level.
        """
        codes, _ = self.index(level)
        if parent_code is None:
            return np.ones(len(codes), dtype=bool)
        prefixes = self._prefixes(parent_code)
        if CODE_LENGTH[level] < len(min(prefixes, key=len)):
            raise InputError(f"{parent_code} is smaller than a {level}: give a parent above the level")
        return np.array([str(code).startswith(prefixes) for code in codes], dtype=bool)

    def names_of(self, region_code: str | None) -> tuple[str, str, str | None]:
        """Return the name, the full name and the code of the unit above; of a municipality its own name.

        Raises
        ------
        InputError
            When no unit has the code.
        """
        if region_code is None:
            return NATION, NATION, None
        own = self.names[self.names["region_code"] == region_code]
        if len(own):
            row = own.iloc[0]
            return str(row["name"]), str(row["full_name"]), None if pd.isna(row["parent_code"]) else row["parent_code"]
        self._prefixes(region_code)
        part = self.names[self.names["municipality_code"] == region_code].iloc[0]
        full = " ".join(str(part["full_name"]).split()[:2])
        return full.split()[-1], full, region_code[:2]

    def _prefixes(self, region_code: str) -> tuple[str, ...]:
        names = self.names
        if (names["region_code"] == region_code).any():
            return (region_code,)
        parts = names[(names["municipality_code"] == region_code) & (names["level"] == "sigungu")]["region_code"]
        if parts.empty:
            raise InputError(
                f"{str(region_code)[:20]!r} is the code of no region: give a MOIS code of 2, 5 or 10 digits, as listed "
                "by `mindconnect regions`"
            )
        return tuple(str(code) for code in parts)
