"""Tests that docs/networking.md lists exactly the environment variables of the network, and only true statements."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from justpack.client.http.proxies import proxy_for
from justpack.settings import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "networking.md").read_text(encoding="utf-8")
NAME = re.compile(r"\b(?:JUSTDEPLOY_[A-Z_]+|(?:https|all|no)_proxy|(?:HTTPS|ALL|NO)_PROXY|SSL_CERT_[A-Z]+|TMPDIR)\b")


def test_lists_every_variable_that_the_client_reads() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/justpack/client").rglob("*.py"))
    rows = "\n".join(line for line in PAGE.splitlines() if line.startswith("| `"))
    known = set(NAME.findall(source)) | {name for name in ENVIRONMENT if name.startswith("JUSTDEPLOY_")}
    assert set(NAME.findall(rows)) == known


@pytest.mark.parametrize("entry", re.findall(r"`([^`]*)`", PAGE.partition("An entry of `no_proxy` is")[2])[:8])
def test_accepts_every_entry_of_no_proxy_that_the_page_shows(entry: str) -> None:
    host = {"10.0.0.0/8": "10.1.2.3", "fd00::/8": "fd00::1", "[fd00::1]:8443": "fd00::1"}.get(entry, "example.com")
    environ = {"HTTPS_PROXY": "http://127.0.0.1:9", "no_proxy": entry}
    assert proxy_for(host, 8443, environ) is None


@pytest.mark.parametrize(
    "order", [("https_proxy", "HTTPS_PROXY"), ("HTTPS_PROXY", "all_proxy"), ("all_proxy", "ALL_PROXY")]
)
def test_uses_the_first_variable_that_is_set(order: tuple[str, str]) -> None:
    first, second = order
    found = proxy_for("example.com", 443, {first: "http://one:1", second: "http://two:2"})
    assert found is not None
    assert (found.variable, found.host) == (first, "one:1")


def test_does_not_read_http_proxy() -> None:
    assert proxy_for("example.com", 443, {"HTTP_PROXY": "http://one:1", "no_proxy": "x"}) is None
