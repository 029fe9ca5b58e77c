"""What people report as wrong."""

from app.office import corrections
from app.office.forms import enter
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_corrections"):
        corrections.show_corrections(say)


page(widgets.sentences())
