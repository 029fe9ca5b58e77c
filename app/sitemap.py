"""The pages: their address, their file, and where they stand in the navigation. Every link to one is written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from gis.content import in_language


@dataclass(frozen=True)
class Page:
    """One page.

    Parameters
    ----------
    name : str
        Its key in app/text (``page.<name>.title`` and so on) and its file, ``app/pages/<name>.py``.
    path : str
        Its address without the slash; empty for the first page.
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
        """Return the file, relative to app/server/main.py."""
        return f"../pages/{self.name}.py"


SECTIONS = ("help", "policy", "own")
"""For somebody looking for help, for somebody who plans care, and a person's own things. The main navigation lists the
pages of the first and one link to each of the others, whose pages then stand in a second line."""

PAGES = (
    Page("find", ""),
    Page("check", "check"),
    Page("match", "match"),
    Page("guide", "guide", is_plain=True),
    Page("emergency", "emergency", is_listed=False, is_plain=True),
    Page("directory", "directory", is_listed=False, is_plain=True),
    Page("gaps", "gaps", "policy"),
    Page("explore", "explore", "policy"),
    Page("compare", "compare", "policy"),
    Page("underserved", "underserved", "policy"),
    Page("equity", "equity", "policy"),
    Page("plan", "plan", "policy"),
    Page("regions", "regions", "policy"),
    Page("method", "method", "policy", is_plain=True),
    Page("about", "about", "policy"),
    Page("developers", "developers", "policy", is_listed=False, is_plain=True),
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
    """Return the page at an address, or None."""
    return next((page for page in PAGES if page.path == path.strip("/")), None)


def listed(section: str) -> tuple[Page, ...]:
    """Return the pages of a section that the navigation shows, in its order."""
    return tuple(page for page in PAGES if page.section == section and page.is_listed)


def href(
    name: str,
    language: str = "ko",
    query: Mapping[str, object] | None = None,
    /,
    *,
    anchor: str = "",
    **changes: object,
) -> str:
    """Write the address of a page.

    Parameters
    ----------
    name : str
        Name of the page in :data:`PAGES`.
    language : str
        Language in which it is to open.
    query : mapping of str to object, optional
        Parameters, such as those of the page shown; its ``lang`` is left out.
    anchor : str
        Where on the page; empty for its top.
    **changes : object
        Parameters beside or instead of those; empty ones are left out, and a list stands there once an item.

    Returns
    -------
    str
        Such as ``/guide?topic=sleep&lang=en``; not escaped for HTML.

    Raises
    ------
    KeyError
        When there is no such page.
    """
    parameters = same_page(query or {}, **changes, lang=None)
    path = f"/{_PATHS[name]}{parameters if parameters != '?' else ''}"
    return in_language(path, language) + (f"#{anchor}" if anchor else "")


def article_href(topic: str, language: str) -> str:
    """Write the address of an article; what to do in an emergency has a page of its own."""
    return href("emergency", language) if topic == "emergency" else href("guide", language, topic=topic)


def same_page(query: Mapping[str, object], **changes: object) -> str:
    """Write an address of the page shown with some parameters changed, or dropped by None."""
    return f"?{urlencode({key: value for key, value in {**query, **changes}.items() if value}, doseq=True)}"


_PATHS = {page.name: page.path for page in PAGES}
