"""`justpack detect`: does the exit code follow the answer, and does the answer come first?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_the_runtime_comes_first(just: Invoke, app: Path) -> None:
    run = just("detect", app)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("nodejs22.x  Node.js 22, certain\n")


def test_the_folder_one_is_in_is_the_default(just: Invoke, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app)
    assert just("detect", "--format", "json").result == just("detect", app, "--format", "json").result


def test_a_project_that_does_not_pass_is_1(just: Invoke, broken: Path) -> None:
    run = just("detect", broken, "--format", "json")
    assert (run.code, run.json["ok"], run.result["outcome"], run.codes) == (1, False, "unsupported", ["RT003"])
    assert "error[RT003]" in just("detect", broken).out


def test_no_project_is_1(just: Invoke, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = just("detect", tmp_path / "empty", "--format=json")
    assert (run.code, run.result["runtime"], run.codes) == (1, None, ["RT001"])


def test_the_runtime_that_one_knows(just: Invoke, app: Path) -> None:
    run = just("detect", app, "--runtime", "nodejs24.x", "--format", "json")
    assert run.result["runtime"] == "nodejs24.x"


def test_the_same_input_gives_the_same_text_wherever_it_lies(just: Invoke, app: Path, tmp_path: Path) -> None:
    first = just("detect", app, "--format", "json").out
    app.rename(tmp_path / "another-name")
    assert just("detect", tmp_path / "another-name", "--format", "json").out == first
    assert str(tmp_path) not in first


def test_colour_only_where_it_is_asked_for(just: Invoke, app: Path) -> None:
    assert "\x1b[" not in just("detect", app).out
    assert "\x1b[" in just("detect", app, "--color", "always").out


@pytest.mark.parametrize(
    "content", ["{", "[1]", "\x00", '{"engines": ' + "[" * 100_000, '{"engines": {"node": "\x1b[2J"}}']
)
def test_no_manifest_stops_it(just: Invoke, plant: Callable[..., Path], content: str) -> None:
    run = just("detect", plant({"package.json": content}))
    assert run.code == 1
    assert "\x1b" not in run.out
    assert run.err == ""
