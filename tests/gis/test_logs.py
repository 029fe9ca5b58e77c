"""Lines of the log: their form, their request's number, and what never stands in one."""

import json
import logging

import pytest

from gis import logs


def line(form: logging.Formatter, message: str, *args: object, error: BaseException | None = None) -> str:
    info = None
    if error is not None:
        try:
            raise error
        except type(error) as raised:
            info = (type(raised), raised, raised.__traceback__)
    return form.format(logging.LogRecord("app.x", logging.WARNING, __file__, 1, message, args, info))


@pytest.mark.parametrize("form", [logs.JsonLines(), logs.TextLines()])
@pytest.mark.parametrize(
    "secret",
    [
        "Authorization: Bearer abc.def-ghi_123456",
        f"postgresql://owner:{'hunter2-hunter2'}@db/x",
        "password=hunter2-hunter2",
        "token: 0123456789abcdef",
        "at 37.56123, 126.97123",
    ],
)
def test_no_token_password_or_exact_point_stands_in_a_line(form, secret):
    told = line(form, "it went wrong with %s", secret)
    assert not any(part in told for part in ("hunter2", "abc.def", "0123456789abcdef", "37.56123", "126.97123"))
    assert "it went wrong" in told


@pytest.mark.parametrize("form", [logs.JsonLines(), logs.TextLines()])
def test_an_error_tells_its_kind_and_place_never_its_words(form):
    told = line(form, "failed", error=ValueError("죽고 싶어요"))
    assert "죽고" not in told
    assert "ValueError" in told
    assert "test_logs.py" in told


def test_a_json_line_has_the_number_of_its_request_and_its_kind():
    token = logs.REQUEST.set("00ff00ff")
    try:
        told = json.loads(line(logs.JsonLines(), "hello"))
    finally:
        logs.REQUEST.reset(token)
    assert (told["request"], told["level"], told["logger"], told["message"]) == (
        "00ff00ff",
        "WARNING",
        "app.x",
        "hello",
    )
    assert told["at"].endswith("+00:00")
    record = logging.LogRecord(logs.SECURITY, logging.WARNING, __file__, 1, "refused", (), None)
    assert json.loads(logs.JsonLines().format(record))["kind"] == "security"


@pytest.mark.parametrize(
    ("given", "is_kept"), [("0123456789abcdef", True), ("x\ny", False), ("A" * 99, False), (None, False)]
)
def test_only_a_number_of_our_form_is_taken_from_a_proxy(given, is_kept):
    assert (logs.new_number(given) == given) is is_kept
