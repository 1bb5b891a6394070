"""How is a secret carried so that nothing prints it by accident?"""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit

MASK = "[secret]"


class Secret:
    """A text whose `repr`, `str` and `format` are masked; only `reveal()` gives it away.

    A traceback that shows local variables shows the mask. It cannot be pickled or copied into a log record.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | Secret) -> None:
        self._value: str = value.reveal() if isinstance(value, Secret) else value

    def reveal(self) -> str:
        """The text itself. Pass it on at once; never bind it to a name."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")


class UploadUrl(Secret):
    """A presigned upload URL: a temporary bearer permission, so all of it but its host is a secret."""

    __slots__ = ()

    @property
    def host(self) -> str:
        """Its host name, the one part that may be shown."""
        try:
            return urlsplit(self._value).hostname or ""
        except ValueError:
            return ""

    def __repr__(self) -> str:
        return f"[upload URL on {self.host}]"

    def __format__(self, spec: str) -> str:
        return repr(self)
