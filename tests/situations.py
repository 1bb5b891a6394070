"""What stands in fixtures/situations, for every test that wants many real projects?"""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "situations"
SITUATIONS: list[tuple[str, dict[str, Any]]] = [
    (path.stem, situation)
    for path in sorted(FOLDER.glob("*.toml"))
    for situation in tomllib.loads(path.read_text(encoding="utf-8"))["situation"]
]
"""The group's name, and the situation as its file has it."""


def data(files: Mapping[str, Any]) -> dict[str, bytes]:
    """The bytes of each file; a table `{base64 = …}` holds what is no text."""
    return {
        name: base64.b64decode(content["base64"]) if isinstance(content, dict) else content.encode()
        for name, content in files.items()
    }


def write(files: Mapping[str, bytes], root: Path) -> None:
    """Lay the files down below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
