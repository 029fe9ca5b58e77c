"""Reading the index of spellings: rows by key, by beginning, by part and by likeness."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

from gis.place_names import letters_of

MIN_SIMILARITY = 0.25
"""Least share of trigrams in common (pg_trgm) at which a spelling is compared letter by letter. Two letters changed
places in a name of six leave a share of 0.27; the letters decide, this only spares comparing all."""

MOST_COMPARED = 80
"""Most spellings compared letter by letter."""

TWO_SLIPS_FROM = 14
"""Letters from which two slips are forgiven; below, one."""

NO_SLIP_BELOW = 5
"""Letters below which a slip makes another name: 도쿄 is no 도고."""

SOUND_ONLY_BELOW = 7
"""Letters below which only a slip between letters of like sound is forgiven: 강낭 is 강남, but 평양 is no 영양."""


_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("ᆫᆷᆼ", "ᆫ"), **dict.fromkeys("ᄀᄁᄏ", "ᄀ"), **dict.fromkeys("ᄃᄄᄐ", "ᄃ"),
        **dict.fromkeys("ᄇᄈᄑ", "ᄇ"), **dict.fromkeys("ᄌᄍᄎ", "ᄌ"), **dict.fromkeys("ᄉᄊ", "ᄉ"), "ᅦ": "ᅢ",
        "ᅥ": "ᅩ", "ᅳ": "ᅮ", "ᅫ": "ᅬ", "ᅰ": "ᅬ", "k": "g", "t": "d", "p": "b",
    }
)  # fmt: skip
"""Letters that are heard, or typed, for one another: of several names one slip away such a one comes first.
Pusan, Taegu and Kangnam are older ways to write Busan, Daegu and Gangnam."""


@dataclass(frozen=True)
class IndexEntry:
    """A spelling and the place that it means: a row of serve.place_spelling with its serve.place_target."""

    spelling: str
    match: str
    former_sido: str | None
    target_id: int
    category: Any
    kind: str
    level: str
    name: str
    region_code: str | None
    region_name: str | None
    detail: str | None
    center_id: str | None
    rank: int
    lat: float
    lon: float

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit of today, within which others can lie."""
        return self.kind in ("sido", "city", "sigungu", "emd")

    @property
    def code_prefix(self) -> str:
        """What the codes of all units within this one begin with."""
        code = self.region_code or ""
        return code[:4] if self.kind == "city" else code  # 41110: its gu are 41111, 41113 ...


_EXACT = text("""
    SELECT s.spelling, s.match, s.former_sido, t.target_id, t.category, t.kind, t.level, t.name, t.region_code,
           t.region_name, t.detail, t.center_id, t.rank, t.lat, t.lon
    FROM serve.place_spelling s JOIN serve.place_target t USING (target_id)
    WHERE s.spelling = ANY(:keys) ORDER BY t.rank, t.region_name, t.target_id
""")
_PREFIX = text("""
    SELECT s.spelling, 'prefix' AS match, s.former_sido, t.target_id, t.category, t.kind, t.level, t.name,
           t.region_code, t.region_name, t.detail, t.center_id, t.rank, t.lat, t.lon
    FROM serve.place_spelling s JOIN serve.place_target t USING (target_id)
    WHERE s.spelling LIKE :pattern AND s.spelling <> :key AND s.letters IS NOT NULL AND s.match = 'exact'
    ORDER BY t.rank, length(s.spelling), t.region_name, t.target_id LIMIT :limit
""")
_PART = text("""
    SELECT s.spelling, 'part' AS match, s.former_sido, t.target_id, t.category, t.kind, t.level, t.name,
           t.region_code, t.region_name, t.detail, t.center_id, t.rank, t.lat, t.lon
    FROM serve.place_spelling s JOIN serve.place_target t USING (target_id)
    WHERE s.letters LIKE :letters AND s.spelling LIKE :pattern AND s.match = 'exact'
    ORDER BY t.rank, length(s.spelling), t.region_name, t.target_id LIMIT :limit
""")
_SIMILAR = text("""
    WITH near AS (
        SELECT s.* FROM serve.place_spelling s WHERE s.letters % :letters
        ORDER BY similarity(s.letters, :letters) DESC, s.spelling, s.target_id LIMIT :limit
    )
    SELECT s.spelling, 'similar' AS match, s.former_sido, t.target_id, t.category, t.kind, t.level, t.name,
           t.region_code, t.region_name, t.detail, t.center_id, t.rank, t.lat, t.lon
    FROM near s JOIN serve.place_target t USING (target_id)
""")


