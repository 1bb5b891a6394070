"""The text output of a command is recognized if it was written to a file, and no other text is."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.cli.main import invoke
from justpack.tree.own_outputs.texts import is_report

READY = {"package.json": '{"engines": {"node": "22.x"}, "scripts": {"start": "node ."}}\n', "index.js": "1\n"}
ABSENT = {"package.json": '{"engines": {"node": "22.x"}, "scripts": {"start": "node gone.js"}}\n', "a.js": "1\n"}
OTHER = {"a.txt": "1\n"}


def _report(root: Path, files: dict[str, str], arguments: list[str], capsys: pytest.CaptureFixture[str]) -> bytes:
    root.mkdir()
    for name, content in files.items():
        (root / name).write_text(content)
    command, *options = arguments
    invoke([command, str(root), *options])
    return capsys.readouterr().out.encode()


@pytest.mark.parametrize("files", [READY, ABSENT, OTHER])
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--color", "always"],
        ["check", "--format", "concise"],
        ["check", "--format", "github"],
        ["pack", "-o", "{out}", "--no-check"],
        ["pack", "--dry-run", "--no-check"],
        ["size"],
    ],
)
def test_recognizes_what_a_command_writes(
    tmp_path: Path, files: dict[str, str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = [each.format(out=tmp_path / "a.zip") for each in arguments]
    text = _report(tmp_path / "app", files, wanted, capsys)
    assert is_report(text[:4096], text[-4096:])
    changed = text.replace(b"\n", b"\r\n")
    assert is_report(changed[:4096], changed[-4096:])
    assert not is_report(b"Today:\n\n" + text, text)


def test_recognizes_a_prediction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = _report(tmp_path / "app", READY, ["detect"], capsys)
    assert is_report(text, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ready to deploy: all of it, 2 files, 10 B\n",
        "ready to deploy: nodejs22.x, 2 files, 10 B and more\n",
        "not ready to deploy yet\n",
        "packed 3 files to a.tar: 1 B raw\n",
        "2 files, 3 errors\n",
        "nodejs22.x  is what we run\n",
        "error[RT001]: what this error says\nand how to mend it\n",
        "error[E0308]: mismatched types\n",
        "src/a.js:1:2: error[AB123] of another tool\n",
        "::error file=a.js,line=1,title=EN001 entrypoint-missing::gone\n",
        "The log says:\n\nready to deploy: nodejs22.x, 2 files, 207 B\n",
    ],
)
def test_does_not_recognize_another_text(text: str) -> None:
    assert not is_report(text.encode(), text.encode())
