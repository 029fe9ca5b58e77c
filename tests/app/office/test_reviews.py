"""Reviews on the details of a center by AppTest: writing, what is refused, and whom to call."""

import pytest
from sqlalchemy import text

from app.data import offices, reviews
from tests.app.office.conftest import TOKENS
from tests.app.office.test_pages import NASTY, SUWON, html, press

PLACE = {"place": "파장동", "lat": "37.01", "lon": "127.01"}


def write(app, body, *, rating=4, leave_out=()):
    for radio in app.radio:
        if radio.label in ("찾아가기", "친절", "기다림", "시설") and radio.label not in leave_out:
            radio.set_value(rating)
    next(one for one in app.text_area if "어떤 점이" in one.label).set_value(body)
    # The first "보내기" files a correction, the last one the review.
    return [button for button in app.button if button.label == "보내기"][-1].click().run()


@pytest.fixture
def detail(visit, centers):
    def open_as(who, **query):
        return visit(who, "find", center=centers[SUWON], **PLACE, **query)

    return open_as


def filed(owner):
    with owner.connect() as conn:
        return conn.execute(text("SELECT body, state, flags FROM moderation.review")).all()


def test_without_an_account_reviews_are_read_and_not_written(detail):
    app = detail(None)
    assert not app.exception
    assert "아직 후기가 없어요" in html(app)
    assert "로그인하면 후기를 남길 수 있어요" in html(app)
    assert not [one for one in app.text_area if "어떤 점이" in one.label]


def test_a_review_is_filed_and_waits(detail, owner):
    app = write(detail("citizen"), "천천히 들어 주셨어요")
    assert not app.exception
    assert "고맙습니다. 잘 받았어요." in html(app)
    assert "내 후기를 운영팀이 읽고 있어요" in html(app)
    assert "아직 후기가 없어요" in html(app)
    assert [tuple(row) for row in filed(owner)] == [("천천히 들어 주셨어요", "pending", [])]
    app = press(app, "내 후기 지우기")
    assert filed(owner) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("제 번호는 010-0000-5678", "휴대전화 번호: 010-0000-5678"),
        ("nobody@example.org로 주세요", "전자우편 주소"),
        ("900101-1000000", "주민등록번호"),
    ],
)
def test_what_shows_who_somebody_is_is_not_kept(detail, owner, body, told):
    app = write(detail("citizen"), body)
    assert "누구인지 알 수 있는 내용을 빼 주세요" in html(app)
    assert told in html(app)
    assert filed(owner) == []


def test_a_name_is_sent_with_a_hint_and_a_flag(detail, owner):
    app = write(detail("citizen"), "김OO 선생님이 좋았어요")
    assert "사람 이름이 들어 있는 것 같아요" in html(app)
    assert filed(owner)[0].flags == ["person_name"]


def test_each_aspect_needs_its_score(detail, owner):
    app = write(detail("citizen"), "좋았어요", leave_out=("시설",))
    assert "네 가지 모두 점수를 골라 주세요" in html(app)
    assert filed(owner) == []


def test_words_of_distress_put_the_numbers_first_and_are_seen_first(detail, owner):
    app = write(detail("citizen"), "요즘은 죽고 싶다는 생각뿐이에요")
    bodies = [element.proto.body for element in app.get("html")]
    panel = next(place for place, body in enumerate(bodies) if "crisis-panel" in body)
    assert 'href="tel:109"' in bodies[panel]
    assert panel < next(place for place, body in enumerate(bodies) if SUWON in body)
    assert filed(owner)[0].flags == ["crisis"]


def test_a_published_review_is_text_with_its_count_and_mean_in_both_languages(detail, owner, centers):
    write(detail("citizen"), NASTY)
    (one,) = offices.reviews_to_decide(TOKENS["admin"], "pending")
    offices.decide_review(TOKENS["admin"], one.review_id, decision="published", reason="fits")
    for language, words in (("ko", ("5점 중 4.0점", "후기 1개")), ("en", ("4.0 out of 5", "1 review"))):
        app = detail(None, lang=language)
        assert not app.exception
        assert "&lt;img src=x onerror=alert(1)&gt;" in html(app)
        assert "<img" not in html(app)
        assert all(word in html(app) for word in words)
    assert reviews.published(centers[SUWON])[1].is_few


def test_a_review_is_reported_without_an_account(detail, owner, centers):
    write(detail("citizen"), "괜찮았어요")
    (one,) = offices.reviews_to_decide(TOKENS["admin"], "pending")
    offices.decide_review(TOKENS["admin"], one.review_id, decision="published", reason="fits")
    app = press(detail(None), "이 후기 신고하기")
    app = press(app, "신고하기")
    assert "알려 주셔서 고맙습니다" in html(app)
    assert [dict(row.reports) for row in offices.reviews_to_decide(TOKENS["admin"], "reported")] == [{"personal": 1}]


def test_what_an_office_put_right_is_told_with_its_name(detail, centers):
    offices_token = TOKENS["suwon"]
    from app.data.accounts import writing
    from gis.queries.offices import correct_center

    with writing() as conn:
        correct_center(conn, offices_token, centers[SUWON], "phone", "031-200-7777")
    app = detail(None)
    assert "전화번호:" in html(app)
    assert "경기도 수원시에서 바로잡았어요" in html(app)
    assert "031-200-1111" in html(app)
    offices.restore(offices_token, centers[SUWON], "phone")
    assert "바로잡았어요" not in html(detail(None))
