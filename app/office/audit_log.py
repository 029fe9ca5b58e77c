"""The audit log, and what is kept for how long."""

import streamlit as st

from app import data
from app.account import sessions
from app.data import accounts, offices
from app.office import forms, office_words
from app.text import Text
from app.ui import widgets
from app.ui.markup import html
from gis.queries.belongings import ENDED_SESSIONS_STAY

ROWS = 50
"""Acts on a page of the log."""


def show_log(say: Text) -> None:
    """Show the log, the latest act first, and the retention below it."""
    before = st.query_params.get("before", "")
    before_id = int(before) if before.isascii() and before.isdigit() else None
    rows = accounts.audit_rows(sessions.token(), limit=ROWS, before_id=before_id)
    headers = [say(f"admin.column.{name}") for name in ("when", "who", "act", "object", "facts")]
    st.html(
        office_words.table(headers, [office_words.act(say, row) for row in rows], label=say("page.admin_log.heading"))
    )
    if not rows:
        widgets.message(say("admin.log.none"))
    if len(rows) == ROWS:
        st.button(say("admin.log.older"), on_click=widgets.go, kwargs={"before": str(rows[-1].audit_id)})
    if before:
        st.button(say("admin.log.newest"), on_click=widgets.go, kwargs={"before": None})
    _retention(say)


def _retention(say: Text) -> None:
    settings = data.settings()
    heading, lead = say("admin.retention.heading"), say("admin.retention.lead")
    st.html(html('<h2>{{ heading }}</h2><p class="hint">{{ lead }}</p>', heading=heading, lead=lead))
    kept = [
        (say("admin.retention.corrections"), settings.keep_corrections_days),
        (say("admin.retention.reviews"), settings.keep_reviews_days),
        (say("admin.retention.recommendations"), settings.recommendation_days),
        (say("admin.retention.sessions"), ENDED_SESSIONS_STAY.days),
    ]
    rows = [[name, say("admin.retention.days", n=days)] for name, days in kept]
    headers = [say(f"admin.column.{name}") for name in ("what", "how_long")]
    st.html(office_words.table(headers, rows, label=say("admin.retention.heading")))
    if st.button(say("admin.retention.purge")):
        gone: dict[str, int] = {}
        forms.attempt(say, say("admin.done.purged"), lambda: gone.update(offices.purge(sessions.token())))
        st.rerun()
