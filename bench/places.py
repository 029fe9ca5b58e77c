"""The place look-up against RapidFuzz over the same names held in memory.

Run: ``python -m bench.places``, against the database in force. Asked is what citizens type
(tests/gis/queries/place_inputs.csv), each text five times warm. RapidFuzz gives the eight spellings nearest to the
letters of the text (optimal string alignment, as the look-up counts slips); it does not know units, kinds or lots.
"""

import statistics
import time
from collections.abc import Callable

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import text

from gis.db.engine import make_engine
from gis.place_names import key_of, letters_of
from gis.queries.places import find_places
from gis.settings import Settings
from tests.place_inputs import SHOWN, rows

REPEATS = 5


def main() -> None:
    """Print the times and their ratio."""
    typed = [row["typed"] for row in rows()]
    with make_engine(Settings(), "app").connect() as conn:
        names = list(
            conn.execute(text("SELECT DISTINCT letters FROM serve.place_spelling WHERE letters <> ''")).scalars()
        )
        spellings = conn.execute(text("SELECT count(*) FROM serve.place_spelling")).scalar_one()
        own = _times_ms(typed, lambda typed_place: find_places(conn, typed_place, limit=SHOWN))
    peer = _times_ms(
        typed,
        lambda typed_place: process.extract(letters_of(key_of(typed_place)), names, scorer=OSA.distance, limit=SHOWN),
    )
    ratio = statistics.median(ours / other for ours, other in zip(own, peer, strict=True))
    print(f"{len(typed)} texts, {spellings:,} spellings, RapidFuzz over the {len(names):,} of no ri or village.\n")
    print("| | Median, ms | 95th percentile, ms | Most, ms |\n|---|---:|---:|---:|")
    for name, times in (("`find_places`", own), ("RapidFuzz", peer)):
        cut = statistics.quantiles(times, n=20)[-1]
        print(f"| {name} | {statistics.median(times):.1f} | {cut:.1f} | {max(times):.1f} |")
    print(f"\n`find_places` / RapidFuzz, median of each text's own: {ratio:.2f}")


def _times_ms(typed: list[str], look_up: Callable[[str], object]) -> list[float]:
    """Measure each text warm: the median of its repeats."""
    medians = []
    for place in typed:
        look_up(place)
        taken = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            look_up(place)
            taken.append((time.perf_counter() - start) * 1000)
        medians.append(statistics.median(taken))
    return medians


if __name__ == "__main__":
    main()
