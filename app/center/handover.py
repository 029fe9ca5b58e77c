"""Links that hand a way over to Kakao Map and Naver Map, on the web and in their apps (facts: both makers' pages).

A start is given only when the person typed it. Without one the map apps ask the device themselves, so a position
never passes through us.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from pyproj import Transformer

APP_NAME = "mindconnect"
"""What Naver's app is told about the caller; it refuses a route without a name."""

_TO_MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True)

# Kakao's web addresses separate their parts by commas and slashes, and read percent-encoded ones in the same way.
_SEPARATORS = re.compile(r"[,/?#%&\\]+")


@dataclass(frozen=True)
class Waypoint:
    """A named point, WGS84 degrees."""

    name: str
    lat: float
    lon: float


def kakao_web(to: Waypoint, start: Waypoint | None = None) -> str:
    """Link to directions on Kakao Map's web page, by public transport when a start is given."""
    if start is None:
        return f"https://map.kakao.com/link/to/{_kakao(to)}"
    return f"https://map.kakao.com/link/by/traffic/{_kakao(start)}/{_kakao(to)}"


def kakao_app(
    to: Waypoint, start: Waypoint | None = None, *, by: Literal["CAR", "PUBLICTRANSIT", "FOOT"] = "PUBLICTRANSIT"
) -> str:
    """Link to directions in Kakao Map's app."""
    begin = f"sp={start.lat:.6f},{start.lon:.6f}&" if start else ""
    return f"kakaomap://route?{begin}ep={to.lat:.6f},{to.lon:.6f}&by={by}"


def naver_web(to: Waypoint, start: Waypoint | None = None, *, by: Literal["transit", "walk", "car"] = "transit") -> str:
    """Link to directions on Naver Map's web page; its addresses are in web-Mercator metres."""
    begin = _naver(start) if start else "-"
    return f"https://map.naver.com/p/directions/{begin}/{_naver(to)}/-/{by}"


def naver_app(to: Waypoint, start: Waypoint | None = None, *, by: Literal["public", "walk", "car"] = "public") -> str:
    """Link to directions in Naver Map's app."""
    begin = {"slat": f"{start.lat:.6f}", "slng": f"{start.lon:.6f}", "sname": _plain(start.name)} if start else {}
    end = {"dlat": f"{to.lat:.6f}", "dlng": f"{to.lon:.6f}", "dname": _plain(to.name), "appname": APP_NAME}
    return f"nmap://route/{by}?{urlencode(begin | end, quote_via=quote)}"


def _kakao(spot: Waypoint) -> str:
    return f"{quote(_plain(spot.name))},{spot.lat:.6f},{spot.lon:.6f}"


def _naver(spot: Waypoint) -> str:
    x, y = _TO_MERCATOR.transform(spot.lon, spot.lat)
    return f"{x:.3f},{y:.3f},{quote(_plain(spot.name))}"


def _plain(name: str) -> str:
    return " ".join(_SEPARATORS.sub(" ", name).split())
