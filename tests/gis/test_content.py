"""The written content: read with its sources, refused where something is missing, and never HTML."""

import itertools
import re
from datetime import date

import pytest

from app import sitemap
from gis.care.crisis import in_force, parse
from gis.care.recommendation.programmes import ProgrammeFigure, figures
from gis.content import Article, ArticleSource, ArticleStep, in_language, load
from gis.errors import NotFoundError, SourceError
from gis.recommendation import load_data
from gis.settings import ROOT

FOLDER = ROOT / "data" / "content"
PATHS = [f"/{page.path}" for page in sitemap.PAGES]
REGISTER = parse((ROOT / "data" / "reference" / "crisis_numbers.csv").read_text(encoding="utf-8"))
NUMBERS = {number.dial for number in in_force(REGISTER, date(2026, 11, 29))}
FIGURES = figures(load_data(ROOT / "data").programmes)
LIBRARY = load(FOLDER, paths=PATHS, numbers=NUMBERS, figures=FIGURES)
ARTICLES = LIBRARY.articles("ko") + LIBRARY.articles("en")
HANGUL = re.compile("[가-힣]")

GOOD = """---
title: A
summary: B
group: feelings
order: 1
reviewed_on: 2026-11-26
reviewer: Editors
sources:
  - {title: T, publisher: P, url: "https://example.org", accessed: 2026-11-25}
next:
  - {label: L, href: "/check"}
---
## One
### Two
[tel](tel:109) [page](/guide?topic=a) [out](https://example.org)
"""


def shelf(folder, text=GOOD, other=GOOD, topic="a", figures=None):
    for language, content in (("ko", text), ("en", other)):
        (folder / language).mkdir(parents=True, exist_ok=True)
        if content is not None:
            (folder / language / f"{topic}.md").write_text(content, encoding="utf-8")
    return load(folder, paths=["/check", "/guide"], numbers=["109"], figures=figures)


def test_the_topics_of_the_brief_are_there():
    topics = {article.topic for article in ARTICLES}
    assert topics >= {
        *("depression", "anxiety", "sleep", "addiction", "perinatal", "youth", "elderly", "families"),
        *("checklist", "first-visit", "cost-and-privacy", "emergency"),
        *("admission", "after-attempt", "first-psychosis", "bereaved", "drugs-gambling", "self-harm", "youth-privacy"),
        *("perinatal-crisis", "work", "migrants", "lgbt", "deaf", "carers"),
    }


DEEPER = (
    *("admission", "after-attempt", "first-psychosis", "bereaved", "drugs-gambling", "self-harm", "youth-privacy"),
    *("perinatal-crisis", "work", "migrants", "lgbt", "deaf", "carers"),
)
"""Articles that begin with what to do in danger."""


def test_a_deeper_article_begins_with_what_to_do_in_danger(subtests):
    for topic, language in itertools.product((*DEEPER, "families"), ("ko", "en")):
        with subtests.test(topic=topic, language=language):
            first, *others = re.split(r"^## ", LIBRARY.article(topic, language).text, flags=re.MULTILINE)[1:]
            assert first.startswith({"ko": "지금 위험하다면\n", "en": "If there is danger now\n"}[language])
            lead = re.findall(r"\((?:tel|sms):(\d+)\)", first)
            assert lead[0] in ("119", "112", "109", "1388", "15770199")
            assert {"119", "112"} & set(lead)
            assert len(others) >= 3


@pytest.mark.parametrize("topic", DEEPER)
def test_both_languages_have_the_same_headings_lists_numbers_and_ways_on(topic):
    korean, english = (LIBRARY.article(topic, language) for language in ("ko", "en"))
    marks = [re.findall(r"^(#+ |- |\d+\. |> )", one.text, re.MULTILINE) for one in (korean, english)]
    assert marks[0] == marks[1]
    numbers = [re.findall(r"\((?:tel|sms):(\d+)\)", one.text) for one in (korean, english)]
    assert numbers[0] == numbers[1]
    assert [step.href for step in korean.steps] == [step.href for step in english.steps]
    assert [(one.url, one.accessed) for one in korean.sources] == [(one.url, one.accessed) for one in english.sources]


