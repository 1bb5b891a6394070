"""Classification of the exceptions of an HTTP exchange: what failed, in words, and what the user can do about it.

The exceptions of httpx are known by their names, because only `transport` imports httpx.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator

from justpack.client.http.archive_body import ArchiveChanged
from justpack.client.http.proxies import Proxy
from justpack.client.http.secret import Redactor
from justpack.client.http.steps import Failure, Request, Upload

_HTTP = {"httpx", "httpcore", "h11", "anyio"}
_UNSENT = ("ConnectError", "ConnectTimeout", "PoolTimeout")
_UNSENDABLE = ("InvalidURL", "UnsupportedProtocol")
_UNKNOWN_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_WORDS = {
    "ConnectTimeout": "connecting took too long",
    "ReadTimeout": "no answer came in time",
    "WriteTimeout": "sending stalled",
}
# Codes of OpenSSL: the other side does not speak TLS, or refuses what this side offers.
_NO_TLS = re.compile(
    "WRONG_VERSION|HTTP_REQUEST|UNSUPPORTED_PROTOCOL|"
    "ALERT_(PROTOCOL|HANDSHAKE|CERTIFICATE_REQUIRED|UNKNOWN_CA|BAD_CERT|UNRECOGNIZED)"
)
_CERTIFICATES = {
    10: ("its certificate has expired", "ask who runs {host}; check the clock of this machine too"),
    9: ("its certificate is not valid yet", "check the clock of this machine"),
    62: ("its certificate is for another host than {host}", "check the API's address and the proxy"),
    64: ("its certificate is for another host than {host}", "check the API's address and the proxy"),
}
"""What is wrong with a certificate and the help, by the code of OpenSSL (`X509_V_ERR_*`)."""
_TRUST = "if you use a proxy or a private CA, set SSL_CERT_FILE to the certificates to trust"


def chained(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and its causes, at most 20."""
    found: BaseException | None = error
    for _ in range(20):
        if found is not None:
            yield found
            found = found.__cause__ or found.__context__


def is_of_exchange(error: Exception) -> bool:
    """Whether the exception is one of the network, of the HTTP library or of the archive that is sent."""
    known = isinstance(error, OSError | UnicodeError | ArchiveChanged)
    return known or type(error).__module__.partition(".")[0] in _HTTP


def failure_of(
    chain: tuple[BaseException, ...],
    step: Request | Upload,
    host: str,
    proxy: Proxy | None,
    redactor: Redactor,
    *,
    late: bool,
) -> Failure:
    """Return the failure of an exchange with a host that ended in the first exception of a chain of causes."""
    error, name = chain[0], type(chain[0]).__name__
    cause = next((found for found in reversed(chain) if isinstance(found, OSError)), None)
    detail = redactor.line(_WORDS.get(name) or reason_of(cause) or str(error)).rstrip(".") or name
    if isinstance(error, ArchiveChanged):
        return Failure("changed", detail, host)
    if late:
        return Failure("slow", f"it was not done after {step.limit:.3g} s", host)
    if name == "ProxyError":
        return _proxy_failure(detail, host, proxy)
    if proxy is not None and name in _UNSENT and not isinstance(cause, ssl.SSLError):
        detail = f"the proxy {proxy.host} cannot be reached: {detail}"
    elif proxy is not None:
        detail = f"{detail}, through the proxy {proxy.host}"
    untrusted = next((found for found in reversed(chain) if isinstance(found, ssl.SSLCertVerificationError)), None)
    if untrusted is not None:
        other = (f"its certificate is not trusted: {untrusted.verify_message or 'unknown issuer'}", _TRUST)
        words, advice = _CERTIFICATES.get(untrusted.verify_code, other)
        words = words.format(host=host) + (f", through the proxy {proxy.host}" if proxy is not None else "")
        return Failure("certificate", words, host, advice.format(host=host))
    if isinstance(cause, ssl.SSLError) and _NO_TLS.search(cause.reason or ""):
        advice = f"check that {host} is an address of the service, and check the proxy"
        return Failure("certificate", f"no TLS connection is possible: {detail}", host, advice)
    if name == "LocalProtocolError":
        return Failure("changed" if isinstance(step, Upload) else "unsendable", detail, host)
    if isinstance(cause, socket.gaierror) and name in _UNSENT and cause.errno in _UNKNOWN_HOST:
        advice = f"check {proxy.variable}" if proxy is not None else f"check the host name {host} and the network"
        return Failure("unreachable", detail, host, advice)
    if name in _UNSENT:
        return Failure("connect", detail, host)
    if name in _UNSENDABLE or isinstance(error, UnicodeError):
        return Failure("unsendable", detail, host, f"check the host name {host}")
    return Failure("lost", detail, host)


def reason_of(error: OSError | None) -> str:
    """Return the words of a system or TLS error, without its numbers."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.lower().replace("_", " ")
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return "" if error is None else error.strerror or str(error)


def _proxy_failure(detail: str, host: str, proxy: Proxy | None) -> Failure:
    """Return the failure of a proxy that does not open a connection to the host."""
    name, variable = ("", "") if proxy is None else (f" {proxy.host}", proxy.variable)
    refused = detail[:1] == "4" and detail[:3] not in ("408", "425", "429")
    text = f"the proxy{name} answered {detail}" if detail[:3].isdigit() else f"the proxy{name} failed: {detail}"
    return Failure("proxy" if refused else "connect", text, host, f"check {variable}, or ask who runs the proxy")
