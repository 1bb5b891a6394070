"""The start loads a file that is not part of the upload.

Options of node load more than the script: `--env-file` reads variables, and `-r`, `--require`, `--import` and
`--loader` load a module first, also if `NODE_OPTIONS` has them. If such a file is missing, node stops at once.
`.env` files are never packed, because they hold secrets: set the variables at the service instead. Nothing is reported
if a script that runs before the start may make the file. `--fix` writes `--env-file-if-exists`, which Node.js 22.9 and
newer accept.

The files of the project that the started JavaScript file imports are looked for too, and those that they import: an
`import` at the top of a module, and a `require` that nothing decides about. `import './db'` does not find db.js:
Node.js adds no ending to the name in an `import`.

In a Python project, the modules, files and folders that a Procfile starts are looked for too, with their letter case:
Linux distinguishes `App.py` from `app.py`. A module that an installed package may contain is a warning. The module must
also define what the server takes from it: `gunicorn app:application` stops if app.py only defines `app`. Nothing is
reported if the module can get names at runtime (`from x import *`, `globals()`, `exec`, `setattr`).

Bun and Deno are not part of Node.js: a start script that runs one of them, which no dependency contains, is a warning.
The imports at the top level of the started modules are followed, and those of the modules that they import; without a
Procfile, from main.py with a handler or from another file at the root with a usual name. A package of the project must
contain what is imported from it: `from .models import User`, `import app.jobs`. A file that `python app/main.py` starts
belongs to no package, so its relative imports fail. Nothing is reported in `try`, in a condition or in a function,
about a module that a build may write, nor after code that creates files or changes how modules are found.

Example: `"start": "node --env-file=.env server.js"`.

Fix: write `--env-file-if-exists`, or re-include the module that is left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, presence
from justpack.checks.support.contents import python_sources
from justpack.checks.support.presence import Presence, rule_of
from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.checks.support.start_imports import described, javascript_modules, python_modules
from justpack.ecosystems.node import before_start, loaded_files, scripts
from justpack.ecosystems.node.frozen_install.project import SECTIONS
from justpack.ecosystems.node.loaded_files import LoadedFile
from justpack.ecosystems.node.scripts import Command
from justpack.ecosystems.python import procfile
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.python.start import bound_names
from justpack.ecosystems.python.start.started import Started
from justpack.errors import ManifestError
from justpack.facts.node_options import ENV_FILE_IF_EXISTS
from justpack.model import Finding, Severity
from justpack.tree.documents.json import JsonDocument
from justpack.tree.names import folders_above
from justpack.tree.tree import Tree


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each file that the start loads and the upload lacks."""
    if context.prediction.family == "python" and context.plan.entries:
        yield from _procfile(context)
        yield from described.findings(RULE, python_modules.loaded(context).missing)
    document = scripts.manifest(context.tree) if context.prediction.family == "node" else None
    if document is not None and context.plan.entries:
        for command, file, found in missing(context.tree, document):
            yield _finding(command, file, found)
        yield from _other_runtime(context, document)
    if context.prediction.family == "node" and context.plan.entries:
        yield from described.findings(RULE, javascript_modules.loaded(context).missing)


