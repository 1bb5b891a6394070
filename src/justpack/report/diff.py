"""Output of a changed file as a unified diff that `patch -p1` and `git apply` accept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.report.style import Style, safe

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def lines(path: str, before: bytes | None, after: bytes, style: Style) -> Iterator[str]:
    """Yield the lines of the diff without line ends; `before` is None if the file is new."""
    from difflib import unified_diff

    old = "/dev/null" if before is None else f"a/{safe(path)}"
    for line in unified_diff(_split(before or b""), _split(after), old, f"b/{safe(path)}", lineterm=""):
        text, ended = line.removesuffix("\n"), line.endswith("\n")
        shown = safe(text.removesuffix("\r")) + ("\r" if text.endswith("\r") else "")
        color = None if line.startswith(("---", "+++")) else _COLORS.get(line[:1])
        yield style(color, shown) if color else shown
        if not ended and not line.startswith(("--- ", "+++ ", "@@ ")):
            yield "\\ No newline at end of file"


def _split(data: bytes) -> list[str]:
    """Split into lines that include their line ends; only a line feed ends a line, as in every diff."""
    return _LINE.findall(data.decode("utf-8", "surrogateescape"))