def entries_named(conn: Connection, keys: Iterable[str]) -> list[IndexEntry]:
    """Return the places spelt as one of some keys, the most likely first."""
    wanted = sorted({key for key in keys if len(key) > 1})
    return _read(conn, _EXACT, {"keys": wanted}) if wanted else []


def entries_beginning(conn: Connection, key: str, *, limit: int) -> list[IndexEntry]:
    """Return the places whose spelling begins with a key; no ri and villages."""
    return _read(conn, _PREFIX, {"key": key, "pattern": f"{key}%", "limit": limit}) if len(key) > 1 else []


def entries_holding(conn: Connection, key: str, *, limit: int) -> list[IndexEntry]:
    """Return the places whose spelling holds a key; no ri and villages.

    A key of two syllables must stand at the end (시청 of 서울시청): within a name it is as often part of two words
    (함평 양서 is no 평양).
    """
    values = {"letters": f"%{letters_of(key)}%", "pattern": f"%{key}{'%' if len(key) > 2 else ''}", "limit": limit}
    return _read(conn, _PART, values) if len(key) > 1 else []


def entries_like(conn: Connection, key: str) -> list[tuple[int, IndexEntry]]:
    """Return the places that a slip of the finger turns into a key, each with the number of slips, the fewest first.

    A slip is a letter too many, too few, another one, or two that changed places; the letters of Hangul are those
    that syllables are made of.
    """
    letters = letters_of(key)
    most = 0 if len(letters) < NO_SLIP_BELOW else 1 if len(letters) < TWO_SLIPS_FROM else 2
    if not most:
        return []
    conn.execute(
        text("SELECT set_config('pg_trgm.similarity_threshold', :least, true)"), {"least": str(MIN_SIMILARITY)}
    )
    candidates = _read(conn, _SIMILAR, {"letters": letters, "limit": MOST_COMPARED})
    counted = [(slips(letters, letters_of(entry.spelling), most=most), entry) for entry in candidates]
    sound = letters.translate(_SOUNDS)
    near = [
        (count, letters_of(entry.spelling).translate(_SOUNDS) != sound, entry)
        for count, entry in counted
        if count <= most
    ]
    if len(letters) < SOUND_ONLY_BELOW:
        near = [candidate for candidate in near if not candidate[1]]
    near.sort(
        key=lambda candidate: (
            candidate[0],
            candidate[1],
            candidate[2].rank,
            candidate[2].region_name or "",
            candidate[2].target_id,
        )
    )
    return [(count, entry) for count, _, entry in near]


def slips(letters: Sequence[str], other: Sequence[str], *, most: int) -> int:
    """Count the slips between two spellings: optimal string alignment (Damerau 1964), up to ``most + 1``.

    Examples
    --------
    >>> slips("heaundae", "haeundae", most=1), slips("busan", "seoul", most=1)
    (1, 2)
    """
    if abs(len(letters) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(letters, start=1):
        before, last, row = row, before, [at]
        for to, second in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != second))
            if at > 1 and to > 1 and letter == other[to - 2] and letters[at - 2] == second:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _read(conn: Connection, statement: TextClause, values: dict[str, object]) -> list[IndexEntry]:
    return [IndexEntry(**row) for row in conn.execute(statement, values).mappings()]
