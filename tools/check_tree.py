"""Check that nothing private or out of place stands in the tree that git keeps.

Package registry addresses, paths of one machine, keys and tokens, mobile numbers (personal data), files over 5 MB, and
the crisis number that was retired at the end of 2023, in texts and in every text column of a Parquet file.

Usage: python tools/check_tree.py [FOLDER]
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

MAX_BYTES = 5_000_000
"""Larger files are raw data or build results."""

RETIRED = "1" + "393"
"""The retired crisis number, written so that this rule does not find itself."""

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

PUBLISHED = ("app/", "data/", "docs/", "notebooks/", "gis/", "etl/", "sql/", "README.md")
"""Where the retired number may not be printed; the tests need it to show that it is refused."""

LOCATION_COLUMNS = re.compile(r"address|building_number|road_name|lot|_code$|_key$|sha256|h3|postcode")
"""Columns in which those digits are a house number or part of a hash."""

_RETIRED_PATTERN = rf"(?<![\d.-])(?<!\d,){RETIRED}(?![\d-]|[.,]\d)"


def problems_in_text(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a text file, with its lines."""
    patterns = dict(EVERYWHERE)
    if name.startswith(PUBLISHED):
        patterns["the retired crisis number"] = _RETIRED_PATTERN
    for what, pattern in patterns.items():
        for match in re.finditer(pattern, text):
            number = text.count("\n", 0, match.start()) + 1
            line = text.splitlines()[number - 1]
            # The registry of crisis numbers must say which one was retired.
            if what == "the retired crisis number" and name.startswith("data/reference/") and "retired" in line:
                continue
            yield f"{name}:{number}: {what}: {line.strip()[:120]}"


def problems_in_table(name: str, table: pa.Table) -> Iterator[str]:
    """Yield what is wrong with the text columns of a Parquet file."""
    for column in table.column_names:
        for value in _texts(table.column(column)):
            if re.search(EVERYWHERE["a mobile number"], value):
                yield f"{name}: column {column}: a mobile number: {value[:6]}..."
            if not LOCATION_COLUMNS.search(column) and re.search(_RETIRED_PATTERN, value):
                yield f"{name}: column {column}: the retired crisis number: {value[:120]}"


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
    for name in sorted(filter(None, listed.stdout.split("\0"))):
        path = root / name
        if not path.is_file():
            continue
        if path.stat().st_size > MAX_BYTES:
            yield f"{name}: {path.stat().st_size / 1e6:.1f} MB; nothing over {MAX_BYTES / 1e6:.0f} MB belongs here"
        elif path.suffix == ".parquet":
            yield from problems_in_table(name, pq.read_table(path))
        elif b"\0" not in (content := path.read_bytes()):
            yield from problems_in_text(name, content.decode(errors="replace"))


def main(root: Path) -> int:
    """Print every problem and return how many there are."""
    found = list(problems(root))
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")) else 0)
