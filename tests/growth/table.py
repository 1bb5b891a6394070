"""The table of projects of any size, and the functions that add rows to it.

A row belongs to the files of one tool or format. Its shapes say which file grows and how; the other files of the
project make the grown file be read. A new file name, or a new key of a file that is read, gets a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.growth.shapes import Shape, numbered
from tests.growth.syntaxes import ANY, FEW

Files = dict[str, str]
Make = Callable[[int], Files]

PROJECTS: dict[str, dict[str, Make]] = {}
COVERED: set[str] = set()
"""The file names, as in facts/manifests.py, that a row makes grow."""


def add(row: str, paths: tuple[str, ...], base: Mapping[str, str], shapes: Mapping[str, Shape]) -> None:
    """Add shapes of the first path; all `paths` are file names of the same format, and take the text of the shape."""
    COVERED.update(paths)
    for path in paths:
        known = PROJECTS.setdefault(row if path in row or len(row.split(",")) > 1 else f"{row}: {path}", {})
        for what, shape in shapes.items():
            known[what] = _one(path, base, shape)


def _one(path: str, base: Mapping[str, str], shape: Shape) -> Make:
    return lambda size: {**base, path: shape.text(size)}


def both(row: str, what: str, base: Mapping[str, str], grown: Mapping[str, Shape], unit: int = 0) -> None:
    """Add a shape in which several files grow by the same number of units, `unit` bytes long together."""
    length = unit or sum(len(shape.unit) + len(shape.close) for shape in grown.values())

    def make(size: int) -> Files:
        count = max(2, size // length)
        return {**base, **{path: shape.repeated(count) for path, shape in grown.items()}}

    PROJECTS.setdefault(row, {})[what] = make


def many(row: str, what: str, base: Mapping[str, str], path: str, content: str, unit: int = 0) -> None:
    """Add a shape of many small files, whose path and content may contain `%i` and `%n`."""
    listed(row, what, base, {}, path, content, unit)


def listed(
    row: str,
    what: str,
    base: Mapping[str, str],
    lists: Mapping[str, Shape],
    path: str,
    content: str,
    unit: int = 0,
) -> None:
    """Add a shape of many small files, and of files that list them and grow with their number."""

    def make(size: int) -> Files:
        count = max(2, size // (unit or 200))
        grown = {numbered(path, number): numbered(content, number) for number in range(count)}
        return {**base, **grown, **{name: shape.repeated(count) for name, shape in lists.items()}}

    PROJECTS.setdefault(row, {})[what] = make


def patterns(row: str, what: str, base: Mapping[str, str], path: str, shape: Shape) -> None:
    """Add a shape in which a file of patterns and the number of files grow together."""

    def make(size: int) -> Files:
        count = max(2, size // 100)
        grown = {f"src/d{number % 7}/f{number}.js": "" for number in range(count)}
        return {**base, **grown, path: shape.repeated(count)}

    PROJECTS.setdefault(row, {})[what] = make


def syntax(row: str, paths: tuple[str, ...], base: Mapping[str, str], *families: Mapping[str, Shape]) -> None:
    """Add the shapes of a syntax to the first path, and a few to the others, which the same reader reads."""
    for family in (ANY, *families):
        add(row, paths[:1], base, family)
    if paths[1:]:
        add(row, paths[1:], base, FEW)
