"""Validation of the API's origin, the organization, the project, the stage, build ids and upload URLs."""

from __future__ import annotations

import contextlib
import inspect
import ipaddress
import re
import shlex
from dataclasses import dataclass
from threading import TIMEOUT_MAX
from typing import TypeGuard, TypeVar
from urllib.parse import SplitResult, quote, urlsplit

from justpack.client.http.secret import UploadUrl
from justpack.errors import OrganizationError, UsageError

Word = TypeVar("Word", bound=str)

API_URL = "https://api.justdeploy.net"
STAGES = ("production", "development")

_ORGANIZATION = re.compile(r"[a-z0-9]{16}")
_SHA256 = re.compile("[0-9a-f]{64}")
_BUILD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_URL_TEXT = re.compile(r"[!-\[\]-~]+")
"""Visible ASCII characters except the backslash; URL parsers interpret all other characters differently."""


@dataclass(frozen=True, slots=True)
class Address:
    """The address of one project on one service; all parts are valid."""

    api_url: str
    """The origin of the API, without a slash at the end."""
    organization: str
    project: str

    @staticmethod
    def of(api_url: str, organization: str, project: str) -> Address:
        """Validate the three parts. Raises UsageError if one is invalid."""
        return Address(check_api_url(api_url), check_organization(organization), check_project(project))

    @property
    def loopback(self) -> bool:
        """Whether the service runs on this machine; only then is plain http allowed."""
        return is_loopback(urlsplit(self.api_url).hostname)

    @property
    def host(self) -> str:
        """The host of the service, with its port if the address names one."""
        return urlsplit(self.api_url).netloc

    def command(self, words: str) -> str:
        """Return a command of justpack for the project, which works in any folder and with any environment."""
        names = (("--org", self.organization), ("--project", self.project), ("--api-url", self.api_url))
        return " ".join(["justpack", words, *(f"{option} {shlex.quote(value)}" for option, value in names)])

    def path(self, *parts: str) -> str:
        """Return the URL path of an API call of the project, for example `path("builds", id)`."""
        whole = ("organizations", self.organization, "projects", self.project, *parts)
        return "".join("/" + quote(part, safe="") for part in whole)


def check_organization(text: object) -> str:
    """Return the organization's id unchanged. Raises OrganizationError if it is not 16 characters of a-z and 0-9."""
    if not isinstance(text, str) or not _ORGANIZATION.fullmatch(text):
        raise OrganizationError(f"organization {_shown(text)} is not valid: it is 16 characters of a-z and 0-9")
    return text


def check_project(text: object) -> str:
    """Return the project's id unchanged. Raises UsageError if it cannot be a segment of a URL path."""
    usable = isinstance(text, str) and text.isprintable() and text == text.strip() and "/" not in text
    if not isinstance(text, str) or not usable or text in ("", ".", ".."):
        raise UsageError(f"project {_shown(text)} is not valid: it is one name, without slashes")
    if len(text) > 200:
        raise UsageError("the project's name is longer than 200 characters")
    return text


def check_stage(text: str) -> str:
    """Return the stage unchanged. Raises UsageError if it is not one of the two stages of the service."""
    return check_word("stage", text, STAGES)


def check_word(name: str, text: str, words: tuple[Word, ...]) -> Word:
    """Return the text unchanged. Raises UsageError if it is not one of the words."""
    if text not in words:
        raise UsageError(f"{name} {_shown(text)} is not known", help=f"use {' or '.join(words)}")
    return text


def check_type(name: str, value: object, kind: type) -> None:
    """Raise UsageError if the value is neither None nor of the type."""
    if value is not None and not isinstance(value, kind):
        raise UsageError(f"`{name}` is not of the type {kind.__name__}")


def check_seconds(name: str, seconds: object) -> None:
    """Raise UsageError if the value is not a positive, finite number of seconds."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= TIMEOUT_MAX:
        raise UsageError(f"{name} is not a positive number of seconds: {_shown(seconds)}")


def check_agent(text: object) -> None:
    """Raise UsageError if the text cannot stand in the User-Agent header."""
    if not isinstance(text, str) or not (text.isascii() and text.isprintable() and len(text) <= 200):
        raise UsageError("the name of the client must be at most 200 printable ASCII characters")


def check_sha256(text: object) -> None:
    """Raise UsageError if the value is neither None nor a digest in hexadecimal digits."""
    if text is not None and (not isinstance(text, str) or not _SHA256.fullmatch(text)):
        raise UsageError("the sha256 is not 64 hexadecimal digits in lower case")


def check_callback(value: object) -> None:
    """Raise UsageError if the value is neither None nor a function that does its work when it is called."""
    if value is not None and not callable(value):
        raise UsageError(f"on_event cannot be called: {_shown(value)}")
    if inspect.iscoroutinefunction(value):
        raise UsageError("on_event is a coroutine function", help="pass a plain function, which is never awaited")


def check_build_id(text: object) -> str:
    """Return the build's id unchanged. Raises UsageError if it does not have the form of a build id."""
    if not is_build_id(text):
        raise UsageError(f"build id {_shown(text)} is not valid", help="list the ids with `justpack builds`")
    return text


def is_build_id(text: object) -> TypeGuard[str]:
    """Whether the text has the form of a build id and is safe in a URL path; the ids of the service are UUIDs."""
    return isinstance(text, str) and _BUILD_ID.fullmatch(text) is not None


def check_api_url(text: object) -> str:
    """Return the API's origin without a slash at the end.

    Raises UsageError if the text is not an origin with https, or with http on a loopback address.
    """
    problem, parts = _problem(text, http=True)
    if problem is not None:
        help_ = f"write it as {API_URL}; http is for 127.0.0.1, ::1 and localhost only"
        raise UsageError(f"the API's address cannot be used: {problem}", help=help_)
    if parts.query or parts.path not in ("", "/") or str(text).endswith("?"):
        raise UsageError("the API's address has more than a host", help=f"write it as {API_URL}")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def upload_problem(url: UploadUrl, *, api_on_loopback: bool) -> str | None:
    """Return the reason why an upload URL must not be used, or None if it can be used."""
    return _problem(url.reveal(), http=api_on_loopback)[0]


def _problem(text: object, *, http: bool) -> tuple[str | None, SplitResult]:
    """Return the reason why a URL must not be used, and its parts; `http` allows http on a loopback address."""
    parts, problem = urlsplit(""), None
    with contextlib.suppress(ValueError):
        if isinstance(text, str) and _URL_TEXT.fullmatch(text) and urlsplit(text).port != 0:
            parts = urlsplit(text)
    if not text:
        problem = "it is missing"
    elif not parts.hostname or parts.scheme not in ("http", "https"):
        problem = "it is not a web address"
    elif "@" in parts.netloc:
        problem = "it contains a user name"
    elif parts.fragment or str(text).endswith("#"):
        problem = "it contains a fragment"
    elif parts.scheme == "http" and not (http and is_loopback(parts.hostname)):
        problem = "it is not https"
    return problem, parts


def is_loopback(host: str | None) -> bool:
    """Whether the host is `localhost` or a loopback IP address; no name is resolved."""
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return ascii(text if len(text) <= 40 else text[:39] + "…")
