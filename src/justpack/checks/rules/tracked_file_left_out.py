"""A file that git tracks is excluded from the upload by default or by the configuration.

A clone contains the file and the upload does not, so the app can run in the one and fail in the other. A .gitignore
does not affect a file that git tracks, as in git; a built-in default, the list of what is always excluded and an
`exclude` of the configuration do. A file that a .justpackignore excludes is not reported, because that file exists for
this. The settings of editors, the files that an operating system creates and examples of `.env` are not reported
either. It is a note if the files are caches (`__pycache__`), or belong to tests, development, documentation or
examples. A file that is always excluded, such as a trust store, is also reported without git if it is in a folder of
resources (`src/main/resources`, `public`, `static`, `templates`), because the app may read it there.

Example: a module in `src/node_modules/util/` that is committed.

Fix: re-include it: `!/src/node_modules/` in .justpackignore, or `force-include = [".env.production"]` in justpack.toml
for a file that is always excluded. Narrow a pattern of `exclude`, or move it to .justpackignore if it is meant. If the
file is not needed, remove it from git with `git rm --cached`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Literal

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.presence import toml_glob
from justpack.facts.ignore_defaults import DEFAULTS
from justpack.model import Decision, Finding, IgnoreRule, Location, RelatedLocation
from justpack.tree.git import tracked
from justpack.tree.ignore.ignore import literal
from justpack.tree.ignore.selection import Selection
from justpack.tree.ignore.wildcards import byte_text
from justpack.tree.names import shown

NAMED = 5
"""Largest number of paths that the message names."""
RELATED = 50
"""Largest number of further paths that are shown with the finding."""

_RESOURCES = re.compile(r"(?:^|/)(?:src/[^/]*[mM]ain/(?:resources|webapp)|public|static|templates|resources)/")
"""Folders whose files an app reads or serves: Maven's and Gradle's resources, and those of web frameworks."""
_UNNEEDED = frozenset(known.pattern for known in DEFAULTS if not known.deployable)
_CACHES = frozenset(known.pattern for known in DEFAULTS if known.cache)
_CONFIGURED = "configuration"
"""The origin of the patterns of the configuration."""
_EXAMPLE = re.compile(r"(?:^|/)\.env[^/]*[-._](?:example|sample|template|dist)(?![a-z])[^/]*$")
"""Settings with the secrets left blank whose name has one more word than the names that are packed."""
_OF_DEVELOPERS = re.compile(r"(?:^|/)\.env(?:rc|\.(?:test|testing|e2e|ci|dev|development))(?:\.[^/]*)?$")
"""Settings of a developer's shell, of tests and of a development server."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding that names the files, or the folders that are excluded as a whole.

    Files that the app does not run have a finding of their own, which is a note.
    """
    tree = context.tree
    if not os.path.isdir(tree.root):
        return
    excluded = {each.path: each.decision for each in context.plan.excluded if _is_reported(each.decision)}
    if not excluded:
        return
    paths = tree.selection.tracked_paths()
    found: dict[str, int] = {}
    inside: dict[str, list[str]] = {}
    """The paths of the tracked files in each folder that is excluded."""
    for name in tracked.with_submodules(tree.root, paths) if paths is not None else ():
        path = name.encode("latin-1").decode("utf-8", "surrogateescape")
        top = _excluded(shown(path), excluded)
        if top is not None and os.path.lexists(tree.root / path) and not _EXAMPLE.search(top):
            found[top] = found.get(top, 0) + 1
            if top.endswith("/"):
                inside.setdefault(top, []).append(name)
    twice = {top for top, names in inside.items() if _is_excluded_twice(tree.selection, top, names)}
    message = "git tracks {}, but {} excluded from the upload"
    spare = {path: count for path, count in found.items() if _is_spare(path, excluded[path])}
    needed = {path: count for path, count in found.items() if path not in spare}
    if needed:
        yield _finding(needed, excluded, message, twice)
    if spare:
        yield _finding(spare, excluded, message, twice, "info")
    resources = {path: 1 for path, decision in excluded.items() if path not in found and _is_resource(path, decision)}
    if resources:
        yield _finding(resources, excluded, "the app's resources contain {}, but {} excluded from the upload", twice)


def _is_spare(path: str, decision: Decision) -> bool:
    """Whether the app runs without what is excluded: a cache, or files of tests, development, documentation."""
    is_cache = decision.rule is not None and decision.rule.pattern in _CACHES
    return is_cache or path_kinds.aside(path) or _OF_DEVELOPERS.search(path) is not None


def _is_resource(path: str, decision: Decision) -> bool:
    """Whether a key store or a certificate is in a folder from which an app reads or serves its files."""
    return (
        _always(decision)
        and not path.endswith("/")
        and not path.rpartition("/")[2].startswith(".")
        and _RESOURCES.search(path) is not None
        and not path_kinds.aside(path)
    )


def _is_reported(decision: Decision) -> bool:
    rule = decision.rule
    if rule is None or rule.origin == "default":
        return rule is not None and rule.pattern not in _UNNEEDED
    return rule.origin in ("floor", _CONFIGURED)


def _excluded(path: str, excluded: dict[str, Decision]) -> str | None:
    """Return the path, or the folder above it, that is excluded; a folder with a slash at its end."""
    at = path.find("/")
    while at >= 0:
        if path[: at + 1] in excluded:
            return path[: at + 1]
        at = path.find("/", at + 1)
    return path if path in excluded else None


def _finding(
    found: dict[str, int],
    excluded: dict[str, Decision],
    message: str,
    twice: set[str],
    severity: Literal["info"] | None = None,
) -> Finding:
    """Return the finding about the paths. `twice` are the folders in which a default excludes a tracked file again."""
    paths = sorted(found)
    words = [f"{path} ({_files(found[path])})" if path.endswith("/") else path for path in paths[:NAMED]]
    if len(paths) > NAMED:
        words.append(_files(sum(found[path] for path in paths[NAMED:]), "more "))
    named = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    patterns = dict.fromkeys(rule.pattern for path in paths[:NAMED] if (rule := _configured(excluded[path])))
    lines = [
        f"`{line}`"
        for path in paths[:NAMED]
        if not _always(excluded[path]) and not _configured(excluded[path])
        for line in _lines(path, twice)
    ]
    globs = [toml_glob(path) for path in paths[:NAMED] if _always(excluded[path])]
    helps = [f"write {' and '.join(lines)} in .justpackignore"] * bool(lines)
    helps += [
        f"include {'them' if len(globs) > 1 else 'it'} in justpack.toml, `force-include = [{', '.join(globs)}]`"
    ] * bool(globs)
    helps += [f"narrow {' and '.join(f'`{each}`' for each in patterns)} in `exclude`"] * bool(patterns)
    aim = ", if the app needs " + ("it" if len(paths) == 1 else "them")
    if patterns:
        aim += f", or move {'it' if len(patterns) == 1 else 'them'} to .justpackignore, which is not reported"
    return RULE.finding(
        message.format(named, "it is" if sum(found.values()) == 1 else "they are"),
        Location(paths[0].rstrip("/")),
        "; ".join(helps) + aim,
        related=[
            RelatedLocation(Location(path.rstrip("/")), _brought_back(path, excluded[path], twice))
            for path in paths[NAMED : NAMED + RELATED]
        ],
        severity=severity,
    )


def _brought_back(path: str, decision: Decision, twice: set[str]) -> str:
    """Return what brings one more path back."""
    if (rule := _configured(decision)) is not None:
        return f"excluded by `{rule.pattern}`"
    if _always(decision):
        return f"`force-include = [{toml_glob(path)}]` includes it"
    return f"{' and '.join(f'`{line}`' for line in _lines(path, twice))} includes it"


def _lines(path: str, twice: set[str]) -> Iterator[str]:
    """Yield the lines that bring back a path that a default excludes."""
    yield f"!{literal(path)}"
    if path in twice:
        yield f"!{literal(path)}**"


def _is_excluded_twice(selection: Selection, top: str, names: list[str]) -> bool:
    """Whether a default excludes a tracked file in an excluded folder again: `node_modules` in `node_modules`."""
    start = len(byte_text(top))
    return any(selection.is_default_below(name, start) for name in names)


def _always(decision: Decision) -> bool:
    return decision.rule is not None and decision.rule.origin == "floor"


def _configured(decision: Decision) -> IgnoreRule | None:
    """Return the pattern of the configuration that excludes the path, or None."""
    return decision.rule if decision.rule is not None and decision.rule.origin == _CONFIGURED else None


def _files(count: int, more: str = "") -> str:
    return f"{count} {more}file{'' if count == 1 else 's'}"


RULE = Rule("FP016", "tracked-file-left-out", "warning", run=run)
