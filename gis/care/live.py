"""The live state of a center from a service of its own: the form it must answer in, and what it means.

Pure: :mod:`gis.live` asks the service; here its answer is checked and becomes a claim. The documented form is one JSON
object (``docs/operations.md``)::

    {"center_id": "abcdefghij", "state": "open", "observed_at": "2026-11-23T10:00:00+09:00", "until": "..."}

``state`` is open, closed or break; ``until`` may be left out, and never reaches beyond the time that the rules let a
live answer hold.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from gis.care.status import Claim, StatusRules
from gis.errors import InputError

LATEST_CLOCK_AHEAD = dt.timedelta(minutes=2)
"""A service whose clock runs ahead of ours by more than this is not believed."""


class LiveSource(Protocol):
    """Anything that can be asked for a center's state at once; None when it does not know the center."""

    def ask(self, center_id: str) -> Claim | None:
        """Return the claim in force, or None.

        Raises
        ------
        FetchError
            When the service does not answer as it should.
        """


def read_live_answer(
    answer: Mapping[str, Any], *, center_id: str, service: str, now: dt.datetime, rules: StatusRules
) -> Claim:
    """Turn a live answer into a claim.

    Parameters
    ----------
    answer : mapping
        The decoded JSON object.
    center_id : str
        The center that was asked for.
    service : str
        Name shown to people as the source.
    now : datetime.datetime
        Aware.
    rules : StatusRules

    Returns
    -------
    Claim

    Raises
    ------
    InputError
        When the answer is about another center, has another form, or was observed in the future.
    """
    if answer.get("center_id") != center_id:
        raise InputError(f"{service} answered for {answer.get('center_id')!r}, not for {center_id!r}")
    observed = _instant(answer, "observed_at", service)
    if observed > now + LATEST_CLOCK_AHEAD:
        raise InputError(f"{service} says it observed {center_id} at {observed}, which is not yet")
    until = observed + dt.timedelta(minutes=rules.live_holds_min)
    if "until" in answer:
        until = min(until, _instant(answer, "until", service))
    match answer.get("state"):
        case "open" | "closed" | "break" as state:
            return Claim("live", state, observed, until, observed, service)
    raise InputError(f"{service} gave the state {answer.get('state')!r}; it must be open, closed or break")


def _instant(answer: Mapping[str, Any], field: str, service: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(str(answer[field]))
    except (KeyError, ValueError) as error:
        raise InputError(f"{service}: {field} must be an instant such as 2026-11-23T10:00:00+09:00") from error
    if instant.tzinfo is None:
        raise InputError(f"{service}: {field} has no time zone")
    return instant
