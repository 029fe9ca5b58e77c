"""The pages of offices by AppTest, on the county: who sees what, what an act does, and that text stays text."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import text

from app import data
from app.data import offices, reviews
from app.data.opening import openings
from app.office import forms
from app.office.forms import read_claim
from gis.care.hours.codec import from_data
from gis.errors import InputError
from gis.queries import calls, hours
from gis.terms import SEOUL
from tests.app.office.conftest import TOKENS

SUWON, GUNWI = "장안구정신건강복지센터", "군위군건강증진센터"
NASTY = "<img src=x onerror=alert(1)>'; DROP TABLE core.center; --"
PAGES = ("admin", "admin_corrections", "admin_reviews", "admin_loads", "admin_accounts", "admin_log")


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def file_correction(app_engine, center_id, topic="phone", message=NASTY):
    with app_engine.begin() as conn:
        return hours.file_correction(
            conn, center_id=center_id, topic=topic, message=message, client_key="0123456789abcdef" * 2
        )


def acts(owner):
    with owner.connect() as conn:
        return list(conn.execute(text("SELECT action FROM account.audit_log ORDER BY audit_id")).scalars())


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", [None, "citizen"])
def test_nobody_else_sees_anything_of_the_pages(visit, app_engine, centers, page, who):
    file_correction(app_engine, centers[SUWON])
    app = visit(who, page)
    assert not app.exception
    assert "admin-nav" not in html(app)
    assert "onerror" not in html(app)
    assert SUWON not in html(app)
    assert [element.label for element in app.text_input] == []


@pytest.mark.parametrize("page", PAGES[2:])
def test_staff_do_not_see_what_is_the_administrators(visit, page):
    app = visit("suwon", page)
    assert not app.exception
    assert "이 계정으로는 볼 수 없는 화면이에요" in html(app)
    assert "admin-nav" not in html(app)


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_every_page_in_both_languages(visit, page):
    for language in ("ko", "en"):
        app = visit("admin", page, lang=language)
        assert not app.exception
        assert html(app).count("<li><a") >= len(PAGES)
        assert "trouble" not in html(app)


def test_staff_choose_among_their_own_centers(visit):
    app = visit("suwon")
    listed = app.selectbox[0].options
    assert any(SUWON in one for one in listed)
    assert not any(GUNWI in one for one in listed)


def test_a_center_of_another_municipality_is_not_opened_by_its_address(visit, centers):
    app = visit("suwon", center=centers[GUNWI])
    assert GUNWI not in html(app)
    # Where the office has one center only, its form stands open.
    assert not [button for button in app.button if centers[GUNWI] in str(button.key)]


def claims(owner, center_id) -> Counter:
    """Count what holds of a center in the next hour, by what it says and who says it."""
    with owner.connect() as conn:
        now = data.now()
        found = hours.center_claims(conn, since=now, until=now + dt.timedelta(hours=1), center_ids=[center_id])
    return Counter((one.state, one.source, one.issued_by) for one in found)


def test_staff_say_that_a_center_is_closed_and_take_it_back(visit, owner, centers):
    before = claims(owner, centers[SUWON])
    app = visit("suwon", center=centers[SUWON])
    next(one for one in app.text_input if "이유" in one.label).set_value("공사")
    app = press(app, "올리기")
    assert not app.exception
    assert "올렸어요" in html(app)
    assert "경기도 수원시" in html(app)
    assert claims(owner, centers[SUWON]) - before == Counter([("closed", "override", "경기도 수원시")])
    button = next(button for button in app.button if "거두기" in button.label)
    app = button.click().run()
    assert "거두었어요" in html(app)
    assert acts(owner)[-2:] == ["override.add", "override.withdraw"]


def test_staff_enter_what_a_center_told_them_on_the_telephone_and_take_it_back(visit, owner, centers):
    app = visit("suwon", center=centers[SUWON])
    typed = {"월~금": "09:00~12:00, 13:00~18:00", "토요일": "09:00-13:00", "일요일": "휴무"}
    for field in app.text_input:
        field.set_value(typed.get(field.label, ""))
    app = press(app, "운영 시간 올리기")
    assert not app.exception
    assert "운영 시간을 올렸어요" in html(app)
    assert "전화로 확인했어요" in html(app)
    with owner.connect() as conn:
        (week,) = hours.center_weeks(conn, center_ids=[centers[SUWON]])
    said = from_data(week.week)
    assert [day.state for day in said.ordinary_week()] == ["open"] * 6 + ["closed"]
    assert said.public_holiday().reason == "holidays_unsaid"
    assert (week.source, week.reference_date) == ("office_call", data.today())
    assert acts(owner)[-1] == "center.call"
    states = openings(dt.datetime(2026, 12, 1, 14, tzinfo=SEOUL), is_set=True)
    status = states.board.status(centers[SUWON], states.at)
    assert (status.state, [one.code for one in status.reasons]) == ("open", ["open_hours", "asked_as_of"])
    app = press(app, "운영 시간 되돌리기")
    assert "전화로 확인했어요" not in html(app)
    assert acts(owner)[-1] == "center.restore"


def test_a_call_that_was_not_answered_is_kept_and_changes_nothing(visit, owner, centers):
    app = visit("suwon", center=centers[SUWON])
    next(one for one in app.checkbox if "듣지 못했어요" in one.label).check()
    app = press(app, "운영 시간 올리기")
    assert "듣지 못했어요." in html(app)
    with owner.connect() as conn:
        assert calls.asked(conn).set_index("center_id").loc[centers[SUWON], "is_answered"] == False  # noqa: E712
    offices.restore(TOKENS["suwon"], centers[SUWON], "hours")


@pytest.mark.parametrize("typed", ["", "아침부터", "09:00", "휴무"])
def test_hours_that_say_nothing_are_not_kept(visit, owner, centers, typed):
    before = acts(owner)
    app = visit("suwon", center=centers[SUWON])
    next(one for one in app.text_input if one.label == "월~금").set_value(typed)
    app = press(app, "운영 시간 올리기")
    assert "trouble" in html(app)
    assert acts(owner) == before


def test_a_form_that_cannot_be_used_says_what_to_do_and_changes_nothing(visit, owner, centers):
    before = acts(owner)
    app = visit("suwon", center=centers[SUWON])
    app = press(app, "올리기")
    assert "관리자 확인에는 이유가 필요해요" in html(app)
    assert acts(owner) == before


def test_what_a_citizen_wrote_is_text_and_a_right_number_shows_at_once(visit, app_engine, owner, centers):
    number = file_correction(app_engine, centers[SUWON])
    assert "이 지역" in html(visit("gunwi", "admin_corrections"))
    assert "onerror" not in html(visit("gunwi", "admin_corrections"))
    app = visit("suwon", "admin_corrections", correction=str(number))
    assert "&lt;img src=x onerror=alert(1)&gt;" in html(app)
    assert "<img" not in html(app)
    next(one for one in app.text_input if one.label == "맞는 값").set_value("<b>031-200-7777</b>")
    app = press(app, "받아들이고 적용하기")
    assert not app.exception
    assert "받아들였어요" in html(app)
    assert data.center(centers[SUWON]).center.phone == "<b>031-200-7777</b>"
    (shown,) = offices.put_right(centers[SUWON])
    assert (shown.was, shown.made_by) == ("031-200-1111", "경기도 수원시")
    assert acts(owner)[-2:] == ["correction.accepted", "center.correct"]
    offices.restore(TOKENS["suwon"], centers[SUWON], "phone")
    assert data.center(centers[SUWON]).center.phone == "031-200-1111"


def test_accepting_is_all_or_nothing(app_engine, centers):
    file_correction(app_engine, centers[SUWON])
    (one,) = offices.corrections(TOKENS["suwon"], is_open=True)
    wrong = offices.Answer("", fields=(("phone", "031-200-7777"), ("kind", "x")))
    with pytest.raises(InputError):
        offices.accept(TOKENS["suwon"], one, wrong)
    assert [row.correction_id for row in offices.corrections(TOKENS["suwon"], is_open=True)] == [one.correction_id]
    assert offices.put_right(centers[SUWON]) == []


def test_a_report_is_rejected_with_a_reason_only(visit, app_engine, owner, centers):
    number = file_correction(app_engine, centers[SUWON])
    app = press(visit("suwon", "admin_corrections", correction=str(number)), "받아들이지 않기")
    assert "쓸 수 없는 값이 있어요" in html(app)
    next(one for one in app.text_input if one.label == "받아들이지 않는 이유").set_value("맞는 번호예요")
    app = press(app, "받아들이지 않기")
    assert "닫았어요" in html(app)
    settled = visit("suwon", "admin_corrections", show="settled")
    assert "맞는 번호예요" in html(settled)


def write_review(who, center_id, body=NASTY):
    return reviews.file(
        TOKENS[who],
        center_id=center_id,
        ratings={"access": 5, "kindness": 4, "waiting": 3, "facility": 2},
        body=body,
        visit_month=data.today().replace(day=1),
        flags=["crisis"],
    )


def test_an_administrator_publishes_a_review_and_its_words_stay_text(visit, owner, centers):
    write_review("citizen", centers[SUWON])
    app = visit("admin", "admin_reviews")
    assert "<img" not in html(app)
    assert "힘든 마음" in html(app)
    app = press(app, "올리기")
    assert not app.exception
    assert "후기를 올렸어요" in html(app)
    found, standing = reviews.published(centers[SUWON])
    assert [one.body for one in found] == [NASTY]
    # By hand: each aspect (15 + x) / 6 for 5, 4, 3, 2; their mean.
    assert standing.mean == pytest.approx((20 + 19 + 18 + 17) / 24)
    assert acts(owner)[-1] == "review.published"


def test_a_reason_has_to_fit_the_decision(visit, owner, centers):
    write_review("citizen", centers[SUWON])
    before = acts(owner)
    app = press(visit("admin", "admin_reviews"), "올리지 않기")
    assert "다른 이유를 골라 주세요" in html(app)
    assert acts(owner) == before


def test_an_administrator_gives_a_role_and_ends_sessions(visit, owner):
    with owner.connect() as conn:
        target = str(conn.scalar(text("SELECT account_id FROM account.account WHERE name = 'citizen'")))
    app = visit("admin", "admin_accounts", account=target)
    app = press(app, "모든 기기에서 로그아웃시키기")
    assert "로그아웃시켰어요" in html(app)
    app.radio[0].set_value("staff")
    next(one for one in app.selectbox if "지역" in one.label).set_value("27720")
    app = press(app, "역할 저장")
    assert "역할을 바꿨어요" in html(app)
    with owner.connect() as conn:
        row = conn.execute(text("SELECT role, municipality_code FROM account.account WHERE name = 'citizen'")).one()
        live = conn.scalar(
            text("""
                SELECT count(*) FROM account.session JOIN account.account USING (account_id)
                WHERE name = 'citizen' AND revoked_at IS NULL
            """)
        )
    assert (row.role, row.municipality_code, live) == ("staff", "27720", 0)
    assert acts(owner)[-2:] == ["account.end_sessions", "account.set_role"]
    log = html(visit("admin", "admin_log"))
    assert "역할 바꿈" in log
    assert "27720" in log


def test_the_purge_is_a_button_and_stands_in_the_log(visit, owner):
    app = press(visit("admin", "admin_log"), "기간 지난 것 지금 지우기")
    assert not app.exception
    assert "기간이 지난 것을 지웠어요" in html(app)
    assert acts(owner)[-1] == "retention.purge"


# What is typed for a notice


def test_days_are_whole_and_hours_are_minutes():
    first, last = dt.date(2026, 12, 1), dt.date(2026, 12, 2)
    claim = read_claim("notice", "hours", "19:00~21:00, 9:00-12:00", first, last, "")
    assert claim.intervals == ((540, 720), (1140, 1260))
    assert (claim.valid_from, claim.valid_until) == (
        dt.datetime(2026, 12, 1, tzinfo=SEOUL),
        dt.datetime(2026, 12, 3, tzinfo=SEOUL),
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "hours", "hours": ""}, "hours_unreadable"),
        ({"state": "hours", "hours": "아침부터"}, "hours_unreadable"),
        ({"last": dt.date(2026, 11, 30)}, "dates_unusable"),
        ({"source": "override"}, "reason_missing"),
    ],
)
def test_what_cannot_be_used_says_why(changes, code):
    values = {
        "source": "notice", "state": "closed", "hours": "", "first": dt.date(2026, 12, 1),
        "last": dt.date(2026, 12, 1), "reason": " ",
    }  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_claim(**values | changes)
    assert caught.value.code == code


def test_an_administrator_is_told_when_nothing_past_its_time_was_deleted_for_days(visit, owner, monkeypatch):
    press(visit("admin", "admin_log"), "기간 지난 것 지금 지우기")
    warning = "부터 기간이 지난 것을 지우지 않았어요"
    assert warning not in html(visit("admin"))
    now = dt.datetime.now(SEOUL)
    monkeypatch.setattr(data, "now", lambda: now + forms.PURGE_OVERDUE + dt.timedelta(hours=1))
    assert warning in html(visit("admin"))
    assert warning in html(visit("admin", "admin_log"))
    assert warning not in html(visit("suwon"))
