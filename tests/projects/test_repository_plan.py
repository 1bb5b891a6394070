"""Tests of the selection: exactly the projects whose upload differs, each with its reason."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import justpack
from justpack import pipeline
from justpack.ecosystems.node import workspace_above
from justpack.errors import UsageError
from justpack.model import Plan
from justpack.pipeline import Project, Review
from justpack.projects.examine import Known
from justpack.projects.memory import Memory
from justpack.projects.planned import RepositoryPlan
from justpack.projects.repository_plan import plan
from tests.projects.repositories import Write, git


def _reasons(made: RepositoryPlan) -> dict[str, tuple[str, ...]]:
    return {row.path: row.reasons for row in made.selected}


def test_selects_every_project_by_default(repository: Path, services: list[str]) -> None:
    made = plan(repository, jobs=1)
    assert [row.path for row in made.selected] == services
    row = made.projects[0]
    assert (row.runtime, row.certainty, row.ok, row.problem) == ("nodejs22.x", "certain", True, None)


def test_the_content_digest_is_that_of_the_zip(repository: Path, services: list[str], tmp_path: Path) -> None:
    (repository / services[0] / "run.sh").write_text("#!/bin/sh\n")
    (repository / services[0] / "run.sh").chmod(0o755)
    archive = justpack.pack(repository / services[0], tmp_path / "a.zip")
    row = plan(repository, jobs=1).projects[0]
    assert (row.content_digest, row.size) == (archive.content_digest, archive.unpacked_size)


def test_selects_exactly_the_project_whose_upload_changed(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None]
) -> None:
    write({"README.md": "shop\n"})
    commit()
    write({"services/api/index.js": "console.log(2)\n", "services/web/debug.log": "x", "README.md": "the shop\n"})
    assert _reasons(plan(repository, ref="HEAD", jobs=1)) == {"services/api": ("changed: index.js",)}


def test_starts_no_program_that_the_repository_configures(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None], tmp_path: Path
) -> None:
    commit()
    trace = tmp_path / "started"
    program = f"touch '{trace}'"
    write({
        ".gitattributes": "* filter=a=b filter=c\n", "services/api/index.js": "console.log(2)\n",
        ".git/hooks/post-index-change": f"#!/bin/sh\n{program}\n",
        ".git/config": "".join(
            f'[filter "{name}"]\n\tclean = "{program}"\n\tprocess = "{program}"\n\trequired = true\n'
            for name in ("a=b", "c")
        ) + f'[core]\n\tfsmonitor = "{program}"\n[diff]\n\texternal = "{program}"\n',
    })  # fmt: skip
    (repository / ".git/hooks/post-index-change").chmod(0o755)
    assert "services/api" in _reasons(plan(repository, ref="HEAD", jobs=1))
    assert justpack.check(repository / "services/api", ref="HEAD").plan.entries
    assert not trace.exists()


def test_names_what_was_added_and_removed(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None]
) -> None:
    write({f"services/api/{name}.js": name for name in "abcde"})
    commit()
    for name in "abc":
        (repository / f"services/api/{name}.js").unlink()
    write({"services/api/new.js": "x"})
    reasons = _reasons(plan(repository, ref="HEAD", jobs=1))["services/api"]
    assert reasons == ("changed: new.js (added), a.js (removed), b.js (removed) and 1 more",)


def test_tells_new_projects_and_changed_runtimes(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None]
) -> None:
    commit()
    write({
        "services/new/package.json": '{"scripts": {"start": "node ."}}', "services/new/index.js": "",
        "services/web/.nvmrc": "24\n", "services/web/package.json": '{"scripts": {"start": "node index.js"}}',
    })  # fmt: skip
    reasons = _reasons(plan(repository, ref="HEAD", jobs=1))
    assert reasons["services/new"] == ("new",)
    assert reasons["services/web"] == (
        "changed: package.json, .nvmrc (added)", "runtime would change: nodejs22.x → nodejs24.x",
    )  # fmt: skip
    assert set(reasons) == {"services/new", "services/web"}


def test_a_file_above_the_projects_counts_if_it_changes_them(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None]
) -> None:
    write({"services/web/dist.txt": "x", "services/api/dist.txt": "x"})
    commit()
    write(
        {
            ".justpackignore": "/services/web/dist.txt\n",
            "justpack.toml": '[workspace.defaults]\nstage = "development"\n',
        }
    )
    reasons = _reasons(plan(repository, ref="HEAD", jobs=1))
    assert reasons["services/web"] == ("changed: dist.txt (removed)", "settings changed")
    assert reasons["services/api"] == ("settings changed",)


def test_compares_with_an_earlier_plan_and_with_receipts(
    repository: Path, services: list[str], write: Write, tmp_path: Path
) -> None:
    from justpack.report.formats.json import dumps

    earlier = tmp_path / "plan.json"
    earlier.write_text(dumps("plan", True, plan(repository, jobs=1).to_dict(), []))
    write({"services/api/index.js": "console.log(2)\n"})
    assert _reasons(plan(repository, against=earlier, jobs=1)) == {"services/api": ("changed: index.js",)}
    document = json.loads(earlier.read_text())
    for row in document["result"]["projects"]:
        del row["files"]
    earlier.write_text(json.dumps(document))
    assert _reasons(plan(repository, against=earlier, jobs=1)) == {"services/api": ("changed: the content",)}
    for wrong, says in (({"schema_version": 2}, "its version is 2, not 1"), ({"result": None}, "the plan failed")):
        earlier.write_text(json.dumps({**document, **wrong}))
        with pytest.raises(UsageError, match=says):
            plan(repository, against=earlier, jobs=1)
    for text in ("{", "[]", '{"schema": "justpack/plan"}', '{"schema": "justpack/check"}'):
        earlier.write_text(text)
        with pytest.raises(UsageError):
            plan(repository, against=earlier, jobs=1)


def test_lists_what_changes_without_a_runtime(repository: Path, services: list[str], write: Write) -> None:
    write({"services/web/package.json": '{"scripts": {"start": "node index.js"}, "engines": {"node": ">=22"}}'})
    assert _reasons(plan(repository, gone="nodejs22.x", jobs=1)) == {
        "services/api": ("would fail without nodejs22.x",), "services/jobs": ("would fail without nodejs22.x",),
    }  # fmt: skip
    assert _reasons(plan(repository, gone="nodejs24.x", jobs=1)) == {
        "services/web": ("runtime would change: nodejs24.x → nodejs22.x",)
    }
    with pytest.raises(UsageError, match=r"'nodejs18\.x' is not a runtime"):
        plan(repository, gone="nodejs18.x", jobs=1)


def test_an_invalid_configuration_is_a_problem_of_its_project(
    repository: Path, services: list[str], write: Write
) -> None:
    write({"services/api/justpack.toml": "stage = 'x'\n"})
    made = plan(repository, jobs=1)
    assert [(row.ok, row.problem is None) for row in made.projects] == [(False, False), (True, True), (True, True)]


def test_reports_an_unknown_commit(repository: Path, services: list[str], commit: Callable[[], None]) -> None:
    commit()
    with pytest.raises(UsageError, match="'nowhere' is not a commit"):
        plan(repository, ref="nowhere", jobs=1)


def test_explains_why_a_commit_is_unknown_in_a_shallow_clone(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None], tmp_path: Path
) -> None:
    commit()
    write({"services/api/index.js": "console.log(2)\n"})
    commit()
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "clone")
    assert plan(tmp_path / "clone", ref="HEAD", jobs=1).selected == ()
    with pytest.raises(UsageError, match="which is a shallow clone") as error:
        plan(tmp_path / "clone", ref="HEAD~1", jobs=1)
    assert "fetch-depth: 0" in str(error.value.help)


def test_compares_with_the_commits_of_a_merge(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None]
) -> None:
    commit()
    git(repository, "branch", "start")
    git(repository, "checkout", "-qb", "side")
    write({"services/web/index.js": "console.log(2)\n"})
    commit()
    git(repository, "checkout", "-q", "--detach", "start")
    write({"services/api/index.js": "console.log(2)\n"})
    commit()
    git(repository, "-c", "user.name=a", "-c", "user.email=a@b.c", "merge", "-q", "side", "-m", "x")
    assert list(_reasons(plan(repository, ref="HEAD^1", jobs=1))) == ["services/web"]
    assert list(_reasons(plan(repository, ref="HEAD^2", jobs=1))) == ["services/api"]
    assert list(_reasons(plan(repository, ref="start", jobs=1))) == ["services/api", "services/web"]


def test_selects_a_project_that_was_moved_and_none_that_was_removed(
    repository: Path, services: list[str], write: Write, commit: Callable[[], None]
) -> None:
    commit()
    git(repository, "mv", "services/api", "services/other")
    git(repository, "rm", "-rq", "services/web")
    assert _reasons(plan(repository, ref="HEAD", jobs=1)) == {"services/other": ("new",)}


# --- memory ---


@pytest.fixture
def old(repository: Path, services: list[str]) -> list[str]:
    """Set the times of the services' files back, as of files that were not just written."""
    for folder, _, names in os.walk(repository):
        for name in names:
            os.utime(Path(folder, name), (1_700_000_000, 1_700_000_000))
    return services


