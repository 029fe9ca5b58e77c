"""Requests that wait as long as a busy machine needs: httpx gives up after five seconds, whoever is to blame."""

from functools import partial

import httpx

WAIT_S = 60.0

_TRUSTED = httpx.create_ssl_context()
"""Read once: each request would read the certificates again."""

get = partial(httpx.get, timeout=WAIT_S, verify=_TRUSTED)
post = partial(httpx.post, timeout=WAIT_S, verify=_TRUSTED)
put = partial(httpx.put, timeout=WAIT_S, verify=_TRUSTED)
