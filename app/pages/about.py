"""The data: where it comes from, how old it is, how far it can be trusted, and what is not known."""

from importlib.metadata import version

import streamlit as st

from app import data
from app.data import access
from app.regions import about_words
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page."""
    datasets, data_version = data.dataset_frame(), data.version()
    if span := data.center_dates():
        st.html(about_words.age(say, *span, data.today()))
    else:
        widgets.message(say("trouble.empty"), say("trouble.empty_more"))
    parts = [
        about_words.trust(say, data.trust_frame()),
        about_words.hours(say, access.hour_outcomes(), centers=int(data.trust_frame()["centers"].sum())),
        about_words.travel(say, access.estimated_shares()),
        about_words.section(say, "unknown"),
        about_words.section(say, "report", data_version=data_version),
        about_words.sources(say, datasets),
        about_words.reasons(say, datasets, data.quarantine_frame()),
        about_words.section(say, "right"),
        about_words.developers(say),
        about_words.versions(say, data_version=data_version, code_version=version("mindconnect")),
    ]
    st.html("".join(parts))


page(widgets.sentences())
