"""The project has dependencies but no lock file.

Without a lock file, each build installs the newest matching versions of that day. The deployed versions differ from
those on the laptop, and a build that worked can fail later without a change.

Example: package.json with dependencies, and no package-lock.json beside it.

Fix: run the install or lock command of the package manager once, and commit the file that it writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.ecosystems import lock_files
from justpack.ecosystems.python import manifests
from justpack.ecosystems.values import table, text
from justpack.facts.manifests import REQUIREMENTS_TXT, of
from justpack.model import Finding, Location
from justpack.tree.documents.json import JsonDocument

_MANAGERS = ("npm", "pnpm", "yarn", "bun")
_SIGNS = tuple((each.name, each.tool) for each in of("settings", "node") if each.tool != "npm")
"""Files that only one package manager reads."""
_OTHERS = "`pnpm install`, `yarn install` or `bun install` (npm refuses `workspace:`)"
"""The commands of the package managers that read `workspace:` (pnpm.io, yarnpkg.com and bun.sh, workspaces)."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding, at the manifest. LK004 reports a lock file that exists but is left out."""
    if dependencies.present(context) or dependencies.excluded(context):
        return
    if any(context.tree.derive(SparseCheckout.of).has(each.name) for each in lock_files.FILES):
        return  # FP018 reports it
    if context.prediction.family == "node":
        yield from _node(context)
    elif context.prediction.family == "python" and not context.tree.has(REQUIREMENTS_TXT):
        yield from _python(context)


def _node(context: PackageContext) -> Iterator[Finding]:
    document = dependencies.package_json(context)
    if document is None or not document.table("dependencies"):
        return
    manager = next(_managers(context, document), None)
    command = next((f"`{each.command}`" for each in lock_files.FILES if each.manager == manager), _OTHERS)
    count = len(document.table("dependencies"))
    yield RULE.finding(
        f"no lock file fixes the versions of {count} {'dependency' if count == 1 else 'dependencies'}",
        document.place("dependencies"),
        f"run {command} and commit the file that it writes",
    )


def _managers(context: PackageContext, document: JsonDocument) -> Iterator[str | None]:
    """Yield the package manager, the most reliable sign first; None for an unknown one that is not npm."""
    tools = document.get("devEngines", "packageManager")
    named = [text(document.get("packageManager")), *(text(table(each).get("name")) for each in _listed(tools))]
    yield from (manager for each in named if each and (manager := each.partition("@")[0]) in _MANAGERS)
    yield from (manager for path, manager in _SIGNS if context.tree.has(path) or path in context.tree.excluded)
    kinds = ("dependencies", "devDependencies", "optionalDependencies")
    if any(spec.startswith("workspace:") for _, _, spec in dependencies.specs(document, *kinds)):
        yield "pnpm" if document.table("pnpm") else None
    yield "npm"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _python(context: PackageContext) -> Iterator[Finding]:
    """Yield the finding if a tool with a lock file is in use; pip has no lock file of its own."""
    document = manifests.pyproject(context.tree)
    manager, place = None, Location(manifests.FILE)
    if document is not None and document.table("tool", "poetry", "dependencies").keys() - {"python"}:
        manager, place = "poetry", document.place("tool", "poetry", "dependencies")
    elif document is not None and document.get("project", "dependencies"):
        uv = document.get("tool", "uv")
        if isinstance(uv, dict) and uv.keys() != {"build-backend"}:
            manager, place = "uv", document.place("project", "dependencies")
        elif document.table("tool", "pdm").keys() & {"dev-dependencies", "resolution", "scripts", "distribution"}:
            manager, place = "pdm", document.place("project", "dependencies")
    elif (pipfile := manifests.pipfile(context.tree)) is not None and pipfile.table("packages"):
        manager, place = "pipenv", pipfile.place("packages")
    if manager is not None:
        file = next(each for each in lock_files.FILES if each.manager == manager)
        yield RULE.finding(
            f"{file.name} is missing, so nothing fixes the versions of the dependencies",
            place,
            f"run `{file.command}` and commit the file that it writes",
        )


RULE = Rule("LK001", "lockfile-missing", "warning", run=run)
