"""The recommendation on the nation: openings by the board, distances by the database, the adapter of models."""

import datetime as dt
import sys
import types
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from sqlalchemy import text

from gis.care.recommendation.candidates import Wish
from gis.care.recommendation.similarity import by_vectors, vocabulary_of
from gis.care.status import state_at
from gis.encoders import SentenceEncoder, make_encoder
from gis.errors import InputError, NotFoundError, SettingsError
from gis.opening import load_board
from gis.queries.centers import centers_within
from gis.recommendation import (
    Ask,
    Took,
    encoder_of,
    home_codes,
    load_data,
    load_register,
    load_vocabulary,
    recommend,
    similarities,
)
from gis.settings import ROOT
from gis.terms import PROBLEMS, SEOUL
from tests.gis.test_content import ARTICLES

DATA = load_data(ROOT / "data")
TUESDAY = dt.datetime(2026, 11, 24, 14, tzinfo=SEOUL)
CITY_HALL = (37.5665, 126.978)
EVERYWHERE = {
    "Seoul": CITY_HALL,
    "Busan": (35.1796, 129.0756),
    "Jeju": (33.4996, 126.5312),
    "Yeongyang-gun": (36.6667, 129.1124),
    "Inje-gun": (38.0697, 128.1707),
    "Ulleung-gun": (37.4845, 130.9057),
}


@pytest.fixture(scope="module")
def nation_parts(nation):
    with nation.connect() as conn:
        return load_register(conn), load_board(conn, ROOT / "data", at=TUESDAY)


def ask(parts, wish=None, **more):
    register, board = parts
    own = {key: more.pop(key) for key in ("words", "travel", "phq9", "in_crisis") if key in more}
    place = more.pop("place", CITY_HALL)
    return recommend(Ask(*place, wish or Wish(), **own), register, board, at=TUESDAY, data=DATA, **more)


def test_distances_are_those_of_the_database(nation_parts, nation_conn):
    found = ask(nation_parts)
    near = centers_within(
        nation_conn, lat=CITY_HALL[0], lon=CITY_HALL[1], radius_m=30_000, scope="register", limit=10_000
    )
    assert {one.center_id for one in near} == set(found.candidates)
    for one in near[::50]:
        assert found.candidates[one.center_id].distance_m == pytest.approx(one.distance_m, abs=0.01)


def test_openings_are_those_of_a_plain_loop(nation_parts):
    """Every day of a week at every time of the window, one center at a time."""
    _, board = nation_parts
    found = ask(nation_parts, Wish(when="evening"))
    window = DATA.rules.windows["evening"]
    checked = 0
    for center_id, one in found.candidates.items():
        if not one.opening.is_known:
            continue
        open_days, asked = 0, 0
        for day in range(7):
            date = TUESDAY.date() + dt.timedelta(days=day)
            slots = [dt.datetime.combine(date, dt.time(), SEOUL) + dt.timedelta(minutes=m) for m in window.minutes]
            slots = [s for s in slots if s >= TUESDAY]
            if date.weekday() not in window.weekdays or not slots:
                continue
            asked += 1
            open_days += any(state_at(board.facts[center_id], s, board.calendar) == "open" for s in slots)
        assert (one.opening.days_open, one.opening.days_asked) == (open_days, asked), center_id
        checked += 1
    assert checked > 50


def test_where_somebody_is_decides_whose_center_it_is(nation_parts, nation_conn):
    home = home_codes(nation_conn, *CITY_HALL)
    assert home == ("11", "11140")
    found = ask(nation_parts, Wish(needs=("low_mood",)), home=home)
    first = found.center(found.found.matches[0].center_id)
    assert first.kind == "기초정신건강복지센터"
    assert "11140" in first.serves


def test_words_find_their_need_and_count(nation_parts, nation_conn):
    encoder = encoder_of(DATA, None)
    near = similarities(DATA, load_vocabulary(nation_conn, DATA, encoder), encoder)
    found = ask(nation_parts, words="아버지가 술을 너무 많이 드세요", similarity_of=near)
    assert found.heard[0] == "addiction"
    assert found.wish.has_words
    offers = [found.center(one.center_id) for one in found.found.matches[:3]]
    assert any("중독" in one.services for one in offers)


def test_a_chosen_need_stands_before_words_and_these_count_too(nation_parts):
    found = ask(nation_parts, Wish(needs=("sleep",)), words="술을 끊고 싶어요")
    assert (found.wish.needs, found.wish.heard, found.heard) == (("sleep",), ("addiction",), ("addiction",))
    kinds = {found.center(one.center_id).kind: one.parts["specialty"].score for one in found.found.matches}
    assert kinds["중독관리통합지원센터"] == pytest.approx(DATA.rules.specialty_heard)
    assert kinds["정신건강의학과의원"] == pytest.approx(DATA.rules.severity["unknown"]["medical"])
    assert "addiction" in [one.programme.code for one in found.programmes]
    alone = ask(nation_parts, words="술을 끊고 싶어요")
    assert (alone.wish.needs, alone.wish.heard) == (("addiction",), ())


