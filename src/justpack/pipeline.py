"""The stages of justpack: detect, check, pack and deploy. Each stage receives values and returns values."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from justpack.checks import registry as checks
from justpack.checks.context import ArchiveContext, DeploymentContext, PackageContext, PredictionContext
from justpack.errors import PackError, UsageError
from justpack.evidence.collect import inspect
from justpack.evidence.pinned import pinned
from justpack.facts import manifests, runtimes
from justpack.frozen import frozen
from justpack.model import (
    Archive,
    Build,
    Decision,
    Detection,
    Edit,
    FailOn,
    FileAccess,
    Finding,
    Inspection,
    PackedEntry,
    PathExplanation,
    Plan,
    Prediction,
    Progress,
    RuleSettings,
    passes,
)
from justpack.prediction import predict
from justpack.settings import Settings
from justpack.tree.ignore.selection import Selection
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from justpack.archive.cache.cache import Cache
    from justpack.archive.finished.verify import Difference
    from justpack.archive.pack import LiveStream, Stream
    from justpack.archive.times import Mtime
    from justpack.edits import Proposal
    from justpack.tree.git.commit import Checkout


@frozen
class Patterns:
    """The patterns of the command line that include or exclude files."""

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    force_include: tuple[str, ...] = ()
    order: tuple[bool, ...] = ()
    """For each glob of `exclude` and `include` in the order given, whether it is an include; empty if the excludes come
    first.
    """


@frozen
class Project:
    """A folder or a finished zip, with the settings that apply to it."""

    root: Path
    settings: Settings
    tree: Tree
    patterns: Patterns = Patterns()
    """The patterns that apply only to this run."""
    known: frozenset[str] = frozenset()
    """The fingerprints of findings in the baseline, which are not reported again."""

    @property
    def is_zip(self) -> bool:
        """Whether the project is a finished zip rather than a folder."""
        return self.tree.is_zip


@frozen
class Review:
    """The result of `check`: the prediction, the plan of the files to pack, and the findings."""

    inspection: Inspection
    prediction: Prediction
    findings: tuple[Finding, ...]
    plan: Plan
    fail_on: FailOn = "error"
    """The lowest severity of a finding for which `ok` is false."""

    @property
    def ok(self) -> bool:
        """Whether a runtime is predicted and no finding has the severity `fail_on` or a higher one."""
        return passes(self.prediction, self.findings, self.fail_on)

    def to_dict(self) -> dict[str, object]:
        """Return the `result` of the JSON contract, plus the findings."""
        return {**self.result(), "findings": [finding.to_dict() for finding in self.findings]}

    def result(self) -> dict[str, object]:
        """Return the `result` of the JSON contract."""
        return {
            **self.prediction.to_dict(),
            "entries": len(self.plan.entries),
            "unpacked_size": sum([entry.size for entry in self.plan.entries]),
        }


def require_folder(root: Path) -> None:
    """Raise UsageError if the folder does not exist, is not a folder or cannot be listed."""
    try:
        with os.scandir(root):
            pass
    except NotADirectoryError:
        raise UsageError(f"{root} is not a folder", help="use the folder that contains the project") from None
    except FileNotFoundError:
        raise UsageError(f"{root} does not exist") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{root} cannot be read: {str(reason).lower()}") from None


def open_project(
    root: Path,
    settings: Settings,
    patterns: Patterns | None = None,
    outputs: Sequence[Path] = (),
    open_files: frozenset[tuple[int, int]] = frozenset(),
) -> Project:
    """Return the project in a folder. `outputs` are files that justpack writes itself and that must not be packed;
    `open_files` are others, by device and inode.

    Raises UsageError if the folder does not exist, is not a folder or cannot be listed.
    """
    require_folder(root)
    patterns = patterns or Patterns()
    selection = Selection(
        root,
        configured_exclude=_from_project(root, settings.exclude),
        configured_include=_from_project(root, settings.include),
        configured_order=settings.glob_order,
        configured_above=settings.globs_above,
        configured_force_above=settings.force_include_above,
        exclude=_from_project(root, patterns.exclude),
        include=_from_project(root, patterns.include),
        order=patterns.order,
        configured_force_include=_from_project(root, settings.force_include),
        force_include=_from_project(root, patterns.force_include),
        outputs=_below(root, [*outputs, *_cache_folder()]),
        open_files=open_files,
    )
    return Project(root, settings, Tree(root, selection), patterns=patterns)


def _from_project(root: Path, globs: Sequence[str]) -> list[str]:
    """Return the globs; those that begin with the project's absolute path are made relative to the project."""
    bases = {os.path.join(base, "") for base in (os.path.abspath(root), os.path.realpath(root))} - {os.sep}
    found = []
    for glob in globs:
        base = next((base for base in bases if glob.startswith(base) and len(glob) > len(base)), None)
        found.append(glob if base is None else "/" + glob[len(base) :])
    return found


