"""Regions by code, by name and by point: every old code and name brought to the units of 2024-06."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from shapely import STRtree, distance, get_parts, points, transform
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.vocabulary import SIDO_NAMES

Level = Literal["sido", "sigungu", "emd"]

REGION_COLUMNS = ["region_code", "level", "name", "full_name", "parent_code", "municipality_code", "municipality_name"]
"""Columns that :class:`RegionIndex` reads from core.region beside the geometry."""

CODE_COLUMNS = ["system", "old_code", "old_name", "valid_from", "region_code"]
"""Columns of core.region_code."""

MOVED_SIGUNGU: Mapping[tuple[str, str], str] = {
    ("47", "군위군"): "27720",  # 경상북도 -> 대구광역시, 2023-07-01
    ("28", "남구"): "28177",  # renamed 미추홀구, 2018-07-01
    ("43", "청원군"): "43110",  # merged into 청주시, 2014-07-01
    ("48", "마산시"): "48120",  # merged into 창원시, 2010-07-01
    ("48", "진해시"): "48129",
    ("44", "연기군"): "36110",  # 세종특별자치시, 2012-07-01
    ("44", "당진군"): "44270",
    ("41", "여주군"): "41670",
    ("50", "북제주군"): "50110",
    ("50", "남제주군"): "50130",
}
"""Old (sido code, sigungu name) -> the sigungu or municipality it belongs to at 2024-06."""


@dataclass(frozen=True)
class UnitMatch:
    """The units that leading words of an address name.

    Attributes
    ----------
    sido_code, municipality_code, sigungu_code, emd_code : str or None
        ``sigungu_code`` is None when a city with gu is named without its gu.
    words_used : int
        How many leading words named units; the rest is road or lot.
    """

    sido_code: str | None = None
    municipality_code: str | None = None
    sigungu_code: str | None = None
    emd_code: str | None = None
    words_used: int = 0


def plain_name(name: str) -> str:
    """Reduce an emd's name to what all its spellings share: ``내당2.3동`` and ``내당 제2·3동`` -> ``내당23동``."""
    return re.sub(r"제(?=\d)|[\s·.,ㆍ‧]", "", name)


def stem_name(name: str) -> str:
    """Drop the numbers of an administrative dong: ``역삼1동`` -> ``역삼동``, as the legal dong is called."""
    return re.sub(r"\d+(?=동$|가동$)", "", plain_name(name))


