"""Tests of LK008: the lock file of another package manager than the named one is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

PNPM = '{"scripts": {"start": "x"},\n "packageManager": "pnpm@10.28.0"}'
LOCK = '{"lockfileVersion": 3, "packages": {"": {}}}'


@pytest.mark.parametrize(
    ("manifest", "place"),
    [
        (PNPM, (2, 20)),
        ('{"scripts": {"start": "x"},\n "devEngines": {"packageManager": {"name": "yarn"}}}', (2, 44)),
    ],
)
def test_reports_the_lock_of_another_manager(says: Says, manifest: str, place: tuple[int, int]) -> None:
    files = {"package.json": manifest, "package-lock.json": LOCK}
    assert says("LK008", files) == [("warning", "package.json", *place)]


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": PNPM},
        {"package.json": PNPM, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"},
        {"package.json": PNPM, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "package-lock.json": LOCK},
        {"package.json": PNPM.replace("pnpm@10", "vlt@1"), "package-lock.json": LOCK},
        {"package.json": PNPM.replace("pnpm@10", "npm@11"), "package-lock.json": LOCK},
        {"package.json": '{"scripts": {"start": "x"}}', "package-lock.json": LOCK},
    ],
)
def test_does_not_report_a_lock_of_the_named_manager(says: Says, files: Files) -> None:
    assert says("LK008", files) == []
