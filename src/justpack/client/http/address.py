"""Validation of the API's origin, the organization, the project, the stage, build ids and upload URLs."""

from __future__ import annotations

import ipaddress
import math
import re
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import SplitResult, quote, urlsplit

from justpack.client.http.secret import UploadUrl
from justpack.errors import OrganizationError, UsageError

Word = TypeVar("Word", bound=str)

API_URL = "https://api.justdeploy.net"
STAGES = ("production", "development")

_ORGANIZATION = re.compile(r"[a-z0-9]{16}")
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

    def path(self, *parts: str) -> str:
        """Return the URL path of an API call of the project, for example `path("builds", id)`."""
        whole = ("organizations", self.organization, "projects", self.project, *parts)
        return "".join("/" + quote(part, safe="") for part in whole)


def check_organization(text: str) -> str:
    """Return the organization's id unchanged. Raises OrganizationError if it is not 16 characters of a-z and 0-9."""
    if not _ORGANIZATION.fullmatch(text):
        raise OrganizationError(f"organization {_shown(text)} is not valid: it is 16 characters of a-z and 0-9")
    return text


def check_project(text: str) -> str:
    """Return the project's id unchanged. Raises UsageError if it cannot be a segment of a URL path."""
    if not text or text in (".", "..") or text != text.strip() or "/" in text or not text.isprintable():
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


def check_seconds(name: str, seconds: object) -> None:
    """Raise UsageError if the value is not a positive, finite number of seconds."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
        raise UsageError(f"{name} is not a positive number of seconds: {_shown(seconds)}")


def check_build_id(text: str) -> str:
    """Return the build's id unchanged. Raises UsageError if it does not have the form of a build id."""
    if not is_build_id(text):
        raise UsageError(f"build id {_shown(text)} is not valid", help="list the ids with `justpack builds`")
    return text


def is_build_id(text: str) -> bool:
    """Whether the text has the form of a build id and is safe in a URL path; the ids of the service are UUIDs."""
    return _BUILD_ID.fullmatch(text) is not None


def check_api_url(text: str) -> str:
    """Return the API's origin without a slash at the end.

    Raises UsageError if the text is not an origin with https, or with http on a loopback address.
    """
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https"):
        raise UsageError("the API's address is not a URL", help=f"write it as {API_URL}")
    if _userinfo(parts):
        raise UsageError("the API's address contains a user name", help="set the keys in the environment")
    if parts.query or parts.fragment or text.endswith(("?", "#")) or parts.path not in ("", "/"):
        raise UsageError("the API's address has more than a host", help=f"write it as {API_URL}")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise UsageError("the API's address must be https", help="use http for 127.0.0.1, ::1 and localhost only")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def upload_problem(url: UploadUrl, *, api_on_loopback: bool) -> str | None:
    """Return the reason why an upload URL must not be used, or None if it can be used."""
    if not url.reveal():
        return "it is missing"
    parts = _split(url.reveal())
    if parts is None or parts.scheme not in ("http", "https"):
        return "it is not a web address"
    if _userinfo(parts):
        return "it contains a user name"
    if parts.fragment or url.reveal().endswith("#"):
        return "it contains a fragment"
    if parts.scheme == "http" and not (api_on_loopback and is_loopback(parts.hostname)):
        return "it is not https"
    return None


def is_loopback(host: str | None) -> bool:
    """Whether the host is `localhost` or a loopback IP address; no name is resolved."""
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _split(text: str) -> SplitResult | None:
    if not _URL_TEXT.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _userinfo(parts: SplitResult) -> bool:
    return "@" in parts.netloc


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return ascii(text if len(text) <= 40 else text[:39] + "…")