@pytest.mark.parametrize("wish", [Wish(needs=("child",), age_group="adult"), Wish(age_group="young_adult")])
def test_grown_ups_get_no_places_and_reasons_for_children(nation_parts, nation_conn, wish):
    encoder = encoder_of(DATA, None)
    near = similarities(DATA, load_vocabulary(nation_conn, DATA, encoder), encoder)
    found = ask(nation_parts, wish, words="아이처럼 산만하고 ADHD 같아요", similarity_of=near)
    assert "child" in found.set_aside
    offered = [found.center(one.center_id) for one in found.found.matches]
    assert not [
        one.name
        for one in offered
        if any(word in one.name for word in ("아이존", "튼튼소아과", "어린이병원", "아동청소년"))
    ]
    told = {(fact.code, value) for one in found.found.matches for fact in one.facts for _, value in fact.params}
    assert not {pair for pair in told if pair[1] in ("child", "아동청소년")}
    assert ("kind_fits", "attention") in told, "ADHD is a need of grown-ups too"


def test_a_place_for_children_is_for_whoever_speaks_of_a_child(nation_parts):
    for wish, is_there in (
        (Wish(), False),
        (Wish(needs=("low_mood",)), False),
        (Wish(needs=("child",)), True),
        (Wish(needs=("severe",), age_group="youth"), True),
    ):
        found = ask(nation_parts, wish)
        names = {found.center(one.center_id).name for one in found.found.matches}
        assert ("중구아이존" in names) is is_there, wish
        assert ("for_children" in found.found.exclusions()) is not is_there


def test_the_score_of_the_check_opens_the_voucher_and_sets_the_band(nation_parts):
    found = ask(nation_parts, phq9=21)
    assert found.wish.severity == "severe"
    assert [one.programme.code for one in found.programmes] == ["voucher"]


def test_every_center_is_read_however_many_there_are(nation_conn, monkeypatch):
    whole = load_register(nation_conn)
    monkeypatch.setattr("gis.recommendation.MAX_ROWS", 1000)
    paged = load_register(nation_conn)
    assert list(paged.centers) == list(whole.centers)
    assert len(paged.lats) == len(paged.lons) == len(whole.centers) > 5000


@pytest.mark.parametrize("need", [*DATA.needs.needs, None])
def test_a_place_that_people_live_in_is_never_recommended(nation_parts, need):
    """First voices do not lead to a 정신요양시설, nor does anything else: not even from its own door."""
    register, _ = nation_parts
    home = next(one for one in register.centers.values() if one.kind == "정신요양시설")
    found = ask(nation_parts, Wish(needs=(need,) if need else ()), place=(home.lat, home.lon))
    assert "정신요양시설" not in {found.center(one.center_id).kind for one in found.found.matches}
    assert found.found.excluded[home.center_id][0].code == "residential"


def test_in_a_crisis_no_voucher_is_offered(nation_parts):
    assert ask(nation_parts, phq9=21, in_crisis=True).programmes == ()


def test_far_from_everything_a_programme_still_names_the_nearest(nation_parts):
    """On Ulleung no addiction center lies within reach; the nearest of all is named."""
    found = ask(nation_parts, Wish(needs=("addiction",)), place=(37.4845, 130.9057))
    place, near = found.programmes[0].nearest[0]
    assert place.paper == "help"
    assert near is not None
    assert near.distance_m > 100_000


def test_travel_times_take_the_place_of_distance(nation_parts):
    near_only = Took(10.0, is_estimate=True, is_time_approximate=True)
    found = ask(nation_parts, travel="car", times=lambda to, mode: {one.center_id: near_only for one in to[:1]})
    reached = [one for one in found.found.matches if one.parts["distance"].score > 0]
    assert len(reached) == 1
    assert reached[0].parts["distance"].score == pytest.approx(0.5 ** (10 / 15))
    (told,) = [dict(fact.params) for fact in reached[0].facts if fact.code == "travel"]
    assert (told["is_estimate"], told["is_approximate"]) == (True, True)


def test_why_not_of_a_center_far_away(nation_parts, nation_conn):
    busan = nation_conn.scalar(text("SELECT center_id FROM serve.center WHERE sido_code = '26' LIMIT 1"))
    assert ask(nation_parts).why_not(busan, rules=DATA.rules).excluded[0].code == "too_far"
    with pytest.raises(NotFoundError):
        ask(nation_parts).why_not("aaaaaaaaaa", rules=DATA.rules)


def test_what_cannot_be_asked(nation_parts):
    for wrong in ({"place": (10.0, 10.0)}, {"wish": Wish(when="midnight")}, {"wish": Wish(needs=("joy",))}):
        with pytest.raises(InputError):
            ask(nation_parts, **wrong)


