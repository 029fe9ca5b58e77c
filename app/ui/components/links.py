"""Links that leave for a telephone or a map app."""

from dataclasses import dataclass

from app.ui.components import register

_mount = register("links")


@dataclass(frozen=True)
class Link:
    """One link: what it says, where it goes, how it looks (``main`` or ``plain``), and how a screen reader says it."""

    label: str
    href: str
    tone: str = "plain"
    spoken: str = ""


def show_links(html: str, *, key: str) -> None:
    """Show links beside one another, as :func:`app.center.cards.links` writes them."""
    _mount(key=key, data={"html": html})
