"""Places that people name when asked where they are: markets, libraries and sights, a standard list each."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from etl import load as bulk
from etl.clean.tables import read_table
from etl.contract import Cleaned, Context, Source
from etl.sources.place_rows import NamedColumns, clean_named_points

DATED = "데이터기준일자"
"""Column of the day for which a row speaks."""


@dataclass(frozen=True)
class NamedPlaces:
    """The source of one list.

    Attributes
    ----------
    SOURCE : Source
        Its facts.
    columns : NamedColumns
        Where it keeps name, point and address.
    """

    SOURCE: Source
    columns: NamedColumns

    def read(self, path: Path) -> pd.DataFrame:
        """Read the list; the index is the line in the file."""
        return read_table(path, self.SOURCE)

    def clean(self, frame: pd.DataFrame, context: Context) -> Cleaned:
        """Keep the rows that say where they are; see :func:`etl.sources.place_rows.clean_named_points`."""
        return clean_named_points(frame, self.columns, context.regions, context.tables["core.address_point"])

    def load(self, conn: Connection, cleaned: Cleaned, dataset_id: int) -> None:
        """Replace the list's places."""
        bulk.replace(conn, cleaned, dataset_id)


def _list(
    title: str, publisher: str, url: str, pattern: str, period: tuple[date, date], name: str, columns: NamedColumns
) -> NamedPlaces:
    first, last = period
    return NamedPlaces(
        Source(
            name=name,
            title=title,
            publisher=publisher,
            url=url,
            licence="KOGL 1",
            cadence="yearly",
            pattern=pattern,
            reference_from=first,
            reference_to=last,
            cleaner_version=2,
            columns=(columns.name, *columns.addresses, columns.lat, columns.lon, DATED),
            after=("region_emd", "code_emd", "schools", "pharmacies"),
            tables=("core.place",),
            needs=("core.address_point",),
        ),
        columns,
    )


_ROAD, _LOT = "소재지도로명주소", "소재지지번주소"

MARKETS = _list(
    "전국전통시장표준데이터",
    "지방자치단체, 소상공인시장진흥공단",
    "https://www.data.go.kr/data/15052837/standard.do",
    "places/markets_standard_*.csv",
    (date(2018, 1, 1), date(2024, 11, 30)),
    "markets",
    NamedColumns(name="시장명", lat="위도", lon="경도", addresses=(_ROAD, _LOT), kind="market"),
)
LIBRARIES = _list(
    "전국도서관표준데이터",
    "지방자치단체, 교육청",
    "https://www.data.go.kr/data/15013109/standard.do",
    "places/libraries_*.csv",
    (date(2019, 1, 1), date(2026, 3, 31)),
    "libraries",
    NamedColumns(name="도서관명", lat="위도", lon="경도", addresses=(_ROAD,), kind="library"),
)
SIGHTS = _list(
    "전국관광지정보표준데이터",
    "지방자치단체",
    "https://www.data.go.kr/data/15021141/standard.do",
    "places/sights_standard_*.csv",
    (date(2018, 1, 1), date(2025, 12, 31)),
    "sights",
    NamedColumns(name="관광지명", lat="위도", lon="경도", addresses=(_ROAD, _LOT), kind="sight"),
)
