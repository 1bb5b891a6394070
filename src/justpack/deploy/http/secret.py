"""String wrappers for secrets that cannot be printed, formatted or pickled by accident."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit

MASK = "[secret]"


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
        return MASK

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

    def __format__(self, spec: str) -> str:
        return repr(self)