@pytest.mark.parametrize("topic", DEEPER)
def test_a_deeper_article_is_short_and_in_short_sentences(topic):
    article = LIBRARY.article(topic, "ko")
    read = re.sub(r"\(\S+?\)|[#*>“”]", "", article.text)
    assert len(read) <= 2500
    sentences = re.split(r"(?<=[.?!])\s|\n", read)
    assert max(map(len, sentences)) < 60, max(sentences, key=len)


def test_numbers_of_help_are_links_to_the_register_and_none_is_retired(subtests):
    for article in ARTICLES:
        with subtests.test(language=article.language, topic=article.topic):
            linked = set(re.findall(r"\((?:tel|sms):(\d+)\)", article.text))
            lines = r"(?<![\d-])(1577-\d{4}|1588-\d{4}|1899-\d{4}|10[79]|11[279]|129|13\d\d)(?!\d)"
            told = re.findall(lines, article.text)
            dialled = {number.replace("-", "") for number in told}
            assert dialled <= NUMBERS
            assert dialled - {"119"} <= linked, "a line that is named can be called from there"
            assert "1393" not in article.text


def test_no_word_asks_for_too_many_articles():
    for language in ("ko", "en"):
        for word in {word for one in LIBRARY.articles(language) for word in one.words}:
            assert 1 <= len(LIBRARY.about(word, language)) <= 2, word


@pytest.mark.parametrize(
    ("typed", "language", "topic"),
    [
        ("아버지가 강제 입원을 당했어요", "ko", "admission"),
        ("아들에게 환청이 들린대요", "ko", "first-psychosis"),
        ("동생을 자살로 잃었어요", "ko", "bereaved"),
        ("도박 빚이 많아요", "ko", "drugs-gambling"),
        ("남편이 마약을 해요", "ko", "drugs-gambling"),
        ("자꾸 자해를 해요", "ko", "self-harm"),
        ("부모님 몰래 상담받고 싶어요", "ko", "youth-privacy"),
        ("유산하고 너무 힘들어요", "ko", "perinatal-crisis"),
        ("직장 내 괴롭힘을 당해요", "ko", "work"),
        ("군대에서 힘들어요", "ko", "work"),
        ("베트남에서 온 이주민이에요", "ko", "migrants"),
        ("커밍아웃하고 싶어요", "ko", "lgbt"),
        ("저는 농인이에요", "ko", "deaf"),
        ("치매 어머니를 돌보느라 지쳐요", "ko", "carers"),
        ("I lost my baby", "en", "perinatal-crisis"),
        ("My visa and my mood", "en", "migrants"),
        ("I am gay and lonely", "en", "lgbt"),
        ("deaf and depressed", "en", "deaf"),
        ("my mother has dementia", "en", "carers"),
        ("I am in the military", "en", "work"),
        ("자살 시도를 하고 퇴원했어요", "ko", "after-attempt"),
        ("우리 반에서 왕따를 당해요", "ko", "youth"),
        ("My sister hears voices", "en", "first-psychosis"),
        ("He was committed against his will", "en", "admission"),
    ],
)
def test_what_somebody_types_asks_for_the_article(typed, language, topic):
    assert topic in [one.topic for one in LIBRARY.about(typed, language)[:2]]


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        *(
            (one, "ko")
            for one in ("", "잠이 안 와요", "회사가 힘들어요", "우울하고 눈물이 나요", "유산소 운동을 해도 힘들어요")
        ),
        *(
            (one, "ko")
            for one in ("산재한 걱정", "입학하고 나서 힘들어요", "친구와 다퉜어요", "게이트볼 동호회에서 싸웠어요")
        ),
        *(
            (one, "ko")
            for one in ("투자해서 돈을 잃었어요", "혼자 해야 해요", "수화기를 들기 무서워요", "점수 어떻게 나왔나요")
        ),
        *((one, "ko") for one in ("강제추행을 당했어요", "전 남자친구가 저를 감시해요", "시어머니가 괴롭혀요")),
        *((one, "en") for one in ("I cannot sleep", "I feel engaged but tired", "better days", "sad about my exam")),
    ],
)
def test_other_words_ask_for_no_article(typed, language):
    assert not LIBRARY.about(typed, language)


def test_an_article_is_dated_sourced_and_ends_in_a_search(subtests):
    for article in ARTICLES:
        with subtests.test(language=article.language, topic=article.topic):
            assert article.reviewed_on <= date(2026, 11, 29)
            assert all(source.accessed <= article.reviewed_on for source in article.sources)
            assert any(step.href.startswith(("/match", "/?", "/")) for step in article.steps)
            assert 400 < len(article.text) < 6000