def open_zip(path: Path, settings: Settings) -> Project:
    """Return a finished zip as a project, like the folder from which it was packed.

    Raises UsageError if the file is not a zip.
    """
    from justpack.tree.zip_tree import ZipTree

    return Project(path, settings, ZipTree(path))


def _below(root: Path, outputs: Sequence[Path]) -> frozenset[str]:
    """Return the paths of files below the root, by their own names and by the targets of links with these names."""
    base = root.resolve()
    paths = [way for path in outputs for way in (path.parent.resolve() / path.name, Path(os.path.realpath(path)))]
    return frozenset(path.relative_to(base).as_posix() for path in paths if path.is_relative_to(base))


def _cache_folder() -> list[Path]:
    """Return the folder of the cache, or an empty list if it is unknown.

    It may be inside the project, because CI can only keep files of the project.
    """
    from justpack.archive.cache.cache_folder import default_folder

    try:
        return [default_folder()]
    except RuntimeError:
        return []


def is_file(path: Path) -> bool:
    """Return whether the path is a file; false for a name that no file can have."""
    return os.path.isfile(path)  # not `Path.is_file`: it raises for a long name


def is_zip(path: Path) -> bool:
    """Return whether the path is a file whose name ends with `.zip`, which `open_zip` opens."""
    return path.suffix.lower() == ".zip" and is_file(path)


def file_accesses(project: Project) -> tuple[FileAccess, ...]:
    """Return the manifests, version files and ignore files that were looked up, with the reason if one was not read.

    They are sorted by path. Known files at the root that no module looked up are included as not needed.
    """
    tree = project.tree
    found = {each.path: each for each in (*tree.selection.accesses, *tree.accesses)}
    for file in manifests.FILES:
        if file.kind in _READ_KINDS and file.name != manifests.JUSTPACK_TOML and not file.name.endswith("/"):
            access = tree.access(file.name)
            if access is not None:
                found.setdefault(file.name, access)
    return tuple(found[path] for path in sorted(found))


_READ_KINDS = frozenset({"manifest", "environment", "version file", "lock", "wrapper", "settings", "hint"})
"""The kinds of files that the tree reads for their content."""


def detect(project: Project) -> Detection:
    """Predict the runtime. Only manifests are read."""
    inspection, prediction = predicted(project)
    prediction = replace(prediction, edit=_certain_edit(project, prediction))
    findings = _findings(project, PredictionContext(project.tree, inspection, prediction))
    return Detection(prediction, findings, project.settings.rules.fail_on)


def check(project: Project, *, mtime: str = "fixed", plan: Plan | None = None, second_process: bool = False) -> Review:
    """Predict the runtime, plan the files to pack, and run every check without using the network.

    `mtime` is as in `Packing`. `plan` is the plan of the project, if it is known. `second_process`: whether a copy of
    this process may search a part of a large project; commands allow it, and a library does not.
    """
    plan = plan_of(project) if plan is None else plan
    inspection, prediction = predicted(project)
    prediction = replace(prediction, edit=_certain_edit(project, prediction))
    context = PackageContext(
        project.tree,
        inspection,
        prediction,
        plan=plan,
        limits=project.settings.limits,
        mtime=mtime,
        second_process=second_process,
    )
    return Review(inspection, prediction, _findings(project, context), plan, project.settings.rules.fail_on)


