"""Regions by code, by name and by point: every old code and name brought to the units of 2024-06."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from shapely import STRtree, distance, get_parts, points, transform
from shapely.geometry.base import BaseGeometry

from gis import crs
from gis.reference import reference_file
from gis.vocabulary import SIDO_NAMES

Level = Literal["sido", "sigungu", "emd"]

REGION_COLUMNS = ["region_code", "level", "name", "full_name", "parent_code", "municipality_code", "municipality_name"]
"""Columns that :class:`RegionIndex` reads from core.region beside the geometry."""

CODE_COLUMNS = ["system", "old_code", "old_name", "valid_from", "region_code"]
"""Columns of core.region_code."""


_PART_OF_ROAD = re.compile(r"^(?:대로|로|길|거리|\d+(?:번|길|가|-|$))")
"""How a word begins that belongs to the one before it: ``강남 대로 12`` is one road."""


@dataclass(frozen=True)
class UnitAlias:
    """A name that stands for units of 2024-06.

    Attributes
    ----------
    sido_codes : tuple of str
        Sido under which the name is written.
    name : str
        Without blanks, such as ``화성시병점구``.
    region_codes : tuple of str
        Units it stands for: sido for a name of that level, else sigungu or municipalities.
    """

    sido_codes: tuple[str, ...]
    name: str
    region_codes: tuple[str, ...]


@cache
def read_unit_aliases() -> tuple[UnitAlias, ...]:
    """Read the names that units of 2024-06 bore before or bear since (see data/reference/README.md)."""
    table = pd.read_csv(reference_file("unit_aliases.csv"), dtype="string")
    return tuple(
        UnitAlias(tuple(str(row.sido_codes).split()), str(row.name_), tuple(str(row.region_codes).split()))
        for row in table.rename(columns={"name": "name_"}).itertuples()
    )


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
    aliases : Sequence[UnitAlias], optional
        Earlier and later names of whole units.
    """

    def __init__(
        self,
        regions: gpd.GeoDataFrame,
        codes: pd.DataFrame | None = None,
        *,
        aliases: Sequence[UnitAlias] | None = None,
    ) -> None:
        self._aliases = read_unit_aliases() if aliases is None else aliases
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
        """Return the level of a current code."""
        return self._level.get(code)

    def name(self, code: str) -> str:
        """Return the unit's own name, such as ``파장동``."""
        return str(self._name[code])

    def full_name(self, code: str) -> str:
        """Return the name with all its parents, such as ``경기도 수원시 장안구 파장동``."""
        return str(self._full_name[code])

    def municipality(self, code: str) -> str | None:
        """Return the basic municipality of a sigungu or emd (41111 and 4111156000 -> 41110)."""
        return self._municipality.get(code)

    def sigungu(self, code: str) -> str | None:
        """Return the sigungu of an emd, or the sigungu itself."""
        return self._parent.get(code) if self._level.get(code) == "emd" else code if len(code) == 5 else None

    def sigungu_of_municipality(self, code: str) -> tuple[str, ...]:
        """Return the sigungu rows of a municipality: its gu for a city with gu, else itself."""
        return self._gu.get(code, ())

    def codes(self, level: Level) -> tuple[str, ...]:
        """Return every current code of a level in order."""
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
            several units (``중구`` without its sido) is not guessed. A name written twice, or an old one behind a new
            one (``전남광주통합특별시 전라남도 순천시``), counts as one.
        """
        if not words:
            return UnitMatch()
        sidos, used = self._sidos(words)
        readings = [self._read_below(sido, words, used) for sido in sidos]
        readings.append(self._read_below(None, words, 0))
        best = max(readings, key=lambda match: (match.words_used, match.sido_code is not None))
        rivals = {match.sido_code for match in readings if match.words_used == best.words_used and match.sido_code}
        return self._with_endings(best, words) if len(rivals) <= 1 else UnitMatch(words_used=best.words_used)

    def _with_endings(self, match: UnitMatch, words: Sequence[str]) -> UnitMatch:
        """Read on where a unit is written without its ending: ``서울 강남 테헤란로``, ``천안시 동남 버들로``."""
        at = match.words_used
        if match.sido_code is None or match.sigungu_code is not None or len(words) < at + 2:
            return match
        if len(words[at]) < 2 or _PART_OF_ROAD.match(words[at + 1]):
            return match
        is_city = match.municipality_code is not None
        longer: dict[str, tuple[UnitMatch, list[str]]] = {}
        for ending in ("구",) if is_city else ("시", "군", "구"):
            whole = [*words[:at], words[at] + ending, *words[at + 1 :]]
            read = self._read_below(match.sido_code, whole, at - 1 if is_city else at)
            unit = read.sigungu_code if is_city else read.municipality_code
            if unit is not None and read.words_used > at:
                longer[unit] = read, whole
        return self._with_endings(*next(iter(longer.values()))) if len(longer) == 1 else match

    def _sidos(self, words: Sequence[str]) -> tuple[tuple[str, ...], int]:
        """Read the leading names of a sido, repeated ones together; gives the codes they leave and the words used."""
        sidos = tuple(self._sido.get(words[0], ()))
        used = 1
        while sidos and used < len(words):
            narrowed = tuple(code for code in self._sido.get(words[used], ()) if code in sidos)
            if not narrowed or (words[used] in self._short_sido and not self._is_unit_ahead(narrowed, words, used + 1)):
                break
            sidos, used = narrowed, used + 1
        return sidos, used

    def _is_unit_ahead(self, sidos: Iterable[str], words: Sequence[str], at: int) -> bool:
        return at < len(words) and any((sido, words[at]) in self._sigungu for sido in sidos)

    def find_names(self, sido: str | None, sigungu: str | None, emd: str | None = None) -> UnitMatch:
        """Read units from separate columns; see :meth:`find`."""
        text = " ".join(part.strip() for part in (sido, sigungu, emd) if part and part.strip())
        return self.find(text.split())

    def emd_candidates(self, sigungu_codes: Iterable[str], name: str) -> tuple[str, ...]:
        """Return the emd that a legal or administrative dong's name may stand for within some sigungu.

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
        located = np.full(len(lats), None, dtype=object)
        usable = np.flatnonzero(np.isfinite(lats) & np.isfinite(lons))
        inputs, units = tree.query(points(lons[usable], lats[usable]), predicate="intersects")
        order = np.lexsort((units, inputs))[::-1]  # written last wins: the smallest unit of each point
        located[usable[inputs[order]]] = codes[units[order]]
        return located

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
        nearest = np.full(len(easting), None, dtype=object)
        distance_m = np.full(len(easting), np.nan)
        (inputs, units), gaps = tree.query_nearest(
            points(easting, northing), max_distance=max_m, return_distance=True, all_matches=True
        )
        order = np.lexsort((units, inputs))[::-1]
        nearest[inputs[order]] = codes[units[order]]
        distance_m[inputs[order]] = gaps[order]
        return nearest, distance_m

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
        for unit in self._aliases:
            if unit.sido_codes == unit.region_codes:
                names[unit.name] = list(unit.region_codes)
        return names

    @cached_property
    def _short_sido(self) -> frozenset[str]:
        """Names of sido that are also the beginning of other words (``광주``, ``세종``)."""
        return frozenset(names[-1] for names in SIDO_NAMES.values()) | {"광주시"}

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
        in_use = frozenset(names)
        for old in self._codes[self._codes["region_code"].str.len() == 5].itertuples():
            key = (self._parent[str(old.region_code)], str(old.old_name).replace(" ", ""))
            if key not in in_use:
                names[key].add(str(old.region_code))
        for unit in self._aliases:
            codes = {
                code
                for target in unit.region_codes
                for code in self._gu.get(target, (target,) if self._level.get(target) == "sigungu" else ())
            }
            for key in ((sido, unit.name) for sido in unit.sido_codes):
                if codes and key not in in_use:
                    names[key] = codes
        return {key: frozenset(codes) for key, codes in names.items()}

    @cached_property
    def _sigungu_anywhere(self) -> dict[str, frozenset[str]]:
        """Name without blanks -> sigungu codes that it stands for in any sido."""
        names: dict[str, set[str]] = defaultdict(set)
        for (_, name), codes in self._sigungu.items():
            names[name] |= codes
        return {name: frozenset(codes) for name, codes in names.items()}

    @cached_property
    def _emd(self) -> dict[str, dict[str, set[str]]]:
        """Sigungu code -> plain name, old or new -> emd codes."""
        names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for code in self.codes("emd"):
            names[self._parent[code]][plain_name(self._name[code])].add(code)
        in_use = {sigungu: frozenset(of_sigungu) for sigungu, of_sigungu in names.items()}
        for old in self._codes[self._codes["region_code"].str.len() == 10].itertuples():
            sigungu, name = self._parent[str(old.region_code)], plain_name(str(old.old_name))
            # A name in use today means its bearer, whatever unit bore it (or its reused number) before.
            if name not in in_use.get(sigungu, ()):
                names[sigungu][name].add(str(old.region_code))
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
            named = self._sigungu.get((sido, name)) if sido else self._sigungu_anywhere.get(name)
            sigungu = named or frozenset[str]()
            past = used + count
            while past < len(words) and words[past] == words[past - 1]:
                past += 1
            if len({self._municipality[code] for code in sigungu}) == 1:
                return self._read_emd(sigungu, words, past)
            if sigungu and sido:
                # A unit made of parts of several (제물포구): its emd may still tell which one is meant.
                return self._read_emd_of_several(sido, sigungu, words, past)
        return best

    def _read_emd_of_several(self, sido: str, emds: frozenset[str], words: Sequence[str], used: int) -> UnitMatch:
        name = plain_name(words[used]) if used < len(words) else ""
        owners = {code for sigungu in emds for code in self._emd[sigungu].get(name, ())}
        if len(owners) != 1:
            return UnitMatch(sido_code=sido, words_used=used)
        emd = owners.pop()
        return UnitMatch(sido, self._municipality[emd], self._parent[emd], emd, used + 1)

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
