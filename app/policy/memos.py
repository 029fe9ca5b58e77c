"""A finding on one page to take into a meeting: the same words, map and figures as the page, with its receipt.

typst sets it. It loads nothing from outside: template and font stand in memo/, words and figures come as data.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from app.text import Text

FOLDER = Path(__file__).parent / "memo"

MOST_ROWS = 10
"""Rows of the table that leave room for everything else on one page."""

PICTURE_PPI = 200
"""Fine enough for a slide; some 1,500 pixels wide."""

_MAP_STYLE = """
.land{fill:#e8e3d8}.unit{stroke:#fffdfa;stroke-width:1.2;stroke-linejoin:round}.hatch-ground{fill:#efedea}
.hatch-line{fill:#a5a9a8}.dots circle{fill:#fff;stroke:#1d2527;stroke-width:1.4}.sea{fill:#e9f0f1}
.frame{fill:none;stroke:#6b7779;stroke-width:5}.narrow{display:none}.names{font-weight:600;text-anchor:middle}
.inset-name{font-weight:600}text{font-family:Pretendard;fill:#1d2527;stroke:#fff;stroke-width:4;paint-order:stroke}
"""
"""What app/ui/static/regions.css says of a map on the page, for a map that leaves it."""

_lock = threading.Lock()


@dataclass(frozen=True)
class LegendEntry:
    """A colour (``#rrggbb``; None is the hatch of what is not known) and what it means."""

    colour: str | None
    label: str


@dataclass(frozen=True)
class Memo:
    """Everything that stands on the page.

    Attributes
    ----------
    topic : str
        What the memo is about, in a few words.
    finding : sequence of str
        The finding first, then what stands beside it.
    map : str
        SVG of the map, as :func:`app.regions.choropleth.draw` writes it.
    map_label : str
        What the map shows, for those who do not see it.
    legend_title : str
        What the colours are, with the unit.
    legend : sequence of LegendEntry
        From the smallest amount.
    facts : sequence of (str, str)
        A few figures with their names, beside the map.
    table_title : str
        What the table is.
    headers : sequence of str
        Of the columns, with units.
    rows : sequence of sequence of str
        Figures as they stand on the page; no more than :data:`MOST_ROWS` are set.
    reading : sequence of str
        How the figures are to be read, in sentences.
    receipt : sequence of (str, str)
        What somebody else needs to repeat them.
    made_on : datetime.date
        Today.
    """

    topic: str
    finding: Sequence[str]
    map: str
    map_label: str
    legend_title: str
    legend: Sequence[LegendEntry]
    facts: Sequence[tuple[str, str]]
    table_title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    reading: Sequence[str]
    receipt: Sequence[tuple[str, str]]
    made_on: date


def first_of(say: Text, caption: str, *, shown: int, units: int) -> str:
    """Name a table that holds only the first of its units as such; the files hold all."""
    return caption if shown >= units else say("memo.first_of", caption=caption, n=shown, units=units)


def pdf(say: Text, memo: Memo) -> bytes:
    """Set the memo as a PDF of one page, with tags, language and a described map (PDF/UA-1).

    Parameters
    ----------
    say : Text
        Sentences of the language.
    memo : Memo
        What stands on it.

    Returns
    -------
    bytes
        The same memo always gives the same bytes.
    """
    return _set(say, memo, "memo", "pdf")


def picture(say: Text, memo: Memo) -> bytes:
    """Set the map with its sentence, legend and source as a PNG; parameters as in :func:`pdf`."""
    return _set(say, memo, "picture", "png")


def _set(say: Text, memo: Memo, template: str, form: Literal["pdf", "png"]) -> bytes:
    inputs = {"memo": json.dumps(_data(say, memo), ensure_ascii=False)}
    path = FOLDER / f"{template}.typ"
    with _lock:
        if form == "png":
            made = typst.compile(path, format="png", ppi=PICTURE_PPI, sys_inputs=inputs, **_typesetter())
        else:
            stamp = (memo.made_on - date(1970, 1, 1)).days * 86_400
            made = typst.compile(
                path, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=stamp, **_typesetter()
            )
    if not isinstance(made, bytes):
        raise TypeError(f"{path} was set on {len(made or ())} pages, not on one")
    return made


@lru_cache
def _typesetter() -> dict[str, Any]:
    """Find the font once; those of the machine are left out, so that a memo looks alike everywhere."""
    fonts = typst.Fonts(font_paths=[FOLDER / "fonts"], include_system_fonts=False)
    return {"root": FOLDER, "font_paths": fonts}


def _data(say: Text, memo: Memo) -> dict[str, Any]:
    return {
        "language": say.language,
        "brand": say("frame.brand"),
        "title": memo.finding[0],
        "keywords": [memo.topic],
        "topic": memo.topic,
        "finding": list(memo.finding),
        "made_on": say("memo.made_on", day=memo.made_on.isoformat()),
        "map": standalone(memo.map),
        "map_label": memo.map_label,
        "legend": {"title": memo.legend_title, "entries": [asdict(entry) for entry in memo.legend]},
        "facts": [list(fact) for fact in memo.facts],
        "table": {
            "title": memo.table_title,
            "headers": list(memo.headers),
            "rows": [list(row) for row in memo.rows[:MOST_ROWS]],
        },
        "reading": {"title": say("memo.reading"), "sentences": list(memo.reading)},
        "receipt": {"title": say("memo.receipt"), "entries": [list(entry) for entry in memo.receipt]},
        "credit": " · ".join((say("frame.brand"), *(f"{name} {value}" for name, value in memo.receipt[:2]))),
    }


def standalone(svg: str) -> str:
    """Add style and sea to a map, so that it can leave the page."""
    head, rest = svg.split(">", 1)
    space = "" if "xmlns=" in head else ' xmlns="http://www.w3.org/2000/svg"'
    sea = '<rect class="sea" width="100%" height="100%"/>'
    return f"{head}{space}><style>{_MAP_STYLE}</style>{sea}{rest}"
