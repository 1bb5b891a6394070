"""Tests of the rule about binaries for another platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}'}
REST = b"\x00" * 64


def _elf(machine: int) -> bytes:
    return b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + b"\x03\x00" + machine.to_bytes(2, "little") + REST


LINUX, ARM, S390 = _elf(62), _elf(183), _elf(22)
MAC, FAT = b"\xcf\xfa\xed\xfe" + REST, b"\xca\xfe\xba\xbe\x00\x00\x00\x02" + REST
WINDOWS = b"MZ\x90\x00" + REST
CLASS = b"\xca\xfe\xba\xbe\x00\x00\x00\x3d" + REST


@pytest.mark.parametrize(
    "files",
    [
        {"lib/x.node": MAC},
        {"lib/x.node": FAT},
        {"lib/x.node": WINDOWS},
        {"lib/x.node": S390},
        {"lib/x.node": MAC, "other/y.node": LINUX},
    ],
)
def test_reports_native_binary_platform(says: Says, files: dict[str, bytes]) -> None:
    assert says("DP006", {**APP, **files}) == [("warning", "lib/x.node", None, None)]


@pytest.mark.parametrize(
    "files",
    [
        {"lib/x.node": LINUX},
        {"lib/x.node": ARM},
        {"lib/prebuilds/darwin-arm64/x.node": MAC, "lib/prebuilds/linux-x64/x.node": LINUX},
        {"lib/x.darwin-arm64.node": MAC, "lib/x.linux-x64-gnu.node": LINUX},
        {"lib/x.node": CLASS},
        {"lib/x.node": b"text that is no binary at all"},
        {"bin/setup.exe": WINDOWS},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, bytes]) -> None:
    assert says("DP006", {**APP, **files}) == []


def test_reports_the_packages_of_one_scope_together(says: Says) -> None:
    packed = {**APP, ".justpackignore": "!node_modules\n"}
    mac = {"node_modules/@a/darwin/x.node": MAC, "node_modules/fsevents/fsevents.node": MAC}
    assert [row[1] for row in says("DP006", {**packed, **mac})] == ["node_modules/@a/darwin/x.node"]


@pytest.mark.parametrize(
    ("names", "more"),
    [
        ("a", "for macOS, and"),
        ("ab", "for macOS (and 1 more file beside it), and"),
        ("abc", "for macOS (and 2 more files beside it), and"),
    ],
)
def test_counts_the_other_binaries(found: Callable[..., list[Finding]], names: str, more: str) -> None:
    (finding,) = found("DP006", {**APP, **{f"lib/{name}.node": MAC for name in names}})
    assert more in finding.message
