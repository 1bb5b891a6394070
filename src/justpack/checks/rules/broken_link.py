"""A link has no target in the upload.

Its target does not exist, or it is left out: a folder that an install, a build or a submodule fills, for example. The
link is left out too, on every machine, whether the target exists there or not. It is an error if the link is started,
imported, or read by a tool because of its name. A link to a path outside the project is FP001.

Example: `static/logo.svg -> ../assets/logo.svg`, and there is no `assets` folder.

Fix: bring the target (`git submodule update --init`, a build), copy it to where the link is, or remove the link.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.contents.references import References
from justpack.checks.support.presence import rule_of
from justpack.errors import UsageError
from justpack.model import Decision, Excluded, Finding, Location, RefusedKind
from justpack.tree.git import git_index

KINDS: tuple[RefusedKind, ...] = ("broken-link",)
"""Why a link is not followed."""
ANNEX = ".git/annex/objects/"
"""A part of the targets of links that git-annex makes; they are FP018."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each link that is left out because of its target."""
    links = [each for each in context.plan.excluded if each.decision.link is not None]
    links = [each for each in links if ANNEX not in (each.decision.link or "")]
    if not links:
        return
    references = References.of(context)
    for each in links:
        target = each.decision.link or ""
        path = _resolved(context, each.path, target)
        decision = _left_out(context, each, path)
        why = "which does not exist" if decision is None else "which is left out of the upload"
        yield RULE.finding(
            f"{each.path} is a link to {target}, {why}",
            Location(each.path),
            _help(context, each.path, path, decision),
            related=rule_of(decision),
            severity="error" if references.loads(each.path) else None,
        )


def _resolved(context: PackageContext, path: str, target: str) -> str | None:
    """Return the path of the target from the project's root, or None if the text of the link does not determine it."""
    if posixpath.isabs(target):
        root = context.tree.root.resolve().as_posix() + "/"
        return posixpath.normpath(target[len(root) :]) if target.startswith(root) else None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return None if found.startswith("../") or found == ".." else found


def _left_out(context: PackageContext, link: Excluded, path: str | None) -> Decision | None:
    """Return the decision that excludes the target, whether it exists or not."""
    if link.decision.rule is not None and link.decision.rule.origin != "link":
        return link.decision
    if path is None:
        return None
    try:
        for is_dir in (False, True):
            decision = context.tree.selection.decide(path, is_dir=is_dir)
            if not decision.included and decision.link is None:
                return decision
    except UsageError:
        return None
    return None


def _help(context: PackageContext, link: str, target: str | None, decision: Decision | None) -> str:
    remove = f"or remove {link}"
    if decision is not None:
        return f"copy what the app needs of it to {link}, {remove} or exclude it in .justpackignore"
    if target is not None:
        index = git_index.read(context.tree.root)
        for folder in index.submodules if index is not None else ():
            if f"{target}/".startswith(folder):
                return f"run `git submodule update --init {folder[:-1]}`, {remove}"
        for path in index.sparse if index is not None else ():
            if f"{target}/".startswith(path):
                return f"run `git sparse-checkout add {path[:-1]}`, {remove}"
        if index is not None and target in index.files and index.files[target].skipped:
            return f"run `git sparse-checkout add {posixpath.dirname(target) or '.'}`, {remove}"
    return f"make its target (a checkout, an install or a build may do it) before packing, {remove}"


RULE = Rule("FP020", "broken-link", "warning", run=run)
