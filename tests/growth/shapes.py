"""Texts of any length, described by a beginning, a unit that is repeated, and an end."""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """A text that grows.

    `%i` in the unit and in its closing part becomes the number of the repetition, and `%n` the number after it.
    """

    begin: str = ""
    unit: str = " "
    end: str = ""
    middle: str = ""
    close: str = ""
    """The part that closes one unit, repeated after the middle as often as the unit."""

    def text(self, size: int) -> str:
        """Return a text of about `size` characters."""
        return self.repeated(max(2, size // (len(self.unit) + len(self.close))))

    def repeated(self, count: int) -> str:
        """Return the text with `count` units."""
        closing = _numbered(self.close, count) if self.close else ""
        return f"{self.begin}{_numbered(self.unit, count)}{self.middle}{closing}{self.end}"


def _numbered(unit: str, count: int) -> str:
    if "%i" not in unit and "%n" not in unit:
        return unit * count
    return "".join(numbered(unit, number) for number in range(count))


def numbered(text: str, number: int) -> str:
    """Return a text with the number of its repetition, and the number after it."""
    return text.replace("%i", str(number)).replace("%n", str(number + 1))
