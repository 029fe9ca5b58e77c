"""`mindconnect doctor`: what is found, and what to do."""

import datetime as dt

import pytest

from app.commands import doctor
from gis.settings import Settings

NOW = dt.datetime(2026, 11, 29, 3, tzinfo=dt.UTC)


def found(settings: Settings) -> dict[str, doctor.Finding]:
    return {one.what: one for one in doctor.examine(settings, NOW)}


@pytest.fixture
def settings(cluster: Settings, nation, monkeypatch) -> Settings:
    address = nation.url.render_as_string(hide_password=False)
    return cluster.model_copy(update={"database_url": Settings(database_url=address).database_url})


def test_a_loaded_installation_is_told_with_its_ages(settings):
    told = found(settings)
    assert told["database"].state == told["migrations"].state == told["data"].state == "well"
    assert told["migrations"].told.startswith("all ")
    assert told["source kontur"].state == "look"
    assert "2023-11-01" in told["source kontur"].told
    assert "mindconnect etl build" in told["table access"].remedy
    assert "mindconnect backup" in told["backup"].remedy


def test_without_a_database_the_rest_is_told_all_the_same(tmp_path):
    told = found(Settings(MINDCONNECT_VAR_DIR=tmp_path))
    assert told["database"].state == "ill"
    assert "mindconnect db up" in told["database"].remedy
    assert told["disk"].state in ("well", "ill")


def test_a_full_disk_is_ill(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": 1_000})())
    told = found(Settings(MINDCONNECT_VAR_DIR=tmp_path))
    assert (told["disk"].state, bool(told["disk"].remedy)) == ("ill", True)
