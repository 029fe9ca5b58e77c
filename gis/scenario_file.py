"""Scenarios as files: what is written in YAML, JSON or CSV, read into changes, with the line of what cannot be used.

In each form a change is the same few words: one of ``open``, ``outreach``, ``close`` and ``change``, then ``kind``,
``at``, ``hours``, ``also``, ``serves``, ``psychiatrists``, ``staff``. An address holds it as ``close=ID``, or
``open=NAME kind=KIND at=37.5,127.0 hours='Mon-Fri 09:00-18:00'``.
"""

import csv
import io
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from gis import vocabulary
from gis.analysis.readings import ALL_KINDS, Reading
from gis.care.hours.told import Days, read_days, week_of
from gis.errors import InputError, SettingsError
from gis.reference import rule_file
from gis.scenario import Change, ChangeCenter, CloseCenter, Effect, OpenCenter, Spot

WHATS = ("open", "outreach", "close", "change")
KEYS = ("kind", "at", "hours", "also", "serves", "psychiatrists", "staff")
"""Words of a change beside what it is."""

_ALLOWED = {
    "open": ("kind", "at", "hours", "serves", "psychiatrists", "staff"),
    "outreach": ("kind", "at", "hours", "serves", "psychiatrists", "staff"),
    "close": (),
    "change": ("kind", "hours", "also", "psychiatrists", "staff"),
}
_NEEDED = {"open": ("kind", "at", "hours"), "outreach": ("kind", "at", "hours"), "close": (), "change": ()}

USUAL = Reading(measure="nearest", hour="weekday_day")
"""The reading of a scenario that names none."""

LARGEST_BYTES = 200_000


@dataclass(frozen=True)
class Cost:
    """What a kind costs, won; None is not known.

    Parameters
    ----------
    kind : str
        Kind of center, or ``*`` for every other.
    won_per_hour : float or None
        For one more opening hour.
    won_to_open : float or None
        Once, for a new place.
    """

    kind: str
    won_per_hour: float | None = None
    won_to_open: float | None = None


@dataclass(frozen=True, eq=False)
class WrittenScenario:
    """A scenario as it is written.

    Attributes
    ----------
    name : str
    reading : Reading
        What counts as reached.
    changes : tuple of Change
    costs : tuple of Cost
        Those of the file; they go before those of data/rules/service_costs.yaml.
    """

    name: str
    reading: Reading
    changes: tuple[Change, ...]
    costs: tuple[Cost, ...] = ()


def read_change(fields: Mapping[str, str]) -> Change:
    """Read one change.

    Parameters
    ----------
    fields : mapping of str to str
        Of :data:`WHATS` one, and of :data:`KEYS` those that it needs; empty ones count as left out.

    Raises
    ------
    InputError
        When a word is unknown, missing or cannot be used; the message names it.
    """
    given = {key: text.strip() for key, text in fields.items() if text.strip()}
    whats = [what for what in WHATS if what in given]
    if len(whats) != 1:
        raise InputError(f"say once what happens: {', '.join(WHATS)}")
    what = whats[0]
    if unknown := sorted(given.keys() - {what, *_ALLOWED[what]}):
        raise InputError(f"{unknown[0][:40]}: {what} takes {', '.join(_ALLOWED[what]) or 'nothing else'}")
    if missing := [key for key in _NEEDED[what] if key not in given]:
        raise InputError(f"{missing[0]}: {what} needs it")
    numbers = {key: _number(key, given.get(key)) for key in ("psychiatrists", "staff")}
    if what == "close":
        return CloseCenter(given[what])
    told: dict[str, Days] = {}
    for key in ("hours", "also"):
        with _at(key):
            told |= {key: read_days(given[key])} if key in given else {}
    if "kind" in given:
        with _at("kind"):
            vocabulary.check_kinds([given["kind"]])
    if what == "change":
        if len(given) == 1:
            raise InputError("change: say what becomes of it: kind, hours, also, psychiatrists or staff")
        return ChangeCenter(given[what], given.get("kind"), told.get("hours"), told.get("also"), **numbers)
    serves = tuple(filter(None, re.split(r"[,\s]+", given.get("serves", ""))))
    return OpenCenter(
        given[what], given["kind"], _spot(given["at"]), week_of(told["hours"]), serves, **numbers,
        is_outreach=what == "outreach",
    )  # fmt: skip


