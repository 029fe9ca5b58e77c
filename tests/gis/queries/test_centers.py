from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from gis import vocabulary
from gis.crs import LAT_RANGE, LON_RANGE
from gis.errors import InputError, NotFoundError
from gis.queries.centers import (
    center,
    center_frame,
    centers_in,
    centers_nearest,
    centers_within,
    points_in,
    points_nearest,
    points_within,
)
from tests import oracles, towns

A, B, D, E = (one.center_id for one in towns.CENTERS)
AT_A = dict(zip(("lat", "lon"), towns.point(0, 0), strict=True))


def ids(found):
    return [one.center_id for one in found]


def scatter(conn, points, *, kind="의원"):
    """Write centers at points (lat, lon) into the town; their ids tell their order."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number, (lat, lon) in enumerate(points):
        code = "".join(letters[number // 26**place % 26] for place in range(4))
        conn.execute(
            text("""
                INSERT INTO core.center (center_id, kind, is_public, name, geom, h3_7, h3_8, h3_9, h3_10, region_code,
                    position_source, position_method, position_trust, position_radius_m, address_agreement,
                    reference_date,
                    care_level, is_open_to_public)
                VALUES (:id, :kind, false, '점', ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 7, 8, 9, 10, :code,
                    'test', 'random', 'building', 50, 'emd', '2024-06-30', 'gives', true)
            """),
            {"id": f"zzzzzz{code}", "kind": kind, "lat": lat, "lon": lon, "code": towns.EMD_1},
        )


@contextmanager
def statements(conn):
    """Collect the statements that run on a connection, with what they bind."""
    seen = []

    def note(_conn, _cursor, statement, parameters, _context, _many):
        seen.append((statement, parameters))

    event.listen(conn, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(conn, "before_cursor_execute", note)


def plan_of(conn, search):
    """Run a search, and give the plan of the statement that found its rows."""
    with statements(conn) as seen:
        search()
    statement, parameters = seen[-1]
    return "\n".join(row[0] for row in conn.exec_driver_sql(f"EXPLAIN {statement}", parameters))


# -- the town --------------------------------------------------------------------------------------------------


def test_nearest_first_with_geodesic_metres(town_conn):
    found = centers_within(town_conn, **AT_A, radius_m=12_500)
    assert ids(found) == [A, D, B]
    assert found[0].distance_m == 0
    assert found[2].distance_m == pytest.approx(12_000, abs=1e-4)


def test_the_border_belongs_to_the_circle(town_conn):
    exact_m = oracles.distance_m(*towns.point(0, 0), *towns.point(3, 0))
    assert B in ids(centers_within(town_conn, **AT_A, radius_m=exact_m + 1e-6))
    assert B not in ids(centers_within(town_conn, **AT_A, radius_m=exact_m - 1e-3))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kinds": [towns.BASIC]}, [A, B]),
        ({"kinds": [towns.METROPOLITAN, towns.HOSPITAL]}, [D, E]),
        ({"services": ["상담"]}, [A, B]),
        ({"services": ["상담", "자살예방"]}, [A]),
        ({"region_code": towns.CITY}, [A, D, B]),  # B stands elsewhere and serves the city
        ({"region_code": towns.COUNTY}, [B, E]),
        ({"region_code": towns.SIDO}, [A, D, B, E]),
        ({"region_code": towns.EMD_1}, [A, D]),
        ({"text": "정신건강"}, [A, D, B]),
        ({"text": "가람시 정신건강"}, [A, D, B]),  # D by its address, 가람시 한길 1
        ({"text": "가람시정신건강"}, [A]),
        ({"text": "북부 정신"}, [B]),
        ({"text": "바다길 9"}, [E]),
        ({"text": "자살"}, [A]),
        ({"text": "없는말"}, []),
        ({"text": "  "}, [A, D, B, E]),
        ({"kinds": [towns.BASIC], "services": ["상담"], "region_code": towns.COUNTY, "text": "북부"}, [B]),
    ],
)
def test_filters(town_conn, filters, expected):
    assert ids(centers_within(town_conn, **AT_A, radius_m=50_000, **filters)) == expected
    assert ids(centers_nearest(town_conn, **AT_A, limit=10, **filters)) == expected
    assert sorted(ids(centers_in(town_conn, **filters))) == sorted(expected)


def test_decomposed_hangul_finds_the_same(town_conn):
    import unicodedata

    assert ids(centers_in(town_conn, text=unicodedata.normalize("NFD", "북부"))) == [B]


def test_nothing_near_then_the_nearest(town_conn):
    far = dict(zip(("lat", "lon"), towns.point(2, 4), strict=True))
    assert centers_within(town_conn, **far, radius_m=3000, kinds=[towns.HOSPITAL]) == []
    (nearest,) = centers_nearest(town_conn, **far, kinds=[towns.HOSPITAL])
    assert nearest.center_id == E
    assert nearest.distance_m == pytest.approx(8000, rel=1e-4)


def test_without_a_point_by_kind_then_name_page_by_page(town_conn):
    found = centers_in(town_conn)
    assert ids(found) == [B, A, D, E]  # 가람시 북부 ... before 가람시정신 ...: a blank sorts first
    assert [one.distance_m for one in found] == [None] * 4
    assert ids(centers_in(town_conn, limit=1, offset=2)) == [D]


def test_what_a_center_carries(town_conn):
    found = centers_nearest(town_conn, **AT_A, kinds=[towns.BASIC], limit=2)
    assert found[0].serves == (towns.CITY,)
    assert found[0].region_name == "누리도 가람시 가람1동"
    assert found[0].services == ("상담", "자살예방")
    assert (found[0].is_approximate, found[1].is_approximate) == (False, True)
    assert found[0].source_count == 1
    assert (found[1].region_code, found[1].sigungu_code, found[1].sido_code) == (towns.FIELDS, towns.COUNTY, towns.SIDO)


def test_one_center_with_sources_and_staff(town_conn):
    detail = center(town_conn, A)
    assert detail.center.name == "가람시정신건강복지센터"
    assert detail.staff == {"간호사": 3, "사회복지사": 0}
    (source,) = detail.sources
    assert (source.source, source.line, source.match_rule, source.publisher) == ("town", 2, "first", "누리도")
    assert detail.position_source == "town"


@pytest.mark.parametrize("center_id", ["nosuchones", "", "a\x00", "' OR true --", "가가가가가가가가가가", "a" * 500])
def test_a_center_that_is_not_there(town_conn, center_id):
    with pytest.raises(NotFoundError, match="there is no center"):
        center(town_conn, center_id)


def test_the_register_as_a_frame(town_conn):
    frame = center_frame(town_conn)
    assert list(frame["center_id"]) == [A, B, D, E]
    assert frame.crs.to_epsg() == 4326
    np.testing.assert_allclose(frame.geometry.y, frame["lat"])
    assert list(center_frame(town_conn, kinds=[towns.HOSPITAL])["center_id"]) == [E]
    empty = center_frame(town_conn, kinds=["한방병원"])
    assert empty.empty
    assert list(empty.columns) == list(frame.columns)


# -- exactness -------------------------------------------------------------------------------------------------


def test_order_is_the_ellipsoid_s_not_the_sphere_s(conn):
    """PostGIS orders the index by a sphere, where east of 37 degrees comes out nearer than north."""
    towns.settle(conn)
    north = oracles.WGS84.fwd(127.0, 37.0, 0, 50_000)
    east = [oracles.WGS84.fwd(127.0, 37.0, 90, 50_020 + step) for step in range(60)]
    scatter(conn, [(lat, lon) for lon, lat, _ in [*east, north]])
    found = centers_within(conn, lat=37.0, lon=127.0, radius_m=60_000, limit=1)
    assert found[0].distance_m == pytest.approx(50_000, abs=1e-3)
    on_a_sphere = conn.execute(
        text("""
            SELECT ST_Y(geom) FROM core.center
            ORDER BY geom::geography <-> ST_SetSRID(ST_MakePoint(127, 37), 4326)::geography LIMIT 1
        """)
    ).scalar_one()
    assert on_a_sphere == pytest.approx(37.0, abs=0.01), "PostGIS orders by the ellipsoid now: drop the second look"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_generated_points_equal_brute_force(conn, data):
    coordinates = st.tuples(st.floats(36.0, 36.2), st.floats(128.0, 128.2)).map(
        lambda p: (round(p[0], 4), round(p[1], 4))
    )
    points = data.draw(st.lists(coordinates, min_size=1, max_size=40))
    lat, lon = data.draw(coordinates)
    radius_m, limit = data.draw(st.floats(1, 30_000)), data.draw(st.integers(1, 50))
    savepoint = conn.begin_nested()
    towns.settle(conn)
    scatter(conn, points)
    found = centers_within(conn, lat=lat, lon=lon, radius_m=radius_m, limit=limit, kinds=["의원"])
    rows = conn.execute(text("SELECT center_id, ST_Y(geom), ST_X(geom) FROM core.center WHERE kind = '의원'"))
    expected = oracles.centers_within(rows, lat, lon, radius_m)[:limit]
    savepoint.rollback()
    np.testing.assert_allclose([one.distance_m for one in found], [metres for _, metres in expected], atol=1e-4)


def test_the_nation_equals_brute_force(nation_conn):
    frame = center_frame(nation_conn)
    everything = list(frame[["center_id", "lat", "lon"]].itertuples(index=False, name=None))
    rng = np.random.default_rng(20240630)
    near = frame.sample(15, random_state=1)[["lat", "lon"]].to_numpy() + rng.normal(0, 0.02, (15, 2))
    for lat, lon in [*near, (37.5665, 126.978), (37.48, 130.9), (33.3, 126.5)]:
        radius_m = float(rng.choice([500, 3_000, 10_000, 40_000]))
        expected = oracles.centers_within(everything, lat, lon, radius_m)
        found = centers_within(nation_conn, lat=lat, lon=lon, radius_m=radius_m, scope="register", limit=10_000)
        assert sorted(ids(found)) == sorted(center_id for center_id, _ in expected), (lat, lon, radius_m)
        np.testing.assert_allclose([one.distance_m for one in found], [metres for _, metres in expected], atol=1e-3)
        first = centers_within(nation_conn, lat=lat, lon=lon, radius_m=radius_m, scope="register", limit=7)
        np.testing.assert_allclose([one.distance_m for one in first], [metres for _, metres in expected[:7]], atol=1e-3)


# -- the index -------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(conn):
    """Give the owner's connection to the town with 20,000 more centers, all over the country."""
    towns.settle(conn)
    conn.execute(
        text("""
            INSERT INTO core.center (center_id, kind, is_public, name, geom, h3_7, h3_8, h3_9, h3_10, region_code,
                position_source, position_method, position_trust, position_radius_m, address_agreement, reference_date,
                    care_level, is_open_to_public)
            SELECT 'z' || translate(lpad(i::text, 9, '0'), '0123456789', 'abcdefghij'), '의원', false,
                '점' || md5(i::text),
                ST_SetSRID(ST_MakePoint(126 + 3 * random(), 34 + 4 * random()), 4326), 7, 8, 9, 10, :code,
                'test', 'random', 'building', 50, 'emd', '2024-06-30', 'gives', true
            FROM generate_series(1, 20000) i
        """),
        {"code": towns.EMD_1},
    )
    conn.execute(text("ANALYZE core.center"))
    return conn


