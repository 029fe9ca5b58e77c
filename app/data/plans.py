"""Scenarios and purchases on the board in force, as the page, the command and the API ask for them."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

import pandas as pd

from app.data import access, database
from app.data.centers import find_places
from app.data.travel import atlas
from gis import vocabulary
from gis.analysis.readings import Reading
from gis.analysis.verdicts import Change as Flip
from gis.answer_cache import AnswerCache
from gis.budget_plans import (
    BudgetPlan,
    CandidatePlaces,
    FirstToBreak,
    Option,
    buildings,
    first_to_break,
    plan_budget,
    towns,
)
from gis.errors import InputError
from gis.scenario import Change, Effect, age_shares, compare, flips, laid, open_times
from gis.scenario_file import Cost, costed, load_costs, read_text, to_text
from gis.streets.travel_matrix.search import PlaceTimes

TOWNS = "towns"
"""Name of the places that are one in each town."""

_KEPT = 30

T = TypeVar("T")
_answers = AnswerCache(_KEPT)


def _keep(key: object, compute: Callable[[], T]) -> T:
    kept: T = _answers.ask((access.board().data_version, key), compute)
    return kept


def _times() -> PlaceTimes:
    return _keep("times", lambda: open_times(access.board(), database.settings(), load=atlas().network))


def read_changes(texts: tuple[str, ...]) -> tuple[Change, ...]:
    """Read changes as they stand in an address.

    Raises
    ------
    InputError
        When one cannot be used.
    """
    return tuple(read_text(text) for text in texts)


def effect(texts: tuple[str, ...], reading: Reading) -> Effect:
    """Tell who gains and who loses by changes (:func:`read_changes`) under a reading.

    Raises
    ------
    InputError
        As :func:`gis.scenario.compare`.
    """
    return _keep((texts, reading), lambda: compare(access.board(), read_changes(texts), reading, _times()))


def kinds() -> tuple[str, ...]:
    """Return the kinds that a new center may be of. Reads a file, not the database."""
    return tuple(kind.code for kind in vocabulary.kinds())


def change_text(asked: Mapping[str, str]) -> str:
    """Write a change that somebody filled in, as it stands in an address.

    Parameters
    ----------
    asked : mapping of str to str
        ``what``, ``kind``, ``name`` (of a new center; name or id of a standing one), ``place`` (an address, a name or
        coordinates), ``hours`` and ``also``.

    Raises
    ------
    InputError
        When a part cannot be used; its code names it: ``center``, ``place``, ``hours``, ``name`` or ``other``.
    """
    what, name = asked["what"], asked["name"].strip()
    if not name:
        raise InputError("no name was given", code="name")
    if what in ("open", "outreach"):
        fields = {what: name, "kind": asked["kind"], "at": _place(asked["place"]), "hours": asked["hours"]}
    else:
        fields = {what: _standing(name)}
        if what == "change":
            fields |= {"also": asked["also"]} if asked["also"].strip() else {"hours": asked["hours"]}
    text = to_text(fields)
    try:
        laid(access.board(), [read_text(text)])
    except InputError as error:
        raise InputError(str(error), code="hours" if "hours" in str(error) else "other") from error
    return text


def _place(words: str) -> str:
    plain = words.strip()
    if re.fullmatch(r"-?[0-9.]+\s*[,\s]\s*-?[0-9.]+", plain):
        return plain
    try:
        found = find_places(plain)
    except InputError as error:
        raise InputError(str(error), code="place") from error
    if not found:
        raise InputError(f"{plain[:40]!r} is no place", code="place")
    return found[0].center_id or f"{found[0].lat:.5f},{found[0].lon:.5f}"


def _standing(words: str) -> str:
    if (access.board().centers["center_id"] == words).any():
        return words
    try:
        found = [place for place in find_places(words) if place.center_id]
    except InputError as error:
        raise InputError(str(error), code="center") from error
    if not found:
        raise InputError(f"{words[:40]!r} is no center", code="center")
    return str(found[0].center_id)


def ages(found: Effect, region_code: str | None) -> pd.DataFrame:
    """Split an effect by age; see :meth:`gis.scenario.Effect.ages`."""

    def shares() -> object:
        with database.engine().connect() as conn:
            return age_shares(conn, access.board())

    return found.ages(_keep("ages", shares), region_code)  # type: ignore[arg-type]


def costs(found: Effect, own: tuple[Cost, ...] = ()) -> pd.DataFrame:
    """Return the changes of an effect with what they are assumed to cost."""
    return costed(found, (*own, *load_costs(database.settings().data_dir)))


def verdict_flips(texts: tuple[str, ...], region_code: str | None) -> list[Flip]:
    """List the verdicts of rules that differ afterwards; takes some seconds."""

    def compute() -> list[Flip]:
        with database.engine().connect() as conn:
            return flips(
                conn, access.board(), read_changes(texts), access.rulebook(), _times(), region_code=region_code
            )

    return _keep((texts, region_code, "flips"), compute)


def purchase(
    reading: Reading,
    region_code: str | None,
    *,
    places: str,
    options: tuple[Option, ...],
    budget: float,
    site_cost: float,
    others: int = 0,
    seconds: float,
) -> BudgetPlan:
    """Choose what to buy with a budget.

    Parameters
    ----------
    reading, region_code, options, budget, site_cost, others
        As of :func:`gis.budget_plans.plan_budget`.
    places : str
        :data:`TOWNS`, or a kind of center whose buildings are candidates.
    seconds : float
        After which the best so far is given.

    Raises
    ------
    InputError
        As :func:`gis.budget_plans.plan_budget`.
    """

    def compute() -> BudgetPlan:
        board = access.board()
        offered: CandidatePlaces | None = None
        if set(options) != {"longer"}:
            offered = (
                towns(board, reading, _times().many, region_code)
                if places == TOWNS
                else buildings(board, places, reading, region_code)
            )
        return plan_budget(
            board, reading, region_code, places=offered, options=options, budget=budget, site_cost=site_cost,
            others=others, time_limit_s=seconds,
        )  # fmt: skip

    return _keep((reading, region_code, places, options, budget, site_cost, others, seconds), compute)


def breaks(reading: Reading, region_code: str | None, k: int) -> FirstToBreak:
    """Find the one or two centers whose closing cuts most people off."""
    return _keep((reading, region_code, k, "breaks"), lambda: first_to_break(access.board(), reading, region_code, k=k))
