"""The list for professionals: every center of a region that fits a need, public ones first, with all that one asks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from app import data
from app.center import cards, opening_words
from app.data import centers, matching
from app.data.opening import Openings
from app.search import answers
from app.text import Text
from app.ui import maps, words
from app.ui.downloads import FileColumn, to_csv
from gis.queries.centers import Center

MOST_SHOWN = 300
"""Centers on the page; the file holds all."""


@dataclass(frozen=True)
class Row:
    """A center in words, under the names of the file's columns."""

    center_id: str
    name: str
    kind: str
    operator: str
    phone: str
    services: str
    hours: str
    eligibility: str
    address: str
    psychiatrists: str
    stated_on: str


def find(region_code: str, need: str) -> list[Center]:
    """Find the centers that stand in a region or serve it, public kinds first, then by kind and name.

    Parameters
    ----------
    region_code : str
        MOIS code of a sido or sigungu.
    need : str
        Code of ``data/rules/needs.yaml``; empty for all that give mental-health care.
    """
    found: Sequence[Center] = centers.centers_of_region(region_code)
    if need:
        found = answers.fitting(found, [need], is_timed=True)
    else:
        found = [one for one in found if one.care_level == "gives" or one.kind in answers.NO_CARE_AT_LARGE]
    return sorted(found, key=lambda one: maps.group_of(one.kind) != "public")


def rows(say: Text, found: Sequence[Center], openings: Openings) -> list[Row]:
    """Write centers as rows."""
    names = data.region_names()
    return [_row(say, center, openings, names) for center in found]


def to_file(say: Text, found: Sequence[Center], openings: Openings) -> bytes:
    """Write the same as CSV that spreadsheets open as UTF-8."""
    columns = [FileColumn(name, say(f"directory.column.{name}")) for name in Row.__dataclass_fields__]
    frame = pd.DataFrame([asdict(row) for row in rows(say, found, openings)], columns=list(Row.__dataclass_fields__))
    return to_csv(frame, columns)


def needs() -> tuple[str, ...]:
    """Give the needs that the list can be narrowed by."""
    return tuple(matching.rules().needs.needs)


def _row(say: Text, center: Center, openings: Openings, names: dict[str, str]) -> Row:
    group = "public" if maps.group_of(center.kind) == "public" or center.is_public else "medical"
    count = center.psychiatrists
    return Row(
        center_id=center.center_id,
        name=center.name,
        kind=cards.kind_name(say, center.kind),
        operator=say(f"directory.group.{group}"),
        phone=center.phone or say("directory.unknown"),
        services=words.listing([cards.service_name(say, code) for code in center.services]) or say("directory.unknown"),
        hours=_hours(say, center, openings),
        eligibility=" ".join(cards.eligibility(say, center, names)) or say("directory.anybody"),
        address=center.road_address or center.lot_address or center.region_name or "",
        psychiatrists="" if count is None else str(count),
        stated_on=center.reference_date.isoformat(),
    )


def _hours(say: Text, center: Center, openings: Openings) -> str:
    facts = openings.board.facts.get(center.center_id)
    if facts is not None and (week := opening_words.week_rows(say, facts.hours)):
        return "; ".join(f"{day} {hours}" for day, hours in week)
    usual = opening_words.usual(say, openings.board.usual(center.center_id, center.kind))
    return usual or opening_words.badge(say, "unknown")
