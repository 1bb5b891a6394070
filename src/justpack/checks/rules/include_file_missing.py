"""A requirements file includes a file that is not packed.

pip stops if a file named by `-r` or `-c` is missing. If pyproject.toml names a file from which setuptools reads the
dependencies, and the file is missing, setuptools only prints a warning and builds a package without dependencies. The
app then fails when it starts.

Example: `-r requirements/base.txt` in requirements.txt, while `requirements/` is ignored.

Fix: add the file, or remove the ignore rule that leaves it out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.ecosystems.python import manifests, requirements
from justpack.ecosystems.python.requirements import Line
from justpack.ecosystems.values import texts
from justpack.errors import ManifestError
from justpack.model import Finding, Location, RelatedLocation


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each line, with the rule that leaves the file out if one does."""
    if context.prediction.family != "python":
        return
    sparse = context.tree.derive(SparseCheckout.of)  # FP018 reports what it leaves out
    try:
        for file in requirements.files(context.tree):
            for line in file.lines:
                if line.kind in ("include", "constraint"):
                    path = requirements.target(file.path, line.value)
                    if path is not None and not context.tree.has(path) and not sparse.has(path):
                        yield _backslash(context, file.path, line) or _finding(
                            context, f"{file.path} includes {line.value}", path, line.place
                        )
    except ManifestError:
        return  # another rule reports its syntax
    yield from _dynamic(context)


def _backslash(context: PackageContext, origin: str, line: Line) -> Finding | None:
    """Return the finding about a path with backslashes, which pip removes; None if there are none."""
    written = requirements.with_slashes(line)
    path = requirements.target(origin, written) if written is not None else None
    if written is None or path is None or not context.tree.has(path):
        return None
    return RULE.finding(
        f"{origin} includes {line.value}, which does not exist: pip removes the backslashes",
        line.place,
        f"write {written}",
    )


def _dynamic(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for `[tool.setuptools.dynamic] dependencies = {file = …}` (setuptools.pypa.io, pyproject.toml)."""
    document = manifests.pyproject(context.tree)
    if document is None or "dependencies" not in texts(document.get("project", "dynamic")):
        return  # setuptools does not read them then
    for written in manifests.files_of_setuptools(document):
        path = posixpath.normpath(written)
        if not context.tree.has(path) and not context.tree.derive(SparseCheckout.of).has(path):
            says = f"pyproject.toml takes its dependencies from {written}"
            yield _finding(context, says, path, document.place(*manifests.DYNAMIC))


def _finding(context: PackageContext, says: str, path: str, place: Location) -> Finding:
    decision = context.tree.excluded.get(path)
    rule = decision.rule if decision else None
    if rule is None:
        why = "which is outside the upload" if path.startswith(("../", "/")) else "which does not exist"
        return RULE.finding(f"{says}, {why}", place, "add the file to the project, or remove the line")
    where = [RelatedLocation(Location(rule.path, rule.line), f"left out by {rule.pattern!r}")] if rule.path else []
    return RULE.finding(
        f"{says}, which is left out of the upload",
        place,
        presence.re_inclusion(path, decision),
        related=where,
    )


RULE = Rule("MF009", "include-file-missing", "error", run=run)
