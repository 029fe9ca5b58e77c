"""The words the register may use: kinds of center, services, and the names of the sido.

Kinds and services are data (``data/reference/kinds.csv`` and ``services.csv``); they are read once.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import yaml

from gis.errors import InputError, SettingsError
from gis.reference import reference_file, rule_file
from gis.terms import ALL_KINDS, Serves

SIDO_NAMES: Mapping[str, tuple[str, ...]] = {
    "11": ("서울특별시", "서울시", "서울"),
    "26": ("부산광역시", "부산직할시", "부산시", "부산"),
    "27": ("대구광역시", "대구직할시", "대구시", "대구"),
    "28": ("인천광역시", "인천직할시", "인천시", "인천"),
    "29": ("광주광역시", "광주직할시", "광주시", "광주"),
    "30": ("대전광역시", "대전직할시", "대전시", "대전"),
    "31": ("울산광역시", "울산시", "울산"),
    "36": ("세종특별자치시", "세종시", "세종"),
    "41": ("경기도", "경기"),
    "43": ("충청북도", "충북"),
    "44": ("충청남도", "충남"),
    "46": ("전라남도", "전남"),
    "47": ("경상북도", "경북"),
    "48": ("경상남도", "경남"),
    "50": ("제주특별자치도", "제주도", "제주"),
    "51": ("강원특별자치도", "강원도", "강원"),
    "52": ("전북특별자치도", "전라북도", "전북"),
}
"""Names of each sido, old, official and short, by MOIS code."""

Group = Literal["public", "medical"]

KindGroup = Literal["public", "medical", "register", "register_public", "register_medical"]

CARE_GROUPS: Mapping[str, KindGroup] = {"공공 전체": "public", "의료 전체": "medical"}
"""Groups of the centers that give mental-health care and are open to the public, by the name they are reported under;
:data:`gis.terms.ALL_KINDS` is both together."""

GROUPS: Mapping[str, KindGroup] = {
    **CARE_GROUPS,
    "등록 기관 전체": "register",
    "등록 공공기관 전체": "register_public",
    "등록 의료기관 전체": "register_medical",
}
"""The same and, for research, the whole register, whatever a center does and whoever may enter it."""


@dataclass(frozen=True)
class Kind:
    """A kind of center.

    Attributes
    ----------
    code : str
        The Korean term, as stored in ``core.center.kind``.
    name_en : str
        In English.
    group : {"public", "medical"}
        Public institutions, or hospitals and clinics.
    is_public : bool
        Whether a center of the kind is public unless its source says otherwise.
    is_residential : bool
        Whether people live there for long and are admitted after an assessment: no place to turn to for first help.
    sort_order : int
        Place in lists, the smallest first.
    serves : {"sigungu", "sido", "none"}
        Whom a center serves by rule: its district, or anybody.
    note : str
        Where the term comes from.
    ages : tuple of int, optional
        First and last year of age of the people it is for by law; None when it is for every age.
    is_for_all : bool
        False of a kind that is for one age or one illness: it stays out of the figures of its group.
    """

    code: str
    name_en: str
    group: Group
    is_public: bool
    is_residential: bool
    sort_order: int
    serves: Literal["sigungu", "sido", "none"]
    note: str
    ages: tuple[int, int] | None = None
    is_for_all: bool = True


@dataclass(frozen=True)
class Service:
    """Something a center offers: ``code`` is the Korean term stored in ``core.center.services``."""

    code: str
    name_en: str


_TRUTH = {"true": True, "false": False}


def read_kinds(path: Path) -> tuple[Kind, ...]:
    """Read the vocabulary of kinds.

    Parameters
    ----------
    path : pathlib.Path
        A UTF-8 CSV whose columns are the attributes of :class:`Kind`.

    Returns
    -------
    tuple of Kind
        By ``sort_order``.

    Raises
    ------
    SettingsError
        When a row cannot be read or a code repeats; the message names file and line.
    """
    kinds = []
    for line, row in _rows(path):
        try:
            if row["group"] not in ("public", "medical") or row["serves"] not in ("sigungu", "sido", "none"):
                raise ValueError(f"group {row['group']!r}, serves {row['serves']!r}")
            kinds.append(
                Kind(
                    code=row["code"],
                    name_en=row["name_en"],
                    group="public" if row["group"] == "public" else "medical",
                    is_public=_TRUTH[row["is_public"].lower()],
                    is_residential=_TRUTH[row["is_residential"].lower()],
                    sort_order=int(row["sort_order"]),
                    serves="none" if row["serves"] == "none" else "sido" if row["serves"] == "sido" else "sigungu",
                    note=row["note"],
                    ages=_ages(row.get("ages") or ""),
                    is_for_all=_TRUTH[(row.get("is_for_all") or "true").lower()],
                )
            )
        except (KeyError, ValueError) as error:
            raise SettingsError(f"{path.name} line {line} is not a kind of center ({error}): mend the file") from error
    _refuse_repeats(path, [kind.code for kind in kinds])
    return tuple(sorted(kinds, key=lambda kind: kind.sort_order))


def read_services(path: Path) -> tuple[Service, ...]:
    """Read the vocabulary of services, in the order of the file.

    Raises
    ------
    SettingsError
        When a column is missing or a code repeats.
    """
    try:
        services = tuple(Service(row["code"], row["name_en"]) for _, row in _rows(path))
    except KeyError as error:
        raise SettingsError(f"{path.name} lacks the column {error}: mend the file") from error
    _refuse_repeats(path, [service.code for service in services])
    return services


def sido_code(name: str) -> str | None:
    """Return the MOIS code of a sido by any of its names; None for what is no sido."""
    return next((code for code, names in SIDO_NAMES.items() if name in names), None)


@lru_cache
def kinds() -> tuple[Kind, ...]:
    """Return the kinds of center, by their order in lists."""
    return read_kinds(reference_file("kinds.csv"))


@lru_cache
def residential_kinds() -> frozenset[str]:
    """Return the kinds of center that people live in: never recommended, and never shown as open now."""
    return frozenset(kind.code for kind in kinds() if kind.is_residential)


@lru_cache
def services() -> tuple[Service, ...]:
    """Return the services, in the order of the file."""
    return read_services(reference_file("services.csv"))


def members(
    name: str,
    kind: npt.ArrayLike,
    *,
    is_mental_health_care: npt.ArrayLike,
    is_open_to_public: npt.ArrayLike,
) -> npt.NDArray[np.bool_]:
    """Return which centers belong to a kind or to a group of kinds: the one definition of what counts as supply.

    Parameters
    ----------
    name : str
        :data:`gis.terms.ALL_KINDS`, one of :data:`GROUPS`, or a kind: then all of its centers that are open to the
        public count, since it was named.
    kind : array_like of str, shape (centers,)
    is_mental_health_care, is_open_to_public : array_like of bool, shape (centers,)
        Columns of ``serve.center``.

    Returns
    -------
    numpy.ndarray of bool, shape (centers,)

    Raises
    ------
    InputError
        When there is no such kind.
    """
    of = np.asarray(kind, dtype=str)
    # A kind for one age or one illness is no care for everybody; it counts where it is named.
    for_all = np.isin(of, [kind.code for kind in kinds() if kind.is_for_all])
    is_care: npt.NDArray[np.bool_] = np.asarray(is_mental_health_care, dtype=bool) & for_all
    if name == ALL_KINDS:
        return is_care
    group = GROUPS.get(name)
    if group is None:
        check_kinds([name])
        is_named: npt.NDArray[np.bool_] = (of == name) & np.asarray(is_open_to_public, dtype=bool)
        return is_named
    if group == "register":
        return np.ones(len(of), dtype=bool)
    is_of_group: npt.NDArray[np.bool_] = np.isin(of, [kind.code for kind in kinds() if group.endswith(kind.group)])
    return is_of_group & is_care if name in CARE_GROUPS else is_of_group


@dataclass(frozen=True)
class ServingRule:
    """Whom centers of some kinds count for when nothing else is asked.

    Attributes
    ----------
    rule : str
        Its name.
    kinds : tuple of str
        Kinds, or groups of kinds.
    serves : {"any", "own"}
        As in :attr:`gis.analysis.readings.Reading.serves`.
    is_verified : bool
        Whether a person has read it in the ministry's guide.
    source : str
        Where it comes from.
    """

    rule: str
    kinds: tuple[str, ...]
    serves: Serves
    is_verified: bool
    source: str


@lru_cache(maxsize=1)
def serving_rules() -> tuple[ServingRule, ...]:
    """Read ``data/rules/serving.yaml``.

    Raises
    ------
    SettingsError
        When the file is missing, a field is wrong, or a kind is unknown or stands twice.
    """
    return read_serving_rules(rule_file("serving.yaml"))


def read_serving_rules(path: Path) -> tuple[ServingRule, ...]:
    """Read a file of such rules; see :func:`serving_rules`.

    Raises
    ------
    SettingsError
        As there.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
        found = tuple(ServingRule(**{**row, "kinds": tuple(row["kinds"])}) for row in rows)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
        raise SettingsError(
            f"{path} cannot be used: {error}; each rule has rule, kinds, serves, is_verified, source"
        ) from error
    named = [kind for rule in found for kind in rule.kinds]
    known = {ALL_KINDS, *GROUPS, *(kind.code for kind in kinds())}
    if unknown := sorted(set(named) - known):
        raise SettingsError(f"{path}: {', '.join(unknown)} is no kind of center; data/reference/kinds.csv lists them")
    if twice := sorted(kind for kind in known if named.count(kind) > 1):
        raise SettingsError(f"{path}: {', '.join(twice)} stands in two rules")
    if wrong := [rule.rule for rule in found if rule.serves not in get_args(Serves) or not rule.source]:
        raise SettingsError(f"{path}: {', '.join(wrong)}: serves is any or own, and a source is needed")
    return found


