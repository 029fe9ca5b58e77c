"""Whether a center is open: its state at an instant, the reasons, and a table for many instants at once."""

from gis.care.status.assessment import (
    HORIZON_DAYS,
    Arrival,
    NextChange,
    Status,
    arrival_at,
    state_at,
    status_at,
)
from gis.care.status.facts import CLAIM_SOURCES, CenterFacts, Claim, Disagreement, Source, State, StatusRules

__all__ = [
    "CLAIM_SOURCES",
    "HORIZON_DAYS",
    "Arrival",
    "CenterFacts",
    "Claim",
    "Disagreement",
    "NextChange",
    "Source",
    "State",
    "Status",
    "StatusRules",
    "arrival_at",
    "state_at",
    "status_at",
]
