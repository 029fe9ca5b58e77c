"""The audit log and retention."""

from app.office import audit_log
from app.office.forms import enter
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_log"):
        audit_log.show_log(say)


page(widgets.sentences())
