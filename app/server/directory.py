"""The page of the list for professionals, and its file: written whole by the server, without a script."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from app import data
from app.center import cards
from app.search import directory
from app.sitemap import href
from app.text import Text
from app.ui import words
from app.ui.markup import Blocks
from app.ui.plain_page import PlainPage
from gis.errors import DatabaseError, SettingsError
from gis.queries.centers import Center

logger = logging.getLogger(__name__)

PAGE = "directory"
"""Name of the page in app.sitemap."""

FILE = "/directory.csv"
"""Address of the file."""

_PROVINCE = 2
_BLOCKS = Blocks("server/directory")
_WIDGETS = Blocks("ui/widgets")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: code and full name of a region, and the code of a need; empty for none."""

    region: str = ""
    name: str = ""
    need: str = ""


def read(query: Mapping[str, str]) -> Asked:
    """Read an address; a region or a need that is not known counts as none."""
    code, need = query.get("region", ""), query.get("need", "")
    name = data.region_names().get(code, "")
    return Asked(code if name else "", name, need if need in directory.needs() else "")


def body(say: Text, query: Mapping[str, str]) -> PlainPage:
    """Write the page: what is asked, and the list once a region is chosen."""
    heading, lead = say("page.directory.heading"), say("page.directory.lead")
    try:
        asked = read(query)
        told = _form(say, asked) + (_list(say, asked) if asked.region else Markup())
    except (SQLAlchemyError, DatabaseError, SettingsError) as error:
        logger.error("the database did not answer: %s", type(error).__name__)
        return PlainPage(
            heading, lead, _WIDGETS.message(say("trouble.database"), say("trouble.database_more"), "trouble")
        )
    address = href(PAGE, say.language, region=asked.region, need=asked.need)
    title = say("directory.title", region=words.place(say, asked.name)) if asked.name else ""
    return PlainPage(title or heading, lead, told, address=address)


def file(say: Text, query: Mapping[str, str]) -> tuple[str, bytes] | None:
    """Write the file of an address with its name; None where no region is named.

    Raises
    ------
    SQLAlchemyError, DatabaseError, SettingsError
        When the database does not answer.
    """
    asked = read(query)
    if not asked.region:
        return None
    name = "_".join(part for part in ("mindconnect", asked.region, asked.need) if part)
    return f"{name}.csv", directory.to_file(say, directory.find(asked.region, asked.need), data.openings(data.now()))


def _form(say: Text, asked: Asked) -> Markup:
    names = {code: words.place(say, name) for code, name in data.region_names().items()}
    provinces = sorted(code for code in names if len(code) == _PROVINCE)
    groups = [(names[code], [(one, names[one]) for one in sorted(names) if one.startswith(code)]) for code in provinces]
    needs = [(code, say(f"match.need.{code}")) for code in directory.needs()]
    return _BLOCKS.form(say, href(PAGE, say.language).partition("?")[0], groups, needs, asked)


def _list(say: Text, asked: Asked) -> Markup:
    found: list[Center] = directory.find(asked.region, asked.need)
    shown = found[: directory.MOST_SHOWN]
    rows = directory.rows(say, shown, data.openings(data.now()))
    public = sum(row.operator == say("directory.group.public") for row in rows)
    links = {row.center_id: href("find", say.language, center=row.center_id) for row in rows}
    latin = {center.center_id: cards.spelled(say, center) for center in shown}
    query = href(PAGE, say.language, region=asked.region, need=asked.need).partition("?")[2]
    remarks = [say("directory.as_of", day=words.day(say, data.today()), version=data.version())]
    if len(found) > len(shown):
        remarks.append(say("directory.cut", n=len(shown), of=len(found)))
    count = say("directory.count", region=words.place(say, asked.name), n=len(found), public=public)
    return _BLOCKS.list(say, count, remarks, rows, links, latin, f"{FILE}?{query}")
