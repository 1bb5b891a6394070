"""The rules of each phase, in the order in which they run.

Rules are listed by the names of their modules, so that a command loads only what it runs: `detect` loads the rules of a
prediction. A test compares the lists with the files in `checks/rules/`, and each phase with the context its rules need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import cleandoc
from types import ModuleType
from typing import Generic

from justpack.checks.context import ArchiveContext, DeploymentContext, PackageContext, PredictionContext
from justpack.checks.rule import AnyRule, ContentScan, ContextT, Rule
from justpack.model import Finding


class Phase(Generic[ContextT]):
    """The rules that run on one kind of context."""

    def __init__(self, context: type[ContextT], *names: str) -> None:
        self.context = context
        self.names = names

    def rules(self, *, preview: bool = False) -> Iterator[Rule[ContextT]]:
        """Yield the rules of the phase. `preview`: whether to include those that may still change."""
        for name in self.names:
            rule = _load(name, self.context)
            if preview or not rule.preview:
                yield rule

    def findings(self, context: ContextT, *, preview: bool = False) -> Iterator[Finding]:
        """Yield the findings of the phase, rule by rule."""
        for rule in self.rules(preview=preview):
            if rule.run is not None:
                yield from rule.run(context)

    def scans(self, context: ContextT, *, preview: bool = False) -> Iterator[ContentScan]:
        """Yield the scans of its rules about contents."""
        for rule in self.rules(preview=preview):
            scan = None if rule.begin is None else rule.begin(context)
            if scan is not None:
                yield scan


PREDICTION = Phase(
    PredictionContext,
    "no_runtime_detected",
    "wrong_folder",
    "other_language",
    "ambiguous_runtime",
    "manifest_syntax",
    "manifest_encoding",
    "runtime_unsupported",
    "conflicting_version_sources",
    "invalid_version_range",
    "patch_not_available",
    "catalog_behind",
    "version_file_ignored",
    "member_needs_more",
    "open_ended_range",
)
PACKAGE = Phase(
    PackageContext,
    "empty_package",
    "symlink_escapes_root",
    "broken_link",
    "empty_submodule",
    "archive_ambiguous",
    "unportable_name",
    "special_file",
    "unreadable_path",
    "dotenv_packaged",
    "vcs_dir_packaged",
    "exclusion_lifted",
    "dirty_worktree",
    "untracked_file_packaged",
    "file_large",
    "package_over_budget",
    "package_large",
    "entrypoint_missing",
    "entrypoint_not_packaged",
    "start_needs_absent_file",
    "development_server",
    "path_case_mismatch",
    "handler_not_exported",
    "source_cannot_be_parsed",
    "jar_without_main",
    "case_collision",
    "unicode_collision",
    "referenced_file_ignored",
    "ineffective_negation",
    "pattern_matches_nothing",
    "tracked_file_left_out",
    "lockfile_missing",
    "lockfile_stale",
    "multiple_lockfiles",
    "manager_mismatch",
    "lockfile_not_packaged",
    "lock_local_url",
    "local_path_dependency",
    "unpackaged_workspace",
    "include_file_missing",
    "requirement_invalid",
    "dependency_engines_unmet",
    "dependency_requires_python",
    "no_wheel_for_runtime",
    "vendored_extension_abi",
    "native_binary_platform",
    "class_file_too_new",
    "java_release_too_new",
)
CONTENT = Phase(
    PackageContext,
    "private_key",
    "cloud_credential",
    "credential_file",
    "crlf_shebang",
    "lfs_pointer",
    "stdlib_module_removed",
    "syntax_too_new",
    "stale_static_cache",
    "line_ending_drift",
    "merge_conflict",
    "stand_in_file",
)
ARCHIVE = Phase(
    ArchiveContext,
    "package_over_budget",
    "package_large",
    "size_regression",
)
"""The first two also run on the package; their findings about the zip replace the earlier ones."""
DEPLOYMENT = Phase(
    DeploymentContext,
    "runtime_mispredicted",
    "size_mismatch",
)
PAGES = (
    "receipt_mismatch",
    "build_in_progress",
    "org_id_format",
    "credentials_missing",
    "unchanged_since_ready_build",
)
"""Rules that only have a page here: a command or the client reports them."""
GROUPS: Mapping[str, str] = {
    "RT": "Runtime",
    "MF": "Manifests",
    "LK": "Lock files",
    "DP": "Dependencies",
    "EN": "Entry points",
    "FP": "Files",
    "SZ": "Size",
    "SC": "Secrets",
    "RP": "Reproducibility",
    "PF": "Deployment",
}
"""The title of each group of rules by the letters of its codes, in the order of the documentation."""
ALL = tuple(dict.fromkeys(PREDICTION.names + PACKAGE.names + CONTENT.names + ARCHIVE.names + DEPLOYMENT.names + PAGES))


def load(name: str) -> AnyRule:
    """Return the rule of a module."""
    return _load(name, PredictionContext)


def page(name: str) -> str:
    """Return the page of a rule: the docstring of its module."""
    return cleandoc(_module(name).__doc__ or "")


def _load(name: str, context: type[ContextT]) -> Rule[ContextT]:
    """Return the rule of a module. Raises TypeError if the module's `RULE` is not a rule."""
    rule: object = _module(name).RULE
    if not isinstance(rule, Rule):
        raise TypeError(f"{name}.RULE is not a rule for a {context.__name__}")
    return rule


def _module(name: str) -> ModuleType:
    return import_module(f"justpack.checks.rules.{name}")


def run(context: PredictionContext, *, preview: bool = False) -> tuple[Finding, ...]:
    """Return the findings of the phase that a context belongs to, errors first, then by path, line and code.

    `preview`: whether to run the rules that may still change.
    """
    if isinstance(context, DeploymentContext):
        found = list(DEPLOYMENT.findings(context, preview=preview))
    elif isinstance(context, ArchiveContext):
        found = list(ARCHIVE.findings(context, preview=preview))
    else:
        found = list(PREDICTION.findings(context, preview=preview))
        if isinstance(context, PackageContext):
            from justpack.checks import content_scan

            with content_scan.searching(context, CONTENT.scans(context, preview=preview)) as in_contents:
                found += PACKAGE.findings(context, preview=preview)
                found += in_contents()
    return tuple(sorted(found, key=order))


def order(finding: Finding) -> tuple[int, str, int, int, str, str]:
    """Return the sort key of a finding: by severity, then path, line and code."""
    place = finding.location
    severity = ("error", "warning", "info").index(finding.severity)
    where = (place.path, place.line or 0, place.column or 0) if place else ("", 0, 0)
    return severity, *where, finding.code, finding.message