def zip_entries(path: Path) -> tuple[tuple[PackedEntry, ...], int] | None:
    """Return the entries of a finished zip and its size in bytes; None if the path is not a file.

    Raises UsageError or PackError if the file is not a zip that can be read.
    """
    if not is_file(path):
        return None
    from justpack.archive.readers.lenient_reader import read_entries

    return read_entries(path), os.stat(path).st_size


def recheck_size(project: Project, review: Review, archive: Archive, before: Archive | None = None) -> Review:
    """Return the review with the findings on the finished zip's size. `before` is the zip that was packed last time."""
    context = ArchiveContext(
        project.tree,
        review.inspection,
        review.prediction,
        plan=review.plan,
        limits=project.settings.limits,
        archive=archive,
        before=before,
    )
    replaced = {rule.code for rule in checks.ARCHIVE.rules(preview=True)}
    findings = [finding for finding in review.findings if finding.code not in replaced]
    return replace(review, findings=tuple(sorted([*findings, *_findings(project, context)], key=checks.order)))


def _findings(project: Project, context: PredictionContext) -> tuple[Finding, ...]:
    """Run the checks, then apply rule selection and the baseline."""
    rules = project.settings.rules
    findings = checks.run(context, preview=rules.preview)
    if rules != RuleSettings():
        from justpack.checks.rule_selection import resolve

        findings = tuple(sorted(resolve(rules).shown(findings), key=checks.order))
    if project.known:
        from justpack.checks.baseline import unknown

        findings = tuple(unknown(findings, project.known))
    return findings


def plan_of(project: Project) -> Plan:
    """Return the plan of the files to pack; for a finished zip, the files in it."""
    return project.tree.plan()


@frozen
class Packing:
    """The options of packing. Only the level and the time of the entries change the bytes of the zip."""

    level: int = 5
    """The compression level from 1 to 12; 0 stores the files without compression."""
    mtime: str = "fixed"
    """The time of the entries: `fixed`, `content`, or whole seconds since 1970."""
    jobs: int | None = None
    """The number of threads; None: the number of CPUs that the process may use."""
    cache: bool = False
    """Whether compressed data is kept in the user's cache folder and used again."""


def pack(
    project: Project,
    plan: Plan,
    target: Path,
    how: Packing,
    on_progress: Callable[[Progress], None] | None = None,
    on_problem: Callable[[str], None] | None = None,
) -> Archive:
    """Write the zip of a plan. Raises PackError if that fails; then the target is unchanged.

    `on_problem` is called with one line if the cache cannot be used.
    """
    from justpack.archive.pack import pack as write

    _refuse(project, plan)
    return write(plan, project.root, target, **_options(how, on_progress, on_problem))


def stream(
    project: Project,
    plan: Plan,
    how: Packing,
    on_progress: Callable[[Progress], None] | None = None,
    on_problem: Callable[[str], None] | None = None,
) -> Stream:
    """Return the bytes of the zip in chunks; the total size is known before the first chunk. Raises PackError."""
    from justpack.archive.pack import stream as write

    _refuse(project, plan)
    return write(plan, project.root, **_options(how, on_progress, on_problem))


def live_stream(
    project: Project,
    plan: Plan,
    how: Packing,
    on_progress: Callable[[Progress], None] | None = None,
    on_problem: Callable[[str], None] | None = None,
) -> LiveStream:
    """Return the same bytes in chunks that are made while they are read. Raises PackError."""
    from justpack.archive.pack import live_stream as write

    _refuse(project, plan)
    return write(plan, project.root, **_options(how, on_progress, on_problem))


class _Options(TypedDict):
    level: int
    jobs: int | None
    mtime: Mtime
    cache: Cache | None
    on_progress: Callable[[Progress], None] | None


