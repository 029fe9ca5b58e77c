"""The self-check: its questions, what its answers come to, and what its result says, without a browser."""

import html as html_lib
import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError

from app import data
from app.account import belongings_widgets, sessions
from app.data import matching, rules
from app.self_check import check, check_danger, check_state, check_words
from app.self_check.check_state import CheckNeeds, CheckResult
from app.text import load
from app.ui.components.questions import Alarm
from gis.queries.accounts import Account
from gis.settings import ROOT
from gis.terms import PROBLEMS, WHENS
from tests.app.server.test_frame import Reader

SAY, ENGLISH = load("ko"), load("en")
INSTRUMENTS = rules.instruments()
SELF = {"for_whom": "self", "age_group": "adult", "problem": "sleep", "when": "evening", "way": ""}


def told(points, code="phq9", **needs):
    return {f"{code}-{number}": str(one) for number, one in enumerate(points, start=1)} | SELF | needs


def asked(form, for_whom="self", age_group="adult"):
    """Give the names of the questions that are asked, by the rules that the browser follows."""
    answers = {"for_whom": for_whom, "age_group": age_group, "danger": "no"}
    return [
        step.name
        for step in check.main_steps(SAY, INSTRUMENTS)
        if (not step.forms or form in step.forms)
        and not any(all(answers.get(name) in values for name, values in one.items()) for one in step.skip_if)
    ]


def test_the_check_asks_15_questions_the_short_one_9_and_for_somebody_else_6():
    phq9 = [f"phq9-{number}" for number in range(1, 10)]
    assert asked("full") == ["for_whom", "danger", "age_group", *phq9, "problem", "when", "way"]
    assert asked("short") == ["for_whom", "danger", "age_group", *phq9[:2], phq9[8], "problem", "when", "way"]
    assert asked("full", "family") == ["for_whom", "danger", "age_group", "problem", "when", "way"]
    assert 10 <= len(asked("full")) <= 15
    for say in (SAY, ENGLISH):
        begin = [form.label for form in check.forms(say)]
        assert [str(len(asked(form))) in label for form, label in zip(("full", "short"), begin, strict=True)] == [
            True
        ] * 2


def test_before_anything_is_answered_the_longest_way_is_announced():
    assert asked("full", None, None) == asked("full")
    assert asked("short", None, None) == asked("short")


@pytest.mark.parametrize("form", ["full", "short"])
def test_a_child_under_13_is_asked_no_questionnaire_made_for_older_people(form):
    assert asked(form, "self", "child") == ["for_whom", "danger", "age_group"]
    assert asked(form, "family", "child") == ["for_whom", "danger", "age_group", "problem", "when", "way"]


@pytest.mark.parametrize("form", ["full", "short"])
@pytest.mark.parametrize("for_whom", ["self", "family", "other"])
def test_everybody_is_asked_about_danger_before_anything_that_can_wait(form, for_whom):
    names = asked(form, for_whom)
    assert names[1] == "danger"
    assert not any(name.startswith("phq9") for name in names[: names.index("age_group")])


@pytest.mark.parametrize("say", [SAY, ENGLISH], ids=["ko", "en"])
@pytest.mark.parametrize("who", ["self", "other"])
@pytest.mark.parametrize(
    ("answer", "first"), [("yes", ["tel:119", "tel:112"]), ("unsure", ["tel:109", "tel:15770199"])]
)
def test_a_yes_and_a_doubt_lead_to_numbers_and_what_to_do_before_the_next_question(say, who, answer, first):
    told = check_danger.panels_by_answer(say, data.crisis_numbers())
    steps = check.main_steps(say, INSTRUMENTS, told)
    names = [step.name for step in steps]
    step = steps[names.index(f"told-{who}-{answer}")]
    assert names.index(step.name) < names.index("age_group")
    assert step.options == ()
    calls = [link["href"] for link in Reader(step.html).all("a") if link.get("class") == "dial"]
    assert calls[:2] == first
    assert {"tel:109", "tel:15770199", "tel:119", "tel:112"} <= set(calls)
    assert all(line in step.html for line in map(html_lib.escape, say.group(f"danger.step.{who}").values()))
    assert "/emergency" in step.html
    # It stands only where this was answered of this person.
    assert {"danger": tuple(one for one in (None, "yes", "unsure", "no") if one != answer)} in step.skip_if


