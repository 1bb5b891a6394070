"""Text output of the error of a build: the last lines of what is often a whole build log."""

from __future__ import annotations

from collections.abc import Iterator

from justpack.report.style import safe

LINES = 40
"""The maximum number of lines that are shown; the JSON output contains the whole text."""
WIDTH = 2000
"""The maximum number of characters of a line that are shown."""


def error_lines(label: str, text: str) -> Iterator[str]:
    """Yield the error of a build after its label: on the same line, or on lines of its own if it has several."""
    lines = text.rstrip().splitlines()
    if len(lines) <= 1:
        yield f"{label} {_cut(lines[0]) if lines else ''}".rstrip()
        return
    yield label.rstrip()
    if len(lines) > LINES:
        yield f"  ({len(lines) - LINES} earlier lines are in the output of --format json)"
    for line in lines[-LINES:]:
        yield f"  {_cut(line)}".rstrip()


def _cut(line: str) -> str:
    return safe(line if len(line) <= WIDTH else f"{line[: WIDTH // 2]} … {line[-WIDTH // 2 :]}")
