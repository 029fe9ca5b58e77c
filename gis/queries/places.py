"""Where is it? Stations, regions, postcodes, addresses, centers and other places by what a person types."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import Connection, text

from gis.errors import InputError
from gis.place_names import key_of
from gis.queries.inputs import check_limit, check_text
from gis.queries.place_index import IndexEntry, entries_beginning, entries_holding, entries_like, entries_named
from gis.queries.place_model import MATCHES, Category, Place
from gis.queries.place_question import Question, read_question
from gis.queries.road_addresses import ROAD_ADDRESS, find_addresses

__all__ = ["MATCHES", "ROAD_ADDRESS", "Category", "Place", "find_places", "is_unknown_station", "names_among"]

MINOR = ("ri", "village")
"""Kinds that are given only when nothing better bears the name."""

SHORTEST_PART = 3
"""Letters of the shortest part of a center's name that is looked for in the register itself."""

_CENTER_RANK = 6
_ADDRESS_RANK = 3
_CAMPUS = re.compile("(?:캠퍼스|campus)$")
_TOWN_ENDINGS = ("읍", "면", "동", "리")
_ISLAND_ENDINGS = ("읍", "면", "동")
_SHORTEST_ISLAND = 2
_HALL = re.compile("(?<=[시군구도])청$")
"""What makes a region's name that of its hall: 철원군청."""

_BEFORE_A_TOWN = re.compile(r"^[신동서남북구](?=..)")


@dataclass(frozen=True)
class _Reading:
    """One way to read the words: the name's key, and the units that stand before it.

    Attributes
    ----------
    key : str
        Key of the name.
    within : tuple of tuple of IndexEntry
        For each unit that is named before, the units it may mean.
    """

    key: str
    within: tuple[tuple[IndexEntry, ...], ...]

    def holds(self, entry: IndexEntry) -> bool:
        """Return whether a place lies in every unit that was named, by today's bounds or those of its former name."""
        code = entry.region_code or ""
        return all(
            any(code.startswith(unit.code_prefix) or entry.former_sido == unit.region_code for unit in units)
            for units in self.within
        )


def find_places(conn: Connection, typed: str, *, limit: int = 10) -> list[Place]:
    """Find the places that a typed text may mean, the likeliest first.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    typed : str
        A station (강남역, Gangnam Station), a region in its present, old or short name (서울 강남구, 강원도 춘천시,
        역삼동, Danwon-gu), a postcode (five digits), a road address (서울 강남구 테헤란로 152), a lot (역삼동 123-4), a
        campus, market, library, sight or village, an island, the hall of a region, or a center's name; 1 to 60
        characters.
    limit : int
        Most candidates to give.

    Returns
    -------
    list of Place
        By how well the name agrees, then cities, stations, towns, and all else. Nothing is put in the place of what was
        typed without saying so: a slip of the finger has the match ``similar``; of a lot the unit around it, and of a
        station, an island or a region's hall that is not known the unit it seems to be named after, have the match
        ``part``. Empty when nothing agrees.

    Raises
    ------
    InputError
        When the text is blank, too long, or holds wildcards or control characters.
    """
    plain = check_text(typed)
    if not plain:
        raise InputError("no place was given: type a station, a region, a postcode, an address or a center's name")
    check_limit(limit)
    if re.fullmatch(r"\d{5}", plain):
        return _postcode(conn, plain)
    question = read_question(plain)
    readings, named = _read_names(conn, question.words)
    ranked = _ranked(_named(readings, named, question), limit) or _campuses(conn, question, limit)
    ranked += [(_ADDRESS_RANK, place) for place in find_addresses(conn, plain, limit)]
    if question.lot and ranked and not any(place.category == "address" for _, place in ranked):
        return _of_lot(ranked, question.lot)[:limit]
    if namesakes := _hall_or_island(conn, readings, [place for _, place in ranked if place.match == "exact"]):
        return _each_once(_ordered([*(one for one in ranked if one[1].match == "exact"), *namesakes]))[:limit]
    if len(ranked) < limit and not question.lot:
        ranked += _partly(conn, readings, question, limit)
    if not ranked and question.is_station:
        ranked = _towns_of(conn, readings[0].key, is_whole=True)
    if not ranked:
        ranked = _likely(conn, readings, question)
    if not ranked and question.is_station:
        ranked = _towns_of(conn, readings[0].key) or _small_towns_of(conn, readings[0].key)
    if question.is_station and len(readings) == 1:
        ranked += _cities_elsewhere(conn, readings[0].key, ranked)
    return _each_once(_ordered(_with_centers(conn, ranked)))[:limit]


