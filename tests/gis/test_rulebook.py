"""The shipped rules say what their sources say; a file that cannot be used is refused with file, version and field."""

import datetime as dt
import shutil

import pytest

from gis.errors import InputError, SettingsError
from gis.rulebook import load_rules, read_rule
from gis.settings import ROOT

TODAY = dt.date(2026, 11, 26)
SHIPPED = ROOT / "data" / "rules" / "shortage"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "rules" / "shortage")
    return tmp_path


def test_the_shipped_rules_state_the_numbers_of_their_sources():
    book = load_rules(ROOT / "data", on=TODAY)
    numbers = {f"{rule.name}.{name}": one.value for rule in book.rules for name, one in rule.thresholds.items()}
    assert {
        "emergency_reach.local_limit_min": 30,
        "emergency_reach.regional_limit_min": 60,
        "emergency_reach.beyond_share": 0.30,
        "emergency_reach.tolerance": 0.1,
        "paediatric_reach.limit_min": 60,
        "maternity_reach.beyond_share": 0.30,
        "centers_per_people.people_per_center": 200_000,
        "hpsa_mental_health.core_ratio": 6_000,
        "hpsa_mental_health.psychiatrist_ratio": 20_000,
        "hpsa_mental_health.core_alone": 9_000,
        "hpsa_mental_health.psychiatrist_alone": 30_000,
        "hpsa_mental_health.needy_core_ratio": 4_500,
        "hpsa_mental_health.needy_psychiatrist_ratio": 15_000,
        "hpsa_mental_health.needy_core_alone": 6_000,
        "hpsa_mental_health.needy_psychiatrist_alone": 20_000,
    }.items() <= numbers.items()
    assert book.rules[0].name == "mindconnect_distance"


def test_a_rule_holds_from_its_day():
    names = {one.name for one in load_rules(ROOT / "data", on=dt.date(2017, 2, 1)).rules}
    assert names == {"emergency_reach", "hpsa_mental_health"}
    assert load_rules(ROOT / "data", on=dt.date(2017, 1, 31)).rules[0].name == "hpsa_mental_health"


def test_the_version_changes_with_any_number():
    book = load_rules(ROOT / "data", on=TODAY)
    assert book.version == load_rules(ROOT / "data", on=TODAY).version
    assert book.changed({"local_limit_min": 20}).version != book.version
    assert book.changed({"emergency_reach.local_limit_min": 20}).rule("emergency_reach").value("local_limit_min") == 20
    assert book.rule("emergency_reach").value("local_limit_min") == 30


def test_a_file_is_read_again_when_it_changes(folder):
    before = load_rules(folder, on=TODAY)
    path = folder / "rules" / "shortage" / "mindconnect_distance.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 30,", "value: 25,"), encoding="utf-8")
    assert load_rules(folder, on=TODAY).rule("mindconnect_distance").value("limit_min") == 25
    assert before.rule("mindconnect_distance").value("limit_min") == 30


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name: mindconnect_distance", "name: other", "called mindconnect_distance"),
        ("reviewer:", "checked_by:", "version 1: reviewer: Field required"),
        ("value: 30,", "value: ninety,", r"thresholds\.limit_min\.value"),
        ("value: 0.30,", "value: 30,", "from 0 to 1"),
        ("unit: min", "unit: hours", r"thresholds\.limit_min\.unit"),
        ("[기초정신건강복지센터]", "[기초센터]", "not a kind of center"),
        ("limit: limit_min", "limit: limit", "names the threshold 'limit'"),
        ("mode: car", "mode: boat", "mode"),
        ("versions:", "wordings:", "give name and versions"),
        ("valid_from: 2026-11-26", "valid_from: soon", "valid_from"),
        ("name: mindconnect_distance", "name: [", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(folder, old, new, message):
    path = folder / "rules" / "shortage" / "mindconnect_distance.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=message) as told:
        read_rule(path)
    assert "mindconnect_distance.yaml" in str(told.value)


def test_two_versions_on_one_day_are_refused(folder):
    path = folder / "rules" / "shortage" / "mindconnect_distance.yaml"
    head, version = path.read_text(encoding="utf-8").split("versions:\n")
    later = version.replace('"1"', '"2"').replace("2026-11-26\n    unit", "2027-01-01\n    unit")
    path.write_text(f"{head}versions:\n{version}{later}", encoding="utf-8")
    with pytest.raises(SettingsError, match="versions 1 and 2 hold on the same day"):
        read_rule(path)
    ended = version.replace("    unit:", "    valid_to: 2026-12-31\n    unit:")
    path.write_text(f"{head}versions:\n{ended}{later}", encoding="utf-8")
    assert [one.version for one in load_rules(folder, on=dt.date(2026, 12, 31)).rules][:1] == ["1"]
    assert [one.version for one in load_rules(folder, on=dt.date(2027, 1, 1)).rules][:1] == ["2"]


def test_names_that_fit_nothing_are_refused(tmp_path):
    book = load_rules(ROOT / "data", on=TODAY)
    with pytest.raises(InputError, match="is no rule"):
        book.rule("nothing")
    with pytest.raises(InputError, match="is no threshold"):
        book.changed({"nothing": 1})
    with pytest.raises(InputError, match="stands in several rules"):
        book.changed({"beyond_share": 0.2})
    assert [one.name for one in book.only(["emergency_reach"]).rules] == ["emergency_reach"]
    with pytest.raises(SettingsError, match="holds no rule"):
        load_rules(tmp_path, on=TODAY)
