"""What is the story? inspect → check → pack → deploy, each stage taking values and giving values."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from justpack.checks import registry as checks
from justpack.checks.context import ArchiveContext, DeploymentContext, PackageContext, PredictionContext
from justpack.errors import PackError, UsageError
from justpack.evidence.collect import inspect
from justpack.evidence.pinned import pinned
from justpack.facts import manifests, runtimes
from justpack.model import (
    Archive,
    Build,
    Decision,
    Detection,
    Edit,
    FileAccess,
    Finding,
    Inspection,
    PackedEntry,
    PathExplanation,
    Plan,
    Prediction,
    Progress,
    RuleSettings,
    Severity,
    passes,
)
from justpack.prediction import predict
from justpack.settings import Settings
from justpack.tree.ignore.selection import Selection
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from justpack.archive.finished.verify import Difference
    from justpack.archive.pack import Stream
    from justpack.edits import Proposal


@dataclass(frozen=True, slots=True)
class Patterns:
    """What the command line adds to the choice of files."""

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    force_include: tuple[str, ...] = ()
    order: tuple[bool, ...] = ()
    """For each glob of `exclude` and `include` in the order given, whether it is an include; empty if the excludes come
    first.
    """


@dataclass(frozen=True, slots=True)
class Project:
    """A folder, as the settings say to look at it."""

    root: Path
    settings: Settings
    tree: Tree
    patterns: Patterns = Patterns()
    """What was added to the choice of files for this run."""
    known: frozenset[str] = frozenset()
    """The fingerprints of findings that are not to be told again."""

    @property
    def is_zip(self) -> bool:
        """Whether the project is a finished zip rather than a folder."""
        return self.tree.is_zip


@dataclass(frozen=True, slots=True)
class Review:
    """The answer of `check`: what is predicted, what would be packed, what there is to say."""

    inspection: Inspection
    prediction: Prediction
    findings: tuple[Finding, ...]
    plan: Plan
    fail_on: Severity = "error"
    """The mildest finding with which it is not `ok`."""

    @property
    def ok(self) -> bool:
        """Whether a runtime is predicted and nothing is an error (or whatever `fail_on` says)."""
        return passes(self.prediction, self.findings, self.fail_on)

    def to_dict(self) -> dict[str, object]:
        """The contract's `result`."""
        return {
            **self.prediction.to_dict(),
            "entries": len(self.plan.entries),
            "unpacked_size": sum(entry.size for entry in self.plan.entries),
        }


def require_folder(root: Path) -> None:
    """Raise UsageError if the folder does not exist, is not a folder or cannot be listed."""
    try:
        with os.scandir(root):
            pass
    except NotADirectoryError:
        raise UsageError(f"{root} is not a folder", help="give the folder that holds the project") from None
    except FileNotFoundError:
        raise UsageError(f"{root} does not exist") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{root} cannot be read: {str(reason).lower()}") from None


def open_project(
    root: Path, settings: Settings, patterns: Patterns | None = None, outputs: Sequence[Path] = ()
) -> Project:
    """The folder to work on; `outputs` are files of ours that must not be packed.

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
        exclude=_from_project(root, patterns.exclude),
        include=_from_project(root, patterns.include),
        order=patterns.order,
        configured_force_include=_from_project(root, settings.force_include),
        force_include=_from_project(root, patterns.force_include),
        outputs=_below(root, [*outputs, *_cache_folder()]),
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
    """A finished zip, looked at like the folder it was packed from. Raises UsageError where it is no zip."""
    from justpack.tree.zip_tree import ZipTree

    return Project(path, settings, ZipTree(path))


def _below(root: Path, outputs: Sequence[Path]) -> frozenset[str]:
    """Their paths from the root on, by their own name and by what a link of that name leads to."""
    base = root.resolve()
    paths = [way for path in outputs for way in (path.parent.resolve() / path.name, Path(os.path.realpath(path)))]
    return frozenset(path.relative_to(base).as_posix() for path in paths if path.is_relative_to(base))


def _cache_folder() -> list[Path]:
    """Where the cache lies, which may be in the project: CI can only keep what is."""
    from justpack.archive.cache.cache_folder import default_folder

    try:
        return [default_folder()]
    except RuntimeError:
        return []


def is_file(path: Path) -> bool:
    """Whether the path is a file; false for a name that no file can have."""
    return os.path.isfile(path)  # not `Path.is_file`: it raises for a long name


def is_zip(path: Path) -> bool:
    """Whether the path is a file whose name ends with `.zip`, to be opened with `open_zip`."""
    return path.suffix.lower() == ".zip" and is_file(path)


def file_accesses(project: Project) -> tuple[FileAccess, ...]:
    """The manifests, version files and ignore files looked up so far: those read, those not read and why.

    Sorted by path. Known files of the root that nothing has asked for are among them, as not needed.
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
    """Predict the runtime. Reads manifests only."""
    inspection, prediction = predicted(project)
    prediction = replace(prediction, edit=_certain_edit(project, prediction))
    findings = _findings(project, PredictionContext(project.tree, inspection, prediction))
    return Detection(prediction, findings, project.settings.rules.fail_on)


