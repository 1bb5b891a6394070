"""The file that is started has a syntax error.

Python parses a file before it runs the first line. A missing colon, an open bracket, a `print` statement of Python 2 or
an encoding that Python refuses stops the app at once. The rule parses the files that the Procfile starts; without one,
the files at the root that have the usual names of an entry file, such as main.py, app.py and wsgi.py. Syntax that only
a newer Python has is reported by DP011, and the marks of a merge conflict by FP017.

Example: `def handler(event, context)` without the colon in main.py.

Fix: correct the line that the finding shows; `python -m py_compile main.py` shows whether Python parses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.checks.support.contents import python_sources
from justpack.errors import ManifestError
from justpack.model import Finding, Location

_CONFLICT = re.compile(rb"^(?:<{7}|>{7})(?: |\r?$)", re.MULTILINE)


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each entry file, at its first syntax error."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return
    for path in python_sources.entry_files(context):
        try:
            source = context.tree.peek(path, python_sources.SOURCE_LIMIT) or b""
        except ManifestError:
            continue
        if len(source) >= python_sources.SOURCE_LIMIT or _CONFLICT.search(source):
            continue
        from justpack.ecosystems.python import syntax

        found = syntax.fault(source, (runtime.low[0], runtime.low[1]))
        if found is not None:
            yield RULE.finding(
                f"{path} cannot be parsed by {runtime.title}: {found.what}",
                Location(path, found.line),
                "correct the line: Python stops before it runs the file",
            )


RULE = Rule("EN009", "source-cannot-be-parsed", "error", run=run)
