"""Tests of the formats for GitHub and code scanning, including runs that end with an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


@pytest.fixture
def nested(broken: Path) -> Path:
    """Return a project with an error, in a folder of a repository."""
    (broken.parent / ".git").mkdir()
    return broken


def _uri(text: str) -> object:
    result = json.loads(text)["runs"][0]["results"][0]
    return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_annotations_have_paths_relative_to_the_repository(just: Invoke, nested: Path) -> None:
    run = just("check", nested, "--format", "github")
    assert run.code == 1
    first, *_, last = run.out.splitlines()
    assert first.startswith("::error file=broken/package.json,line=1,endLine=1,col=")
    assert last == "not ready to deploy: no runtime, 1 file, 56 B"


def test_sarif_has_paths_relative_to_the_repository(just: Invoke, nested: Path) -> None:
    run = just("check", nested, "--format", "sarif")
    assert (run.code, _uri(run.out)) == (1, "broken/package.json")


def test_paths_are_relative_to_the_workspace_without_a_repository(
    just: Invoke, broken: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert _uri(just("check", broken, "--format", "sarif").out) == "package.json"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert _uri(just("check", broken, "--format", "sarif").out) == "broken/package.json"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "elsewhere"))
    assert _uri(just("check", broken, "--format", "sarif").out) == "package.json"


def test_appends_to_the_step_summary(
    just: Invoke, broken: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    just("check", broken, "--format", "sarif")
    assert summary.read_text() == "before\n"
    just("check", broken, "--format", "github")
    assert summary.read_text().startswith("before\n### justpack check broken: not ready to deploy")
    assert "/RT003/) runtime-unsupported | package.json" in summary.read_text()


def test_ignores_an_error_of_the_step_summary(
    just: Invoke, app: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    run = just("check", app, "--format", "github")
    assert run.code == 0
    assert run.err.startswith("the step summary cannot be written: ")


@pytest.mark.parametrize("format", ["github", "sarif"])
def test_writes_an_error_in_the_chosen_format(just: Invoke, format: str) -> None:
    run = just("check", "nothing", "--format", format)
    assert run.code == 2
    if format == "github":
        assert run.out == "::error title=JP002 usage::nothing does not exist\n"
    else:
        assert json.loads(run.out)["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_only_check_has_these_formats(just: Invoke, app: Path) -> None:
    run = just("detect", app, "--format", "sarif")
    assert (run.code, run.out) == (2, "")
    assert "'sarif' is not one of 'text', 'json'" in run.err


@pytest.mark.parametrize("format", ["text", "json", "sarif", "gitlab"])
def test_exit_zero_changes_only_the_exit_code(just: Invoke, broken: Path, format: str) -> None:
    plain = just("check", broken, "--format", format)
    assert plain.code == 1
    run = just("check", broken, "--format", format, "--exit-zero")
    assert (run.code, run.out) == (0, plain.out)


def test_exit_zero_does_not_hide_a_usage_error(just: Invoke, tmp_path: Path) -> None:
    assert just("check", tmp_path / "absent", "--exit-zero").code == 2


def test_fail_on_never_passes_and_shows_the_findings(just: Invoke, broken: Path) -> None:
    run = just("check", broken, "--fail-on", "never", "--format", "json")
    assert (run.code, run.codes, run.json["ok"]) == (0, ["RT003"], True)
    assert (
        just("check", broken, "--fail-on", "never").out.splitlines()[-1].startswith("not ready to deploy: no runtime")
    )


def test_concise_paths_begin_at_the_current_folder(just: Invoke, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken.parent)
    (line, _) = just("check", broken.name, "--format", "concise").out.splitlines()
    assert line.startswith(f"{broken.name}/package.json:1:")


def test_gitlab_paths_begin_at_the_folder_of_the_job(
    just: Invoke, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_PROJECT_DIR", str(broken.parent))
    assert f'"path": "{broken.name}/package.json"' in just("check", broken, "--format", "gitlab").out
