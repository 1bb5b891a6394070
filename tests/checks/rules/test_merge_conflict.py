"""Tests of FP017: conflicts in git's index, and the marks of a conflict in a source, a manifest or a lock file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.checks.support.contents import merge_marks
from justpack.settings import Settings

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

MARKS = "<<<<<<< HEAD\n{0}1\n=======\n{0}2\n>>>>>>> other\n"
BASED = "<<<<<<< HEAD\n{0}1\n||||||| 1a2b3c4\n{0}0\n=======\n{0}2\n>>>>>>> other\n"
APP = {"package.json": '{"scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}', "index.js": "0\n"}


def _codes(root: Path) -> list[tuple[str, str | None]]:
    findings = pipeline.check(pipeline.open_project(root, Settings())).findings
    return [(each.code, each.location.path if each.location else None) for each in findings]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("index.js", MARKS.format("a = "), 1),
        ("index.js", "x\n" + BASED.format("a = "), 2),
        ("index.js", MARKS.format("a = ").replace("\n", "\r\n"), 1),
        ("index.js", "`a`; /* b */ r = /[`'\"]/;\n" + MARKS.format(""), 2),
        ("index.js", 'a = "not closed\n' + MARKS.format(""), 2),
        ("index.js", "a()\n>>>>>>> other\n", 2),
        ("lib/deep.ts", "x\n" * 40_000 + MARKS.format(""), 40_001),
        ("main.py", MARKS.format("A = "), 1),
        ("main.py", '"""text"""\n' + MARKS.format("A = "), 2),
        ("src/App.java", MARKS.format("int a = "), 1),
        ("requirements.txt", MARKS.format("flask=="), 1),
        ("requirements/base.txt", MARKS.format("flask=="), 1),
        ("config/settings.yaml", "a:\n" + MARKS.format("  b: "), 2),
        ("pom.xml", MARKS.format("<a>"), 1),
        ("build.gradle.kts", MARKS.format("val a = "), 1),
        ("Procfile", MARKS.format("web: python "), 1),
        ("prisma/schema.prisma", "model A {\n" + MARKS.format("  id "), 2),
        ("proto/api.proto", MARKS.format("int32 a = "), 1),
        ("native/addon.cc", MARKS.format("int a = "), 1),
        ("index.js", MARKS.replace("<<<<<<<", "<" * 11).replace("=" * 7, "=" * 11).replace(">" * 7, ">" * 11), 1),
    ],
)
def test_reports_marks_in_a_source(says: Says, path: str, text: str, line: int) -> None:
    assert says("FP017", {**APP, path: text}) == [("error", path, line, None)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", MARKS.format("")),
        ("docs/merge.py", MARKS.format("a = ")),
        ("notes.txt", MARKS.format("")),
        ("title.rst", "Title\n=======\n\ntext\n"),
        ("guide.mdx", "Title\n=======\n\ntext\n"),
        ("prompt.lua", "x = [[\n<<<<<<< HEAD\n]]\n"),
        ("tests/data/conflict.js", MARKS.format("")),
        ("lib/__fixtures__/conflict.js", MARKS.format("")),
        ("node_modules/x/index.js", MARKS.format("")),
        ("vendor/x.js", MARKS.format("")),
        ("index.js", "const sample = `\n" + MARKS.format("") + "`;\n"),
        ("index.js", "/*\n" + MARKS.format("") + "*/\n"),
        ("index.js", "  <<<<<<< HEAD\n  =======\n  >>>>>>> other\n"),
        ("index.js", "<<<<<<<<< HEAD\n=======\n>>>>>>>>> other\n"),
        ("index.js", "// =======\n=======\n"),
        ("main.py", 'SAMPLE = """\n' + MARKS.format("") + '"""\n'),
        ("main.py", "SAMPLE = r'''\n" + MARKS.format("") + "'''\n"),
        ("config.toml", 'text = """\n' + MARKS.format("") + '"""\n'),
        ("style.css", "a {}\n=======\n"),
        ("query.sql", "=======\n<<<<<<< a\n"),
    ],
)
def test_does_not_report_a_text_about_conflicts(says: Says, path: str, text: str) -> None:
    assert says("FP017", {**APP, path: text}) == []


def test_reports_marks_in_a_page_as_a_warning(says: Says) -> None:
    assert says("FP017", {**APP, "index.html": MARKS.format("<p>")}) == [("warning", "index.html", 1, None)]


@pytest.mark.parametrize(
    "name", ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "package.json", ".nvmrc"]
)
def test_is_the_only_finding_about_a_file_of_node(tmp_path: Path, name: str) -> None:
    for path, text in {**APP, "package-lock.json": '{"lockfileVersion": 3}', name: MARKS.format('"a": ')}.items():
        (tmp_path / path).write_text(text)
    assert [code for code, path in _codes(tmp_path) if path == name] == ["FP017"]


@pytest.mark.parametrize("name", ["pyproject.toml", "uv.lock", "poetry.lock", "Pipfile.lock", ".python-version"])
def test_is_the_only_finding_about_a_file_of_python(tmp_path: Path, name: str) -> None:
    files = {"main.py": "def handler(a, b):\n    return 1\n", "requirements.txt": "", name: MARKS.format('a = "')}
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    assert [code for code, path in _codes(tmp_path) if path == name] == ["FP017"]


def test_detect_names_the_conflict(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{\n" + MARKS.format('"a": ') + "}\n")
    (finding,) = pipeline.detect(pipeline.open_project(tmp_path, Settings())).findings
    assert (finding.code, finding.message) == ("MF001", "package.json has the marks of a merge conflict")


Change = tuple[str | None, str | None, str | None]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "status"),
    [
        ("0\n", "1\n", "2\n", "UU"),
        (None, "1\n", "2\n", "AA"),
        ("0\n", None, "2\n", "DU"),
        ("0\n", "1\n", None, "UD"),
        (b"\0a", b"\0b", b"\0c", "UU"),
    ],
)
def test_agrees_with_git_about_a_merge(
    committed: Callable[[Files], Path],
    git: Callable[..., str],
    says: Says,
    base: str | bytes | None,
    ours: str | bytes | None,
    theirs: str | bytes | None,
    status: str,
) -> None:
    root = committed({**APP, **({} if base is None else {"data.bin": base})})

    def write(content: str | bytes | None) -> None:
        (root / "data.bin").unlink(missing_ok=True)
        if content is not None:
            (root / "data.bin").write_bytes(content.encode() if isinstance(content, str) else content)
        git("add", "-A")
        git("commit", "-qm", "next")

    git("checkout", "-qb", "side")
    write(theirs)
    git("checkout", "-q", "main")
    write(ours)
    git("merge", "-q", "side", fails=True)
    assert git("status", "--short").split()[0] == status
    assert [row[:2] for row in says("FP017", {})] == [("error", "data.bin")]
    git("add", "data.bin")
    assert says("FP017", {}) == []


def test_reports_a_conflict_of_a_stash(committed: Callable[[Files], Path], git: Callable[..., str], says: Says) -> None:
    root = committed(APP)
    (root / "index.js").write_text("1\n")
    git("stash", "-q")
    (root / "index.js").write_text("2\n")
    git("commit", "-qam", "second")
    git("stash", "pop", "-q", fails=True)
    assert says("FP017", {}) == [("error", "index.js", 1, None)]


def test_reads_a_hostile_file_in_linear_time() -> None:
    text = "<<<<<<< a\n" + "=/[`'\"/*" * 20_000 + "\n" + "`\\" * 20_000
    assert merge_marks.first("index.js", text.encode()) == 1


def test_reports_a_conflict_in_a_submodule(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    root = committed(APP)
    git("init", "-q", "-b", "main", "sub")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    for branch, content in (("main", "0"), ("side", "1"), ("main", "2")):
        if content != "0":
            git("-C", "sub", "checkout", "-q", *(["-b"] if branch == "side" else []), branch)
        (root / "sub/data.csv").write_text(content)
        git("-C", "sub", "add", ".")
        git("-C", "sub", "commit", "-qm", "next")
    assert says("FP017", {}) == []
    git("-C", "sub", "merge", "-q", "side", fails=True)
    git("-C", "sub", "checkout", "-q", "--ours", "data.csv")
    assert says("FP017", {}) == [("error", "sub/data.csv", None, None)]
