"""A requirement that pip or uv refuses.

The install stops at the first line that it cannot parse, and nothing is installed. The rule reads requirements.txt and
the files that it includes, `[project] dependencies`, the extras, the dependency groups and the build requirements of
pyproject.toml, and the constraints of Poetry. Further it reads setup.cfg, literal lists in setup.py, the `pip:` list of
conda's environment.yml, and requirements.in if there is no requirements.txt. It also reports files that include each
other, an editable path that is not a Python project, and options that a requirements file cannot contain. pip 26.3 and
uv 0.13 are the judges. A line that one of the two accepts is a warning. If another file is the one that is probably
installed from, such as requirements.txt beside pyproject.toml, a fault is a warning.

Example: `flask=3.0.0` in requirements.txt, because the operator is `==`.

Fix: write what the finding suggests; `--fix` writes it if only one text can have been meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.contents import stand_ins
from justpack.ecosystems.python import dependency_tables, local_paths, manifests, requirement_syntax, requirements
from justpack.ecosystems.python.declared import setup_cfg, setup_py
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.python.requirement_syntax import Refusal
from justpack.ecosystems.python.requirements import Line, Requirements
from justpack.ecosystems.values import table, texts
from justpack.errors import ManifestError
from justpack.facts.manifests import (
    PDM_LOCK,
    PIPFILE,
    POETRY_LOCK,
    PYPROJECT_TOML,
    REQUIREMENTS_IN,
    REQUIREMENTS_TXT,
    SETUP_CFG,
    SETUP_PY,
    UV_LOCK,
    names,
)
from justpack.frozen import frozen, replace
from justpack.model import Finding, Location, Severity
from justpack.tree.documents.toml import TomlDocument
from justpack.tree.tree import Tree
from justpack.versions.python import poetry

_CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)|\|{7}(?: |$)")
"""A line that FP017 reports."""
FAULTS_LIMIT = 1000
"""Largest number of refused requirements that are reported; a file of half a megabyte can have 100,000."""


@frozen
class Fault:
    """A requirement that is refused."""

    refusal: Refusal
    place: Location
    raw: str
    """The text that the suggestion replaces."""
    severity: Severity = "error"


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each requirement."""
    if context.prediction.family != "python":
        return
    severities: set[Severity] = set()
    found = faults(context.tree)
    for fault in islice(found, FAULTS_LIMIT):
        severities.add(fault.severity)
        guess = fault.refusal.suggestion
        yield RULE.finding(
            fault.refusal.reason,
            fault.place,
            f"write {guess!r}" if guess else "correct the requirement, or remove it",
            severity=fault.severity,
        )
    more = next(found, None)
    if more is not None:
        message = f"more than {FAULTS_LIMIT} requirements are refused; this one and those after it were not judged"
        severity: Severity = "warning" if severities == {"warning"} else RULE.severity
        yield RULE.finding(message, more.place, "correct the requirements, and check again", severity=severity)


def faults(tree: Tree) -> Iterator[Fault]:
    """Yield the requirements of a project that pip, uv or Poetry refuses."""
    start = REQUIREMENTS_TXT if tree.has(REQUIREMENTS_TXT) else REQUIREMENTS_IN
    yield from _files(tree, start)
    document = manifests.pyproject(tree)
    if document is not None:
        yield from _pyproject(tree, document)
    yield from _declared(tree, document)


def _files(tree: Tree, start: str) -> Iterator[Fault]:
    read: list[Requirements] = []
    with suppress(ManifestError):  # another rule reports that a file cannot be read
        read.extend(requirements.files(tree, start))
    constraints = requirements.constraints(read)
    for file in read:
        if stand_ins.in_file(tree, file.path) is not None:
            continue  # FP012 or FP018 reports it
        for line in file.lines:
            if not _CONFLICT.match(line.raw):
                faults = list(_line(tree, line))
                yield from faults
                if not faults and file.path in constraints:
                    yield from _constraint(line)
    yield from _circles({file.path: _targets(file) for file in read}, start)


