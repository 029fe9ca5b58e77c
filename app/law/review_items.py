"""What is signed: every text that a clinician, a lawyer or a native speaker reads, in paragraphs with stable names."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from app import data, text
from app.data import rules
from app.law import sign_offs
from app.law.register import POLICIES
from app.law.sign_offs import SignOff
from app.text import load
from gis.content import Article
from gis.reference import reference_file

CARE = ("clinician", "native_speaker")

HEARING = "hearing_sentences"
"""The sentences that the second ear is fitted to, a table: signed family by family."""

RULES = {
    "screening": CARE,
    "young_people": CARE,
    "programmes": ("clinician", "lawyer"),
    "needs": CARE,
    "matching": ("clinician",),
    "policies": ("lawyer",),
    "care": ("clinician",),
    HEARING: CARE,
}
"""Files of data/rules that are signed, and by whom; beside them every file of words of danger (``*_words.yaml``)."""

_LAW = ("lawyer", "native_speaker")

TEXTS = {
    **dict.fromkeys(("check", "crisis", "danger", "match", "numbers"), CARE),
    **dict.fromkeys(("account", "favourites", "reviews"), _LAW),
}
"""Topics of app/text that more than a native speaker signs."""

POLICY_TEXTS: Mapping[str, tuple[str, ...]] = {
    "privacy": ("law.privacy", "law.kept", "law.ground", "law.others", "law.device", "law.help", "law.operator"),
    "terms": ("law.terms",),
    "location": ("law.location", "law.operator", "position.exact"),
}
"""Groups of sentences of each policy."""


@dataclass(frozen=True)
class Paragraph:
    """One thing to read, in both languages; what has no language of its own stands under the first."""

    name: str
    ko: str
    en: str = ""


@dataclass(frozen=True)
class Item:
    """What is signed as a whole.

    Parameters
    ----------
    name : str
        ``article/...``, ``policy/...``, ``rules/...``, ``register/...`` or ``text/...``.
    title : str
    roles : tuple of str
        Who signs it, the first one named on its page.
    paragraphs : tuple of Paragraph
    """

    name: str
    title: str
    roles: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]

    @cached_property
    def content_hash(self) -> str:
        """Return 32 hexadecimal digits that change with any word of it."""
        content = "\n".join(f"{paragraph.name}\t{paragraph.ko}\t{paragraph.en}" for paragraph in self.paragraphs)
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def roles_of_items() -> dict[str, tuple[str, ...]]:
    """Return who signs what, by the name of the item; reads no text."""
    articles = {f"article/{article.topic}": CARE for article in rules.library().articles("ko")}
    policies = {f"policy/{name}": ("lawyer", "native_speaker") for name in POLICIES}
    ruled = {f"rules/{name}": roles for name, roles in _rule_files().items()}
    texts = {f"text/{topic}": TEXTS.get(topic, ("native_speaker",)) for topic in _topics() if topic != "law"}
    return articles | policies | ruled | {"register/crisis_numbers": ("clinician",)} | texts


def items() -> list[Item]:
    """Return everything that is signed, in the order of the review pack."""
    return [item(name) for name in roles_of_items()]


def item(name: str) -> Item:
    """Return one item, as its text stands now."""
    kind, _, what = name.partition("/")
    build = {"article": _article, "policy": _policy, "rules": _rules, "register": _register, "text": _text}[kind]
    title, paragraphs = build(what)
    return Item(name, title, roles_of_items()[name], tuple(paragraphs))


@lru_cache(maxsize=2)
def _signed(stamp: tuple[int, Any]) -> tuple[SignOff, ...]:
    path = reference_file("sign_offs.csv", data_dir=data.settings().data_dir)
    return sign_offs.parse(path.read_text(encoding="utf-8"), items=roles_of_items(), today=stamp[1])


def signed() -> tuple[SignOff, ...]:
    """Return every signature; the file is read again when it changes."""
    path = reference_file("sign_offs.csv", data_dir=data.settings().data_dir)
    return _signed((path.stat().st_mtime_ns, data.today()))


def _article(topic: str) -> tuple[str, list[Paragraph]]:
    korean, english = (rules.library().article(topic, language) for language in ("ko", "en"))
    parts = [
        Paragraph("title", korean.title, english.title),
        Paragraph("summary", korean.summary, english.summary),
        *_numbered("text", _blocks(korean), _blocks(english)),
        *_numbered("next", [step.label for step in korean.steps], [step.label for step in english.steps]),
        *_numbered("source", _sources(korean), _sources(english)),
    ]
    return korean.title, parts


def _policy(name: str) -> tuple[str, list[Paragraph]]:
    korean, english = load("ko"), load("en")
    keys = [f"page.{name}.heading", f"page.{name}.lead"]
    keys += [key for key in korean.sentences if key.startswith(tuple(f"{group}." for group in POLICY_TEXTS[name]))]
    return korean(keys[0]), [Paragraph(key, korean.sentences[key], english.sentences[key]) for key in keys]


def _rules(name: str) -> tuple[str, list[Paragraph]]:
    if name == HEARING:
        return f"{name}.csv", _sentences_by_family()
    path = data.settings().data_dir / "rules" / f"{name}.yaml"
    return path.name, list(_leaves(yaml.safe_load(path.read_text(encoding="utf-8")), ""))


def _sentences_by_family() -> list[Paragraph]:
    """Return the reviewed sentences by what they ask for and their family, a paragraph each."""
    families: dict[str, list[str]] = {}
    for one in rules.hearing_sentences():
        families.setdefault(f"{'|'.join(one.panels) or 'harmless'}.{one.family}", []).append(one.text)
    return [Paragraph(name, "\n".join(texts)) for name, texts in families.items()]


def _register(name: str) -> tuple[str, list[Paragraph]]:
    path = data.settings().data_dir / "reference" / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [" · ".join(f"{key}: {value}" for key, value in row.items() if value and key != "name_en") for row in rows]
    return path.name, [Paragraph(row["number"], line, row["name_en"]) for row, line in zip(rows, lines, strict=True)]


def _text(topic: str) -> tuple[str, list[Paragraph]]:
    korean, english = load("ko"), load("en")
    tables = _topics()[topic]
    keys = [key for key in korean.sentences if key.split(".", 1)[0] in tables]
    return f"{topic}.toml", [Paragraph(key, korean.sentences[key], english.sentences[key]) for key in keys]


@lru_cache
def _topics() -> dict[str, frozenset[str]]:
    """Return the tables at the top of each file of app/text."""
    folder = Path(text.__file__).parent / "ko"
    return {
        path.stem: frozenset(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.toml"))
    }


def _rule_files() -> dict[str, tuple[str, ...]]:
    folder = data.settings().data_dir / "rules"
    words = {path.stem: CARE for path in sorted(folder.glob("*_words.yaml"))}
    return words | RULES


def _leaves(value: Any, name: str) -> Iterator[Paragraph]:
    """Return what stands at the ends of a tree, by the way there; ko and en beside each other are one paragraph."""
    if isinstance(value, dict) and set(value) == {"ko", "en"} and not isinstance(value["ko"], dict | list):
        yield Paragraph(name, str(value["ko"]), str(value["en"]))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(element, dict | list) for element in value):
        for number, inner in enumerate(value, 1):
            label = inner.get("code") or inner.get("name") if isinstance(inner, dict) else None
            yield from _leaves(inner, f"{name}.{label if isinstance(label, str) else number}")
    elif isinstance(value, list):
        yield Paragraph(name, "\n".join(map(str, value)))
    else:
        yield Paragraph(name, str(value))


def _numbered(name: str, korean: Sequence[str], english: Sequence[str]) -> list[Paragraph]:
    pairs = zip_longest(korean, english, fillvalue="")
    return [Paragraph(f"{name}.{number}", ko, en) for number, (ko, en) in enumerate(pairs, 1)]


def _blocks(article: Article) -> list[str]:
    return [block.strip() for block in article.text.split("\n\n") if block.strip()]


def _sources(article: Article) -> list[str]:
    return [
        f"{source.title} ({source.publisher}, {source.accessed.isoformat()}) {source.url}" for source in article.sources
    ]
