"""What of a project can be mended with certainty, and how is that written?"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from justpack.archive.target import write_whole
from justpack.checks.choice import choice
from justpack.errors import ManifestError, PackError, UsageError
from justpack.evidence.edits import correction
from justpack.model import Evidence, Prediction
from justpack.pipeline import Project, certain_proposal, predicted
from justpack.tree.reader import MANIFEST_LIMIT, read_bytes
from justpack.tree.snapshot import Tree


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the project, before and after it is mended."""

    path: str
    before: bytes | None
    """None where the file would be new."""
    after: bytes


def mend(project: Project) -> tuple[Change, ...]:
    """What can be mended with certainty: each change is proved by predicting again with it applied. Writes nothing.

    Declarations that cannot be read are corrected where the grammar says what was meant and the correction is then
    understood; after that the one edit is made that turns an answer that is assumed into the same answer, certain.
    Raises UsageError for a zip.
    """
    if project.root.is_file():
        raise UsageError(f"{project.root} is a zip, which is not edited", help="mend the project it was packed from")
    tree, paths = project.tree, []
    for path, mended in _corrections(project):
        tree = mended
        paths.append(path)
    _, prediction = predicted(replace(project, tree=tree))
    proposal = certain_proposal(replace(project, tree=tree), prediction)
    unclear = {path for path, _ in _misread(prediction)}  # what somebody meant there would be lost
    if proposal is not None and proposal.faithful and proposal.edit.path not in unclear:
        tree = proposal.tree
        paths.append(proposal.edit.path)
    return tuple(_change(project.tree, tree, path) for path in dict.fromkeys(paths))


def _corrections(project: Project) -> Iterator[tuple[str, Tree]]:
    """One declaration after the other that could not be read, each on top of those before."""
    if choice(project.settings.rules).level("RT008") == "off":
        return
    tree = project.tree
    _, prediction = predicted(project)
    tried: set[tuple[str, str]] = set()
    while left := _misread(prediction).keys() - tried:
        key = min(left)
        tried.add(key)
        proposal = correction(tree, _misread(prediction)[key])
        if proposal is None or not proposal.faithful:
            continue
        _, again = predicted(replace(project, tree=proposal.tree))
        if again.runtime and _misread(again).keys() == _misread(prediction).keys() - {key}:
            tree, prediction = proposal.tree, again
            yield proposal.edit.path, tree


def _misread(prediction: Prediction) -> dict[tuple[str, str], Evidence]:
    """The declarations that cannot be read, by file and source."""
    found = (each.evidence for each in prediction.evidence if each.evidence.problem)
    return {(each.place.path, each.source): each for each in found}


def _change(before: Tree, after: Tree, path: str) -> Change:
    old = before.peek(path, MANIFEST_LIMIT) if before.has(path) else None
    return Change(path, old, after.peek(path, MANIFEST_LIMIT) or b"")


def write_changes(project: Project, changes: Sequence[Change]) -> None:
    """Write files as they are mended, each whole or as it was before, its mode kept.

    Raises PackError where a file cannot be written, or is no longer what was read; those before it are written.
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
