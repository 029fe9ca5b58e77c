"""What the tree may not hold is found, and what only looks like it is not."""

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gis.settings import ROOT

RETIRED = "1" + "393"
REGISTER = "data/reference/crisis_numbers.csv"
COLUMNS = "number,valid_from,valid_to"
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
    # The retired crisis number, in each kind of file that people or programs read.
    ("app/text/ko/frame.toml", f'call = "{RETIRED}"', "retired crisis number"),
    ("app/server/templates/frame.html", f'<a href="tel:{RETIRED}">전화</a>', "retired crisis number"),
    ("app/ui/static/frame.js", f'const number = "{RETIRED}";', "retired crisis number"),
    ("app/ui/static/app.css", f'a::after {{ content: "{RETIRED}"; }}', "retired crisis number"),
    ("app/center/cards.py", f'CALL = "{RETIRED}"', "retired crisis number"),
    ("data/content/ko/sleep.md", f"**{RETIRED}**에 전화하세요.", "retired crisis number"),
    ("data/content/en/sleep.md", f"Call [{RETIRED}](tel:{RETIRED}).", "retired crisis number"),
    ("data/rules/programmes.yaml", f"phone: {RETIRED}", "retired crisis number"),
    ("data/rules/doors.toml", f'phone = "{RETIRED}"', "retired crisis number"),
    ("data/reference/numbers.csv", f"{RETIRED},자살예방상담전화\n", "retired crisis number"),
    ("data/reference/other.csv", f"{RETIRED},retired,2023-12-31\n", "retired crisis number"),
    ("sql/views/a.sql", f"SELECT '{RETIRED}';", "retired crisis number"),
    ("notebooks/a.ipynb", f'{{"source": ["{RETIRED}"]}}', "retired crisis number"),
    ("docs/a.md", f"전화: {RETIRED}", "retired crisis number"),
    ("README.md", f"전화: {RETIRED}", "retired crisis number"),
    ("tools/a.sh", f"echo {RETIRED}", "retired crisis number"),
    ("app/ui/static/icon.svg", f"<text>{RETIRED}</text>", "retired crisis number"),
]
HARMLESS = [
    ("a.yml", "url: postgresql://me:${PASSWORD}@db/x postgresql://me:password@host/x"),
    (REGISTER, f"{COLUMNS}\n{RETIRED},,2023-12-31\n109,2024-01-01,\n"),
    ("tests/test_a.py", f'RETIRED = "{RETIRED}"'),
    ("bench/results/a.md", f"| {RETIRED} ms |"),
    ("a.csv", "02-1234-5678,1577-0199,3010-1234-56789,20101234567\n"),
    ("a.py", "010-0000-5678, 01000005678"),
    ("a.lock", f"--hash=sha256:33b01916802707a0\n--hash=sha256:cb{RETIRED}fa\n"),
    ("data/a.csv", f"12{RETIRED},0.{RETIRED},{RETIRED}-1,1,{RETIRED} m"),
    ("a.md", "under /root or /home/mindconnect/app, https://www.data.go.kr/data/simpleList"),
]


check_tree = runpy.run_path(str(ROOT / "tools" / "check_tree.py"))


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[[Path], tuple[int, str]]:
    """Give a function that looks at a folder and gives how many problems it has and what is said of them."""

    def look(folder: Path) -> tuple[int, str]:
        subprocess.run(["git", "init", "-q", folder], check=True)
        return check_tree["main"](folder), capsys.readouterr().out

    return look


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


@pytest.mark.parametrize(("name", "text", "complaint"), CASES)
def test_it_is_found(check, tmp_path, name, text, complaint):
    write(tmp_path, name, f"first line\n{text}\n")
    count, said = check(tmp_path)
    assert count >= 1
    assert said.startswith(f"{name}:2: ")
    assert complaint in said


@pytest.mark.parametrize(("name", "text"), HARMLESS)
def test_what_only_looks_like_it_passes(check, tmp_path, name, text):
    write(tmp_path, name, text)
    assert check(tmp_path) == (0, "")


def test_ignored_files_are_not_looked_at(check, tmp_path):
    write(tmp_path, ".gitignore", "var/\n")
    write(tmp_path, "var/a.csv", MOBILE)
    assert check(tmp_path) == (0, "")


def test_a_big_file_is_found(check, tmp_path):
    (tmp_path / "raw.csv").write_bytes(b"x" * 5_000_001)
    assert "raw.csv: 5.0 MB" in check(tmp_path)[1]


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
def test_tables_are_read(check, tmp_path, column, values, complaint):
    (tmp_path / "data").mkdir()
    pq.write_table(pa.table({column: values}), tmp_path / "data" / "a.parquet")
    count, said = check(tmp_path)
    assert count == (1 if complaint else 0)
    assert (complaint or "") in said


def test_the_retired_numbers_are_the_registers(check, tmp_path):
    write(tmp_path, REGISTER, f"{COLUMNS}\n1588-0000,2000-01-01,2020-01-01\n777,2000-01-01,2099-12-31\n888,,\n")
    write(tmp_path, "a.md", f"1588-0000\n15880000\n777\n888\n{RETIRED}\n")
    found = check(tmp_path)[1].splitlines()
    assert [line.split(":")[1] for line in found] == ["1", "2"]


def test_a_number_that_came_back_is_not_retired(check, tmp_path):
    write(tmp_path, REGISTER, f"{COLUMNS}\n888,2000-01-01,2020-01-01\n888,2021-01-01,\n")
    write(tmp_path, "a.md", "888\n")
    assert check(tmp_path) == (0, "")


def test_the_command_ends_with_what_it_found(tmp_path):
    write(tmp_path, "a.csv", MOBILE)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    command = [sys.executable, ROOT / "tools" / "check_tree.py", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "a mobile number" in done.stdout


def test_this_project_has_retired_two():
    assert check_tree["retired_numbers"](ROOT) == [RETIRED, "1577-1391"]
