"""The steps of a run, in order: every source after those it reads, then every table built from them."""

from importlib import import_module
from typing import cast

from etl.build import care, hexes, hours, place_index, region_reach, register, vocabulary_vectors
from etl.contract import Build, SourceModule
from etl.sources import (
    codes,
    households,
    kontur,
    legal_dongs,
    named_places,
    pharmacies,
    population,
    population_month,
    postcodes,
    regions,
    schools,
    stations,
    stations_national,
    suicide,
    universities,
    villages,
)
from gis.errors import NotFoundError
from gis.reference import CENTER_LISTS, DIRECTORIES

SOURCES: tuple[SourceModule, ...] = (
    regions.SIDO,
    regions.SIGUNGU,
    regions.EMD,
    codes.SIGUNGU,
    codes.EMD,
    population,
    population_month,
    households,
    suicide,
    kontur,
    postcodes,
    schools,
    pharmacies,
    stations,
    stations_national,
    legal_dongs,
    universities,
    named_places.MARKETS,
    named_places.LIBRARIES,
    named_places.SIGHTS,
    villages,
    # A new list of centers is a module named as in CENTER_LISTS (or DIRECTORIES), and nothing here.
    *(cast("SourceModule", import_module(f"etl.sources.{name}")) for name in (*sorted(CENTER_LISTS), *DIRECTORIES)),
)
"""Source modules in the order in which they are loaded."""

BUILDS: tuple[Build, ...] = (
    hexes.BUILD,
    register.BUILD,
    care.BUILD,
    region_reach.BUILD,
    hours.WEEK,
    hours.HOURS,
    vocabulary_vectors.BUILD,
    place_index.BUILD,
)
"""Derived tables in the order in which they are built."""


def source_named(name: str) -> SourceModule:
    """Find a source module by its name.

    Raises
    ------
    NotFoundError
        Naming the sources there are.
    """
    for module in SOURCES:
        if module.SOURCE.name == name:
            return module
    known = ", ".join(module.SOURCE.name for module in SOURCES)
    raise NotFoundError(f"there is no source {name!r}; there are {known}")
