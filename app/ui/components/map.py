"""The map."""

from collections.abc import Mapping
from typing import Any

from app.ui.components import ignore, register

_mount = register("map")


def show_map(content: Mapping[str, Any], *, key: str) -> str | None:
    """Draw a map and tell what was chosen on it.

    Parameters
    ----------
    content : mapping
        What app.ui.maps composes.
    key : str
        Its name on the page.

    Returns
    -------
    str or None
        Id of the center or code of the region that the person has just chosen.
    """
    chosen: str | None = _mount(key=key, data=dict(content), on_chosen_change=ignore).chosen
    return chosen
