"""The files about the repository itself agree with pyproject.toml, with the sources and with each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

import justpack
from justpack._version import DOCUMENTATION
from justpack.cli.main import COMPLETE
from justpack.client.http.secret import ACCESS, SECRET
from justpack.settings import ENVIRONMENT
from tests.regenerate import WRITERS, main

Yaml: TypeAlias = "str | list[Yaml] | dict[str, Yaml]"

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
PAGES = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md", "docs/ci.md")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def load(path: Path) -> dict[str, Yaml]:
    """Return a YAML file as texts, lists and tables: `on:` stays a word, and 3.10 keeps its zero."""
    found = yaml.load(read(path), Loader=yaml.BaseLoader)
    return table(found)


def table(value: Yaml) -> dict[str, Yaml]:
    assert isinstance(value, dict)
    return value


def items(value: Yaml) -> list[Yaml]:
    assert isinstance(value, list)
    return value


def steps(path: Path) -> Iterator[dict[str, Yaml]]:
    for job in table(load(path)["jobs"]).values():
        yield from map(table, items(table(job)["steps"]))


def test_ci_runs_every_python_that_is_promised_on_every_system() -> None:
    matrix = table(table(table(table(load(GITHUB / "workflows" / "ci.yml")["jobs"])["test"])["strategy"])["matrix"])
    prefix = "Programming Language :: Python :: 3."
    assert items(matrix["python"]) == [each.split()[-1] for each in PROJECT["classifiers"] if each.startswith(prefix)]
    assert {str(each).partition("-")[0] for each in items(matrix["os"])} == {"ubuntu", "macos", "windows"}
    assert PROJECT["requires-python"] == f">={items(matrix['python'])[0]}"


def test_ci_runs_what_contributing_asks_for() -> None:
    commands = [str(step["run"]) for step in steps(GITHUB / "workflows" / "ci.yml") if "run" in step]
    for command in ("ruff check .", "ruff format --check .", "mypy", "lint-imports"):
        assert command in commands
        assert command in read(ROOT / "CONTRIBUTING.md")
    assert any(command.startswith("python -m pytest") for command in commands)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_pins_its_actions_and_limits_its_rights(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in table(workflow["jobs"]).values():
        assert "timeout-minutes" in table(job)
    used = [str(step["uses"]) for step in steps(path) if "uses" in step]
    assert used
    assert [each for each in used if each != "./" and not re.fullmatch(r"[\w-]+(/[\w-]+)+@[0-9a-f]{40}", each)] == []


def test_a_release_is_checked_and_published_without_a_stored_token() -> None:
    path = GITHUB / "workflows" / "release.yml"
    jobs = table(load(path)["jobs"])
    publish = table(jobs["publish"])
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["needs"] == ["build", "attest"]
    assert "permissions" not in table(jobs["build"])
    assert "secrets." not in read(path)
    commands = [str(step.get("run", "")) for step in steps(path)]
    build = commands.index("python -m build")
    assert build < commands.index("python -m twine check --strict dist/*")
    assert build < commands.index("python -m check_wheel_contents dist/*.whl")


def test_the_site_is_built_on_pull_requests_and_published_from_main_only() -> None:
    path = GITHUB / "workflows" / "site.yml"
    jobs = table(load(path)["jobs"])
    deploy = table(jobs["deploy"])
    assert deploy["permissions"] == {"id-token": "write", "pages": "write"}
    assert (deploy["needs"], deploy["if"]) == ("build", "github.ref == 'refs/heads/main'")
    assert "permissions" not in table(jobs["build"])
    assert "mkdocs build --strict" in [step.get("run") for step in steps(path)]
    assert "secrets." not in read(path)


def test_dependabot_watches_actions_and_packages() -> None:
    updates = [table(each) for each in items(load(GITHUB / "dependabot.yml")["updates"])]
    assert {each["package-ecosystem"] for each in updates} == {"github-actions", "pip"}
    assert all(table(each["schedule"])["interval"] and each["directory"] for each in updates)


def test_pre_commit_runs_tools_that_are_installed_for_tests() -> None:
    (repository,) = (table(each) for each in items(load(ROOT / ".pre-commit-config.yaml")["repos"]))
    hooks = {str(table(each)["id"]): table(each) for each in items(repository["hooks"])}
    assert hooks.keys() == {"ruff", "ruff-format", "mypy"}
    declared = {re.split(r"[^\w-]", each)[0] for each in PROJECT["optional-dependencies"]["test"]}
    assert {str(hook["entry"]).split()[0] for hook in hooks.values()} <= declared
    assert {hook["language"] for hook in hooks.values()} == {"system"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_an_issue_form_has_what_github_demands(path: Path) -> None:
    form = load(path)
    assert form["name"]
    assert form["description"]
    fields = [table(each) for each in items(form["body"])]
    kinds = {"markdown", "textarea", "input", "dropdown", "checkboxes"}
    assert {str(field["type"]) for field in fields} <= kinds
    ids = [str(field["id"]) for field in fields if field["type"] != "markdown"]
    assert len(ids) == len(set(ids)) > 0
    assert all(table(field["attributes"]).get("label") for field in fields if field["type"] != "markdown")


def test_the_changelog_has_the_headings_of_keep_a_changelog() -> None:
    text = read(ROOT / "CHANGELOG.md")
    versions = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    assert [each for each in versions[1:] if not re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each)] == []
    groups = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert set(groups) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        own = re.findall(r"^### (.+)$", section, re.MULTILINE)
        assert len(own) == len(set(own))
        assert re.search(r"^### ", section, re.MULTILINE) or section.count("\n- ") == 0
    numbers = [tuple(map(int, re.findall(r"\d+", each)[:3])) for each in versions[1:]]
    assert numbers == sorted(numbers, reverse=True)
    assert not numbers or numbers[0] <= tuple(map(int, re.findall(r"\d+", justpack.__version__)[:3]))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_link_leads_to_a_file_of_the_repository(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(path)):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_the_readme_has_absolute_links_to_files_that_exist() -> None:
    """PyPI shows the README, and resolves no relative link."""
    base = f"{PROJECT['urls']['Source']}/blob/main/"
    targets = re.findall(r"\]\(([^)#]+)", read(ROOT / "README.md"))
    assert [target for target in targets if not target.startswith("https://")] == []
    inside = [target.removeprefix(base) for target in targets if target.startswith(base)]
    inside += [page_of(target) for target in targets if target.startswith(DOCUMENTATION)]
    assert len(inside) >= 8
    assert [path for path in inside if not (ROOT / path).exists()] == []


def page_of(address: str) -> str:
    """Return the file of the repository from which a page of the site is made."""
    name = address.removeprefix(DOCUMENTATION).strip("/") or "index"
    return f"docs/{name}.md" if (ROOT / "docs" / f"{name}.md").exists() else f"docs/{name}/README.md"


def test_the_metadata_names_authors_and_pages() -> None:
    assert PROJECT["authors"]
    assert PROJECT["urls"]["Documentation"] == DOCUMENTATION
    assert (ROOT / page_of(PROJECT["urls"]["Rules"])).is_file()
    assert {"Homepage", "Documentation", "Changelog", "Issues", "Source"} <= PROJECT["urls"].keys()


def test_the_first_command_of_the_readme_installs_from_pypi() -> None:
    first = re.search(r"^```sh\n(.*)\n", read(ROOT / "README.md"), re.MULTILINE)
    assert first is not None
    assert first[1] == "pip install justpack"


def test_the_readme_names_every_variable() -> None:
    assert [name for name in (*ENVIRONMENT, ACCESS, SECRET, COMPLETE) if name not in read(ROOT / "README.md")] == []


def test_the_paths_in_contributing_exist() -> None:
    named = re.findall(r"`((?:src|tests|docs|fixtures)/[^`\s]*)`", read(ROOT / "CONTRIBUTING.md"))
    assert len(named) >= 15
    missing = []
    for name in named:
        pattern = re.sub(r"<\w+>", "*", name)
        if not any(ROOT.glob(pattern)):
            missing.append(name)
    assert missing == []


def test_the_readme_points_to_contributing() -> None:
    assert "/CONTRIBUTING.md)" in read(ROOT / "README.md")


def test_regenerate_refuses_an_unknown_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing"]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in WRITERS)
