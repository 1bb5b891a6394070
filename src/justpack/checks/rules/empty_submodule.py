"""The folder of a submodule is empty.

A plain `git clone` leaves submodules empty, and so does a CI job that does not ask for them; an archive from a hosting
site has no submodules either. Whatever the app needs of them is missing from the upload.

Example: `vendor/lib` in .gitmodules, after a clone without `--recurse-submodules`.

Fix: `git submodule update --init vendor/lib`; in GitHub Actions `submodules: true` for actions/checkout.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.errors import ManifestError, UsageError
from justpack.model import Finding, Location
from justpack.tree.git import git_index
from justpack.tree.git.git_config import GitConfig
from justpack.tree.names import shown

NAMES_FILE = ".gitmodules"
LIMIT = 1 << 20
"""Largest accepted `.gitmodules` in bytes."""
_PATH = re.compile(r"submodule\..*\.path\Z", re.DOTALL)


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each submodule that would be packed if it were there."""
    for path in _submodules(context):
        if _is_empty(context, path) and _is_wanted(context, path):
            yield RULE.finding(
                f"{shown(path)} is a submodule that was not fetched: its folder is empty",
                Location(shown(path)),
                f"run `git submodule update --init {shown(path)}`, or exclude it in .justpackignore",
            )


def _submodules(context: PackageContext) -> list[str]:
    """Return the paths from git's index, or from `.gitmodules` if there is no index."""
    index = None if context.tree.is_zip else git_index.read(context.tree.root)
    if index is not None:
        return [folder.rstrip("/") for folder in index.submodules]
    try:
        data = context.tree.peek(NAMES_FILE, LIMIT) if context.tree.has(NAMES_FILE) else None
    except ManifestError:
        return []
    values = GitConfig.parse([data]).values
    paths = {value.strip("/") for key, value in values.items() if _PATH.match(key)}
    return sorted(path for path in paths if path and not {"", ".", ".."} & set(path.split("/")))


def _is_empty(context: PackageContext, path: str) -> bool:
    if context.tree.is_zip:
        return not context.tree.has_folder(path)
    try:
        with os.scandir(context.tree.root / path) as found:
            return next(islice(found, 1), None) is None
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False


def _is_wanted(context: PackageContext, path: str) -> bool:
    try:
        return context.tree.selection.decide(path, is_dir=True).included
    except UsageError:
        return False


RULE = Rule("FP013", "empty-submodule", "warning", run=run)
