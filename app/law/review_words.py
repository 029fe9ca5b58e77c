"""Who has reviewed a text, in a sentence: said on every article and policy, and plainly where nobody has."""

import logging

from markupsafe import Markup

from app.law import review_items, sign_offs
from app.text import Text
from app.ui.markup import html
from app.ui.words import day
from gis.errors import MindConnectError

logger = logging.getLogger(__name__)


def line(say: Text, name: str) -> Markup:
    """Say, as HTML, whether the one who must sign first has signed a text as it stands.

    Parameters
    ----------
    say : Text
    name : str
        Of an item, such as ``article/sleep``.
    """
    role = review_items.roles_of_items()[name][0]
    try:
        signed = sign_offs.in_force(review_items.signed(), name, review_items.item(name).content_hash)
    except MindConnectError:
        # A page stands without its signatures; who may be claimed to have signed is then nobody.
        logger.exception("the signatures cannot be read")
        signed = {}
    if sign_off := signed.get(role):
        sentence = say(f"signing.by.{role}", who=sign_off.who, date=day(say, sign_off.signed_on))
    else:
        sentence = say(f"signing.none.{role}")
    return html('<span class="reviewed">{{ text }}</span>', text=sentence)
