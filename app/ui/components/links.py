"""Links that leave for a telephone or a map app."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.ui.components import register

_mount = register("links")


@dataclass(frozen=True)
class Link:
    """One link: what it says, where it goes, how it looks (``main`` or ``plain``), and how a screen reader says it."""

    label: str
    href: str
    tone: str = "plain"
    spoken: str = ""


def show_links(links: Sequence[Link], *, key: str) -> None:
    """Show links beside one another."""
    _mount(key=key, data={"links": [asdict(link) for link in links]})
