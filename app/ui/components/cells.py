"""Cells on a map."""

from collections.abc import Mapping
from typing import Any

from app.ui.components import register

_mount = register("cells")


def show_cells(content: Mapping[str, Any], *, key: str) -> None:
    """Draw what :func:`app.policy.cell_maps.content` composes; it says the value of a cell that is pointed at."""
    _mount(key=key, data=dict(content))
