"""Which network answers, and what is said where none does."""

import csv
import io
import zipfile
from dataclasses import asdict, fields, replace

import numpy as np
import pytest
import shapely

from gis.errors import InputError, SourceError
from gis.hexgrid import cells_of
from gis.settings import ROOT
from gis.streets.estimate import SETTINGS, Detour, estimate, measure_detours, parse_detours, setting_of
from gis.streets.files import SUFFIX, save_network
from gis.streets.land_context import LandContext, load_land_context, save_land_context
from gis.streets.metric import distance_m
from gis.streets.network_catalog import NetworkCatalog
from gis.streets.route import Position, find_route
from gis.terms import MODES

A1, D2, A3 = Position(37.5, 127.0), Position(37.501, 127.003), Position(37.502, 127.0)
JEJU, BUSAN, MASAN = Position(33.5, 126.53), Position(35.18, 129.07), Position(35.2, 128.57)


@pytest.fixture(scope="module")
def detours():
    with (ROOT / "data" / "reference" / "detours.csv").open(encoding="utf-8") as file:
        return parse_detours(csv.DictReader(file))


def make_land_context(*places, settings=None, landmasses=None):
    cells = np.array([cells_of(place.lat, place.lon, 8)[0] for place in places])
    order = np.argsort(cells)
    setting = np.array(settings or [0] * len(places), dtype=np.int8)
    landmass = np.array(landmasses or [1] * len(places), dtype=np.int32)
    return LandContext(cells[order], setting[order], landmass[order])


def place_in(folder, network, name, **changes):
    save_network(replace(network, header=replace(network.header, name=name), **changes), folder / f"{name}{SUFFIX}")


def test_a_route_where_a_network_speaks(tmp_path, town, detours):
    place_in(tmp_path, town, "town")
    trip = NetworkCatalog([tmp_path], detours=detours).trip(A1, D2, mode="car")
    route = find_route(town, A1, D2, mode="car")
    assert (trip.status, trip.network, trip.duration_s, trip.length_m) == (
        "route",
        "town",
        route.ms / 1000,
        route.length_m,
    )
    assert trip.line.tolist() == route.line.tolist()
    assert trip.steps[0].code == "depart"
    assert trip.error_pct == 0


@pytest.mark.parametrize("mode", MODES)
def test_times_to_many_are_the_times_of_trips(tmp_path, town, detours, mode):
    place_in(tmp_path, town, "town", coverage=shapely.box(126.9, 37.4, 127.1, 37.6))
    far = Position(37.7, 127.0)
    land_context = make_land_context(A1, far)
    catalog = NetworkCatalog([tmp_path], detours=detours, land_context=land_context)
    places = [D2, far, A3, Position(37.45, 127.05), JEJU, A1]
    trips = [catalog.trip(A1, place, mode=mode) for place in places]
    times = catalog.times(A1, places, mode=mode)
    assert [(time.status, time.is_approximate) for time in times] == [
        (trip.status, "approximate" in trip.warnings) for trip in trips
    ]
    assert {"route", "estimate", "unreachable"} == {time.status for time in times}
    np.testing.assert_allclose([time.duration_s for time in times], [trip.duration_s for trip in trips], rtol=1e-9)


def test_an_area_that_the_network_ends_before_is_cut(tmp_path, town, detours):
    place_in(tmp_path, town, "town", coverage=shapely.box(126.9, 37.4, 127.1, 37.6))
    wide = NetworkCatalog([tmp_path], detours=detours).isochrone(A1, mode="walk", minutes=[2, 60])
    place_in(tmp_path, town, "town", coverage=shapely.box(126.9999, 37.4999, 127.0001, 37.5001))
    narrow = NetworkCatalog([tmp_path], detours=detours).isochrone(A1, mode="walk", minutes=[5])
    assert (wide.is_cut, narrow.is_cut) == (False, True)
    place_in(tmp_path, town, "town", coverage=shapely.box(*wide.areas[0].bounds).buffer(1e-5))
    both = NetworkCatalog([tmp_path], detours=detours).isochrone(A1, mode="walk", minutes=[2, 60])
    assert (both.cut, both.is_cut) == ((False, True), True)


