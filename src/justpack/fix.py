"""The implementation of `check --fix`: computes the changes that are certain to be right, and writes them."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from justpack.archive.atomic_write import write_whole
from justpack.checks.rule_selection import resolve
from justpack.checks.rules import invalid_version_range, requirement_invalid, start_needs_absent_file
from justpack.ecosystems import lock_files
from justpack.ecosystems.lock_files import LockFile
from justpack.ecosystems.node import scripts
from justpack.ecosystems.node.loaded_files import LoadedFile
from justpack.ecosystems.node.scripts import Command
from justpack.ecosystems.python import manifests
from justpack.ecosystems.python.frozen_install import python_range
from justpack.edits import Proposal, correction, replaced, script_options
from justpack.errors import ManifestError, PackError, UsageError
from justpack.facts.manifests import PIPFILE
from justpack.facts.node_options import ENV_FILE_IF_EXISTS
from justpack.model import Edit, Evidence, Location, Prediction
from justpack.pipeline import Project, certain_proposal, detect, predicted
from justpack.tree.documents import toml
from justpack.tree.documents.json import JsonDocument
from justpack.tree.safe_fs.reader import MANIFEST_LIMIT, read_bytes
from justpack.tree.tree import Tree

REQUIREMENTS_LIMIT = 200
"""Largest number of requirements that are corrected; each correction writes the text of its file anew."""
FILES_LIMIT = 200
"""Largest number of options for files of variables that are replaced; each is looked for in the whole script."""
CORRECTIONS_LIMIT = 50
"""Largest number of declarations that are corrected; each correction is confirmed by a prediction."""


@dataclass(frozen=True, slots=True)
class Change:
    """The content of one file before and after the fix."""

    path: str
    before: bytes | None
    """The content before the fix, or None if the fix creates the file."""
    after: bytes


def find_fixes(project: Project) -> tuple[Change, ...]:
    """Return the changes that are certain to be right. No file is written.

    Each change is confirmed by a second prediction with the change applied. First, a declaration that cannot be parsed
    is corrected if its grammar determines the intended text and the corrected text can be parsed. Then, if the
    predicted runtime is assumed rather than certain, one edit that makes the prediction certain is added, provided
    that it resolves a finding: a project without findings is not changed. Raises UsageError if the project is a zip.
    """
    if project.is_zip:
        raise UsageError(f"{project.root} is a zip, which is not edited", help="fix the project it was packed from")
    tree, corrected = project.tree, []
    for edit, fixed in _corrections(project):
        tree = fixed
        corrected.append(edit)
    paths = [edit.path for edit in corrected]
    for edited in _environment_files(replace(project, tree=tree)):
        tree = edited.tree
        paths.append(edited.edit.path)
    for edited in _requirements(replace(project, tree=tree)):
        tree = edited.tree
        paths.append(edited.edit.path)
    proposal = _pin(replace(project, tree=tree), {(edit.path, edit.key) for edit in corrected})
    if proposal is not None:
        tree = proposal.tree
        paths.append(proposal.edit.path)
    return tuple(_change(project.tree, tree, path) for path in dict.fromkeys(paths))


def _environment_files(project: Project) -> Iterator[Proposal]:
    """Yield the edits that let node start without the files of variables that the upload lacks."""
    if resolve(project.settings.rules).level(start_needs_absent_file.RULE.code) == "off":
        return
    if predicted(project)[1].family != "node":
        return
    tree = project.tree
    document = scripts.manifest(tree)
    by_script: dict[Location, dict[tuple[str, str], None]] = {}
    for command, file in islice(_missing_variables(tree, document), FILES_LIMIT) if document is not None else ():
        by_script.setdefault(command.place, {})[file.option, file.written] = None
    for place in sorted(by_script, key=_position, reverse=True):
        proposal = script_options(tree, place, by_script[place], ENV_FILE_IF_EXISTS)
        if proposal is not None and proposal.faithful:
            tree = proposal.tree
            yield proposal


def _requirements(project: Project) -> Iterator[Proposal]:
    """Yield the edits of requirements that are refused and can have meant only one text, from the end of each file.

    Nothing is yielded if a requirement is still refused after its edit.
    """
    if resolve(project.settings.rules).level(requirement_invalid.RULE.code) == "off":
        return
    if predicted(project)[1].family != "python":
        return
    tree, proposals = project.tree, []
    before = list(requirement_invalid.faults(tree))
    certain = [each for each in before if each.refusal.certain]
    for fault in sorted(certain, key=lambda each: _position(each.place), reverse=True)[:REQUIREMENTS_LIMIT]:
        proposal = replaced(tree, fault.place, fault.raw, fault.refusal.suggestion or "", "requirement")
        if proposal is not None and proposal.faithful:
            tree = proposal.tree
            proposals.append(proposal)
    readable = (manifests.pyproject(each) is not None for each in (project.tree, tree))
    if len(set(readable)) == 1 and len(list(requirement_invalid.faults(tree))) == len(before) - len(proposals):
        yield from proposals


def _position(place: Location) -> tuple[str, int, int]:
    return place.path, place.line or 0, place.column or 0


def _missing_variables(tree: Tree, document: JsonDocument) -> Iterator[tuple[Command, LoadedFile]]:
    """Yield each option that reads a file of variables which the upload lacks, in each spelling of its path."""
    for command, file, found in start_needs_absent_file.missing(tree, document, once=False):
        if file.is_environment and found.state != "other case":
            yield command, file


def _pin(project: Project, corrected: set[tuple[str, str]]) -> Proposal | None:
    """Return the edit that makes the prediction certain, or None.

    The edit must resolve a finding, or change a declaration that has just been corrected. The second case does not
    apply to Python, where a corrected `requires-python` is by convention a lower bound and not a pin.
    """
    _, prediction = predicted(project)
    proposal = certain_proposal(project, prediction)
    unclear = {path for path, _ in _misread(prediction)}  # an edit would overwrite a declaration of unknown intent
    if proposal is None or not proposal.faithful or proposal.edit.path in unclear:
        return None
    goes_on = (proposal.edit.path, proposal.edit.key) in corrected and prediction.family != "python"
    return proposal if goes_on or _removes_finding(project, proposal.tree) else None


def _removes_finding(project: Project, tree: Tree) -> bool:
    """Whether the tree has fewer findings than the project and no new ones. Findings of severity info are ignored."""
    before, after = (
        Counter(finding.code for finding in detect(each).findings if finding.severity != "info")
        for each in (project, replace(project, tree=tree))
    )
    return after < before


def _corrections(project: Project) -> Iterator[tuple[Edit, Tree]]:
    """Yield the correction of each declaration that cannot be parsed, with the tree after all corrections so far."""
    if resolve(project.settings.rules).level(invalid_version_range.RULE.code) == "off":
        return
    tree = project.tree
    _, prediction = predicted(project)
    tried: set[tuple[str, str]] = set()
    while len(tried) < CORRECTIONS_LIMIT and (left := _misread(prediction).keys() - tried):
        key = min(left)
        tried.add(key)
        proposal = correction(tree, _misread(prediction)[key])
        if proposal is None or not proposal.faithful:
            continue
        _, again = predicted(replace(project, tree=proposal.tree))
        if again.runtime and _misread(again).keys() == _misread(prediction).keys() - {key}:
            tree, prediction = proposal.tree, again
            yield proposal.edit, tree


def _misread(prediction: Prediction) -> dict[tuple[str, str], Evidence]:
    """Return the declarations that cannot be parsed, by path and source."""
    found = (each.evidence for each in prediction.evidence if each.evidence.problem)
    return {(each.location.path, each.source): each for each in found}


def stale_locks(project: Project, changes: Sequence[Change]) -> Iterator[LockFile]:
    """Yield the lock files that their tools will reject as outdated after the changes.

    Poetry, PDM and Pipenv store a hash of the manifest in the lock file, so any changed text makes the lock outdated.
    """
    changed = {change.path: change for change in changes if change.before is not None}
    for file in lock_files.present(project.tree, "python"):
        if file.manager == "pipenv":
            if PIPFILE in changed:
                yield file
        elif (change := changed.get(manifests.FILE)) is not None and _changes_range(change):
            try:
                lock = lock_files.read(project.tree, file) if file.manager == "uv" else None
            except ManifestError:
                continue
            known = lock is not None and lock.python is not None
            if lock is None or not known or python_range.differs(lock, toml.parse(change.path, change.after)):
                yield file


def _changes_range(change: Change) -> bool:
    """Whether the change modifies the declared range of Python versions."""
    before, after = (toml.parse(change.path, data) for data in (change.before or b"", change.after))
    return any(before.get(*keys) != after.get(*keys) for keys in (python_range.REQUIRES, python_range.OF_POETRY))


def _change(before: Tree, after: Tree, path: str) -> Change:
    old = before.peek(path, MANIFEST_LIMIT) if before.has(path) else None
    return Change(path, old, after.peek(path, MANIFEST_LIMIT) or b"")


def write_changes(project: Project, changes: Sequence[Change]) -> None:
    """Write the changed files, each one atomically and with its file mode preserved.

    Raises PackError if a file cannot be written or its content has changed since it was read. The files before it in
    `changes` have then been written.
    """
    for change in changes:
        try:
            present = read_bytes(project.root, change.path)
        except ManifestError as error:
            raise PackError(error.problem.message, path=change.path) from None
        if present != change.before:
            raise PackError(f"{change.path} was changed meanwhile", path=change.path, help="run it again")
        target = project.root / change.path
        mode = None if change.before is None else stat.S_IMODE(target.stat().st_mode)
        write_whole(target, change.after, mode)