def searches_of_articles():
    """Give the searches that articles end in, each once by path and query, with the names of the articles."""
    searches = {}
    for article in ARTICLES:
        ends = [urlsplit(step.href) for step in article.steps if urlsplit(step.href).path in ("/", "/match")]
        assert ends or article.topic == "emergency"
        for end in ends:
            searches.setdefault((end.path, end.query), []).append(f"{article.language}-{article.topic}")
    return searches


@pytest.mark.parametrize("place", EVERYWHERE)
def test_the_recommendations_at_the_end_of_articles_have_fitting_centers_everywhere(nation_parts, nation_conn, place):
    lat, lon = EVERYWHERE[place]
    home = home_codes(nation_conn, lat, lon)
    unfit = {}
    for (path, query), names in searches_of_articles().items():
        if path != "/match":
            continue
        needs = tuple(parse_qs(query).get("need", ()))
        assert set(needs) <= set(PROBLEMS), names
        found = ask(nation_parts, Wish(needs=needs), place=(lat, lon), home=home)
        shown = found.found.matches[:10]
        named = [near for programme in found.programmes for _, near in programme.nearest if near is not None]
        if not shown or (needs and not named and max(one.parts["specialty"].score for one in shown) < 0.6):
            unfit[query] = names
    assert unfit == {}


def test_the_plain_searches_at_the_end_of_articles_ask_for_what_the_nation_has_many_of(nation_parts):
    centers = nation_parts[0].centers.values()
    asked = {
        (name, term)
        for path, query in searches_of_articles()
        if path == "/"
        for name, terms in parse_qs(query).items()
        for term in terms
    }
    assert asked
    offers = {name: [one.kind if name == "kind" else one.services for one in centers] for name, _ in asked}
    assert [(name, term) for name, term in asked if sum(term in offer for offer in offers[name]) < 250] == []


class SmallModel:
    """A model of three axes: sleep, alcohol, everything else; in the place of sentence-transformers, not shipped."""

    def __init__(self, name: str) -> None:
        if name == "missing":
            raise OSError("no such model")

    def encode(self, texts, *, convert_to_numpy, show_progress_bar):
        assert convert_to_numpy
        assert not show_progress_bar
        return np.array(
            [["잠" in t or "sleep" in t, "술" in t or "alcohol" in t, 0.1] for t in texts], dtype=np.float32
        )


@pytest.fixture
def small_package(monkeypatch):
    package = types.ModuleType("sentence_transformers")
    package.SentenceTransformer = SmallModel
    package.__version__ = "0"
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    make_encoder.cache_clear()
    yield
    make_encoder.cache_clear()


def test_a_model_is_a_setting_with_the_same_interface(small_package, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    encoder = encoder_of(DATA, str(tmp_path))
    assert encoder.name == f"sentence-transformers:{tmp_path.name}"
    assert np.linalg.norm(encoder.encode(["술", "잠"]), axis=1) == pytest.approx([1, 1])
    known = vocabulary_of(DATA.items, encoder)
    scores = by_vectors("술이 문제예요", known, encoder, DATA.needs)
    assert scores["중독"] == pytest.approx(1.0)
    before = encoder.version
    (tmp_path / "config.json").write_text('{"a": 1}')
    assert SentenceEncoder(str(tmp_path)).version != before


def test_a_real_model_made_here_reads_the_vocabulary(tmp_path):
    """The package itself, where an operator has it: a tiny transformer of the vocabulary's letters, untrained."""
    package = pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    transformers = pytest.importorskip("transformers")
    letters = sorted({letter for item in DATA.items for letter in item.words.lower() if not letter.isspace()})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    raw, made = tmp_path / "raw", tmp_path / "made"
    raw.mkdir()
    (raw / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizer(str(raw / "vocab.txt")).save_pretrained(raw)
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(config).save_pretrained(raw)
    package.SentenceTransformer(str(raw)).save(str(made))  # adds the mean of a text's tokens by itself

    encoder = SentenceEncoder(str(made))
    texts = [item.words for item in DATA.items]
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    assert encoder.encode(texts[:1]) == pytest.approx(vectors[:1], abs=1e-5), "a text's vector is its own"
    known = vocabulary_of(DATA.items, encoder)
    first = next(item for item in DATA.items if item.item != "words")
    assert by_vectors(first.words, known, encoder, DATA.needs)[first.code] == pytest.approx(1.0, abs=1e-4)
    assert SentenceEncoder(str(made)).version == encoder.version


def test_a_model_that_cannot_be_loaded_says_so(small_package, monkeypatch):
    with pytest.raises(SettingsError, match="missing"):
        SentenceEncoder("missing")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(SettingsError, match="sentence-transformers"):
        SentenceEncoder("some/model")