def test_a_radius_search_walks_the_index_in_order(crowd):
    plan = plan_of(crowd, lambda: points_within(crowd, **AT_A, radius_m=10_000, limit=100))
    assert "Index Scan using center_geog" in plan
    assert "Sort" not in plan.split("Index Scan using center_geog")[0], "rows are sorted: the index gave no order"


def test_the_nearest_walks_the_index_in_order(crowd):
    plan = plan_of(crowd, lambda: points_nearest(crowd, **AT_A, limit=5))
    assert "Index Scan using center_geog" in plan
    assert "Sort" not in plan.split("Index Scan using center_geog")[0]


def test_a_keyword_is_looked_up_in_the_trigram_index(crowd):
    plan = plan_of(crowd, lambda: points_in(crowd, text="가람시정신건강"))
    assert "center_search_trgm" in plan


# -- what a person may type ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"radius_m": 0}, "radius 0 m"),
        ({"radius_m": -5}, "radius -5 m"),
        ({"radius_m": 100_001}, "at most 100000 m"),
        ({"radius_m": float("nan")}, "radius_m is nan"),
        ({"radius_m": float("inf")}, "radius_m is inf"),
        ({"radius_m": "near"}, "'near' is not a number"),
        ({"lat": float("nan")}, "lat is nan"),
        ({"lon": None}, "is not a number"),
        ({"lat": 40.0}, "outside Korea"),
        ({"lon": 139.7}, "outside Korea"),
        ({"lat": 127.0, "lon": 37.5}, "look swapped"),
        ({"kinds": ["보건서"]}, "did you mean 보건소"),
        ({"kinds": ["의원", "' OR 1=1"]}, "is not a kind of center"),
        ({"services": ["점성술"]}, "is not a service"),
        ({"region_code": "99"}, "code of no region"),
        ({"region_code": "9\x00"}, "code of no region"),
        ({"region_code": ""}, "code of no region"),
        ({"text": "강%남"}, "'%' in the text is a wildcard"),
        ({"text": "강_남"}, "'_' in the text"),
        ({"text": "강*"}, "wildcard"),
        ({"text": "a\\"}, "wildcard"),
        ({"text": "가|나"}, "wildcard"),
        ({"text": "가\x00나"}, "control character"),
        ({"text": "가" * 61}, "61 characters long"),
        ({"limit": 0}, "limit 0"),
        ({"limit": 10_001}, "1 to 10000"),
        ({"limit": True}, "limit True"),
        ({"limit": 2.5}, "limit 2.5"),
    ],
)
def test_bad_input_is_refused_with_a_clear_word(town_conn, change, message):
    with pytest.raises(InputError, match=message.replace("*", r"\*")):
        centers_within(town_conn, **{**AT_A, "radius_m": 1000, **change})


