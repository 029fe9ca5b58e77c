"""The self-check: its questions, what its answers come to, and what its result says, without a browser."""

import json
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError

from app import data
from app.account import belongings_widgets, sessions
from app.data import matching, rules
from app.self_check import check, check_state, check_words
from app.self_check.check_state import CheckResult, Needs
from app.text import load
from gis.queries.accounts import Account
from gis.settings import ROOT
from gis.terms import PROBLEMS, WHENS
from tests.app.server.test_frame import Reader

SAY, ENGLISH = load("ko"), load("en")
INSTRUMENTS = rules.instruments()
SELF = {"for_whom": "self", "age_group": "adult", "problem": "sleep", "when": "evening", "way": ""}


def told(points, code="phq9", **needs):
    return {f"{code}-{number}": str(one) for number, one in enumerate(points, start=1)} | SELF | needs


def asked(form, for_whom="self"):
    """Give the names of the questions that are asked, by the rules that the browser follows."""
    return [
        step.name
        for step in check.main_steps(SAY, INSTRUMENTS)
        if (not step.forms or form in step.forms) and (not step.only_name or step.only_value == for_whom)
    ]


def test_the_check_asks_14_questions_the_short_one_7_and_for_somebody_else_5():
    phq9 = [f"phq9-{number}" for number in range(1, 10)]
    assert asked("full") == ["for_whom", "age_group", *phq9, "problem", "when", "way"]
    assert asked("short") == ["for_whom", "age_group", *phq9[:2], "problem", "when", "way"]
    assert asked("full", "family") == ["for_whom", "age_group", "problem", "when", "way"]
    assert 10 <= len(asked("full")) <= 15
    for say in (SAY, ENGLISH):
        begin = [form.label for form in check.forms(say)]
        assert [str(len(asked(form))) in label for form, label in zip(("full", "short"), begin, strict=True)] == [
            True
        ] * 2


def test_the_items_are_the_instruments_own_words():
    steps = {step.name: step for step in check.main_steps(SAY, INSTRUMENTS)}
    assert steps["phq9-9"].text == INSTRUMENTS.full["phq9"].items[8]["ko"]
    assert [option.label for option in steps["phq9-1"].options] == [
        answer["ko"] for answer in INSTRUMENTS.full["phq9"].answers
    ]
    assert all(step.stem for name, step in steps.items() if name.startswith("phq9"))


def test_needs_can_be_left_open_but_for_whom_it_is():
    steps = {step.name: step for step in check.main_steps(SAY, INSTRUMENTS)}
    open_ones = {name for name, step in steps.items() if any(option.value == "" for option in step.options)}
    assert open_ones == {"age_group", "problem", "when", "way"}


def test_answers_add_up():
    found = check.read(told([1, 2, 3, 0, 1, 2, 0, 1, 0]), INSTRUMENTS)
    assert check.conclude(found, INSTRUMENTS) == CheckResult(
        phq9=10, gad7=None, is_alarming=False, needs=Needs("sleep", "self", "evening", None, "adult"), phq2=3
    )
    found = check.read(told([1, 2]) | told([3, 2, 1, 0, 0, 1, 2], "gad7"), INSTRUMENTS)
    result = check.conclude(found, INSTRUMENTS)
    assert (result.phq9, result.phq2, result.gad7, result.is_alarming) == (None, 3, 9, False)


def test_what_a_browser_may_forge_counts_as_no_answer():
    forged = {
        **told(["4", "-1", "x", "", "1.0", "²", "0", "0", "0"]),
        "problem": "'; DROP TABLE core.center; --",
        "when": ["evening"],
        "way": {"a": 1},
        "age_group": None,
        "phq9-10": "3",
    }
    found = check.read(forged, INSTRUMENTS)
    assert found.points["phq9"] == (None,) * 6 + (0, 0, 0)
    assert found.needs == Needs(for_whom="self")
    assert check.conclude(found, INSTRUMENTS).phq9 is None


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([0] * 8 + [1], True),
        ([0] * 9, False),
        ([3, 3, 3, 3, 3, 3, 2, 0, 0], True),
        ([3, 3, 3, 3, 3, 3, 1, 0, 0], False),
    ],
)
def test_item_9_or_a_severe_total_is_alarming(points, expected):
    assert check.conclude(check.read(told(points), INSTRUMENTS), INSTRUMENTS).is_alarming is expected


