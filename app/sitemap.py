"""The pages: their address, their file, and where they stand in the navigation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page.

    Parameters
    ----------
    name : str
        Its key in app/text (``page.<name>.title`` and so on) and its file, ``app/pages/<name>.py``.
    path : str
        Its address without the slash; empty for the first page.
    """

    name: str
    path: str

    @property
    def file(self) -> str:
        """Give the file, relative to app/main.py."""
        return f"pages/{self.name}.py"


PAGES = (Page("find", ""), Page("regions", "regions"), Page("about", "about"))
"""Every page, in the order of the navigation; a new page is a line here, a file and its sentences."""


def at(path: str) -> Page | None:
    """Give the page at an address, or None."""
    return next((page for page in PAGES if page.path == path.strip("/")), None)
