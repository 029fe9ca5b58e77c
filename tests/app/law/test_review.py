"""The review pack holds every text that is signed, and a text that changed has lost its signature."""

import csv
import io
import os
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import cli, data
from app.data import rules
from app.law import review_items, review_pack, sign_offs
from app.law.register import POLICIES
from app.law.sign_offs import COLUMNS, SignOff
from app.server import plain_pages
from app.text import load
from gis.errors import SourceError
from gis.settings import ROOT
from tests.app.server.test_frame import Reader

ON = date(2026, 11, 29)
SLEEP = "article/sleep"


def signature(item: str = SLEEP, role: str = "clinician", **told) -> SignOff:
    content_hash = review_items.item(item).content_hash
    return SignOff(**{
        "item": item, "content_hash": content_hash, "role": role, "name": "박가온", "organisation": "가온병원",
        "signed_on": ON, "note": "", **told,
    })  # fmt: skip


def written(*signed: SignOff) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**vars(one), "signed_on": one.signed_on.isoformat()} for one in signed)
    return out.getvalue()


@pytest.fixture
def signed_by(monkeypatch):
    """Give a function that puts signatures in force for the pages."""
    return lambda *signed: monkeypatch.setattr(review_items, "signed", lambda: signed)


def test_every_text_that_must_be_signed_is_in_the_pack():
    names = {one.name for one in review_items.items()}
    assert {f"article/{one.topic}" for one in rules.library().articles("ko")} <= names
    assert {f"policy/{name}" for name in POLICIES} <= names
    assert {f"rules/{path.stem}" for path in (ROOT / "data" / "rules").glob("*_words.yaml")} <= names
    assert {"rules/screening", "rules/programmes", "rules/policies", "register/crisis_numbers"} <= names
    heard = review_items.item("rules/hearing_sentences")
    assert heard.roles == review_items.item("text/danger").roles == ("clinician", "native_speaker")
    assert {line for part in heard.paragraphs for line in part.ko.split("\n")} == {
        one.text for one in rules.hearing_sentences()
    }
    # Every sentence of the app stands in some item: none is left without a reader.
    told = {part.name for one in review_items.items() for part in one.paragraphs}
    assert {key for key in load("ko").sentences if key not in told} <= {
        key for key in load("ko").sentences if key.startswith("law.")
    }


def test_a_policy_holds_every_sentence_of_its_page():
    for name in POLICIES:
        told = {part.name for part in review_items.item(f"policy/{name}").paragraphs}
        assert {key for key in load("ko").sentences if key.startswith(f"law.{name}.")} <= told
    assert {key for key in load("ko").sentences if key.startswith("law.kept.")} <= {
        part.name for part in review_items.item("policy/privacy").paragraphs
    }


def test_names_of_paragraphs_are_unique_and_both_languages_stand_beside_each_other():
    html = review_pack.document(review_items.items(), (), on=ON)
    reader = Reader(html)
    rows = [row["id"] for row in reader.all("tr")]
    assert len(rows) == len(set(rows))
    assert f"{SLEEP}/title" in rows
    assert not reader.all("script")
    assert not [one for _, one in reader.found if "src" in one]
    sleep = {part.name: part for part in review_items.item(SLEEP).paragraphs}
    assert (sleep["title"].ko, sleep["title"].en) == tuple(
        rules.library().article("sleep", language).title for language in ("ko", "en")
    )


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("change", [("text", "\n\nOne more word."), ("title", "!")])
def test_a_change_of_a_word_in_either_language_loses_the_signature(monkeypatch, language, change):
    before = review_items.item(SLEEP)
    signed = (signature(),)
    assert sign_offs.in_force(signed, SLEEP, before.content_hash)["clinician"].name == "박가온"
    one = rules.library()._articles[language, "sleep"]
    field, more = change
    changed = replace(one, **{field: getattr(one, field) + more})
    monkeypatch.setitem(rules.library()._articles, (language, "sleep"), changed)
    after = review_items.item(SLEEP)
    assert after.content_hash != before.content_hash
    assert sign_offs.in_force(signed, SLEEP, after.content_hash) == {}
    assert sign_offs.lost(signed, SLEEP, after.content_hash) == list(signed)
    assert "서명 뒤에 글이 바뀜" in review_pack.document([after], signed, on=ON)
    again = (*signed, signature(signed_on=ON + timedelta(days=1)))
    assert sign_offs.lost(again, SLEEP, after.content_hash) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_say_who_has_signed_and_plainly_when_nobody_has(signed_by, language):
    say = load(language)
    pages = {
        SLEEP: ("guide", {"topic": "sleep"}, "clinician"),
        "article/emergency": ("emergency", {}, "clinician"),
        "policy/privacy": ("privacy", {}, "lawyer"),
    }
    for name, (page, query, role) in pages.items():
        signed_by()
        assert say(f"signing.none.{role}") in plain_pages.body(page, {**query, "lang": language}).html
        signed_by(signature(name, role, content_hash="0" * 32))
        assert say(f"signing.none.{role}") in plain_pages.body(page, {**query, "lang": language}).html
        signed_by(signature(name, role, name="<b>"))
        html = plain_pages.body(page, {**query, "lang": language}).html
        assert say(f"signing.none.{role}") not in html
        assert "&lt;b&gt; (가온병원)" in html


