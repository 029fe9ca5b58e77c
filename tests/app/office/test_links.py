"""Every link that somebody signed in sees, as a citizen, at an office, and as an administrator."""

import pytest

from app.office import forms
from tests.app.browser import open_page
from tests.app.office.conftest import ROLES, TOKENS
from tests.app.server.test_links import follow, links_of


@pytest.mark.timeout(900)  # a browser opens every page; a busy machine takes its time
@pytest.mark.parametrize("who", ["citizen", "suwon", "admin"])
def test_every_link_leads_to_a_page(county_server, tab, who, centers):
    role = ROLES[who][0]
    own = [page for page, roles in forms.PAGES.items() if role in roles]
    page = tab(has_map=False)
    page.context.add_cookies([{"name": "mc_session", "value": TOKENS[who], "url": county_server}])
    refused = [name for name in forms.PAGES if name not in own]
    assert (
        list(
            follow(page, county_server, ["/me", "/favourites", *(f"/{name}" for name in [*own, *refused])], frame=False)
        )
        == []
    )
    if own:
        open_page(page, f"{county_server}/{own[0]}")
        seen = {link.href.removeprefix(f"{county_server}/") for link in links_of(page)}
        assert set(own) <= seen
        assert not set(refused) & seen
