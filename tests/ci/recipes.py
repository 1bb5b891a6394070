"""The files and the shell that docs/ci.md shows."""

from __future__ import annotations

import re

from tests.ci.machines import ROOT

PAGE = ROOT / "docs" / "ci.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"# (\S+)\n")


def blocks(language: str) -> list[str]:
    """Return the blocks of a language."""
    return [text for name, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")) if name == language]


def files(suffix: str) -> list[tuple[str, str]]:
    """Return the shown files whose names end with a suffix; the first line of a block is a comment with its name."""
    found = []
    for text in blocks("yaml"):
        name = _NAME.match(text)
        assert name is not None, f"a file without a name: {text[:60]}"
        if name[1].endswith(suffix):
            found.append((name[1], text))
    return found


def workflows() -> dict[str, str]:
    """Return the shown workflows of GitHub, by file name."""
    return {name.rpartition("/")[2]: text for name, text in files(".yml") if name.startswith(".github/workflows/")}
