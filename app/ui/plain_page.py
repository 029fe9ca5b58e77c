"""A page that the server writes whole: no script, no Streamlit."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup


@dataclass(frozen=True)
class PlainPage:
    """What stands in the frame in Streamlit's place.

    Parameters
    ----------
    heading, lead : str
        Text.
    html : Markup
        The rest.
    title : str
        Title of the document where it is not the heading.
    address : str
        The one address under which search engines are to know it, without the host; empty for none.
    facts : Markup
        What search engines read of it, as JSON-LD; None for nothing.
    is_live : bool
        Whether Streamlit takes its place once something is touched that only it can do.
    answer : {"", "list", "center", "figures"}
        What it answers with. Styles know it from the first line on: what they would find further down, when that has
        come, would move what is read already.
    """

    heading: str
    lead: str
    html: Markup
    title: str = ""
    address: str = ""
    facts: Markup | None = None
    is_live: bool = False
    answer: Literal["", "list", "center", "figures"] = ""
