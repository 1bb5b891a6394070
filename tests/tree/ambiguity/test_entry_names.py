"""Tests of the names that are read as another path."""

from __future__ import annotations

import pytest

from justpack.tree.ambiguity.entry_names import path_of
from tests.tree.ambiguity.zips import entry, found, joined


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b", "a/b"),
        ("a\\b", "a/b"),
        ("./a", "a"),
        ("a/./b", "a/b"),
        ("a//b", "a/b"),
        ("/a", "a"),
        ("a/x/../b", "a/b"),
        ("../a", "a"),
        ("a. ", "a"),
        ("a.js::$DATA", "a.js"),
        ("a/", "a/"),
        ("...", "..."),
        (".gitignore", ".gitignore"),
    ],
)
def test_path_of_a_name(name: str, path: str) -> None:
    assert path_of(name) == path


@pytest.mark.parametrize("other", ["x\\a", "x/./a", "x//a", "/x/a", "x/y/../a", "x/a.", "x/a ", "x/a::$DATA", "x/a"])
def test_reports_two_names_of_one_path(other: str) -> None:
    assert ("name", "x/a") in found(joined(entry("x/a"), entry(other)))


@pytest.mark.parametrize("name", ["", ".", "./."])
def test_reports_an_entry_without_a_name(name: str) -> None:
    assert found(joined(entry("a"), entry(name))) == [("name", None)]


@pytest.mark.parametrize("name", [".GIT/config", "a/.Git/HEAD", ".git./x", ".ENV.", "ENV~1", "a.js::$DATA"])
def test_reports_a_disguised_name(name: str) -> None:
    assert found(joined(entry(name))) == [("name", name)]


@pytest.mark.parametrize(
    "names",
    [("a", "A"), (".gitignore", ".github/x"), ("a.", "b"), ("x..", "x.y"), ("./a", "b"), ("...", "…/x", "..../y")],
)
def test_does_not_report_different_names(names: tuple[str, ...]) -> None:
    assert found(joined(*map(entry, names))) == []


@pytest.mark.parametrize("name", ["n" * 256, "a/" + "é" * 128 + "/b"])
def test_reports_a_name_that_is_too_long_for_a_file_system(name: str) -> None:
    """unzip, 7-Zip and bsdtar cannot write it."""
    assert found(joined(entry(name))) == [("name", name)]


def test_does_not_report_a_long_path_of_short_names() -> None:
    assert found(joined(entry("n" * 255), entry("a/" * 200 + "b"))) == []
