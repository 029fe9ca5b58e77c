"""Check that nothing private or out of place stands in the tree that git keeps.

Package registry addresses, paths of one machine, keys and tokens, mobile numbers (personal data), files over 5 MB, and
every crisis number that is no longer in force by data/reference/crisis_numbers.csv: in texts, templates, content, code
and in every text column of a Parquet file. A number that is retired tomorrow is so found the day after.

Usage: python tools/check_tree.py [FOLDER]
"""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

MAX_BYTES = 5_000_000
"""Larger files are raw data or build results."""

REGISTER = "data/reference/crisis_numbers.csv"
"""The dated register of crisis numbers; its own row is the one place where a retired number stands."""

EVERYWHERE = {
    "a package registry address": r"--(?:extra-)?index-url[ =]|--find-links[ =]"
    r"|https?://[^\s\"']+/simple/?(?=[\s\"']|$)",
    "a path of one machine": r"(?<![\w.])/(?:work|mnt|media)/[\w.-]+/"
    r"|(?<![\w.])/(?:home|Users)/(?!mindconnect\b)[\w-]+/"
    r"|(?<![\w.])/root/[\w.-]+/",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a token": r"\b(?:ghp_|github_pat_|glpat-|xox[abp]-|sk-[a-z]*-?|AKIA)[A-Za-z0-9_]{16,}",
    "a service key": r"(?i)service_?key\s*[=:]\s*[\"']?[A-Za-z0-9%+/]{40,}",
    "an address with a password": r"://[^\s:/@\"'$<{]+:(?!password|secret|\$|<|\{)[^\s:/@\"'$<{]{6,}@[\w.-]+",
    "a mobile number": r"(?<![0-9A-Za-z-])(?:0|\+82[-. ]?)1[016789]([-. ]?)(?!0000)\d{3,4}\1\d{4}(?![0-9A-Za-z-])",
}
"""What no file may hold, with the pattern that finds it. Mobile numbers 0000-xxxx are nobody's: tests use them."""

UNPUBLISHED = ("tests/", "bench/results/", "data/rules/hearing_sentences.csv")
"""Where digits may stand that nobody reads as a number to call: tests plant a retired one, measurements count, and
people ask for one."""

LOCATION_COLUMNS = re.compile(r"address|building_number|road_name|lot|_code$|_key$|sha256|h3|postcode")
"""Columns in which those digits are a house number or part of a hash."""


def retired(register: str, on: str) -> list[str]:
    """Return the numbers that a register retired before a day and has in force no more.

    Parameters
    ----------
    register : str
        Content of the register, CSV with ``number``, ``valid_from`` and ``valid_to``.
    on : str
        The day, as ISO date.
    """
    rows = list(csv.DictReader(register.lstrip("\ufeff").splitlines()))
    in_force = {row["number"] for row in rows if not row["valid_to"] or row["valid_to"] >= on}
    return sorted({row["number"] for row in rows} - in_force)


def retired_numbers(root: Path) -> list[str]:
    """Return the numbers retired today by a tree's register, or by this project's where the tree has none."""
    at_root = root / REGISTER
    path = at_root if at_root.is_file() else Path(__file__).parents[1] / REGISTER
    return retired(path.read_text(encoding="utf-8"), datetime.now(ZoneInfo("Asia/Seoul")).date().isoformat())


@lru_cache
def _retired_pattern(numbers: tuple[str, ...]) -> re.Pattern[str] | None:
    """Find these numbers as numbers to call: not within a longer one, a hash, a decimal or a count in thousands."""
    written = "|".join(re.escape(number).replace(r"\-", r"[-. ]?") for number in numbers)
    return re.compile(rf"(?<![0-9A-Za-z.-])(?<!\d,)(?:{written})(?![0-9A-Za-z-]|[.,]\d)") if numbers else None


def problems_in_text(name: str, text: str, numbers: Sequence[str] = ()) -> Iterator[str]:
    """Yield what is wrong with a text file, with its lines; ``numbers`` are the retired ones."""
    patterns = {what: re.compile(pattern) for what, pattern in EVERYWHERE.items()}
    pattern = _retired_pattern(tuple(numbers))
    if pattern and name != REGISTER and not name.startswith(UNPUBLISHED):
        patterns["a retired crisis number"] = pattern
    for what, pattern in patterns.items():
        for match in pattern.finditer(text):
            number = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{number}: {what}: {text.splitlines()[number - 1].strip()[:120]}"


def problems_in_table(name: str, table: pa.Table, numbers: Sequence[str] = ()) -> Iterator[str]:
    """Yield what is wrong with the text columns of a Parquet file; ``numbers`` are the retired ones."""
    pattern = _retired_pattern(tuple(numbers))
    for column in table.column_names:
        for value in _texts(table.column(column)):
            if re.search(EVERYWHERE["a mobile number"], value):
                yield f"{name}: column {column}: a mobile number: {value[:6]}..."
            if pattern and not LOCATION_COLUMNS.search(column) and pattern.search(value):
                yield f"{name}: column {column}: a retired crisis number: {value[:120]}"


def _texts(column: pa.ChunkedArray) -> Iterator[str]:
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        column = pa.chunked_array([chunk.flatten() for chunk in column.chunks], type=kind.value_type)
        kind = kind.value_type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        yield from (value for value in column.unique().to_pylist() if value is not None)


def problems(root: Path) -> Iterator[str]:
    """Yield what is wrong with the files that git keeps, or would keep, in a folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    numbers = retired_numbers(root)
    for name in sorted(filter(None, listed.stdout.split("\0"))):
        path = root / name
        if not path.is_file():
            continue
        if path.stat().st_size > MAX_BYTES:
            yield f"{name}: {path.stat().st_size / 1e6:.1f} MB; nothing over {MAX_BYTES / 1e6:.0f} MB belongs here"
        elif path.suffix == ".parquet":
            yield from problems_in_table(name, pq.read_table(path), numbers)
        elif b"\0" not in (content := path.read_bytes()):
            yield from problems_in_text(name, content.decode(errors="replace"), numbers)


def main(root: Path) -> int:
    """Print every problem and return how many there are."""
    faults = list(problems(root))
    sys.stdout.writelines(f"{problem}\n" for problem in faults)
    return len(faults)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")) else 0)
