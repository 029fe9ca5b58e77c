"""The device's position."""

from dataclasses import dataclass
from typing import Any

from app.data.search import origin_of
from app.text import Text
from app.ui import assets
from app.ui.components import ignore, register
from gis.content import in_language
from gis.crs import is_in_korea
from gis.hexgrid import CELL_RESOLUTION

_mount = register("position")


@dataclass(frozen=True)
class ExactConsent:
    """What somebody agrees to before their exact position is sent: the version of the terms, and the words."""

    version: str
    lines: tuple[str, ...]


class Withdrawn:
    """Says that somebody who had sent their exact position wants it used no more."""


WITHDRAWN = Withdrawn()


def ask(say: Text, *, key: str) -> str | None:
    """Offer a button that finds the device, and give the cell that it is in.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    key : str
        Its name on the page.

    Returns
    -------
    str or None
        H3 cell of the position, about a kilometre wide; None until the button has found something. A position outside
        Korea or a forged answer counts as nothing found and gives an empty text.
    """
    position = _find(key, {"words": say.group("position") | say.group("position.coarse"), "exact": False})
    if position is None:
        return None
    cell = str(position.get("cell", ""))
    return cell if origin_of({"cell": cell}) else ""


def ask_exact(say: Text, consent: ExactConsent, *, is_sent: bool, key: str) -> tuple[float, float] | Withdrawn | None:
    """Offer to send the exact position, after a consent that the browser alone remembers; or to use it no more.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    consent : ExactConsent
        To what the person agrees.
    is_sent : bool
        Whether the position in use is the exact one already: then only the way back is offered.
    key : str
        Its name on the page.

    Returns
    -------
    tuple of float, Withdrawn or None
        The point (lat, lon) in Korea; :data:`WITHDRAWN`; None while neither was chosen, and for a position that comes
        without consent to the terms in force, or from elsewhere.
    """
    words = say.group("position") | say.group("position.exact") | {"lines": consent.lines}
    position = _find(key, {
        "words": words, "exact": True, "is_sent": is_sent, "consent": consent.version,
        "terms": in_language("/location", say.language),
    })  # fmt: skip
    if position is None:
        return None
    if position.get("withdrawn"):
        return WITHDRAWN
    try:
        point = float(position["lat"]), float(position["lon"])
    except (KeyError, TypeError, ValueError):
        return None
    return point if position.get("consent") == consent.version and is_in_korea(*point) else None


def _find(key: str, data: dict[str, Any]) -> dict[str, Any] | None:
    content = data | {"assets": assets.base(), "resolution": CELL_RESOLUTION}
    position = _mount(key=key, data=content, on_position_change=ignore).position
    return position if isinstance(position, dict) else None
