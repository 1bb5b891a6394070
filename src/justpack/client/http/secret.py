"""Secrets: wrappers that cannot be printed by accident, the keys of the service, and their removal from its texts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from justpack.errors import CredentialsError

MASK = "[secret]"
ACCESS = "JUSTDEPLOY_ACCESS_KEY"
SECRET = "JUSTDEPLOY_SECRET_KEY"
LIMIT = 4096
"""The maximum number of bytes (UTF-8) of a text of the service that are shown."""
SHORTEST = 4
"""The minimum length of a masked word in characters; shorter words also occur inside ordinary words."""

# Complete ECMA-48 control sequences and operating system commands, which a terminal would execute.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x9b[0-?]*[ -/]*[@-~]"
)
_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# A line that starts with `::` is a command to GitHub's runner (docs.github.com, "Workflow commands").
_COMMANDS = re.compile(r"^([ \t\v\f\u00a0]*):(?=:)", re.MULTILINE)
# Every repetition is bounded, so that the time for a malicious text is linear in its length.
_SIGNED = re.compile(r"(X-Amz-[a-z0-9-]{1,40}(?:=|%3D|\"?\s{0,4}[:>]\s{0,4}\"?))[^\s&<>\"',;]+", re.IGNORECASE)
# The first part matches to its end without a query too, so that each character is read once.
_QUERY = r"[^\s?<>\"']*)(\?[^\s<>\"']+)?"
_PERCENT = re.compile("%[0-9A-F]{2}")
_DEEPEST = 32


class Secret:
    """A text whose `repr`, `str` and `format` return a mask; only `reveal()` returns the text.

    A traceback with local variables shows the mask. A secret cannot be pickled.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | Secret) -> None:
        self._value: str = value.reveal() if isinstance(value, Secret) else value

    def reveal(self) -> str:
        """Return the text itself. Pass the text on directly; never bind it to a name, which a traceback could show."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")


class UploadUrl(Secret):
    """A presigned upload URL. Whoever knows it may upload, so everything except the host is secret."""

    __slots__ = ()

    @property
    def host(self) -> str:
        """The host name, the only part that may be shown."""
        try:
            return urlsplit(self._value).hostname or ""
        except ValueError:
            return ""

    def __repr__(self) -> str:
        return f"[upload URL on {self.host}]"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The access key and the secret key; both are masked if they are printed."""

    access_key: Secret
    secret_key: Secret

    @staticmethod
    def of(
        access_key: str | Secret, secret_key: str | Secret, names: tuple[str, str] = ("access key", "secret key")
    ) -> Credentials:
        """Validate both keys. Raises CredentialsError if a key is empty or is not a valid HTTP header value."""
        # The keys are wrapped before anything can fail: a traceback with local variables must not show them.
        access_key, secret_key = Secret(access_key), Secret(secret_key)
        for name, key in zip(names, (access_key, secret_key), strict=True):
            _check(name, key)
        return Credentials(access_key, secret_key)


def credentials_from(environ: Mapping[str, str]) -> Credentials:
    """Read both keys from the environment. Raises CredentialsError if a key is missing or is not valid."""
    found = {name: Secret(environ.get(name, "")) for name in (ACCESS, SECRET)}
    del environ  # contains both keys in plain text, which a traceback of the lines below could show
    missing = [name for name, key in found.items() if not key.reveal()]
    if len(missing) == 2:
        help_ = "set both to the keys of your JustDeploy account"
        raise CredentialsError(f"{ACCESS} and {SECRET} are not set", help=help_)
    if missing:
        other = SECRET if missing == [ACCESS] else ACCESS
        raise CredentialsError(f"{missing[0]} is not set, though {other} is", help="set both, or use neither")
    return Credentials.of(found[ACCESS], found[SECRET], names=(ACCESS, SECRET))


def _check(name: str, key: Secret) -> None:
    """Check that a key is a valid field value (RFC 9110, 5.5): visible characters without surrounding whitespace."""
    if not isinstance(key.reveal(), str):
        raise CredentialsError(f"{name} is not a text")
    if not key.reveal():
        raise CredentialsError(f"{name} is empty")
    if key.reveal() != key.reveal().strip():
        raise CredentialsError(f"{name} begins or ends with white space", help="copy the key again, without a newline")
    if not all("\x20" <= char <= "\x7e" or "\xa1" <= char <= "\xff" for char in key.reveal()):
        raise CredentialsError(f"{name} contains a character that no key has", help="copy the key again")


def _masked_query(match: re.Match[str]) -> str:
    return f"{match[1]}?{MASK}" if match[2] else match[0]


class Redactor:
    """Masks all registered secrets, in each encoding in which a service may repeat them."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._words: list[str] = []
        self._hosts: set[str] = set()
        for secret in secrets:
            self._learn(secret.reveal())

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._words)} words>"

    def learn(self, url: UploadUrl) -> None:
        """Register an upload URL as a secret: the URL, its query, long query values, and any query on its host."""
        parts = urlsplit(url.reveal())
        self._learn(url.reveal())
        if parts.query:
            self._learn(parts.query)
            for name, value in parse_qsl(parts.query, keep_blank_values=True):
                # Short values are dates, lifetimes and algorithm names: they are public and occur in ordinary texts.
                if len(value) >= 16 or "signature" in name.lower() or "token" in name.lower():
                    self._learn(value)
        if parts.hostname:
            self._hosts.add(parts.hostname)

    def _learn(self, word: str) -> None:
        if len(word) < SHORTEST:
            return
        forms: set[str] = set()
        for form in (word, unquote(word)):
            forms |= {form, quote(form, safe=""), quote(form), json.dumps(form)[1:-1], html.escape(form)}
        forms |= {_PERCENT.sub(lambda match: match[0].lower(), form) for form in forms}
        forms |= {spelling for form in forms for spelling in (form.lower(), form.upper())}
        known = {*self._words, *(form for form in forms if len(form) >= SHORTEST)}
        self._words = sorted(known, key=len, reverse=True)  # the longest first: a URL before its parts

    def mask(self, text: str) -> str:
        """Return the text with all secrets masked and everything else unchanged."""
        for word in self._words:
            text = text.replace(word, MASK)
        for host in self._hosts:
            text = re.sub(f"({re.escape(host)}{_QUERY}", _masked_query, text, flags=re.IGNORECASE)
        return _SIGNED.sub(rf"\g<1>{MASK}", text)

    def clean(self, text: str, *, limit: int | None = LIMIT) -> str:
        """Return a text that is safe to show, at most `limit` bytes long; None for no limit.

        Terminal and bidirectional controls are removed, commands for GitHub's runner are made harmless, and secrets
        are masked. Controls are removed first, because a key with a NUL inside would otherwise escape the masking.
        """
        text = _CONTROLS.sub("", _NEWLINES.sub("\n", _ESCAPES.sub("", text)))
        text = _COMMANDS.sub(r"\1: ", self.mask(text)).strip()
        data = text.encode()
        return text if limit is None or len(data) <= limit else data[: limit - 3].decode(errors="ignore") + "…"

    def line(self, text: str) -> str:
        """Return the text as `clean` does, on one line."""
        return " ".join(self.clean(" ".join(text.split())).split())

    def value(self, value: object, depth: int = 0) -> object:
        """Return a JSON value with the secrets in its strings and keys masked."""
        if isinstance(value, str):
            return self.mask(value.encode(errors="replace").decode())
        if depth == _DEEPEST and isinstance(value, dict | list):
            return None
        if isinstance(value, dict):
            return {str(self.value(str(key))): self.value(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, depth + 1) for item in value]
        return value
