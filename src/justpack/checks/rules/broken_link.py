"""A link has no target in the upload.

Its target does not exist, or it is left out: a folder that an install, a build or a submodule fills, for example. The
link is left out too, on every machine, whether the target exists there or not. It is an error if the link is started,
imported, or read by a tool because of its name. Links whose targets are missing for one reason, such as a folder
that does not exist, are one finding. Links into such a submodule that nothing needs are shown by FP013. A link to a
path outside the project is FP001.

Example: `static/logo.svg -> ../assets/logo.svg`, and there is no `assets` folder.

Fix: bring the target (`git submodule update --init`, a build), copy it to where the link is, or remove the link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.advice import word
from justpack.checks.support.presence import rule_of
from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.checks.support.start_imports import broken_links
from justpack.checks.support.start_imports.references import References
from justpack.errors import UsageError
from justpack.model import Decision, Excluded, Finding, Location, RefusedKind
from justpack.tree.git import git_index

KINDS: tuple[RefusedKind, ...] = ("broken-link",)
"""Why a link is not followed."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each link that the app needs, and one for all other links that have the same cause."""
    links = broken_links.links(context)
    if not links:
        return
    sparse = context.tree.derive(SparseCheckout.of)
    links = [each for each in links if not sparse.has(broken_links.target(context, each) or "")]  # FP018 reports them
    submodules = broken_links.unfetched_submodules(context)
    references = References.of(context)
    groups: dict[tuple[object, ...], list[Excluded]] = {}
    for each in links:
        if references.loads(each.path):
            yield _finding(context, [each], "error")
        else:
            groups.setdefault(_cause(context, each, submodules), []).append(each)
    for cause, group in groups.items():
        if cause[0] == "submodule":
            continue  # FP013 reports them, or the error about a link into the same folder
        yield _finding(context, group, None)


def _cause(context: PackageContext, link: Excluded, submodules: Sequence[str]) -> tuple[object, ...]:
    """Return what keeps the target of a link out of the upload, or the link itself if that is not known."""
    path = broken_links.target(context, link)
    decision = _left_out(context, link, path)
    if decision is not None and decision.rule is not None and decision is not link.decision:
        return ("rule", decision.rule)
    for folder in submodules if path is not None else ():
        if f"{path}/".startswith(f"{folder}/"):
            return ("submodule", folder)
    absent = _absent_folder(context, path) if decision is None and path is not None else None
    return ("link", link.path) if absent is None else ("folder", absent)


def _absent_folder(context: PackageContext, path: str) -> str | None:
    """Return the highest folder above a path that does not exist; None if only the path itself is absent."""
    slashes = (at for at, character in enumerate(path) if character == "/")
    return next((path[:at] for at in slashes if not context.tree.has_folder(path[:at])), None)


def _finding(context: PackageContext, group: Sequence[Excluded], severity: Literal["error"] | None) -> Finding:
    """Return the finding about links with one cause, which describes the first of them in full."""
    first = group[0]
    target = first.decision.link or ""
    path = broken_links.target(context, first)
    decision = _left_out(context, first, path)
    message = f"{first.path} is a link to {target}, which "
    if len(group) > 1:
        named = [f"{each.path} -> {each.decision.link}" for each in group[: broken_links.NAMED]]
        named += [f"{len(group) - broken_links.NAMED} more"] * (len(group) > broken_links.NAMED)
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
                return f"run `git submodule update --init {word(folder[:-1])}`, {remove}"
    return f"make its target (a checkout, an install or a build may do it) before packing, {remove}"


RULE = Rule("FP020", "broken-link", "warning", run=run)
