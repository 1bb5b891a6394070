"""Tests of the files that are opened for the rules about contents."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self
from zipfile import ZipFile

import pytest

import justpack
from justpack import pipeline
from justpack.checks import content_scan, registry
from justpack.checks.rule import HEAD_LIMIT
from justpack.checks.support.contents import second_process
from justpack.model import Finding
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


FILES: dict[str, str | bytes] = {
    "package.json": '{"engines": {"node": "22.x"}, "main": "index.js"}',
    "index.js": "",
    "a/key.txt": KEY,
    "a/wide.txt": KEY.encode("utf-16"),
    "b/conflict.js": "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n",
    "b/long.txt": "\nx" * HEAD_LIMIT + "\n" + KEY,
    "b/pointer.bin": f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 5\n",
    "b/run.sh": "#!/bin/sh\r\necho\r\n",
    "b/settings/.npmrc": "//registry.npmjs.org/:_authToken=npm_" + "a1B2c3D4e5F6" * 3 + "\n",
    "c/plain.txt": "text\n" * 900,
    "d/key.txt": KEY,
    "node_modules/theirs/key.txt": KEY,
}


@pytest.fixture
def mixed(tmp_path: Path) -> pipeline.Project:
    for number in range(12):
        for path, text in FILES.items():
            place = tmp_path / "app" / (path if number == 0 else f"m{number}/{path}")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode() if isinstance(text, str) else text)
    return pipeline.open_project(tmp_path / "app", Settings())


class InTurn:
    """Does the work of a second process in this one."""

    asked = 0

    def __init__(self, count: int, work: Callable[[Iterator[int]], Sequence[int]]) -> None:
        self._work, self._count = work, count
        self.done = count // 2

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def answer(self) -> Sequence[int] | None:
        type(self).asked += 1
        return self._work(iter(range(self._count - 1, self.done - 2, -1)))  # the task in the middle is done twice

    def front(self) -> Iterator[int]:
        return iter(range(self.done))


class Failing(InTurn):
    """Has no answer."""

    asked = 0

    def answer(self) -> None:
        type(self).asked += 1


@pytest.mark.parametrize("helper", [InTurn, Failing])
def test_finds_the_same_with_a_second_process(
    mixed: pipeline.Project, monkeypatch: pytest.MonkeyPatch, helper: type[InTurn]
) -> None:
    expected = pipeline.check(mixed)
    monkeypatch.setattr(content_scan, "LARGE", 1)
    monkeypatch.setattr(second_process, "available", lambda: True)
    monkeypatch.setattr(second_process, "SecondProcess", helper)
    monkeypatch.setattr(helper, "asked", 0)
    found = pipeline.check(mixed, second_process=True)
    assert helper.asked == 1
    assert found.to_dict() == expected.to_dict()
    assert {"SC002", "FP012", "FP017"} <= {each.code for each in found.findings}


@pytest.mark.parametrize("native", [1, 1 << 60])
def test_finds_the_same_with_each_search(mixed: pipeline.Project, monkeypatch: pytest.MonkeyPatch, native: int) -> None:
    expected = pipeline.check(mixed)
    monkeypatch.setattr(content_scan, "NATIVE", native)
    assert pipeline.check(mixed).to_dict() == expected.to_dict()


def test_begins_before_the_rules_about_paths(mixed: pipeline.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    class Noting(InTurn):
        def __enter__(self) -> Self:
            order.append("second process")
            return self

    def rules(*_: object, preview: bool = False) -> Iterator[Finding]:
        order.append("rules")
        return iter(())

    monkeypatch.setattr(content_scan, "LARGE", 1)
    monkeypatch.setattr(second_process, "available", lambda: True)
    monkeypatch.setattr(second_process, "SecondProcess", Noting)
    monkeypatch.setattr(registry.PACKAGE, "findings", rules)
    pipeline.check(mixed, second_process=True)
    assert order == ["second process", "rules"]


def test_a_library_call_starts_no_process(mixed: pipeline.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_scan, "LARGE", 1)
    monkeypatch.setattr(second_process, "available", lambda: True)
    monkeypatch.setattr(second_process, "SecondProcess", Failing)
    monkeypatch.setattr(Failing, "asked", 0)
    justpack.check(mixed.root)
    assert Failing.asked == 0


def test_the_files_of_a_zip_are_read_by_one_process(
    mixed: pipeline.Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "app.zip"
    with ZipFile(path, "w") as made:
        for name, text in FILES.items():
            made.writestr(name, text)
    monkeypatch.setattr(content_scan, "LARGE", 1)
    monkeypatch.setattr(second_process, "available", lambda: True)
    monkeypatch.setattr(second_process, "SecondProcess", Failing)
    monkeypatch.setattr(Failing, "asked", 0)
    pipeline.check(pipeline.open_zip(path, Settings()), second_process=True)
    assert Failing.asked == 0


PROGRAM = """
import os, sys
from justpack.checks import content_scan
from justpack.checks.support.contents import second_process
from justpack.cli.main import invoke
content_scan.LARGE, second_process.available, forks, fork = 1, lambda: True, [], os.fork
os.fork = lambda: forks.append(1) or fork()
invoke(["check", sys.argv[1], "--format", "json", "--output-file", sys.argv[2]])
print(len(forks))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process is copied on Linux only")
def test_the_command_finds_the_same_in_two_processes(mixed: pipeline.Project, tmp_path: Path) -> None:
    expected = [json.dumps(finding.to_dict()) for finding in pipeline.check(mixed).findings]
    report = tmp_path / "report.json"
    command = [sys.executable, "-W", "error", "-c", PROGRAM, os.fspath(mixed.root), os.fspath(report)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines()[-1:], done.stderr) == (["1"], "")
    found = [json.dumps(finding) for finding in json.loads(report.read_text(encoding="utf-8"))["findings"]]
    assert sorted(found) == sorted(expected)
