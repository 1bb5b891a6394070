"""What `-o` and the other options that name a file to write accept."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest

from justpack.cli.output_paths import STDOUT, ZipTarget, output_file
from justpack.errors import UsageError


@pytest.mark.parametrize("text", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_writes_to_stdout_under_each_of_its_names(text: str) -> None:
    assert ZipTarget(text).file(Path("app")) == STDOUT


def test_puts_the_zip_into_a_folder_that_exists(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "my app").mkdir()
    assert ZipTarget(f"{tmp_path}/out/").file(tmp_path / "my app") == tmp_path / "out" / "my app.zip"
    assert ZipTarget(f"{tmp_path}/out//").file(Path("/")) == tmp_path / "out" / "app.zip"
    assert ZipTarget(f"{tmp_path}/x.zip").file(tmp_path) == tmp_path / "x.zip"


def test_refuses_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        ZipTarget(f"{tmp_path}/out/").file(tmp_path)
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError, match="is not a folder"):
        ZipTarget(f"{tmp_path}/out/").file(tmp_path)


@pytest.mark.parametrize("text", [".", "..", "a/.."])
def test_refuses_a_zip_without_a_name(text: str) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        ZipTarget(text).file(Path("app"))


def test_does_not_take_a_file_named_with_a_dash_for_stdout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ZipTarget("./-").file(Path("app")) == output_file("./-") == Path(os.getcwd(), "-")


@pytest.mark.parametrize("text", ["-", "/dev/stdout", "/dev/stderr", "out/", "", ".", ".."])
def test_refuses_other_outputs_that_are_no_file(text: str) -> None:
    with pytest.raises(click.BadParameter, match="name a file to write"):
        output_file(text)
