"""Notices, overrides and what was put right of one center."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from app import data
from app.account import sessions
from app.data import offices
from app.office import forms, office_words
from app.sitemap import href
from app.text import Text
from app.ui import widgets
from app.ui.markup import html
from gis.queries.offices import OfficeCenter


def show_centers(say: Text) -> None:
    """Choose a center and work on it."""
    typed = widgets.type_words(say("admin.centers.search"), parameter="q", placeholder=say("admin.centers.example"))
    found = offices.centers(sessions.token(), typed)
    if not found:
        widgets.message(say("admin.centers.none"), say("admin.centers.none_more"))
        return
    names = {one.center_id: f"{one.name} · {one.region_name}" for one in found}
    if len(found) == 1 or st.query_params.get("center") in names:
        _work(say, found, names)
        return
    widgets.quietly(say("admin.centers.choose", n=len(found)))
    _choose(say, names)


def _work(say: Text, found: Sequence[OfficeCenter], names: dict[str, str]) -> None:
    told = st.query_params.get("center")
    center_id = told if told in names else found[0].center_id
    _choose(say, names)
    source = '<h2 class="center-name">{{ name }}</h2><p><a class="stay" href="{{ address }}">{{ see }}</a></p>'
    address, name = href("find", say.language, center=center_id), names[center_id].split(" · ")[0]
    st.html(html(source, name=name, address=address, see=say("admin.centers.see")))
    _claims(say, center_id)
    _put_right(say, center_id)
    with st.expander(say("admin.call.add")), st.form(f"call-{center_id}", border=False):
        widgets.quietly(say("admin.call.more"))
        read_week = forms.ask_week(say, f"call-{center_id}")
        if st.form_submit_button(say("admin.call.send"), type="primary"):
            forms.attempt(
                say, say("admin.done.call"), lambda: offices.answer_call(sessions.token(), center_id, read_week())
            )
            st.rerun()
    with st.expander(say("admin.claim.add")), st.form(f"claim-{center_id}", border=False):
        read = forms.ask_claim(say, f"claim-{center_id}")
        if st.form_submit_button(say("admin.claim.send"), type="primary"):
            forms.attempt(say, say("admin.done.claim"), lambda: offices.add_claim(sessions.token(), center_id, read()))
            st.rerun()


def _choose(say: Text, names: dict[str, str]) -> None:
    widgets.choose_from_list(
        say("admin.centers.center"),
        ["", *names],
        parameter="center",
        default="",
        name=lambda one: names.get(one, say("admin.centers.unchosen")),
    )


def _claims(say: Text, center_id: str) -> None:
    st.html(html('<h3 class="part">{{ text }}</h3>', text=say("admin.claim.heading")))
    listed, now = offices.claims(sessions.token(), center_id), data.now()
    if not listed:
        widgets.quietly(say("admin.claim.none"))
    for one in listed:
        st.html(office_words.claim(say, one, now))
        if office_words.standing(one, now) in ("now", "ahead"):
            withdraw = say("admin.claim.withdraw", source=say(f"opening.source.{one.source}"), n=one.number)
            if st.button(withdraw, key=f"withdraw-{one.source}-{one.number}"):
                forms.attempt(
                    say,
                    say("admin.done.withdrawn"),
                    partial(offices.withdraw_claim, sessions.token(), one.source, one.number),
                )
                st.rerun()


def _put_right(say: Text, center_id: str) -> None:
    listed = [one for one in offices.center_corrections(sessions.token(), center_id) if one.is_in_force]
    if not listed:
        return
    st.html(html('<h3 class="part">{{ text }}</h3>', text=say("admin.put_right.heading")))
    st.html(office_words.put_right(say, offices.put_right(center_id)))
    for one in listed:
        label = say("admin.put_right.restore", field=say(f"admin.field.{one.field}"))
        if st.button(label, key=f"restore-{one.field}"):
            forms.attempt(
                say, say("admin.done.restored"), partial(offices.restore, sessions.token(), center_id, one.field)
            )
            st.rerun()