def test_within_a_network_unreachable_is_never_estimated(tmp_path, town, detours):
    place_in(tmp_path, town, "town", coverage=shapely.box(126.9, 37.4, 127.1, 37.6))
    land_context = make_land_context(A1, D2, Position(37.53, 127.0305))
    catalog = NetworkCatalog([tmp_path], detours=detours, land_context=land_context)
    for nowhere in (Position(37.53, 127.0305), Position(37.45, 127.05)):  # the islet; no street within 500 m
        trip = catalog.trip(A1, nowhere, mode="walk")
        assert (trip.status, trip.line, trip.steps) == ("unreachable", None, ())
        assert np.isnan([trip.length_m, trip.duration_s]).all()


def test_the_network_that_has_footways_goes_first(tmp_path, town, detours):
    rough = replace(town.header, complete=("bicycle", "car"))
    small, large = shapely.box(126.99, 37.49, 127.01, 37.51), shapely.box(126.9, 37.4, 127.1, 37.6)
    place_in(tmp_path, replace(town, header=rough), "a_rough", coverage=large)
    place_in(tmp_path, town, "b_fine", coverage=small)
    catalog = NetworkCatalog([tmp_path], detours=detours)
    assert catalog.trip(A1, A3, mode="walk").network == "b_fine"
    assert catalog.trip(A1, D2, mode="car").network == "a_rough"  # both are complete for cars: the larger one
    outside = Position(37.501, 127.02)
    assert [file.header.name for file in catalog.speaking_for([A1, outside], "walk")] == ["a_rough"]
    assert "approximate" not in catalog.trip(A1, A3, mode="walk").warnings


def test_an_area_that_leaves_one_network_is_drawn_on_the_next(tmp_path, town, detours):
    rough = replace(town.header, complete=("bicycle", "car"))
    place_in(tmp_path, replace(town, header=rough), "rough", coverage=shapely.box(126.9, 37.4, 127.1, 37.6))
    place_in(tmp_path, town, "fine", coverage=shapely.box(126.9995, 37.4995, 127.0005, 37.5005))
    catalog = NetworkCatalog([tmp_path], detours=detours)
    assert catalog.isochrone(A1, mode="walk", minutes=[15]).is_approximate
    place_in(tmp_path, town, "fine", coverage=shapely.box(126.95, 37.45, 127.05, 37.55))
    assert not catalog.isochrone(A1, mode="walk", minutes=[15]).is_approximate
    assert catalog.isochrone(BUSAN, mode="walk", minutes=[15]) is None


def test_a_warm_atlas_has_everything_at_hand(tmp_path, town, detours, monkeypatch):
    place_in(tmp_path, town, "town")
    catalog = NetworkCatalog([tmp_path], detours=detours)
    catalog.warm()
    (file,) = catalog.files()
    held = catalog.network(file)
    monkeypatch.setattr(type(held), "_compress", None)  # nothing is left to be joined or indexed
    monkeypatch.setattr("gis.streets.snap.make_index", None)
    assert [catalog.trip(A1, A3, mode=mode).status for mode in MODES] == ["route"] * 3
    assert catalog.network(file) is held


def test_a_network_with_broken_streets_gives_estimates_and_a_line_in_the_log(tmp_path, town, detours, caplog):
    place_in(tmp_path, town, "town")
    path = tmp_path / f"town{SUFFIX}"
    with zipfile.ZipFile(path) as archive:
        starts = sorted(entry.header_offset for entry in archive.infolist())
        end = starts[starts.index(archive.getinfo("street_ms.npy").header_offset) + 1]
    content = bytearray(path.read_bytes())
    content[end - 4 : end] = bytes(byte ^ 1 for byte in content[end - 4 : end])
    path.write_bytes(content)
    catalog = NetworkCatalog([tmp_path], detours=detours, land_context=make_land_context(A1, D2))
    catalog.warm()
    assert catalog.trip(A1, D2, mode="car").status == "estimate"
    assert [one.status for one in catalog.times(A1, [D2], mode="car")] == ["estimate"]
    assert catalog.isochrone(A1, mode="car", minutes=[5]) is None
    told = [record for record in caplog.records if "estimated until the file is put right" in record.message]
    assert len(told) == 1
    place_in(tmp_path, town, "town")
    assert catalog.trip(A1, D2, mode="car").status == "route", "put right, it speaks again"