def test_how_to_ask_directly_is_told_to_a_person_who_is_worried_about_somebody():
    told = check_danger.panels_by_answer(SAY, data.crisis_numbers())
    for answer in ("yes", "unsure"):
        assert "혹시 죽고 싶다는 생각을 하고 있어?" in told["other", answer]
        assert "물어본다고 그런 마음이 새로 생기지 않아요" in told["other", answer]


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
    assert [option.value for option in steps["danger"].options] == ["yes", "unsure", "no"]
    assert open_ones == {"age_group", "problem", "when", "way"}


def test_answers_add_up():
    found = check.read(told([1, 2, 3, 0, 1, 2, 0, 1, 0]), INSTRUMENTS)
    assert check.conclude(found, INSTRUMENTS) == CheckResult(
        phq9=10, gad7=None, sign=None, needs=CheckNeeds("sleep", "self", "evening", None, "adult"), phq2=3
    )
    found = check.read(told([1, 2]) | told([3, 2, 1, 0, 0, 1, 2], "gad7"), INSTRUMENTS)
    result = check.conclude(found, INSTRUMENTS)
    assert (result.phq9, result.phq2, result.gad7, result.sign) == (None, 3, 9, None)


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
    assert found.needs == CheckNeeds(for_whom="self")
    assert check.conclude(found, INSTRUMENTS).phq9 is None


@pytest.mark.parametrize(
    ("points", "danger", "expected"),
    [
        ([0] * 8 + [1], "no", "thoughts"),
        ([3] * 9, "no", "thoughts"),
        ([0] * 9, "no", None),
        ([0] * 9, None, None),
        ([0] * 9, "unsure", "unsure"),
        ([0] * 9, "yes", "danger"),
        ([0] * 8 + [1], "yes", "danger"),
        ([0] * 8 + [1], "unsure", "thoughts"),
        ([3, 3, 3, 3, 3, 3, 2, 0, 0], "no", "severe"),
        ([3, 3, 3, 3, 3, 3, 2, 0, 0], "unsure", "severe"),
        ([3, 3, 3, 3, 3, 3, 1, 0, 0], "no", None),
    ],
)
def test_the_most_urgent_sign_counts(points, danger, expected):
    answers = told(points) | ({"danger": danger} if danger else {})
    assert check.conclude(check.read(answers, INSTRUMENTS), INSTRUMENTS).sign == expected


@pytest.mark.parametrize("needs", [{"for_whom": "family"}, {"for_whom": "self", "age_group": "child"}])
def test_an_instrument_that_was_not_asked_does_not_count(needs):
    result = check.conclude(check.read(told([3] * 9, **needs), INSTRUMENTS), INSTRUMENTS)
    assert (result.phq9, result.phq2, result.sign) == (None, None, None)


def test_the_ninth_item_counts_in_the_short_form_and_never_in_its_total():
    short = told([0, 1]) | {"phq9-9": "3", "danger": "no"}
    result = check.conclude(check.read(short, INSTRUMENTS), INSTRUMENTS)
    assert (result.phq2, result.phq9, result.sign) == (1, None, "thoughts")
    result = check.conclude(check.read(short | {"phq9-9": "0"}, INSTRUMENTS), INSTRUMENTS)
    assert (result.phq2, result.phq9, result.sign) == (1, None, None)


def test_severe_anxiety_alone_brings_no_panel():
    found = check.read(told([0] * 9) | told([3] * 7, "gad7"), INSTRUMENTS)
    result = check.conclude(found, INSTRUMENTS)
    assert (result.gad7, result.sign) == (21, None)


