"""Closed lists that every part of the house shares: modes of travel, what a person looks for, and the time zone."""

import datetime as dt
from typing import Literal, get_args

Mode = Literal["walk", "bicycle", "car"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""Modes of travel."""

Serves = Literal["any", "own"]
SERVES: tuple[Serves, ...] = get_args(Serves)
"""Whom a center counts for: everybody who reaches it, or the people of the district that it serves by rule. Kinds that
serve no district (clinics, hospitals, rehabilitation facilities) count for everybody either way."""

Problem = Literal[
    "low_mood", "anxiety", "sleep", "stress", "addiction", "loss", "family", "child", "perinatal", "memory", "severe"
]
PROBLEMS: tuple[Problem, ...] = get_args(Problem)
"""What it is about: mood, worry, sleep, overload at work or school, alcohol and other addictions, loss or a terrible
event, home and relationships, a child who struggles, pregnancy and birth, memory, hearing or believing what others
do not (or a long illness)."""

AgeGroup = Literal["child", "youth", "young_adult", "adult", "older"]
AGE_GROUPS: tuple[AgeGroup, ...] = get_args(AgeGroup)
UNDER_19: tuple[AgeGroup, ...] = ("child", "youth")
"""Age of the person who needs help, years: under 13, 13 to 18, 19 to 34, 35 to 64, 65 and more."""

AccountAgeGroup = Literal["youth", "young_adult", "adult", "older"]
ACCOUNT_AGE_GROUPS: tuple[AccountAgeGroup, ...] = get_args(AccountAgeGroup)
"""The same of people with an account, of whom the youngest are 14."""

When = Literal["daytime", "evening", "weekend"]
WHENS: tuple[When, ...] = get_args(When)
"""When a person can come: weekdays before 18:00, weekdays after 18:00, weekends."""

Way = Literal["in_person", "remote"]
WAYS: tuple[Way, ...] = get_args(Way)
"""How a person would rather be helped: face to face, or by telephone and online."""

KnownSeverity = Literal["mild", "moderate", "severe"]
KNOWN_SEVERITIES: tuple[KnownSeverity, ...] = get_args(KnownSeverity)
"""Bands of the self-check."""

Severity = Literal["mild", "moderate", "severe", "unknown"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The same, with that of a person who was not asked."""

CareLevel = Literal["gives", "may", "none"]
CARE_LEVELS: tuple[CareLevel, ...] = get_args(CareLevel)
"""Whether a center gives mental-health care, may give it (what is not known is said), or does something else."""

CareScope = Literal["care", "listed", "open", "register"]
CARE_SCOPES: tuple[CareScope, ...] = get_args(CareScope)
"""Which centers: those that give mental-health care and are open to the public (the default group); also those that may
give it; all that are open to the public, whatever they do; the whole register, for research."""

ALL_KINDS = "전체"
"""Name of the group of all centers that give mental-health care and are open to the public."""

SEOUL = dt.timezone(dt.timedelta(hours=9), "Asia/Seoul")
"""Korean Standard Time; no daylight saving since 1988."""
