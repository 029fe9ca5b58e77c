"""Floating catchment measures: access by the people and the supply within reach, from long tables or a matrix."""

from gis.analysis.catchment.measures import (
    HANSEN,
    cohorts,
    crowding,
    cumulative,
    e2sfca,
    gravity,
    nearest,
    raam,
    spatial_availability,
    three_step,
    two_step,
)

__all__ = [
    "HANSEN",
    "cohorts",
    "crowding",
    "cumulative",
    "e2sfca",
    "gravity",
    "nearest",
    "raam",
    "spatial_availability",
    "three_step",
    "two_step",
]
