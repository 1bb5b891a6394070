"""A link cannot be followed inside the upload.

Links are packed as the file they lead to. One that leads out of the project, in a circle or nowhere has no content that
could be uploaded.

Example: `data -> /srv/data`.

Fix: copy the file into the project, or leave the link out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding

CHECK = Check("FP001", "symlink-escapes-root", "error")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding a link."""
    return refused(CHECK, subject, "copy what it leads to into the project, or leave the link out")
