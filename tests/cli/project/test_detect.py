"""Tests of `justpack detect`: its output and its exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_prints_the_runtime_first(just: Invoke, app: Path) -> None:
    run = just("detect", app)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("nodejs22.x  Node.js 22, certain\n")


def test_uses_the_current_folder_by_default(just: Invoke, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app)
    assert just("detect", "--format", "json").result == just("detect", app, "--format", "json").result


def test_exits_1_for_an_error(just: Invoke, broken: Path) -> None:
    run = just("detect", broken, "--format", "json")
    assert (run.code, run.json["ok"], run.result["outcome"], run.codes) == (1, False, "unsupported", ["RT003"])
    assert "error[RT003]" in just("detect", broken).out


def test_exits_1_without_a_project(just: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = just("detect", tmp_path / "empty", "--format=json")
    assert (run.code, run.result["runtime"], run.codes) == (1, None, ["RT001"])


def test_uses_the_runtime_of_the_settings(just: Invoke, app: Path) -> None:
    run = just("detect", app, "--runtime", "nodejs24.x", "--format", "json")
    assert run.result["runtime"] == "nodejs24.x"


def test_prints_the_same_for_any_location_of_the_project(just: Invoke, app: Path, tmp_path: Path) -> None:
    first = just("detect", app, "--format", "json").out
    app.rename(tmp_path / "another-name")
    assert just("detect", tmp_path / "another-name", "--format", "json").out == first
    assert str(tmp_path) not in first


def test_prints_colours_only_if_enabled(just: Invoke, app: Path) -> None:
    assert "\x1b[" not in just("detect", app).out
    assert "\x1b[" in just("detect", app, "--color", "always").out


@pytest.mark.parametrize(
    "content", ["{", "[1]", "\x00", '{"engines": ' + "[" * 100_000, '{"engines": {"node": "\x1b[2J"}}']
)
def test_exits_1_for_an_invalid_manifest(just: Invoke, plant: Callable[..., Path], content: str) -> None:
    run = just("detect", plant({"package.json": content}))
    assert run.code == 1
    assert "\x1b" not in run.out
    assert run.err == ""