def test_an_article_is_in_its_language_and_in_plain_sentences(subtests):
    for article in ARTICLES:
        with subtests.test(language=article.language, topic=article.topic):
            assert bool(HANGUL.search(article.text)) is (article.language == "ko")
            sentences = re.split(r"(?<=[.?!])\s|\n", article.text)
            longest = max(sentences, key=lambda sentence: len(sentence.split()))
            assert len(longest.split()) <= (30 if article.language == "ko" else 45), longest


def test_a_number_said_to_answer_at_night_does(subtests):
    for article in ARTICLES:
        with subtests.test(language=article.language, topic=article.topic):
            hours = {number.dial: number.hours for number in REGISTER if number.dial in NUMBERS}
            night = re.compile("24시간|밤에도|24 hours|at night")
            for line in filter(night.search, article.text.splitlines()):
                for dial in re.findall(r"\]\(tel:(\d+)\)", line):
                    assert hours[dial] == "00:00-24:00", line


def test_an_article_says_whom_to_call_when_life_is_in_danger(subtests):
    for article in ARTICLES:
        with subtests.test(language=article.language, topic=article.topic):
            if article.topic != "cost-and-privacy":
                assert re.search(r"\]\((tel|sms):(109|119)\)", article.text)


@pytest.mark.parametrize(
    ("topic", "ko", "en"),
    [
        ("depression", "혼자 갑자기 끊지", "Do not stop it suddenly"),
        ("anxiety", "갑자기 끊으면 위험", "dangerous to stop suddenly"),
        ("sleep", "혼자 갑자기 끊지", "do not stop suddenly"),
        ("addiction", "혼자 갑자기 끊지", "Do not stop suddenly"),
        ("first-visit", "혼자 갑자기 끊지", "Do not stop a medicine suddenly"),
        ("families", "위험이 있을 때는 달라요", "It is different when"),
        ("perinatal", "둘만 두지 말고", "Do not leave the baby alone"),
        ("elderly", "섬망", "delirium"),
        ("youth", "지역번호를 먼저", "dial the area code first"),
    ],
)
def test_a_warning_stands_in_both_languages(topic, ko, en):
    assert ko in LIBRARY.article(topic, "ko").text
    assert en in LIBRARY.article(topic, "en").text


MONEY = re.compile(r"\d[\d,]*\s*(만\s*)?원|₩|KRW|\d\s*won\b")


def test_money_is_never_typed_into_an_article(subtests):
    for path in sorted(FOLDER.glob("*/*.md")):
        with subtests.test(path=str(path)):
            assert not MONEY.search(path.read_text(encoding="utf-8").split("---\n", 2)[2])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_price_of_the_voucher_is_told_with_its_year(language):
    told = LIBRARY.article("cost-and-privacy", language).text
    prices = {name: one.value for name, one in FIGURES.items() if name.startswith("voucher.") and name.endswith("_won")}
    for name, won in prices.items():
        if name not in ("voucher.first_won", "voucher.second_won"):  # what a session costs before the state pays
            assert f"{won:,}" in told, name
    for name in ("price_year", "sessions", "minutes", "days", "groups", "checkup_least", "online_age_from"):
        assert str(FIGURES[f"voucher.{name}"].value) in told, name
    for name in ("treatment_costs.most_won", "attempt_costs.most_won", "bereaved.most_won"):
        assert f"{FIGURES[name].value:,}" in told, name


