"""The tables of schema core, as SQLAlchemy sees them.

sql/migrations defines them; these mirrors are what Python code names columns and types by. A test compares the
two column by column, so a migration that changes a table changes its module here too.
"""

from gis.db.tables.centers import (
    center,
    center_correction,
    center_hours,
    center_other_week,
    center_serves,
    center_source,
    center_staff,
    center_week,
    correction,
    notice,
    status_override,
)
from gis.db.tables.columns import METADATA
from gis.db.tables.regions import (
    address_point,
    cell,
    cell_weight,
    household,
    indicator,
    place,
    place_spelling,
    place_target,
    population,
    postcode,
    region,
    region_code,
    region_reach,
)
from gis.db.tables.results import (
    access_cell,
    access_history,
    access_week,
    kept_center,
    kept_people,
    kept_state,
    recommendation_log,
    travel_time,
    vocabulary_vector,
)
from gis.db.tables.sources import build, dataset, quarantine, repair

__all__ = [
    "METADATA",
    "access_cell",
    "access_history",
    "access_week",
    "address_point",
    "build",
    "cell",
    "cell_weight",
    "center",
    "center_correction",
    "center_hours",
    "center_other_week",
    "center_serves",
    "center_source",
    "center_staff",
    "center_week",
    "correction",
    "dataset",
    "household",
    "indicator",
    "kept_center",
    "kept_people",
    "kept_state",
    "notice",
    "place",
    "place_spelling",
    "place_target",
    "population",
    "postcode",
    "quarantine",
    "recommendation_log",
    "region",
    "region_code",
    "region_reach",
    "repair",
    "status_override",
    "travel_time",
    "vocabulary_vector",
]
