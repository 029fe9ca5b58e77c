"""Routes and directions: the hand-made town, networkx on split streets, and a hand-checked way at Gangnam station."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from etl.sources.streets_osm import read_streets
from gis.errors import InputError
from gis.settings import ROOT
from gis.streets import route as routes
from gis.streets.build import build_network
from gis.streets.directions import Step, compass_point, give_directions, tell_new_names, turn_code
from gis.streets.files import SUFFIX, load_network
from gis.streets.metric import distance_m
from gis.streets.network import CLOSED, FLAGS
from gis.streets.route import Position, cut_line, find_route, read_mode
from gis.streets.snap import snap
from gis.terms import MODES

A1, B1, C1 = (Position(37.5, 127.0 + 0.001 * i) for i in range(3))
A2, B2, C2, D2 = (Position(37.501, 127.0 + 0.001 * i) for i in range(4))
A3, B3, C3 = (Position(37.502, 127.0 + 0.001 * i) for i in range(3))
STEPS_FOOT = Position(37.499, 127.002)
ISLET = Position(37.53, 127.0305)
EAST_M, NORTH_M = 88.38, 111.0


def on_street(network, a, b, mode):
    """The oracle: networkx on the graph in which both points are nodes of their own, cut into their streets."""
    graph = nx.MultiDiGraph()
    places = snap(network, [a.lon, b.lon], [a.lat, b.lat], mode=mode)
    if (places.street < 0).any():
        return None
    ends = network.street_from, network.street_to
    for street in range(network.street_count):
        for direction, ms in enumerate(network.street_ms[street, MODES.index(mode)].tolist()):
            if ms != CLOSED:
                graph.add_edge(int(ends[direction][street]), int(ends[1 - direction][street]), ms=ms)
    graph.add_nodes_from(["a", "b"])
    for name, i in (("a", 0), ("b", 1)):
        street, share = int(places.street[i]), float(places.share[i])
        start, end = int(ends[0][street]), int(ends[1][street])
        forward, backward = network.street_ms[street, MODES.index(mode)].tolist()
        if forward != CLOSED and name == "a":
            graph.add_edge("a", end, ms=round(forward * (1 - share)))
        if backward != CLOSED and name == "a":
            graph.add_edge("a", start, ms=round(backward * share))
        if forward != CLOSED and name == "b":
            graph.add_edge(start, "b", ms=round(forward * share))
        if backward != CLOSED and name == "b":
            graph.add_edge(end, "b", ms=round(backward * (1 - share)))
    if places.street[0] == places.street[1]:
        ahead = places.share[1] - places.share[0]
        ms = network.street_ms[places.street[0], MODES.index(mode), 0 if ahead >= 0 else 1]
        if ms != CLOSED:
            graph.add_edge("a", "b", ms=round(int(ms) * abs(ahead)))
    try:
        ms = nx.dijkstra_path_length(graph, "a", "b", weight="ms")
    except nx.NetworkXNoPath:
        return None
    return ms + int(places.off_street_ms.sum())


def random_position(network, rng):
    lat, lon = network.node_lat_e6 / 1e6, network.node_lon_e6 / 1e6
    return Position(float(rng.uniform(lat.min(), lat.max())), float(rng.uniform(lon.min(), lon.max())))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(8))
def test_routes_equal_networkx(make_random, seed, mode):
    network = make_random(seed)
    rng = np.random.default_rng(seed + 50)
    found = 0
    for _ in range(60):
        a, b = random_position(network, rng), random_position(network, rng)
        route, expected = find_route(network, a, b, mode=mode), on_street(network, a, b, mode)
        assert (None if route is None else route.ms) == expected
        if route is not None:
            found += 1
            assert_is_continuous(network, route)
    assert found > 2


def assert_is_continuous(network, route):
    for before, after in zip(route.legs[:-1], route.legs[1:], strict=True):
        assert before.line[-1].tolist() == pytest.approx(after.line[0].tolist(), abs=2e-6)
    line = route.line
    drawn = distance_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).sum()
    assert drawn == pytest.approx(sum(leg.length_m for leg in route.legs), abs=0.2 + 0.15 * len(route.legs))
    off_street_ms = (route.from_street_m + route.to_street_m) * 3600 / 4
    assert sum(leg.duration_s for leg in route.legs) * 1000 + off_street_ms == pytest.approx(route.ms, abs=3)
    for leg in route.legs:
        assert network.street_ms[leg.street, MODES.index(route.mode), int(leg.backward)] != CLOSED
    steps = give_directions(network, route)
    assert (steps[0].code, steps[-1].code[:6]) == ("depart", "arrive")
    assert sum(step.length_m for step in steps) == pytest.approx(sum(leg.length_m for leg in route.legs))
    assert sum(step.duration_s for step in steps) == pytest.approx(sum(leg.duration_s for leg in route.legs))


def test_landmarks_give_the_same_routes(make_random, monkeypatch):
    monkeypatch.setattr(routes, "LANDMARK_NODES", 1)
    rng = np.random.default_rng(1)
    for seed in range(4):
        network = make_random(seed)
        for _ in range(15):
            a, b = random_position(network, rng), random_position(network, rng)
            plain = find_route(network, a, b, mode="car")
            monkeypatch.setattr(routes, "LANDMARK_DISTANCE_M", -1.0)
            marked = find_route(network, a, b, mode="car")
            monkeypatch.setattr(routes, "LANDMARK_DISTANCE_M", 1e9)
            assert (plain and plain.ms) == (marked and marked.ms)
            if marked is not None:
                assert_is_continuous(network, marked)


def test_one_way_makes_there_and_back_differ(town):
    there, back = find_route(town, B1, B2, mode="car"), find_route(town, B2, B1, mode="car")
    assert there.length_m == pytest.approx(NORTH_M, abs=0.3)
    assert back.length_m == pytest.approx(2 * EAST_M + NORTH_M, abs=0.5)  # around by A or by C
    assert find_route(town, B2, B1, mode="walk").length_m == pytest.approx(NORTH_M, abs=0.3)


def test_bollard_and_footway_stop_cars_not_walkers(town):
    assert find_route(town, A2, A3, mode="walk").length_m == pytest.approx(NORTH_M, abs=0.3)
    assert find_route(town, A2, A3, mode="bicycle").length_m == pytest.approx(NORTH_M, abs=0.3)
    car = find_route(town, A2, A3, mode="car")
    # 북길 cannot be driven to: the car stops before the bollard, the rest is on foot.
    assert car.to_street_m == pytest.approx(NORTH_M / 2, abs=0.5)


def test_walking_time_by_hand(town):
    route = find_route(town, B1, B3, mode="walk")
    # B1 B2 C2 C3 B3: the footway has no crossing, and along streets a walker waits for no signal.
    metres = 3 * EAST_M + NORTH_M * 3 - EAST_M
    assert route.length_m == pytest.approx(metres, abs=200)
    assert route.ms == pytest.approx(route.length_m / 4.5 * 3600, rel=2e-3)


def test_stairs_are_warned_of(town):
    route = find_route(town, B1, STEPS_FOOT, mode="walk")
    assert route.warnings == ("stairs",)
    assert route.ms / 1000 == pytest.approx(EAST_M * 3.6 / 4.5 + NORTH_M * 3.6 / 2, rel=2e-3)
    assert find_route(town, B1, C1, mode="walk").warnings == ()


def test_only_who_drives_pays_a_toll(town):
    paid = replace(town, street_flags=town.street_flags | FLAGS["toll"])
    assert [find_route(paid, A1, A2, mode=mode).warnings for mode in ("walk", "bicycle", "car")] == [(), (), ("toll",)]


def test_sea_and_islet_have_no_route(town):
    assert find_route(town, A1, ISLET, mode="walk") is None
    assert find_route(town, ISLET, A1, mode="walk") is None
    assert find_route(town, A1, Position(37.45, 127.1), mode="car") is None


def test_the_same_place(town):
    here = Position(37.5001, 127.0005)
    route = find_route(town, here, here, mode="walk")
    assert route.length_m == pytest.approx(2 * 11.1, abs=0.1)  # to the street and back
    assert next(step.code for step in give_directions(town, route)) == "depart"


def test_bad_positions_and_modes():
    for lat, lon in ((float("nan"), 127), (37.5, 200), (127, 37.5)):
        with pytest.raises(InputError, match="not in Korea"):
            Position(lat, lon)
    with pytest.raises(InputError, match="walk, bicycle, car"):
        read_mode("fly")


def test_cut_line():
    line = np.array([[127.0, 37.5], [127.001, 37.5], [127.003, 37.5]])
    assert cut_line(line, 0, 1).tolist() == line.tolist()
    assert cut_line(line, 0.5, 1)[:, 0].tolist() == pytest.approx([127.0015, 127.003])
    assert cut_line(line, 0.1, 0.9)[:, 0].tolist() == pytest.approx([127.0003, 127.001, 127.0027])


def codes(network, a, b, mode):
    return [
        (step.code, step.name, round(step.length_m))
        for step in give_directions(network, find_route(network, a, b, mode=mode))
    ]


def test_directions_through_the_town(town):
    assert codes(town, A2, STEPS_FOOT, "walk") == [
        ("depart", "중앙로", 177),
        ("right", "동길", 111),
        ("stairs", "계단길", 111),
        ("arrive", "", 0),
    ] or codes(town, A2, STEPS_FOOT, "walk") == [
        ("depart", "서길", 111),
        ("left", "남길", 177),
        ("stairs", "계단길", 111),
        ("arrive", "", 0),
    ]
    # Around by C the car has no signal to wait for, and at C1 no choice; the corner is told all the same.
    assert codes(town, B1, D2, "car") == [
        ("depart", "남길", 88),
        ("left", "동길", 111),
        ("right", "중앙로", 88),
        ("arrive", "", 0),
    ]


def test_going_on_along_the_same_street_is_one_step_whatever_it_is_called_in_between():
    step = Step("depart", "동호로", "", 1_000.0, 100.0, "n", 0, 37.5, 127.0)
    bridge, again = (
        replace(step, code="continue", name=""),
        replace(step, code="continue", length_m=350.0, duration_s=35.0),
    )
    told = tell_new_names([step, again, bridge, again, replace(again, name="금호터널"), again])
    assert [(one.code, one.name, one.length_m, one.duration_s) for one in told] == [
        ("depart", "동호로", 1_350.0, 135.0),
        ("continue", "", 1_000.0, 100.0),
        ("continue", "동호로", 350.0, 35.0),
        ("onto", "금호터널", 350.0, 35.0),
        ("onto", "동호로", 350.0, 35.0),
    ]
    stairs = replace(step, code="stairs")
    assert [one.code for one in tell_new_names([step, stairs, again])] == ["depart", "stairs", "continue"]


def test_straight_on_along_another_street_is_not_going_on(town):
    lanes = [town.names[i][0] for i in town.street_name]
    middle = town.node_lon_e6[town.street_to] + town.node_lon_e6[town.street_from]
    numbers = town.street_name.copy()
    numbers[max((i for i, name in enumerate(lanes) if name == "중앙로"), key=lambda i: middle[i])] = len(town.names)
    renamed = replace(town, names=(*town.names, ("동중앙로", "Dongjungang-ro")), street_name=numbers)
    assert codes(renamed, B2, D2, "walk")[:2] == [("depart", "중앙로", 88), ("onto", "동중앙로", 88)]
    assert [code for code, *_ in codes(town, B2, D2, "walk")] == ["depart", "arrive"]


def test_roundabouts_have_exits_for_those_who_drive(town):
    names = [town.names[i][0] for i in town.street_name]
    flags = town.street_flags.copy()
    flags[names.index("동길")] |= FLAGS["roundabout"]
    circle = replace(town, street_flags=flags)
    near_c1, inside = Position(37.5, 127.0018), Position(37.5005, 127.002)

    def exits(destination, mode):
        steps = give_directions(circle, find_route(circle, near_c1, destination, mode=mode))
        return [step.exit for step in steps if step.code == "roundabout"]

    assert exits(D2, "car") == [1]
    assert exits(inside, "car") == [0]  # the way ends before any exit
    assert exits(D2, "walk") == []


def test_the_destination_lies_beside_the_street(town):
    east = Position(37.5005, 127.0)
    north_of = Position(37.5012, 127.0025)
    south_of = Position(37.5008, 127.0025)
    assert codes(town, east, north_of, "car")[-1][0] == "arrive_left"
    assert codes(town, east, south_of, "car")[-1][0] == "arrive_right"


@pytest.mark.parametrize(
    ("turn", "code"),
    [
        (0, "continue"), (29, "continue"), (-29, "continue"), (31, "slight_right"), (-40, "slight_left"), (90, "right"),
        (-90, "left"), (150, "sharp_right"), (-150, "sharp_left"), (180, "u_turn"), (-179, "u_turn"),
    ],
)  # fmt: skip
def test_turns(turn, code):
    assert turn_code(turn) == code


def test_compass():
    assert [compass_point(bearing) for bearing in (0, 22, 23, 90, 180, 270, -45, 359)] == [
        "n", "n", "ne", "e", "s", "w", "nw", "n",
    ]  # fmt: skip


STATION, SINNONHYEON = Position(37.4979, 127.0276), Position(37.5045, 127.0250)
"""The crossing at Gangnam station, and 신논현역 north of it along 강남대로: checked by hand on OpenStreetMap's map."""


