"""Tests of .pre-commit-hooks.yaml: when the hook runs, what it checks, and a run of pre-commit itself."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from justpack.cli.main import invoke
from justpack.facts.manifests import FILES
from tests.ci import recipes
from tests.ci.machines import ROOT, Machine
from tests.ci.tools import Tool
from tests.generated import pre_commit_hooks

HOOKS = ROOT / ".pre-commit-hooks.yaml"
(HOOK,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
ONE, MANY = [yaml.safe_load(text)["repos"][0]["hooks"] for _, text in recipes.files(".pre-commit-config.yaml")]


def test_its_pattern_is_made_of_the_known_files() -> None:
    assert HOOKS.read_text(encoding="utf-8") == pre_commit_hooks.text(), "run `python -m tests.regenerate pre-commit`"


@pytest.mark.parametrize("folder", ["", "apps/web/", "a/b c/"])
def test_it_runs_for_every_file_that_can_change_the_prediction(folder: str) -> None:
    for file in FILES:
        name = file.name + "x.toml" if file.name.endswith("/") else file.name
        found = re.search(HOOK["files"], folder + name) is not None
        assert found == (file.kind in pre_commit_hooks.KINDS), name


@pytest.mark.parametrize(
    "name", ["README.md", "src/app.js", "my-package.json", "package.json.orig", "xpom.xml", "pomxxml"]
)
def test_it_does_not_run_for_other_files(name: str) -> None:
    assert re.search(HOOK["files"], name) is None


def test_it_runs_for_environment_files_in_every_letter_case() -> None:
    assert re.search(HOOK["files"], "Environment.YML") is not None
    assert re.search(HOOK["files"], "Package.json") is None


def test_it_checks_one_folder_and_no_single_files() -> None:
    assert HOOK["pass_filenames"] is False
    assert HOOK["language"] == "python"


@pytest.mark.parametrize("hook", [*ONE, *MANY], ids=lambda hook: str(hook.get("name", "root")))
def test_the_command_of_a_documented_hook_runs(
    ci: Machine, hook: Mapping[str, object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hook["id"] == HOOK["id"]
    monkeypatch.chdir(ci.workspace / "apps" / "web" if hook in ONE else ci.workspace)
    arguments = hook.get("args", [])
    assert isinstance(arguments, list)
    _, *command = shlex.split(HOOK["entry"])
    assert invoke([*command, *map(str, arguments)]) == 0
    assert "ready to deploy" in capsys.readouterr().out


def test_pre_commit_accepts_the_files(tool: Tool, tmp_path: Path) -> None:
    assert tool("pre-commit", "validate-manifest", HOOKS).returncode == 0
    for number, (_, text) in enumerate(recipes.files(".pre-commit-config.yaml")):
        (tmp_path / f"{number}.yaml").write_text(text)
        assert tool("pre-commit", "validate-config", tmp_path / f"{number}.yaml").returncode == 0


def test_pre_commit_runs_the_documented_hooks(
    ci: Machine, tool: Tool, tmp_path: Path, network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hook is installed from a copy of this repository; each entry is for one app of three."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    ((_, _), (_, text)) = recipes.files(".pre-commit-config.yaml")
    source, revision = copy_of_the_repository(tmp_path)
    text = text.replace("https://github.com/justdeploy/justpack", str(source)).replace("v0.1.0", revision)
    (ci.workspace / ".pre-commit-config.yaml").write_text(text)
    git(ci.workspace, "add", "-A")
    git(ci.workspace, "commit", "-q", "-m", "Add the hook")

    (ci.workspace / "README.md").write_text("text")
    git(ci.workspace, "add", "-A")
    done = tool("pre-commit", "run", folder=ci.workspace)
    assert (done.returncode, done.stdout.count("Skipped")) == (0, 3), done.stdout

    path = ci.workspace / "apps" / "web" / "package.json"
    path.write_text(path.read_text().replace('"22.x"', '"18.x"'))
    git(ci.workspace, "add", "-A")
    done = tool("pre-commit", "run", folder=ci.workspace)
    assert done.returncode == 1, done.stdout
    assert done.stdout.count("Skipped") == 2
    assert "error[RT003]" in done.stdout

    path.write_text(path.read_text().replace('"18.x"', '"24.x"'))
    git(ci.workspace, "add", "-A")
    done = tool("pre-commit", "run", folder=ci.workspace)
    assert (done.returncode, done.stdout.count("Passed")) == (0, 1), done.stdout


def copy_of_the_repository(folder: Path) -> tuple[Path, str]:
    """Commit what the package needs into a new repository; return its folder and the commit."""
    source = folder / "justpack"
    source.mkdir()
    for name in ("LICENSE", "NOTICE", "README.md", "pyproject.toml", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    git(source, "init", "-q")
    git(source, "add", "-A")
    git(source, "commit", "-q", "-m", "Copy the sources")
    return source, git(source, "rev-parse", "HEAD").strip()


def git(folder: Path, *arguments: str) -> str:
    author = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "core.hooksPath=/dev/null")
    return subprocess.run(
        ["git", *author, *arguments], cwd=folder, check=True, capture_output=True, text=True, timeout=120
    ).stdout
