"""The whole way in a real browser: a review, a report of a citizen, a new file; and what axe says of the pages."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.app.browser import becomes, expect_no_barriers, expect_to_fit
from tests.app.office.conftest import TOKENS
from tests.etl.test_preview import GUNWI, PAJANG, write_list

SUWON = "장안구정신건강복지센터"
NASTY = "<script>document.title='x'</script> 친절했어요"
PLACE = f"place={quote('파장동')}&lat=37.01&lon=127.01"


@pytest.fixture
def sign_in(county_server, tab):
    """Give a function that opens a tab in which somebody is signed in."""

    def as_whom(who, width=1280):
        page = tab(width=width, has_map=False)
        page.context.add_cookies([{"name": "mc_session", "value": TOKENS[who], "url": county_server}])
        page.root = county_server
        return page

    return as_whom


def review_form(page, body):
    page.get_by_text("후기 쓰기").click()
    for name in ("찾아가기", "친절", "기다림", "시설"):
        page.get_by_role("radiogroup", name=name).get_by_text("4", exact=True).click()
    page.get_by_label("어떤 점이 좋았거나").fill(body)
    page.locator(".st-key-reviews").get_by_role("button", name="보내기").click()


def test_a_review_waits_is_published_and_shows_with_its_mean(sign_in, centers):
    writer = sign_in("citizen", width=390)
    writer.goto(f"{writer.root}/?{PLACE}&center={centers[SUWON]}")
    writer.get_by_text("아직 후기가 없어요.").wait_for()
    review_form(writer, "제 번호는 010-0000-5678이에요")
    writer.get_by_text("누구인지 알 수 있는 내용을 빼 주세요").wait_for()
    writer.get_by_label("어떤 점이 좋았거나").fill(NASTY)
    writer.locator(".st-key-reviews").get_by_role("button", name="보내기").click()
    writer.get_by_text("고맙습니다. 잘 받았어요.").wait_for()
    writer.get_by_text("내 후기를 운영팀이 읽고 있어요.").wait_for()

    admin = sign_in("admin")
    admin.goto(f"{admin.root}/admin_reviews")
    admin.locator(".report").get_by_text(NASTY).wait_for()
    admin.locator('[class*="st-key-published-"] button').click()
    admin.get_by_text("후기를 올렸어요.").wait_for()

    reader = sign_in("gunwi")
    reader.goto(f"{reader.root}/?{PLACE}&center={centers[SUWON]}")
    reader.get_by_text("5점 중 4.0점").wait_for()
    reader.locator("article.review").get_by_text(NASTY).wait_for()
    expect(reader).to_have_title(re.compile("마음이음"))
    reader.get_by_role("button", name="이 후기 신고하기").click()
    reader.get_by_role("button", name="신고하기", exact=True).click()
    reader.get_by_text("알려 주셔서 고맙습니다. 운영팀이 살펴볼게요.").wait_for()
    admin.goto(f"{admin.root}/admin_reviews?show=reported")
    admin.get_by_text("신고 1: 누구인지 알 수 있는 내용이 있어요").wait_for()


def test_words_of_distress_bring_the_numbers_before_anything_else(sign_in, centers):
    writer = sign_in("citizen", width=390)
    writer.goto(f"{writer.root}/?{PLACE}&center={centers[SUWON]}")
    review_form(writer, "요즘은 죽고 싶다는 생각뿐이에요")
    panel = writer.locator("[data-testid=stMain] .crisis-panel")
    expect(panel.locator("a").first).to_have_attribute("href", "tel:109")
    below = writer.get_by_role("heading", name=SUWON, level=2)
    becomes(writer, lambda: panel.bounding_box()["y"] < below.bounding_box()["y"], wanted=True)


def test_a_report_is_accepted_and_the_status_names_the_office(sign_in, centers, county_server, tab):
    citizen = tab(has_map=False)
    address = f"{county_server}/?{PLACE}&center={centers[SUWON]}"
    citizen.goto(address)
    citizen.get_by_text("정보가 틀렸나요?").click()
    citizen.get_by_label("맞는 내용을 적어 주세요").fill("오늘은 공사로 닫았어요 <b>확인</b>")
    citizen.get_by_role("button", name="보내기").click()
    citizen.get_by_text("고맙습니다. 확인한 뒤 고칠게요.").wait_for()

    staff = sign_in("suwon", width=390)
    staff.goto(f"{staff.root}/admin_corrections")
    staff.get_by_text("오늘은 공사로 닫았어요 <b>확인</b>").wait_for()
    staff.get_by_role("button", name="처리하기").click()
    staff.get_by_label("이유 (시민에게는 보이지 않아요)").fill("전화로 확인")
    staff.get_by_role("button", name="받아들이고 적용하기").click()
    staff.get_by_text("받아들였어요. 바로 적용돼요.").wait_for()

    citizen.goto(address)
    why = citizen.locator(".opening-why")
    expect(why).to_contain_text("관리자 확인: 휴무")
    expect(why).to_contain_text("경기도 수원시")


def test_a_new_file_is_looked_at_then_applied(sign_in, county_server, tmp_path: Path, county_db):
    changed = PAJANG | {"운영종료시각": "20:00", "데이터기준일자": "2026-11-01"}
    path = write_list(tmp_path, "2026", changed, GUNWI)
    admin = sign_in("admin")
    admin.goto(f"{admin.root}/admin_loads")
    option = admin.get_by_role("option", name="전국건강증진센터표준데이터")
    source = admin.get_by_role("combobox", name="어떤 자료인가요")
    source.wait_for()
    source.click()
    option.click()
    admin.locator(".st-key-load-file input[type=file]").set_input_files(str(path))
    admin.get_by_role("button", name="달라지는 것 보기").click()
    admin.get_by_text("센터 0곳이 생기고 1곳이 바뀌고 1곳이 없어져요.").wait_for()
    admin.get_by_text("바뀌는 센터 1곳").click()
    row = admin.get_by_role("row").filter(has_text="닫는 시각")
    expect(row).to_contain_text("18:00")
    expect(row).to_contain_text("20:00")
    apply = admin.get_by_role("button", name="이대로 적용하기")
    expect(apply).to_be_disabled()
    admin.get_by_text("달라지는 것을 읽었고").click()
    expect(apply).to_be_enabled()
    apply.click()
    admin.get_by_text("파일을 적용했어요.").wait_for()
    admin.get_by_role("cell", name=path.name).wait_for()
    admin.goto(f"{admin.root}/admin_log")
    admin.get_by_text("파일 적용 끝").first.wait_for()


def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(sign_in, centers):
    page = sign_in("admin", width=390)
    addresses = ["admin_corrections", "admin_reviews", "admin_loads", "admin_accounts", "admin_log"]
    for address in (f"admin?center={centers[SUWON]}", *addresses, f"?{PLACE}&center={centers[SUWON]}"):
        page.goto(f"{page.root}/{address}")
        page.locator(".admin-nav, .st-key-reviews .part").first.wait_for()
        expect_to_fit(page)
        expect_no_barriers(page)
