"""What citizens type for a place (``tests/gis/queries/place_inputs.csv``), and whether an answer is right.

``python -m tests.place_inputs`` prints the hits and misses against the database in force. The inputs and answers were
written before the look-up was tried on them.
"""

import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gis.queries.places import Place, find_places
from tests import oracles

INPUTS = Path(__file__).parent / "gis" / "queries" / "place_inputs.csv"

SHOWN = 8
"""Answers that a person sees first."""

ALL = 60
"""Answers that a person sees who asks for more."""


def rows() -> list[dict[str, str]]:
    """Read the inputs with their expected answers."""
    with INPUTS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def limit_of(row: dict[str, str]) -> int:
    """Give how many answers the person sees: of a name of many places all."""
    return ALL if row["outcome"] == "which" else SHOWN


def is_right(row: dict[str, str], found: Sequence[Place]) -> bool:
    """Tell whether the answers are what the row asks for.

    ``first``: the place is the first answer, as typed and not merely similar. ``which``: several exact answers, one in
    each of the named units (in the whole list: a person may ask for more). ``offered``: the place is the first answer
    and is called similar. ``unknown``: nothing is offered. ``unknown station``: the station itself, or else nothing but
    the region of the name, not as if it were it.
    """
    outcome = row["outcome"]
    if outcome == "unknown":
        return not found
    if outcome == "which":
        exact = [place for place in found if place.match in ("exact", "name")]
        units = row["where"].split("|")
        return len(exact) > 1 and all(any((one.region_name or "").startswith(unit) for one in exact) for unit in units)
    if not found or not _is_there(row, found[0]):
        return False
    if outcome == "offered":
        return found[0].match == "similar"
    if outcome == "unknown station":
        return found[0].category == "station" or found[0].match in ("part", "similar")
    return found[0].match != "similar"


def _is_there(row: dict[str, str], place: Place) -> bool:
    away_km = oracles.distance_m(place.lat, place.lon, float(row["lat"]), float(row["lon"])) / 1000
    is_kind = row["category"] in ("", place.category)
    return is_kind and away_km <= float(row["within_km"]) and (place.region_name or "").startswith(row["where"])


def main() -> None:
    """Print every input with its first answers, the hits, and the time taken."""
    from gis.db.engine import make_engine
    from gis.settings import Settings

    hits, times_ms = [], []
    with make_engine(Settings(), "app").connect() as conn:
        for row in rows():
            limit = limit_of(row)
            find_places(conn, row["typed"], limit=limit)
            start = time.perf_counter()
            found = find_places(conn, row["typed"], limit=limit)
            times_ms.append((time.perf_counter() - start) * 1000)
            hits.append(is_right(row, found))
            answers = "; ".join(f"{one.category} {one.name} [{one.region_name}] {one.match}" for one in found[:3])
            sys.stdout.write(f"{'hit ' if hits[-1] else 'MISS'} {times_ms[-1]:5.0f} ms  {row['typed']}: {answers}\n")
    times_ms.sort()
    sys.stdout.write(
        f"{sum(hits)} of {len(hits)}; median {times_ms[len(times_ms) // 2]:.1f} ms, most {times_ms[-1]:.1f} ms\n"
    )


if __name__ == "__main__":
    main()
