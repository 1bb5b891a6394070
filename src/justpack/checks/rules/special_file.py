"""A pipe, socket or device is no file that could be uploaded.

Example: the socket a database left in the project's folder.

Fix: remove it, or leave it out in .justpackignore.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.rule import Check, Subject
from justpack.checks.support.refused_paths import refused
from justpack.model import Finding

CHECK = Check("FP010", "special-file", "error")


def run(subject: Subject) -> Iterator[Finding]:
    """One finding a path."""
    return refused(CHECK, subject, "remove it, or leave it out in .justpackignore")
