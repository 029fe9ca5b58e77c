"""What an account keeps serves the recommendations only while it is consented to, and safety stands above it."""

from types import SimpleNamespace

import pytest

from app.data import matching
from app.recommendation import match_widgets
from app.self_check import check_state
from app.self_check.check_state import CheckNeeds, CheckResult
from app.text import load
from tests.app.ui.test_crisis_panel import dials, html

SAY = load("ko")
GANGNAM = {"place": "강남역", "lat": "37.49794", "lon": "127.02762"}
CELL = "8830e1d8a7fffff"


@pytest.fixture
def kept(monkeypatch):
    """Sign somebody in whose profile is what stands in this mapping."""
    profile: dict[str, object] = {}
    monkeypatch.setattr(match_widgets.sessions, "current", lambda: SimpleNamespace(account_id="a"))
    monkeypatch.setattr(match_widgets.belongings, "profile", lambda _account: dict(profile))
    return profile


@pytest.fixture
def asked(monkeypatch):
    """Give what is asked of the recommendation, the latest last."""
    asked, recommend = [], matching.recommend
    monkeypatch.setattr(
        matching, "recommend", lambda ask, *args, **options: asked.append(ask) or recommend(ask, *args, **options)
    )
    return asked


@pytest.mark.usefixtures("on_nation")
class TestKeptProfile:
    def test_each_part_goes_when_its_consent_is_withdrawn(self, open_page, kept, asked):
        kept |= {"problem": ["sleep"], "severity": "severe", "age_group": "young_adult"}
        app = open_page("match", **GANGNAM)
        assert SAY("match.from_profile") in html(app)
        wish = asked[-1].wish
        assert (wish.needs, wish.severity, wish.age_group) == (("sleep",), "severe", "young_adult")
        for name in ("problem", "severity"):
            kept.pop(name)
        app.run()
        wish = asked[-1].wish
        assert (wish.needs, wish.severity, wish.age_group) == ((), "unknown", "young_adult")
        kept.clear()
        app.run()
        assert SAY("match.from_profile") not in html(app)
        assert asked[-1].wish.age_group is None

    def test_the_area_is_offered_and_taken_only_when_it_is_chosen(self, open_page, kept, asked):
        kept["cell"] = CELL
        app = open_page("match")
        assert asked == []
        app.button(key="match-kept-cell").click().run()
        assert CELL in app.query_params["cell"]
        assert abs(asked[-1].lat - 37.5) < 0.2

    def test_without_an_area_kept_none_is_offered(self, open_page, kept):
        kept["problem"] = ["sleep"]
        assert SAY("match.kept_cell") not in [button.label for button in open_page("match").button]

    def test_a_kept_age_under_19_brings_1388_first_in_danger(self, open_page, kept):
        kept["age_group"] = "youth"
        app = open_page("match")
        app.text_input[0].set_value("죽고 싶어요")
        app.button[0].click().run()
        assert dials(html(app))[:2] == ["tel:1388", "tel:117"]

    @pytest.mark.parametrize("sign", ["danger", "thoughts", "unsure"])
    @pytest.mark.parametrize(
        ("needs", "first"),
        [
            (CheckNeeds(problem="low_mood", age_group="youth", for_whom="self"), "tel:021388"),
            (CheckNeeds(problem="severe", age_group="youth", for_whom="family"), "tel:021388"),
            (CheckNeeds(problem="severe", age_group="older", for_whom="family"), "tel:109"),
            (CheckNeeds(problem="memory", age_group="older", for_whom="family"), "tel:109"),
        ],
    )
    def test_for_the_young_and_for_carers_no_voucher_and_no_home_stand_beneath_a_panel(
        self, open_page, monkeypatch, sign, needs, first
    ):
        monkeypatch.setattr(check_state, "kept", lambda: CheckResult(phq9=16, sign=sign, needs=needs))
        told = html(open_page("match", **GANGNAM))
        assert dials(told)[0] == ("tel:119" if sign == "danger" else first)
        assert SAY("door.voucher.name") not in told
        assert "정신요양시설" not in told
