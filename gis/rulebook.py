"""The shortage rules in force: ``data/rules/shortage/*.yaml``, one file a rule, checked when read."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from gis import vocabulary
from gis.analysis.rules import CentersMissing, ShareBeyond, ShareWithoutOpen, ShortageRule, in_force, split_overrides
from gis.errors import InputError, SettingsError

FIRST = "mindconnect_distance"
"""The rule shown first: the product's own on distance."""


@dataclass(frozen=True)
class RuleBook:
    """The rules that hold on a day.

    Attributes
    ----------
    rules : tuple of ShortageRule
        The product's own first, then by name.
    version : str
        Eight hexadecimal digits of everything the rules say, what-if values included.
    """

    rules: tuple[ShortageRule, ...]

    @property
    def version(self) -> str:
        """Eight hexadecimal digits of everything the rules say, what-if values included."""
        text = "\n".join(rule.model_dump_json() for rule in self.rules)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def rule(self, name: str) -> ShortageRule:
        """Return a rule by name.

        Raises
        ------
        InputError
            When there is none.
        """
        rules = [rule for rule in self.rules if rule.name == name]
        if not rules:
            raise InputError(f"{name[:40]!r} is no rule: give one of {', '.join(rule.name for rule in self.rules)}")
        return rules[0]

    def only(self, names: Iterable[str] | None) -> "RuleBook":
        """Keep some rules, in the book's order; None keeps all.

        Raises
        ------
        InputError
            When a name is no rule's.
        """
        if names is None:
            return self
        wanted = {self.rule(name).name for name in names}
        return replace(self, rules=tuple(rule for rule in self.rules if rule.name in wanted))

    def changed(self, overrides: Mapping[str, float] | None) -> "RuleBook":
        """Return the rules with other numbers for some thresholds.

        Parameters
        ----------
        overrides : mapping of str to float, optional
            ``rule.threshold`` -> value; a bare ``threshold`` where one rule only has it.

        Raises
        ------
        InputError
            When a name fits no threshold or several, or a value lies outside its range.
        """
        if not overrides:
            return self
        try:
            by_rule = split_overrides(self.rules, overrides)
            return replace(self, rules=tuple(rule.changed(by_rule.get(rule.name, {})) for rule in self.rules))
        except ValueError as error:
            raise InputError(str(error)) from error


def read_rule(path: Path) -> list[ShortageRule]:
    """Read the versions of one rule.

    Parameters
    ----------
    path : pathlib.Path
        A YAML file: ``name`` (the file's own) and ``versions``, each a
        :class:`~gis.analysis.rules.ShortageRule` without name.

    Returns
    -------
    list of ShortageRule
        By ``valid_from``.

    Raises
    ------
    SettingsError
        When the file cannot be read, a field is wrong or missing, or two versions hold on one day; the message names
        the file, the version and the field.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    if not isinstance(data, dict) or set(data) != {"name", "versions"} or not isinstance(data["versions"], list):
        raise SettingsError(f"{path}: give name and versions, a list, and nothing else")
    if data["name"] != path.stem:
        raise SettingsError(f"{path}: name is {data['name']!r}, but the file is called {path.stem}")
    versions = sorted((_version(path, version) for version in data["versions"]), key=lambda version: version.valid_from)
    for earlier, later in pairwise(versions):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise SettingsError(f"{path}: versions {earlier.version} and {later.version} hold on the same day")
    return versions


def _version(path: Path, data: Any) -> ShortageRule:
    if not isinstance(data, dict):
        raise SettingsError(f"{path}: a version is a mapping, not {data!r}")
    try:
        rule = ShortageRule.model_validate({**data, "name": path.stem})
        for criterion in rule.criteria.values():
            if isinstance(criterion, ShareBeyond):
                vocabulary.check_kinds(list(criterion.kinds))
            elif isinstance(criterion, CentersMissing | ShareWithoutOpen):
                vocabulary.check_kinds([criterion.kind])
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'rule'}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"{path}, version {data.get('version')}: {faults}") from error
    except InputError as error:
        raise SettingsError(f"{path}, version {data.get('version')}: {error}") from error
    return rule


@lru_cache(maxsize=4)
def _read(paths: tuple[Path, ...], _modified_ns: tuple[int, ...]) -> tuple[ShortageRule, ...]:
    return tuple(rule for path in paths for rule in read_rule(path))


def load_rules(data_dir: Path, *, on: dt.date) -> RuleBook:
    """Read the shortage rules that hold on a day; the files are read again when they change.

    Parameters
    ----------
    data_dir : pathlib.Path
        Usually ``Settings().data_dir``.
    on : datetime.date
        The day.

    Returns
    -------
    RuleBook

    Raises
    ------
    SettingsError
        When a file cannot be used, or there is none.
    """
    paths = tuple(sorted((data_dir / "rules" / "shortage").glob("*.yaml")))
    if not paths:
        raise SettingsError(f"{data_dir / 'rules' / 'shortage'} holds no rule: it is part of the repository")
    rules = in_force(_read(paths, tuple(path.stat().st_mtime_ns for path in paths)), on)
    return RuleBook(tuple(sorted(rules, key=lambda rule: (rule.name != FIRST, rule.standing != "own", rule.name))))
