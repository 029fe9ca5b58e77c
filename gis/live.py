"""Asking a center's own service for its live state over HTTP."""

import datetime as dt
import logging
from collections.abc import Callable

import httpx

from gis.care.live import read_live_answer
from gis.care.status import Claim, StatusRules
from gis.errors import FetchError, InputError

logger = logging.getLogger(__name__)

TIMEOUT_S = 2.0
"""A page waits no longer than this for a live answer; the published hours are shown instead."""


class HttpLiveSource:
    """A service that answers ``GET {url}/centers/{center_id}/status`` in the form of :mod:`gis.care.live`.

    Parameters
    ----------
    url : str
        Address of the service, without a trailing slash.
    service : str
        Name shown to people.
    rules : StatusRules
    clock : callable
        Gives the present instant, aware.
    client : httpx.Client, optional
        A client of the caller's; by default one of its own with a short timeout.
    """

    def __init__(
        self,
        url: str,
        *,
        service: str,
        rules: StatusRules,
        clock: Callable[[], dt.datetime],
        client: httpx.Client | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._service = service
        self._rules = rules
        self._clock = clock
        self._client = client or httpx.Client(timeout=TIMEOUT_S)

    def ask(self, center_id: str) -> Claim | None:
        """Ask for one center.

        Returns
        -------
        Claim or None
            None when the service does not know the center (HTTP 404).

        Raises
        ------
        FetchError
            When the service is out of reach or answers in another form.
        """
        try:
            response = self._client.get(f"{self._url}/centers/{center_id}/status")
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise FetchError(f"{self._service} did not answer for {center_id}: {error}") from error
        if not isinstance(answer, dict):
            raise FetchError(f"{self._service} answered for {center_id} with something else than a JSON object")
        try:
            return read_live_answer(
                answer, center_id=center_id, service=self._service, now=self._clock(), rules=self._rules
            )
        except InputError as error:
            raise FetchError(str(error)) from error