INJECTIONS = [
    "'; DROP TABLE core.center; --",
    "' OR '1'='1",
    "') OR true --",
    "$$; SELECT 1",
    ":lat",
    "{}",
    "1; COMMIT",
]


@pytest.mark.parametrize("typed", INJECTIONS)
def test_what_is_typed_is_bound_never_written_in(town_conn, typed):
    with statements(town_conn) as seen:
        assert centers_within(town_conn, **AT_A, radius_m=50_000, text=typed) == []
    for word in typed.split():
        assert all(f"{word.lower()}%" not in statement for statement, _ in seen)
    assert len(centers_in(town_conn)) == 4


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=70))
def test_any_text_is_answered_or_refused(town_conn, typed):
    try:
        found = centers_in(town_conn, text=typed)
    except InputError:
        return
    words = typed.split()
    assert len(found) == 4 if not words else len(found) <= 4


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lat=st.floats(), lon=st.floats(), radius_m=st.floats())
def test_any_number_is_answered_or_refused(town_conn, lat, lon, radius_m):
    inside = LAT_RANGE[0] <= lat <= LAT_RANGE[1] and LON_RANGE[0] <= lon <= LON_RANGE[1] and 0 < radius_m <= 100_000
    if inside:
        assert isinstance(centers_within(town_conn, lat=lat, lon=lon, radius_m=radius_m), list)
    else:
        with pytest.raises(InputError):
            centers_within(town_conn, lat=lat, lon=lon, radius_m=radius_m)


def test_every_kind_in_the_register_is_in_the_vocabulary(nation_conn):
    known = {kind.code for kind in vocabulary.kinds()}
    frame = center_frame(nation_conn)
    assert set(frame["kind"]) <= known
    assert {service for services in frame["services"] for service in services} <= {
        service.code for service in vocabulary.services()
    }