def _constraint(line: Line) -> Iterator[Fault]:
    """Yield why pip refuses a valid line in a file of constraints."""
    found = None
    if line.kind == "editable":
        found = Refusal(f"{line.raw} is editable, which a constraint cannot be")
    elif line.kind == "requirement":
        found = requirement_syntax.constraint_line_refusal(line.value)
    if found is not None:
        yield Fault(found, line.place, line.value, "warning" if found.accepted_by else RULE.severity)


def _declared(tree: Tree, document: TomlDocument | None) -> Iterator[Fault]:
    """Yield the faults of setup.cfg, setup.py and environment.yml.

    They are warnings if another file is the one that is probably installed from.
    """
    beside = tree.has(REQUIREMENTS_TXT) or tree.has(PIPFILE) or document is not None
    severity: Severity = "warning" if beside else "error"
    overruled = document is not None and document.get("project") is not None
    sources = [] if overruled else [setup_cfg.requirements, setup_py.requirements]
    for each in chain.from_iterable(read(tree) for read in sources):
        found = requirement_syntax.refusal(each.text)
        if found is not None:
            yield Fault(Refusal(f"{found.reason} ({each.label})", found.suggestion), each.place, each.text, severity)
    if any(map(tree.has, names("environment", tool="conda"))):
        yield from _of_conda(tree, "warning" if beside or any(map(tree.has, (SETUP_PY, SETUP_CFG))) else "error")


def _of_conda(tree: Tree, severity: Severity) -> Iterator[Fault]:
    from justpack.ecosystems.python.declared import conda_environment  # loaded only if there is such a file

    for each in conda_environment.requirements(tree):
        for line in requirements.parse(each.place.path, each.text.encode("utf-8", "replace")).lines:
            for fault in _line(tree, replace(line, place=each.place)):
                bare = Refusal(fault.refusal.reason, fault.refusal.suggestion, accepted_by=fault.refusal.accepted_by)
                yield Fault(bare, each.place, fault.raw, "warning" if fault.severity == "warning" else severity)


def _line(tree: Tree, line: Line) -> Iterator[Fault]:
    found: Refusal | None = None
    raw = line.value
    slashed = _with_slashes(tree, line)
    if slashed is not None:
        found = Refusal(f"pip removes or keeps the backslashes of {line.raw} and does not find the path", slashed, True)
        raw = line.raw
    elif line.kind == "requirement":
        path = local_paths.path_of(line.value)
        found = _of_path(tree, path, line.value) if path is not None else requirement_syntax.line_refusal(line.value)
    elif line.kind == "editable":
        path = local_paths.editable_path(line.value)
        found = requirement_syntax.editable_refusal(line.value, line.raw)
        if found is None and path is not None:
            raw = path
            found = _of_path(tree, path, f"-e {line.value}")
    if found is None:
        found = requirement_syntax.option_refusal(line.options)
    if found is not None:
        yield Fault(found, line.place, raw, "warning" if found.accepted_by else RULE.severity)


def _with_slashes(tree: Tree, line: Line) -> str | None:
    """Return the line with slashes if it names a packed path with backslashes, as on Windows; otherwise None."""
    if "\\" not in line.raw or line.kind not in ("requirement", "editable"):
        return None
    slashed = line.raw.replace("\\", "/")
    name = re.sub(r"^(?:-e|--editable)[ =]*", "", slashed).partition(";")[0].strip()
    inside = local_paths.inside(name.partition("[")[0])
    return slashed if inside and local_paths.is_packed(tree, inside) else None


