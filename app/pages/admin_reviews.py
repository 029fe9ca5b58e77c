"""Reviews to decide on."""

from app.office import moderation
from app.office.forms import enter
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_reviews"):
        moderation.show_queue(say)


page(widgets.sentences())
