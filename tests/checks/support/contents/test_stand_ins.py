"""Stand-ins are known by their beginnings, and each of them is the only finding about a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack import pipeline
from justpack.checks.support.contents import stand_ins
from justpack.settings import Settings
from tests.checks.project_findings import plant

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "4d" * 32 + "\nsize 12345\n"
ANNEX = "/annex/objects/SHA256E-s7--1234.bin\n"
CRYPT = b"\0GITCRYPT\0" + b"\x81" * 20
NODE = {"package.json": '{"scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}', "index.js": "1\n"}
PYTHON = {
    ".python-version": "3.12\n",
    "requirements.txt": "",
    "main.py": "def handler(event, context):\n    return 1\n",
}


@pytest.mark.parametrize(
    "data", [LFS, LFS.replace("\n", "\r\n"), LFS.replace("git-lfs", "hawser"), ANNEX, "\\annex\\objects\\K"]
)
def test_names_a_pointer(data: str) -> None:
    assert stand_ins.named(data.encode()) is not None


@pytest.mark.parametrize("data", ["", "version 1\n", f"\n{LFS}", f"{LFS}more\n", "/annex/\n", "x\0GITCRYPT\0"])
def test_does_not_name_another_content(data: str) -> None:
    assert stand_ins.named(data.encode()) is None


@pytest.mark.parametrize(("content", "code"), [(LFS, "FP012"), (ANNEX, "FP018"), (CRYPT, "FP018")])
@pytest.mark.parametrize(
    ("files", "path"),
    [
        (NODE, "index.js"),
        (NODE, "package.json"),
        (NODE, "package-lock.json"),
        (PYTHON, "main.py"),
        (PYTHON, "requirements.txt"),
    ],
)
def test_is_the_only_finding_about_a_file(
    tmp_path: Path, files: dict[str, str], path: str, content: str | bytes, code: str
) -> None:
    plant(tmp_path, {**files, path: content})
    findings = pipeline.check(pipeline.open_project(tmp_path, Settings())).findings
    assert [(each.code, each.severity) for each in findings if each.location and each.location.path == path] == [
        (code, "error")
    ]


def test_detect_names_the_stand_in(tmp_path: Path) -> None:
    plant(tmp_path, {**NODE, "package.json": CRYPT})
    project = pipeline.open_project(tmp_path, Settings())
    found = pipeline.detect(project).findings
    assert [each.message for each in found if each.code == "MF001"] == [
        "package.json is encrypted by git-crypt, and not unlocked here"
    ]
