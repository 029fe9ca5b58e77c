"""What a person agreed to is told by the version of its words, so words and version change together."""

import hashlib

import pytest

from app.account.belongings import WORDING
from app.text import load

SENTENCES = {
    "profile": "account.profile.consent",
    "check_result": "account.results.consent",
    "favourites": "favourites.bar.sync_lead",
}
DIGESTS = {
    ("profile", "2026-11"): "078cc364887ee3b3",
    ("check_result", "2026-11"): "37b0803c248ff0b7",
    ("favourites", "2026-11"): "832b7daa435ee727",
}
"""A change of words needs a new version in WORDING and a new line here; former lines stay for the record."""


@pytest.mark.parametrize("purpose", sorted(WORDING))
def test_words_do_not_change_under_a_version(purpose):
    words = "\n".join(load(language)(SENTENCES[purpose], name="") for language in ("ko", "en"))
    assert hashlib.sha256(words.encode()).hexdigest()[:16] == DIGESTS[purpose, WORDING[purpose]]
