"""What people report as wrong."""

from app import widgets
from app.administration import corrections
from app.administration.forms import enter
from app.text import Text


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_corrections"):
        corrections.show(say)


page(widgets.sentences())
