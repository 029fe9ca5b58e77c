"""Navigation: which page, in which language, and what stands in its place when the database does not answer.

It does not stand beside app/pages: Streamlit would take that folder for its older kind of navigation, and give the
first visitor of a process a page of it without this frame.
"""

import streamlit as st

from app import sitemap
from app.ui import widgets

say = widgets.sentences()
page = st.navigation(
    [
        st.Page(listed.file, title=say(f"page.{listed.name}.name"), url_path=listed.path, default=not listed.path)
        for listed in sitemap.PAGES
        if not listed.is_plain
    ],
    position="hidden",
)
st.set_page_config(page_title=say("frame.title", page=page.title), layout="wide")
with widgets.calm_trouble(say):
    page.run()
