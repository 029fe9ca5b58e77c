"""`mindconnect streets|route|isochrone|times` as a person types them, without a database."""

import csv
import io
import json
import shutil
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
import shapely
from rich.console import Console
from typer.testing import CliRunner

from app import cli
from app.commands import times
from gis.errors import InputError
from gis.settings import ROOT
from gis.streets.files import load_network, save_network
from gis.streets.times import travel_times

TOWN = ROOT / "tests" / "gis" / "streets" / "toy_town.osm"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command with folders of its own; a foreseen error comes back as the result's exception."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "reference", data / "reference")
    regions = {
        "region_code": ["11", "51"],
        "geom": [shapely.box(126.999, 37.4985, 127.0045, 37.5012), shapely.box(128, 37, 129, 38)],
    }
    (data / "snapshot").mkdir()
    gpd.GeoDataFrame(regions, geometry="geom", crs=4326).to_parquet(data / "snapshot" / "region.parquet")
    monkeypatch.setenv("MINDCONNECT_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MINDCONNECT_DATA_DIR", str(data))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str):
        return CliRunner().invoke(cli.build(list(words)), words)

    return run


@pytest.fixture
def built(run):
    assert run("streets", "build", "--pbf", str(TOWN), "--name", "town", "--date", "2026-01").exit_code == 0
    return run


def test_build_prints_the_gate_and_lists(built, tmp_path):
    again = built("streets", "build", "--pbf", str(TOWN), "--name", "town", "--title", "장난감 마을")
    assert "14 nodes, 15 streets" in again.stdout
    assert "walk: 93.6%" in again.stdout
    assert "1 signed limits" in again.stdout
    assert (tmp_path / "var" / "streets" / "town.streets.npz").is_file()
    listed = built("streets", "list")
    assert "장난감 마을" in listed.stdout
    assert built("streets", "check").exit_code == 0
    (tmp_path / "var" / "streets" / "town.streets.npz").write_bytes(b"PK")
    broken = built("streets", "check")
    assert broken.exit_code == 1
    assert "not a whole street network" in broken.output


def test_clip_and_ship(run, tmp_path):
    done = run("streets", "build", "--pbf", str(TOWN), "--name", "south", "--clip", "11", "--ship")
    assert done.exit_code == 0, done.output
    path = tmp_path / "data" / "snapshot" / "streets" / "south.streets.npz"
    assert path.stat().st_size < 10_000
    assert run("streets", "build", "--pbf", str(TOWN), "--name", "x", "--clip", "51").exception is not None
    assert "no street lies" in str(run("streets", "build", "--pbf", str(TOWN), "--name", "x", "--clip", "51").exception)
    assert "no region" in str(run("streets", "build", "--pbf", str(TOWN), "--name", "x", "--clip", "99").exception)


def test_a_broken_extract_leaves_the_old_network(built, tmp_path):
    path = tmp_path / "var" / "streets" / "town.streets.npz"
    before = path.read_bytes()
    bad = tmp_path / "bad.osm"
    bad.write_text("<osm><way")
    failed = built("streets", "build", "--pbf", str(bad), "--name", "town")
    assert "fetch the extract again" in str(failed.exception)
    assert path.read_bytes() == before


def test_a_network_that_falls_apart_is_not_used_unless_forced(run, tmp_path):
    tree = ElementTree.parse(TOWN)
    for way in tree.findall("way"):
        if way.find("tag[@k='name']") is not None and way.find("tag[@k='name']").get("v") in ("중앙로", "남길"):
            tree.getroot().remove(way)
    loose = tmp_path / "loose.osm"
    tree.write(loose, encoding="utf-8")
    words = "streets", "build", "--pbf", str(loose), "--name", "loose"
    refused = run(*words)
    assert "is not put into use" in str(refused.exception)
    assert not (tmp_path / "var" / "streets" / "loose.streets.npz").exists()
    assert run(*words, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--name", "a"), "either --pbf FILE or --place"),
        (("--name", "a", "--pbf", "x", "--place", "y"), "either --pbf FILE or --place"),
        (("--name", "../a", "--pbf", "x"), "letters, digits and _"),
        (("--name", "a", "--pbf", "nowhere.pbf"), "does not exist"),
    ],
)
def test_wrong_options_are_told(run, words, says):
    assert says in str(run("streets", "build", *words).exception)