def names_among(conn: Connection, texts: Iterable[str]) -> set[str]:
    """Return which of some texts are names of places, centers among them; not of ri or villages, nor parts of names.

    Parameters
    ----------
    conn : sqlalchemy.Connection
        Any role that reads ``serve``.
    texts : iterable of str
        Such as runs of words of a sentence. A word in Latin letters counts only as the whole name of a place.
    """
    questions = {typed: read_question(plain) for typed in texts if (plain := check_text(typed))}
    runs = {typed: _runs(question.words) for typed, question in questions.items()}
    keys = {key for of_one in runs.values() for key in of_one.values()}
    entries = entries_named(conn, keys | {_HALL.sub("", key) for key in keys})
    named = [entry for entry in entries if entry.kind not in MINOR]
    names = {typed for typed in questions if re.fullmatch(r"\d{5}", typed) or _is_numbered_road(typed)}
    for typed, question in questions.items():
        for reading in _readings(question.words, runs[typed], named):
            fitting = [entry for entry in named if entry.spelling == reading.key and reading.holds(entry)]
            if question.is_station:
                fitting = [entry for entry in fitting if entry.kind == "station" or entry.spelling.endswith("역")]
            if any(entry.match == "exact" or not entry.spelling.isascii() for entry in fitting):
                names.add(typed)
            if _HALL.search(reading.key) and _units_called(named, _HALL.sub("", reading.key), reading):
                names.add(typed)
    return names


def _is_numbered_road(typed: str) -> bool:
    road = ROAD_ADDRESS.fullmatch(typed)
    return road is not None and road["number"] is not None


def is_unknown_station(typed: str, places: Sequence[Place]) -> bool:
    """Return whether a station was asked for that is not known, so that what was found instead must be called so."""
    return read_question(check_text(typed)).is_station and not any(place.category == "station" for place in places)


# -- reading what was typed ------------------------------------------------------------------------


def _read_names(conn: Connection, words: Sequence[str]) -> tuple[list[_Reading], list[IndexEntry]]:
    """Read the words in every way: all as one name, or the last ones as a name within the units before.

    A way whose first words name no unit is left out, but for the first.
    """
    runs = _runs(words)
    named = entries_named(conn, runs.values())
    return _readings(words, runs, named), named


_Runs: TypeAlias = dict[tuple[int, int], str]


