"""My account: signing up and in, and everything about the account of whoever is signed in."""

from app.account import account_widgets, belongings_widgets, second_factor, sessions, sign_in_widgets
from app.office.forms import to_offices
from app.text import Text
from app.ui import widgets


def page(say: Text) -> None:
    """Draw the page."""
    session = sessions.session()
    if session is None:
        sign_in_widgets.offer_sign_in(say, awaits=second_factor.awaited(sessions.token()))
        return
    # Whoever signs out later comes back to the first choice.
    widgets.go(do=None, oidc=None)
    account, about = session.account, account_widgets.summary(session)
    account_widgets.greet(say, account, about)
    account_widgets.renew(say, about)
    to_offices(say, account)
    belongings_widgets.profile(say, account, about)
    belongings_widgets.results(say, account)
    belongings_widgets.agreed(say, account)
    account_widgets.devices(say, session)
    account_widgets.safety(say, about)
    account_widgets.second_factor(say, about)
    account_widgets.leave(say, about)


page(widgets.sentences())
