"""The words for a manifest in a folder above the project."""

from __future__ import annotations

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def distance(path: str) -> str:
    """Return where a path that begins with `../` is, for example `package.json is one folder up`."""
    steps = path.count("../")
    number = _NUMBERS[steps] if steps < len(_NUMBERS) else str(steps)
    return f"{path.rpartition('/')[2]} is {number} folder{'s' if steps != 1 else ''} up"


def advice(path: str) -> str:
    """Return the advice to use the folder of the manifest, with the distance."""
    return f"{distance(path)}; use that folder: {path.rpartition('/')[0]}"
