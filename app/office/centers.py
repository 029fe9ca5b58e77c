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
    centers = offices.centers(sessions.token(), typed)
    if not centers:
        widgets.message(say("admin.centers.none"), say("admin.centers.none_more"))
        return
    names = {center.center_id: f"{center.name} · {center.region_name}" for center in centers}
    if len(centers) == 1 or st.query_params.get("center") in names:
        _work(say, centers, names)
        return
    widgets.quietly(say("admin.centers.choose", n=len(centers)))
    _choose(say, names)


def _work(say: Text, centers: Sequence[OfficeCenter], names: dict[str, str]) -> None:
    chosen = st.query_params.get("center")
    center_id = chosen if chosen in names else centers[0].center_id
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
        name=lambda key: names.get(key, say("admin.centers.unchosen")),
    )


def _claims(say: Text, center_id: str) -> None:
    st.html(html('<h3 class="part">{{ text }}</h3>', text=say("admin.claim.heading")))
    listed, now = offices.claims(sessions.token(), center_id), data.now()
    if not listed:
        widgets.quietly(say("admin.claim.none"))
    for claim in listed:
        st.html(office_words.claim(say, claim, now))
        if office_words.standing(claim, now) in ("now", "ahead"):
            withdraw = say("admin.claim.withdraw", source=say(f"opening.source.{claim.source}"), n=claim.number)
            if st.button(withdraw, key=f"withdraw-{claim.source}-{claim.number}"):
                forms.attempt(
                    say,
                    say("admin.done.withdrawn"),
                    partial(offices.withdraw_claim, sessions.token(), claim.source, claim.number),
                )
                st.rerun()


def _put_right(say: Text, center_id: str) -> None:
    listed = [
        correction for correction in offices.center_corrections(sessions.token(), center_id) if correction.is_in_force
    ]
    if not listed:
        return
    st.html(html('<h3 class="part">{{ text }}</h3>', text=say("admin.put_right.heading")))
    st.html(office_words.put_right(say, offices.put_right(center_id)))
    for put_right in listed:
        label = say("admin.put_right.restore", field=say(f"admin.field.{put_right.field}"))
        if st.button(label, key=f"restore-{put_right.field}"):
            forms.attempt(
                say, say("admin.done.restored"), partial(offices.restore, sessions.token(), center_id, put_right.field)
            )
            st.rerun()
