"""The real lists of centers, cleaned without a database: what the tests on the nation start from."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from etl import files
from etl.build.merging import MergedRegister
from etl.build.register import build_register
from etl.contract import Cleaned
from etl.lookup import MemoryLookup
from etl.registry import source_named
from gis.reference import CENTER_LISTS

INPUTS = (
    "region_sido", "region_sigungu", "region_emd", "code_sigungu", "code_emd", "postcodes", "schools", "pharmacies",
)  # fmt: skip
"""Sources that the cleaning of the lists looks things up in."""


def clean_lists(raw_dir: Path) -> tuple[Mapping[str, Cleaned], MemoryLookup]:
    """Clean the lists and what they need, in the registry's order."""
    lookup = MemoryLookup()
    cleaned: dict[str, Cleaned] = {}
    for name in (*INPUTS, *sorted(CENTER_LISTS)):
        module = source_named(name)
        path = files.find(raw_dir, module.SOURCE.pattern)
        assert path is not None, f"{module.SOURCE.pattern} is missing in the raw folder"
        cleaned[name] = module.clean(module.read(path), lookup.context(module.SOURCE))
        lookup.add(cleaned[name])
    return cleaned, lookup


def source_rows(cleaned: Mapping[str, Cleaned]) -> pd.DataFrame:
    """Put the rows of the lists together as core.center_source would hold them."""
    rows = pd.concat([cleaned[name].tables["core.center_source"] for name in CENTER_LISTS], ignore_index=True)
    points = rows.pop("geom")
    lat = [None if point is None else point.y for point in points]
    lon = [None if point is None else point.x for point in points]
    return rows.assign(lat=lat, lon=lon, center_id=None)


def register_of(cleaned: Mapping[str, Cleaned], lookup: MemoryLookup) -> MergedRegister:
    """Build the register of the real lists."""
    regions = lookup.context(source_named("mental_health_facilities").SOURCE).regions
    return build_register(source_rows(cleaned), regions)
