"""A week hour by hour."""

from collections.abc import Mapping
from typing import Any

from app.ui.components import ignore, register

_mount = register("week")


def show_week(content: Mapping[str, Any], *, key: str) -> int | None:
    """Show a week and tell which hour was chosen.

    Parameters
    ----------
    content : mapping
        What :func:`app.policy.weeks.content` composes.
    key : str
        Its name on the page.

    Returns
    -------
    int or None
        Hour that the person has just chosen: 24 times the day from Monday (7: a public holiday), plus the clock.
    """
    chosen = _mount(key=key, data=dict(content), on_chosen_change=ignore).chosen
    return int(chosen) if isinstance(chosen, int | float) and 0 <= int(chosen) < 192 else None