@pytest.fixture(scope="module")
def gangnam():
    """Give the network that is shipped: no test on it is ever skipped."""
    return load_network(ROOT / "data" / "snapshot" / "streets" / f"gangnam_walk{SUFFIX}")


def assert_is_the_way_north(network):
    assert "walk" in network.header.complete
    route = find_route(network, STATION, SINNONHYEON, mode="walk")
    straight = float(distance_m(STATION.lon, STATION.lat, SINNONHYEON.lon, SINNONHYEON.lat))
    assert straight <= route.length_m < 1.1 * straight
    steps = give_directions(network, route)
    assert [(step.code, step.name, step.name_en) for step in steps] == [
        ("depart", "서초대로", "Seocho-daero"),
        ("left", "강남대로", "Gangnam-daero"),
        ("arrive_right", "", ""),
    ]
    assert 740 < steps[1].length_m < 790
    assert steps[1].compass == "n"
    assert 9 * 60 < route.ms / 1000 < 13 * 60


def test_from_gangnam_station_north(gangnam):
    assert_is_the_way_north(gangnam)


def test_the_extract_gives_the_way_of_the_shipped_network(raw_streets, table, header):
    raw = read_streets(raw_streets / "gangnam_stn_walk_202603.osm.pbf", table)
    assert_is_the_way_north(build_network(raw, header=header))


def told(network, a, b):
    steps = give_directions(network, find_route(network, a, b, mode="walk"))
    return [(step.code, step.name, step.compass) for step in steps]


def test_from_gangnam_station_south_and_back(gangnam):
    south = Position(37.4935, 127.0300)  # 강남대로 before 우성아파트 crossing
    assert told(gangnam, STATION, south) == [
        ("depart", "서초대로", "e"), ("right", "강남대로", "s"), ("arrive_left", "", "s"),
    ]  # fmt: skip
    assert told(gangnam, south, STATION) == [
        ("depart", "강남대로", "n"), ("left", "서초대로", "w"), ("arrive", "", "w"),
    ]  # fmt: skip


def test_east_of_gangnam_station_the_street_has_another_name(gangnam):
    yeoksam = Position(37.5007, 127.0364)
    assert told(gangnam, STATION, yeoksam)[:2] == [("depart", "서초대로", "e"), ("onto", "테헤란로", "e")]
