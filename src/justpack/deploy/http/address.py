"""Which project on which service is meant, and is its address fit to be used?"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from justpack.deploy.http.secret import UploadUrl
from justpack.errors import OrganizationError, UsageError

API_URL = "https://api.justdeploy.net"
STAGES = ("production", "development")

_ORGANIZATION = re.compile(r"[a-z0-9]{16}")
_BUILD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_URL_TEXT = re.compile(r"[!-\[\]-~]+")
"""Visible ASCII without the backslash: parsers disagree about everything else."""


@dataclass(frozen=True, slots=True)
class Address:
    """One project on one service."""

    api_url: str
    """The origin, without a slash at its end."""
    organization: str
    project: str

    @staticmethod
    def of(api_url: str, organization: str, project: str) -> Address:
        """Checks all three. Errors: UsageError."""
        return Address(check_api_url(api_url), check_organization(organization), check_project(project))

    @property
    def loopback(self) -> bool:
        """Whether the service runs on this machine, which alone allows plain http."""
        return is_loopback(urlsplit(self.api_url).hostname)

    def path(self, *parts: str) -> str:
        """The path of a call below this project: `path("builds", id)`."""
        whole = ("organizations", self.organization, "projects", self.project, *parts)
        return "".join("/" + quote(part, safe="") for part in whole)


def check_organization(text: str) -> str:
    """The organization's id, as it is. Errors: OrganizationError unless it is 16 of a-z and 0-9."""
    if not _ORGANIZATION.fullmatch(text):
        raise OrganizationError(f"Organization {_shown(text)} is not valid: it is 16 characters of a-z and 0-9")
    return text


def check_project(text: str) -> str:
    """The project's id, as it is. Errors: UsageError where it cannot be one part of a path."""
    if not text or text in (".", "..") or text != text.strip() or "/" in text or not text.isprintable():
        raise UsageError(f"Project {_shown(text)} is not valid: it is one name, without slashes")
    if len(text) > 200:
        raise UsageError("The project's name is longer than 200 characters")
    return text


def check_stage(text: str) -> str:
    """The stage, as it is. Errors: UsageError unless it is one of the service's two."""
    if text not in STAGES:
        raise UsageError(f"Stage {_shown(text)} is not known", help=f"Use {' or '.join(STAGES)}")
    return text


def check_build_id(text: str) -> str:
    """The build's id, as it is. Errors: UsageError where it does not look like one."""
    if not is_build_id(text):
        raise UsageError(f"Build id {_shown(text)} is not valid", help="`justpack builds` lists the ids")
    return text


def is_build_id(text: str) -> bool:
    """Whether it may stand in a path; the service's look like UUIDs."""
    return _BUILD_ID.fullmatch(text) is not None


def check_api_url(text: str) -> str:
    """The API's origin without a slash at its end. Errors: UsageError unless https, or http on loopback."""
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https"):
        raise UsageError("The API's address is not a URL", help=f"Write it as {API_URL}")
    if _userinfo(parts):
        raise UsageError("The API's address holds a user name", help="Keys come from the environment only")
    if parts.query or parts.fragment or text.endswith(("?", "#")) or parts.path not in ("", "/"):
        raise UsageError("The API's address has more than a host", help=f"Write it as {API_URL}")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise UsageError("The API's address must be https", help="http is for 127.0.0.1, ::1 and localhost only")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def upload_problem(url: UploadUrl, *, api_on_loopback: bool) -> str | None:
    """Why nothing may be sent to this upload URL, or None where it is fit."""
    if not url.reveal():
        return "it is missing"
    parts = _split(url.reveal())
    if parts is None or parts.scheme not in ("http", "https"):
        return "it is not a web address"
    if _userinfo(parts):
        return "it holds a user name"
    if parts.fragment or url.reveal().endswith("#"):
        return "it holds a fragment"
    if parts.scheme == "http" and not (api_on_loopback and is_loopback(parts.hostname)):
        return "it is not https"
    return None


def is_loopback(host: str | None) -> bool:
    """Whether the host names this machine by itself, without asking a name server."""
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


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 40 else text[:39] + "…")