def _options(
    how: Packing, on_progress: Callable[[Progress], None] | None, on_problem: Callable[[str], None] | None
) -> _Options:
    """Return the arguments that every way of writing a zip takes."""
    from justpack.archive.cache.cache import Cache
    from justpack.archive.times import parse_mtime

    return {
        "level": how.level,
        "jobs": how.jobs,
        "mtime": parse_mtime(how.mtime),
        "cache": Cache(on_problem=on_problem) if how.cache else None,
        "on_progress": on_progress,
    }


def verify(project: Project, plan: Plan, zip_path: Path, how: Packing) -> tuple[Difference, ...]:
    """Return the differences between a zip and the zip that the plan produces; empty if all bytes are equal.

    Raises PackError if the zip cannot be read or the plan cannot be packed.
    """
    from justpack.archive.finished.verify import compare
    from justpack.archive.times import parse_mtime

    _refuse(project, plan)
    return compare(zip_path, plan, project.root, level=how.level, mtime=parse_mtime(how.mtime), jobs=how.jobs)


def is_packable(project: Project, plan: Plan) -> bool:
    """Whether the plan can be packed, whatever the checks find."""
    return _obstacle(project, plan) is None


def _refuse(project: Project, plan: Plan) -> None:
    error = _obstacle(project, plan)
    if error is not None:
        raise error


def _obstacle(project: Project, plan: Plan) -> PackError | None:
    for problem in project.tree.problems:
        return PackError(problem.message, path=problem.location.path, help="the files that it excludes would be packed")
    if plan.refused:
        first = plan.refused[0]
        more = f" (and {len(plan.refused) - 1} more)" if len(plan.refused) > 1 else ""
        return PackError(f"{first.path}: {first.reason}{more}", path=first.path, help="`justpack check` lists them all")
    if not plan.entries:
        return PackError("there is nothing to pack", help="`justpack files --ignored` shows why")
    return None


def explain(project: Project, path: str) -> PathExplanation:
    """Return whether a path is packed, and which rules decide it. The path does not have to exist.

    The path is relative to the project or to the current folder, or absolute.
    Raises UsageError if it is outside the project.
    """
    tree, name = project.tree, _inside(project, path)
    plan = plan_of(project)
    kind = tree.path_kind(name)
    entry = next((each for each in plan.entries if each.path == name), None)
    below = sum(each.path.startswith(f"{name}/") or not name for each in plan.entries)
    is_dir = kind == "folder" or below > 0 or path.endswith("/")
    return PathExplanation(
        name or ".",
        kind != "missing" or entry is not None or below > 0,
        _as_planned(plan, name, tree.selection.explain(name, is_dir=is_dir)),
        next((each for each in plan.refused if f"{name}/".startswith(f"{each.path}/")), None),
        entry.via if entry else None,
        tree.is_zip,
        below if kind == "folder" or below else None,
    )


def _inside(project: Project, path: str) -> str:
    """Return the path relative to the project, without empty and `.` parts. An absolute path outside it is unchanged.

    A path that exists only relative to the current folder, as a shell completes it, is resolved from there.
    """
    base, absolute = os.path.abspath(project.root), os.path.abspath(path)
    within = f"{absolute}{os.sep}".startswith(base if base.endswith(os.sep) else base + os.sep)
    if os.path.isabs(path) and not within:
        return path
    name = "/".join(part for part in path.split("/") if part not in ("", "."))
    if os.path.isabs(path) or (within and project.tree.path_kind(name) == "missing" and os.path.lexists(absolute)):
        name = os.path.relpath(absolute, base).replace(os.sep, "/")
    return "" if name == "." else name


def _as_planned(plan: Plan, name: str, decision: Decision) -> Decision:
    """Return the decision of the rules, or of the plan if it excludes the path (a link, because of its target)."""
    if decision.included:
        for each in plan.excluded:
            if each.path == name or (each.path.endswith("/") and name.startswith(each.path)):
                return each.decision
    return decision


@frozen
class Source:
    """The commit that a project was checked out from."""

    commit: str
    folder: str
    """The project's path in the repository; "" for its root."""
    dirty: bool | None
    """Whether the packed files are not those of the commit, or None if this is not known."""


