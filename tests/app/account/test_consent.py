"""What a person agreed to is told by the version of its words, so words and version change together."""

import hashlib

import pytest

from app.account.consents import WORDING
from app.law import register
from app.text import load

SENTENCES = {
    "terms": ("account.sign_up.terms", "law.terms"),
    "account": ("account.sign_up.account", "law.privacy", "law.kept", "law.others", "law.device"),
    "profile": ("account.profile.consents.profile",),
    "needs": ("account.profile.consents.needs",),
    "location": ("account.profile.consents.location",),
    "check_result": ("account.results.consent",),
    "favourites": ("favourites.bar.sync_lead",),
    "exact": ("position.exact.consent", "law.location"),
}
"""Sentences, and groups of sentences, that a consent is to."""

DIGESTS = {
    ("account", "2026-11-29"): "a38032590067030f",
    ("account", "2026-11-29-2"): "9f9719497b509295",
    ("account", "2026-11-29-3"): "af7f93b4f0f2058f",
    ("account", "2026-11-29-4"): "ee3b23edda916768",
    ("check_result", "2026-11-29"): "e8746804fb7fcdc0",
    ("exact", "2026-11-29"): "b40b95047313a082",
    ("favourites", "2026-11-29"): "b55a5e14d1dc82e1",
    ("location", "2026-11-29"): "11f66e653adbc4cf",
    ("needs", "2026-11-29"): "0ef8e4df57bd4725",
    ("profile", "2026-11-29"): "d9562672b5567ea1",
    ("terms", "2026-11-29"): "6d348d6212b8c79c",
}
"""A change of words needs a new version (WORDING; of policies data/rules/policies.yaml too) and a new line here; former
lines stay for the record."""


def words(purpose):
    told = []
    for language in ("ko", "en"):
        say = load(language)
        for key in SENTENCES[purpose]:
            found = say.group(key) or {"": say.sentences[key]}
            told += [f"{name} {sentence}" for name, sentence in sorted(found.items())]
    return "\n".join(told)


def version(purpose):
    return register.in_force().policies["location"].version if purpose == "exact" else WORDING[purpose]


@pytest.mark.parametrize("purpose", sorted(SENTENCES))
def test_words_do_not_change_under_a_version(purpose):
    assert hashlib.sha256(words(purpose).encode()).hexdigest()[:16] == DIGESTS[purpose, version(purpose)]


def test_every_consent_has_its_words():
    assert set(SENTENCES) == {*WORDING, "exact"}


def test_consents_of_accounts_carry_the_version_of_the_policy_they_are_to():
    policies = register.in_force().policies
    assert WORDING["terms"] == policies["terms"].version
    assert WORDING["account"] == policies["privacy"].version
