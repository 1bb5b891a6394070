"""Tests that every command ends in an answer if files change while it reads them.

The functions of `os` are replaced by ones that change a file just before or after its status is read, or just before
or after it is opened. Nothing depends on time.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.runs import Invoke

FILES = {
    "package.json": '{"name": "app", "version": "1.2.3", "engines": {"node": "22.x"}, "scripts": {"start": "node ."}}',
    "index.js": "require('./lib/a')\nexports.handler = 1\n",
    ".gitignore": "*.log\n",
    ".nvmrc": "22\n",
    "lib/a.js": "exports.a = 1\n",
    "lib/.gitignore": "*.tmp\n",
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/config": "[core]\n\trepositoryformatversion = 0\n",
}
COMMANDS = (("detect",), ("check",), ("files",), ("size",), ("plan",), ("pack", "--no-cache"))
LARGE = 1 << 26
"""The size of a file that has grown beyond every bound of a manifest."""


def _removed(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _truncated(path: Path) -> None:
    path.write_bytes(b"")


def _grown(path: Path) -> None:
    os.truncate(path, LARGE)


def _link_out(path: Path) -> None:
    _removed(path)
    path.symlink_to("/etc")


def _link_to_itself(path: Path) -> None:
    _removed(path)
    path.symlink_to(path.name)


def _pipe(path: Path) -> None:
    _removed(path)
    os.mkfifo(path)


def _folder(path: Path) -> None:
    _removed(path)
    path.mkdir()


def _file(path: Path) -> None:
    _removed(path)
    path.write_bytes(b"a")


def _locked(path: Path) -> None:
    path.chmod(0)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be replaced")
Situation = tuple[str, str, Callable[[Path], None]]
"""The file or folder, the moment, and the change."""
CHANGES: tuple[Callable[[Path], None], ...] = (_removed, _truncated, _link_out, _link_to_itself, _pipe, _folder)
FOLDER_CHANGES: tuple[Callable[[Path], None], ...] = (_removed, _link_out, _link_to_itself, _pipe, _file, _locked)
MOMENTS = ("open", "opened", "status", "lstat")
SITUATIONS = [
    *((name, moment, change) for name in ("package.json", "index.js", ".gitignore") for moment in MOMENTS
      for change in CHANGES),
    *((name, "fstat", _grown) for name in ("package.json", ".gitignore", ".nvmrc", "HEAD", "config")),
    *(("lib", moment, change) for moment in ("open", "opened", "scandir") for change in FOLDER_CHANGES),
    *((".git", moment, change) for moment in ("open", "lstat") for change in FOLDER_CHANGES),
]  # fmt: skip
PLACES = {"HEAD": ".git/HEAD", "config": ".git/config"}


class Changing:
    """Changes one file at the first call of a function of `os` that is about it."""

    def __init__(self, path: Path, moment: str, change: Callable[[Path], None]) -> None:
        self.path, self.moment, self.change = path, moment, change
        self.done = False
        self.inode = path.stat().st_ino

    def now(self, moment: str, name: object) -> None:
        """Change the file if this is the moment, and the call is about it."""
        if self.done or moment != self.moment or isinstance(name, int):
            return
        if os.path.basename(os.fsdecode(name)) == self.path.name:  # type: ignore[arg-type]
            self.done = True
            self.change(self.path)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Replace the functions of `os`."""
        real_open, real_stat, real_lstat, real_fstat, real_scandir = (
            *(os.open, os.stat, os.lstat, os.fstat, os.scandir),
        )

        def opening(path: Any, *rest: Any, **more: Any) -> int:
            self.now("open", path)
            descriptor = real_open(path, *rest, **more)
            self.now("opened", path)
            return descriptor

        def status(path: Any, *rest: Any, **more: Any) -> os.stat_result:
            found = real_stat(path, *rest, **more)
            self.now("status", path)
            return found

        def link_status(path: Any, *rest: Any, **more: Any) -> os.stat_result:
            found = real_lstat(path, *rest, **more)
            self.now("lstat", path)
            return found

        def open_status(descriptor: int) -> os.stat_result:
            found = real_fstat(descriptor)
            if found.st_ino == self.inode and self.moment == "fstat" and not self.done:
                self.done = True
                self.change(self.path)
            return found

        def scanning(path: Any = ".") -> Iterator[os.DirEntry[str]]:
            if not self.done and self.moment == "scandir":
                about = real_fstat(path) if isinstance(path, int) else real_stat(path)
                if about.st_ino == self.inode:
                    self.done = True
                    self.change(self.path)
            return real_scandir(path)

        for name, function in (
            *(("open", opening), ("stat", status), ("lstat", link_status)),
            *(("fstat", open_status), ("scandir", scanning)),
        ):
            patch.setattr(os, name, function)


def _name(situation: Situation) -> str:
    name, moment, change = situation
    return f"{name}-{moment}-{change.__name__[1:]}"


def answers(just: Invoke, folder: Path, situation: Situation, command: tuple[str, ...]) -> None:
    name, moment, change = situation
    root = folder / command[0]
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    with pytest.MonkeyPatch.context() as patch:
        Changing(root / PLACES.get(name, name), moment, change).install(patch)
        extra = ("-o", folder / "app.zip") if command[0] == "pack" else ()
        run = just(*command, root, *extra)
    assert run.code in (0, 1, 2), (command, run.out, run.err)


@pytest.mark.parametrize("number", range(len(SITUATIONS)), ids=map(_name, SITUATIONS))
def test_a_file_that_changes_ends_in_an_answer(just: Invoke, tmp_path: Path, number: int) -> None:
    answers(just, tmp_path, SITUATIONS[number], COMMANDS[number % len(COMMANDS)])


@pytest.mark.exhaustive
@pytest.mark.parametrize("situation", SITUATIONS, ids=_name)
def test_a_file_that_changes_ends_in_an_answer_of_each_command(
    just: Invoke, tmp_path: Path, situation: Situation
) -> None:
    for command in COMMANDS:
        answers(just, tmp_path, situation, command)