def _of_path(tree: Tree, path: str, shown: str) -> Refusal | None:
    """Return why pip refuses a path inside the project. MF004 reports a path that is not packed."""
    inside = local_paths.inside(path)
    if inside is None or not local_paths.is_packed(tree, inside):
        return None
    if tree.has(inside):
        if local_paths.is_archive(inside):
            return None
        guess = f"-r {path}" if inside.endswith((".txt", ".in")) else None
        return Refusal(f"{shown} is a file that pip cannot install", guess)
    prefix = f"{inside}/" if inside else ""
    if any(tree.has(prefix + name) for name in (SETUP_PY, PYPROJECT_TOML)):
        return None
    return Refusal(f"{shown} is not a Python project: the folder has neither setup.py nor pyproject.toml")


def _targets(file: Requirements) -> list[tuple[str, Line]]:
    found = []
    for line in file.lines:
        path = requirements.target(file.path, line.value) if line.kind in ("include", "constraint") else None
        if path is not None:
            found.append((path, line))
    return found


def _circles(included: Mapping[str, list[tuple[str, Line]]], start: str) -> Iterator[Fault]:
    """Yield the lines that include a file from which they are included themselves."""
    state: dict[str, bool] = {}
    """Whether the files included by a file are still being followed."""
    ahead: list[tuple[str, Iterator[tuple[str, Line]]]] = []
    if start in included:
        state[start] = True
        ahead.append((start, iter(included[start])))
    while ahead:
        path, lines = ahead[-1]
        following = next(lines, None)
        if following is None:
            state[path] = False
            ahead.pop()
            continue
        target, line = following
        if state.get(target):
            reason = f"{path} includes {target}, which includes {path}" if target != path else f"{path} includes itself"
            yield Fault(Refusal(f"{reason}: pip refuses files that include each other"), line.place, line.raw)
        elif target not in state and target in included:
            state[target] = True
            ahead.append((target, iter(included[target])))


def _pyproject(tree: Tree, document: TomlDocument) -> Iterator[Fault]:
    beside = tree.has(REQUIREMENTS_TXT)
    locked = tree.has(UV_LOCK) or tree.has(PDM_LOCK) or tree.has(POETRY_LOCK)
    severity: Severity = "warning" if beside and not locked else "error"
    for keys in (*dependency_tables.of_project(document), ("build-system", "requires")):
        yield from _listed(document, keys, severity)
    yield from _files_of_setuptools(tree, document, severity)
    yield from _groups(document, severity)
    yield from _poetry(document, severity)


def _files_of_setuptools(tree: Tree, document: TomlDocument, severity: Severity) -> Iterator[Fault]:
    """Yield the faults of the files from which setuptools reads the dependencies; requirements.txt is read anyway."""
    if "dependencies" not in texts(document.get("project", "dynamic")):
        return
    for path in manifests.files_of_setuptools(document):
        try:
            file = tree.load(path, requirements.parse) if path != REQUIREMENTS_TXT else None
        except ManifestError:
            continue
        for line in file.lines if file is not None else ():
            found = requirement_syntax.refusal(line.value) if line.kind == "requirement" else None
            if found is not None and not _CONFLICT.match(line.raw):
                yield Fault(found, line.place, line.value, severity)


def _listed(document: TomlDocument, keys: tuple[str, ...], severity: Severity) -> Iterator[Fault]:
    value = document.get(*keys)
    if value is None:
        return
    label = ".".join(keys)
    if not isinstance(value, list):
        yield Fault(Refusal(f"{label} is not a list of requirements"), document.place(*keys), "", severity)
        return
    for each in value:
        if isinstance(each, str):
            found = requirement_syntax.refusal(each)
            if found is not None:
                yield Fault(_fitting(document, keys, each, found), _place(document, keys, each), each, severity)
    wrong = next((index for index, each in enumerate(value) if not isinstance(each, str)), None)
    if wrong is not None and keys[0] != "dependency-groups":
        reason = f"{label} contains {_shown(document, *keys, wrong)}, which is not text"
        yield Fault(Refusal(reason), document.place(*keys, wrong), "", severity)