def _procfile(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for what the Procfile starts and the upload lacks; FP006 reports the files that are left out."""
    try:
        text = procfile.read(context.tree)
    except ManifestError:
        return
    reported: set[tuple[str, ...]] = set()
    lost: set[str] = set()
    """The processes that stop because their folder is absent."""
    for each in procfile.started(text) if text is not None else ():
        if text is None or not each.first or each.files in reported or each.process in lost:
            continue
        found = _folder(context, each) if each.kind == "folder" else _start(context, each)
        if found is not None:
            what, help, severity = found
            reported.add(each.files)
            if each.kind == "folder":
                lost.add(each.process)
            yield RULE.finding(
                f"the Procfile {what} in the process {each.process}"
                if each.kind == "folder"
                else f"the Procfile starts {each.written} in the process {each.process}, {what}",
                text.place(each.start, each.end),
                help,
                severity=severity,
            )


_Fault = tuple[str, str, Severity | None]
"""What is wrong, the help, and the severity if it differs from that of the rule."""


def _folder(context: PackageContext, started: Started) -> _Fault | None:
    """Return why a start cannot change into a folder; FP006 reports a file in a folder that is left out."""
    path = started.files[0] if started.files else started.written
    if any(map(context.tree.derive(SparseCheckout.of).has, started.files)):
        return None  # FP018 reports it
    if any(not each or context.tree.has_folder(each) or _is_left_out(context, each) for each in started.files):
        return None
    other = presence.spelling(context.tree, path, folder=True)
    if other is not None:
        return f"changes into the folder {path}, but the folder is {other},", "use the same letter case in both", None
    return f"changes into the folder {path}, which does not exist,", "name a folder that exists, or add it", None


def _is_left_out(context: PackageContext, path: str) -> bool:
    """Whether a folder, a folder above it, or something in it is left out of the upload."""
    excluded = context.tree.excluded
    if path in excluded or path in context.tree.derive(_with_something_left_out):
        return True
    return any(each in excluded or f"{each}/" in excluded for each in folders_above(path))


def _with_something_left_out(tree: Tree) -> set[str]:
    """The folders that are left out, and those that contain something that is left out."""
    return {folder for path in tree.excluded for folder in folders_above(path)}


def _start(context: PackageContext, started: Started) -> _Fault | None:
    found = presence.look(context.tree, started.files)
    if found.state == "packed":
        return _attribute(context, started)
    if found.state == "other case":
        return f"but the file is {found.path}", "use the same letter case in both", None
    if found.state != "absent" or _elsewhere(context, started):
        return None
    if started.module is None:
        return f"and {found.path} does not exist", "name a file that exists, or add it", None
    if started.kind == "main module":
        return _main_module(context, started)
    own = _is_own(context, started.module)
    return (
        f"and there is no module {started.module}",
        "name a file that exists, or add it",
        None if own else "warning",
    )


def _main_module(context: PackageContext, started: Started) -> _Fault | None:
    """Return why `python -m` cannot run a module; None if the module may be that of an installed package."""
    module = started.module or ""
    packages = [f"{path[:-3]}/__init__.py" for path in started.files if not path.endswith("/__main__.py")]
    package = next(filter(context.tree.has, packages), "")
    if package:
        main = package.replace("__init__.py", "__main__.py")
        return f"but the package {module} has no {main}", "add that file, or name the module that is run", None
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        return None
    own = any(map(context.tree.has, (f"{top}.py", f"{top}/__init__.py")))
    needed = dependencies.required_python(context)
    if not own and needed is not None and normalized(top) in needed:
        return None
    certain = own or needed == frozenset()
    return f"and there is no module {module}", "name a module that exists, or add it", None if certain else "warning"


def _attribute(context: PackageContext, started: Started) -> _Fault | None:
    """Return why a program does not find the app in a module; None if the module may have it."""
    wanted = started.attribute
    if wanted is None:
        return None
    paths = [path for path in started.files if context.tree.has(path)]
    guess: str | None = None
    for path in paths:
        source = context.tree.peek(path, python_sources.SOURCE_LIMIT) or b""
        bound = bound_names.read(source) if len(source) < python_sources.SOURCE_LIMIT else None
        if bound is None or not bound.names.isdisjoint(wanted.names) or (wanted.instance and bound.may_hold_app):
            return None
        if path.endswith("/__init__.py") and _is_package_of(context, path, wanted.names):
            return None
        guess = guess or next((each for each in _USUAL if each in bound.names), None)
    if not paths or _has_extension(context, paths):
        return None
    names = " or ".join(wanted.names[:2])
    help = f"define {names} in {paths[0]}"
    if guess is not None and started.module is not None and not wanted.instance:
        help = f"write {started.module}:{guess}{'()' if guess in _FACTORIES else ''}, or {help}"
    return f"but {paths[0]} does not define {names}", help, None


_USUAL = ("app", "application", "api", "server", "create_app", "make_app")
"""Usual names of an app, and of functions that make one."""
_FACTORIES = frozenset({"create_app", "make_app"})
_EXTENSIONS = (".so", ".pyd", ".pyc")


def _is_package_of(context: PackageContext, path: str, names: Iterable[str]) -> bool:
    """Whether a package contains a module of one of these names, which an import anywhere makes its attribute."""
    folder = path.removesuffix("/__init__.py")
    return any(context.tree.has(f"{folder}/{name}.py") or context.tree.has_folder(f"{folder}/{name}") for name in names)


def _has_extension(context: PackageContext, paths: Iterable[str]) -> bool:
    """Whether a compiled module lies beside one of the sources: Python prefers it."""
    for path in paths:
        folder, _, name = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")
        if any(each.startswith(f"{name}.") and each.endswith(_EXTENSIONS) for each in context.tree.names(folder)):
            return True
    return False


def _elsewhere(context: PackageContext, started: Started) -> bool:
    """Whether a packed file in another folder may be what is meant, such as one in `src/`, which an install adds."""
    if started.module is None:
        return False
    ends = tuple(f"/{path}" for path in started.files)
    return any(entry.path.endswith(ends) for entry in context.plan.entries) or _has_extension(context, started.files)


def _is_own(context: PackageContext, module: str) -> bool:
    """Whether the module, if it existed, would be the project's own: its package is, or it is no package's name."""
    top, dot, _ = module.partition(".")
    if dot:
        return context.tree.has_folder(top) or context.tree.has(f"{top}.py")
    needed = dependencies.required_python(context)
    return needed is not None and normalized(top) not in needed


_OTHER_RUNTIMES = frozenset({"bun", "deno"})
"""Other runtimes of JavaScript. The npm package that contains one has its name."""
_FETCHES = re.compile(r"\b(?:npx|pnpx|bunx|dlx|exec|x)\b")
"""Programs and subcommands that download a program which is not installed."""


def _other_runtime(context: PackageContext, document: JsonDocument) -> Iterator[Finding]:
    """Yield a finding for the first command that runs another runtime, if no dependency contains it."""
    for command in scripts.commands(context.tree, document, "start"):
        program = command.program
        if program not in _OTHER_RUNTIMES or not command.certain or program != command.words[0]:
            continue
        manifests = [each for _, each in dependencies.own_manifests(context)]
        is_named = any(program in each.table(kind) for each in manifests for kind in SECTIONS)
        if not is_named and not _FETCHES.search(command.place.text or ""):
            yield RULE.finding(
                f"the start script runs {program}, which is not part of Node.js, and no dependency contains it",
                scripts.place_of(command, program),
                f"add {program} to the dependencies, or start the app with node",
                severity="warning",
            )
        return


def missing(tree: Tree, document: JsonDocument, *, once: bool = True) -> Iterator[tuple[Command, LoadedFile, Presence]]:
    """Yield each file that the start script loads and the upload lacks, with the command that loads it.

    A file is yielded only for the first option that names it, unless `once` is false.
    """
    seen: set[str] = set()
    before = _Before(tree, document)
    for command in scripts.commands(tree, document, "start"):
        for file in loaded_files.of(command) if command.certain else ():
            found = presence.look(tree, file.paths)
            if found.state in ("packed", "not checked out", "unusable") or (once and found.path in seen):
                continue  # another rule reports what is not checked out or cannot be packed
            if before.may_make(file):
                continue
            seen.add(found.path)
            yield command, file, found
        before.add(command)


class _Before:
    """What runs before a command of the start script: the scripts before the start, and the earlier commands."""

    def __init__(self, tree: Tree, document: JsonDocument) -> None:
        self._tree, self._document = tree, document
        self._makes_something = self._makes_variables = False

    def add(self, command: Command) -> None:
        """Add a command of the start script."""
        self._makes_something = self._makes_something or scripts.makes_something(command)
        self._makes_variables = self._makes_variables or not before_start.makes_no_variables(command)

    def may_make(self, file: LoadedFile) -> bool:
        """Whether a script before the start, or an earlier command, may make the file.

        A build may make any module. A file of variables is not made by a compiler or a bundler, unless a script names
        it.
        """
        if not file.is_environment:
            return self._makes_something or self._makes_files
        return self._makes_variables or self._runs_more_than_builds or file.paths[0] in self._texts

    @cached_property
    def _makes_files(self) -> bool:
        return before_start.makes_files(self._tree, self._document)

    @cached_property
    def _runs_more_than_builds(self) -> bool:
        return before_start.runs_more_than_builds(self._tree, self._document)

    @cached_property
    def _texts(self) -> str:
        return "\n".join(before_start.texts(self._tree, self._document))


def _finding(command: Command, file: LoadedFile, found: Presence) -> Finding:
    place = scripts.place_of(command, file.written.removeprefix("./"))
    start = f"the start script has `{file.option}`, which loads {file.written}"
    if file.is_environment:
        start = f"the start script has `{file.option}`, which reads {file.written}"
    if found.state == "other case":
        return RULE.finding(f"{start}, but the file is {found.path}", place, "write both alike")
    if found.state == "absent":
        why = ", which does not exist"
        help = "name a file that exists, or remove the option"
    else:
        why, help = described.left_out(found)
    if file.is_environment:
        help = f"write `{ENV_FILE_IF_EXISTS}`, and set the variables at the service"
    return RULE.finding(f"{start}{why}", place, help, related=rule_of(found.decision))


RULE = Rule("EN007", "start-needs-absent-file", "error", run=run)
