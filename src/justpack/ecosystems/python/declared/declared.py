"""A requirement that a file other than pyproject.toml and a requirements file declares."""

from __future__ import annotations

from justpack.frozen import frozen
from justpack.model import Location


@frozen
class Declared:
    """One requirement as written."""

    text: str
    place: Location
    label: str
    """The key that contains it, such as `install_requires`."""
    any_line: bool = False
    """Whether it may be any line of a requirements file, with options, paths and URLs."""
