"""Open now, and why, in a real browser: badges at a set instant, the filter, the reasons, and a correction."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

CITY_HALL = "?place=%EC%8B%9C%EC%B2%AD&lat=37.5665&lon=126.978&r=5"
OFFICE_OSM = "Mo-Fr 09:00-18:00; PH off"


@pytest.fixture(scope="module")
def office(nation):
    """The center nearest to the city hall that is open on weekdays from nine to six."""
    with nation.connect() as conn:
        return conn.execute(
            text("""
                SELECT c.center_id, c.name FROM core.center c JOIN core.center_week w USING (center_id)
                WHERE w.osm = :osm
                ORDER BY c.geom::geography <-> ST_SetSRID(ST_MakePoint(126.978, 37.5665), 4326)::geography LIMIT 1
            """),
            {"osm": OFFICE_OSM},
        ).one()


@pytest.mark.parametrize(
    ("at", "badge", "line"),
    [
        ("2026-11-23T17:30", "운영 중", "오늘 18:00에 운영 종료"),
        ("2026-11-23T18:00", "운영 종료", "내일 09:00 운영 시작"),
        ("2026-10-05T14:00", "운영 종료", "내일 09:00 운영 시작"),
        ("2026-11-21T11:00", "운영 종료", "월요일 09:00 운영 시작"),
    ],
)
def test_the_list_shows_the_badge_of_a_set_instant(server, tab, office, at, badge, line):
    page = tab()
    page.goto(f"{server}/{CITY_HALL}&at={at}&kind=기초정신건강복지센터")
    entry = page.get_by_role("listitem").filter(has_text=office.name)
    expect(entry).to_contain_text(badge)
    expect(entry).to_contain_text(line)
    assert page.complaints == []


def test_a_clinic_without_hours_is_uncertain(server, tab):
    page = tab(width=390)
    page.goto(f"{server}/{CITY_HALL}&at=2026-11-23T11:00&group=medical")
    entry = page.get_by_role("listitem").filter(has_text="운영시간 확인 필요").first
    entry.wait_for()
    expect(entry).not_to_contain_text("운영 중")


def test_the_filter_keeps_what_is_open_and_says_what_it_leaves_out(server, tab, office):
    page = tab()
    page.goto(f"{server}/{CITY_HALL}&at=2026-11-23T17:30")
    page.get_by_role("radio", name="지금").click()
    page.get_by_text("여는 시간을 모르는").wait_for()
    page.wait_for_url("**open=now**")
    page.get_by_role("listitem").filter(has_text=office.name).wait_for()
    expect(page.get_by_role("listitem").filter(has_text="운영시간 확인 필요")).to_have_count(0)
    page.goto(f"{server}/{CITY_HALL}&at=2026-11-23T23:30&open=now")
    page.get_by_role("button", name="모두 보기").click()
    page.get_by_role("listitem").filter(has_text="운영시간 확인 필요").first.wait_for()


def test_details_give_today_the_reasons_and_the_week(server, tab, office):
    page = tab(width=390)
    page.goto(f"{server}/{CITY_HALL}&at=2026-10-05T14:00&center={office.center_id}")
    page.get_by_text("오늘은 대체공휴일(개천절)이에요").wait_for()
    reasons = page.locator(".opening-why")
    expect(reasons).to_contain_text("공휴일 휴무: 대체공휴일(개천절)")
    expect(reasons).to_contain_text("기준 지자체 공공데이터")
    expect(page.locator("table.week tbody tr").first.locator("th, td")).to_have_text(["월요일~금요일", "09:00~18:00"])
    page.goto(f"{server}/{CITY_HALL}&at=2026-10-05T14:00&center={office.center_id}&lang=en")
    page.get_by_text("Closed on public holidays").wait_for()


def test_a_correction_is_filed_without_an_account(server, tab, office, nation):
    page = tab()
    page.goto(f"{server}/{CITY_HALL}&center={office.center_id}")
    page.get_by_text("정보가 틀렸나요?").click()
    page.get_by_label("맞는 내용을 적어 주세요").fill("토요일에도 10시부터 열어요. 010-0000-5678")
    page.get_by_role("button", name="보내기").click()
    page.get_by_text("고맙습니다. 확인한 뒤 고칠게요.").wait_for()
    with nation.connect() as conn:
        filed = conn.execute(
            text("SELECT topic, message FROM core.correction WHERE center_id = :id"), {"id": office.center_id}
        ).all()
    assert [tuple(row) for row in filed] == [("hours", "토요일에도 10시부터 열어요. ○○○")]
    page.get_by_label("맞는 내용을 적어 주세요").fill("   ")
    page.get_by_role("button", name="보내기").click()
    page.get_by_text("맞는 내용을 한 글자 이상 적어 주세요.").wait_for()
