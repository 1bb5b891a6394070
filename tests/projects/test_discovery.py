"""Tests of the folders that are found as projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from justpack.errors import UsageError
from justpack.projects.discovery import find
from justpack.settings import Workspace
from tests.projects.repositories import SERVICE, Write


def test_finds_every_folder_with_a_manifest(repository: Path, services: list[str], write: Write) -> None:
    write({"jobs/nightly/requirements.txt": "flask\n", "java/pom.xml": "<project/>", "notes/readme.md": "x"})
    assert find(repository, None).projects == ("java", "jobs/nightly", *services)


def test_finds_the_only_project_at_the_root(repository: Path, write: Write) -> None:
    write({"package.json": '{"scripts": {"start": "node ."}}', "index.js": "x"})
    assert find(repository, None).projects == (".",)


def test_skips_ignored_folders_other_repositories_and_test_data(repository: Path, write: Write) -> None:
    for folder in ("out/app", "node_modules/x", "vendor/sub", "tests/app", "api/__fixtures__/app", "docs/demo", "api"):
        write({f"{folder}/package.json": SERVICE, f"{folder}/index.js": ""})
    write({".gitignore": "/out/\n", "vendor/sub/.git": "gitdir: ../../.git/modules/sub\n"})
    assert find(repository, None).projects == ("api",)


def test_skips_hidden_folders_and_folders_of_requirements(repository: Path, write: Write) -> None:
    write({".github/tool/package.json": SERVICE, "requirements/requirements.txt": "flask\n",
           "web-e2e/package.json": SERVICE, "api/package.json": SERVICE})  # fmt: skip
    assert find(repository, None).projects == ("api",)


def test_members_may_name_what_is_not_an_app(repository: Path, write: Write) -> None:
    write({"api/package.json": SERVICE, "kit/package.json": '{"exports": "./a.js"}'})
    found = find(repository, Workspace(members=("api", "kit")))
    assert (found.projects, found.not_apps) == (("api", "kit"), {})


def test_takes_the_members_of_the_workspace(repository: Path, services: list[str], write: Write) -> None:
    write({"cron/clean/main.py": "def handler(event, context): pass\n"})
    workspace = Workspace(members=("services/*", "cron/clean"), exclude=("services/web",))
    assert find(repository, workspace).projects == ("cron/clean", *services[:2])


def test_excludes_folders_without_members(repository: Path, services: list[str]) -> None:
    assert find(repository, Workspace(exclude=("services/w*",))).projects == tuple(services[:2])


def test_a_member_that_matches_nothing_is_an_error(repository: Path) -> None:
    with pytest.raises(UsageError, match=r"'apps/\*' matches no folder"):
        find(repository, Workspace(members=("apps/*",)))


def test_follows_no_links(repository: Path, services: list[str], tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "package.json").write_text("{}")
    (repository / "link").symlink_to(tmp_path / "outside")
    (repository / "again").symlink_to(repository)
    assert find(repository, None).projects == tuple(services)