def _fitting(document: TomlDocument, keys: tuple[str, ...], written: str, found: Refusal) -> Refusal:
    """Return the refusal with a suggestion whose quotes do not end the TOML string that contains the requirement."""
    span = document.span(*keys)
    start = document.text.text.find(written, span[0], span[1]) if span is not None else -1
    if found.suggestion is None or start < 1 or document.text.text[start - 1] != "'":
        return found
    return replace(found, suggestion=found.suggestion.replace("'", '"'))


def _place(document: TomlDocument, keys: tuple[str, ...], written: str) -> Location:
    """Return the location of a text in a list, or of the list if the text contains escapes."""
    span = document.span(*keys)
    start = document.text.text.find(written, span[0], span[1]) if span is not None else -1
    return document.text.place(start, start + len(written)) if start >= 0 else document.place(*keys)


def _groups(document: TomlDocument, severity: Severity) -> Iterator[Fault]:
    """Yield the faults of `[dependency-groups]` (PEP 735)."""
    groups = document.table("dependency-groups")
    spelled = {normalized(name): name for name in groups}
    includes: dict[str, list[str]] = {}
    for name, value in groups.items():
        keys = ("dependency-groups", name)
        yield from _listed(document, keys, severity)
        includes[name] = []
        for index, each in enumerate(value if isinstance(value, list) else ()):
            if isinstance(each, str):
                continue
            wanted = table(each).get("include-group")
            if not isinstance(wanted, str):
                wrong = _shown(document, *keys, index)
                reason = f"the group {name} contains {wrong}, which is neither text nor an include-group"
                yield Fault(Refusal(reason), document.place(*keys), "", severity)
                break
            if normalized(wanted) not in spelled:
                yield Fault(
                    Refusal(f"the group {name} includes the group {wanted}, which does not exist"),
                    document.place(*keys), "", severity,
                )  # fmt: skip
            else:
                includes[name].append(spelled[normalized(wanted)])
    circle = _circle(includes)
    if circle:
        reason = f"the dependency groups include each other: {' → '.join(circle)}"
        yield Fault(Refusal(reason), document.place("dependency-groups", circle[0]), "", severity)


def _shown(document: TomlDocument, *keys: str | int) -> str:
    return document.written(*keys).partition("\n")[0][:60]


def _circle(includes: Mapping[str, list[str]]) -> list[str]:
    """Return the names of the first circle, with its first name again at the end; empty if there is none."""
    done: set[str] = set()
    for start in includes:
        path = {} if start in done else {start: iter(includes[start])}
        while path:
            name, ahead = next(reversed(path.items()))
            following = next((each for each in ahead if each not in done), None)
            if following is None:
                done.add(name)
                del path[name]
            elif following in path:
                names = [*path]
                return [*names[names.index(following) :], following]
            else:
                path[following] = iter(includes[following])
    return []


def _poetry(document: TomlDocument, severity: Severity) -> Iterator[Fault]:
    """Yield the constraints that Poetry refuses. The constraint of Python is reported by RT008."""
    for keys in dependency_tables.of_poetry(document):
        for name, value in document.table(*keys).items():
            if name.lower() == "python":
                continue
            for index, each in enumerate(value if isinstance(value, list) else [value]):
                written = each if isinstance(each, str) else table(each).get("version")
                if not isinstance(each, str | dict) or not isinstance(written, str | None):
                    inside: tuple[str | int, ...] = (index,) if isinstance(value, list) else ()
                    inside = (*inside, "version") if isinstance(each, dict) else inside
                    reason = f"{name} is {_shown(document, *keys, name, *inside)}, which is not a constraint of Poetry"
                    yield Fault(Refusal(reason), document.place(*keys, name), "", severity)
                    break
                if written is not None:
                    found = requirement_syntax.constraint_refusal(written, poetry.parse_constraint)
                    if found is not None:
                        named = Refusal(f"{name}: {found.reason}", found.suggestion, found.certain)
                        yield Fault(named, _place(document, (*keys, name), written), written, severity)


RULE = Rule("MF011", "requirement-invalid", "error", run=run)
