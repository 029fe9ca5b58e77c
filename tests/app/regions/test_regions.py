"""The region page on the nation: the figures of the database, at every level; calm when something is missing."""

import csv
import io
import re

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from app import data
from app.data import database
from app.regions import atlas, overview, provenance
from app.text import load
from app.ui.components import choropleth, table

KIND = overview.DEFAULT_KIND


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Keep what the page gives to the table and to the map."""
    kept: dict[str, object] = {}

    def show_table(say, columns, rows, **options):
        kept.update(columns=columns, rows=rows, **options)
        return None, None

    monkeypatch.setattr(table, "show_table", show_table)
    monkeypatch.setattr(choropleth, "show_choropleth", lambda svg, key: kept.update(svg=svg))
    return kept


def html(app) -> str:
    """Give what the page wrote; a page that apologises for an error of ours fails the test."""
    written = "\n".join(element.proto.body for element in app.get("html"))
    assert load("ko")("trouble.unexpected") not in written
    assert load("en")("trouble.unexpected") not in written
    return written


def reach(conn: Connection, level: str, kind: str = KIND, parent: str = "") -> pd.DataFrame:
    """Ask the database the long way round, without gis."""
    return pd.read_sql(
        text(
            "SELECT r.region_code, r.full_name, p.people, h.centers, h.people_per_center, h.mean_km, h.p90_km, "
            "h.share_beyond_10km FROM core.region r "
            "JOIN core.region_reach h ON h.region_code = r.region_code AND h.kind = :kind "
            "LEFT JOIN (SELECT left(region_code, length(:shape)) AS code, sum(people) AS people FROM core.population "
            "WHERE reference_date = (SELECT max(reference_date) FROM core.population) GROUP BY 1) p "
            "ON p.code = r.region_code "
            "WHERE r.level = :level AND r.region_code LIKE :parent ORDER BY r.region_code"
        ),
        conn,
        params={
            "kind": kind,
            "level": level,
            "parent": f"{parent}%",
            "shape": "x" * {"sido": 2, "sigungu": 5, "emd": 10}[level],
        },
    ).set_index("region_code")


@pytest.mark.usefixtures("on_nation")
@pytest.mark.parametrize(
    ("query", "level", "parent"),
    [
        ({}, "sido", ""),
        ({"level": "sigungu"}, "sigungu", ""),
        ({"region": "41"}, "sigungu", "41"),
        ({"region": "41", "level": "emd"}, "emd", "41"),
        ({"region": "51110"}, "emd", "51110"),
    ],
)
def test_the_table_says_what_the_database_says(open_page, shown, nation_conn, query, level, parent):
    html(open_page("regions", **query))
    expected = reach(nation_conn, level, parent=parent)
    rows = {row.code: row for row in shown["rows"]}
    assert rows.keys() == set(expected.index)
    for code, truth in expected.iterrows():
        if not truth["people"] > 0:
            continue
        values = rows[code].values
        assert values["people"] == truth["people"]
        assert values["centers"] == truth["centers"]
        assert values["mean_km"] == pytest.approx(truth["mean_km"])
        assert values["share_beyond_10km"] == pytest.approx(truth["share_beyond_10km"])
        assert rows[code].texts["mean_km"] == f"{truth['mean_km']:,.1f}"
    if level != "emd":
        assert sum(row.values["people"] for row in shown["rows"]) == shown["total"].values["people"]


@pytest.mark.usefixtures("on_nation")
def test_the_nation_is_its_people_and_its_cells(open_page, shown, nation_conn):
    open_page("regions")
    total = shown["total"].values
    assert total["people"] == 51_128_530
    by_sido = reach(nation_conn, "sido")
    assert total["mean_km"] == pytest.approx((by_sido["mean_km"] * by_sido["people"]).sum() / 51_128_530)
    assert shown["total"].texts["p90_km"] == "-"


@pytest.mark.usefixtures("on_nation")
def test_the_finding_stands_first_and_is_true(open_page, shown, nation_conn):
    said = html(open_page("regions", region="51"))
    truth = reach(nation_conn, "sigungu", parent="51")
    farthest = truth.loc[truth["mean_km"].idxmax()]
    name = farthest["full_name"].removeprefix("강원특별자치도 ")
    assert f"{name}({farthest['mean_km']:.1f} km)" in said
    own = reach(nation_conn, "sido").loc["51"]
    assert f"{100 * own['share_beyond_10km']:.1f} %" in said
    assert said.index('class="finding"') < said.index('class="legend"') < said.index('class="method"')
    assert "직선거리" in said


@pytest.mark.usefixtures("on_nation")
def test_a_place_without_people_has_dashes_and_a_hatch_not_zeros(open_page, shown, nation_conn):
    empty = nation_conn.execute(
        text(
            "SELECT r.region_code FROM core.region r WHERE level = 'emd' AND NOT EXISTS (SELECT FROM core.population p "
            "WHERE p.region_code = r.region_code AND people > 0) ORDER BY 1 LIMIT 1"
        )
    ).scalar_one()
    said = html(open_page("regions", region=empty[:5]))
    row = next(row for row in shown["rows"] if row.code == empty)
    assert {row.texts[key] for key in ("people", "mean_km", "p90_km", "share_beyond_5km")} == {"-"}
    assert 'fill="url(#hatch-' in shown["svg"]
    assert load("ko")("regions.no_people") in said


@pytest.mark.usefixtures("on_nation")
def test_choices_change_the_kind_the_measure_and_the_address(open_page, shown, nation_conn):
    app = open_page("regions", region="41")
    app.selectbox[0].select("보건소").run()
    assert app.query_params["kind"] == "보건소"
    truth = reach(nation_conn, "sigungu", kind="보건소", parent="41")
    assert {row.code: row.values["centers"] for row in shown["rows"]} == truth["centers"].to_dict()
    app.selectbox[1].select("people").run()
    assert app.query_params["measure"] == "people"
    assert "사는 사람 (명)" in html(app)
    assert shown["sort"] == ("people", True)


@pytest.mark.usefixtures("on_nation")
def test_a_row_leads_down_and_keeps_what_was_chosen(open_page, shown):
    open_page("regions", kind="보건소", sort="name", lang="en")
    row = next(row for row in shown["rows"] if row.code == "41")
    assert row.href == "?kind=%EB%B3%B4%EA%B1%B4%EC%86%8C&lang=en&region=41"
    open_page("regions", region="41480")
    assert {row.href for row in shown["rows"]} == {""}
    assert "data-code" not in shown["svg"]


@pytest.mark.usefixtures("on_nation")
def test_sejong_goes_straight_to_its_neighbourhoods(open_page, shown):
    html(open_page("regions", region="36"))
    assert {len(row.code) for row in shown["rows"]} == {10}


@pytest.mark.usefixtures("on_nation")
@pytest.mark.parametrize("region", ["99", "99999", "41110", "abc", "4148031"])
def test_an_unknown_region_is_said_and_shows_the_nation(open_page, shown, region):
    app = open_page("regions", region=region)
    assert load("ko")("regions.unknown") in html(app)
    assert len(shown["rows"]) == 17


@pytest.mark.usefixtures("on_nation")
def test_the_page_speaks_english(open_page, shown):
    said = html(open_page("regions", region="41", lang="en"))
    assert "straight lines" in said
    assert [column.label for column in shown["columns"]][1:3] == ["Mean distance", "Residents"]
    assert "Community mental health welfare center" in said


@pytest.mark.usefixtures("on_nation")
def test_files_carry_the_figures_of_the_page_and_how_to_repeat_them(nation_conn):
    say = load("ko")
    view = overview.read({"region": "41"}, data.reach_kinds())
    layer = data.region_layer(view.level, view.region_code, view.kind)
    total = data.region_total("41", view.kind)
    answer = atlas.compose(say, view, layer, total, data_version=data.version())
    offered = provenance.files(answer, data.dataset_frame(), address="/regions?region=41", made_on=data.today())
    files = {file.ending: file.write for file in offered}
    rows = list(csv.DictReader(io.StringIO(files["csv"]().decode("utf-8-sig"))))
    truth = reach(nation_conn, "sigungu", parent="41")
    assert [row["region_code"] for row in rows] == list(truth.index)
    assert [float(row["mean_km"]) for row in rows] == pytest.approx(list(truth["mean_km"]), rel=1e-5)
    assert {row["data_version"] for row in rows} == {data.version()}
    assert all(re.fullmatch(r"\d+", row["people"]) for row in rows)
    facts = {key: value for key, _, value in provenance.receipt(
        answer, data.dataset_frame(), address="/regions?region=41", made_on=data.today()
    ).entries}  # fmt: skip
    assert facts["command"] == f"mindconnect regions --level sigungu --parent 41 --kind '{KIND}' --csv"
    assert facts["address"] == "/regions?region=41"
    assert files["xlsx"]()[:2] == b"PK"
    assert files["gpkg"]()[:15] == b"SQLite format 3"


def test_an_empty_database_is_said_calmly(open_page, engine: Engine, monkeypatch):
    app_engine = create_engine(engine.url.set(username="mindconnect_app"))
    monkeypatch.setattr(database, "engine", lambda: app_engine)
    for query in ({}, {"region": "41"}):
        app = open_page("regions", **query)
        assert load("ko")("trouble.empty") in html(app)
    app_engine.dispose()
