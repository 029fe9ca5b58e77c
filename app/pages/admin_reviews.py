"""Reviews to decide on."""

from app import widgets
from app.administration import moderation
from app.administration.forms import enter
from app.text import Text


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_reviews"):
        moderation.show(say)


page(widgets.sentences())