def test_severe_anxiety_alone_brings_no_panel():
    found = check.read(told([0] * 9) | told([3] * 7, "gad7"), INSTRUMENTS)
    result = check.conclude(found, INSTRUMENTS)
    assert (result.gad7, result.is_alarming) == (21, False)


def test_the_browser_is_told_when_to_show_the_panel():
    alarms = check.alarms(INSTRUMENTS)
    assert [(one.name, one.prefix, one.total) for one in alarms] == [("phq9-9", "phq9-", 20)]


@pytest.mark.parametrize("say", [SAY, ENGLISH], ids=["ko", "en"])
@pytest.mark.parametrize("points", [0, 5, 10, 15, 20, 27])
def test_a_result_says_the_total_and_that_it_is_no_diagnosis(say, points):
    html = check_words.scores(say, CheckResult(phq9=points, phq2=0), INSTRUMENTS)
    assert str(points) in html
    assert say("check.screens") in html
    assert ("진단이 아니" if say is SAY else "does not diagnose") in html
    here = [tag for tag, attributes in Reader(html).found if tag == "li" and attributes.get("class") == "here"]
    assert len(here) == 1


def test_no_score_no_result():
    assert check_words.scores(SAY, CheckResult(), INSTRUMENTS) == ""
    assert check_words.notices(SAY, CheckResult(), INSTRUMENTS) == ""


def test_the_national_bands_are_said_beside():
    assert "‘중간’" in check_words.scores(SAY, CheckResult(phq9=16, phq2=3), INSTRUMENTS)
    assert check_words.scores(SAY, CheckResult(phq9=16, phq2=3), INSTRUMENTS).count("많이 힘들게") == 1


def test_the_voucher_is_named_from_10_on_with_what_it_takes():
    day = data.today().replace(year=2026, month=6, day=1)
    assert check_words.doors(SAY, CheckResult(phq9=9), INSTRUMENTS, day) == ""
    told = check_words.doors(SAY, CheckResult(phq9=10), INSTRUMENTS, day)
    assert "이 화면의 점수로는 신청할 수 없어요" in told
    (voucher,) = (door for door in matching.rules().programmes if door.code == "voucher")
    cost = voucher.cost
    assert f"심리상담 {cost['sessions']}회" in told
    assert f"{cost['checkup_least']}점 이상" in told
    assert f"{cost['groups']}가지" in told
    assert "2026년 12월 31일" in told
    assert f"만 {cost['online_age_from']}세부터는 복지로에서" in told


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (CheckResult(phq9=12, needs=Needs(problem="sleep")), ["sleep", "depression", "first-visit"]),
        (
            CheckResult(needs=Needs(problem="child", for_whom="family", age_group="youth")),
            ["youth", "youth-privacy", "families"],
        ),
        (CheckResult(phq9=0, gad7=10), ["anxiety", "first-visit"]),
        (CheckResult(), ["first-visit"]),
        (CheckResult(needs=Needs(problem="addiction")), ["addiction", "drugs-gambling", "first-visit"]),
        (CheckResult(phq9=6, needs=Needs(problem="perinatal")), ["perinatal", "perinatal-crisis", "depression"]),
        (CheckResult(needs=Needs(problem="stress")), ["work", "first-visit"]),
        (CheckResult(phq9=6, needs=Needs(age_group="youth")), ["youth", "youth-privacy", "depression"]),
        (CheckResult(needs=Needs(problem="memory", for_whom="family")), ["elderly", "carers", "families"]),
        (CheckResult(needs=Needs(for_whom="family", age_group="older")), ["carers", "families", "elderly"]),
        (CheckResult(needs=Needs(problem="loss")), ["bereaved", "first-visit"]),
        (CheckResult(needs=Needs(problem="severe", for_whom="family")), ["first-psychosis", "admission", "families"]),
    ],
)
def test_articles_that_fit(result, expected):
    assert check.topics(result) == expected
    links = [link["href"] for link in Reader(check_words.ways_on(SAY, result)).all("a")]
    assert links[1:] == [f"/guide?topic={topic}" for topic in expected]


def test_the_notice_stands_with_the_instruments_used():
    used = check_words.notices(ENGLISH, CheckResult(phq9=3, phq2=1, gad7=2), INSTRUMENTS)
    assert used.count("No permission required") == 2
    assert check_words.notices(ENGLISH, CheckResult(phq2=1), INSTRUMENTS).count("No permission required") == 1


def test_a_result_is_kept_in_the_session_and_dropped():
    state = {}
    assert check_state.kept(state) is None
    check_state.keep(CheckResult(phq9=3), state)
    assert check_state.kept(state) == CheckResult(phq9=3)
    check_state.forget(state)
    assert state == {}


