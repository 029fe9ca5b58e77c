"""How long things are kept, out of the code that deletes them and the settings, as the policy pages print it."""

import datetime as dt

from streamlit import config

from app.account.belongings import RESULT_DAYS
from app.data import accounts
from gis.queries.belongings import ENDED_SESSIONS_STAY, FAILURES_STAY
from gis.settings import Settings

OPEN_CORRECTIONS = 4
"""How many times as long a correction that nobody settled stays (moderation.purge)."""


def periods(settings: Settings) -> dict[str, object]:
    """Return every period that a sentence of app/text/*/law.toml may name.

    Parameters
    ----------
    settings : Settings
        Of the operator.

    Returns
    -------
    dict
        Whole days, hours or minutes by the name of the field, and ``result_days`` as text.
    """
    return {
        "session_days": accounts.LASTS.days,
        "idle_days": accounts.IDLE.days,
        "role_hours": accounts.LASTS_WITH_ROLE // dt.timedelta(hours=1),
        "ended_days": ENDED_SESSIONS_STAY.days,
        "attempt_days": FAILURES_STAY.days,
        "result_days": "/".join(map(str, RESULT_DAYS)),
        "corrections_days": settings.keep_corrections_days,
        "open_days": OPEN_CORRECTIONS * settings.keep_corrections_days,
        "reviews_days": settings.keep_reviews_days,
        "recommendation_days": settings.recommendation_days,
        "server_min": config.get_option("server.disconnectedSessionTTL") // 60,
    }
