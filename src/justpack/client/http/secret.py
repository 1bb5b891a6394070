"""Secrets: wrappers that cannot be printed by accident, and the keys of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from justpack.errors import CredentialsError

MASK = "[secret]"
ACCESS = "JUSTDEPLOY_ACCESS_KEY"
SECRET = "JUSTDEPLOY_SECRET_KEY"


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
