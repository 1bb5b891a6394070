"""Types of the fixture that writes a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from justpack.tree.tree import Tree

Files: TypeAlias = Mapping[str, str]
"""Path to content."""
Project: TypeAlias = Callable[[Files], Tree]
