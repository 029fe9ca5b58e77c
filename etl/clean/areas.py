"""Whom a public center serves: the sigungu in its name or its operator's, not the polygon its point lies in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from etl.clean.codes import RegionIndex
from gis.reference import reference_file
from gis.vocabulary import SIDO_NAMES


@dataclass(frozen=True)
class AreaException:
    """A hand-kept rule: a name in a municipality means these sigungu."""

    municipality_code: str
    name: re.Pattern[str]
    region_codes: tuple[str, ...]


@dataclass(frozen=True)
class ServedArea:
    """The units a center serves.

    Attributes
    ----------
    region_codes : tuple of str
        Sigungu codes (every gu for a city's center), one sido code, or nothing.
    municipality_code : str or None
        The municipality that these sigungu make up.
    rule : str
        ``sido``, ``exception``, ``name``, ``operator``, ``address`` or ``none``.
    """

    region_codes: tuple[str, ...]
    municipality_code: str | None
    rule: str


def read_exceptions(path: Path | None = None) -> tuple[AreaException, ...]:
    """Read the hand-kept exceptions: centers whose area neither name nor address states."""
    table = pd.read_csv(path or reference_file("service_areas.csv"), dtype="string")
    return tuple(
        AreaException(
            str(row.municipality_code), re.compile(str(row.name_pattern)), tuple(str(row.region_codes).split())
        )
        for row in table.itertuples()
    )


class ServiceAreas:
    """Finds the area of a center by name.

    Parameters
    ----------
    regions : RegionIndex
        Units of 2024-06.
    exceptions : Sequence[AreaException]
        From :func:`read_exceptions`.
    """

    def __init__(self, regions: RegionIndex, exceptions: Sequence[AreaException]) -> None:
        self._regions = regions
        self._exceptions = exceptions

    def of(
        self,
        name: str,
        *,
        sido_code: str | None,
        sigungu_code: str | None,
        municipality_code: str | None,
        operators: Iterable[str] = (),
    ) -> ServedArea:
        """Find whom a center serves.

        Parameters
        ----------
        name : str
            Own name of the center, or its operator's where the list has nothing else.
        sido_code, sigungu_code, municipality_code : str or None
            What its address says.
        operators : Iterable[str], optional
            Names of who runs and who oversees it, asked only when the name says nothing. A city's mental health
            center is often overseen by one gu's 보건소 and serves the whole city: leave them out there.

        Returns
        -------
        ServedArea
            A unit named within the sido of the address wins over the unit of the address (옹진군's center stands in
            미추홀구); of several names the longest one, of equal ones the address's own.
        """
        if sido_code is None:
            return ServedArea((), None, "none")
        plain = name.replace(" ", "")
        for exception in self._exceptions:
            if exception.municipality_code == municipality_code and exception.name.search(plain):
                return ServedArea(exception.region_codes, municipality_code, "exception")
        codes = self._named(plain, sido_code, sigungu_code, municipality_code)
        if codes:
            return self._area(codes, "name")
        for operator in operators:
            codes = self._named(operator.replace(" ", ""), sido_code, sigungu_code, municipality_code)
            if codes:
                return self._area(codes, "operator")
        if municipality_code is None:
            return ServedArea((), None, "none")
        return ServedArea(self._regions.sigungu_of_municipality(municipality_code), municipality_code, "address")

    def sido(self, sido_code: str | None) -> ServedArea:
        """Return the area of a metropolitan center."""
        return ServedArea((sido_code,) if sido_code else (), None, "sido")

    def places(self, municipality_code: str | None) -> list[str]:
        """Return every name that stands for a municipality, its gu and its sido, longest first."""
        if municipality_code is None:
            return []
        sido = municipality_code[:2]
        stems = {
            name
            for name, codes in self._names[sido].items()
            if self._regions.municipality(min(codes)) == municipality_code
        }
        stems |= {name[:-1] for name in stems if len(name) > 2}
        return sorted(stems | set(self._sido_names[sido]), key=lambda place: (-len(place), place))

    def _area(self, codes: frozenset[str], rule: str) -> ServedArea:
        return ServedArea(tuple(sorted(codes)), self._regions.municipality(min(codes)), rule)

    def _named(self, plain: str, sido: str, sigungu: str | None, municipality: str | None) -> frozenset[str] | None:
        def weight(item: tuple[str, frozenset[str]]) -> tuple[int, bool, bool]:
            name, codes = item
            home = {self._regions.municipality(code) for code in codes} == {municipality}
            return len(name), sigungu in codes, home

        named = [(name, codes) for name, codes in self._names[sido].items() if name in plain]
        # A name without its 시, 군 or 구 (상당, 부평) is trusted only for a unit of the address's own municipality.
        stems = [
            (name, codes)
            for name, codes in self._stems[sido].items()
            if name in plain and {self._regions.municipality(code) for code in codes} == {municipality}
        ]
        candidates = named or stems
        return max(candidates, key=weight)[1] if candidates else None

    @cached_property
    def _names(self) -> dict[str, dict[str, frozenset[str]]]:
        """Sido -> name with its suffix -> sigungu: ``진해구``, ``창원시진해구``, ``창원시`` (every gu)."""
        names: dict[str, dict[str, set[str]]] = {sido: {} for sido in self._regions.codes("sido")}
        for code in self._regions.codes("sigungu"):
            words = self._regions.name(code).split()
            for name in {"".join(words), *words}:
                names[code[:2]].setdefault(name, set()).add(code)
        return {
            sido: {name: frozenset(codes) for name, codes in codes_of_name.items()}
            for sido, codes_of_name in names.items()
        }

    @cached_property
    def _stems(self) -> dict[str, dict[str, frozenset[str]]]:
        return {
            sido: {name[:-1]: codes for name, codes in names_of_sido.items() if len(name) > 2}
            for sido, names_of_sido in self._names.items()
        }

    @cached_property
    def _sido_names(self) -> dict[str, tuple[str, ...]]:
        return {code: SIDO_NAMES[code] for code in self._regions.codes("sido")}
