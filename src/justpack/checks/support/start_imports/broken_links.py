"""The links without a target in the upload, and the submodules that were not fetched, which are one cause of them."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from justpack.checks.context import PackageContext
from justpack.checks.support.start_imports.references import References
from justpack.checks.support.worktree import Worktree
from justpack.errors import ManifestError, UsageError
from justpack.model import Excluded
from justpack.tree.git.git_config import GitConfig

NAMED = 5
"""Largest number of links that a finding names."""
NAMES_FILE = ".gitmodules"
LIMIT = 1 << 20
"""Largest accepted `.gitmodules` in bytes."""
_PATH = re.compile(r"submodule\..*\.path\Z", re.DOTALL)
ANNEX = ".git/annex/objects/"
"""A part of the targets of links that git-annex makes; they are FP018."""


def links(context: PackageContext) -> list[Excluded]:
    """Return the links that are left out because the upload lacks their targets."""
    found = [each for each in context.plan.excluded if each.decision.link is not None]
    return [each for each in found if ANNEX not in (each.decision.link or "")]


def of_annex(context: PackageContext) -> list[str]:
    """Return the links of git-annex to content that is not packed."""
    found = [each for each in context.plan.excluded if each.decision.link is not None]
    return [each.path for each in found if ANNEX in (each.decision.link or "")]


def target(context: PackageContext, link: Excluded) -> str | None:
    """Return the path of the target from the project's root, or None if the text of the link does not determine it."""
    text = link.decision.link or ""
    if posixpath.isabs(text):
        root = Path(os.path.realpath(context.tree.root)).as_posix() + "/"
        return posixpath.normpath(text[len(root) :]) if text.startswith(root) else None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(link.path), text))
    return None if found.startswith("../") or found == ".." else found


def into(context: PackageContext, folder: str) -> list[Excluded]:
    """Return the links that lead to a folder or into it."""
    return [each for each in links(context) if f"{target(context, each)}/".startswith(f"{folder}/")]


def needed(context: PackageContext, found: Sequence[Excluded]) -> bool:
    """Whether the app starts, imports or is configured by one of the links."""
    if not found:
        return False
    references = References.of(context)
    return any(references.loads(each.path) for each in found)


def unfetched_submodules(context: PackageContext) -> list[str]:
    """Return the folders of the submodules that would be packed if they were there."""
    return [path for path in _submodules(context) if _is_empty(context, path) and _is_wanted(context, path)]


def _submodules(context: PackageContext) -> list[str]:
    """Return the paths from git's index and those of the submodules, or from `.gitmodules` if there is no index."""
    worktrees = Worktree.every(context.tree)
    if worktrees:
        return [f"{each.prefix}{folder}".rstrip("/") for each in worktrees for folder in each.index.submodules]
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