class RegionIndex:
    """Look-up of regions, built once from core.region and core.region_code.

    Parameters
    ----------
    regions : geopandas.GeoDataFrame
        :data:`REGION_COLUMNS` and the geometry (EPSG:4326), every level.
    codes : pandas.DataFrame, optional
        :data:`CODE_COLUMNS`; without it only current codes and names are known.
    """

    def __init__(self, regions: gpd.GeoDataFrame, codes: pd.DataFrame | None = None) -> None:
        self._frame = regions.set_index("region_code", drop=False).sort_index()
        self._codes = pd.DataFrame(columns=CODE_COLUMNS) if codes is None else codes
        self._level = dict(zip(self._frame["region_code"], self._frame["level"], strict=True))
        self._parent = _present(self._frame["region_code"], self._frame["parent_code"])
        self._municipality = _present(self._frame["region_code"], self._frame["municipality_code"])
        self._name = dict(zip(self._frame["region_code"], self._frame["name"], strict=True))
        self._full_name = dict(zip(self._frame["region_code"], self._frame["full_name"], strict=True))
        self._trees: dict[tuple[str, int], tuple[npt.NDArray[np.object_], STRtree]] = {}

    # -- by code ---------------------------------------------------------------------------------

    def current(self, code: str, *, system: Literal["mois", "sgis"] = "mois") -> str | None:
        """Bring a code of any date to the code of 2024-06, or None when no single unit succeeds it.

        An 8-digit MOIS code is a 10-digit one without its closing zeros.
        """
        return self._current[system].get(f"{code}00" if system == "mois" and len(code) == 8 else code)

    def current_codes(self, codes: pd.Series, *, system: Literal["mois", "sgis"] = "mois") -> pd.Series:
        """Bring a column of codes to 2024-06; missing where no single unit succeeds (see :meth:`current`)."""
        known = {code: self.current(code, system=system) for code in codes.dropna().unique()}
        return codes.map(known).astype("string")

    def level(self, code: str) -> Level | None:
        """Give the level of a current code."""
        return self._level.get(code)

    def name(self, code: str) -> str:
        """Give the unit's own name, such as ``파장동``."""
        return str(self._name[code])

    def full_name(self, code: str) -> str:
        """Give the name with all its parents, such as ``경기도 수원시 장안구 파장동``."""
        return str(self._full_name[code])

    def municipality(self, code: str) -> str | None:
        """Give the basic municipality of a sigungu or emd (41111 and 4111156000 -> 41110)."""
        return self._municipality.get(code)

    def sigungu(self, code: str) -> str | None:
        """Give the sigungu of an emd, or the sigungu itself."""
        return self._parent.get(code) if self._level.get(code) == "emd" else code if len(code) == 5 else None

    def sigungu_of_municipality(self, code: str) -> tuple[str, ...]:
        """Give the sigungu rows of a municipality: its gu for a city with gu, else itself."""
        return self._gu.get(code, ())

    def codes(self, level: Level) -> tuple[str, ...]:
        """Give every current code of a level in order."""
        return tuple(code for code, its_level in self._level.items() if its_level == level)

    # -- by name ---------------------------------------------------------------------------------

    def find(self, words: Sequence[str]) -> UnitMatch:
        """Read the units that the leading words of an address name, old or new, with or without the sido.

        Parameters
        ----------
        words : Sequence[str]
            An address split at blanks, such as ``["경북", "군위군", "군위읍", "동서길", "1"]``.

        Returns
        -------
        UnitMatch
            The reading that explains the most words; nothing found gives an empty match. A name that stands for
            several units (``중구`` without its sido) is not guessed.
        """
        if not words:
            return UnitMatch()
        readings = [self._read_below(sido, words, 1) for sido in self._sido.get(words[0], ())]
        readings.append(self._read_below(None, words, 0))
        return max(readings, key=lambda match: (match.words_used, match.sido_code is not None))

    def find_names(self, sido: str | None, sigungu: str | None, emd: str | None = None) -> UnitMatch:
        """Read units from separate columns; see :meth:`find`."""
        text = " ".join(part.strip() for part in (sido, sigungu, emd) if part and part.strip())
        return self.find(text.split())

    def emd_candidates(self, sigungu_codes: Iterable[str], name: str) -> tuple[str, ...]:
        """Give the emd that a legal or administrative dong's name may stand for within some sigungu.

        Parameters
        ----------
        sigungu_codes : Iterable[str]
            Where to look.
        name : str
            Such as ``역삼동`` (a legal dong: 역삼1동 and 역삼2동) or ``역삼1동``.

        Returns
        -------
        tuple of str
            One code when the name is exact; several when only the name without numbers agrees.
        """
        where = tuple(sigungu_codes)
        exact = {code for sigungu in where for code in self._emd[sigungu].get(plain_name(name), ())}
        if exact:
            return tuple(sorted(exact))
        stem = stem_name(name)
        return tuple(sorted({code for sigungu in where for code in self._emd_stems[sigungu].get(stem, ())}))

    # -- by point --------------------------------------------------------------------------------

    def locate(self, lat: npt.ArrayLike, lon: npt.ArrayLike, *, level: Level = "emd") -> npt.NDArray[np.object_]:
        """Find the unit each point lies in.

        Parameters
        ----------
        lat, lon : array_like of float, shape (n,)
            WGS84 degrees; NaN is allowed and lies nowhere.
        level : {"emd", "sigungu", "sido"}
            Level of the units.

        Returns
        -------
        numpy.ndarray of object, shape (n,)
            Region codes, None outside every unit. On a shared border the smaller code wins.
        """
        codes, tree = self._tree(level, crs.GEOGRAPHIC)
        lats, lons = np.atleast_1d(np.asarray(lat, dtype=float)), np.atleast_1d(np.asarray(lon, dtype=float))
        found = np.full(len(lats), None, dtype=object)
        usable = np.flatnonzero(np.isfinite(lats) & np.isfinite(lons))
        inputs, units = tree.query(points(lons[usable], lats[usable]), predicate="intersects")
        order = np.lexsort((units, inputs))[::-1]  # written last wins: the smallest unit of each point
        found[usable[inputs[order]]] = codes[units[order]]
        return found

    def nearest_emd(
        self, lat: npt.ArrayLike, lon: npt.ArrayLike, *, max_m: float
    ) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
        """Find the emd nearest to each point, its own when the point lies inside one.

        Parameters
        ----------
        lat, lon : array_like of float, shape (n,)
            WGS84 degrees.
        max_m : float
            Distance in metres (EPSG:5179) beyond which nothing is near.

        Returns
        -------
        codes : numpy.ndarray of object, shape (n,)
            Region codes, None when nothing is within ``max_m``.
        distance_m : numpy.ndarray of float, shape (n,)
            Metres, NaN where the code is None.
        """
        codes, tree = self._tree("emd", crs.METRIC)
        easting, northing = _to_metric().transform(np.atleast_1d(lon), np.atleast_1d(lat))
        found = np.full(len(easting), None, dtype=object)
        distance_m = np.full(len(easting), np.nan)
        (inputs, units), gaps = tree.query_nearest(
            points(easting, northing), max_distance=max_m, return_distance=True, all_matches=True
        )
        order = np.lexsort((units, inputs))[::-1]
        found[inputs[order]] = codes[units[order]]
        distance_m[inputs[order]] = gaps[order]
        return found, distance_m

    def distance_m(
        self, codes: Sequence[str | None], lat: npt.ArrayLike, lon: npt.ArrayLike
    ) -> npt.NDArray[np.float64]:
        """Measure how far each point lies from the unit named beside it.

        Parameters
        ----------
        codes : Sequence of str or None, length n
            Current region codes of any level.
        lat, lon : array_like of float, shape (n,)
            WGS84 degrees.

        Returns
        -------
        numpy.ndarray of float, shape (n,)
            Metres (EPSG:5179), 0 inside the unit, NaN without a code or a point.
        """
        easting, northing = _to_metric().transform(np.atleast_1d(lon), np.atleast_1d(lat))
        shapes = [self._metric_shapes.get(code or "") for code in codes]
        with np.errstate(invalid="ignore"):  # a missing point has no distance
            return np.asarray(distance(points(easting, northing), np.array(shapes, dtype=object)), dtype=float)

    def centroid_distance_m(
        self, codes: Sequence[str | None], lat: npt.ArrayLike, lon: npt.ArrayLike
    ) -> npt.NDArray[np.float64]:
        """Measure how far each point lies from the centroid of the unit named beside it; as :meth:`distance_m`."""
        easting, northing = _to_metric().transform(np.atleast_1d(lon), np.atleast_1d(lat))
        known = {code: self._metric_shapes[code].centroid for code in set(codes) if code in self._metric_shapes}
        middles = np.array([known.get(code or "") for code in codes], dtype=object)
        with np.errstate(invalid="ignore"):
            return np.asarray(distance(points(easting, northing), middles), dtype=float)

    # -- built when first asked ------------------------------------------------------------------

    @cached_property
    def _metric_shapes(self) -> dict[str, BaseGeometry]:
        shapes = gpd.GeoSeries(self._frame.geometry, crs=crs.GEOGRAPHIC).to_crs(crs.METRIC)
        return dict(zip(self._frame["region_code"], shapes, strict=True))

    @cached_property
    def _current(self) -> dict[str, dict[str, str]]:
        known: dict[str, dict[str, str]] = {"mois": {}, "sgis": {}}
        for row in self._codes.sort_values("valid_from").itertuples():
            known[str(row.system)][str(row.old_code)] = str(row.region_code)
        known["mois"].update({code: code for code in self._level})
        return known

    @cached_property
    def _sido(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for code, aliases in SIDO_NAMES.items():
            for alias in aliases:
                names[alias].append(code)
        return names

    @cached_property
    def _gu(self) -> dict[str, tuple[str, ...]]:
        members: dict[str, list[str]] = defaultdict(list)
        for code in self.codes("sigungu"):
            members[self._municipality[code]].append(code)
        return {municipality: tuple(codes) for municipality, codes in members.items()}

    @cached_property
    def _sigungu(self) -> dict[tuple[str, str], frozenset[str]]:
        """(sido code, name without blanks) -> sigungu codes that the name stands for."""
        names: dict[tuple[str, str], set[str]] = defaultdict(set)
        sigungu = self._frame[self._frame["level"] == "sigungu"]
        for row in sigungu.itertuples():
            sido, code = str(row.parent_code), str(row.region_code)
            for name in (str(row.name), str(row.municipality_name), str(row.name).split()[-1]):
                names[sido, name.replace(" ", "")].add(code)
        for old in self._codes[self._codes["region_code"].str.len() == 5].itertuples():
            sido = self._parent[str(old.region_code)]
            names.setdefault((sido, str(old.old_name).replace(" ", "")), set()).add(str(old.region_code))
        for key, target in MOVED_SIGUNGU.items():
            codes = self._gu.get(target, (target,) if target in self._level else ())
            if codes:
                names[key] = set(codes)
        return {key: frozenset(codes) for key, codes in names.items()}

    @cached_property
    def _emd(self) -> dict[str, dict[str, set[str]]]:
        """Sigungu code -> plain name, old or new -> emd codes."""
        names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for code in self.codes("emd"):
            names[self._parent[code]][plain_name(self._name[code])].add(code)
        for old in self._codes[self._codes["region_code"].str.len() == 10].itertuples():
            of_sigungu = names[self._parent[str(old.region_code)]]
            of_sigungu.setdefault(plain_name(str(old.old_name)), set()).add(str(old.region_code))
        return names

    @cached_property
    def _emd_stems(self) -> dict[str, dict[str, set[str]]]:
        stems: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for code in self.codes("emd"):
            stems[self._parent[code]][stem_name(self._name[code])].add(code)
        return stems

    def _read_below(self, sido: str | None, words: Sequence[str], used: int) -> UnitMatch:
        """Read sigungu and emd from ``words[used:]`` under a sido, or under all when it is None."""
        best = UnitMatch(sido_code=sido, words_used=used) if sido else UnitMatch()
        if sido == "36":  # 세종 has one sigungu, which addresses leave out
            return self._read_emd(frozenset({"36110"}), words, used)
        for count in (2, 1):
            name = "".join(words[used : used + count])
            if len(words) < used + count:
                continue
            sidos = (sido,) if sido else tuple(SIDO_NAMES)
            found = frozenset[str]().union(*(self._sigungu.get((key, name), ()) for key in sidos))
            if len({self._municipality[code] for code in found}) == 1:
                return self._read_emd(found, words, used + count)
        return best

    def _read_emd(self, sigungu: frozenset[str], words: Sequence[str], used: int) -> UnitMatch:
        first = min(sigungu)
        match = {"sido_code": self._parent[first], "municipality_code": self._municipality[first]}
        only = first if len(sigungu) == 1 else None
        if used < len(words):
            name = plain_name(words[used])
            codes = {code for each in sigungu for code in self._emd[each].get(name, ())}
            if len(codes) == 1:
                emd = codes.pop()
                return UnitMatch(**match, sigungu_code=self._parent[emd], emd_code=emd, words_used=used + 1)
        return UnitMatch(**match, sigungu_code=only, words_used=used)

    def _tree(self, level: Level, epsg: int) -> tuple[npt.NDArray[np.object_], STRtree]:
        """Index the polygons of a level one by one: islands would make whole units overlap in the tree."""
        if (level, epsg) not in self._trees:
            units = self._frame[self._frame["level"] == level]
            polygons, of_unit = get_parts(units.geometry.to_numpy(), return_index=True)
            if epsg != crs.GEOGRAPHIC:
                polygons = transform(polygons, _project)
            self._trees[level, epsg] = (units["region_code"].to_numpy(dtype=object)[of_unit], STRtree(polygons))
        return self._trees[level, epsg]


def _present(keys: pd.Series, values: pd.Series) -> dict[str, str]:
    return {str(key): str(value) for key, value in zip(keys, values, strict=True) if pd.notna(value)}


def _project(lon_lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack(_to_metric().transform(lon_lat[:, 0], lon_lat[:, 1]))


def _to_metric() -> Transformer:
    return Transformer.from_crs(crs.GEOGRAPHIC, crs.METRIC, always_xy=True)
