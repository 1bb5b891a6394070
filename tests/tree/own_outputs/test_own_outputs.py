"""Files that justpack wrote are recognized whatever their name is, and no other file is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.checks.baseline import text as baseline
from justpack.cli.main import invoke
from justpack.tree.ignore.selection import Selection
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from tests.tree.planting import Table

    Grow = Callable[[Table], Path]

PROJECT = {
    "package.json": '{"name": "app", "engines": {"node": "22.x"}, "scripts": {"start": "node ."}}\n',
    "index.js": "console.log(1)\n",
}


def packed(root: Path, **options: object) -> list[str]:
    return [entry.path for entry in Tree(root, Selection(root, **options)).plan().entries]  # type: ignore[arg-type]


@pytest.fixture
def outputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What each command writes, by kind."""
    root = tmp_path / "packed"
    root.mkdir()
    for name, content in PROJECT.items():
        (root / name).write_text(content)
    found = {"baseline": baseline(())}
    files = {name: tmp_path / name for name in ("receipt", "provenance", "page")}
    arguments = ["--receipt", str(files["receipt"]), "--provenance", str(files["provenance"])]
    assert invoke(["pack", str(root), "-o", str(tmp_path / "a.zip"), *arguments]) == 0
    assert invoke(["size", str(root), "--html", str(files["page"])]) == 0
    for command in (["check"], ["detect"], ["files"], ["size"], ["pack", "--dry-run"]):
        capsys.readouterr()
        invoke([*command, str(root), "--format", "json"])
        found[command[0]] = capsys.readouterr().out
    invoke(["check", str(root), "--format", "sarif"])
    found["sarif"] = capsys.readouterr().out
    return found | {name: path.read_text() for name, path in files.items()}


def test_leaves_out_what_every_command_writes(outputs: dict[str, str], grow: Grow) -> None:
    root = grow({"a.txt": "1", **{f"kept/{kind}.data": text for kind, text in outputs.items()}})
    assert packed(root) == ["a.txt"]
    selection = Selection(root)
    for kind in outputs:
        rule = selection.decide(f"kept/{kind}.data", is_dir=False).rule
        assert rule is not None
        assert rule.pattern.startswith("justpack wrote it")
    assert packed(root, force_include=["kept/receipt.data"]) == ["a.txt", "kept/receipt.data"]


@pytest.mark.parametrize("layout", ["as written", "one line", "utf-16", "crlf"])
def test_recognizes_a_report_for_gitlab(grow: Grow, capsys: pytest.CaptureFixture[str], layout: str) -> None:
    root = grow({**PROJECT, "lib/nul.txt": 'say "hi"'})
    invoke(["check", str(root), "--format", "gitlab"])
    text = capsys.readouterr().out
    data = {
        "as written": text.encode(),
        "one line": json.dumps(json.loads(text)).encode(),
        "utf-16": text.encode("utf-16"),
        "crlf": text.replace("\n", "\r\n").encode(),
    }[layout]
    (root / "quality").write_bytes(data)
    assert packed(root) == ["index.js", "lib/nul.txt", "package.json"]


def test_packs_the_code_quality_report_of_another_tool(grow: Grow) -> None:
    issue = {
        "description": "E501: line too long (121 > 120)",
        "check_name": "E501",
        "fingerprint": "0" * 32,
        "severity": "minor",
        "location": {"path": "a.py", "lines": {"begin": 1}},
    }
    root = grow(
        {"ruff.json": json.dumps([issue], indent=2), "eslint.json": json.dumps([{**issue, "check_name": "eqeqeq"}])}
    )
    assert packed(root) == ["eslint.json", "ruff.json"]


@pytest.mark.parametrize("layout", ["indented", "one line", "utf-16", "with a mark", "crlf"])
def test_recognizes_another_layout(outputs: dict[str, str], grow: Grow, layout: str) -> None:
    root = grow({"a.txt": "1"})
    for kind in ("receipt", "provenance", "check", "sarif", "baseline"):
        text = outputs[kind]
        data = {
            "indented": json.dumps(json.loads(text), indent=4).encode(),
            "one line": json.dumps(json.loads(text)).encode(),
            "utf-16": text.encode("utf-16"),
            "with a mark": text.encode("utf-8-sig"),
            "crlf": text.replace("\n", "\r\n").encode(),
        }[layout]
        (root / f"{kind}.json").write_bytes(data)
    assert packed(root) == ["a.txt"]


@pytest.mark.parametrize("name", ["result.xml", "odd name"])
def test_recognizes_a_junit_report(grow: Grow, name: str) -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="justpack" tests="0" failures="0"></testsuites>\n'
    assert packed(grow({"a.txt": "1", name: text})) == ["a.txt"]


@pytest.mark.parametrize(
    "text",
    [
        '# Notes\n\nA receipt says "schema": "justpack/receipt", "schema_version": 1, and this is a text about it.\n',
        json.dumps(
            {"example": {"schema": "justpack/receipt", "schema_version": 1, "archive": {}, "padding": "x" * 40}}
        ),
        json.dumps({"schema": "justpack/receipt", "type": "object", "properties": {}, "title": "x" * 60}),
        json.dumps([{"schema": "justpack/check", "schema_version": 1, "tool": {}, "padding": "x" * 40}]),
        json.dumps({"note": '{"schema": "justpack/check",\n "schema_version": 1}', "padding": "x" * 40}, indent=1),
        json.dumps({"runs": [{"tool": {"driver": {"name": "justpack"}}}, {"tool": {"driver": {"name": "other"}}}]}),
        '{"schema": "justpack/check", "schema_version": 1, "cut off": "' + "x" * 60,
        '<!doctype html>\n<html>\n<head>\n<title>about justpack</title>\n<p>content="justpack" generator</p>\n',
        '<?xml version="1.0"?>\n<testsuites name="mine"><testsuite name="justpack"></testsuite></testsuites>\n',
        "x" * 100,
    ],
)
def test_does_not_leave_out_a_text_about_justpack(grow: Grow, text: str) -> None:
    assert packed(grow({"notes": text})) == ["notes"]


def test_does_not_open_a_source_or_an_installed_package(
    outputs: dict[str, str], grow: Grow, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grow(
        {"a.js": "x" * 100, "b.PNG": "x" * 100, "c": "x" * 100, "lib/site-packages/x/data.json": outputs["check"]}
    )
    monkeypatch.setattr("justpack.tree.own_outputs.own_outputs.OwnOutputs._kind", lambda *_: "opened")
    assert packed(root) == ["a.js", "b.PNG", "lib/site-packages/x/data.json"]


def test_leaves_out_the_files_that_are_open_for_output(grow: Grow) -> None:
    root = grow({"a.txt": "1", "logs/x.log": "", "old.log": ""})
    status = os.stat(root / "logs/x.log")
    os.link(root / "logs/x.log", root / "also")
    (root / "link").symlink_to("logs/x.log")
    assert packed(root, open_files=frozenset({(status.st_dev, status.st_ino)})) == ["a.txt", "old.log"]


def test_does_not_leave_out_a_file_that_cannot_be_opened(
    outputs: dict[str, str], grow: Grow, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grow({"r": outputs["receipt"]})

    def refuse(*_: object) -> str:
        raise OSError

    monkeypatch.setattr("justpack.tree.own_outputs.own_outputs.OwnOutputs._kind", refuse)
    assert packed(root) == ["r"]
