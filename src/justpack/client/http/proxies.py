"""The proxy of a request, from the environment: the variables and the NO_PROXY forms that curl accepts."""

from __future__ import annotations

import ipaddress
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
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

    @property
    def problem(self) -> str | None:
        """The reason why the proxy cannot be used, or None."""
        try:
            parts = urlsplit(self.url)
            if parts.scheme not in _SCHEMES:
                return f"its scheme is not one of {', '.join(_SCHEMES)}"
            if not parts.hostname or parts.port == 0:
                return "its address is not valid"
        except ValueError:
            return "its address is not valid"
        return None


def proxy_for(host: str, port: int, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy for an https request to a host, or None if the request is sent directly."""
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


def _matches(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY applies: `*`, a domain, an address or a network, each with an optional port."""
    if entry == "*":
        return True
    name, wanted = _split(entry.lower())
    if wanted is not None and wanted != str(port):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = name.lstrip(".").removeprefix("*.").rstrip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))
    try:
        return address in ipaddress.ip_network(name, strict=False)
    except ValueError:
        return False


def _split(entry: str) -> tuple[str, str | None]:
    """Split the port from an entry; an IPv6 address needs brackets for a port."""
    if entry.startswith("["):
        name, _, rest = entry[1:].partition("]")
        network, _, port = rest.partition(":")
        return name + network, port or None
    if entry.count(":") == 1:
        name, _, port = entry.partition(":")
        return name, port
    return entry, None
