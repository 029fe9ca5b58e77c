"""What the self-check hands on: scores and needs, kept in the session and nowhere else."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import streamlit as st

from gis.terms import AgeGroup, Problem, Way, When

ForWhom = Literal["self", "family", "other"]
FOR_WHOM: tuple[ForWhom, ...] = get_args(ForWhom)
"""Who needs help: the person, somebody of the family, somebody else."""

Danger = Literal["yes", "unsure", "no"]
DANGERS: tuple[Danger, ...] = get_args(Danger)
"""Whether the person who needs help is in danger now, as it was answered."""

Sign = Literal["danger", "thoughts", "severe", "unsure"]
SIGNS: tuple[Sign, ...] = get_args(Sign)
"""What puts safety before everything else in a result, most urgent first: danger now, the ninth item of the PHQ-9 above
0 whatever the total, a severe total, and danger that nobody is sure of."""

_KEY = "check-result"


@dataclass(frozen=True)
class CheckNeeds:
    """What somebody looks for; None wherever they left it open.

    Parameters
    ----------
    problem : str or None
        Out of :data:`gis.terms.PROBLEMS`.
    for_whom : str or None
        Out of :data:`FOR_WHOM`.
    when : str or None
        Out of :data:`gis.terms.WHENS`.
    way : str or None
        Out of :data:`gis.terms.WAYS`.
    age_group : str or None
        Out of :data:`gis.terms.AGE_GROUPS`.
    """

    problem: Problem | None = None
    for_whom: ForWhom | None = None
    when: When | None = None
    way: Way | None = None
    age_group: AgeGroup | None = None


@dataclass(frozen=True)
class CheckResult:
    """What a finished self-check says; a score is None when its questions were not all answered.

    Parameters
    ----------
    phq9 : int or None
        Total of the PHQ-9, 0..27.
    gad7 : int or None
        Total of the GAD-7, 0..21.
    sign : str or None
        The most urgent of :data:`SIGNS`; None when there is none.
    needs : CheckNeeds
        What the person looks for.
    phq2 : int or None
        Total of the first two items of the PHQ-9, 0..6.
    """

    phq9: int | None = None
    gad7: int | None = None
    sign: Sign | None = None
    needs: CheckNeeds = CheckNeeds()
    phq2: int | None = None


def keep_result(result: CheckResult, state: MutableMapping[Any, Any] | None = None) -> None:
    """Keep a result in the session, in place of an earlier one."""
    (st.session_state if state is None else state)[_KEY] = result


def kept(state: MutableMapping[Any, Any] | None = None) -> CheckResult | None:
    """Return the result of this session, or None when no check was finished in it."""
    state_kept = (st.session_state if state is None else state).get(_KEY)
    return state_kept if isinstance(state_kept, CheckResult) else None


def forget(state: MutableMapping[Any, Any] | None = None) -> None:
    """Drop the result."""
    (st.session_state if state is None else state).pop(_KEY, None)
