"""The one door to hand-kept data: every file is named, and the operator's folder is honoured everywhere."""

import ast
import json
import os
import shutil
import subprocess
import sys

import pytest

from etl import registry
from gis.errors import SettingsError
from gis.reference import CENTER_LISTS, REFERENCE_FILES, reference_file, rule_file
from gis.settings import ROOT

CHANGES = {
    "kinds.csv": ("Community mental health welfare center", "Another name of a kind"),
    "services.csv": ("자살예방,Suicide prevention,자살|", "자살예방,Another name of a service,다른말|자살|"),
    "service_areas.csv": ("48120,마산,48125 48127", "48120,마산,48125"),
    "field_precedence.csv": (
        "phone,youth_counselling_centers hira_institutions mental_health_facilities",
        "phone,mental_health_facilities",
    ),
    "quality_codes.csv": ("다른 행의 합계라서 두 번 세지 않음", "다른 뜻"),
    "center_corrections.csv": ("부평구정신건강복지센터", "고친이름정신건강복지센터"),
    "common_passwords.txt": ("\npassword\n", "\nanotherword\n"),
    "everyday_words.csv": ("번아웃", "다른낱말"),
    "holidays_kr.csv": ("4·3희생자 추념일 (제주)", "다른 이름의 날"),
}
"""By file: what stands in it, and what stands there in the operator's copy."""

PROBE = """
import datetime as dt, json
import pandas as pd
from app.credentials.passwords import common_words
from etl.build.merging import read_precedence
from etl.build.vocabulary_vectors import vectors_frame
from etl.clean.areas import read_exceptions
from etl.clean.services import read_kind_services, read_vocabulary
from etl.sources.center_rows import _correct
from gis import vocabulary
from gis.holiday_calendar import load_calendar
from gis.settings import Settings
rows = pd.DataFrame([{"name": "부평구삼산정신건강복지센터", "listed": "기초",
                      "address": "인천광역시 부평구 부흥로287 부평구보건소별관"}])
print(json.dumps({
    "kinds.csv": vocabulary.kinds()[0].name_en,
    "services.csv": [vocabulary.services()[0].name_en, read_vocabulary()[0].pattern.pattern],
    "service_areas.csv": read_exceptions()[0].region_codes,
    "field_precedence.csv": read_precedence()["phone"],
    "center_corrections.csv": _correct(rows, "mental_health_facilities")["name"].tolist(),
    "common_passwords.txt": "anotherword" in common_words(),
    "everyday_words.csv": "다른낱말" in set(vectors_frame()["words"]),
    "holidays_kr.csv": [day.name for day in load_calendar(Settings().data_dir).on(dt.date(2024, 4, 3), "50")],
}))
"""


@pytest.fixture(scope="module")
def other_data(tmp_path_factory):
    """Copy the hand-kept data, one value of each file changed."""
    folder = tmp_path_factory.mktemp("data")
    for part in ("reference", "rules"):
        shutil.copytree(ROOT / "data" / part, folder / part)
    for name, (old, new) in CHANGES.items():
        path = folder / "reference" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} no longer holds {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def probe(**environment):
    """Read the data in a process of its own, so that nothing read before counts."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_the_folder_of_the_operator_is_read_everywhere(other_data):
    assert probe(MINDCONNECT_DATA_DIR=str(other_data)) == {
        "kinds.csv": "Another name of a kind",
        "services.csv": ["Another name of a service", "다른말|자살|생명(존중|사랑|지킴)|생명피움"],
        "service_areas.csv": ["48125"],
        "field_precedence.csv": ["mental_health_facilities", "dementia_centers", "health_promotion_centers"],
        "center_corrections.csv": ["고친이름정신건강복지센터"],
        "common_passwords.txt": True,
        "everyday_words.csv": True,
        "holidays_kr.csv": ["다른 이름의 날"],
    }


def test_the_account_of_the_loads_reads_the_folder_of_the_operator(other_data, nation_conn, monkeypatch):
    from etl.report import read_quality

    monkeypatch.setenv("MINDCONNECT_DATA_DIR", str(other_data))
    notes = read_quality(nation_conn).notes
    assert "다른 뜻" in set(notes[notes["code"] == "subtotal"]["meaning"])


def test_no_module_names_the_folder_itself():
    found = [
        str(path.relative_to(ROOT))
        for part in ("gis", "etl", "app")
        for path in (ROOT / part).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and ast.unparse(node).startswith("ROOT / 'data'")
    ]
    assert found == ["gis/settings.py"]


def test_every_file_is_named_and_every_name_is_a_file():
    held = {path.name for path in (ROOT / "data" / "reference").iterdir()} - {"README.md"}
    assert held == set(REFERENCE_FILES)


def test_every_list_of_centers_is_a_source():
    assert set(CENTER_LISTS) <= {module.SOURCE.name for module in registry.SOURCES}


def test_what_is_missing_is_said(tmp_path):
    for find, name in ((reference_file, "kinds.csv"), (rule_file, "needs.yaml")):
        with pytest.raises(SettingsError, match=f"{name} is missing.*MINDCONNECT_DATA_DIR"):
            find(name, data_dir=tmp_path)
