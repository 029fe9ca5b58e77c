"""Status of a whole register at one instant: vectorised against one by one, and what a page pays for one center.

Run: ``python -m bench.hours``. Generated: 6,000 centers with the spellings of the standard file, each tenth with a
notice, times spread so that about 1,400 different weeks occur. Ratios do not depend on the machine; times do.
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable

from gis.care.hours import read_hours
from gis.care.status import CenterFacts, Claim, state_at, status_at
from gis.care.status.table import STATES, StatusTable
from gis.holiday_calendar import load_calendar
from gis.opening import load_rules
from gis.settings import ROOT
from gis.terms import SEOUL

CENTERS = 6000
WORDS = (
    "토+일+공휴일",
    "토요일+일요일+공휴일",
    "공휴일",
    "일+공휴일",
    "연중무휴",
    "토+일",
    "일+설 연휴+추석 연휴",
    "매주 토요일. 일요일. 공휴일. 근로자의 날(매년 5월 1일)",
    "둘째·넷째 토요일, 일요일, 공휴일",
    "동절기(11월~2월) 09:00~16:00, 토, 일, 공휴일 휴무",
)
REGIONS = ("11110", "29155", "50110", "52180", "26440")
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)


def register(count: int) -> list[CenterFacts]:
    """Generate centers: the same ones each time."""
    centers = []
    for number in range(count):
        minute = number % 140
        opens, closes = f"{8 + minute // 60:02d}:{minute % 60:02d}", f"{17 + minute // 60:02d}:{minute % 60:02d}"
        hours = read_hours(opens=opens, closes=closes, closed_days=WORDS[number // 140 % len(WORDS)])
        day = MONDAY - dt.timedelta(hours=2)
        claims = (Claim("notice", "closed", day, day + dt.timedelta(days=1), day, "센터"),) if number % 10 == 0 else ()
        centers.append(CenterFacts(hours, dt.date(2026, 6, 1), REGIONS[number % len(REGIONS)], True, claims))
    return centers


def median_ms(run: Callable[[], object], times: int) -> float:
    """Return the median time of some runs, milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    calendar, rules = load_calendar(ROOT / "data"), load_rules(ROOT / "data").status
    centers = register(CENTERS)
    weeks = len({facts.hours for facts in centers})
    compile_ms = median_ms(lambda: StatusTable(centers, calendar), 3)
    table = StatusTable(centers, calendar)
    instants = [MONDAY + dt.timedelta(hours=7 * step) for step in range(25)]
    vectorised = statistics.median(median_ms(lambda at=at: table.states_at(at), 5) for at in instants)
    one_by_one = statistics.median(
        median_ms(lambda at=at: [state_at(facts, at, calendar) for facts in centers], 1) for at in instants[:5]
    )
    equal = all(
        [STATES[n] for n in table.states_at(at)] == [state_at(facts, at, calendar) for facts in centers]
        for at in instants[:5]
    )
    detail_ms = median_ms(lambda: [status_at(facts, MONDAY, calendar, rules) for facts in centers[:200]], 3) / 200
    print(f"centers {CENTERS:,}, different weeks {weeks:,}, answers equal: {equal}")
    print(f"compile once per data version {compile_ms:9.1f} ms")
    print(f"states at one instant, arrays  {vectorised:9.2f} ms")
    print(f"states at one instant, plain   {one_by_one:9.1f} ms")
    print(f"ratio plain / arrays           {one_by_one / vectorised:9.0f}")
    print(f"one status with reasons        {detail_ms:9.2f} ms")


if __name__ == "__main__":
    main()
