"""Which checks are there, and in what order do they run?

Modules of this package by name: those of a prediction are all that `detect` loads. A test compares both lists with the
files that are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from justpack.checks import content_scan
from justpack.checks.content_scan import OF_CONTENT
from justpack.checks.rule import Check, Subject
from justpack.model import Finding

OF_PREDICTION = (
    "no_runtime_detected",
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
OF_PACKAGE = (
    "empty_package",
    "symlink_escapes_root",
    "unportable_name",
    "special_file",
    "unreadable_path",
    "dotenv_packaged",
    "vcs_dir_packaged",
    "dirty_worktree",
    "untracked_file_packaged",
    "file_large",
    "package_over_budget",
    "package_large",
    "entrypoint_missing",
    "entrypoint_not_packaged",
    "path_case_mismatch",
    "handler_not_exported",
    "jar_without_main",
    "case_collision",
    "referenced_file_ignored",
    "ineffective_negation",
    "lockfile_missing",
    "lockfile_stale",
    "multiple_lockfiles",
    "lockfile_not_packaged",
    "lock_local_url",
    "local_path_dependency",
    "unpackaged_workspace",
    "include_file_missing",
    "dependency_engines_unmet",
    "dependency_requires_python",
    "no_wheel_for_runtime",
    "vendored_extension_abi",
    "native_binary_platform",
    "class_file_too_new",
    "java_release_too_new",
)
OF_ARCHIVE = ("size_regression",)
AFTER_PACKING = ("package_over_budget", "package_large", *OF_ARCHIVE)
"""What is asked of a finished zip; the first two were asked of its files before, and know more now."""
OF_DEPLOYMENT = (
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
"""Rules that only have a page here: a command or the client says them, where it meets them."""
ALL = OF_PREDICTION + OF_PACKAGE + OF_CONTENT + OF_ARCHIVE + OF_DEPLOYMENT + PAGES


class CheckModule(Protocol):
    """What a check's module offers."""

    __doc__: str | None
    CHECK: Check

    def run(self, subject: Subject) -> Iterator[Finding]:
        """What it has to say about the subject."""
        ...


def load(name: str) -> CheckModule:
    """The module of a check."""
    return cast("CheckModule", import_module(f"justpack.checks.rules.{name}"))


def run(subject: Subject, *, preview: bool = False) -> tuple[Finding, ...]:
    """What there is to say at this point: of a prediction, a package, a finished zip, or a deployment that has ended.

    Errors first, then by path, line and code. `preview`: whether rules that may still change speak too.
    """
    if subject.build is not None:
        names: tuple[str, ...] = OF_DEPLOYMENT
    elif subject.archive is not None:
        names = AFTER_PACKING
    else:
        names = OF_PREDICTION if subject.plan is None else OF_PREDICTION + OF_PACKAGE
    modules = [module for module in map(load, names) if preview or not module.CHECK.preview]
    findings = [finding for module in modules for finding in module.run(subject)]
    if subject.plan is not None and subject.archive is None and subject.build is None:
        findings.extend(content_scan.run(subject, preview=preview))
    return tuple(sorted(findings, key=order))


def order(finding: Finding) -> tuple[int, str, int, int, str, str]:
    """By what findings are sorted: the gravest first, then from top to bottom."""
    place = finding.location
    severity = ("error", "warning", "info").index(finding.severity)
    where = (place.path, place.line or 0, place.column or 0) if place else ("", 0, 0)
    return severity, *where, finding.code, finding.message
