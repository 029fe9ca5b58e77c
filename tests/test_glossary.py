"""The glossary holds to the code: its terms exist there, its old names do not, and no class name stands twice."""

import ast
import re
from collections import defaultdict
from importlib import import_module

import pytest

from gis.settings import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
TERMS, OLD = GLOSSARY.split("## Names no longer used")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TERMS.splitlines() if line.startswith("| ")]
ROWS = [row for row in ROWS if row[0] != "Korean"]
SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8")) for part in ("gis", "etl") for path in (ROOT / part).rglob("*.py")
}
FIELDS = ("metres", "seconds")
"""Old names of fields; as plain variables they may stand."""


def found(dotted):
    """Import the longest module of a dotted name and look the rest up."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError as error:
            if error.name is None or not ".".join(parts[:cut]).startswith(error.name):
                raise
            continue
        for part in parts[cut:]:
            thing = getattr(thing, part)
        return thing
    raise AssertionError(f"{dotted} is no module")


def test_every_term_of_the_glossary_exists_in_the_code():
    named = re.findall(r"`((?:gis|etl|app)(?:\.\w+)+)`", GLOSSARY)
    missing = []
    for dotted in named:
        try:
            found(dotted)
        except (AssertionError, AttributeError):
            missing.append(dotted)
    assert len(named) > len(ROWS) > 40
    assert missing == []


def test_what_does_not_exist_is_noticed():
    for dotted in ("gis.access.Atlas", "gis.nowhere", "nowhere.at_all"):
        with pytest.raises((AssertionError, AttributeError)):
            found(dotted)


def test_every_term_is_in_korean_and_english_and_stands_once():
    assert [row for row in ROWS if len(row) != 4 or not all(row)] == []
    assert [row for row in ROWS if not re.search("[가-힣]", row[0]) or not re.search("[a-z]", row[1])] == []
    for column in (0, 1):
        terms = [row[column] for row in ROWS]
        assert sorted(terms) == sorted(set(terms))


def test_old_names_are_gone():
    lines = [line.split("|")[1] for line in OLD.splitlines() if line.startswith("| `")]
    old = {name for line in lines for name in re.findall(r"`(\w+)`", line)}
    assert {"Kept", "Atlas", "metres"} <= old
    used = defaultdict(set)
    for path, tree in SOURCES.items():
        used[path.stem].add(path)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                used[node.name].add(path)
            elif isinstance(node, ast.Name) and node.id not in (*FIELDS, "kept"):
                used[node.id].add(path)
            elif isinstance(node, ast.alias):
                used[node.name.rpartition(".")[2]].add(path)
    for path, tree in SOURCES.items():
        if path.is_relative_to(ROOT / "gis" / "streets") and "travel_matrix" not in path.parts:
            for node in ast.walk(tree):
                is_field = isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is None
                if is_field and node.target.id in FIELDS:
                    used[node.target.id].add(path)
    assert {name: sorted(map(str, used[name])) for name in old if used[name]} == {}


def test_no_class_name_stands_twice():
    places = defaultdict(list)
    for path, tree in SOURCES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert {name: held for name, held in places.items() if len(held) > 1} == {}
