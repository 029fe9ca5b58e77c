"""The audit log and retention."""

from app import widgets
from app.administration import records
from app.administration.forms import enter
from app.text import Text


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_log"):
        records.show(say)


page(widgets.sentences())
