"""What does one rule say about one project?"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from justpack import pipeline
from justpack.model import Archive, Build, Finding, Limits
from justpack.pipeline import Patterns
from justpack.settings import Settings

Files = Mapping[str, str | bytes | None]
Row = tuple[str, str | None, int | None, int | None]


class Says(Protocol):
    """Severity, path, line and column of what `check` says under one code about a project of these files."""

    def __call__(self, code: str, files: Files, *, force_include: tuple[str, ...] = ()) -> list[Row]: ...


def _plant(root: Path, files: Files) -> None:
    """None is a folder, `-> x` a link to x, `|` a pipe."""
    for name, content in files.items():
        path = root / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir()
        elif content == "|":
            os.mkfifo(path)
        elif isinstance(content, str) and content.startswith("-> "):
            path.symlink_to(content[3:])
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def _row(finding: Finding) -> Row:
    place = finding.location
    return finding.severity, *((place.path, place.line, place.column) if place else (None, None, None))


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[Finding]]:
    """The findings themselves, where more than their place is of interest."""

    def ask(
        code: str, files: Files, *, force_include: tuple[str, ...] = (), limits: Limits | None = None
    ) -> list[Finding]:
        _plant(tmp_path, files)
        settings = Settings(limits=limits or Limits())
        project = pipeline.open_project(tmp_path, settings, Patterns(force_include=force_include))
        return [finding for finding in pipeline.check(project).findings if finding.code == code]

    return ask


@pytest.fixture
def says(found: Callable[..., list[Finding]]) -> Says:
    def ask(code: str, files: Files, *, force_include: tuple[str, ...] = ()) -> list[Row]:
        return [_row(finding) for finding in found(code, files, force_include=force_include)]

    return ask


@pytest.fixture
def afterwards(tmp_path: Path) -> Callable[[Files, Build], list[Finding]]:
    """What is said of a Node.js project once the service has answered; its zip has 1,000 bytes."""

    def ask(files: Files, build: Build) -> list[Finding]:
        _plant(tmp_path, files)
        project = pipeline.open_project(tmp_path, Settings())
        review = pipeline.check(project)
        archive = Archive("a.zip", "", "", 1_000, 1_000, (), "", 5)
        return list(pipeline.judge(project, review, archive, build))

    return ask