def check(project: Project, *, mtime: str = "fixed") -> Review:
    """Everything `detect` finds, what would be packed, and every check. Offline. `mtime` as in `Packing`."""
    plan = plan_of(project)
    inspection, prediction = predicted(project)
    prediction = replace(prediction, edit=_certain_edit(project, prediction))
    context = PackageContext(
        project.tree, inspection, prediction, plan=plan, limits=project.settings.limits, mtime=mtime
    )
    return Review(inspection, prediction, _findings(project, context), plan, project.settings.rules.fail_on)


def zip_entries(path: Path) -> tuple[tuple[PackedEntry, ...], int] | None:
    """The entries of a finished zip and its size in bytes; None if the path is not a file.

    Raises UsageError or PackError if the file is not a zip that can be read.
    """
    if not is_file(path):
        return None
    from justpack.archive.readers.lenient_reader import read_entries

    return read_entries(path), os.stat(path).st_size


def recheck_size(project: Project, review: Review, archive: Archive, before: Archive | None = None) -> Review:
    """The same review, with what the finished zip's size has to say; `before` is what was packed the last time."""
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
    """What would be packed; of a zip, what is in it."""
    return project.tree.plan()


@dataclass(frozen=True, slots=True)
class Packing:
    """How to pack. Everything but the level and the time of entries leaves the bytes as they are."""

    level: int = 5
    """1 to 12; 0 stores."""
    mtime: str = "fixed"
    """The time of the entries: `fixed`, `content`, or whole seconds since 1970."""
    jobs: int | None = None
    """Threads; None: as many as the CPUs one may use."""
    cache: bool = False
    """Whether the user's cache folder may save work."""


def pack(
    project: Project,
    plan: Plan,
    target: Path,
    how: Packing,
    on_progress: Callable[[Progress], None] | None = None,
) -> Archive:
    """Write the zip of a plan. Raises PackError; the target is whole or as it was before."""
    from justpack.archive.cache.cache import Cache
    from justpack.archive.pack import pack as write
    from justpack.archive.times import parse_mtime

    _refuse(project, plan)
    return write(
        plan,
        project.root,
        target,
        level=how.level,
        jobs=how.jobs,
        mtime=parse_mtime(how.mtime),
        cache=Cache() if how.cache else None,
        on_progress=on_progress,
    )


def stream(project: Project, plan: Plan, how: Packing, on_progress: Callable[[Progress], None] | None = None) -> Stream:
    """The same bytes in chunks, their total known before the first. Raises PackError."""
    from justpack.archive.cache.cache import Cache
    from justpack.archive.pack import stream as write
    from justpack.archive.times import parse_mtime

    _refuse(project, plan)
    return write(
        plan,
        project.root,
        level=how.level,
        jobs=how.jobs,
        mtime=parse_mtime(how.mtime),
        cache=Cache() if how.cache else None,
        on_progress=on_progress,
    )


def verify(project: Project, plan: Plan, zip_path: Path, how: Packing) -> tuple[Difference, ...]:
    """How a zip differs from what the plan packs to; empty where it is the same byte for byte. Raises PackError."""
    from justpack.archive.finished.verify import compare
    from justpack.archive.times import parse_mtime

    _refuse(project, plan)
    return compare(zip_path, plan, project.root, level=how.level, mtime=parse_mtime(how.mtime), jobs=how.jobs)


def _refuse(project: Project, plan: Plan) -> None:
    for problem in project.tree.problems:
        raise PackError(problem.message, path=problem.location.path, help="what it leaves out would be packed")
    if plan.refused:
        first = plan.refused[0]
        more = f" (and {len(plan.refused) - 1} more)" if len(plan.refused) > 1 else ""
        raise PackError(f"{first.path}: {first.reason}{more}", path=first.path, help="`justpack check` lists them all")
    if not plan.entries:
        raise PackError("there is nothing to pack", help="`justpack files --ignored` shows why")


def explain(project: Project, path: str) -> PathExplanation:
    """Whether the path is packed, and which rules decide it; the path need not exist.

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
    """The path relative to the project, without empty and `.` parts; an absolute path outside it stays as it is.

    A path that exists only from the current folder on, as a shell completes it, is that file of the project.
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
    """The decision of the rules, or that of the plan if the plan excludes the path: a link because of its target."""
    if decision.included:
        for each in plan.excluded:
            if each.path == name or (each.path.endswith("/") and name.startswith(each.path)):
                return each.decision
    return decision


def given(path: Path) -> Archive:
    """A zip that was packed before, or by somebody else. Every entry is read. Raises PackError where one cannot be."""
    from justpack.archive.finished.describe import describe

    return describe(path)


# --- prediction -----------------------------------------------------------------------------------------------


def predicted(project: Project) -> tuple[Inspection, Prediction]:
    """What the project says about itself, and the runtime it will get."""
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
    """The first proposed edit that, applied in memory, makes the same answer certain."""
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was predicted, beside what the service answered. None where it did not say, or nothing was predicted."""

    runtime: bool | None
    version: bool | None
    size: bool | None

    def to_dict(self) -> dict[str, object]:
        """As the JSON contract has it."""
        return {"runtime": self.runtime, "version": self.version, "size": self.size}


def judge(project: Project, review: Review, archive: Archive, build: Build) -> tuple[Finding, ...]:
    """What there is to say once the service has answered."""
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
    """The service's answer against the prediction and the zip; only what is there is compared."""

    def same(theirs: object, ours: object) -> bool | None:
        return None if theirs is None or ours is None else theirs == ours

    return Comparison(
        same(build.runtime, prediction.runtime),
        same(build.version, prediction.version),
        same(build.size, archive.size),
    )