def test_the_browser_is_told_when_to_show_which_panel():
    young, grown_up, reminder = check.notices(INSTRUMENTS, panel="<p>", young_panel="<y>", reminder="<r>")
    assert (young.html, grown_up.html, reminder.html) == ("<y>", "<p>", "<r>")
    assert young.only_if == {"age_group": ("child", "youth")}
    assert young.alarms == grown_up.alarms == (Alarm("phq9-9", ("1", "2", "3")), Alarm(prefix="phq9-", total=20))
    assert reminder.alarms == (Alarm("danger", ("yes",)),)


REASSURING = ("크지 않아 보여요", "2주", "not seem", "two weeks")
"""What is never said to a person who may be in danger."""


@pytest.mark.parametrize("say", [SAY, ENGLISH], ids=["ko", "en"])
@pytest.mark.parametrize("sign", ["danger", "thoughts", "severe", "unsure"])
@pytest.mark.parametrize(
    "result", [CheckResult(phq9=1, phq2=0, gad7=0), CheckResult(phq2=0), CheckResult(phq9=24, phq2=6)]
)
def test_no_total_reassures_where_safety_comes_first(say, sign, result):
    result = replace(result, sign=sign, needs=CheckNeeds(for_whom="self"))
    html = check_words.scores(say, result, INSTRUMENTS)
    assert not any(words in html for words in REASSURING)
    assert say("danger.score") in html
    assert say("check.screens") in html
    assert str(result.phq9 if result.phq9 is not None else result.phq2) in html
    assert "<h3>" not in html
    assert check_words.doors(say, result, INSTRUMENTS, date(2026, 6, 1)) == ""
    first = check_danger.first_hours(say, result)
    assert say(f"danger.heard.self.{sign}.title") in first
    assert not any(words in first for words in REASSURING)
    ways = [link["href"].split("?")[0] for link in Reader(check_words.ways_on(say, result)).all("a")]
    assert ways[:2] == ["/emergency", "/match"]


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
        (CheckResult(phq9=12, needs=CheckNeeds(problem="sleep")), ["sleep", "depression", "first-visit"]),
        (
            CheckResult(needs=CheckNeeds(problem="child", for_whom="family", age_group="youth")),
            ["youth", "youth-privacy", "families"],
        ),
        (CheckResult(phq9=0, gad7=10), ["anxiety", "first-visit"]),
        (CheckResult(), ["first-visit"]),
        (CheckResult(needs=CheckNeeds(problem="addiction")), ["addiction", "drugs-gambling", "first-visit"]),
        (CheckResult(phq9=6, needs=CheckNeeds(problem="perinatal")), ["perinatal", "perinatal-crisis", "depression"]),
        (CheckResult(needs=CheckNeeds(problem="stress")), ["work", "first-visit"]),
        (CheckResult(phq9=6, needs=CheckNeeds(age_group="youth")), ["youth", "youth-privacy", "depression"]),
        (CheckResult(needs=CheckNeeds(problem="memory", for_whom="family")), ["elderly", "carers", "families"]),
        (CheckResult(needs=CheckNeeds(for_whom="family", age_group="older")), ["carers", "families", "elderly"]),
        (CheckResult(needs=CheckNeeds(problem="loss")), ["bereaved", "first-visit"]),
        (
            CheckResult(needs=CheckNeeds(problem="severe", for_whom="family")),
            ["first-psychosis", "admission", "families"],
        ),
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
    check_state.keep_result(CheckResult(phq9=3), state)
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
        assert len([step for step in given["steps"] if step["options"]]) == 16  # danger in the words of both
        assert [step["name"] for step in given["steps"] if step["html"]] == [
            "told-self-yes", "told-other-yes", "told-self-unsure", "told-other-unsure",
        ]  # fmt: skip
        assert given["notices"][0]["html"].startswith('<section class="crisis-panel"')

    def test_a_result_leads_on_and_the_panel_stands_first(self, open_page):
        app = open_check(open_page, check_answers=told([1] * 9))
        assert not app.exception
        bodies = [element.proto.body for element in app.get("html")]
        assert "crisis-panel" in bodies[0]
        assert SAY("danger.heard.self.thoughts.title") in bodies[1]
        score = next(place for place, body in enumerate(bodies) if "check-score" in body)
        assert next(place for place, body in enumerate(bodies) if "check-on" in body) < score
        assert not any(words in html(app) for words in REASSURING)
        assert "27점 가운데 9점" in html(app)
        assert check_state.kept(app.session_state).phq9 == 9

    def test_without_alarm_there_is_no_panel(self, open_page):
        app = open_check(open_page, check_answers=told([1] * 8 + [0]))
        assert "crisis-panel" not in html(app)

    def test_anxiety_however_severe_gets_advice_and_places_and_no_panel(self, open_page):
        app = open_check(open_page, check_answers=told([0] * 9) | told([3] * 7, "gad7"))
        assert "crisis-panel" not in html(app)
        assert SAY("check.means.gad7.severe") in html(app)
        assert SAY("check.advice.severe") in html(app)
        assert "/match" in html(app)

    def test_danger_told_of_somebody_else_leads_its_result(self, open_page):
        answers = {"for_whom": "family", "danger": "yes", "age_group": "older", "problem": "low_mood"}
        bodies = [element.proto.body for element in open_check(open_page, check_answers=answers).get("html")]
        assert "tel:119" in bodies[0]
        assert SAY("danger.heard.other.danger.title") in bodies[1]
        assert "혹시 죽고 싶다는 생각을 하고 있어?" in bodies[1]

    def test_a_doubt_brings_a_calm_panel(self, open_page):
        app = open_check(open_page, check_answers=told([0] * 9) | {"danger": "unsure"})
        assert SAY("crisis.title.unsure") in html(app)
        assert SAY("crisis.title.life") not in html(app)

    def test_a_child_finds_people_and_no_score(self, open_page):
        answers = {"for_whom": "self", "danger": "no", "age_group": "child"}
        app = open_check(open_page, check_answers=answers)
        bodies = [element.proto.body for element in app.get("html")]
        assert SAY("crisis.title.child") in bodies[0]
        calls = [link["href"] for link in Reader(bodies[0]).all("a") if link.get("class") == "dial"]
        assert calls == ["tel:1388", "tel:117", "tel:112", "tel:119", "tel:109"]
        assert all(line in bodies[1] for line in SAY.group("danger.child.self.step").values())
        assert "check-score" not in html(app)
        assert "/match" not in html(app)

    def test_for_a_child_a_parent_finds_1388_and_school_and_goes_on(self, open_page):
        answers = {"for_whom": "family", "danger": "no", "age_group": "child", "problem": "child"}
        app = open_check(open_page, check_answers=answers)
        assert all(line in html(app) for line in SAY.group("danger.child.other.step").values())
        assert "/match" in html(app)

    def test_for_the_young_the_result_leads_with_1388_and_117(self, open_page):
        app = open_check(open_page, check_answers=told([0] * 8 + [2], age_group="youth"))
        calls = [link["href"] for link in Reader(html(app)).all("a") if link.get("class") == "dial"]
        assert calls[:2] == ["tel:1388", "tel:117"]

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
        app = open_check(open_page, check_answers=told([2, 1]) | {"phq9-9": "0"})
        next(button for button in app.button if button.label == SAY("check.more.phq9")).click().run()
        given = json.loads(app.get("bidi_component")[0].proto.json)
        assert [step["name"] for step in given["steps"]] == [f"phq9-{number}" for number in range(3, 9)]

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
        "self_check/check_danger.py",
        "self_check/check_state.py",
        "pages/check.py",
        "ui/crisis_panel.py",
        "ui/components/questions.py",
    ):
        assert "logg" not in (ROOT / "app" / name).read_text(encoding="utf-8").replace("never logged", "").replace(
            "kept or logged", ""
        )
