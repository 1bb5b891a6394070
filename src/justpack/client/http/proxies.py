"""The proxy of a request, from the environment: the variables and the NO_PROXY forms that curl accepts."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import urlsplit

from justpack.errors import UsageError

_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_WITH_PORT = re.compile(r"(\[.*\][^:]*|[^:]*)(?::(\w*))?")
"""An entry of NO_PROXY with an optional port, for which an IPv6 address needs brackets."""
_SCHEMES = ("http", "https", "socks5", "socks5h")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that the environment names."""

    variable: str
    """The name of the variable, or "the system settings"."""
    url: str = field(repr=False)
    """The URL, which may contain a password."""

    @property
    def host(self) -> str:
        """The host and the port, without user name and password."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def proxy_for(host: str, port: int, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy for an https request to a host, or None if the request is sent directly.

    Raises UsageError, without the address of the proxy, if it cannot be used.
    """
    found = _named(host, port, environ)
    del environ  # contains keys and passwords in plain text, which a traceback could show
    problem = None if found is None else _problem(found.url)
    if found is not None and problem is not None:
        message = f"the proxy that {found.variable} names cannot be used: {problem}"
        raise UsageError(message, help=f"correct or unset {found.variable}")
    return found


def _named(host: str, port: int, environ: Mapping[str, str]) -> Proxy | None:
    variable = next((name for name in _VARIABLES if environ.get(name)), None)
    if variable is None:
        system = urllib.request.getproxies().get("https")  # the settings of Windows and macOS
        if not system or urllib.request.proxy_bypass(host):
            return None
        return Proxy("the system settings", _with_scheme(system))
    exceptions = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    if any(_matches(entry, host.lower().rstrip("."), port) for entry in exceptions.replace(",", " ").split()):
        return None
    return Proxy(variable, _with_scheme(environ[variable].strip()))


def _with_scheme(text: str) -> str:
    return text if "://" in text else f"http://{text}"


def _problem(url: str) -> str | None:
    """Return the reason why a proxy cannot be used, or None."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES:
            return f"its scheme is not one of {', '.join(_SCHEMES)}"
        if parts.scheme.startswith("socks") and find_spec("socksio") is None:
            return 'a SOCKS proxy needs `pip install "httpx[socks]"`'
        if parts.hostname and parts.port != 0:
            return None
    return "its address is not valid"


def _matches(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY applies: `*`, a domain, an address or a network, each with an optional port."""
    if entry == "*":
        return True
    match = _WITH_PORT.fullmatch(entry.lower())
    name, wanted = match.groups() if match is not None else (entry.lower(), None)
    if wanted is not None and wanted != str(port):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = name.lstrip(".").removeprefix("*.").rstrip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))
    try:
        return address in ipaddress.ip_network(re.sub(r"[\[\]]", "", name), strict=False)
    except ValueError:
        return False
