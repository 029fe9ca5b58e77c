"""The page of underserved areas: its headline is the people of its cells, and its table and files say the same."""

import csv
import io

import numpy as np
import pytest

from app import data
from app.data import access, database
from app.policy import underserved_areas, underserved_report
from app.policy.underserved_areas import UnderservedAreas
from app.text import Text, load
from app.ui.components import choropleth, table
from gis.queries.regions import population_frame
from tests.app.policy.test_gaps import html, pages_of


def answer_of(say: Text, service: str, level: str, region_code: str | None) -> UnderservedAreas:
    """Put an answer together as the page does."""
    found = access.underserved(service, level, region_code)
    return underserved_areas.compose(
        say,
        found,
        access.units(level, region_code),
        within=(region_code, data.region_names()[region_code]) if region_code else None,
        level=level,
        grid=access.grid(),
        data_version=data.version(),
    )


@pytest.fixture
def shown(with_times: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Keep what the page shows; what is counted at the first answer is counted before the page runs."""
    access.underserved("front_door", "sigungu", None)
    kept: dict[str, object] = {}

    def show_table(say, columns, rows, **options):
        kept.update(columns=columns, rows=rows, **options)
        return None, None

    monkeypatch.setattr(table, "show_table", show_table)
    monkeypatch.setattr(choropleth, "show_choropleth", lambda svg, key: kept.update({key: svg}))
    return kept


def people_in_underserved_cells(service: str) -> float:
    """The long way round: reading by reading, cell by cell, without the votes of gis.analysis."""
    board, grid = access.board(), access.grid()
    people = board.cells["people"].to_numpy()
    families: dict[str, list[np.ndarray]] = {}
    for one in grid.service(service).readings:
        found = board.answer(one.reading)
        if one.criterion == "out_of_reach":
            says = found.without >= grid.most_hours - 1e-12
        else:
            reached = np.isfinite(found.value)
            mean = (found.value[reached] * people[reached]).sum() / people[reached].sum()
            is_less = found.value < one.factor * mean
            says = is_less if one.criterion == "below_mean" else found.value > one.factor * mean
        families.setdefault(one.family, []).append(says)
    agreement = np.mean([np.mean(says, axis=0) for says in families.values()], axis=0)
    return float(people[agreement >= grid.least_share - 1e-9].sum())


@pytest.mark.usefixtures("with_times")
def test_the_headline_is_the_people_of_the_cells_whatever_the_units(open_page, shown):
    said = html(open_page("underserved"))
    people = people_in_underserved_cells("front_door")
    assert sum(row.values["people_underserved"] for row in shown["rows"]) == pytest.approx(people, rel=1e-9)
    assert f"({100 * people / 51_128_530:.1f}%)" in said
    assert len(shown["rows"]) == 252
    assert 'class="choropleth"' in shown["map"]
    for level in ("sido", "emd"):
        assert access.underserved("front_door", level, None).people_underserved == pytest.approx(people, rel=1e-12)


@pytest.mark.usefixtures("with_times")
def test_each_service_has_its_words_in_both_languages(open_page, shown):
    for service in access.grid().names:
        for language in ("ko", "en"):
            say = load(language)
            answer = answer_of(say, service, "sigungu", None)
            assert answer.service in " ".join(underserved_areas.finding(answer))
            assert len(underserved_areas.readings(answer)[1]) == len(access.grid().service(service).readings)
            assert underserved_areas.holds(answer)
    html(open_page("underserved", service="nothing", region="99", lang="en"))
    assert underserved_areas.choose({"service": "nothing"}, access.grid()) == "front_door"


@pytest.mark.usefixtures("with_times")
def test_files_carry_people_margin_and_what_holds_a_unit():
    answer = answer_of(load("en"), "front_door", "sigungu", None)
    drawn = data.region_outlines("sigungu", None)
    offered = underserved_report.files(
        answer, data.dataset_frame(), drawn, address="/underserved", made_on=data.today()
    )
    files = {file.ending: file.write() for file in offered}
    rows = {row["region_code"]: row for row in csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))}
    for told in answer.found.units.dropna(subset="people_share").to_dict("records"):
        row = rows[told["region_code"]]
        assert float(row["people_underserved"]) == pytest.approx(told["people_underserved"], rel=1e-5)
        assert row["removed_by"] == told["removed_by"]
    assert pages_of(files["pdf"]) == 1


@pytest.mark.usefixtures("with_times")
def test_nobody_by_the_figure_is_not_nobody_for_sure():
    """A district with nobody in underserved cells tells the range of the draws, unless they find nobody either."""
    units = access.underserved("youth", "sigungu", None).units
    nobody = units[~(units["people_underserved"] > 0) & (units["people"] > 0)]
    say = load("ko")
    for is_open, count in ((True, 2), (False, 1)):
        code = nobody[(nobody["people_underserved_high"] > 0) == is_open]["region_code"].iloc[0]
        said = underserved_areas.finding(answer_of(say, "youth", "emd", code))
        assert "없습니다" in said[0]
        assert min(len(said), 2) == count
        assert any("40번 뽑으면" in sentence for sentence in said) == is_open


@pytest.mark.usefixtures("with_times")
def test_the_ages_that_a_service_is_for_stand_beside_the_headline():
    """The long way round: each emd's share of people of 60 and more, from the register, over the underserved cells."""
    found = access.underserved("dementia", "sigungu", None)
    with database.engine().connect() as conn:
        bands = population_frame(conn, level="emd")
    whole = bands.groupby("region_code")["people"].sum()
    old = bands[bands["age_from"] >= 60].groupby("region_code")["people"].sum()
    cells = access.underserved("dementia", "cell", None).units
    is_in = set(cells.loc[cells["is_underserved"], "h3_index"])
    board = access.board()
    rows = board.rows.assign(h3=board.cells["h3_index"].to_numpy()[board.rows["cell_place"]])
    inside = rows[rows["h3"].isin(is_in)]
    people = (inside["people"] * inside["region_code"].map(old / whole)).sum()
    assert found.need.group == "60+"
    assert (found.need.people, found.need.people_underserved) == pytest.approx((old.sum(), people), rel=1e-9)
    assert found.need.interval.low < found.need.people_underserved < found.need.interval.high
    assert access.underserved("front_door", "sigungu", None).need is None
    for language in ("ko", "en"):
        answer = answer_of(load(language), "youth", "sigungu", None)
        assert (
            f"{100 * answer.found.need.people_underserved / answer.found.need.people:.1f}%"
            in (underserved_areas.finding(answer)[1])
        )
        assert any("24" in sentence for sentence in underserved_areas.statement(answer))
