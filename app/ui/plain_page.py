"""A page that the server writes whole: no script, no Streamlit."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class PlainPage:
    """What stands in the frame in Streamlit's place: heading and lead as text, the rest as HTML."""

    heading: str
    lead: str
    html: Markup
