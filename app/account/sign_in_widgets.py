"""Signing up and in: one form at a time."""

import streamlit as st

from app import data
from app.account.consents import WORDING
from app.law.operator import operator_of
from app.sitemap import href
from app.text import Text
from app.ui import widgets
from app.ui.components import form
from app.ui.components.form import Field
from app.ui.markup import html
from gis.queries.belongings import Purpose
from gis.queries.sessions import Awaits

YOUTH_LINE = "1388"
"""Number of the register that people under 14 are offered in place of an account."""

WAYS = ("sign_in", "sign_up", "recover")


def offer_sign_in(say: Text, *, awaits: Awaits | None = None) -> None:
    """Ask what somebody wants who is not signed in, and draw the form for it; first for the code that is awaited."""
    if awaits:
        _second(say, awaits)
    widgets.quietly(say("account.no_need"))
    if st.query_params.get("oidc") == "failed":
        widgets.message(say("account.sign_in.other_failed", name=data.settings().oidc_name))
    chosen = widgets.choose_one(
        say("account.what_next"),
        WAYS,
        parameter="do",
        default=WAYS[0],
        name=lambda choice: say(f"account.do.{choice}"),
        hidden_label=True,
    )
    with st.container(key="door"):
        {"sign_in": _sign_in, "sign_up": _sign_up, "recover": _recover}[chosen](say)


def _second(say: Text, awaits: Awaits) -> None:
    widgets.message(say("account.second.asked"), say(f"account.second.asked_{awaits}"))
    form.show_form(
        say,
        [code_field(say)],
        name="second",
        path="/sessions/second",
        submit=say("account.second.show"),
        after="reload",
    )
    widgets.quietly(say("account.second.start_again"))


def code_field(say: Text, *, hint: str = "") -> Field:
    """Ask for a code of the second factor."""
    return Field(
        "code", say("account.second.code"), hint=hint, autocomplete="one-time-code", required=True,
        missing=say("account.second.code_missing"), longest=40, codes=["wrong_second"],
    )  # fmt: skip


def name_field(say: Text, *, is_new: bool = False) -> Field:
    """Ask for the name."""
    hint = say("account.name_hint") if is_new else ""
    return Field(
        "name", say("account.name"), hint=hint, autocomplete="username", required=True,
        missing=say("account.name_missing"), longest=30,
    )  # fmt: skip


def password_field(say: Text, *, name: str = "password", is_new: bool = False, is_repeat: bool = False) -> Field:
    """Ask for the password; ``is_repeat`` where somebody already signed in confirms with it."""
    label = say("account.new_password") if is_new and is_repeat else say("account.password")
    return Field(
        name, label, "password", hint=say("account.password_hint") if is_new else "",
        autocomplete="new-password" if is_new else "current-password", required=True,
        missing=say("account.password_missing"),
    )  # fmt: skip


def _sign_in(say: Text) -> None:
    form.show_form(
        say,
        [name_field(say), password_field(say)],
        name="sign-in",
        path="/sessions",
        submit=say("account.sign_in.submit"),
        after="reload",
    )
    if data.settings().oidc_issuer:
        words = say("account.sign_in.other", name=data.settings().oidc_name)
        st.html(html('<p><a class="download" href="/api/v1/oidc/start">{{ words }}</a></p>', words=words))


def joining_fields(say: Text) -> list[Field]:
    """Ask for the age as a yes or no, and for the two consents that an account needs, each apart."""

    def consent(purpose: Purpose, page: str) -> Field:
        return Field(
            f"consents.{purpose}", say(f"account.sign_up.{purpose}"), "checkbox", required=True,
            missing=say(f"account.sign_up.{purpose}_missing"), sends=WORDING[purpose],
            link=(say("account.sign_up.read"), href(page, say.language)), codes=[f"consent_{purpose}"],
        )  # fmt: skip

    answers = [(answer, say(f"account.sign_up.{answer}")) for answer in ("yes", "no")]
    age = Field(
        "is_14_or_older", say("account.sign_up.age"), "radio", options=answers, is_yes_no=True, required=True,
        missing=say("account.sign_up.age_missing"), codes=["under_14"],
    )  # fmt: skip
    return [age, consent("terms", "terms"), consent("account", "privacy")]


def for_the_young(say: Text) -> None:
    """Say to people under 14 why there is no account, and what they can use without one."""
    ways = [
        (href("find", say.language), say("page.find.name")),
        (href("guide", say.language), say("account.sign_up.young_guide")),
    ]
    youth = next((number for number in data.crisis_numbers() if number.number == YOUTH_LINE), None)
    if youth:
        ways.insert(0, (f"tel:{youth.dial}", say("account.sign_up.young_call", number=youth.number)))
    source = """
      <div class="young"><p>{{ lead }}</p><ul>
        {% for href, words in ways %}<li><a href="{{ href }}">{{ words }}</a></li>{% endfor %}
      </ul></div>
    """
    st.html(html(source, lead=say("account.sign_up.young"), ways=ways))


def _sign_up(say: Text) -> None:
    settings = data.settings()
    if not operator_of(settings).takes_accounts:
        widgets.message(say("account.sign_up.closed"), say("account.sign_up.closed_more"))
        widgets.page_link(say("page.privacy.name"), href("privacy", say.language))
        return
    if st.query_params.get("oidc") == "new":
        widgets.message(say("account.sign_up.other_first"))
    widgets.quietly(say("account.sign_up.lead"))
    form.show_form(
        say,
        [name_field(say, is_new=True), password_field(say, is_new=True), *joining_fields(say)],
        name="sign-up",
        path="/accounts",
        submit=say("account.sign_up.submit"),
        after="reload",
    )
    if settings.oidc_issuer:
        form.show_form(
            say,
            joining_fields(say),
            name="join",
            path="/oidc/joining",
            submit=say("account.sign_up.other", name=settings.oidc_name),
            after="/api/v1/oidc/start",
        )
    widgets.quietly(say("account.sign_up.later"))
    for_the_young(say)


def _recover(say: Text) -> None:
    widgets.quietly(say("account.recover.lead"))
    code = Field("code", say("account.recover.code"), hint=say("account.recover.code_hint"), required=True, longest=40)
    form.show_form(
        say,
        [name_field(say), code, password_field(say, is_new=True, is_repeat=True)],
        name="recover",
        path="/recovery",
        submit=say("account.recover.submit"),
        after="reload",
    )
    widgets.quietly(say("account.recover.lost"))
