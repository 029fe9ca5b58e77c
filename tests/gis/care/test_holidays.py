"""The calendar against the facts, against the pinned package, and against a slow second reckoning from the law."""

import datetime as dt
from itertools import pairwise

import pytest

from gis.care.holidays import Holiday, differences
from gis.errors import InputError, SettingsError
from gis.holiday_calendar import FIRST_YEAR, complete_years, load_calendar, read_package, read_table
from gis.settings import ROOT

TABLE = ROOT / "data" / "reference" / "holidays_kr.csv"
JEJU, GWANGJU, JEONGEUP = "5011051000", "29155", "52180"

MUST_BE_CLOSED = [
    "2025-01-27",
    "2025-05-06",
    "2025-06-03",
    "2025-10-08",
    "2026-05-01",
    "2026-05-25",
    "2026-06-03",
    "2026-07-17",
    "2026-08-17",
    "2026-10-05",
    "2027-02-09",
    "2027-05-03",
    "2027-07-19",
    "2027-08-16",
    "2027-10-04",
    "2027-10-11",
    "2027-12-27",
    "2028-10-05",
]

# Seollal, Buddha's Birthday and Chuseok by the Korean lunar calendar (KASI).
LUNAR = {
    2021: ("02-12", "05-19", "09-21"),
    2022: ("02-01", "05-08", "09-10"),
    2023: ("01-22", "05-27", "09-29"),
    2024: ("02-10", "05-15", "09-17"),
    2025: ("01-29", "05-05", "10-06"),
    2026: ("02-17", "05-24", "09-25"),
    2027: ("02-07", "05-13", "09-15"),
    2028: ("01-27", "05-02", "10-03"),
    2029: ("02-13", "05-20", "09-22"),
    2030: ("02-03", "05-09", "09-12"),
}
ANNOUNCED = {
    2022: ["03-09", "06-01"],
    2023: ["10-02"],
    2024: ["04-10", "10-01"],
    2025: ["01-27", "06-03"],
    2026: ["06-03"],
    2028: ["04-12"],
    2030: ["03-27", "06-12"],
}


@pytest.fixture(scope="module")
def calendar():
    return load_calendar(ROOT / "data")


@pytest.fixture(scope="module")
def table():
    return read_table(TABLE)


@pytest.mark.parametrize("date", MUST_BE_CLOSED)
def test_days_that_must_come_out_right(calendar, date):
    assert calendar.on(dt.date.fromisoformat(date))


@pytest.mark.parametrize("date", ["2021-12-27", "2028-01-03", "2027-06-07", "2025-05-01", "2025-07-17", "2028-01-25"])
def test_days_that_are_ordinary(calendar, date):
    """No substitute in 2021 for Christmas; never for 1 January and 6 June; 5·1 and 7·17 only since 2026."""
    assert calendar.on(dt.date.fromisoformat(date)) == ()


def reckon(year):
    """Work the year's holidays out from the law alone: statutory days first, then substitutes in order."""

    def date(text):
        return dt.date.fromisoformat(f"{year}-{text}")

    seollal, buddha, chuseok = (date(text) for text in LUNAR[year])
    blocks = [day + dt.timedelta(days=n) for day in (seollal, chuseok) for n in (-1, 0, 1)]
    both_weekend_days = [date("03-01"), date("08-15"), date("10-03"), date("10-09")] if year >= 2022 else []
    if year == 2021:
        both_weekend_days = [date("08-15"), date("10-03"), date("10-09")]
    both_weekend_days += [date("05-05")]
    both_weekend_days += [buddha, date("12-25")] if year >= 2023 else []
    both_weekend_days += [date("05-01"), date("07-17")] if year >= 2026 else []
    fixed = [date(text) for text in ("01-01", "03-01", "05-05", "06-06", "08-15", "10-03", "10-09", "12-25")]
    fixed += [buddha, *blocks, *both_weekend_days, *(date(text) for text in ANNOUNCED.get(year, []))]
    days = set(fixed)
    statutory = sorted(day for day in set(fixed) if day not in {date(t) for t in ANNOUNCED.get(year, [])})
    doubled = {chuseok} & {date("10-03")} | ({buddha} & {date("05-05")})
    doubled |= {day for day in blocks if day in both_weekend_days}
    for day in statutory:
        moves = (
            (day in both_weekend_days and day.weekday() >= 5)
            or (day in blocks and day.weekday() == 6)
            or (day in doubled and (day in blocks or day in both_weekend_days))
        )
        if not moves:
            continue
        substitute = max(blocks[3:]) if day in blocks[3:] else max(blocks[:3]) if day in blocks[:3] else day
        while substitute in days or substitute.weekday() >= 5:
            substitute += dt.timedelta(days=1)
        days.add(substitute)
    return days