def test_route(built):
    words = "route", "--from", "37.5,127.001", "--to", "37.501,127.003", "--mode", "car"
    plain = built(*words)
    assert plain.stdout.splitlines()[0].startswith("자동차로 약 1분, 29")
    assert "  1. 동쪽으로 출발해 남길을 따라 90 m 가세요." in plain.stdout
    found = json.loads(built(*words, "--json").stdout)
    assert (found["status"], found["network"], found["is_estimate"]) == ("route", "town", False)
    assert found["geometry"]["coordinates"][0] == [127.001, 37.5]
    assert found["geometry"]["coordinates"][-1] == [127.003, 37.501]
    assert found["directions"]["en"][1] == "Turn left and go along 동길 for 110 m."
    assert len(found["directions"]["ko"]) == len(found["steps"]) == 4
    assert found["length_m"] == pytest.approx(287.7, abs=1)


def test_route_that_does_not_exist(built):
    nowhere = built("route", "--from", "37.5,127.001", "--to", "37.3,127.5", "--json")
    assert nowhere.exit_code == 3
    assert json.loads(nowhere.stdout)["length_m"] is None
    assert "not in Korea" in str(built("route", "--from", "1,2", "--to", "37.5,127").exception)
    assert "give one of walk" in str(
        built("route", "--from", "37.5,127.001", "--to", "37.5,127", "--mode", "fly").exception
    )


def test_a_route_to_where_one_is_says_so(built):
    words = "route", "--from", "37.5001,127.001", "--to", "37.5001,127.001"
    assert built(*words).stdout.splitlines() == ["출발하는 곳이 바로 목적지예요"]
    found = json.loads(built(*words, "--json").stdout)
    assert (found["status"], found["length_m"], found["duration_s"], found["geometry"]) == ("route", 0, 0, None)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("abc,1", "'abc' is no number"),
        ("37.5,", "'' is no number"),
        ("37.5,127.0,12", "two numbers, not 3"),
        ("서울,127", "'서울' is no number"),
    ],
)
def test_a_point_that_is_none_is_told_with_an_example(built, typed, says):
    refused = built("route", "--from", typed, "--to", "37.5,127.001").exception
    assert isinstance(refused, InputError)
    assert says in str(refused)
    assert "37.4979,127.0276" in str(refused)


def test_the_list_of_networks_cuts_no_name(built, monkeypatch):
    name = "a_network_with_a_name_that_is_very_long_indeed_and_goes_on"
    built(
        "streets", "build", "--pbf", str(TOWN), "--name", name, "--title", "아주 긴 이름을 가진 장난감 마을의 길 지도"
    )
    monkeypatch.setenv("COLUMNS", "60")
    listed = built("streets", "list").stdout
    assert "…" not in listed
    assert name in listed
    assert "아주 긴 이름을 가진 장난감 마을의 길 지도" in listed


def test_isochrone(built):
    words = "isochrone", "--from", "37.5,127.001", "--minutes", "5", "--minutes", "2"
    found = json.loads(built(*words, "--json").stdout)
    assert [feature["properties"]["minutes"] for feature in found["features"]] == [2, 5]
    small, large = (shapely.geometry.shape(feature["geometry"]) for feature in found["features"])
    assert large.covers(small)
    km2 = [feature["properties"]["km2"] for feature in found["features"]]
    assert f"걸어서 2분 안에 {km2[0]:.2f} km²" in built(*words).stdout
    assert f"Within 5 min on foot: {km2[1]:.2f} km²" in built(*words, "--lang", "en").stdout
    assert "no street network" in str(built("isochrone", "--from", "35,129", "--minutes", "5").exception)


def test_an_isochrone_says_which_of_its_areas_the_network_cuts(built, tmp_path):
    path = tmp_path / "var" / "streets" / "town.streets.npz"
    town = load_network(path)
    words = "isochrone", "--from", "37.5,127.001", "--minutes", "2", "--minutes", "60"

    def cut_where(coverage):
        save_network(replace(town, coverage=coverage), path)
        found = json.loads(built(*words, "--json").stdout)
        return [feature["properties"]["is_cut"] for feature in found["features"]], found["remarks"]

    assert cut_where(shapely.box(126, 37, 128, 38)) == ([False, False], {"ko": [], "en": []})
    assert "!" not in built(*words).stdout
    small = shapely.geometry.shape(json.loads(built(*words, "--json").stdout)["features"][0]["geometry"])
    cut, remarks = cut_where(shapely.box(*small.bounds).buffer(1e-5))
    assert cut == [False, True]
    assert remarks["ko"] == ["길 지도가 끝나는 데서 잘렸어요(60분). 실제로는 더 넓은 곳까지 갈 수 있어요."]
    assert f"  ! {remarks['ko'][0]}" in built(*words).stdout
    assert f"  ! {remarks['en'][0]}" in built(*words, "--lang", "en").stdout


