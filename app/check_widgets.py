"""The self-check's offer to keep a result with the account: only to who is signed in, and never in the way."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from app import mine_kept, sessions
from app.check_state import CheckResult
from app.text import Text
from gis.errors import MindConnectError

logger = logging.getLogger(__name__)


def offer_keeping(say: Text, result: CheckResult) -> None:
    """Offer to keep the totals of a result, with consent; whoever has no account is asked nothing.

    A result stands without accounts and without their database: then nothing is offered.
    """
    if sessions.token() is None or result.phq2 is None:
        return
    try:
        account = sessions.current()
        mine_kept.offer_result(say, account, {"phq9": result.phq9, "gad7": result.gad7, "phq2": result.phq2})
    except (SQLAlchemyError, MindConnectError) as error:
        logger.warning("keeping a result was not offered: %s", type(error).__name__)
