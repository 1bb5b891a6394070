"""Tests of the rule about scripts whose first line ends with a carriage return."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}


@pytest.mark.parametrize(
    ("line", "column"),
    [("#!/bin/sh", 10), ("#!/usr/bin/env bash", 20), ("#!/bin/bash -e", 15), ("#! /bin/zsh", 12)],
)
def test_reports_crlf_shebang(says: Says, line: str, column: int) -> None:
    assert says("FP011", {**APP, "start.sh": f"{line}\r\necho\r\n"}) == [("error", "start.sh", 1, column)]


@pytest.mark.parametrize(
    "files",
    [
        {"start.sh": "#!/bin/sh\necho\r\n"},
        {"start.sh": "#!/bin/sh"},
        {"start.sh": "echo\r\n#!/bin/sh\r\n"},
        {"manage.py": "#!/usr/bin/env python\r\nprint()\r\n"},
        {"start.sh": "#!/bin/sh\r\necho\r\n", ".gitignore": "*.sh\n"},
        {"a.rs": "#![no_std]\r\nfn main() {}\r\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP011", {**APP, **files}) == []


def test_reports_another_interpreter_only_if_the_file_is_executable(
    tmp_path: Path, found: Callable[..., list[Finding]]
) -> None:
    (tmp_path / "manage.py").write_bytes(b"#!/usr/bin/env python\r\nprint()\r\n")
    (tmp_path / "manage.py").chmod(0o755)
    (finding,) = found("FP011", APP)
    assert finding.severity == "warning"


@pytest.mark.parametrize("name", ["notes.txt", "README.md", "example.conf"])
def test_reports_a_text_that_nothing_runs_as_a_warning(says: Says, name: str) -> None:
    assert says("FP011", {**APP, name: "#!/bin/sh\r\n"}) == [("warning", name, 1, 10)]


@pytest.mark.parametrize("name", ["start", "RUN.SH", "deploy.bash"])
def test_reports_what_looks_like_a_script_as_an_error(says: Says, name: str) -> None:
    assert says("FP011", {**APP, name: "#!/bin/sh\r\n"}) == [("error", name, 1, 10)]


def test_reports_vendored_scripts_as_warnings(says: Says) -> None:
    path = "vendor/tool/run.sh"
    assert says("FP011", {**APP, path: "#!/bin/sh\r\n"}) == [("warning", path, 1, 10)]


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"package.json": '{"scripts": {"start": "sh bin/run.sh"}}'}, "error"),
        ({"package.json": "{}", "Procfile": "web: ./bin/run.sh\n"}, "error"),
        ({"package.json": '{"scripts": {"start": "x"}}'}, "warning"),
    ],
)
def test_reports_a_script_below_the_root_as_an_error_only_if_a_manifest_names_it(
    says: Says, files: Files, severity: str
) -> None:
    assert says("FP011", {**files, "bin/run.sh": "#!/bin/sh\r\n"}) == [(severity, "bin/run.sh", 1, 10)]
