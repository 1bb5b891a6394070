"""The Python sources that rules read, and their whole text.

Tests, documentation and set-up scripts do not run on the service and are skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT
from justpack.checks.support import path_kinds
from justpack.ecosystems.python import procfile
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.manifests import SETUP_PY
from justpack.model import Entry

SOURCE_LIMIT = 1024 * 1024
"""Largest module that is read, in bytes."""
_TOOLS = frozenset({"benchmarks", "scripts", "tools", "site-packages", "node_modules", "vendor", "_vendor",
                    "_distutils"})  # fmt: skip
_SCRIPTS = frozenset({SETUP_PY, "noxfile.py", "fabfile.py", "versioneer.py"})


def judged(entry: Entry) -> bool:
    """Whether a file is a module of the app itself, and not of its tests, tools or dependencies."""
    if not entry.path.endswith(".py") or not 0 < entry.size <= SOURCE_LIMIT:
        return False
    *folders, name = entry.path.split("/")
    return _TOOLS.isdisjoint(folders) and name not in _SCRIPTS and not path_kinds.aside(entry.path)


@dataclass(frozen=True)
class Sources:
    """Reads the modules of one project."""

    context: PackageContext

    def whole(self, entry: Entry, data: bytes) -> bytes:
        """Return the whole content of a module, of which `data` is the beginning."""
        if entry.size <= HEAD_LIMIT:
            return data
        try:
            return self.context.tree.peek(entry.via or entry.path, SOURCE_LIMIT) or data
        except ManifestError:
            return data


def entry_files(context: PackageContext) -> tuple[str, ...]:
    """Return the packed files that the Procfile starts; without one, those at the root with the usual names."""
    try:
        text = procfile.read(context.tree)
    except ManifestError:
        text = None
    if text is None:
        return tuple(filter(context.tree.has, (*manifests.names("entry point", "python"), manifests.MANAGE_PY)))
    named = (
        next(filter(context.tree.has, each.files), None)
        for each in procfile.started(text)
        if each.files[0].endswith(".py")
    )
    return tuple(dict.fromkeys(each for each in named if each is not None))
