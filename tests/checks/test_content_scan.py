"""Tests of the files that are opened for the rules about contents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import justpack
from justpack import pipeline
from justpack.checks import content_scan
from justpack.checks.rule import HEAD_LIMIT
from justpack.settings import Settings

KEY = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n" * 4


@pytest.fixture
def codes(tmp_path: Path) -> Callable[[], list[tuple[str, str]]]:
    root = tmp_path / "app"
    for path, text in {
        "package.json": '{"engines": {"node": "22.x"}, "main": "index.js"}',
        "index.js": "",
        "packages/own/key.txt": KEY,
        "node_modules/theirs/key.txt": KEY,
        "lib/site-packages/theirs/key.txt": KEY,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    def check() -> list[tuple[str, str]]:
        found = justpack.check(root, force_include=["node_modules", "lib"]).findings
        return [(each.code, each.location.path) for each in found if each.code == "SC002" and each.location]

    return check


def test_skips_installed_packages(codes: Callable[[], list[tuple[str, str]]]) -> None:
    assert codes() == [("SC002", "packages/own/key.txt")]


def test_reads_a_linked_package_of_the_project(tmp_path: Path, codes: Callable[[], list[tuple[str, str]]]) -> None:
    (tmp_path / "app/node_modules/own").symlink_to("../packages/own")
    assert codes() == [("SC002", "node_modules/own/key.txt"), ("SC002", "packages/own/key.txt")]


@pytest.mark.parametrize(
    "at", [0, HEAD_LIMIT - 20, HEAD_LIMIT - 1, HEAD_LIMIT + 5, HEAD_LIMIT + content_scan.BLOCK - 20]
)
def test_finds_words_on_both_sides_of_a_seam(
    tmp_path: Path, codes: Callable[[], list[tuple[str, str]]], at: int
) -> None:
    text = ("x" * at)[:-1] + "\n" * (at > 0) + KEY
    (tmp_path / "app/packages/own/key.txt").write_text(text + "\nx" * content_scan.BLOCK)
    assert codes() == [("SC002", "packages/own/key.txt")]


def test_searches_binary_files_no_further_than_their_beginning(
    tmp_path: Path, codes: Callable[[], list[tuple[str, str]]]
) -> None:
    (tmp_path / "app/packages/own/key.txt").write_text("\0" + "\nx" * HEAD_LIMIT + "\n" + KEY)
    assert codes() == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("before", ["", "a = 1\n" * 40_000])
def test_finds_words_in_utf_16(tmp_path: Path, encoding: str, mark: str, before: str) -> None:
    key = "-" * 5 + "BEGIN PRIVATE KEY" + "-" * 5 + "\nMIIEowIBAAKCAQEA7bq3Yw2n5xkq0Zr8\n"
    (tmp_path / "package.json").write_text('{"engines": {"node": "22"}}', encoding="utf-8")
    (tmp_path / "index.js").write_text("1", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes((mark + before + key).encode(encoding))
    found = [each for each in justpack.check(tmp_path).findings if each.code == "SC002"]
    assert [each.location.line for each in found if each.location] == [before.count("\n") + 1]


@pytest.mark.parametrize("data", [b"\0\1" * 400, b"\xff\xfe\0\0" + b"P\0\0\0" * 400, b"\0" * 900])
def test_does_not_take_binary_data_for_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "package.json").write_text('{"engines": {"node": "22"}}', encoding="utf-8")
    (tmp_path / "index.js").write_text("1", encoding="utf-8")
    (tmp_path / "a.bin").write_bytes(data)
    assert not [each for each in justpack.check(tmp_path).findings if each.code.startswith("SC")]


def test_finds_the_words_of_every_file_that_is_searched_with_others(
    tmp_path: Path, codes: Callable[[], list[tuple[str, str]]]
) -> None:
    wanted = []
    for number in range(90):
        path = tmp_path / f"app/packages/own/{number:02}.txt"
        has_key = number % 7 == 0
        path.write_text("x\n" * 5000 + KEY * has_key)
        wanted += [f"packages/own/{number:02}.txt"] * has_key
    assert [path for _, path in codes()] == [*wanted, "packages/own/key.txt"]


def test_does_not_join_the_end_of_a_file_with_the_next(
    tmp_path: Path, codes: Callable[[], list[tuple[str, str]]]
) -> None:
    at = KEY.index("KEY")
    (tmp_path / "app/packages/own/key.txt").write_text(KEY[:at])
    (tmp_path / "app/packages/own/key.txu").write_text(KEY[at:])
    assert codes() == []


def test_reads_a_file_that_is_shorter_by_now(tmp_path: Path) -> None:
    for name, text in {"package.json": '{"engines": {"node": "22"}}', "index.js": "1", "a.txt": "x" * 99_999}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    project = pipeline.open_project(tmp_path, Settings())
    plan = pipeline.plan_of(project)
    (tmp_path / "a.txt").write_text(KEY, encoding="utf-8")
    assert [each.code for each in pipeline.check(project, plan=plan).findings if each.code == "SC002"] == ["SC002"]
    (tmp_path / "a.txt").unlink()
    assert not [each for each in pipeline.check(project, plan=plan).findings if each.code == "SC002"]
