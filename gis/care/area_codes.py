"""Area codes: a mobile telephone reaches some numbers only behind that of a region (031-1388).

Which numbers do is said by the register (:attr:`gis.care.crisis.CrisisNumber.needs_area_code`). Pure: the codes are
dated data that the caller reads (data/rules/area_codes.yaml).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from gis.errors import SourceError

LANGUAGES = ("ko", "en")
"""Languages in which every region must be named."""

_CODE = re.compile(r"02|0[3-6][1-9]")
_SIDO = re.compile(r"[0-9]{2}")


@dataclass(frozen=True)
class AreaCode:
    """A region of one area code.

    Parameters
    ----------
    sido : str
        First two digits of its MOIS code.
    code : str
        Area code with its leading 0, such as ``031``.
    names : mapping of str to str
        What it is called, by language.
    """

    sido: str
    code: str
    names: Mapping[str, str]

    def dial(self, number: str) -> str:
        """Return the digits that a ``tel:`` link wants to reach a number from here."""
        return self.code + number.replace("-", "")

    def written(self, number: str) -> str:
        """Write a number with the area code, such as ``031-1388``."""
        return f"{self.code}-{number}"


def parse(text: str) -> tuple[AreaCode, ...]:
    """Read the codes.

    Parameters
    ----------
    text : str
        Content of data/rules/area_codes.yaml.

    Returns
    -------
    tuple of AreaCode
        In the order in which they are offered.

    Raises
    ------
    SourceError
        When something is missing, a region has no name in a language, a code is none, or date, source or reviewer are
        missing.
    """
    try:
        content: Mapping[str, Any] = yaml.safe_load(text)
        areas = tuple(
            AreaCode(str(sido), str(area["code"]), {language: area[language] for language in LANGUAGES})
            for sido, area in content["area_codes"].items()
        )
        is_signed = isinstance(content["checked_on"], date) and bool(content["source"]) and bool(content["reviewer"])
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"area codes: {error!r}") from error
    for area in areas:
        if not (_SIDO.fullmatch(area.sido) and _CODE.fullmatch(area.code) and all(area.names.values())):
            raise SourceError(f"area codes: {area.sido!r} with the code {area.code!r} cannot be used")
    if not areas or not is_signed:
        raise SourceError("area codes: regions, a day, a source and a reviewer are needed")
    return areas


def area_of(areas: Sequence[AreaCode], region_code: str | None) -> AreaCode | None:
    """Return the area of a region by its MOIS code; None where it is not known."""
    sido = (region_code or "")[:2]
    return next((area for area in areas if area.sido == sido), None)