def test_an_estimate_elsewhere(tmp_path, detours):
    catalog = NetworkCatalog([tmp_path], detours=detours, land_context=make_land_context(BUSAN, MASAN, settings=[0, 1]))
    trip = catalog.trip(BUSAN, MASAN, mode="car")
    straight = float(distance_m(BUSAN.lon, BUSAN.lat, MASAN.lon, MASAN.lat))
    assert (trip.status, trip.line, trip.network) == ("estimate", None, "")
    assert 1.1 * straight < trip.length_m < 2 * straight
    country = estimate(straight, mode="car", setting="rural", detours=detours)  # one end lies in the country
    assert trip.duration_s == country.duration_s[0]
    assert trip.error_pct > 0


def test_no_estimate_across_the_sea_or_from_where_nobody_lives(tmp_path, detours):
    land_context = make_land_context(BUSAN, JEJU, landmasses=[1, 2])
    catalog = NetworkCatalog([tmp_path], detours=detours, land_context=land_context)
    assert catalog.trip(BUSAN, JEJU, mode="car").status == "unreachable"
    assert catalog.trip(BUSAN, Position(34.5, 130.5), mode="car").status == "unreachable"
    assert NetworkCatalog([tmp_path], detours=detours).trip(BUSAN, MASAN, mode="car").status == "unreachable"


def test_the_sea_is_crossed_as_the_smaller_land_allows(tmp_path, detours):
    def crossing(origin, destination, **context):
        places = make_land_context(BUSAN, MASAN, JEJU, **context)
        return NetworkCatalog([tmp_path], detours=detours, land_context=places).crossing(origin, destination)

    apart = {"landmasses": [1, 1, 2]}
    assert crossing(BUSAN, MASAN, **apart) is None
    assert crossing(BUSAN, JEJU, **apart) == crossing(JEJU, BUSAN, **apart) == "ferry_or_plane"
    assert crossing(JEJU, BUSAN, settings=[0, 1, 2], **apart) == "ferry"
    assert crossing(BUSAN, Position(34.5, 130.5), **apart) is None, "nobody lives there: nothing is known"
    assert NetworkCatalog([tmp_path], detours=detours).crossing(BUSAN, JEJU) is None


def test_ground_reaches_two_cells_around(tmp_path):
    land_context = make_land_context(BUSAN, settings=[2], landmasses=[7])
    assert land_context.at(BUSAN.lat, BUSAN.lon) == ("island", 7)
    assert land_context.at(BUSAN.lat + 0.012, BUSAN.lon) == ("island", 7)  # 1.3 km
    assert land_context.at(BUSAN.lat + 0.05, BUSAN.lon) is None
    save_land_context(land_context, tmp_path / "land_context.parquet")
    back = load_land_context(tmp_path / "land_context.parquet")
    assert (back.cells == land_context.cells).all()
    assert back.at(BUSAN.lat, BUSAN.lon) == ("island", 7)


def test_broken_ground_is_told(tmp_path):
    path = tmp_path / "land_context.parquet"
    with pytest.raises(SourceError, match="cannot be read"):
        load_land_context(path)
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(SourceError, match="cannot be read"):
        load_land_context(path)
    save_land_context(LandContext(np.array([5, 3]), np.zeros(2, dtype=np.int8), np.zeros(2, dtype=np.int32)), path)
    with pytest.raises(SourceError, match="not in order"):
        load_land_context(path)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_farther_takes_longer_and_error_is_stated(detours, setting, mode):
    metres = np.geomspace(1, 80_000, 400)
    guess = estimate(metres, mode=mode, setting=setting, detours=detours)
    assert (np.diff(guess.duration_s) > 0).all()
    assert (guess.length_m >= metres).all()
    assert (guess.error_pct > 0).all()
    assert estimate(0.0, mode=mode, setting=setting, detours=detours).duration_s[0] == 0


