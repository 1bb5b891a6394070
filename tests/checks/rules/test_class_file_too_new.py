"""Tests of DP008: classes that the predicted Java cannot load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

APP = {"build.gradle": "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }"}


def _class(feature: int) -> bytes:
    return b"\xca\xfe\xba\xbe\x00\x00" + (feature + 44).to_bytes(2, "big") + b"rest"


def _jar(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/") + ".class", data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"lib/a.jar": _jar(A=_class(17), B=_class(21))}, "lib/a.jar"),
        ({"classes/A.class": _class(21), "classes/B.class": _class(21)}, "classes/A.class"),
    ],
)
def test_reports_class_file_too_new(says: Says, files: dict[str, bytes], path: str) -> None:
    assert says("DP008", {**APP, **files}) == [("error", path, None, None)]


@pytest.mark.parametrize(
    "files",
    [
        {"lib/a.jar": _jar(A=_class(17), B=_class(8))},
        {"lib/a.jar": _jar(A=_class(17), **{"META-INF__versions__21__A": _class(21)})},
        {"lib/a.jar": b"no jar"},
        {"classes/A.class": _class(17)},
        {"classes/A.class": b"no class"},
        {"classes/module-info.class": _class(21)},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, bytes]) -> None:
    assert says("DP008", {**APP, **files}) == []


@pytest.mark.parametrize(("release", "runtime"), [(17, 17), (11, 17)])
def test_reports_classes_compiled_by_javac(
    says: Says, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory, release: int, runtime: int
) -> None:
    folder = tmp_path_factory.mktemp("java")
    (folder / "A.java").write_text("class A {}")
    subprocess.run([tool("javac"), "--release", str(release), "A.java"], cwd=folder, check=True, timeout=120)
    data = Path(folder / "A.class").read_bytes()
    assert data[7] == release + 44
    assert says("DP008", {**APP, "classes/A.class": data}) == []


@pytest.mark.parametrize("folder", ["src/test/resources", "src/it/a", "src/integrationTest/x", "testdata", "examples"])
def test_does_not_report_classes_aside_of_the_app(says: Says, folder: str) -> None:
    files = {f"{folder}/a.jar": _jar(A=_class(25)), f"{folder}/A.class": _class(25)}
    assert says("DP008", {**APP, **files}) == []


def test_reports_a_war(says: Says) -> None:
    assert says("DP008", {**APP, "a.war": _jar(A=_class(25))}) == [("error", "a.war", None, None)]


@pytest.mark.parametrize(
    ("feature", "advice"),
    [
        (21, "compile it with `--release 17`, or pin java21"),
        (
            25,
            "compile it with `--release 17`, or use an older version of it: JustDeploy offers no Java that loads it",
        ),
    ],
)
def test_advises_only_an_offered_runtime(found: Callable[..., list[Finding]], feature: int, advice: str) -> None:
    (finding,) = found("DP008", {**APP, "classes/A.class": _class(feature)})
    assert finding.help == advice


def test_reports_jars_beyond_the_budget(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("justpack.tree.inner_zips.UNPACKED_BYTES", 300)
    inner = _jar(A=_class(21))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(4):
            archive.writestr(f"lib/{number}.jar", inner)
    found = says("DP008", {**APP, "lib/a.jar": file.getvalue(), "lib/b.jar": file.getvalue()})
    assert sorted(found) == [("error", "lib/a.jar", None, None), ("warning", "lib/a.jar", None, None)]