def source_of(project: Project, review: Review) -> Source | None:
    """Return the checked-out commit; None without a repository, or if the repository does not track the project."""
    from justpack.tree.git import git_index
    from justpack.tree.git.commit import checked_out

    found = checked_out(project.root)
    if found is None:
        return None
    index = git_index.read(project.root)
    if found.folder and index is not None and not index.files:
        return None  # the repository is that of a home folder, or of what built this folder
    return Source(found.commit, found.folder, None if index is None else _is_dirty(project, review, found))


def _is_dirty(project: Project, review: Review, checkout: Checkout) -> bool | None:
    """Return whether a packed file is not as the commit has it; None if the commit or the index cannot be read."""
    from justpack.checks.rules import dirty_worktree, untracked_file_packaged
    from justpack.tree.git import git_index, objects

    context = PackageContext(
        project.tree, review.inspection, review.prediction, plan=review.plan, limits=project.settings.limits
    )
    for rule in (dirty_worktree, untracked_file_packaged):
        if any(rule.run(context)):
            return True
    index = git_index.read(project.root)
    committed = objects.tree_of_commit(checkout.common, checkout.commit, checkout.folder)
    if index is None or index.folders or committed is None:
        return None
    return objects.tree_of_files(index.files, index.algorithm) != committed


def existing_archive(path: Path) -> Archive:
    """Return the description of an existing zip, packed by justpack or another tool. Every entry is read.

    Raises PackError if an entry cannot be read.
    """
    from justpack.archive.finished.describe import describe

    return describe(path)


# --- prediction -----------------------------------------------------------------------------------------------


def predicted(project: Project) -> tuple[Inspection, Prediction]:
    """Return the inspection of the project and the prediction of its runtime."""
    inspection = _inspected(project, project.tree)
    return inspection, predict(inspection, settled=project.settings.assumptions)


def _inspected(project: Project, tree: Tree) -> Inspection:
    inspection = inspect(tree)
    runtime = runtimes.by_id(project.settings.runtime or "")
    if runtime is None:
        return inspection
    return replace(inspection, evidence=(pinned(runtime, project.settings.runtime_place), *inspection.evidence))


def _certain_edit(project: Project, prediction: Prediction) -> Edit | None:
    proposal = certain_proposal(project, prediction)
    return proposal.edit if proposal else None


def certain_proposal(project: Project, prediction: Prediction) -> Proposal | None:
    """Return the first proposed edit that, applied in memory, makes the predicted runtime certain."""
    runtime = runtimes.by_id(prediction.runtime or "")
    if runtime is None or prediction.certainty != "assumed":
        return None
    from justpack.edits import proposals

    for proposal in proposals(project.tree, runtime):
        again = predict(_inspected(project, proposal.tree), settled=project.settings.assumptions)
        if again.runtime == runtime.id and again.certainty == "certain":
            return proposal
    return None


# --- deployment -----------------------------------------------------------------------------------------------


@frozen
class Comparison:
    """Whether runtime, version and size are as predicted; None if the service or the prediction contains no value."""

    runtime: bool | None
    version: bool | None
    size: bool | None

    def to_dict(self) -> dict[str, object]:
        """Return the comparison in the form of the JSON contract."""
        return {"runtime": self.runtime, "version": self.version, "size": self.size}


def judge(project: Project, review: Review, archive: Archive, build: Build) -> tuple[Finding, ...]:
    """Return the findings on a finished build of the service."""
    context = DeploymentContext(
        project.tree,
        review.inspection,
        review.prediction,
        plan=review.plan,
        limits=project.settings.limits,
        archive=archive,
        build=build,
    )
    return _findings(project, context)


def compare(build: Build, prediction: Prediction, archive: Archive) -> Comparison:
    """Compare the service's answer with the prediction and the zip."""

    def same(theirs: object, ours: object) -> bool | None:
        return None if theirs is None or ours is None else theirs == ours

    return Comparison(
        same(build.runtime, prediction.runtime),
        same(build.version, prediction.version),
        same(build.size, archive.size),
    )
