"""Favourites: the places that this browser keeps, and whether they are open now."""

import streamlit as st

from app import data
from app.account import sessions
from app.account.consents import WORDING
from app.center import cards, opening_widgets, openings
from app.data import Center
from app.sitemap import href
from app.text import Text
from app.ui import widgets
from app.ui.components import favourites, results

KEPT = "favourites-kept"
"""Session key of the centers drawn last: the bar above the list needs their names before they are asked for."""


def page(say: Text) -> None:
    """Draw the page: the list first, what can be done with it below."""
    above, below = st.container(), st.container(key="favourites-tools")
    known: dict[str, Center | None] = st.session_state.setdefault(KEPT, {})
    account = sessions.current()
    with below:
        ids = favourites.bar(
            say,
            account={"id": str(account.account_id), "name": account.name, "consent": WORDING["favourites"]}
            if account
            else None,
            names={key: center.name for key, center in known.items() if center},
            gone=[key for key, center in known.items() if center is None],
        )
    with above:
        if ids is None:
            widgets.quietly(say("favourites.loading"))
            return
        favourites_found = {
            center_id: detail.center if (detail := data.center(center_id)) else None for center_id in ids
        }
        if favourites_found != known:
            st.session_state[KEPT] = favourites_found
            st.rerun()
        show_list(say, [center for center in favourites_found.values() if center])
        gone = sum(center is None for center in favourites_found.values())
        if gone:
            widgets.quietly(say("favourites.gone", n=gone))
        widgets.quietly(say("favourites.private"))


def show_list(say: Text, centers: list[Center]) -> None:
    """List the centers with their state, or say how to keep one."""
    query = {"lang": "en"} if say.language == "en" else {}
    if not centers:
        widgets.message(say("favourites.empty"), say("favourites.empty_more"))
        widgets.page_link(say("favourites.to_find"), href("find", say.language))
        return
    widgets.heading(say("favourites.count", n=len(centers)))
    states = opening_widgets.at_address()
    items = [
        cards.entry(
            say, center, origin=None, query=query, today=data.today(), opening=openings.entry(say, center, states)
        )
        for center in centers
    ]
    items = [item | {"href": href("find", say.language, center=item["id"])} for item in items]
    entries = cards.listed(items, stay=True)
    results.show_results(say, entries, search="favourites", returned=None, key="favourites", is_elsewhere=True)


page(widgets.sentences())
