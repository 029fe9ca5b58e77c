"""Accounts and roles."""

from app.office import accounts
from app.office.forms import enter
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if me := enter(say, "admin_accounts"):
        accounts.show_accounts(say, me)


page(widgets.sentences())
