"""Loading a file from a page: what the child is told, names that are not trusted, and bounds."""

import subprocess
import sys

import pytest

from app.data import loading
from app.data.loading import Upload
from gis.errors import InputError, SourceError, UnavailableError
from gis.settings import Settings

FILE = Upload("list.csv", b"a,b\n1,2\n", "stations")


def settings(tmp_path, **changes):
    return Settings(MINDCONNECT_VAR_DIR=tmp_path, **changes)


def test_the_child_gets_the_etls_address_and_no_other_secret(tmp_path):
    address = tmp_path / "address"
    address.write_text("postgresql://etl@db/mindconnect\n")
    outer = {
        "PATH": "/bin", "APP_DATABASE_URL": "postgresql://app@db/x", "DATABASE_URL": "postgresql://owner@db/x",
        "MINDCONNECT_ACCOUNT_KEYS": "k:secret", "DATA_GO_KR_KEY": "key", "PGPASSWORD": "x",
    }  # fmt: skip
    chosen = settings(tmp_path, etl_database_url_file=address, app_database_url="postgresql://app@db/x")
    assert loading.environment(chosen, outer) == {
        "PATH": "/bin", "ETL_DATABASE_URL": "postgresql://etl@db/mindconnect",
    }  # fmt: skip


def test_a_server_that_knows_no_address_loads_nothing(tmp_path):
    lonely = settings(tmp_path, app_database_url="postgresql://app@db/x")
    assert not loading.is_set_up(lonely)
    with pytest.raises(UnavailableError) as caught:
        loading.preview(lonely, FILE)
    assert caught.value.code == "no_loading"
    with pytest.raises(UnavailableError):
        loading.environment(settings(tmp_path, etl_database_url_file=tmp_path / "nothing"), {})


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("list_2026.csv", "list_2026.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\x.csv", "x.csv"),
        ("a;rm -rf $HOME.csv", "a_rm -rf _HOME.csv"),
        ("목록 (3).csv", "목록 (3).csv"),
        ("\x00\n.csv", "__.csv"),
        ("...", "file"),
        ("", "file"),
        ("x" * 500 + ".csv", "x" * 80 + ".csv"),
    ],
)
def test_a_name_from_a_browser_is_only_a_name(name, safe):
    found = Upload(name, b"", "stations").safe_name
    assert "/" not in found
    assert found == safe


@pytest.mark.parametrize("content", [b"", b"x" * 11])
def test_the_size_is_bounded_before_anything_is_started(tmp_path, monkeypatch, content):
    monkeypatch.setattr(loading, "LARGEST_BYTES", 10)
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: pytest.fail("started"))
    with pytest.raises(InputError) as caught:
        loading.preview(settings(tmp_path, database_url="postgresql://x@y/z"), Upload("a.csv", content, "stations"))
    assert caught.value.code == "file_size"


def test_a_child_that_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "PREVIEW_S", 0.05)
    with pytest.raises(SourceError, match="did not end"):
        loading.preview(settings(tmp_path, database_url="postgresql://x@127.0.0.1:1/z"), FILE)


def test_what_the_etl_says_is_passed_on_without_folders(tmp_path):
    with pytest.raises(SourceError) as caught:
        loading.preview(settings(tmp_path, database_url="postgresql://x@127.0.0.1:1/z"), Upload("a.csv", b"x", "-nope"))
    assert "mindconnect-upload" not in str(caught.value)


def test_a_child_holds_no_more_memory_than_it_may():
    bounded = [sys.executable, "-I", "-c", loading._BOUNDED, "200000000", sys.executable, "-c"]
    assert subprocess.run([*bounded, "bytearray(10**6)"], check=False).returncode == 0
    done = subprocess.run([*bounded, "bytearray(10**9)"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.endswith("MemoryError\n")


@pytest.mark.parametrize(("status", "said"), [(1, "Traceback ...\nMemoryError\n"), (-9, "")])
def test_a_file_that_fills_the_memory_fails_alone(tmp_path, monkeypatch, status, said):
    done = subprocess.CompletedProcess([], status, "", said)
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: done)
    with pytest.raises(SourceError, match="more memory than a page may use"):
        loading.preview(settings(tmp_path, database_url="postgresql://x@127.0.0.1:1/z"), FILE)
