"""A link has no target in the upload.

Its target does not exist, or it is left out: a folder that an install, a build or a submodule fills, for example. The
link is left out too, on every machine, whether the target exists there or not. It is an error if the link is started,
imported, or read by a tool because of its name. Links whose targets are missing for one reason, such as a submodule
that was not fetched, are one finding. A link to a path outside the project is FP001.

Example: `static/logo.svg -> ../assets/logo.svg`, and there is no `assets` folder.

Fix: bring the target (`git submodule update --init`, a build), copy it to where the link is, or remove the link.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Literal

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.contents.references import References
from justpack.checks.support.presence import rule_of
from justpack.errors import UsageError
from justpack.model import Decision, Excluded, Finding, Location, RefusedKind
from justpack.tree.git import git_index

KINDS: tuple[RefusedKind, ...] = ("broken-link",)
"""Why a link is not followed."""
NAMED = 5
"""Largest number of links that a finding names."""
ANNEX = ".git/annex/objects/"
"""A part of the targets of links that git-annex makes; they are FP018."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each link that the app needs, and one for all other links that have the same cause."""
    links = [each for each in context.plan.excluded if each.decision.link is not None]
    links = [each for each in links if ANNEX not in (each.decision.link or "")]
    if not links:
        return
    references = References.of(context)
    groups: dict[tuple[object, ...], list[Excluded]] = {}
    for each in links:
        if references.loads(each.path):
            yield _finding(context, [each], "error")
        else:
            groups.setdefault(_cause(context, each), []).append(each)
    for group in groups.values():
        yield _finding(context, group, None)


def _cause(context: PackageContext, link: Excluded) -> tuple[object, ...]:
    """Return what keeps the target of a link out of the upload, or the link itself if that is not known."""
    path = _resolved(context, link.path, link.decision.link or "")
    decision = _left_out(context, link, path)
    if decision is not None and decision.rule is not None and decision is not link.decision:
        return ("rule", decision.rule)
    index = git_index.read(context.tree.root) if path is not None else None
    for folder in index.submodules if index is not None else ():
        if f"{path}/".startswith(folder):
            return ("submodule", folder)
    return (link.path,)


def _finding(context: PackageContext, group: Sequence[Excluded], severity: Literal["error"] | None) -> Finding:
    """Return the finding about links with one cause, which describes the first of them in full."""
    first = group[0]
    target = first.decision.link or ""
    path = _resolved(context, first.path, target)
    decision = _left_out(context, first, path)
    message = f"{first.path} is a link to {target}, which "
    if len(group) > 1:
        named = [f"{each.path} -> {each.decision.link}" for each in group[:NAMED]]
        named += [f"{len(group) - NAMED} more"] * (len(group) > NAMED)
        message = f"the upload lacks the targets of {len(group)} links ({', '.join(named)}); {target} "
    message += "does not exist" if decision is None else "is left out of the upload"
    links = first.path if len(group) == 1 else "the links"
    return RULE.finding(
        message,
        Location(first.path),
        _help(context, links, path, decision),
        related=rule_of(decision),
        severity=severity,
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
