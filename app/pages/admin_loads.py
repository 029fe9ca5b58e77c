"""What is loaded, and a new file."""

from app import widgets
from app.administration import loads
from app.administration.forms import enter
from app.text import Text


def page(say: Text) -> None:
    """Draw the page for whoever may see it."""
    if enter(say, "admin_loads"):
        loads.show(say)


page(widgets.sentences())
