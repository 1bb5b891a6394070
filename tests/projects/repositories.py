"""The files and commands with which tests make repositories of many projects."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

SERVICE = '{"name": "%s", "version": "1.0.0", "scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}\n'
"""The package.json of a service; `%s` is its name."""
Write = Callable[[dict[str, str]], None]
"""Writes files of a repository: each path with its content."""


def git(root: Path, *arguments: str) -> None:
    """Run git in a folder."""
    subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True)
