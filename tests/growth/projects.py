"""Projects of any size: for each file that justpack reads, the texts that make readers of its format slow.

A row belongs to the files of one tool or format. Its shapes say which file grows and how; the other files of the
project make the grown file be read. A new file name, or a new key of a file that is read, gets a line in `rows/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from tests.growth.table import COVERED as COVERED
from tests.growth.table import PROJECTS as PROJECTS
from tests.growth.table import Files as Files
from tests.growth.table import Make

for _family in ("node", "python", "java", "others", "many_files", "start"):
    import_module(f"tests.growth.rows.{_family}")


def rows() -> Iterator[tuple[str, str, Make]]:
    """Yield every project: the row, the shape, and the function that makes its files."""
    for row, shapes in PROJECTS.items():
        for what, make in shapes.items():
            yield row, what, make
