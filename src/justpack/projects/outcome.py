"""What a run of many projects gives for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProjectResult(Generic[T]):
    """The result of one project: a value, or the exception that ended its run."""

    path: str
    """The path of the project, as it was given or found."""
    value: T | None
    """The result, or None if there is an error."""
    error: Exception | None = None
    """The exception, or None."""

    def get(self) -> T:
        """Return the value. Raises the error if there is one."""
        if self.error is not None:
            raise self.error
        assert self.value is not None
        return self.value
