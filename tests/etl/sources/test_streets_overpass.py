"""Streets of a named place from servers that answer as Nominatim and Overpass do."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse
from xml.etree import ElementTree

import pytest

from etl.sources import streets_osm
from etl.sources.streets_overpass import download_streets
from gis.errors import FetchError
from gis.settings import ROOT
from gis.streets.build import build_network
from gis.streets.files import read_speeds
from gis.streets.network import CLOSED, Header

TOWN = ROOT / "tests" / "gis" / "streets" / "toy_town.osm"


def town_as_json():
    """The town as Overpass writes it; 일방로 drawn the other way round with oneway=-1."""
    elements = []
    for item in ElementTree.parse(TOWN).getroot():
        tags = {tag.get("k"): tag.get("v") for tag in item.findall("tag")}
        entry = {"type": item.tag, "id": int(item.get("id"))} | ({"tags": tags} if tags else {})
        if item.tag == "node":
            entry |= {"lat": float(item.get("lat")), "lon": float(item.get("lon"))}
        else:
            entry["nodes"] = [int(nd.get("ref")) for nd in item.findall("nd")]
            if tags.get("name") == "일방로":
                entry["nodes"].reverse()
                tags["oneway"] = "-1"
        elements.append(entry)
    return {"version": 0.6, "elements": elements}


def ferry_as_json():
    """Give a ferry beside the town, which no way with a class of highway leads to."""
    nodes = [{"type": "node", "id": 900 + i, "lat": 37.5, "lon": 127.03 + i * 0.01} for i in range(2)]
    tags = {"route": "ferry", "name": "뱃길", "motor_vehicle": "no"}
    return {"version": 0.6, "elements": [*nodes, {"type": "way", "id": 900, "nodes": [900, 901], "tags": tags}]}


class Server(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.refusal: tuple[int, dict[str, object]] | None = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        url = urlparse(self.path)
        self.server.asked.append(url.path)
        outline = {"type": "Polygon", "coordinates": [[[126.99, 37.49], [127.05, 37.49], [127.05, 37.54], [126.99, 37.54], [126.99, 37.49]]]}  # fmt: skip  # noqa: E501
        found = {"연천군": [{"place_id": 1, "osm_type": "relation", "osm_id": 1, "lat": "37.5", "lon": "127.0",
                          "class": "boundary", "type": "administrative", "place_rank": 12, "importance": 0.5,
                          "addresstype": "county", "name": "연천군", "display_name": "연천군",
                          "boundingbox": ["37.49", "37.54", "126.99", "127.05"], "geojson": outline}]}  # fmt: skip
        self.answer(200, found.get(parse_qs(url.query)["q"][0], []))

    def do_POST(self):
        self.server.asked.append(urlparse(self.path).path)
        query = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = parse_qs(query)["data"][0]
        assert ('"highway"' in asked) != ('"ferry"' in asked)
        found = ferry_as_json() if '"ferry"' in asked else town_as_json()
        self.answer(*(self.server.refusal or (200, found)))

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def table():
    return read_speeds(ROOT / "data" / "reference" / "street_speeds.csv")


def download(server, table, folder, place="연천군"):
    return download_streets(
        place, table, cache_dir=folder, overpass_url=f"{server.url}/api", nominatim_url=f"{server.url}/nominatim/"
    )


def test_the_same_network_as_from_a_file(server, table, tmp_path):
    raw, area = download(server, table, tmp_path)
    assert area.bounds == (126.99, 37.49, 127.05, 37.54)
    header = Header("x", "x", "", "", "", table.classes, ())
    one = build_network(raw, header=header)
    other = build_network(streets_osm.read_streets(TOWN, table), header=header)
    streets = describe(one)
    ferries = [street for street in streets if street[2] == table.classes.index("ferry")]
    assert [(name, ms[2]) for *_, name, ms in ferries] == [(("뱃길", ""), [CLOSED, CLOSED])]
    assert [street for street in streets if street not in ferries] == describe(other)


def describe(network):
    """Streets by their ends, length, class, name and times, whatever their order and drawing."""
    lon, lat = network.node_lon_e6, network.node_lat_e6
    found = []
    for street in range(network.street_count):
        ends = [(int(lon[n]), int(lat[n])) for n in (network.street_from[street], network.street_to[street])]
        ms = network.street_ms[street].tolist()
        if ends[0] > ends[1]:
            ends.reverse()
            ms = [pair[::-1] for pair in ms]
        name = network.names[network.street_name[street]]
        found.append((ends, int(network.street_length_dm[street]), int(network.street_class[street]), name, ms))
    return sorted(found)


def test_answers_are_kept(server, table, tmp_path):
    download(server, table, tmp_path)
    asked = len(server.asked)
    download(server, table, tmp_path)
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    "refusal", [(400, {"remark": "out of memory"}), (200, {"remark": "timed out", "elements": []})]
)
def test_a_broken_download_goes_on_where_it_stopped(server, table, tmp_path, refusal):
    server.refusal = refusal
    with pytest.raises(FetchError, match="run the command again"):
        download(server, table, tmp_path)
    assert server.asked.pop(0).startswith("/nominatim")
    server.refusal = None
    server.asked.clear()
    raw, _ = download(server, table, tmp_path)
    assert len(raw.way_profile) > 10
    assert [path.split("/")[1] for path in server.asked] == ["api", "api"]  # the outline was kept


def test_an_answer_in_part_is_not_taken_for_whole(server, table, tmp_path):
    server.refusal = (200, town_as_json() | {"remark": "runtime error: Query timed out"})
    with pytest.raises(FetchError, match=r"in part only.*timed out.*run the command again"):
        download(server, table, tmp_path)
    server.refusal = None
    assert len(download(server, table, tmp_path)[0].way_profile) > 10


def test_unknown_places_are_told(server, table, tmp_path):
    with pytest.raises(FetchError, match="없는곳"):
        download(server, table, tmp_path, place="없는곳")


def test_silent_servers_are_told(table, tmp_path):
    nowhere = "http://127.0.0.1:9"  # the discard port: nothing listens
    with pytest.raises(FetchError, match="did not arrive"):
        download_streets("연천군", table, cache_dir=tmp_path, overpass_url=nowhere, nominatim_url=f"{nowhere}/")
