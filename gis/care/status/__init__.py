"""Whether a center is open: its state at an instant, the reasons, and a table for many instants at once."""

from gis.care.status.assessment import (
    CLAIM_SOURCES,
    HORIZON_DAYS,
    SEOUL,
    Arrival,
    CenterFacts,
    Claim,
    NextChange,
    Source,
    State,
    Status,
    StatusRules,
    arrival_at,
    state_at,
    status_at,
)

__all__ = [
    "CLAIM_SOURCES",
    "HORIZON_DAYS",
    "SEOUL",
    "Arrival",
    "CenterFacts",
    "Claim",
    "NextChange",
    "Source",
    "State",
    "Status",
    "StatusRules",
    "arrival_at",
    "state_at",
    "status_at",
]
