"""HTML is escaped by the template engine, everywhere: no module does it by hand, and nothing hostile comes through."""

import ast
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError, meta, nodes
from markupsafe import Markup

from app.ui import markup
from gis.settings import ROOT

APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))
TAG = re.compile(r"(?<!\?P)</?[a-zA-Z!]")

MAY_TRUST = {
    "app/ui/markup.py": "defines it",
    "app/server/plain_pages.py": "an article, written by markdown-it with HTML switched off",
    "app/search/carried.py": "the style and the script of the file to take away, from files of ours",
    "app/server/frame.py": "the scripts that Streamlit's own index.html loads",
}
"""Modules that may take a text for HTML, with what it is."""

MAY_GLUE = {
    "app/credentials/signatures.py": "the comment that holds a signature, hexadecimal digits",
    "app/policy/memos.py": "the style and the sea of a map whose SVG is written already, for the page of paper",
}
"""Modules that may write tags by an f-string, with what they are."""


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path):
    return path.relative_to(ROOT).as_posix()


def imported(path):
    """Give what a module imports, as dotted names."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def glued(path):
    """Give the lines on which a module puts values and tags together: f-strings, ``+``, ``%``, ``format``, ``join``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.JoinedStr) and any(
            isinstance(part, ast.Constant) and TAG.search(str(part.value)) for part in node.values
        ):
            yield node.lineno
        pieces = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            pieces = [node.left, node.right]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join"):
            pieces = [node.func.value]
        if any(isinstance(one, ast.Constant) and TAG.search(str(one.value)) for one in pieces):
            yield node.lineno


def test_no_module_escapes_by_hand():
    assert [name(path) for path in MODULES if {"html", "html.escape", "markupsafe.escape"} & set(imported(path))] == []


def test_no_module_glues_tags():
    found = {name(path): list(glued(path)) for path in MODULES}
    assert {path for path, lines in found.items() if lines} == set(MAY_GLUE), found


def test_only_named_modules_take_a_text_for_html():
    trusting = {
        name(path)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("trusted", "Markup")
        and node.args
        and not isinstance(node.args[0], ast.Constant)
    }
    assert trusting == set(MAY_TRUST)


def test_templates_never_switch_escaping_off():
    sources = [path.read_text(encoding="utf-8") for path in [*APP.glob("*/templates/*.html"), *MODULES]]
    assert [source for source in sources if re.search(r"\|\s*safe\b|autoescape false", source)] == []


def test_what_a_template_is_made_of_is_a_literal():
    """Nothing of a person can become a template: its source stands in the code."""
    for path in MODULES:
        literals = {
            target.id
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "html":
                source = node.args[0]
                known = isinstance(source, ast.Constant) or (isinstance(source, ast.Name) and source.id in literals)
                assert known or name(path) == "app/ui/crisis_panel.py", f"{name(path)}:{node.lineno}"
                given_names = {keyword.arg for keyword in node.keywords}
                if isinstance(source, ast.Constant) and None not in given_names:
                    parsed = markup.ENVIRONMENT.parse(markup.on_one_line(source.value))
                    assert meta.find_undeclared_variables(parsed) == given_names, f"{name(path)}:{node.lineno}"


@given(st.text())
def test_a_text_comes_out_as_it_went_in_and_holds_no_tag(text):
    written = markup.html("<p title='{{ text }}'>{{ text }}</p>", text=text)
    assert isinstance(written, Markup)
    assert Markup(written.removeprefix("<p title='").split("'>", 1)[0]).unescape() == text
    assert written.count("<") == 2


def test_html_of_ours_comes_through_unchanged():
    inner = markup.html("<b>{{ name }}</b>", name="<i>")
    assert inner == "<b>&lt;i&gt;</b>"
    assert markup.html("<p>{{ inner }}</p>", inner=inner) == "<p><b>&lt;i&gt;</b></p>"


def test_a_value_that_was_not_given_is_an_error():
    with pytest.raises(UndefinedError):
        markup.html("<p>{{ text }}</p>")
    with pytest.raises(UndefinedError):
        markup.Blocks("ui/widgets").message("title")


def test_line_breaks_of_a_template_are_no_blanks_of_the_page():
    source = "<p>\n  {{ a }}\n  <b>\n  one\n  two\n</b>\n</p>\n"
    assert markup.on_one_line(source) == "<p>{{ a }}<b>one two</b></p>"


def test_a_template_is_compiled_once():
    markup.html("<u>{{ text }}</u>", text="a")
    before = markup._compiled.cache_info()
    markup.html("<u>{{ text }}</u>", text="b")
    after = markup._compiled.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


EVIL = "<img src=x onerror=alert(1)>\"'&"


class Hostile(str):
    """A value that is hostile wherever a template reaches into it."""

    title = property(lambda self: self)

    def __new__(cls):
        return super().__new__(cls, EVIL)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key):
        return self

    def __call__(self, *args, **values):
        return self

    def __sub__(self, other):
        return self

    def __gt__(self, other):
        return True


def hostile_environment():
    """Compile templates so that every loop goes once over hostile values, as many as it takes apart."""
    environment = markup.ENVIRONMENT.overlay()
    environment.filters = {
        **markup.ENVIRONMENT.filters,
        "format": lambda *_: Hostile(),
        "parts": lambda _, count: [tuple(Hostile() for _ in range(count)) if count > 1 else Hostile()],
    }
    return environment


def with_hostile_loops(source):
    loop = re.compile(r"{%-? for ([\w, ]+) in (.+?)( if .+?)? %}")
    taken = loop.sub(lambda m: f"{{% for {m[1]} in ''|parts({m[1].count(',') + 1}){m[3] or ''} %}}", source)
    return taken.replace("(**one)", "")


class Tags(HTMLParser):
    """Collects the names of the tags and of their attributes."""

    def __init__(self, written):
        super().__init__()
        self.tags, self.attributes = set(), set()
        self.feed(written)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def is_inert(written):
    seen = Tags(written)
    return "<img src=x" not in written and not any(name.startswith("on") for name in seen.attributes)


TEMPLATES = sorted(APP.glob("*/templates/*.html"))
INLINE = sorted(
    {
        node.value
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{{" in node.value and "<" in node.value
    }
)


def test_every_block_keeps_hostile_values_inert():
    environment = hostile_environment()
    drawn = 0
    for path in TEMPLATES:
        source = with_hostile_loops(markup.on_one_line(path.read_text(encoding="utf-8")))
        if source.startswith("<!DOCTYPE"):
            fields = meta.find_undeclared_variables(environment.parse(source))
            assert is_inert(environment.from_string(source).render(dict.fromkeys(fields, Hostile()))), path
            continue
        module = environment.from_string(source).module
        for macro in environment.parse(source).find_all(nodes.Macro):
            written = getattr(module, macro.name)(*(Hostile() for _ in macro.args))
            assert isinstance(written, Markup)
            assert EVIL not in written
            assert is_inert(written), f"{path}: {macro.name}"
            drawn += "&lt;img src=x onerror=alert(1)&gt;&#34;&#39;&amp;" in written
    assert drawn > 60


def test_every_small_piece_keeps_hostile_values_inert():
    environment = hostile_environment()
    assert len(INLINE) > 20
    for source in INLINE:
        fields = meta.find_undeclared_variables(environment.parse(with_hostile_loops(source)))
        written = environment.from_string(with_hostile_loops(source)).render(dict.fromkeys(fields, Hostile()))
        assert is_inert(written), source
