"""Tests of the validation of organizations, projects, stages, build ids and URLs."""

from __future__ import annotations

import httpx
import pytest

from justpack.client.http.address import (
    Address,
    check_api_url,
    check_build_id,
    check_organization,
    check_project,
    check_stage,
    is_loopback,
    upload_problem,
)
from justpack.client.http.secret import UploadUrl
from justpack.errors import UsageError


@pytest.mark.parametrize(
    "text", ["", "abc", "ABCDEFGH12345678", "abcdefgh1234567", "abcdefgh12345678\n", "abcdefgh1234567é"]
)
def test_rejects_invalid_organizations(text: str) -> None:
    with pytest.raises(UsageError, match="16 characters of a-z and 0-9"):
        check_organization(text)


@pytest.mark.parametrize("text", ["", ".", "..", "a/b", " a", "a\n", "a\x00b", "a\u202eb", "x" * 201])
def test_rejects_invalid_projects(text: str) -> None:
    with pytest.raises(UsageError):
        check_project(text)


@pytest.mark.parametrize("text", ["", "prod", "Production", "production "])
def test_rejects_unknown_stages(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_stage(text)
    assert caught.value.help == "use production or development"


@pytest.mark.parametrize("text", ["", "..", "a/b", "a?b", "-a", "a" * 101, "a b", "ä"])
def test_rejects_invalid_build_ids(text: str) -> None:
    with pytest.raises(UsageError):
        check_build_id(text)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://api.justdeploy.net", "https://api.justdeploy.net"),
        ("https://API.example:8443/", "https://api.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.8.8.8", "http://127.8.8.8"),
        ("http://[::1]:99/", "http://[::1]:99"),
        ("HTTP://localhost", "http://localhost"),
    ],
)
def test_normalizes_api_urls(text: str, origin: str) -> None:
    assert check_api_url(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.justdeploy.net",
        "ftp://api.justdeploy.net",
        "http://api.justdeploy.net",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://0.0.0.0",
        "http://[::ffff:1.2.3.4]",
        "https://user@api.example",
        "https://user:pass@api.example",
        "https://@api.example",
        "https://api.example/v1",
        "https://api.example?x=1",
        "https://api.example?",
        "https://api.example#f",
        "https://api.example/#",
        "https://",
        "https:///x",
        "https://api.example:99999",
        "https://api.example:x",
        "https://[::1",
        "https://api.example\\@evil.example",
        "https://api.exa\tmple",
        " https://api.example",
        "https://äpi.example",
    ],
)
def test_rejects_invalid_api_urls(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_api_url(text)
    assert "pass" not in f"{caught.value} {caught.value.help}"


@pytest.mark.parametrize(
    ("url", "on_loopback", "fit"),
    [
        ("https://store.example/k?X-Amz-Signature=a%2Fb", False, True),
        ("http://127.0.0.1:9/k", True, True),
        ("http://127.0.0.1:9/k", False, False),
        ("http://store.example/k", True, False),
        ("https://127.0.0.1/k", False, True),
    ],
)
def test_accepts_http_upload_urls_on_loopback_only(url: str, on_loopback: bool, fit: bool) -> None:
    assert (upload_problem(UploadUrl(url), api_on_loopback=on_loopback) is None) is fit


def test_quotes_path_segments() -> None:
    address = Address.of("https://api.example", "abcdefgh12345678", "my shop?#%")
    path = address.path("builds", "id")
    assert path == "/organizations/abcdefgh12345678/projects/my%20shop%3F%23%25/builds/id"
    assert httpx.URL(address.api_url + path).raw_path.decode() == path


@pytest.mark.parametrize("host", [None, "", "example", "LOCALHOST.", "1.2.3.4", "::2"])
def test_does_not_accept_other_hosts_as_loopback(host: str | None) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "target",
    [
        "/bucket/a%20b/app.zip?X-Amz-Credential=AKIA%2F20261124%2Feu%2Fs3%2Faws4_request&X-Amz-Signature=00ff",
        "/a+b/~c/d=e,f;g:h@i!$&'()*?x=a+b&y=%2B%20&empty=&z",
        "/k?token=FwoGZXIvYXdzEB%2F%2F%2F%2F%2F%3D%3D&list=a,b;c:d@e!$'()*~",
    ],
)
def test_sends_a_signed_url_unchanged(target: str) -> None:
    assert httpx.URL("https://store.example" + target).raw_path.decode() == target


def test_names_the_form_of_a_host_with_other_letters() -> None:
    with pytest.raises(UsageError, match="not ASCII") as caught:
        check_api_url("https://b\u00fccher.example")
    assert "xn--" in str(caught.value.help)