def usual_serves(kind: str) -> Serves:
    """Return whom a kind of center, or a group of kinds, counts for when nothing else is asked."""
    return next((rule.serves for rule in serving_rules() if kind in rule.kinds), "any")


@dataclass(frozen=True)
class AgeRule:
    """Which ages centers of some kinds are for.

    Attributes
    ----------
    rule : str
        Its name.
    kinds : tuple of str
    people : str
        The group as readings name it, in bands of five years (:attr:`gis.analysis.readings.Reading.people`).
    ages : str
        The ages that the source says.
    is_verified : bool
        Whether a person has read it there.
    source : str
        Where it comes from.
    """

    rule: str
    kinds: tuple[str, ...]
    people: str
    ages: str
    is_verified: bool
    source: str


@lru_cache(maxsize=1)
def age_rules() -> tuple[AgeRule, ...]:
    """Read ``data/rules/need_by_age.yaml``.

    Raises
    ------
    SettingsError
        When the file is missing, a field is wrong or lacking, or a kind is unknown.
    """
    path = rule_file("need_by_age.yaml")
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
        found = tuple(AgeRule(**{**row, "kinds": tuple(row["kinds"])}) for row in rows)
        check_kinds([kind for rule in found for kind in rule.kinds])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError, InputError) as error:
        raise SettingsError(f"{path} cannot be used: {error}") from error
    return found


