"""A version file exists but is not packed.

The prediction uses only packed files. A .nvmrc, .python-version or mise.toml that an ignore rule leaves out has no
effect in the deployment, while every tool on the laptop still reads it. A file that can also have other content, such
as mise.toml, .npmrc or system.properties, is reported only if it declares a version of a runtime.

Example: `.*` in .gitignore, and a .python-version beside it.

Fix: re-include the file in .justpackignore: `!.python-version`; or declare the version in the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.errors import ManifestError
from justpack.facts.manifests import FILES, KnownFile
from justpack.model import Finding, Location, RelatedLocation
from justpack.tree.safe_fs.reader import MANIFEST_LIMIT

_FILES = {each.name: each for each in FILES if each.kind == "version file" or each.version_line}


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each file, with the rule that leaves it out."""
    if context.prediction.family is None:
        return
    for path, decision in sorted(context.tree.excluded.items()):
        file = _FILES.get(path) or _FILES.get(f"{path.rpartition('/')[0]}/")
        if file is None or not _names_a_version(context, path, file):
            continue
        rule = decision.rule
        place = Location(rule.path, rule.line) if rule is not None and rule.path is not None else None
        yield RULE.finding(
            f"{path} is left out of the upload, so it has no effect on the runtime there",
            Location(path),
            presence.re_inclusion(path, decision),
            related=[RelatedLocation(place, f"left out by {rule.pattern!r}")]
            if rule is not None and place is not None
            else [],
        )


def _names_a_version(context: PredictionContext, path: str, file: KnownFile) -> bool:
    """Whether the file names a version of a runtime; True if it cannot be read, or has no other use."""
    line = file.version_line
    try:
        data = context.tree.peek(path, MANIFEST_LIMIT) if line else None
    except ManifestError:
        return True
    return line is None or data is None or re.search(line, data.decode(errors="replace"), re.MULTILINE) is not None


RULE = Rule("RT012", "version-file-ignored", "warning", run=run)