def test_estimate_by_hand():
    bands = [
        Detour("x", "urban", "walk", 0.25, 1.0, 50, 1.4, 2.0, 3.0, 0.2),  # middle 500 m
        Detour("x", "urban", "walk", 1.0, 16.0, 50, 1.2, 2.0, 4.0, 0.1),  # middle 4 km
    ]
    found = estimate([100, 500, 4000, 2000**0.5 * 1000**0.5], mode="walk", setting="urban", detours=bands)
    middle = np.interp(np.log(2000**0.5 * 1000**0.5), np.log([500, 4000]), [0, 1])
    assert found.length_m == pytest.approx([140, 700, 4800, 2000**0.5 * 1000**0.5 * (1.4 - 0.2 * middle)])
    assert found.duration_s[:3] == pytest.approx([100 / 3 * 3.6, 500 / 3 * 3.6, 4000 / 4 * 3.6])
    assert found.log_sd == pytest.approx([0.2, 0.2, 0.1, 0.2 - 0.1 * middle])
    assert found.error_pct[2] == pytest.approx(6.98, abs=0.01)  # half of a normal distribution: 0.6745 deviations
    with pytest.raises(InputError):
        estimate([-1], mode="walk", setting="urban", detours=bands)
    with pytest.raises(InputError):
        estimate([np.nan], mode="walk", setting="urban", detours=bands)


def test_measured_detours_repeat_and_describe_their_network(make_random):
    network = make_random(11)
    measured = measure_detours(network, setting="urban", mode="walk", pairs=40, seed=4)
    assert measured == measure_detours(network, setting="urban", mode="walk", pairs=40, seed=4)
    band = measured[0]
    assert (band.from_km, band.pairs) == (0.2, 40)
    assert 1 <= band.detour <= band.detour_p90 < 5
    assert 0.4 < band.kmh < 4.6  # walkers do 2.0 to 4.5 on these streets, and less straight ahead
    assert band.log_sd > 0


def test_settings():
    assert setting_of([20_000, 1_499, 5], is_island=[False, False, True]).tolist() == ["urban", "rural", "island"]


def written(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, [field.name for field in fields(Detour)])
    writer.writeheader()
    writer.writerows(rows)
    file.seek(0)
    return csv.DictReader(file)


def test_broken_detours_are_told(detours):
    rows = [asdict(row) for row in detours]
    assert parse_detours(written(rows)) == detours
    for change, says in (({"detour": 0.9}, "at least 1"), ({"mode": "fly"}, "line 2"), ({"kmh": "fast"}, "line 2")):
        with pytest.raises(SourceError, match=says):
            parse_detours(written([rows[0] | change, *rows[1:]]))
    with pytest.raises(SourceError, match=r"no row for .*island"):
        parse_detours(written([row for row in rows if row["setting"] != "island"]))


def test_shipped_networks_answer_at_once():
    catalog = NetworkCatalog([ROOT / "data" / "snapshot" / "streets"], detours=())
    station, city_hall = Position(37.4979, 127.0276), Position(37.5663, 126.9779)
    by_car = catalog.trip(station, city_hall, mode="car")
    assert (by_car.status, by_car.network) == ("route", "seoul")
    assert 8_500 < by_car.length_m < 13_000
    assert 18 * 60 < by_car.duration_s < 40 * 60
    on_foot = catalog.trip(station, city_hall, mode="walk")
    assert "approximate" in on_foot.warnings
    assert catalog.trip(station, Position(37.5045, 127.025), mode="walk").network == "gangnam_walk"