def _runs(words: Sequence[str]) -> _Runs:
    """Give the key of each run of words, by its first word and the one behind its last."""
    return {
        (start, end): key_of("".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }


def _readings(words: Sequence[str], runs: _Runs, named: Iterable[IndexEntry]) -> list[_Reading]:
    units: dict[str, list[IndexEntry]] = {}
    for entry in named:
        if entry.is_unit:
            units.setdefault(entry.spelling, []).append(entry)
    readings = [_Reading(runs.get((0, len(words)), ""), ())]
    for start in range(1, len(words)):
        within = _units_before(words, start, runs, units)
        if within is not None:
            readings.append(_Reading(runs[start, len(words)], within))
    return readings


def _units_before(
    words: Sequence[str], end: int, runs: dict[tuple[int, int], str], units: dict[str, list[IndexEntry]]
) -> tuple[tuple[IndexEntry, ...], ...] | None:
    """Read the words before a name as units, the longest run of words first; None when one of them is none."""
    found, start = [], 0
    while start < end:
        for stop in range(end, start, -1):
            if known := units.get(runs[start, stop]):
                found.append(tuple(known))
                start = stop
                break
        else:
            return None
    return tuple(found) if words else None


# -- finding ---------------------------------------------------------------------------------------


def _named(readings: Sequence[_Reading], named: Sequence[IndexEntry], question: Question) -> list[IndexEntry]:
    """Return the places that are called so; of ri and villages only when nothing else is."""
    for reading in readings:
        fitting = [entry for entry in named if entry.spelling == reading.key and reading.holds(entry)]
        if question.is_station and any(entry.kind == "station" for entry in fitting):
            fitting = [entry for entry in fitting if entry.kind == "station"]
        elif question.is_station:
            fitting = [entry for entry in fitting if entry.spelling.endswith("역")]
        for minor in MINOR[::-1]:
            better = [entry for entry in fitting if entry.kind != minor]
            fitting = better or fitting
        if fitting:
            return fitting
    return []


def _campuses(conn: Connection, question: Question, limit: int) -> list[tuple[int, Place]]:
    """Return the university of a campus that no list names by itself: 연세대 신촌캠퍼스."""
    if len(question.words) < 2 or not _CAMPUS.search(question.words[-1]):
        return []
    named = entries_named(conn, [key_of("".join(question.words[:-1]))])
    campuses = _ranked([entry for entry in named if entry.kind == "campus"], limit)
    return [(rank, replace(place, match="part", detail=question.words[-1])) for rank, place in campuses]


def _partly(conn: Connection, readings: Sequence[_Reading], question: Question, limit: int) -> list[tuple[int, Place]]:
    """Return the places, and the centers of the register, whose names begin with what was typed, or else hold it."""
    named_as_station = question.is_station and not readings[0].key.endswith("역")
    for find in (entries_beginning,) if named_as_station else (entries_beginning, entries_holding):
        for reading in readings:
            entries = [entry for entry in find(conn, reading.key, limit=4 * limit) if reading.holds(entry)]
            if question.is_station:
                entries = [entry for entry in entries if entry.category in ("station", "center")]
            if named_as_station:  # Jeonju Station is no center in Jeonju
                entries = [entry for entry in entries if entry.category == "station"]
            elif find is entries_beginning or not entries:
                centers = _centers(conn, reading, limit)
                if entries or centers:
                    return [*_ranked(entries, limit), *((_CENTER_RANK, center) for center in centers)]
            if entries:
                return _ranked(entries, limit)
    return []


def _likely(conn: Connection, readings: Sequence[_Reading], question: Question) -> list[tuple[int, Place]]:
    """Return the places that were meant if a finger slipped."""
    for reading in readings[::-1]:
        counted = [(count, entry) for count, entry in entries_like(conn, reading.key) if reading.holds(entry)]
        if question.is_station:
            counted = [(count, entry) for count, entry in counted if entry.kind == "station"]
        if counted:
            fewest = counted[0][0]
            return [(entry.rank, _place(entry)) for count, entry in _once(counted) if count == fewest]
    return []


def _towns_of(conn: Connection, key: str, *, is_whole: bool = False) -> list[tuple[int, Place]]:
    """Return the province or district after which a station that is not known seems to be named.

    전주역 -> 전주시 (``is_whole``: the whole name is the town's), 여수엑스포역 -> 여수시, 신경주역 -> 경주시.
    """
    stem = key.removesuffix("역")
    stems = [stem] if is_whole else [stem, _BEFORE_A_TOWN.sub("", stem)]
    keys = stems if is_whole else [stem[:length] for stem in stems for length in range(len(stem), 1, -1)]
    named = [entry for entry in entries_named(conn, keys) if entry.kind in ("sido", "city", "sigungu")]
    for tried in sorted(set(keys), key=len, reverse=True):
        towns = [entry for entry in named if entry.spelling == tried and entry.match == "exact"]
        if towns:
            return [(entry.rank, replace(_place(entry), match="part")) for entry in towns]
    return []


def _small_towns_of(conn: Connection, key: str) -> list[tuple[int, Place]]:
    """Give the town or village whose name a station bears that is not known: 오송역 -> 오송읍.

    Nothing where several sigungu have one of the name: which is meant nobody said.
    """
    stem = key.removesuffix("역")
    named = entries_named(conn, [stem + ending for ending in _TOWN_ENDINGS])
    towns = [entry for entry in named if entry.is_unit] or [entry for entry in named if entry.kind == "ri"]
    if len({(entry.region_code or "")[:5] for entry in towns}) != 1:
        return []
    for ending in _TOWN_ENDINGS:
        fitting = [entry for entry in towns if entry.name.endswith(ending)]
        if fitting:
            return [(entry.rank, replace(_place(entry), match="part")) for _, entry in _once((0, e) for e in fitting)]
    return []


def _hall_or_island(conn: Connection, readings: Sequence[_Reading], exact: Sequence[Place]) -> list[tuple[int, Place]]:
    """Give the units after which a hall or an island that no list places is called: 사하구청, 보길도 -> 보길면.

    A station of the hall's name stands beside it; where another region of the name has one too, which is meant has to
    be asked.
    """
    for reading in readings:
        hall = _HALL.sub("", reading.key)
        is_hall = hall != reading.key
        stem = reading.key.removesuffix("도")
        is_island = not exact and stem != reading.key and len(stem) >= _SHORTEST_ISLAND
        if not (is_hall or is_island):
            continue
        keys = [hall] if is_hall else [stem + ending for ending in _ISLAND_ENDINGS]
        named = entries_named(conn, keys)
        units = [unit for key in keys for unit in _units_called(named, key, reading)]
        is_beside = len(units) == 1 and all((one.region_code or "").startswith(units[0].code_prefix) for one in exact)
        if units and not (exact and is_beside):
            match = "exact" if exact else "part"
            return [(unit.rank, replace(_place(unit), match=match)) for _, unit in _once((0, unit) for unit in units)]
    return []


def _units_called(named: Iterable[IndexEntry], key: str, reading: _Reading) -> list[IndexEntry]:
    """Give the units of a whole name, within those that were named before it."""
    fitting = [unit for unit in named if unit.is_unit and unit.spelling == key and unit.match == "exact"]
    return [unit for unit in fitting if reading.holds(unit)]


def _cities_elsewhere(conn: Connection, key: str, ranked: Sequence[tuple[int, Place]]) -> list[tuple[int, Place]]:
    """Give the city of a station's name in another province: 마산역 is one of 김포, and of 창원 to most.

    The lists do not have every railway station, so which is meant has to be asked.
    """
    stations = {
        (place.region_code or "")[:2] for _, place in ranked if place.category == "station" and place.match == "exact"
    }
    if not stations:
        return []
    return [
        (rank, replace(place, match="exact"))
        for rank, place in _towns_of(conn, key, is_whole=True)
        if place.name.endswith(("시", "군")) and (place.region_code or "")[:2] not in stations
    ]


def _of_lot(ranked: Sequence[tuple[int, Place]], lot: str) -> list[Place]:
    """Say of a lot the unit it lies in, and that no more is known of it."""
    units = [place for _, place in ranked if place.category == "region" and place.level == "emd"]
    best = min((MATCHES.index(place.match) for place in units), default=0)
    return [
        replace(place, match="part", detail=f"{place.name} {lot}")
        for place in units
        if MATCHES.index(place.match) == best
    ]


# -- laying out ------------------------------------------------------------------------------------


def _ranked(entries: Iterable[IndexEntry], limit: int) -> list[tuple[int, Place]]:
    """Turn entries into places, each once, of many of one name first one of each province."""
    once = [entry for _, entry in _once((0, entry) for entry in entries)]
    seen: Counter[tuple[int, str, str]] = Counter()
    turns = []
    for entry in once:
        group = (entry.rank, entry.match, (entry.region_code or "")[:2])
        turns.append(seen[group])
        seen[group] += 1
    order = sorted(range(len(once)), key=lambda at: (MATCHES.index(once[at].match), once[at].rank, turns[at], at))
    return [(once[at].rank, _place(once[at])) for at in order[:limit]]


def _once(entries: Iterable[tuple[int, IndexEntry]]) -> Iterator[tuple[int, IndexEntry]]:
    seen: set[int] = set()
    for count, entry in entries:
        if entry.target_id not in seen:
            seen.add(entry.target_id)
            yield count, entry


def _place(entry: IndexEntry) -> Place:
    former = entry.former_sido is not None and entry.spelling not in key_of(entry.region_name or "")
    return Place(
        name=entry.name.rsplit(" ", 1)[-1] if entry.is_unit else entry.name,
        category=entry.category,
        level=entry.level,
        lat=entry.lat,
        lon=entry.lon,
        region_code=entry.region_code,
        region_name=entry.region_name,
        detail=entry.spelling if former else entry.detail,
        match=entry.match,
        center_id=entry.center_id,
    )


def _ordered(ranked: Iterable[tuple[int, Place]]) -> list[Place]:
    return [place for _, place in sorted(ranked, key=lambda pair: (MATCHES.index(pair[1].match), pair[0]))]


def _each_once(places: Iterable[Place]) -> list[Place]:
    """Leave out what stands there already, such as 세종시 the district beside 세종특별자치시 the province."""
    seen: set[tuple[object, ...]] = set()
    once = []
    for place in places:
        key = ("region", place.region_name) if place.category == "region" else (place.category, place.name, place.lat)
        if key not in seen:
            seen.add(key)
            once.append(place)
    return once


# -- postcodes and centers -------------------------------------------------------------------------


def _postcode(conn: Connection, postcode: str) -> list[Place]:
    rows = conn.execute(
        text("""
            SELECT p.postcode, t.region_name, t.lat, t.lon, t.region_code
            FROM serve.postcode p JOIN serve.place_target t USING (region_code)
            WHERE p.postcode = :postcode AND t.kind = 'emd'
        """),
        {"postcode": postcode},
    )
    return [
        Place(row.postcode, "postcode", "emd", row.lat, row.lon, row.region_code, row.region_name, None, "exact")
        for row in rows
    ]


_CENTERS = text("""
    SELECT center_id, name, kind, road_address, lat, lon, region_code, region_name, position_trust,
           CASE WHEN replace(lower(name), ' ', '') = :name THEN 'exact'
                WHEN replace(lower(name), ' ', '') LIKE :prefix THEN 'prefix' ELSE 'part' END AS match
    FROM serve.center
    WHERE search_text LIKE :part AND split_part(search_text, '|', 1) LIKE :part
    ORDER BY match, length(name), name, center_id LIMIT :limit
""")
_CENTERS_BY_ID = text("""
    SELECT center_id, name, kind, road_address, lat, lon, region_code, region_name, position_trust
    FROM serve.center WHERE center_id = ANY(:ids)
""")


def _centers(conn: Connection, reading: _Reading, limit: int) -> list[Place]:
    """Return the centers whose names, as they are in force now, hold the key.

    The index of spellings knows the names of the last build; what an office has put right since is found here. Keys of
    two letters are left to the index: no trigram helps with them, and reading the whole register takes a tenth of a
    second.
    """
    if len(reading.key) < SHORTEST_PART:
        return []
    values = {"name": reading.key, "prefix": f"{reading.key}%", "part": f"%{reading.key}%", "limit": limit}
    rows = conn.execute(_CENTERS, values)
    prefixes = [tuple(unit.code_prefix for unit in units) for units in reading.within]
    return [_center(row, row.match) for row in rows if all(row.region_code.startswith(prefix) for prefix in prefixes)]


def _with_centers(conn: Connection, ranked: Sequence[tuple[int, Place]]) -> list[tuple[int, Place]]:
    """Return of each center what is in force now, once, at its best match."""
    best: dict[str, tuple[int, Place]] = {}
    for rank, place in ranked:
        if place.center_id:
            known = best.get(place.center_id)
            if known is None or MATCHES.index(place.match) < MATCHES.index(known[1].match):
                best[place.center_id] = (rank, place)
    if not best:
        return list(ranked)
    now = {row.center_id: row for row in conn.execute(_CENTERS_BY_ID, {"ids": list(best)})}
    centers = [(rank, _center(now[key], place.match)) for key, (rank, place) in best.items() if key in now]
    return [*((rank, place) for rank, place in ranked if not place.center_id), *centers]


def _center(row: Any, match: str) -> Place:
    return Place(
        name=row.name,
        category="center",
        level=row.position_trust,
        lat=row.lat,
        lon=row.lon,
        region_code=row.region_code,
        region_name=row.region_name,
        detail=" · ".join(part for part in (row.kind, row.road_address) if part),
        match=match,
        center_id=row.center_id,
    )
