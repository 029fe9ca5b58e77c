"""What search engines are told: which pages are for them, and where every page, district and center stands."""

from collections.abc import Iterator

from app import sitemap
from app.data.centers import every_center_id
from app.data.regions import districts
from app.data.search import Origin, address_of
from app.sitemap import href
from app.ui.markup import Blocks

_BLOCKS = Blocks("server/crawling")
_NOT_FOR_ALL = ("/me", "/admin", "/favourites", "/api/", "/_stcore/")


def robots(host: str) -> str:
    """Write robots.txt."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ALL), f"Sitemap: {host}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def site_map(host: str) -> str:
    """Write sitemap.xml: at most 50,000 addresses are allowed in one, and pages come first.

    Raises
    ------
    SQLAlchemyError, DatabaseError
        When the database does not answer.
    """
    return str(_BLOCKS.site_map([host + path for path in _paths()]))


def _paths() -> Iterator[str]:
    for page in sitemap.PAGES:
        if page.is_listed and page.section != "own":
            yield href(page.name)
    for code, name, lat, lon in districts():
        yield href("find", "ko", **address_of(Origin("region", lat, lon, name, region_code=code)))
    for center_id in every_center_id():
        yield href("find", "ko", center=center_id)
