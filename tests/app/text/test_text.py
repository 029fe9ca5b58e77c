"""The sentences: the same keys and fields in both languages, each one used, none written in the pages."""

import ast
import re
import string
from pathlib import Path

import pytest
from jinja2 import nodes

from app.text import LANGUAGES, language, load, preferred
from app.ui.markup import ENVIRONMENT
from gis.settings import ROOT

APP = ROOT / "app"
KO, EN = load("ko").sentences, load("en").sentences
HANGUL = re.compile("[가-힣]")
SOURCES = [path for path in APP.rglob("*.py") if "commands" not in path.parts and path.name != "cli.py"]
TEMPLATES = sorted(APP.glob("*/templates/*.html"))


def fields(sentence: str) -> set[str]:
    return {name.split(":")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-US,en;q=0.9", "en"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("EN", "en"),
        ("vi", "en"),
        ("zh-CN,zh;q=0.9,ko;q=0.95", "en"),
        ("ko;q=0.5,en;q=0.5", "ko"),
        ("*", "ko"),
        ("fr;q=0", "ko"),
        ("en;q=x", "ko"),
        ("en;q=1;level=1", "ko"),
        (",,;", "ko"),
    ],
)
def test_the_language_that_a_browser_prefers_is_found(accepted, wanted):
    assert preferred(accepted) == wanted


def test_both_languages_have_the_same_keys():
    assert set(KO) == set(EN)


def test_both_languages_fill_in_the_same_fields():
    assert {key: (KO[key], EN[key]) for key in KO if fields(KO[key]) != fields(EN[key])} == {}


def test_no_sentence_is_empty_and_korean_is_korean():
    assert all(KO.values())
    assert all(EN.values())
    names = {"frame.other_language"}
    assert [key for key, words in KO.items() if not HANGUL.search(words) and len(words) > 40] == []
    assert [key for key in names if not HANGUL.search(EN[key])] == []


def test_english_sentences_hold_no_korean_but_names_and_examples():
    allowed = {"frame.other_language", "where.none_more", "find.words_placeholder"}
    assert {key for key, words in EN.items() if HANGUL.search(words)} <= allowed


def literals(path: Path) -> list[str]:
    """Give the strings of a module that are no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documents
        and id(node) not in bare
    ]


def test_no_page_writes_a_sentence_of_its_own():
    paths = [*sorted(APP.glob("pages/*.py")), *sorted(APP.glob("ui/components/*.py"))]
    assert len(paths) > 25
    written = [
        (path.stem, text)
        for path in paths
        for text in literals(path)
        # A sentence has blanks between words; a Korean one may do with one word. Keys and addresses have neither.
        if HANGUL.search(text) or (re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text) and "<" not in text)
    ]
    assert written == []


def test_no_script_writes_a_korean_sentence():
    paths = [*sorted(APP.glob("ui/components/*.js")), APP / "ui" / "static" / "frame.js"]
    assert len(paths) > 5
    lines = [(path.stem, line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(stem, line) for stem, line in lines if not line.strip().startswith("//") and HANGUL.search(line)] == []


def patterns(path: Path) -> list[str]:
    """Give what a module's strings may name, as patterns; a field of an f-string stands for any one part of a key."""
    found = [re.escape(text) for text in literals(path)]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = (re.escape(part.value) if isinstance(part, ast.Constant) else "[^.]+" for part in node.values)
            found.append("".join(parts))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "group":
            # say.group("table") hands over all sentences below a key.
            below = [one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
            found += [re.escape(f"{prefix}.") + ".+" for prefix in below if isinstance(prefix, str)]
    return found


def template_patterns(source: str) -> list[str]:
    """Give what the strings of a template may name, as patterns; a joined value stands for any one part of a key."""
    tree = ENVIRONMENT.parse(source)
    found = [re.escape(node.value) for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]
    for node in tree.find_all(nodes.Concat):
        parts = (re.escape(part.value) if isinstance(part, nodes.Const) else "[^.]+" for part in node.nodes)
        found.append("".join(parts))
    return found


def test_every_sentence_is_used():
    found = {pattern for path in SOURCES for pattern in patterns(path)}
    found |= {pattern for path in TEMPLATES for pattern in template_patterns(path.read_text(encoding="utf-8"))}
    every = re.compile("|".join(pattern for pattern in found if "\\." in pattern))
    assert {key for key in KO if not every.fullmatch(key)} == set()


def test_every_sentence_that_is_asked_for_is_there():
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*SOURCES, *TEMPLATES])
    asked = set(re.findall(r"""\bsay\(\s*["']([a-z_0-9.]+)["'](?=\s*[,)])""", code))
    assert asked <= set(KO)
    assert len(asked) > 50


@pytest.mark.parametrize(
    ("word", "expected"),
    [("서울역", "서울역을"), ("종로", "종로를"), ("강남(역)", "강남(역)을"), ("GDP", "GDP를"), ("", "를")],
)
def test_particles_follow_the_last_sound(word, expected):
    sentence = "{place}{place:을/를}"
    from app.text import Text

    assert Text("ko", {"x": sentence})("x", place=word) == expected


def test_english_counts_one_and_many():
    say = load("en")
    assert say("find.found_region", region="A", n=1).startswith("1 place in")
    assert say("find.found_region", region="A", n=2).startswith("2 places in")


def test_an_unknown_language_is_korean():
    assert [language(value) for value in ("en", "ko", "fr", None, ["en"])] == ["en", "ko", "ko", "ko", "ko"]
    assert LANGUAGES[0] == "ko"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_no_template_writes_a_sentence_of_its_own(path):
    source = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    written = re.sub(r"<[^>]*>", " ", re.sub(r"\{[{%#].*?[#%}]\}", "", source, flags=re.DOTALL))
    assert not re.search(r"[A-Za-z]{2,}", written)
    assert not HANGUL.search(source)


def test_no_text_names_the_retired_crisis_number():
    retired = "13" + "93"
    texts = [*APP.rglob("*.toml"), *APP.rglob("*.html"), *(ROOT / "data" / "content").rglob("*.md")]
    tables = [path for path in (ROOT / "data" / "reference").glob("*.csv") if path.name != "crisis_numbers.csv"]
    files = [*texts, *tables]
    assert [
        path.name for path in files if re.search(rf"(?<!\d){retired}(?!\d)", path.read_text(encoding="utf-8"))
    ] == []


ASKS_TO_CALL = {
    "ko": re.compile("전화로 (?:한 번 )?(?:확인해|물어)|먼저 전화해|가기 전에 전화"),
    "en": re.compile(
        r"please (?:ask|check) by phone|please call first|call (?:ahead|and ask|to ask|before you go|once)",
        re.IGNORECASE,
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_asked_to_call_without_a_number(language):
    """A sentence that asks to call carries the number, or points to the one that every card and every detail shows."""
    said = load(language).sentences
    asking = {key: text for key, text in said.items() if ASKS_TO_CALL[language].search(text)}
    allowed = re.compile(r"\{(?:number|phone|ask)|번호|number")
    assert not {key: text for key, text in asking.items() if not allowed.search(text)}
