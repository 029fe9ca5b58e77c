"""The device's position."""

from app.data.search import cell_of, origin_of
from app.text import Text
from app.ui import assets
from app.ui.components import ignore, register
from gis.crs import is_in_korea
from gis.hexgrid import CELL_RESOLUTION

_mount = register("position")


def ask(say: Text, *, exact: bool, key: str) -> tuple[str, tuple[float, float] | None] | None:
    """Offer a button that finds the device, and tell what it found.

    Parameters
    ----------
    say : Text
        Sentences of the language.
    exact : bool
        False sends only the H3 cell of the position (about a kilometre wide); True, for a button that says so,
        the point.
    key : str
        Its name on the page.

    Returns
    -------
    tuple or None
        The cell, and the point (lat, lon) where it was asked for; None until the button has found something. A
        position outside Korea or a forged answer counts as nothing found and gives an empty cell.
    """
    words = say.group("position") | say.group("position.exact" if exact else "position.coarse")
    data = {"words": words, "exact": exact, "assets": assets.base(), "resolution": CELL_RESOLUTION}
    found = _mount(key=key, data=data, on_position_change=ignore).position
    if not isinstance(found, dict):
        return None
    if exact:
        try:
            point = float(found["lat"]), float(found["lon"])
        except (KeyError, TypeError, ValueError):
            return "", None
        return (cell_of(*point), point) if is_in_korea(*point) else ("", None)
    cell = str(found.get("cell", ""))
    return (cell if origin_of({"cell": cell}) else ""), None
