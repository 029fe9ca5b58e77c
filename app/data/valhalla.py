"""Routes from a Valhalla server that an operator runs, through the same interface as our own networks."""

import logging
from typing import Any

import httpx
import numpy as np

from gis.errors import FetchError
from gis.streets.directions import Code, Step, compass_point, tell_new_names
from gis.streets.network import Floats
from gis.streets.network_catalog import Trip, stay
from gis.streets.route import Position
from gis.terms import Mode

TIMEOUT_S = 3.0
"""Seconds in which the server must answer: a person waits for it, and our own networks answer in its stead."""

_log = logging.getLogger(__name__)

_COSTING: dict[Mode, str] = {"walk": "pedestrian", "bicycle": "bicycle", "car": "auto"}

_CODES: dict[int, Code] = {
    1: "depart", 2: "depart", 3: "depart", 4: "arrive", 5: "arrive_right", 6: "arrive_left", 7: "continue",
    8: "continue", 9: "slight_right", 10: "right", 11: "sharp_right", 12: "u_turn", 13: "u_turn", 14: "sharp_left",
    15: "left", 16: "slight_left", 17: "continue", 18: "slight_right", 19: "slight_left", 20: "slight_right",
    21: "slight_left", 22: "continue", 23: "slight_right", 24: "slight_left", 25: "continue", 26: "roundabout",
    27: "continue", 28: "ferry", 29: "continue", 37: "slight_right", 38: "slight_left", 39: "elevator", 40: "stairs",
}  # fmt: skip
"""Valhalla's kinds of manoeuvre; public transport and indoor ones are never asked for."""

_NO_PATH = frozenset({170, 171, 441, 442})
"""Error codes that mean there is no way, not that something is wrong."""


class ValhallaRouter:
    """Asks a Valhalla server.

    Parameters
    ----------
    url : str
        Address of the server, such as ``http://valhalla:8002``.
    client : httpx.Client, optional
        For tests and shared connections.
    """

    def __init__(self, url: str, *, client: httpx.Client | None = None) -> None:
        self._url = url.rstrip("/")
        self._client = client or httpx.Client(timeout=TIMEOUT_S)

    def trip(self, origin: Position, destination: Position, *, mode: Mode) -> Trip:
        """Find the way from one place to another.

        Raises
        ------
        FetchError
            When the server does not answer (code ``silent``), or not as Valhalla does.
        """
        if origin == destination:
            return stay(mode)
        question = {
            "locations": [{"lat": place.lat, "lon": place.lon} for place in (origin, destination)],
            "costing": _COSTING[mode],
            "units": "kilometers",
            "directions_type": "maneuvers",
        }
        try:
            answer = self._client.post(f"{self._url}/route", json=question)
            content = answer.json()
            if answer.status_code == httpx.codes.BAD_REQUEST and content["error_code"] in _NO_PATH:
                return Trip(status="unreachable", mode=mode, length_m=float("nan"), duration_s=float("nan"))
            answer.raise_for_status()
            return _read(content["trip"], mode)
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            raise FetchError(
                f"the Valhalla server at {self._url} gave no route ({error!r}); check VALHALLA_URL and the server",
                code="silent" if isinstance(error, httpx.TransportError) else "",
            ) from error


def _read(trip: dict[str, Any], mode: Mode) -> Trip:
    summary = trip["summary"]
    line, steps = [], []
    for leg in trip["legs"]:
        shape = decode_shape(leg["shape"])
        line.append(shape)
        steps += [_step(manoeuvre, shape) for manoeuvre in leg["maneuvers"]]
    flags = {"stairs": any(step.code == "stairs" for step in steps), "ferry": summary.get("has_ferry"),
             "toll": mode == "car" and summary.get("has_toll")}  # fmt: skip
    return Trip(
        status="route",
        mode=mode,
        length_m=float(summary["length"]) * 1000,
        duration_s=float(summary["time"]),
        line=np.concatenate(line),
        steps=tuple(tell_new_names(steps)),
        warnings=tuple(code for code, is_set in flags.items() if is_set),
        network="valhalla",
    )


def _step(manoeuvre: dict[str, Any], shape: Floats) -> Step:
    lon, lat = shape[manoeuvre["begin_shape_index"]]
    name = (manoeuvre.get("street_names") or [""])[0]
    kind = manoeuvre["type"]
    if kind not in _CODES:
        _log.warning("Valhalla's manoeuvre %s is new to us and told as going on", kind)
    return Step(
        code=_CODES.get(kind, "continue"),
        name=name,
        name_en="" if any(ord(letter) > 0x2FFF for letter in name) else name,
        length_m=float(manoeuvre["length"]) * 1000,
        duration_s=float(manoeuvre["time"]),
        compass=compass_point(float(manoeuvre.get("bearing_after", 0.0))),
        exit=int(manoeuvre.get("roundabout_exit_count", 0)),
        lat=float(lat),
        lon=float(lon),
    )


def decode_shape(text: str) -> Floats:
    """Read an encoded polyline of six decimals (Google's algorithm, as Valhalla writes it).

    Parameters
    ----------
    text : str
        Differences of latitude and longitude, five bits a letter.

    Returns
    -------
    ndarray of float, shape (points, 2)
        Longitude and latitude, WGS84 degrees.
    """
    numbers, value, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    points = np.cumsum(np.array(numbers, dtype=np.int64).reshape(-1, 2), axis=0) / 1e6
    line: Floats = points[:, ::-1]
    return line
