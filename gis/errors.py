"""All error classes of MindConnect.

Each derives from :class:`MindConnectError` and from the built-in that fits, so callers may catch
either. A message says what is wrong, where, and what to do about it.
"""


class MindConnectError(Exception):
    """Base of every error that MindConnect raises on purpose.

    Parameters
    ----------
    *args : object
        The message, as for any exception.
    code : str
        Short name in snake_case by which a face chooses the sentence to show; empty where the class says enough.
    """

    def __init__(self, *args: object, code: str = "") -> None:
        super().__init__(*args)
        self.code = code


class InputError(MindConnectError, ValueError):
    """A value given by a person or a caller cannot be used; the message names the value and the range."""


class NotFoundError(MindConnectError, LookupError):
    """Something asked for by its key (a center, a region, a source) does not exist."""


class SettingsError(MindConnectError, ValueError):
    """A setting from the environment is missing or cannot be used."""


class DatabaseError(MindConnectError, RuntimeError):
    """The database cannot be reached, started or brought to the state that sql/ describes."""


class MigrationError(DatabaseError):
    """A landed migration was changed, or one failed; the database stays as it was."""


class SourceError(MindConnectError, ValueError):
    """A raw file is not what its source module describes; nothing of it is loaded."""


class FetchError(MindConnectError, OSError):
    """A publisher's service did not deliver; what was received is kept so that the fetch can resume."""


class BusyError(MindConnectError, RuntimeError):
    """Too much was asked in too short a time.

    Parameters
    ----------
    *args : object
        The message.
    code : str
        As for every error.
    wait_s : float, optional
        Seconds after which to try again, where that is known.
    """

    def __init__(self, *args: object, code: str = "", wait_s: float | None = None) -> None:
        super().__init__(*args, code=code)
        self.wait_s = wait_s


class SignInError(MindConnectError, PermissionError):
    """Nobody is signed in, or name and password (code, token) do not fit; the message does not say which."""


class ForbiddenError(MindConnectError, PermissionError):
    """Whoever is signed in may not do this."""


class ConflictError(MindConnectError, ValueError):
    """What is asked for exists already, or was changed meanwhile."""


class UnavailableError(MindConnectError, RuntimeError):
    """A part that the operator has not set up (a key, a provider) is asked for; the rest works."""
