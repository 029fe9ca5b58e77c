"""My account: signing up and in, and everything about the account of whoever is signed in."""

from app import widgets
from app.administration.forms import to_offices
from app.people import mine, mine_kept, sessions, sign_in
from app.text import Text


def page(say: Text) -> None:
    """Draw the page."""
    account = sessions.current()
    if account is None:
        sign_in.show(say)
        return
    # Whoever signs out later comes back to the first choice.
    widgets.go(do=None, oidc=None)
    about = mine.summary(account)
    mine.greet(say, account, about)
    to_offices(say, account)
    mine_kept.profile(say, account, about)
    mine_kept.results(say, account)
    mine.devices(say, account)
    mine.safety(say, about)
    mine.leave(say, about)


page(widgets.sentences())
