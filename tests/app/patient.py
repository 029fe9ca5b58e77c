"""Requests that wait as long as a busy machine needs: httpx gives up after five seconds, whoever is to blame."""

from functools import partial

import httpx

WAIT_S = 60.0

get = partial(httpx.get, timeout=WAIT_S)
post = partial(httpx.post, timeout=WAIT_S)
put = partial(httpx.put, timeout=WAIT_S)