def test_the_prices_are_the_shares_of_the_full_price_that_the_source_names():
    for grade in ("first", "second"):
        full = FIGURES[f"voucher.{grade}_won"].value
        paid = [FIGURES[f"voucher.{grade}_{part}_won"].value for part in ("to_120", "to_180", "over_180")]
        assert paid == [full // 10, full * 2 // 10, full * 3 // 10]


def test_a_good_article_is_read(tmp_path):
    article = shelf(tmp_path).article("a", "en")
    assert article == Article(
        *("a", "en", "A", "B", "feelings", 1, date(2026, 11, 26), "Editors"),
        (ArticleSource("T", "P", "https://example.org", date(2026, 11, 25)),),
        (ArticleStep("L", "/check"),),
        GOOD.split("---\n", 2)[2],
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A\n", ""),
        ("summary: B", "summary: ''"),
        ("reviewer: Editors\n", ""),
        ("reviewed_on: 2026-11-26", "reviewed_on: soon"),
        ("group: feelings", "group: other"),
        ("order: 1", "order: first"),
        ('  - {title: T, publisher: P, url: "https://example.org", accessed: 2026-11-25}\n', "  []\n"),
        (', url: "https://example.org"', ""),
        ("accessed: 2026-11-25", "accessed: 2026-11-27"),
        ('  - {label: L, href: "/check"}\n', "  []\n"),
        ('href: "/check"', 'href: "/nowhere"'),
        ("tel:109", "tel:110"),
        ("topic=a", "topic=b"),
        ("https://example.org)", "javascript:alert)"),
        ("(https://example.org)", "(http://example.org)"),
        ("(https://example.org)", "(//example.org/check)"),
        ("## One\n", "# One\n"),
        ("## One\n", "#### One\n"),
        ("---\n## One", "## One"),
        ("## One\n### Two\n[tel](tel:109) [page](/guide?topic=a) [out](https://example.org)\n", ""),
    ],
)
def test_an_article_that_lacks_something_is_refused(tmp_path, old, new):
    assert old in GOOD
    if new == "javascript:alert)":
        # Markdown refuses such an address by itself: it stays text.
        assert (
            "<a"
            not in shelf(tmp_path, *[GOOD.replace(f"(https:{old[6:]}", f"({new}")] * 2)
            .article("a", "ko")
            .html()
            .split("[out]")[1]
        )
        return
    bad = GOOD.replace(old, new, 1)
    with pytest.raises(SourceError):
        shelf(tmp_path, bad, bad)


@pytest.mark.parametrize("other", [None, GOOD.replace("order: 1", "order: 2"), GOOD.replace("feelings", "people")])
def test_both_languages_must_hold_the_same(tmp_path, other):
    with pytest.raises(SourceError, match="same in ko and en"):
        shelf(tmp_path, GOOD, other)


NUMBERED = GOOD.replace("## One\n", "## One\n{a.won} in {a.asof_year}\n")
NAMED = {"a.won": ProgrammeFigure(12000, frozenset({"https://example.org"})),
         "a.asof_year": ProgrammeFigure(2025, frozenset({"https://example.org"}))}  # fmt: skip


def test_a_number_stands_in_the_place_of_its_name(tmp_path):
    shelf(tmp_path, NUMBERED, NUMBERED, figures=NAMED)
    assert "12,000 in 2025" in shelf(tmp_path, NUMBERED, NUMBERED, figures=NAMED).article("a", "en").text


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({}, "no data holds"),
        (NAMED | {"a.won": ProgrammeFigure(1, frozenset({"https://else.example"}))}, "names no source"),
    ],
)
def test_a_number_without_data_or_source_is_refused(tmp_path, named, message):
    with pytest.raises(SourceError, match=message):
        shelf(tmp_path, NUMBERED, NUMBERED, figures=named)


def test_html_in_an_article_is_text(tmp_path):
    evil = GOOD + "<script>alert(1)</script>\n\nx <img src=x onerror=alert(1)> `<b>`\n"
    html = shelf(tmp_path, evil, evil).article("a", "ko").html()
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_links_keep_the_language_and_leave_safely(tmp_path):
    library = shelf(tmp_path)
    assert '<a href="/guide?topic=a">' in library.article("a", "ko").html()
    assert '<a href="/guide?topic=a&amp;lang=en">' in library.article("a", "en").html()
    assert '<a href="https://example.org" rel="noopener noreferrer">' in library.article("a", "en").html()
    assert '<a href="tel:109">' in library.article("a", "en").html()


def test_a_topic_that_is_not_there(tmp_path):
    with pytest.raises(NotFoundError):
        shelf(tmp_path).article("../a", "ko")


@pytest.mark.parametrize(
    ("href", "expected"),
    [("/", "/?lang=en"), ("/?kind=a", "/?kind=a&lang=en"), ("/guide?topic=a", "/guide?topic=a&lang=en")],
)
def test_an_address_in_english(href, expected):
    assert in_language(href, "en") == expected
    assert in_language(href, "ko") == href
