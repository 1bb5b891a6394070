"""Tests that fixes are certain and that nothing else is changed."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

import pytest

import justpack
from justpack import fix
from justpack.checks.rules import start_needs_absent_file
from justpack.errors import PackError, UsageError
from justpack.fix import Change, find_fixes, stale_locks, write_changes
from justpack.pipeline import Project, open_project, open_zip
from justpack.settings import Settings
from justpack.settings import load as load_settings
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree
from tests.situations import SITUATIONS, data, write

pytestmark = pytest.mark.usefixtures("pinned_catalog")


def _opened(root: Path) -> Project:
    return open_project(root, load_settings(root, {}))


def _fixed(root: Path) -> dict[str, bytes]:
    return {change.path: change.after for change in find_fixes(_opened(root))}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "package.json", b'{"engines": {"node": ">=22"},\r\n"scripts": {"start": "x"}}',
            b'{"engines": {"node": "24.x"},\r\n"scripts": {"start": "x"}}',
        ),
        (
            "package.json", b'{"engines": {"node": "22, 22"}, "scripts": {"start": "x"}}',
            b'{"engines": {"node": "22 22"}, "scripts": {"start": "x"}}',
        ),
        (
            "pyproject.toml", b'[project]\r\nname = "a"\r\nversion = "1"\r\nrequires-python = ">=3.12 <3.15"\r\n',
            b'[project]\r\nname = "a"\r\nversion = "1"\r\nrequires-python = ">=3.12,<3.15"\r\n',
        ),
        (
            "package.json", codecs.BOM_UTF8 + b'{"name": "\xc3\xa9", "engines": {"node": ">=22"}}',
            codecs.BOM_UTF8 + b'{"name": "\xc3\xa9", "engines": {"node": "24.x"}}',
        ),
    ],
)  # fmt: skip
def test_changes_only_the_declaration(tmp_path: Path, path: str, before: bytes, after: bytes) -> None:
    (tmp_path / path).write_bytes(before)
    assert _fixed(tmp_path) == {path: after}
    assert (tmp_path / path).read_bytes() == before


def test_corrects_and_pins_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"start": "x"}, "engines": {"node": ">=20, <25"}}\n')
    (tmp_path / ".nvmrc").write_text("lts/nonsense\n")
    changes = _fixed(tmp_path)
    assert changes["package.json"] == b'{"scripts": {"start": "x"}, "engines": {"node": "24.x"}}\n'
    assert changes.keys() == {"package.json", ".nvmrc"}


@pytest.mark.parametrize(
    "files",
    [
        {}, {"package.json": "{"}, {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}'},
        {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "18.x"}}'},
        {"pom.xml": "<project>\udce9</project>"},
        {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12,<=3.x"\n'},
        # These projects have no findings, although their runtime is assumed.
        {"package.json": '{"scripts": {"start": "x"}}'}, {"package.json": '{"main": "x"}', ".nvmrc": "lts/*\n"},
        {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\n'},
        {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'},
        {"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.12"\n'},
        {"pom.xml": "<project><properties/></project>"}, {"build.gradle": "plugins { id 'java' }\n"},
        # These projects have a finding, but the edit would not resolve it.
        {"package.json": '{"scripts": {"start": "x"}}', ".nvmrc": "lts/*\n"},
    ],
)  # fmt: skip
def test_does_not_change_uncertain_declarations(tmp_path: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (tmp_path / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert _fixed(tmp_path) == {}


def test_does_not_change_anything_for_a_note(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"start": "x"}, "engines": {"node": ">=22"}}')
    assert _fixed(tmp_path).keys() == {"package.json"}
    (tmp_path / "justpack.toml").write_text('[rules.severity]\nRT005 = "info"\n')
    assert _fixed(tmp_path) == {}


PROJECT = '[project]\nname = "a"\nversion = "1"\nrequires-python = "{}"\n'
POETRY = '[tool.poetry.dependencies]\npython = "{}"\n'


@pytest.mark.parametrize(
    ("manifest", "text", "lock", "content", "stale"),
    [
        ("pyproject.toml", PROJECT.format("3.13"), "uv.lock", 'requires-python = ">=3.13"\n', True),
        ("pyproject.toml", PROJECT.format("3.13"), "uv.lock", 'requires-python = ">=3.13.0, <3.14"\n', False),
        ("pyproject.toml", PROJECT.format("3.13"), "uv.lock", '[manifest]\nmembers = ["a", "b"]\n', True),
        ("pyproject.toml", PROJECT.format("3.13"), "uv.lock", "=\n", False),
        ("pyproject.toml", PROJECT.format("3.13"), "pdm.lock", "", True),
        ("pyproject.toml", POETRY.format(">=3.13 and <3.14"), "poetry.lock", "", True),
        ("pyproject.toml", POETRY.format("3.13.*"), "poetry.lock", "", False),
        ("package.json", '{"main": "x", "engines": {"node": "22, 22"}}', "package-lock.json", "{}", False),
    ],
)
def test_reports_lock_files_that_become_outdated(
    tmp_path: Path, manifest: str, text: str, lock: str, content: str, stale: bool
) -> None:
    (tmp_path / manifest).write_text(text)
    (tmp_path / lock).write_text(content)
    project = _opened(tmp_path)
    assert [each.name for each in stale_locks(project, find_fixes(project))] == [lock] * stale


def test_does_not_fix_for_a_rule_that_is_off(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"start": "x"}, "engines": {"node": "22, 22"}}')
    (tmp_path / "justpack.toml").write_text('[rules]\nignore = ["RT008"]\n')
    assert all(b"22 22" not in after for after in _fixed(tmp_path).values())


def test_reduces_the_findings_of_every_situation(tmp_path: Path) -> None:
    fixed = 0
    for number, (_, situation) in enumerate(SITUATIONS):
        root = tmp_path / str(number)
        root.mkdir()
        write(data(situation["files"]), root)
        project = _opened(root)
        before = justpack.detect(root)
        changes = find_fixes(project)
        if not changes:
            continue
        fixed += 1
        write_changes(project, changes)
        after = justpack.detect(root)
        assert after.prediction.runtime is not None, situation["name"]
        misread = [[each.code for each in found.findings].count("RT008") for found in (before, after)]
        assert misread[1] < misread[0] or after.prediction.certainty == "certain", situation["name"]
        assert find_fixes(_opened(root)) == (), situation["name"]
    assert fixed > 30


def test_preserves_the_mode_and_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text('{"scripts": {"start": "x"}, "engines": {"node": ">=22"}}')
    (tmp_path / "real.json").chmod(0o640)
    (tmp_path / "package.json").symlink_to("real.json")
    project = _opened(tmp_path)
    write_changes(project, find_fixes(project))
    assert (tmp_path / "package.json").is_symlink()
    assert stat.S_IMODE((tmp_path / "real.json").stat().st_mode) == 0o640
    assert justpack.detect(tmp_path).prediction.certainty == "certain"
    assert sorted(os.listdir(tmp_path)) == ["package.json", "real.json"]


def test_does_not_overwrite_a_concurrent_change(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"start": "x"}, "engines": {"node": ">=22"}}')
    project = _opened(tmp_path)
    changes = find_fixes(project)
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(PackError, match="was changed meanwhile"):
        write_changes(project, changes)
    assert (tmp_path / "package.json").read_text() == "{}"


def test_does_not_write_through_a_link_out_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "app"
    root.mkdir()
    (tmp_path / "outside").write_text("x")
    (root / "f").symlink_to(tmp_path / "outside")
    with pytest.raises(PackError, match="outside the project"):
        write_changes(_opened(root), [Change("f", b"x", b"y")])
    assert (tmp_path / "outside").read_text() == "x"


def test_raises_for_a_zip(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"start": "x"}}')
    justpack.pack(tmp_path, tmp_path / "app.zip")
    with pytest.raises(UsageError, match="is a zip"):
        find_fixes(open_zip(tmp_path / "app.zip", Settings()))


START = '{{"engines": {{"node": "24.x"}}, "scripts": {{"start": "{}", "b": "node --env-file=here.env b.js"}}}}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("node --env-file=.env a.js", "node --env-file-if-exists=.env a.js"),
        ("node --env-file .env --env-file=b.env a", "node --env-file-if-exists .env --env-file-if-exists=b.env a"),
        ("node --env-file=.env a && npm run b", "node --env-file-if-exists=.env a && npm run b"),
        ("node --env-file=.env --env-file=./.env a", "node --env-file-if-exists=.env --env-file-if-exists=./.env a"),
        ("node --env-file=here.env a.js", None),
    ],
)
def test_makes_a_missing_file_of_variables_optional(tmp_path: Path, before: str, after: str | None) -> None:
    (tmp_path / "package.json").write_text(START.format(before))
    (tmp_path / "here.env").write_text("A=b")
    expected = {} if after is None else {"package.json": START.format(after).encode()}
    assert _fixed(tmp_path) == expected


def test_changes_the_script_that_the_start_runs(tmp_path: Path) -> None:
    text = START.format("npm run b").replace("here.env", ".b")
    (tmp_path / "package.json").write_text(text)
    (change,) = find_fixes(_opened(tmp_path))
    assert change.after.decode() == text.replace("--env-file", "--env-file-if-exists")


def test_looks_once_for_missing_files_of_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Tree] = []
    missing = start_needs_absent_file.missing

    def counted(tree: Tree, document: JsonDocument, *, once: bool = True) -> object:
        calls.append(tree)
        return missing(tree, document, once=once)

    monkeypatch.setattr(start_needs_absent_file, "missing", counted)
    monkeypatch.setattr(fix, "FILES_LIMIT", 20)
    start = "node " + " ".join(f"--env-file=.e{number}" for number in range(30)) + " a.js"
    (tmp_path / "package.json").write_text(START.format(start))
    (change,) = find_fixes(_opened(tmp_path))
    assert change.after.count(b"--env-file-if-exists") == 20
    assert len(calls) < 10


def test_corrects_a_limited_number_of_declarations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package.json").write_text('{"engines": {"node": "22, 22"}, "scripts": {"start": "x"}}')
    assert b'"22 22"' in _fixed(tmp_path)["package.json"]
    monkeypatch.setattr(fix, "CORRECTIONS_LIMIT", 0)
    assert _fixed(tmp_path) == {}
