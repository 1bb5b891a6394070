"""Outside programs judge the files for CI services: their published schemas, zizmor, ShellCheck and hadolint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.ci import gitlab_runner, recipes
from tests.ci.github_runner import Yaml, items, load, parse, table
from tests.ci.machines import ROOT
from tests.ci.tools import Tool

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


@pytest.fixture
def documented(tmp_path: Path) -> list[Path]:
    """Write the documented workflows to a repository of their own."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for name, text in recipes.workflows().items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-actions", [ROOT / "action.yml"]),
        ("github-workflows", WORKFLOWS),
        ("dependabot", [GITHUB / "dependabot.yml"]),
        ("github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("gitlab-ci", [gitlab_runner.TEMPLATE]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_conform_to_their_schema(tool: Tool, schema: str, paths: list[Path]) -> None:
    done = tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths)
    assert done.returncode == 0, done.stdout


def test_recipes_conform_to_their_schema(tool: Tool, documented: list[Path], tmp_path: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *documented)
    assert done.returncode == 0, done.stdout
    ((_, text),) = recipes.files(".gitlab-ci.yml")
    (tmp_path / "gitlab.yml").write_text(text, encoding="utf-8")
    done = tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", tmp_path / "gitlab.yml")
    assert done.returncode == 0, done.stdout


def test_the_schema_refuses_another_file(tool: Tool, tmp_path: Path) -> None:
    (tmp_path / "action.yml").write_text((ROOT / "action.yml").read_text().replace("using: composite", "using: bash"))
    assert tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", tmp_path / "action.yml").returncode


def test_zizmor_finds_nothing_in_the_action_and_the_workflows(tool: Tool) -> None:
    done = tool("zizmor", "--offline", "--quiet", "action.yml", ".github")
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_nothing_in_the_recipes(tool: Tool, documented: list[Path]) -> None:
    folder = documented[0].parents[2]
    done = tool("zizmor", "--offline", "--quiet", "--config", GITHUB / "zizmor.yml", folder)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_an_injection(tool: Tool, documented: list[Path]) -> None:
    """The test above would notice a mistake."""
    path = documented[0]
    path.write_text(path.read_text().replace("    steps:\n", "    steps:\n      - run: echo ${{ github.head_ref }}\n"))
    done = tool("zizmor", "--offline", "--quiet", "--config", GITHUB / "zizmor.yml", path)
    assert "template-injection" in done.stdout


def scripts() -> Iterator[tuple[str, str, str]]:
    """Yield the name, the dialect and the text of each shell in the action, the workflows and the recipes."""
    yield from shells("action", table(load(ROOT / "action.yml")["runs"]))
    for name, text in [*recipes.workflows().items(), *((path.name, path.read_text()) for path in WORKFLOWS)]:
        for job in table(parse(text)["jobs"]).values():
            yield from shells(name, table(job))
    ((_, pipeline),) = recipes.files(".gitlab-ci.yml")
    for name, gitlab in gitlab_runner.pipeline(pipeline).items():
        lines = [str(line) for key in ("before_script", "script") for line in items(gitlab[key])]
        yield f"gitlab {name}", "sh", "\n".join(lines)
    for text in recipes.blocks("sh"):
        yield "other CI", "sh", text


def shells(name: str, job: Mapping[str, Yaml]) -> Iterator[tuple[str, str, str]]:
    """Yield the shell of each step of a job or an action."""
    for step in map(table, items(job["steps"])):
        if "run" in step:
            yield f"{name}: {step.get('name', '')}", "bash", str(step["run"])


def test_shellcheck_finds_nothing(tool: Tool, tmp_path: Path) -> None:
    said = []
    for name, dialect, text in scripts():
        (tmp_path / "script").write_text(text + "\n", encoding="utf-8")
        done = tool("shellcheck", f"--shell={dialect}", tmp_path / "script")
        if done.returncode:
            said.append(f"{name}:\n{done.stdout}")
    assert said == []


def test_hadolint_finds_nothing_in_the_dockerfile(tool: Tool) -> None:
    done = tool("hadolint", "Dockerfile")
    assert done.returncode == 0, done.stdout
