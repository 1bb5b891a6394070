"""The type of one difference between two readings of a zip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "record", "data", "position", "mode", "comment", "unread"]


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """One fact about which two readers of the zip differ; of the kind `unread`, what was not compared."""

    kind: Kind
    path: str | None
    """The name of the entry, or None for the zip as a whole."""
    message: str

    @property
    def is_harmless(self) -> bool:
        """Whether no program unpacks another file because of it."""
        return self.kind in ("comment", "unread")