@pytest.mark.parametrize("rough", [False, True])
def test_times(built, tmp_path, rough):
    if rough:
        path = tmp_path / "var" / "streets" / "town.streets.npz"
        town = load_network(path)
        save_network(replace(town, header=replace(town.header, complete=("bicycle", "car"))), path)
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    here.write_text("id,lat,lon\n가,37.5,127.0\n섬,37.53,127.0305\n", encoding="utf-8")
    there.write_text("id,lat,lon\nx,37.501,127.003\ny,37.5,127.002\n", encoding="utf-8")
    words = "times", "--origins", str(here), "--destinations", str(there), "--network", "town"
    found = json.loads(built(*words, "--json").stdout)
    assert {(row["origin"], row["destination"]) for row in found} == {("가", "x"), ("가", "y")}
    seconds = {row["destination"]: row["duration_s"] for row in found}
    assert seconds["y"] == pytest.approx(2 * 88.38 * 3.6 / 4.5, abs=0.5)
    out = tmp_path / "times.parquet"
    assert "Wrote 2 rows" in built(*words, "--out", str(out)).stdout
    written = pq.read_table(out).to_pylist()
    assert {(row["origin"], row["destination"]) for row in written} == {("가", "x"), ("가", "y")}
    assert {row["destination"]: row["duration_s"] for row in written} == pytest.approx(seconds, abs=0.06)
    listed = list(csv.DictReader(io.StringIO(built(*words).stdout)))
    assert {row["destination"]: float(row["duration_s"]) for row in listed} == seconds
    assert {(row["origin"], row["is_approximate"]) for row in listed} == {("가", "true" if rough else "false")}
    assert {row["is_approximate"] for row in (*found, *written)} == {rough}
    assert built(*words, "--limit-min", "1").stdout.strip() == "origin,destination,duration_s,is_approximate"
    assert json.loads(built(*words, "--limit-min", "1", "--json").stdout) == []
    for limit in ("999", "0", "nan"):
        refused = str(built(*words, "--limit-min", limit).exception)
        assert "at most 360 minutes" in refused
        assert "second" not in refused
    here.write_text("id,lat,lon\n가,nowhere,127.0\n", encoding="utf-8")
    assert "columns id, lat, lon" in str(built(*words).exception)
    here.write_text("id,lat,lon\n가,37.5\n", encoding="utf-8")
    assert "columns id, lat, lon" in str(built(*words).exception)
    here.write_text("id,lat,lon\n가,127.0,37.5\n", encoding="utf-8")
    assert "line 2" in str(built(*words).exception)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_rows_are_written_before_the_last_search_is_done(built, tmp_path, monkeypatch, form):
    places = tmp_path / "places.csv"
    places.write_text("id,lat,lon\na,37.5,127.0\nb,37.501,127.003\n", encoding="utf-8")

    def broken(*arguments, **options):
        yield from travel_times(*arguments, **options)
        raise KeyError("the next block")

    monkeypatch.setattr(times, "travel_times", broken)
    done = built("times", "--origins", str(places), "--destinations", str(places), "--network", "town", *form)
    assert "the next block" in str(done.exception)
    assert len(done.stdout.splitlines()) >= 4  # four pairs, none of them held back


def test_times_go_to_standard_output_and_progress_to_the_terminal(built, tmp_path, monkeypatch):
    places = tmp_path / "places.csv"
    places.write_text("id,lat,lon\na,37.5,127.0\nb,37.501,127.003\n", encoding="utf-8")
    monkeypatch.setattr(times, "Console", partial(Console, force_terminal=True))
    done = built("times", "--origins", str(places), "--destinations", str(places), "--network", "town")
    assert "searches" in done.stderr
    assert '"a","b",' in done.stdout
    assert '"a","b",' not in done.stderr


def test_detours(built, tmp_path):
    assert "give SETTING=NETWORK" in str(built("streets", "detours", "urban=nowhere").exception)
    path = tmp_path / "data" / "reference" / "detours.csv"
    before = path.read_text(encoding="utf-8")
    done = built("streets", "detours", "urban=town", "rural=town", "island=town", "--pairs", "40")
    assert done.exit_code == 0, done.output
    after = path.read_text(encoding="utf-8")
    assert after.splitlines()[0] == before.splitlines()[0]
    assert {line.split(",")[0] for line in after.splitlines()[1:]} == {"town"}