@pytest.mark.parametrize("year", LUNAR)
def test_years_reckoned_from_the_law(calendar, year):
    found = {day.date for day in calendar.between(dt.date(year, 1, 1), dt.date(year, 12, 31))}
    assert found == reckon(year)


def test_every_difference_between_package_and_table(table):
    """The local days are all that the table knows and the package does not, and nothing is the other way round."""
    years = complete_years(table)
    found = differences(read_package(years[0], years[-1]), table, years=years)
    assert years == [2025, 2026, 2027]
    assert [(d.date.isoformat(), d.only_in, d.kind, d.region_code) for d in found] == [
        (f"{year}-{day}", "table", "local", region)
        for year in years
        for day, region in (("04-03", "50"), ("05-11", "52180"), ("05-18", "29"))
    ]


def test_differences_are_found_both_ways(table):
    package = read_package(2026, 2026)
    lost = [day for day in package if day.date != dt.date(2026, 5, 1)]
    gained = [*package, Holiday(dt.date(2026, 12, 28), "임시공휴일", "temporary", "temporary")]
    national = [day for day in table if day.kind != "local"]
    assert [(d.date, d.only_in) for d in differences(lost, national, years=[2026])] == [(dt.date(2026, 5, 1), "table")]
    assert [(d.date, d.only_in) for d in differences(gained, national, years=[2026])] == [
        (dt.date(2026, 12, 28), "package")
    ]


def test_local_days_hold_only_where_they_are_kept(calendar):
    for date, inside, outside in (
        ("2027-04-03", JEJU, GWANGJU),
        ("2026-05-11", JEONGEUP, "52110"),
        ("2026-05-18", GWANGJU, JEJU),
    ):
        day = dt.date.fromisoformat(date)
        assert [holiday.kind for holiday in calendar.on(day, inside)] == ["local"]
        assert calendar.on(day, outside) == ()
        assert calendar.on(day) == ()


def test_a_day_with_two_reasons_keeps_both(calendar):
    assert [day.key for day in calendar.on(dt.date(2025, 5, 5))] == ["buddha", "children"]
    assert [day.key for day in calendar.on(dt.date(2028, 10, 3))] == ["chuseok", "foundation"]


def test_lunar_new_year_is_the_korean_one(calendar):
    year = calendar.between(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert [day.date for day in year if day.key == "seollal" and day.kind == "statutory"] == [dt.date(2027, 2, 7)]
    assert calendar.on(dt.date(2028, 1, 27))[0].key == "seollal"


def test_nothing_is_known_beyond_the_last_year(calendar):
    assert calendar.last_date == dt.date(2030, 12, 31)
    assert calendar.announced_until == dt.date(2027, 12, 31)
    assert calendar.on(dt.date(2031, 1, 1)) is None
    assert calendar.on(dt.date(FIRST_YEAR - 1, 12, 31)) is None
    with pytest.raises(InputError, match="known from 2014-01-01 to 2030-12-31"):
        calendar.between(dt.date(2030, 12, 1), dt.date(2031, 1, 1))


def test_table_is_in_order_and_every_row_has_its_source(table):
    assert all(day.source for day in table)
    assert all(a.date <= b.date for a, b in pairwise(table))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-13-01,x,statutory,new_year,,,s", "line 2"),
        ("2026-01-01,x,feast,new_year,,,s", "kind 'feast'"),
        ("2026-01-01,x,statutory,nowruz,,,s", "key 'nowruz'"),
        ("2026-04-03,x,local,local,,,s", "names its region"),
        ("2026-01-01,x,statutory,new_year,,,", "source"),
        ("2026-01-01,x,statutory,new_year,,,s\n2026-01-01,x,statutory,new_year,,,s", "line 3"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, line, message):
    path = tmp_path / "holidays_kr.csv"
    path.write_text("date,name,kind,key,region_code,valid_from,source\n" + line + "\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_table(path)


def test_a_new_row_counts_without_a_release(tmp_path):
    folder = tmp_path / "reference"
    folder.mkdir()
    path = folder / "holidays_kr.csv"
    path.write_text(TABLE.read_text(encoding="utf-8"), encoding="utf-8")
    date = dt.date(2026, 12, 28)
    assert load_calendar(tmp_path).on(date) == ()
    with path.open("a", encoding="utf-8") as file:
        file.write("2026-12-28,임시공휴일,temporary,temporary,,2026-12-01,국무회의 의결 2026-12-01\n")
    assert [day.kind for day in load_calendar(tmp_path).on(date)] == ["temporary"]


def test_a_missing_table_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match="part of the repository"):
        load_calendar(tmp_path)
