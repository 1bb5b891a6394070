"""The first line of a script ends with a carriage return.

The system reads `#!/bin/sh` followed by a carriage return as the name of a program that does not exist, and reports
"not found" or "bad interpreter". A shell also fails at the other lines. Other interpreters accept such a file if they
are called by name, so for them the finding is a warning, and only if the file is executable. A shell script below the
root is a warning too, unless package.json or a Procfile names it, and so is a text or a data file.

Example: a `start.sh` that was checked out on Windows with `core.autocrlf = true`.

Fix: save the file with LF line ends, and add `*.sh text eol=lf` to .gitattributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.ecosystems.node import scripts
from justpack.ecosystems.python import procfile
from justpack.errors import ManifestError
from justpack.frozen import frozen
from justpack.model import Entry, Finding, Location

_FIRST = re.compile(rb"#![^\n]*\r\n")
_SHELL = re.compile(rb"[/ \t](?:ba|da|k|z|a)?sh[\s\r]")


def begin(context: PackageContext) -> ContentScan:
    """Return the scan of one project, which names some of its scripts."""
    scripts_of_project = _Scripts(_naming(context))
    return ContentScan(scripts_of_project.wants, scripts_of_project.look, starts=(b"#!",))


def _naming(context: PackageContext) -> str:
    """Return the texts that name the scripts that are run."""
    document = scripts.manifest(context.tree)
    named = [str(each) for each in document.table("scripts").values()] if document is not None else []
    try:
        text = procfile.read(context.tree)
    except ManifestError:
        text = None
    return "\n".join([*named, text.text if text is not None else ""])


@frozen
class _Scripts:
    named: str

    def wants(self, entry: Entry) -> bool:
        """Whether the file is large enough for a first line."""
        return entry.size > 4

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        """Yield one finding for each file."""
        first = _FIRST.match(data)
        if first is None:
            return
        shell = _SHELL.search(first.group()) is not None
        if not shell and not entry.executable:
            return
        line = first.group().rstrip().decode("utf-8", "replace")
        yield RULE.finding(
            f"{entry.path} begins with {line!r} and a carriage return, so it cannot be executed",
            Location(entry.path, 1, len(line) + 1, 1, line + "\r"),
            "save it with LF line ends, and add `*.sh text eol=lf` to .gitattributes",
            severity="error" if shell and self._is_run(entry) else "warning",
        )

    def _is_run(self, entry: Entry) -> bool:
        """Whether the file is a script that is named, or that looks like one at the root."""
        name = entry.path.rpartition("/")[2]
        scriptlike = entry.executable or "." not in name or name.lower().endswith((".sh", ".bash", ".zsh", ".ksh"))
        return entry.path in self.named or (name == entry.path and scriptlike)


RULE = Rule("FP011", "crlf-shebang", "error", begin=begin)
