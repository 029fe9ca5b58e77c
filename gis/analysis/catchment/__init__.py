"""Floating catchment measures: access by the people and the supply within reach, from long tables or a matrix."""

from gis.analysis.catchment.measures import (
    HANSEN,
    balanced,
    cumulative,
    e2sfca,
    gravity,
    nearest,
    raam,
    three_step,
    two_step,
)

__all__ = ["HANSEN", "balanced", "cumulative", "e2sfca", "gravity", "nearest", "raam", "three_step", "two_step"]
