"""Cached reads: the pages' only door to gis, and the only place where the app talks to the database.

Answers are kept by the version of the data, so a load shows at once and nothing ages by a timer. What is kept is
shared between sessions: never change an answer. This is the front door to what most pages read; reads of access,
accounts, offices, reviews, recommendations and rules stand in modules of their own.
"""

from app.data.centers import (
    MOST_CENTERS,
    NEAREST,
    Found,
    center,
    count_listed,
    emergency_rooms,
    file_correction,
    find_centers,
    find_places,
    find_reached,
    nearest_centers,
    own_centers,
    with_distance,
)
from app.data.database import now, settings, today, version
from app.data.maps import map_tile, online_tiles, street_tile
from app.data.opening import openings, openings_with_live
from app.data.regions import (
    area,
    centers_of_kind,
    levels_within,
    population_dates,
    reach_kinds,
    region_layer,
    region_names,
    region_outlines,
    region_path,
    region_total,
)
from app.data.rules import crisis_numbers
from app.data.sources import center_dates, dataset_frame, quarantine_frame, trust_frame
from app.data.travel import arrival_times, atlas, crossing, travel_times, trips
from gis.queries.centers import Center

__all__ = [
    "MOST_CENTERS",
    "NEAREST",
    "Center",
    "Found",
    "area",
    "arrival_times",
    "atlas",
    "center",
    "center_dates",
    "centers_of_kind",
    "count_listed",
    "crisis_numbers",
    "crossing",
    "dataset_frame",
    "emergency_rooms",
    "file_correction",
    "find_centers",
    "find_places",
    "find_reached",
    "levels_within",
    "map_tile",
    "nearest_centers",
    "now",
    "online_tiles",
    "openings",
    "openings_with_live",
    "own_centers",
    "population_dates",
    "quarantine_frame",
    "reach_kinds",
    "region_layer",
    "region_names",
    "region_outlines",
    "region_path",
    "region_total",
    "settings",
    "street_tile",
    "today",
    "travel_times",
    "trips",
    "trust_frame",
    "version",
    "with_distance",
]
