"""What is loaded, and a new file."""

from app.office import loads
from app.office.forms import enter
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_loads"):
        loads.show_loads(say)


page(widgets.sentences())
