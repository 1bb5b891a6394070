"""What do checks of Python sources share: which files are judged, and their whole text?

Tests, documentation and set-up scripts do not run at the service, so nothing is said of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from justpack.checks.context import PackageContext
from justpack.checks.rule import HEAD_LIMIT
from justpack.errors import ManifestError
from justpack.facts.manifests import SETUP_PY
from justpack.model import Entry

SOURCE_LIMIT = 1024 * 1024
"""Bytes of one module that are looked at."""
_ASIDE = frozenset({"test", "tests", "testing", "docs", "doc", "examples", "example", "benchmarks", "scripts", "tools",
                    "site-packages", "node_modules", "vendor", "_vendor", "_distutils"})  # fmt: skip
_SCRIPTS = frozenset({SETUP_PY, "conftest.py", "noxfile.py", "fabfile.py", "versioneer.py"})


def judged(entry: Entry) -> bool:
    """Whether a file is a module of the app itself."""
    if not entry.path.endswith(".py") or not 0 < entry.size <= SOURCE_LIMIT:
        return False
    *folders, name = entry.path.split("/")
    return _ASIDE.isdisjoint(folders) and name not in _SCRIPTS and not name.startswith("test_")


@dataclass(frozen=True)
class Sources:
    """The modules of one context."""

    context: PackageContext

    def whole(self, entry: Entry, data: bytes) -> bytes:
        """A module's whole content, of which `data` is the beginning."""
        if entry.size <= HEAD_LIMIT:
            return data
        try:
            return self.context.tree.peek(entry.via or entry.path, SOURCE_LIMIT) or data
        except ManifestError:
            return data
