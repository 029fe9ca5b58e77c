"""Notices and overrides of a center."""

from app.office import centers
from app.office.forms import enter
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin"):
        centers.show_centers(say)


page(widgets.sentences())
