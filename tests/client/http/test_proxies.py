"""Tests of the proxy variables and of the forms of NO_PROXY that curl accepts."""

from __future__ import annotations

import traceback

import pytest

from justpack.client.http.proxies import Proxy, proxy_for
from justpack.errors import UsageError


@pytest.mark.parametrize(
    ("exceptions", "host", "direct"),
    [
        ("*", "api.example", True),
        ("api.example", "api.example", True),
        ("example", "api.example", True),
        (".example", "api.example", True),
        ("*.example", "api.example", True),
        ("ample", "api.example", False),
        ("other.example, api.example", "api.example", True),
        ("other.example api.example", "API.example.", True),
        ("api.example:443", "api.example", True),
        ("api.example:444", "api.example", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("::1/128,fd00::/8", "fd12::1", True),
        ("[fd12::1]:443", "fd12::1", True),
        ("[fd12::1]:444", "fd12::1", False),
        ("::1/128", "api.example", False),
        ("nonsense/99,:,[", "10.1.2.3", False),
        ("", "api.example", False),
    ],
)
def test_sends_directly_to_the_hosts_of_no_proxy(exceptions: str, host: str, direct: bool) -> None:
    found = proxy_for(host, 443, {"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": exceptions})
    assert (found is None) == direct


def test_names_the_variable_that_names_the_proxy() -> None:
    both = {"ALL_PROXY": "http://b:2", "HTTPS_PROXY": "user:hidden@a:1"}
    found = proxy_for("api.example", 443, both)
    assert found == Proxy("HTTPS_PROXY", "http://user:hidden@a:1")
    assert (found.host, "hidden" in repr(found)) == ("a:1", False)
    assert proxy_for("api.example", 443, {"ALL_PROXY": "https://b:2"}) == Proxy("ALL_PROXY", "https://b:2")


@pytest.mark.parametrize("url", ["socks://a:1", "gopher://a", "http://", "http://a:port", "http://[", "http://a:0"])
def test_reports_a_proxy_that_cannot_be_used(url: str) -> None:
    with pytest.raises(UsageError, match="the proxy that ALL_PROXY names cannot be used"):
        proxy_for("api.example", 443, {"ALL_PROXY": url})


@pytest.mark.parametrize("url", ["gopher://user:hidden@a", "http://user:hidden@a:port"])
def test_shows_neither_the_proxy_nor_the_environment_in_a_traceback(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        proxy_for("api.example", 443, {"HTTPS_PROXY": url, "KEY": "hidden"})
    last = traceback.TracebackException.from_exception(caught.value, capture_locals=True, limit=-1)
    assert "proxy_for" in "".join(last.format())
    assert "hidden" not in "".join(last.format())
