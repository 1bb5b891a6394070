"""The tool that reads a manifest does not support its encoding.

Windows PowerShell's `>` writes UTF-16, and some editors write a byte order mark before UTF-8. The finding is an error
if the tool cannot read the file: package.json, pyproject.toml, setup.py or a Gradle script in UTF-16; pyproject.toml,
setup.cfg or a Pipfile with a byte order mark; a requirements file that is not UTF-8, such as Latin-1; a pom.xml whose
XML declaration names another encoding than it has. It is a warning if another file may be read instead, and for a
requirements.txt in UTF-16: pip and uv read it, but how JustDeploy reads it is not published. A byte order mark in
package.json, requirements.txt or pom.xml is harmless and is not reported.

Example: `pip freeze > requirements.txt` in Windows PowerShell.

Fix: save the file as UTF-8 without a byte order mark; in PowerShell `pip freeze | Out-File -Encoding ascii
requirements.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext, PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support import encodings
from justpack.checks.support.contents import stand_ins
from justpack.checks.support.encodings import MisencodedManifest
from justpack.errors import ManifestError
from justpack.model import Finding, Location


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each file, which is a warning if the file does not belong to the predicted family."""
    family = context.prediction.family
    for each in (*encodings.misencoded(context.tree), *_included(context)):
        if stand_ins.reported(context, each.path):
            continue
        foreign = family not in (None, each.family)
        yield RULE.finding(
            each.message,
            Location(each.path),
            "save it as UTF-8 without a byte order mark",
            severity="warning" if foreign else each.severity,
        )


def _included(context: PredictionContext) -> Iterator[MisencodedManifest]:
    """Return the files that requirements.txt includes. `detect` does not read them."""
    if not isinstance(context, PackageContext) or not context.tree.has(encodings.REQUIREMENTS):
        return
    from justpack.ecosystems.python import requirements

    try:
        for file in requirements.files(context.tree):
            if file.path != encodings.REQUIREMENTS:
                yield from encodings.requirements(context.tree, file.path)
    except ManifestError:
        return


RULE = Rule("MF003", "manifest-encoding", "error", run=run)
