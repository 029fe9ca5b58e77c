"""The commands as a shell sees them: output, errors and exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests import towns

LAT, LON = (str(degrees) for degrees in towns.point(0, 0))


@pytest.fixture
def run(town, mindconnect, monkeypatch):
    """Run `mindconnect` on the town."""
    monkeypatch.setenv("DATABASE_URL", town.url.render_as_string(hide_password=False))
    return mindconnect


def test_in_a_shell(town):
    program = Path(sys.executable).with_name("mindconnect")
    environment = {"DATABASE_URL": town.url.render_as_string(hide_password=False), "PATH": ""}
    found = subprocess.run([program, "place", "가람역", "--json"], capture_output=True, env=environment, timeout=60)
    assert json.loads(found.stdout.decode())[0]["name"] == "가람역"
    refused = subprocess.run([program, "place", "%"], capture_output=True, env=environment, timeout=60)
    assert (refused.returncode, refused.stdout, refused.stderr.count(b"\n")) == (2, b"", 1)


def test_search_prints_a_json_array_nearest_first(run):
    done = run("search", "--lat", LAT, "--lon", LON, "--radius-km", "13", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [one["id"][0] for one in found] == ["a", "d", "b"]
    needed = "id name kind lat lon distance_m road_address phone region_code position_trust reference_date"
    assert set(needed.split()) <= set(found[0])
    assert found[2]["distance_m"] == 12_000.0
    assert found[0]["reference_date"] == "2024-06-30"
    assert found[0]["services"] == ["상담", "자살예방"]


def test_search_takes_every_filter(run):
    filters = ["--kind", towns.BASIC, "--kind", towns.HOSPITAL, "--service", "상담", "--region", towns.CITY]
    done = run("search", "--lat", LAT, "--lon", LON, "--radius-km", "50", *filters, "--text", "북부", "--json")
    assert [one["id"][0] for one in json.loads(done.stdout)] == ["b"]
    assert json.loads(run("search", "--lat", LAT, "--lon", LON, "--kind", "한방병원", "--json").stdout) == []


def test_search_prints_a_table(run):
    done = run("search", "--lat", LAT, "--lon", LON, "--nearest", "--limit", "3")
    assert done.returncode == 0
    assert "가람시정신건강복지센터" in done.stdout
    assert "≈ 12.00 km" in done.stdout  # B stands for its emd only
    empty = run("search", "--lat", LAT, "--lon", LON, "--kind", "한방병원")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "No center was found" in empty.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--lat", "nan", "--lon", "127"], "lat is nan"),
        (["--lat", "37.5", "--lon", "127", "--radius-km", "0"], "radius 0 m"),
        (["--lat", "37.5", "--lon", "127", "--radius-km", "101"], "at most 100000 m"),
        (["--lat", "127", "--lon", "37.5"], "look swapped"),
        (["--lat", "37.5"], "both lat and lon"),
        (["--text", "강%"], "wildcard"),
        (["--kind", "보건서"], "did you mean 보건소"),
        (["--region", "123"], "code of no region"),
        ([], "nothing was asked for"),
    ],
)
def test_bad_input_ends_with_status_2_and_one_line(run, arguments, message):
    done = run("search", *arguments, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_place(run):
    done = run("place", "가람역", "--json")
    (first, *_) = json.loads(done.stdout)
    assert (first["name"], first["level"], first["region_code"]) == ("가람역", "station", towns.EMD_1)
    assert (first["lat"], first["lon"]) == pytest.approx(towns.point(1, 1))
    assert run("place", "가람역", "--limit", "1").stdout.startswith(f"{first['lat']:.6f} {first['lon']:.6f}  가람역")
    nothing = run("place", "어느별")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert run("place", "%").returncode == 2
    doubtful = run("place", "나래역")
    assert "No station called '나래역' is known" in doubtful.stderr
    assert "나래군" in doubtful.stdout
    refused = run("route", "--from", "나래역", "--to", "가람역")
    assert refused.returncode != 0
    assert "did you mean 누리도 나래군" in refused.stderr


def test_regions(run):
    rows = json.loads(
        run("regions", "--level", "sigungu", "--parent", towns.SIDO, "--kind", towns.BASIC, "--json").stdout
    )
    assert [row["region_code"] for row in rows] == [towns.CITY, towns.COUNTY]
    assert rows[0]["people_per_center"] == 1000
    assert rows[1]["people_per_center"] is None
    csv = run("regions", "--level", "emd", "--csv").stdout
    assert csv.splitlines()[0].startswith("region_code,name,full_name")
    assert len(csv.splitlines()) == 5
    assert "누리도" in run("regions").stdout
    for arguments in (["--level", "gu"], ["--csv", "--json"], ["--parent", "7"]):
        done = run("regions", *arguments)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_csv_reads_back(run, tmp_path):
    path = tmp_path / "regions.csv"
    path.write_text(run("regions", "--level", "sigungu", "--kind", towns.BASIC, "--csv").stdout, encoding="utf-8")
    frame = pd.read_csv(path, dtype={"region_code": "string"}).set_index("region_code")
    assert frame.loc[towns.CITY, "mean_km"] == pytest.approx(towns.REACH[towns.CITY][1], rel=1e-4)