def test_every_choice_has_its_words_in_both_languages():
    for say in (SAY, ENGLISH):
        steps = check.main_steps(say, INSTRUMENTS)
        assert all(option.label for step in steps for option in step.options)
    assert set(PROBLEMS) == set(SAY.group("check.choice.problem"))
    assert set(WHENS) == set(SAY.group("check.choice.when"))


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def open_check(open_page, **state):
    app = open_page("check")
    for key, value in state.items():
        app.session_state[key.replace("_", "-")] = value
    app = app.run() if state else app
    assert not app.exception
    return app


@pytest.mark.usefixtures("on_nation")
class TestPage:
    def test_it_asks_and_gives_the_browser_every_word(self, open_page):
        app = open_check(open_page)
        assert not app.exception
        given = json.loads(app.get("bidi_component")[0].proto.json)
        assert len(given["steps"]) == 14
        assert given["panel"].startswith('<section class="crisis-panel"')

    def test_a_result_leads_on_and_the_panel_stands_first(self, open_page):
        app = open_check(open_page, check_answers=told([1] * 9))
        assert not app.exception
        bodies = [element.proto.body for element in app.get("html")]
        assert "crisis-panel" in bodies[0]
        assert "27점 가운데 9점" in html(app)
        assert check_state.kept(app.session_state).phq9 == 9

    def test_without_alarm_there_is_no_panel(self, open_page):
        app = open_check(open_page, check_answers=told([1] * 8 + [0]))
        assert "crisis-panel" not in html(app)

    def test_forgetting_asks_anew_and_tells_the_browser(self, open_page):
        app = open_check(open_page, check_answers=told([1] * 9))
        next(button for button in app.button if button.label == SAY("check.forget")).click().run()
        assert "check-answers" not in app.session_state
        assert check_state.kept(app.session_state) is None
        assert json.loads(app.get("bidi_component")[0].proto.json)["reset"]

    def test_anxiety_can_be_added(self, open_page):
        app = open_check(open_page, check_answers=told([1] * 8 + [0]))
        next(button for button in app.button if button.label == SAY("check.more.gad7")).click().run()
        given = json.loads(app.get("bidi_component")[0].proto.json)
        assert [step["name"] for step in given["steps"]] == [f"gad7-{number}" for number in range(1, 8)]

    def test_the_rest_is_offered_after_the_short_form(self, open_page):
        app = open_check(open_page, check_answers=told([2, 1]))
        next(button for button in app.button if button.label == SAY("check.more.phq9")).click().run()
        given = json.loads(app.get("bidi_component")[0].proto.json)
        assert [step["name"] for step in given["steps"]] == [f"phq9-{number}" for number in range(3, 10)]

    def test_keeping_is_offered_to_who_is_signed_in_only(self, open_page, monkeypatch):
        offered = []
        monkeypatch.setattr(
            belongings_widgets, "offer_result", lambda say, account, scores: offered.append((account, scores))
        )
        open_check(open_page, check_answers=told([1] * 9))
        assert offered == []
        somebody = Account(uuid4(), "하늘", "citizen", None)
        monkeypatch.setattr(sessions, "token", lambda: "token")
        monkeypatch.setattr(sessions, "current", lambda: somebody)
        open_check(open_page, check_answers=told([1] * 9))
        assert offered == [(somebody, {"phq9": 9, "gad7": None, "phq2": 2})]

    def test_a_result_stands_when_accounts_do_not_answer(self, open_page, monkeypatch):
        def fail():
            raise OperationalError("select", {}, Exception())

        monkeypatch.setattr(sessions, "token", lambda: "token")
        monkeypatch.setattr(sessions, "current", fail)
        app = open_check(open_page, check_answers=told([1] * 9))
        assert "27점 가운데 9점" in html(app)
        assert SAY("trouble.database") not in html(app)

    def test_answers_never_stand_in_the_address(self, open_page):
        app = open_check(open_page, check_answers=told([1] * 9))
        assert dict(app.query_params) == {}


def test_nothing_of_the_check_is_logged():
    for name in (
        "self_check/check.py",
        "self_check/check_words.py",
        "self_check/check_state.py",
        "pages/check.py",
        "ui/crisis_panel.py",
        "ui/components/questions.py",
    ):
        assert "logg" not in (ROOT / "app" / name).read_text(encoding="utf-8").replace("never logged", "").replace(
            "kept or logged", ""
        )
