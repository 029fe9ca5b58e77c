"""Layers for GIS tools: what GDAL copies is what the database holds, and what cannot be read is refused in words."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
import shapely
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from starlette.applications import Starlette
from starlette.routing import Mount

from app.api import ogc
from app.api.limiter import Limiter
from app.data import database
from gis.settings import Settings

NEAR = "ST_X(geom) < 128.01 AND ST_Y(geom) < 36.01"


@pytest.fixture(scope="module")
def mounted(town: Engine) -> Iterator[Starlette]:
    """Mount the layers of the town as the server does, for the role that reads."""
    reader = town.url.set(username="mindconnect_reader").render_as_string(hide_password=False)
    settings = Settings(reader_database_url=reader)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "settings", lambda: settings)
        yield Starlette(routes=[Mount("/ogc", app=ogc.create_ogc(Limiter(burst=10_000, per_min=10_000)))])


@pytest.fixture(scope="module")
def client(mounted: Starlette) -> Iterator[TestClient]:
    with TestClient(mounted) as client:
        yield client


@pytest.fixture(scope="module")
def gdal(mounted: Starlette) -> Iterator[str]:
    """Serve it on a port, and give what GDAL calls it."""
    server = uvicorn.Server(uvicorn.Config(mounted, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"OAPIF:http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/ogc"
    server.should_exit = True
    thread.join(30)


def rows(town: Engine, name: str, where: str = "true") -> list[str]:
    with town.connect() as conn:
        return sorted(conn.scalars(text(f"SELECT id FROM serve.{ogc.LAYERS[name]} WHERE {where}")))


def test_collections_are_named_in_both_languages_and_lead_on(client):
    listed = client.get("/ogc/collections").json()
    assert [one["id"] for one in listed["collections"]] == list(ogc.LAYERS)
    centers = listed["collections"][0]
    assert centers["title"] == "기관 / Centers"
    assert all(link["href"].startswith("http://testserver/ogc/") for link in centers["links"])
    assert client.get(centers["links"][0]["href"]).json()["title"] == "기관 / Centers"
    landing = client.get("/ogc/", headers={"Accept": "text/html"}).json()
    assert {link["rel"] for link in landing["links"]} >= {"conformance", "data", "service-desc"}
    assert client.get("/ogc/api").json()["info"]["title"] == "MindConnect layers"
    assert set(ogc.CONFORMANCE) <= set(client.get("/ogc/conformance").json()["conformsTo"])


@pytest.mark.parametrize("name", ogc.LAYERS)
def test_every_layer_gives_the_rows_of_its_view(client, town, name):
    answer = client.get(f"/ogc/collections/{name}/items")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    given = answer.json()
    assert sorted(feature["id"] for feature in given["features"]) == rows(town, name)
    assert given["numberMatched"] == len(given["features"])
    queryables = client.get(f"/ogc/collections/{name}/queryables").json()["properties"]
    assert all(set(feature["properties"]) <= set(queryables) for feature in given["features"])


def test_what_was_never_computed_is_null(client):
    (sido,) = client.get("/ogc/collections/sido/items").json()["features"]
    assert sido["properties"]["people"] == 2400
    assert sido["properties"]["evening_car_30min_share_low"] is None
    assert sido["properties"]["data_version"] is None


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"filter": "kind = '종합병원'"}, "kind = '종합병원'"),
        ({"filter": "kind LIKE '종합%' OR id IN ('aaaaaaaaaa', 'x')"}, "kind = '종합병원' OR id = 'aaaaaaaaaa'"),
        (
            {"filter": "S_INTERSECTS(geom, BBOX(127.9, 35.9, 128.01, 36.01))"},
            NEAR,
        ),
        ({"filter": '{"op": "=", "args": [{"property": "is_public"}, true]}', "filter-lang": "cql2-json"}, "is_public"),
        ({"bbox": "127.9,35.9,128.01,36.01"}, NEAR),
        ({"kind": "종합병원"}, "kind = '종합병원'"),
    ],
)
def test_filters_choose_what_the_same_sql_chooses(client, town, asked, where):
    given = client.get("/ogc/collections/centers/items", params=asked).json()
    expected = rows(town, "centers", where)
    assert 0 < len(expected) < len(rows(town, "centers"))
    assert sorted(feature["id"] for feature in given["features"]) == expected


@pytest.mark.parametrize(
    "asked",
    [
        {"bbox": "null"},
        {"bbox": "1,2,3"},
        {"bbox": "nan,0,1,1"},
        {"ids": "\x00"},
        {"filter": "pg_sleep(5) = 1"},
        {"filter": "name = 3"},
        {"filter": "nothing = 1"},
        {"filter": "(("},
        {"filter": "(" * 3000 + "kind = 'a'" + ")" * 3000},
        {"filter": "NOT " * 500 + "kind = 'a'"},
        {"filter": "kind = 'a' OR " * 1000 + "kind = 'b'"},
        {"filter": "S_INTERSECTS(geom, BBOX(1, 2))"},
        {"limit": "20000"},
        {"limit": "-1"},
        {"offset": "9" * 30},
        {"f": "html"},
        {"f": "shp"},
        {"datetime": "yesterday"},
        {"psychiatrists": "many"},
        {"sortby": "nothing"},
        {"simplify": "nan"},
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, asked):
    answer = client.get("/ogc/collections/centers/items", params=asked)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_collection_or_tile_that_is_not_there(client):
    assert client.get("/ogc/collections/nothing/items").status_code == 404
    assert client.get("/ogc/collections/centers/items/nothing").status_code == 404
    assert client.get("/ogc/collections/centers/tiles/WebMercatorQuad/99/1/1").status_code == 400


def test_tiles_hold_the_layer(client):
    tile = client.get("/ogc/collections/emd/tiles/WebMercatorQuad/6/54/25")
    assert tile.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "가람1동".encode() in tile.content
    assert "max-age" in tile.headers["Cache-Control"]


def test_gdal_lists_every_layer(gdal):
    assert set(by_gdal("[name for name, _ in pyogrio.list_layers(source)]", gdal)) == set(ogc.LAYERS)


@pytest.mark.parametrize(
    ("name", "options", "where"),
    [
        ("centers", "", "true"),
        ("emd", "", "true"),
        ("cells", "", "true"),
        ("centers", """, where="kind = '종합병원'" """, "kind = '종합병원'"),
        ("centers", ", bbox=(127.9, 35.9, 128.01, 36.01)", NEAR),
    ],
)
def test_gdal_copies_rows_and_geometry(gdal, town, name, options, where):
    frame = f"pyogrio.read_dataframe(source, layer={name!r}{options})"
    copied = by_gdal(f"(lambda f: dict(zip(f['id'], f.geometry.to_wkb(hex=True))))({frame})", gdal)
    assert sorted(copied) == rows(town, name, where)
    with town.connect() as conn:
        wkb = dict(conn.execute(text(f"SELECT id, ST_AsBinary(geom) FROM serve.{ogc.LAYERS[name]}")).tuples().all())
    apart = shapely.hausdorff_distance(
        shapely.from_wkb(list(copied.values())), shapely.from_wkb([wkb[one] for one in copied])
    )
    assert max(apart) < 1e-7


KOREA_2000 = "http://www.opengis.net/def/crs/EPSG/0/5179"


def in_korea_2000(town: Engine, name: str) -> dict[str, shapely.Geometry]:
    """Project the layer by SQL; easting first, as PostGIS has it."""
    with town.connect() as conn:
        found = conn.execute(text(f"SELECT id, ST_AsBinary(ST_Transform(geom, 5179)) FROM serve.{ogc.LAYERS[name]}"))
        return {key: shapely.from_wkb(wkb) for key, wkb in found}


def test_features_come_in_the_reference_system_that_is_asked_for(client, town):
    stated = client.get("/ogc/collections/centers").json()
    assert KOREA_2000 in stated["crs"]
    assert stated["storageCrs"] == stated["crs"][0] == ogc.CRS84
    assert client.get("/ogc/collections").json()["collections"][0]["crs"] == stated["crs"]
    wanted = in_korea_2000(town, "centers")
    answer = client.get("/ogc/collections/centers/items", params={"crs": KOREA_2000})
    assert answer.headers["Content-Crs"] == f"<{KOREA_2000}>"
    for one in answer.json()["features"]:
        northing, easting = one["geometry"]["coordinates"]
        assert (easting, northing) == pytest.approx((wanted[one["id"]].x, wanted[one["id"]].y), abs=0.01)
    plain = client.get("/ogc/collections/centers/items")
    assert plain.headers["Content-Crs"] == f"<{ogc.CRS84}>"
    assert 124 < plain.json()["features"][0]["geometry"]["coordinates"][0] < 132
    swapped = client.get("/ogc/collections/centers/items", params={"crs": KOREA_2000.replace("5179", "4326")}).json()
    assert (
        swapped["features"][0]["geometry"]["coordinates"][::-1]
        == plain.json()["features"][0]["geometry"]["coordinates"]
    )


def test_a_box_may_be_given_in_another_reference_system(client, town):
    spots = in_korea_2000(town, "centers")
    one = next(iter(spots.values()))
    box = f"{one.y - 50},{one.x - 50},{one.y + 50},{one.x + 50}"
    found = client.get("/ogc/collections/centers/items", params={"bbox": box, "bbox-crs": KOREA_2000}).json()
    near = [key for key, spot in spots.items() if abs(spot.x - one.x) < 50 and abs(spot.y - one.y) < 50]
    assert sorted(feature["id"] for feature in found["features"]) == sorted(near)
    for asked in (
        {"crs": "EPSG:5179"},
        {"bbox": box, "bbox-crs": "x"},
        {"filter": "people>0", "filter-crs": KOREA_2000},
    ):
        assert client.get("/ogc/collections/centers/items", params=asked).status_code == 400


def test_gdal_reads_it_projected(gdal, town):
    wanted = in_korea_2000(town, "cells")
    box = next(iter(wanted.values())).bounds
    read = "pyogrio.read_dataframe(source, layer='cells', CRS='EPSG:5179'"
    frames = f"({read}), {read}, bbox={box}))"
    copied, near = by_gdal(f"[dict(zip(f['id'], f.geometry.to_wkb(hex=True))) for f in {frames}]", gdal)
    assert sorted(copied) == sorted(wanted)
    assert max(shapely.hausdorff_distance(shapely.from_wkb(wkb), wanted[key]) for key, wkb in copied.items()) < 0.01
    touching = [key for key, cell in wanted.items() if cell.intersects(shapely.box(*box))]
    assert sorted(near) == sorted(touching)
    assert 0 < len(near) < len(wanted)


def by_gdal(expression: str, source: str):
    """Ask in a process of its own: GDAL keeps the interpreter while it waits, and the service runs in this one."""
    code = f"import json, sys, pyogrio; source = sys.argv[1]; print(json.dumps({expression}))"
    done = subprocess.run(
        [sys.executable, "-c", code, source], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_without_a_database_it_says_so(monkeypatch, tmp_path):
    nowhere = Settings(reader_database_url=f"postgresql://nobody@/nothing?host={tmp_path}")
    monkeypatch.setattr(database, "settings", lambda: nowhere)
    with TestClient(Starlette(routes=[Mount("/ogc", app=ogc.create_ogc())])) as client:
        answer = client.get("/ogc/collections")
    assert answer.status_code == 503
    assert answer.json()["code"] == "no_database"
