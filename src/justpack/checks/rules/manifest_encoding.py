"""A manifest is in an encoding that its own reader refuses.

Windows PowerShell's `>` writes UTF-16, and some editors put a byte order mark before UTF-8. An error where the tool the
file is for cannot read it: package.json, pyproject.toml, setup.py or a Gradle script in UTF-16; a byte order mark in
pyproject.toml, setup.cfg or a Pipfile; a pom.xml whose XML declaration says something else than its bytes. A warning
where another file may be read instead, and for a requirements.txt in UTF-16: pip and uv take it, but how JustDeploy
reads it is not published. What is harmless is not told: a byte order mark in package.json, requirements.txt or pom.xml.

Example: `pip freeze > requirements.txt` in Windows PowerShell.

Fix: save it as UTF-8 without a byte order mark; in PowerShell `pip freeze | Out-File -Encoding ascii requirements.txt`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.checks.support import encodings
from justpack.checks.support.encodings import Refused
from justpack.errors import ManifestError
from justpack.model import Finding, Location

CHECK = Check("MF003", "manifest-encoding", "error")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding a file; only a warning where the file does not belong to the predicted family."""
    family = subject.prediction.family
    for each in (*encodings.refused(subject.tree), *_included(subject)):
        foreign = family not in (None, each.family)
        yield CHECK.finding(
            each.message,
            Location(each.path),
            "save it as UTF-8 without a byte order mark",
            severity="warning" if foreign else each.severity,
        )


def _included(subject: Subject) -> Iterator[Refused]:
    """The files that requirements.txt includes; only where all is checked."""
    if subject.plan is None or not subject.tree.has(encodings.REQUIREMENTS):
        return
    from justpack.ecosystems.python import requirements

    try:
        for file in requirements.files(subject.tree):
            if file.path != encodings.REQUIREMENTS:
                yield from encodings.requirements(subject.tree, file.path)
    except ManifestError:
        return