def test_the_emergency_page_stands_when_the_signatures_cannot_be_read(monkeypatch):
    def fail():
        raise SourceError("sign_offs.csv, line 2: cannot use its role")

    monkeypatch.setattr(review_items, "signed", fail)
    assert load("ko")("signing.none.clinician") in plain_pages.body("emergency", {}).html


def test_the_shipped_signatures_can_be_read():
    assert isinstance(review_items.signed(), tuple)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"item": "article/nothing"}, "item"),
        ({"content_hash": "abc"}, "content_hash"),
        ({"role": "lawyer"}, "role"),
        ({"role": "mayor"}, "role"),
        ({"name": "", "organisation": ""}, "name"),
        ({"signed_on": ON + timedelta(days=1)}, "signed_on"),
    ],
)
def test_a_signature_that_cannot_be_is_refused(told, said):
    items = review_items.roles_of_items()
    assert len(sign_offs.parse(written(signature()), items=items, today=ON)) == 1
    with pytest.raises(SourceError, match=f"line 2: cannot use its .*{said}"):
        sign_offs.parse(written(replace(signature(), **told)), items=items, today=ON)


@pytest.mark.parametrize("text", ["item,role\n", written(signature()).replace("2026-11-29", "yesterday"),
                                  written(signature()).rstrip("\n") + ",more\n"])  # fmt: skip
def test_a_file_of_another_shape_is_refused(text):
    with pytest.raises(SourceError):
        sign_offs.parse(text, items=review_items.roles_of_items(), today=ON)


def run(monkeypatch, capsys, *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["mindconnect", "review-pack", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    told = capsys.readouterr()
    return int(end.value.code or 0), told.out + told.err


def test_the_command_writes_the_pack_and_what_is_missing(monkeypatch, capsys, tmp_path, signed_by):
    signed_by(signature())
    code, said = run(monkeypatch, capsys, "--out", str(tmp_path / "pack"))
    assert code == 0, said
    rows = list(csv.DictReader((tmp_path / "pack" / "to_sign.csv").read_text(encoding="utf-8").splitlines()))
    missing = {(row["item"], row["role"]) for row in rows}
    wanted = {(name, role) for name, roles in review_items.roles_of_items().items() for role in roles}
    assert missing == wanted - {(SLEEP, "clinician")}
    filled = [{**row, "name": "박가온", "signed_on": ON.isoformat()} for row in rows]
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(filled)
    assert len(sign_offs.parse(out.getvalue(), items=review_items.roles_of_items(), today=ON)) == len(rows)
    assert "박가온 (가온병원), 2026-11-29" in (tmp_path / "pack" / "review.html").read_text(encoding="utf-8")


def test_the_pack_of_one_role_holds_what_that_role_signs(monkeypatch, capsys, tmp_path, signed_by):
    signed_by()
    assert run(monkeypatch, capsys, "--out", str(tmp_path), "--role", "lawyer")[0] == 0
    rows = list(csv.DictReader((tmp_path / "to_sign.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["role"] for row in rows} == {"lawyer"}
    assert {"policy/privacy", "policy/terms", "policy/location", "rules/programmes"} <= {row["item"] for row in rows}
    assert f'id="{SLEEP}"' not in (tmp_path / "review.html").read_text(encoding="utf-8")
    assert run(monkeypatch, capsys, "--out", str(tmp_path), "--role", "mayor")[0] == 2


def test_a_changed_file_of_signatures_is_read_again(monkeypatch, tmp_path):
    folder = tmp_path / "reference"
    folder.mkdir()
    for name in ("rules", "content"):
        (tmp_path / name).symlink_to(ROOT / "data" / name)
    (folder / "sign_offs.csv").write_text(written(), encoding="utf-8")
    found = data.settings().model_copy(update={"data_dir": tmp_path})
    monkeypatch.setattr(data, "settings", lambda: found)
    assert review_items.signed() == ()
    path = folder / "sign_offs.csv"
    path.write_text(written(signature(signed_on=date(2020, 1, 1))), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert [one.name for one in review_items.signed()] == ["박가온"]
