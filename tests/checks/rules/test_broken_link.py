"""Tests of FP020: links that lead nowhere or into what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.settings import Settings
from tests.checks.project_findings import plant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from justpack.model import Finding
    from tests.checks.project_findings import Files, Says

APP = {"package.json": '{"scripts": {"start": "node index.js"}}', "index.js": 'require("./lib/db");\n'}


@pytest.mark.parametrize(
    ("files", "severity", "path"),
    [
        ({"static/logo.svg": "-> ../assets/logo.svg"}, "warning", "static/logo.svg"),
        ({"notes": "-> .venv/guide"}, "warning", "notes"),
        ({"public": "-> dist", "dist/a": "", ".gitignore": "dist/\n"}, "warning", "public"),
        ({"public": "-> dist", ".gitignore": "dist/\n"}, "warning", "public"),
        ({"lib/db.js": "-> ../shared/db.js"}, "error", "lib/db.js"),
        ({"lib": "-> shared"}, "error", "lib"),
        ({".npmrc": "-> config/npmrc"}, "error", ".npmrc"),
    ],
)
def test_reports_a_link_without_a_target_in_the_upload(says: Says, files: Files, severity: str, path: str) -> None:
    assert says("FP020", {**APP, **files}) == [(severity, path, None, None)]
    assert says("FP001", {}) == []


def test_gives_one_verdict_whether_the_excluded_target_exists_or_not(found: Callable[..., list[Finding]]) -> None:
    (absent,) = found("FP020", {**APP, "public": "-> dist", ".gitignore": "dist/\n"})
    (present,) = found("FP020", {"dist/a": ""})
    assert (absent.message, absent.help) == (present.message, present.help)


@pytest.mark.parametrize(
    "files",
    [
        {"a": "-> index.js"},
        {"a": "-> gone", ".gitignore": "a\n"},
        {"a": "-> /srv/data"},
        {"public": "-> dist", "dist/a": "", ".gitignore": "dist/\n!public\n"},
    ],
)
def test_does_not_report_other_links(says: Says, files: Files) -> None:
    assert says("FP020", {**APP, **files}) == []


def test_reports_links_into_one_excluded_folder_together(found: Callable[..., list[Finding]]) -> None:
    links = {f"{tool}/skills/{name}": f"-> ../../.venv/lib/{name}" for tool in (".agents", "b") for name in "abc"}
    (finding,) = found("FP020", {**APP, **links})
    assert finding.message == (
        "the upload lacks the targets of 6 links (.agents/skills/a -> ../../.venv/lib/a, .agents/skills/b -> "
        "../../.venv/lib/b, .agents/skills/c -> ../../.venv/lib/c, b/skills/a -> ../../.venv/lib/a, b/skills/b -> "
        "../../.venv/lib/b, 1 more); ../../.venv/lib/a is left out of the upload"
    )
    assert finding.help is not None
    assert finding.help.endswith("or remove the links or exclude it in .justpackignore")


def test_reports_links_with_other_causes_apart(found: Callable[..., list[Finding]]) -> None:
    files = {"a": "-> .venv/a", "b": "-> dist/b", "c": "-> gone", "d": "-> lost", ".gitignore": "dist/\n"}
    assert [each.message.partition(",")[0] for each in found("FP020", {**APP, **files})] == [
        "a is a link to .venv/a", "b is a link to dist/b", "c is a link to gone", "d is a link to lost"
    ]  # fmt: skip


def test_reports_links_into_one_absent_folder_together(found: Callable[..., list[Finding]]) -> None:
    files = {"packages/a/src": "-> ../../.source/a/src", "packages/b/src": "-> ../../.source/b/src", "c": "-> lib/c"}
    messages = [each.message.partition(" (")[0] for each in found("FP020", {**APP, **files, "lib/d": ""})]
    assert messages == [
        "c is a link to lib/c, which does not exist", "the upload lacks the targets of 2 links"
    ]  # fmt: skip


@pytest.fixture
def submodule(committed: Callable[[Files], Path], git: Callable[..., str]) -> str:
    committed(dict(APP))
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},common")
    return "common"


def test_links_into_a_submodule_are_shown_with_it(submodule: str, found: Callable[..., list[Finding]]) -> None:
    files: Files = {**APP, "a": f"-> {submodule}/a", "b/c": f"-> ../{submodule}/sub/c", "d": "-> gone"}
    assert [each.location.path for each in found("FP020", files) if each.location] == ["d"]
    (finding,) = found("FP013", {})
    assert [(each.location.path, each.label) for each in finding.related] == [
        ("a", "is a link to common/a"), ("b/c", "is a link to ../common/sub/c")
    ]  # fmt: skip


def test_a_needed_link_into_a_submodule_is_the_only_finding(
    submodule: str, found: Callable[..., list[Finding]]
) -> None:
    files: Files = {**APP, "lib": f"-> {submodule}/lib", "notes": f"-> {submodule}/notes"}
    (finding,) = found("FP020", files)
    assert (finding.severity, finding.help) == (
        "error", "run `git submodule update --init common`, or remove lib"
    )  # fmt: skip
    assert found("FP013", {}) == []


@pytest.mark.parametrize("link", ["a.js", "lib"])
def test_is_the_only_finding_about_what_the_start_imports(tmp_path: Path, link: str) -> None:
    module = "./a" if link == "a.js" else "./lib/a"
    plant(
        tmp_path,
        {"package.json": '{"scripts": {"start": "node tests/index.js"}, "engines": {"node": "22.x"}}',
         "tests/index.js": f'require(".{module}");\n', link: "-> gone"},
    )  # fmt: skip
    findings = pipeline.check(pipeline.open_project(tmp_path, Settings())).findings
    assert [(each.code, each.severity) for each in findings] == [("FP020", "error")]


def test_a_link_to_what_a_sparse_checkout_leaves_out_is_reported_with_it(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    committed({**APP, "a": "-> docs/a", "docs/a": "", "keep/b": ""})
    git("sparse-checkout", "set", "--cone", "keep")
    assert says("FP020", {}) == []
    assert [row[:2] for row in says("FP018", {})] == [("warning", "docs/a")]
