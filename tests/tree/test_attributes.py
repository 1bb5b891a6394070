"""Tests of git's attributes, compared with `git check-attr`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from justpack.tree.attributes import Attributes
from justpack.tree.git import repository

FILES = {
    ".gitattributes": '* text=auto\n*.bin binary\n[attr]mine text eol=lf -diff\n*.m mine !eol\n"a b.txt" ident\n'
    "d/ text\n"
    "!x.txt text\n/only.txt -text\ndocs/** eol=crlf\n",
    "docs/.gitattributes": "*.txt -text working-tree-encoding=UTF-16\na.* !text\n[attr]late ident\n",
    ".git/info/attributes": "docs/b.txt text eol=lf\n**/deep.txt filter=lfs\n",
}
PATHS = ["a.txt", "b.bin", "c.m", "a b.txt", "d/x", "x.txt", "only.txt", "docs/only.txt", "docs/a.txt", "docs/b.txt",
         "docs/x/deep.txt", "docs/ü.txt"]  # fmt: skip
NAMES = ("text", "eol", "ident", "filter", "working-tree-encoding", "diff")


def test_agrees_with_git(tool: Callable[[str], str], tmp_path: Path) -> None:
    program = tool("git")
    subprocess.run([program, "init", "-q", str(tmp_path)], check=True)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    asked = subprocess.run(
        [program, "check-attr", "-z", *NAMES, "--", *PATHS], cwd=tmp_path, capture_output=True, check=True
    )
    fields = asked.stdout.decode().split("\0")[:-1]
    theirs = {(path, name): value for path, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True)}
    found = repository.find(tmp_path)
    assert found is not None
    attributes = Attributes(found)
    words = {True: "set", False: "unset", None: "unspecified"}
    ours = {
        (path, name): value if isinstance(value, str) else words[value]
        for path in PATHS
        for name in NAMES
        for value in [attributes.of(path).get(name)]
    }
    assert ours == theirs
