"""Notices and overrides of a center."""

from app import widgets
from app.administration import centers
from app.administration.forms import enter
from app.text import Text


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin"):
        centers.show(say)


page(widgets.sentences())
