"""Who runs this installation and answers for what people entrust to it, as its settings say.

A server takes new accounts only when somebody is named who answers for them, and an exact position only when the
location-based service was filed as well. A private database is somebody's own machine: there nobody else is asked.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from gis.errors import UnavailableError
from gis.settings import Settings

VARIABLES = {
    "name": "MINDCONNECT_OPERATOR_NAME",
    "contact": "MINDCONNECT_OPERATOR_CONTACT",
    "officer": "MINDCONNECT_PRIVACY_OFFICER",
    "officer_contact": "MINDCONNECT_PRIVACY_CONTACT",
    "location_filing": "MINDCONNECT_LOCATION_FILING",
}
"""Settings that name the operator, by the parts of :class:`Operator`."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that only the machine itself reaches."""

_ANSWERS = ("name", "contact", "officer", "officer_contact")
"""What must be named before anybody's account is taken."""


@dataclass(frozen=True)
class Operator:
    """Who runs an installation; a part that is not set is empty.

    Parameters
    ----------
    name, contact : str
        The operator, with address and telephone.
    officer, officer_contact : str
        The person responsible for personal data (and for location data), and how to reach them.
    location_filing : str
        Under which number the location-based service was filed, or why it need not be.
    is_private : bool
        Whether it runs on a private database and only this machine reaches it.
    """

    name: str
    contact: str
    officer: str
    officer_contact: str
    location_filing: str
    is_private: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the settings that are missing before accounts are taken."""
        return tuple(VARIABLES[part] for part in _ANSWERS if not getattr(self, part))

    @property
    def is_named(self) -> bool:
        """Return whether somebody is named who answers for personal data."""
        return not self.missing

    @property
    def takes_accounts(self) -> bool:
        """Return whether people may make accounts here."""
        return self.is_named or self.is_private

    @property
    def takes_positions(self) -> bool:
        """Return whether people may send their exact position here."""
        return self.is_private or (self.is_named and bool(self.location_filing))


def operator_of(settings: Settings) -> Operator:
    """Read who runs this installation."""
    return Operator(
        name=settings.operator_name.strip(),
        contact=settings.operator_contact.strip(),
        officer=settings.privacy_officer.strip(),
        officer_contact=settings.privacy_contact.strip(),
        location_filing=settings.location_filing.strip(),
        is_private=settings.database_url is None
        and settings.app_database_url is None
        and settings.app_host in LOOPBACK,
    )


def require_accounts(settings: Settings) -> None:
    """Refuse a new account where nobody is named who answers for it.

    Raises
    ------
    UnavailableError
        With the code no_operator.
    """
    operator = operator_of(settings)
    if not operator.takes_accounts:
        raise UnavailableError(f"no new accounts: set {', '.join(operator.missing)}", code="no_operator")


def warnings(settings: Settings) -> list[str]:
    """Return what the operator should be told at the start, a sentence each."""
    operator = operator_of(settings)
    warned = []
    if not operator.is_named:
        effect = "the policy pages say so" if operator.is_private else "nobody can make an account"
        warned.append(f"no one is named who answers for personal data, so {effect}: set {', '.join(operator.missing)}")
    if operator.is_named and not operator.takes_positions:
        warned.append(f"no exact position is taken: set {VARIABLES['location_filing']} once the service is filed")
    return warned


def host_of(url: str) -> str:
    """Return the host of an address, as a policy names it."""
    return urlsplit(url).netloc.rpartition("@")[2]
