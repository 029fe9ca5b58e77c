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
        Its address without the slash; empty for the first page. Otherwise its name: Streamlit knows the files of
        app/pages by their names before the navigation of main.py speaks, and calls any other address unknown.
    section : str
        Out of :data:`SECTIONS`.
    is_listed : bool
        Whether the navigation shows it; the others are reached from a page that does.
    is_plain : bool
        Whether the server writes it whole (app/server/plain_pages.py), without Streamlit, script or database.
    """

    name: str
    path: str
    section: str = "help"
    is_listed: bool = True
    is_plain: bool = False

    @property
    def file(self) -> str:
        """Give the file, relative to app/main.py."""
        return f"pages/{self.name}.py"


SECTIONS = ("help", "policy", "own")
"""For somebody looking for help, for somebody who plans care, and a person's own things. The main navigation lists the
pages of the first and one link to each of the others, whose pages then stand in a second line."""

PAGES = (
    Page("find", ""),
    Page("check", "check"),
    Page("match", "match"),
    Page("guide", "guide", is_plain=True),
    Page("emergency", "emergency", is_listed=False, is_plain=True),
    Page("gaps", "gaps", "policy"),
    Page("compare", "compare", "policy"),
    Page("equity", "equity", "policy"),
    Page("regions", "regions", "policy"),
    Page("method", "method", "policy", is_plain=True),
    Page("about", "about", "policy"),
    Page("favourites", "favourites", "own"),
    Page("me", "me", "own"),
    Page("privacy", "privacy", "own", is_listed=False, is_plain=True),
    Page("terms", "terms", "own", is_listed=False, is_plain=True),
    Page("location", "location", "own", is_listed=False, is_plain=True),
    Page("admin", "admin", "own", is_listed=False),
    Page("admin_corrections", "admin_corrections", "own", is_listed=False),
    Page("admin_reviews", "admin_reviews", "own", is_listed=False),
    Page("admin_loads", "admin_loads", "own", is_listed=False),
    Page("admin_accounts", "admin_accounts", "own", is_listed=False),
    Page("admin_log", "admin_log", "own", is_listed=False),
)
"""Every page, in the order of the navigation; a new page is a line here, a file and its sentences."""


def at(path: str) -> Page | None:
    """Give the page at an address, or None."""
    return next((page for page in PAGES if page.path == path.strip("/")), None)


def listed(section: str) -> tuple[Page, ...]:
    """Give the pages of a section that the navigation shows, in its order."""
    return tuple(page for page in PAGES if page.section == section and page.is_listed)
