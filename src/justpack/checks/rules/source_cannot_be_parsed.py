"""The file that is started has a syntax error.

Python and Node.js parse a file before they run the first line. A missing colon, an open bracket, a `print` statement of
Python 2 or an encoding that Python refuses stops the app at once. The rule parses the Python files that the Procfile
starts; without one, the files at the root that have the usual names of an entry file, such as main.py, app.py and
wsgi.py. It also parses the modules of the project that these certainly import. Syntax that only a newer Python has is
reported by DP011, and the marks of a merge conflict by FP017. A file with more than 120,000 names, numbers, marks and
lines, or with a name such as `a.b.c` of more than 1,000 parts, is not parsed, which is a warning.

For Node.js it looks at the JavaScript file that the start script runs with `node`; without a start script, at
server.js, the main file or index.js. It reports errors that are certain in every version: brackets that do not match,
strings that are not closed, operators without an operand, types of TypeScript and elements of JSX. It also looks at
the files of the project that this one imports at its top level, and those that they import. In a TypeScript file that
plain `node` starts, it reports an enum, a parameter property and `import x = require()`. It does not look at files
larger than 256 KiB, nor if the start script or an import loads a module that may translate the files.

Example: `def handler(event, context)` without the colon in main.py, or a missing `)` in server.js.

Fix: correct the line that the finding shows; `python -m py_compile main.py` and `node --check server.js` show whether
the file can be parsed.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.checks.support.advice import word
from justpack.checks.support.contents import javascript_entry, merge_marks, python_sources, stand_ins
from justpack.checks.support.start_imports import javascript_modules, python_modules
from justpack.model import Finding, Location, Runtime
from justpack.tree.documents import python_source


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each entry file, at its first syntax error."""
    runtime = dependencies.predicted(context, "python")
    if runtime is not None:
        yield from _python(context, runtime)
    runtime = dependencies.predicted(context, "node")
    if runtime is not None:
        yield from _node(context, runtime)


def _python(context: PackageContext, runtime: Runtime) -> Iterator[Finding]:
    entries = python_sources.entry_files(context)
    for path in entries:
        source = merge_marks.unmarked(context.tree, path, python_sources.SOURCE_LIMIT)
        if source is None or stand_ins.named(source) is not None:
            continue  # another rule reports it
        from justpack.ecosystems.python import syntax

        found = syntax.fault(source, (runtime.low[0], runtime.low[1]))
        if found is not None:
            yield RULE.finding(
                f"{path} cannot be parsed by {runtime.title}: {found.what}",
                Location(path, found.line),
                "correct the line: Python stops before it runs the file",
            )
        elif (excess := python_source.excess(source.decode("utf-8", "replace"))) is not None:
            yield RULE.finding(
                f"{path} was not checked: {excess}",
                Location(path),
                "keep data in a file of its own",
                severity="warning",
            )
    for path, loaded in python_modules.loaded(context).modules.items():
        if loaded.fault is not None and path not in entries:
            yield RULE.finding(
                f"{path} cannot be parsed by {runtime.title}: {loaded.fault.what}",
                Location(path, loaded.fault.line),
                "correct the line: the start imports the file, and Python stops at the error",
            )


def _node(context: PackageContext, runtime: Runtime) -> Iterator[Finding]:
    path = javascript_entry.entry_file(context)
    source = merge_marks.unmarked(context.tree, path, javascript_entry.SOURCE_LIMIT) if path is not None else None
    if path is None or source is None or stand_ins.is_stand_in(source):
        return
    text = source.decode("utf-8", "replace")
    if javascript_entry.is_typescript(path):
        yield from _typescript(path, text, runtime)
        return
    if javascript_entry.is_refused(context, path):
        yield RULE.finding(
            f"{path} cannot be started by {runtime.title}: a module must end with .js or .mjs",
            Location(path, 1),
            "translate it in the build script, and start what the build writes",
        )
        return
    for loaded, module in javascript_modules.loaded(context).modules.items():
        if module.fault is not None:
            yield RULE.finding(
                f"{loaded} cannot be parsed by {runtime.title}: {module.fault.what}",
                Location(loaded, module.fault.line),
                f"correct the file until `node --check {word(loaded)}` is silent: Node.js stops at the error",
            )


def _typescript(path: str, text: str, runtime: Runtime) -> Iterator[Finding]:
    from justpack.ecosystems.node.javascript import typescript

    found = typescript.translated(text)
    if found is not None:
        yield RULE.finding(
            f"{path} cannot be started by {runtime.title}: it has {found[0]}, and Node.js only removes types",
            Location(path, found[1]),
            "compile it in the build script and start what the build writes, or start it with `tsx`",
        )


RULE = Rule("EN009", "source-cannot-be-parsed", "error", run=run)
