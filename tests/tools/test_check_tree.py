"""What the tree may not hold is found, and what only looks like it is not."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gis.settings import ROOT

RETIRED = "1" + "393"
MOBILE = "010" + "-1234-5678"
CASES = [
    ("docs/a.md", "pip install --index-" + "url=x", "registry"),
    ("a.toml", "url = 'https://pypi.example/" + "simple'", "registry"),
    ("a.py", "path = '/ho" + "me/somebody/data'", "path of one machine"),
    ("a.txt", "-----BEGIN RSA PRIVATE " + "KEY-----", "private key"),
    ("a.env", "TOKEN=ghp_" + "a1" * 18, "a token"),
    ("a.env", "serviceKey=" + "aB3%2B" * 10, "service key"),
    ("a.yml", "url: postgresql://me:" + "hunter22@db/x", "password"),
    ("a.csv", f"x,{MOBILE}\n", "mobile number"),
    ("a.csv", "x,전화" + "011" + "2345678\n", "mobile number"),
    ("a.csv", "x,+82-" + "10-1234-5678\n", "mobile number"),
    ("app/text/ko/frame.toml", f'call = "{RETIRED}"', "retired crisis number"),
    ("data/reference/numbers.csv", f"{RETIRED},자살예방상담전화\n", "retired crisis number"),
]
HARMLESS = [
    ("a.yml", "url: postgresql://me:${PASSWORD}@db/x postgresql://me:password@host/x"),
    ("data/reference/numbers.csv", f"{RETIRED},retired,2023-12-31\n"),
    ("a.csv", "02-1234-5678,1577-0199,3010-1234-56789,20101234567\n"),
    ("a.py", "010-0000-5678, 01000005678"),
    ("a.lock", "--hash=sha256:33b01916802707a0\n"),
    ("data/a.csv", f"12{RETIRED},0.{RETIRED},{RETIRED}-1,1,{RETIRED} m"),
    ("a.md", "under /root or /home/mindconnect/app, https://www.data.go.kr/data/simpleList"),
]


def check(folder: Path) -> subprocess.CompletedProcess:
    subprocess.run(["git", "init", "-q", folder], check=True)
    script = ROOT / "tools" / "check_tree.py"
    return subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=False)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


@pytest.mark.parametrize(("name", "text", "complaint"), CASES)
def test_it_is_found(tmp_path, name, text, complaint):
    write(tmp_path, name, f"first line\n{text}\n")
    done = check(tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{name}:2: ")
    assert complaint in done.stdout


@pytest.mark.parametrize(("name", "text"), HARMLESS)
def test_what_only_looks_like_it_passes(tmp_path, name, text):
    write(tmp_path, name, text)
    done = check(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


def test_ignored_files_are_not_looked_at(tmp_path):
    write(tmp_path, ".gitignore", "var/\n")
    write(tmp_path, "var/a.csv", MOBILE)
    assert check(tmp_path).returncode == 0


def test_a_big_file_is_found(tmp_path):
    (tmp_path / "raw.csv").write_bytes(b"x" * 5_000_001)
    assert "raw.csv: 5.0 MB" in check(tmp_path).stdout


@pytest.mark.parametrize(
    ("column", "values", "complaint"),
    [
        ("phone", [None, MOBILE], "a mobile number"),
        ("phone", [RETIRED], "retired"),
        ("services", [["상담"], [RETIRED]], "retired"),
        ("road_address", [f"서울 관악구 남부순환로 {RETIRED}"], None),
        ("people", [int(RETIRED)], None),
    ],
)
def test_tables_are_read(tmp_path, column, values, complaint):
    (tmp_path / "data").mkdir()
    pq.write_table(pa.table({column: values}), tmp_path / "data" / "a.parquet")
    done = check(tmp_path)
    assert (complaint in done.stdout) if complaint else done.returncode == 0
    assert done.returncode == (1 if complaint else 0)
