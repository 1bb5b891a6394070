"""With which keys do we speak to the service?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from justpack.deploy.http.secret import Secret
from justpack.errors import CredentialsError

ACCESS = "JUSTDEPLOY_ACCESS_KEY"
SECRET = "JUSTDEPLOY_SECRET_KEY"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The two keys; both are masked wherever they are printed."""

    access_key: Secret
    secret_key: Secret

    @staticmethod
    def of(access_key: str | Secret, secret_key: str | Secret) -> Credentials:
        """Checks both keys. Errors: CredentialsError where one is empty or no HTTP header can carry it."""
        # Wrapped before anything can fail: a traceback with local variables must not show them.
        access_key, secret_key = Secret(access_key), Secret(secret_key)
        for name, key in (("access key", access_key), ("secret key", secret_key)):
            _check(name, key)
        return Credentials(access_key, secret_key)


def credentials_from(environ: Mapping[str, str]) -> Credentials:
    """The keys from the environment. Errors: CredentialsError naming the variable that is missing or unusable."""
    found = {name: Secret(environ.get(name, "")) for name in (ACCESS, SECRET)}
    del environ  # it holds both keys in plain text, and the lines below may raise
    missing = [name for name, key in found.items() if not key.reveal()]
    if len(missing) == 2:
        raise CredentialsError(
            f"{ACCESS} and {SECRET} are not set", help="Set both to the keys of your JustDeploy account"
        )
    if missing:
        other = SECRET if missing == [ACCESS] else ACCESS
        raise CredentialsError(f"{missing[0]} is not set, though {other} is", help="Set both, or use neither")
    for name, key in found.items():
        _check(name, key)
    return Credentials(found[ACCESS], found[SECRET])


def _check(name: str, key: Secret) -> None:
    """RFC 9110, 5.5: a field value is visible characters; whitespace around it would be cut off silently."""
    if not key.reveal():
        raise CredentialsError(f"{name} is empty")
    if key.reveal() != key.reveal().strip():
        raise CredentialsError(f"{name} begins or ends with white space", help="Copy the key again, without a newline")
    if not all("\x20" <= char <= "\x7e" or "\xa1" <= char <= "\xff" for char in key.reveal()):
        raise CredentialsError(f"{name} holds a character that no key has", help="Copy the key again")