def read_text(text: str) -> Change:
    """Read the form of one line, as it stands in an address.

    Raises
    ------
    InputError
        As :func:`read_change`.
    """
    try:
        words = [word.partition("=") for word in shlex.split(text)]
    except ValueError as error:
        raise InputError(f"{text[:60]!r}: a quotation mark is not closed") from error
    if bad := [key for key, sign, _ in words if not sign or key not in (*WHATS, *KEYS)]:
        raise InputError(f"{bad[0][:40]!r}: write words such as close=ID, and {', '.join(KEYS)}")
    return read_change({key: value for key, _, value in words})


def to_text(fields: Mapping[str, str]) -> str:
    """Write the form of one line, which :func:`read_text` reads."""
    return " ".join(f"{key}={shlex.quote(text)}" for key, text in fields.items() if text)


def read_plan(path: Path) -> WrittenScenario:
    """Read a scenario from a file.

    Parameters
    ----------
    path : pathlib.Path
        ``.yaml``, ``.yml`` or ``.json``: ``changes``, and where wanted ``name``, ``reading`` and ``costs``; ``.csv``: a
        row a change, columns of :data:`WHATS` and :data:`KEYS`.

    Raises
    ------
    InputError
        When the file cannot be read or used; the message names file, line and key.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(f"{path}: larger than {LARGEST_BYTES:,} bytes; a scenario is a few lines")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text: {error}") from error
    return parse_plan(text, name=str(path), is_csv=path.suffix.lower() == ".csv")


def parse_plan(text: str, *, name: str, is_csv: bool = False) -> WrittenScenario:
    """Read a scenario from its text.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for messages.
    is_csv : bool
        Otherwise it is YAML, of which JSON is a part.

    Raises
    ------
    InputError
        As :func:`read_plan`.
    """
    if is_csv:
        return _from_csv(text, name)
    try:
        data = _Loader(text).get_single_data()
    except yaml.YAMLError as error:
        raise InputError(f"{name}: no YAML or JSON: {error}") from error
    except RecursionError as error:
        raise InputError(f"{name}: nested too deeply") from error
    top = _mapping(data, name, ("name", "reading", "changes", "costs"))
    listed = top.get("changes")
    if not isinstance(listed, list) or not listed:
        raise InputError(f"{name}: changes: give a list of what is opened, closed or changed")
    changes = []
    for number, one in enumerate(listed, start=1):
        where = f"{name}, line {getattr(one, 'line', 1)}, change {number}"
        fields = _mapping(one, where, (*WHATS, *KEYS))
        with _at(where):
            changes.append(read_change({key: _flat(value) for key, value in fields.items()}))
    reading = USUAL
    if "reading" in top:
        where = f"{name}, line {getattr(top['reading'], 'line', 1)}, reading"
        parts = _mapping(top["reading"], where, tuple(USUAL.parts()))
        usual = USUAL.query()
        with _at(where):
            reading = Reading.from_query(usual | {key: _flat(value) for key, value in parts.items()})
            vocabulary.check_kinds([] if reading.kind in (ALL_KINDS, *vocabulary.GROUPS) else [reading.kind])
    costs = _costs(top.get("costs", []), name)
    return WrittenScenario(_flat(top.get("name", "")) or Path(name).stem, reading, tuple(changes), costs)


def load_costs(data_dir: Path) -> tuple[Cost, ...]:
    """Read what kinds cost: data/rules/service_costs.yaml, assumptions of whoever plans.

    Raises
    ------
    SettingsError
        When the file cannot be used.
    """
    path = rule_file("service_costs.yaml", data_dir=data_dir)
    try:
        data = _Loader(path.read_text(encoding="utf-8")).get_single_data()
        return _costs(data["costs"], str(path))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, InputError) as error:
        raise SettingsError(f"{path} cannot be used: {error}") from error


def costed(effect: Effect, costs: Sequence[Cost]) -> pd.DataFrame:
    """Return the changes of an effect with what they cost.

    Parameters
    ----------
    effect : Effect
    costs : sequence of Cost
        The first that fits a kind holds; the ``*`` of any list holds for what no list names.

    Returns
    -------
    pandas.DataFrame
        As :meth:`gis.scenario.Effect.changes`, with ``won_a_week`` and ``won_once``; missing where not known.
    """
    table = effect.changes()

    def price(kind: str, field: str) -> float:
        fitting = [cost for cost in costs if cost.kind == kind] + [cost for cost in costs if cost.kind == "*"]
        known = [value for cost in fitting if (value := getattr(cost, field)) is not None]
        return float(known[0]) if known else float("nan")

    hour = table["kind"].map(lambda kind: price(kind, "won_per_hour")).astype(float)
    once = table["kind"].map(lambda kind: price(kind, "won_to_open")).astype(float)
    return table.assign(won_a_week=hour * table["hours_a_week"], won_once=np.where(table["what"] == "open", once, 0.0))


class _Mapping(dict[Any, Any]):
    """A mapping that knows its line."""

    line = 1


class _Loader(yaml.BaseLoader):
    """Reads every scalar as text, so that 09:00 is no number and no is no truth; a key that repeats is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Make a mapping with its line."""
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if twice := [key for key in keys if keys.count(key) > 1]:
            line = node.start_mark.line + 1
            raise yaml.YAMLError(f"line {line}: {twice[0][:40]!r} stands twice; keep one")
        made = _Mapping(super().construct_mapping(node, deep=deep))
        made.line = node.start_mark.line + 1
        return made


def _from_csv(text: str, name: str) -> WrittenScenario:
    reader = csv.DictReader(io.StringIO(text))
    columns = [column.strip() for column in reader.fieldnames or []]
    if unknown := [column for column in columns if column not in (*WHATS, *KEYS)]:
        raise InputError(f"{name}, line 1: column {unknown[0][:40]!r}: give {', '.join((*WHATS, *KEYS))}")
    reader.fieldnames = columns
    changes = []
    for row in reader:
        where = f"{name}, line {reader.line_num}"
        if None in row:
            raise InputError(f"{where}: more cells than columns; put texts with commas into quotation marks")
        fields = {key: value or "" for key, value in row.items()}
        if any(value.strip() for value in fields.values()):
            with _at(where):
                changes.append(read_change(fields))
    if not changes:
        raise InputError(f"{name}: no change stands in it")
    return WrittenScenario(Path(name).stem, USUAL, tuple(changes))


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Put the place of a file before what is wrong there."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{where}: {error}") from error


def _mapping(data: Any, where: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise InputError(f"{where}: give {', '.join(known[:4])} ... with a value each, not {str(data)[:40]!r}")
    if unknown := [key for key in data if key not in known]:
        raise InputError(f"{where}: {str(unknown[0])[:40]!r} is no key: give {', '.join(known)}")
    return data


def _flat(value: Any) -> str:
    """Write a list or mapping of a file as the text of one line."""
    if isinstance(value, dict):
        return "; ".join(f"{key} {_flat(told)}" for key, told in value.items())
    if isinstance(value, list):
        return ",".join(_flat(one) for one in value)
    return str(value)


def _costs(data: Any, name: str) -> tuple[Cost, ...]:
    if not isinstance(data, list):
        raise InputError(f"{name}: costs: give a list of kinds")
    costs = []
    for one in data:
        where = f"{name}, line {getattr(one, 'line', 1)}, costs"
        fields = _mapping(one, where, ("kind", "won_per_hour", "won_to_open"))
        kind = str(fields.get("kind", "")).strip()
        with _at(where):
            vocabulary.check_kinds([] if kind == "*" else [kind])
            numbers = {key: _number(key, str(fields.get(key, ""))) for key in ("won_per_hour", "won_to_open")}
            costs.append(Cost(kind, **numbers))
    return tuple(costs)


def _number(key: str, text: str | None) -> float | None:
    if not text or not text.strip():
        return None
    plain = text.strip().replace(",", "").replace("_", "")
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", plain):
        raise InputError(f"{key}: {text[:40]!r} is no number of 0 or more")
    return float(plain)


def _spot(text: str) -> Spot:
    match = re.fullmatch(r"(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*[,\s]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)", text)
    return (float(match[1]), float(match[2])) if match else text