def people_of_kind(kind: str) -> str | None:
    """Return the group that a kind of center is for, as readings name it; None where it is for all ages."""
    return next((rule.people for rule in age_rules() if kind in rule.kinds), None)


def check_kinds(codes: list[str]) -> list[str]:
    """Return the codes when each is a kind of center.

    Raises
    ------
    InputError
        Otherwise; the message names the nearest terms.
    """
    return _check(codes, [kind.code for kind in kinds()], "kind of center", "data/reference/kinds.csv")


def check_services(codes: list[str]) -> list[str]:
    """Return the codes when each is a service.

    Raises
    ------
    InputError
        Otherwise; the message names the nearest terms.
    """
    return _check(codes, [service.code for service in services()], "service", "data/reference/services.csv")


def _ages(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    first, last = map(int, text.split("-"))
    if first > last:
        raise ValueError(f"ages {text!r}")
    return first, last


def _check(codes: list[str], known: list[str], noun: str, file: str) -> list[str]:
    for code in codes:
        if code not in known:
            near = get_close_matches(str(code), known, n=3, cutoff=0.4)
            hint = f"did you mean {', '.join(near)}?" if near else f"the known ones are {', '.join(known)}"
            raise InputError(f"{str(code)[:40]!r} is not a {noun} ({file}): {hint}")
    return list(codes)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(enumerate(csv.DictReader(file), start=2))
    except OSError as error:
        raise SettingsError(f"the vocabulary {path} cannot be read: {error.strerror}") from error


def _refuse_repeats(path: Path, codes: list[str]) -> None:
    if repeated := {code for code in codes if codes.count(code) > 1}:
        raise SettingsError(f"{path.name} names {', '.join(sorted(repeated))} more than once: keep one row of each")
