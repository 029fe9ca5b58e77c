"""A province in one file: it holds all that is searched for, and asks nothing from outside."""

import base64
import hashlib
import html
import re

import pytest

from app import data
from app.search import carried
from app.text import load
from gis.errors import InputError


def test_a_region_in_one_file(on_nation):
    page = carried.page(load("ko"), "51780")
    for told in ("철원군보건소", "철원군정신건강복지센터", 'href="tel:109"', "033-", load("ko")("carried.search")):
        assert told in page
    assert data.version() in page
    assert not re.findall(r'(?:src|action)="|<link|url\(', page)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    for tag in ("style", "script"):
        content = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1]
        assert base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() in policy
    assert "unsafe" not in policy


def test_a_region_that_is_none_is_refused(on_nation):
    with pytest.raises(InputError, match="no province"):
        carried.page(load("en"), "99")
