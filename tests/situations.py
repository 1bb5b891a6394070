"""The projects that fixtures/situations describes, for every test that needs many real projects."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from justpack.model import Runtime

CATALOG: tuple[Runtime, ...] = (
    Runtime("nodejs24.x", "node", "Node.js 24", (24, 0, 0), (25, 0, 0), (24, 21, 0)),
    Runtime("nodejs22.x", "node", "Node.js 22", (22, 0, 0), (23, 0, 0), (22, 23, 3)),
    Runtime("python3.14", "python", "Python 3.14", (3, 14, 0), (3, 15, 0), (3, 14, 10)),
    Runtime("python3.13", "python", "Python 3.13", (3, 13, 0), (3, 14, 0), (3, 13, 18)),
    Runtime("python3.12", "python", "Python 3.12", (3, 12, 0), (3, 13, 0), (3, 12, 16)),
    Runtime("java21", "java", "Java 21", (21, 0, 0), (22, 0, 0), None),
    Runtime("java17", "java", "Java 17", (17, 0, 0), (18, 0, 0), None),
)
"""The runtimes for which the expectations were worked out. A runtime that is added later does not belong here."""

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "situations"
SITUATIONS: list[tuple[str, dict[str, Any]]] = [
    (path.stem, situation)
    for path in sorted(FOLDER.glob("*.toml"))
    for situation in tomllib.loads(path.read_text(encoding="utf-8"))["situation"]
]
"""The group's name, and the situation as its file has it."""


def data(files: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the bytes of each file; a table `{base64 = …}` contains the bytes of a file that is not text."""
    return {
        name: base64.b64decode(content["base64"]) if isinstance(content, dict) else content.encode()
        for name, content in files.items()
    }


def write(files: Mapping[str, bytes], root: Path) -> None:
    """Write the files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
