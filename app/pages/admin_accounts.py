"""Accounts and roles."""

from app import widgets
from app.administration import people
from app.administration.forms import enter
from app.text import Text


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if me := enter(say, "admin_accounts"):
        people.show(say, me)


page(widgets.sentences())
