"""What is loaded, and loading a new file: validated, its difference shown, then applied."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import data
from app.account import sessions
from app.data import offices
from app.data.loading import Upload
from app.office import forms, office_words
from app.text import Text
from app.ui import widgets, words
from app.ui.markup import html

MOST_ROWS = 200
"""Rows of a difference shown of each kind."""

_FOUND = "load-preview"


def show_loads(say: Text) -> None:
    """Show the loads in force and take a new file."""
    sources = data.dataset_frame()
    _ask_file(say, dict(zip(sources["source"], sources["title"], strict=True)))
    st.html(html("<h2>{{ text }}</h2>", text=say("admin.loads.in_force")))
    names = (
        "title",
        "period",
        "file",
        "rows_read",
        "rows_kept",
        "rows_merged",
        "rows_quarantined",
        "rows_left_out",
        "loaded_at",
    )
    rows = [
        [
            row["title"],
            f"{words.day(say, row['reference_from'])} ~ {words.day(say, row['reference_to'])}",
            row["file_name"],
            *(
                f"{count:,}"
                for count in (row[f"rows_{what}"] for what in ("read", "kept", "merged", "quarantined", "left_out"))
            ),
            office_words.instant(say, row["loaded_at"].to_pydatetime()),
        ]
        for row in sources.to_dict("records")
    ]
    headers = [say(f"admin.column.{name}") for name in names]
    st.html(office_words.table(headers, rows, label=say("admin.loads.in_force")))
    st.html(html("<h2>{{ text }}</h2>", text=say("admin.loads.set_aside")))
    titles, meanings = dict(zip(sources["source"], sources["title"], strict=True)), offices.meanings(say.language)
    aside = [
        [titles.get(row["source"], row["source"]), meanings.get(row["reason"], row["reason"]), f"{row['rows']:,}"]
        for row in data.quarantine_frame().to_dict("records")
    ]
    headers = [say(f"admin.column.{name}") for name in ("source", "reason", "rows")]
    st.html(office_words.table(headers, aside, label=say("admin.loads.set_aside")))


def _ask_file(say: Text, titles: Mapping[str, str]) -> None:
    new, how = say("admin.loads.new"), say("admin.loads.how")
    st.html(html('<h2>{{ new }}</h2><p class="hint">{{ how }}</p>', new=new, how=how))
    if not offices.can_load():
        widgets.quietly(say("admin.error.no_loading"))
        return
    source = st.selectbox(
        say("admin.loads.source"), list(titles), format_func=lambda source: titles[source], key="load-source"
    )
    file = st.file_uploader(say("admin.loads.file"), type=["csv", "parquet", "xlsx", "gpkg"], key="load-file")
    if file is None:
        st.session_state.pop(_FOUND, None)
        return
    upload = Upload(file.name, file.getvalue(), str(source))
    if st.button(say("admin.loads.preview"), type="primary"):
        with st.spinner(say("admin.loads.working")):
            differences: list[dict[str, Any]] = []
            forms.attempt(
                say, say("admin.done.previewed"), lambda: differences.append(offices.preview(sessions.token(), upload))
            )
        st.session_state[_FOUND] = differences[0] if differences else None
        st.rerun()
    difference = st.session_state.get(_FOUND)
    if difference and difference["source"] == source and difference["file_name"] == upload.safe_name:
        _show_difference(say, difference)
        _offer_apply(say, upload, difference)


def _show_difference(say: Text, difference: dict[str, Any]) -> None:
    counts = {name: len(difference[name]) for name in ("added", "changed", "gone")}
    st.html(html('<h3 class="part">{{ text }}</h3>', text=say("admin.difference.heading")))
    lines = [
        say(
            "admin.difference.rows",
            **{
                name: f"{difference[f'rows_{name}']:,}"
                for name in ("read", "kept", "merged", "quarantined", "left_out")
            },
        ),
        say("admin.difference.centers", redated=difference["redated"], **counts),
    ]
    lines += [say(f"admin.difference.loss.{loss['code']}", **_loss_words(say, loss)) for loss in difference["losses"]]
    if difference["is_loaded"]:
        lines.append(say("admin.difference.same"))
    lines += [
        say("admin.difference.table", **{k: table[k] for k in ("table", "added", "gone")})
        for table in difference["tables"]
    ]
    st.html(html("{% for line in lines %}<p>{{ line }}</p>{% endfor %}", lines=lines))
    for kind in counts:
        if counts[kind]:
            st.html(office_words.changes(say, difference, kind, most=MOST_ROWS))
    if difference["quarantine"]:
        label = say("admin.difference.quarantine", n=difference["rows_quarantined"])
        names = ("line", "column_name", "value", "reason", "detail")
        meanings = offices.meanings(say.language)
        rows = [
            [row[name] if name != "reason" else meanings.get(row[name], row[name]) for name in names]
            for row in difference["quarantine"]
        ]
        headers = [say(f"admin.column.{name}") for name in names]
        st.html(office_words.difference(label, office_words.table(headers, rows, label=label)))


def _loss_words(say: Text, loss: dict[str, Any]) -> dict[str, str]:
    column = say.get(f"admin.field.{loss['column']}", loss["column"] or "")
    return {"column": column, "before": f"{loss['before']:,}", "after": f"{loss['after']:,}"}


def _offer_apply(say: Text, upload: Upload, difference: dict[str, Any]) -> None:
    is_sure = st.checkbox(say("admin.loads.sure"), key=f"sure-{difference['sha256'][:12]}-{difference['base']}")
    if st.button(say("admin.loads.apply"), disabled=not is_sure):
        with st.spinner(say("admin.loads.working")):
            done = forms.attempt(
                say, say("admin.done.loaded"), lambda: offices.apply(sessions.token(), upload, difference)
            )
        if done:
            st.session_state.pop(_FOUND, None)
        st.rerun()
