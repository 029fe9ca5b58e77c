"""A signed file tells of any change, and by whom it was signed."""

import pytest

from app.credentials import signatures
from gis.errors import InputError, SettingsError

DOCUMENT = b"<!DOCTYPE html>\n<p>1577-0199</p>\n"


@pytest.fixture
def key(tmp_path):
    return signatures.signing_key(tmp_path / "key.pem")


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path, key):
    path = tmp_path / "key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert signatures.public_text(signatures.signing_key(path)) == signatures.public_text(key)


def test_a_file_is_as_it_was_signed(key):
    written = signatures.signed(DOCUMENT, key)
    assert written.startswith(DOCUMENT)
    assert signatures.check(written) == signatures.public_text(key)
    assert signatures.check(written, signatures.public_text(key).upper()) == signatures.public_text(key)


def test_any_change_is_found(key):
    written = signatures.signed(DOCUMENT, key)
    for at in range(0, len(written), 7):
        changed = written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :]
        with pytest.raises(InputError):
            signatures.check(changed, signatures.public_text(key))
    for changed in (written + b" ", written[:-1], DOCUMENT, b"", DOCUMENT + written):
        with pytest.raises(InputError):
            signatures.check(changed)


def test_somebody_elses_signature_is_refused(tmp_path, key):
    other = signatures.signing_key(tmp_path / "other.pem")
    with pytest.raises(InputError, match="is signed by"):
        signatures.check(signatures.signed(DOCUMENT, other), signatures.public_text(key))


def test_a_file_that_is_no_key_is_refused(tmp_path):
    (tmp_path / "key.pem").write_text("no key")
    with pytest.raises(SettingsError, match="no signing key"):
        signatures.signing_key(tmp_path / "key.pem")
