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
        st.Page(one.file, title=say(f"page.{one.name}.name"), url_path=one.path, default=not one.path)
        for one in sitemap.PAGES
        if not one.is_plain
    ],
    position="hidden",
)
st.set_page_config(page_title=say("frame.title", page=page.title), layout="wide")
with widgets.calm_trouble(say):
    page.run()
