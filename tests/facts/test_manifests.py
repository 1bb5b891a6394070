"""The table of file names is complete, and no other module contains a file name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from justpack.evidence.registry import SOURCES
from justpack.facts import manifests
from justpack.facts.manifests import FILES, KnownFile, names, of

SOURCE = Path(manifests.__file__).parents[1]
ELSEWHERE = {
    # The sandbox imports no facts.
    "sandbox/runtimes.py",
    # The origin of an ignore rule (`model.IgnoreRule`).
    *("checks/rules/ineffective_negation.py", "checks/rules/untracked_file_packaged.py"),
    # The id of an evidence source.
    *("evidence/java/java_files.py", "evidence/python/python_files.py"),
}
"""Modules in which the text of a file name has another meaning."""


def test_each_name_has_one_row_whatever_its_letter_case() -> None:
    assert len({each.name.casefold() for each in FILES}) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=[each.name for each in FILES])
def test_each_row_is_complete(file: KnownFile) -> None:
    assert file.tool
    assert file.source
    assert not file.name.startswith(("/", "./"))
    assert (file.kind == "lock") == bool(file.command)
    re.compile(file.version_line or "")


@pytest.mark.parametrize("file", of("lock"), ids=names("lock"))
def test_each_lock_names_a_family_and_a_module_that_parses_it(file: KnownFile) -> None:
    assert file.family
    if file.reader is not None:
        assert callable(import_module(f"justpack.ecosystems.{file.reader}").parse)


def test_names_of_a_kind_a_family_and_a_tool() -> None:
    assert names("lock", "node", tool="npm") == ("npm-shrinkwrap.json", "package-lock.json")
    assert names("version file", "java") == (".java-version", ".sdkmanrc", "system.properties", "jitpack.yml")
    assert names("ignore file") == (".justpackignore", ".gitignore")


def test_every_constant_is_in_the_table() -> None:
    constants = {
        each
        for name, value in vars(manifests).items()
        if name.isupper() and not name.startswith("_") and name not in ("DATE", "FILES")
        for each in (value if isinstance(value, tuple) else (value,))
    }
    assert constants <= {each.name for each in FILES}


def test_every_file_of_a_source_is_in_the_table() -> None:
    assert {file for source in SOURCES for file in source.files} - {"./"} <= {each.name for each in FILES}


def test_every_version_file_has_a_source() -> None:
    assert set(names("version file")) <= {file for source in SOURCES for file in source.files}


def _literals(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_other_module_writes_a_name_of_the_table() -> None:
    known = {each.name for each in FILES}
    found = {
        place
        for path in SOURCE.rglob("*.py")
        if not (place := path.relative_to(SOURCE).as_posix()).startswith("facts/")
        and known & {literal.strip("/") for literal in _literals(path)}
    }
    assert found == ELSEWHERE
