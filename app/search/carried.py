"""A province in one file that opens without a server: search, hours, telephones and crisis numbers."""

import base64
import hashlib
from pathlib import Path

from app import data
from app.search import directory
from app.text import Text
from app.ui import crisis_lines, words
from app.ui.markup import document, trusted
from gis.errors import InputError

_FILES = Path(__file__).parent / "carried"


def page(say: Text, region_code: str) -> str:
    """Write the document of a region; it asks for nothing from outside, and its policy holds it so.

    Raises
    ------
    InputError
        When there is no province or district of the code.
    """
    name = data.region_names().get(region_code)
    if name is None:
        raise InputError(f"{region_code!r} is no province or district: give a code such as 48 or 51780")
    found = directory.find(region_code, "")
    style, script = ((_FILES / file).read_text(encoding="utf-8") for file in ("carried.css", "carried.js"))
    return document(
        "search/carried",
        say=say,
        title=say("carried.title", region=words.place(say, name)),
        policy=f"default-src 'none'; style-src {_hashed(style)}; script-src {_hashed(script)}",
        style=trusted(style),
        script=trusted(script),
        as_of=say("carried.as_of", day=words.day(say, data.today()), version=data.version()),
        numbers=crisis_lines.html(say, data.crisis_numbers()),
        rows=directory.rows(say, found, data.openings(data.now())),
    )


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