def test_uses_a_row_again_only_if_nothing_changed(
    repository: Path, old: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from justpack.projects import signature

    monkeypatch.setattr(signature, "_MOMENT_NS", -(10**18))  # the change times of the files are those of this test
    memory = Memory(repository, tmp_path / "cache")
    first = plan(repository, jobs=1, memory=memory)
    looked: list[str] = []
    check = pipeline.check

    def counted(project: Project, *, plan: Plan) -> Review:
        looked.append(project.root.name)
        return check(project, plan=plan)

    monkeypatch.setattr(pipeline, "check", counted)
    assert plan(repository, jobs=1, memory=memory) == first
    assert looked == []
    (repository / old[0] / "index.js").write_text("console.log(3)\n")
    assert plan(repository, jobs=1, memory=memory).projects[0].content_digest != first.projects[0].content_digest
    assert looked == ["api"]
    (repository / ".justpackignore").write_text("index.js\n")
    plan(repository, jobs=1, memory=memory)
    assert looked == ["api", "api", "jobs", "web"]


def test_examines_a_project_again_if_a_member_of_its_workspace_became_private(
    repository: Path, services: list[str], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from justpack.projects import signature

    monkeypatch.setattr(signature, "_MOMENT_NS", -(10**18))
    monkeypatch.setattr(signature, "_COARSE_NS", -(10**18))
    using = '{"name": "%s", "scripts": {"start": "node ."}, "dependencies": {"shared": "1"}}'
    write(
        {"package.json": '{"workspaces": ["services/*", "libs/*"]}', "libs/shared/package.json": '{"name": "shared"}'}
    )
    write({f"{name}/package.json": using % name.rpartition("/")[2] for name in services})
    memory = Memory(repository, tmp_path / "cache")
    assert not any(row.findings["error"] for row in plan(repository, jobs=1, memory=memory).projects)
    write({"libs/shared/package.json": '{"name": "shared", "private": true}'})
    assert all(row.findings["error"] for row in plan(repository, jobs=1, memory=memory).projects)


def test_reads_the_workspace_once_for_all_projects(
    repository: Path, services: list[str], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    using = '{"name": "%s", "scripts": {"start": "node ."}, "dependencies": {"other": "1"}}'
    write({"package.json": '{"workspaces": ["services/*"]}'})
    write({f"{name}/package.json": using % name.rpartition("/")[2] for name in services})
    read: list[Path] = []
    whole = workspace_above._read

    def counted(folder: Path) -> object:
        read.append(folder)
        return whole(folder)

    monkeypatch.setattr(workspace_above, "_read", counted)
    plan(repository, jobs=1)
    assert read == [repository.resolve()]


def test_does_not_trust_a_file_that_was_just_written(repository: Path, services: list[str], tmp_path: Path) -> None:
    (repository / services[0] / "index.js").write_text("console.log(3)\n")
    memory = Memory(repository, tmp_path / "cache")
    os.utime(repository / services[0] / "index.js", ns=(time.time_ns() + 10**12,) * 2)
    plan(repository, jobs=1, memory=memory)
    assert services[0] not in memory.read()


def test_a_row_of_the_memory_has_its_files(repository: Path, services: list[str], tmp_path: Path) -> None:
    rows = {row.path: Known("signature", row) for row in plan(repository, jobs=1).projects}
    memory = Memory(repository, tmp_path / "cache")
    memory.write(rows)
    assert memory.read() == rows
    assert sorted(memory.read()[services[0]].row.files) == [".gitignore", "index.js", "package.json"]
    for path in (tmp_path / "cache").glob("plan-*.json"):
        path.write_text(re.sub('"files":"e[^"]*"', '"files":"eJw="', path.read_text()))
    assert memory.read() == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "0"}', '{"version": "0.1.0", "rows": {"a": {}}}'])
def test_a_damaged_memory_is_empty(repository: Path, services: list[str], tmp_path: Path, text: str) -> None:
    memory = Memory(repository, tmp_path / "cache")
    plan(repository, jobs=1, memory=memory)
    for path in (tmp_path / "cache").glob("plan-*.json"):
        path.write_text(text)
    assert memory.read() == {}


# --- executors ---


def test_every_executor_gives_the_same_rows(repository: Path, services: list[str]) -> None:
    alone = plan(repository, jobs=1)
    with ThreadPoolExecutor(2) as pool:
        assert plan(repository, executor=pool) == alone
        assert not pool._shutdown
