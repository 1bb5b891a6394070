"""Fixtures that run the checks on a project written from a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from justpack import pipeline
from justpack.model import Archive, Build, Finding, Limits
from justpack.pipeline import Patterns
from justpack.settings import Settings
from tests.checks.project_findings import Files, Row, Says, plant, row


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[Finding]]:
    """Return a function that writes a project and returns its findings of one rule."""

    def ask(
        code: str, files: Files, *, force_include: tuple[str, ...] = (), limits: Limits | None = None
    ) -> list[Finding]:
        plant(tmp_path, files)
        settings = Settings(limits=limits or Limits())
        project = pipeline.open_project(tmp_path, settings, Patterns(force_include=force_include))
        return [finding for finding in pipeline.check(project).findings if finding.code == code]

    return ask


@pytest.fixture
def committed(git: Callable[..., str], tmp_path: Path) -> Callable[[Files], Path]:
    """Return a function that writes files into a new repository and commits them."""

    def make(files: Files) -> Path:
        plant(tmp_path, files)
        git("init", "-q")
        git("add", "-A")
        git("commit", "-qm", "first")
        return tmp_path

    return make


@pytest.fixture
def says(found: Callable[..., list[Finding]]) -> Says:
    def ask(code: str, files: Files, *, force_include: tuple[str, ...] = ()) -> list[Row]:
        return [row(finding) for finding in found(code, files, force_include=force_include)]

    return ask


@pytest.fixture
def afterwards(tmp_path: Path) -> Callable[[Files, Build], list[Finding]]:
    """Return a function that returns the findings about a finished build; the zip has 1,000 bytes."""

    def ask(files: Files, build: Build) -> list[Finding]:
        plant(tmp_path, files)
        project = pipeline.open_project(tmp_path, Settings())
        review = pipeline.check(project)
        archive = Archive("a.zip", "", "", 1_000, 1_000, (), "", 5)
        return list(pipeline.judge(project, review, archive, build))

    return ask
