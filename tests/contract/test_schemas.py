"""Tests that the JSON output of every command conforms to its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Protocol

import jsonschema  # type: ignore[import-untyped]
import pytest

from justpack.cli.main import invoke
from justpack.cli.names import COMMANDS
from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED

SCHEMAS = resources.files("justpack.report") / "schemas"
PROJECTS = Path(__file__).parents[2] / "fixtures" / "projects"
FIXTURES = sorted(path.name for path in PROJECTS.iterdir() if path.is_dir())


class Keeps(Protocol):
    """Runs a command, checks its exit code, validates its JSON output against the schema and returns the output."""

    def __call__(self, code: int, *arguments: str | Path, failure: bool = False) -> dict[str, object]: ...


def _schema(name: str) -> dict[str, object]:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    assert isinstance(schema, dict)
    return schema


@pytest.fixture
def keeps(capsys: pytest.CaptureFixture[str]) -> Keeps:
    def run(code: int, *arguments: str | Path, failure: bool = False) -> dict[str, object]:
        capsys.readouterr()
        assert invoke([*map(str, arguments), "--format", "json"]) == code
        found = json.loads(capsys.readouterr().out)
        validator = jsonschema.Draft202012Validator(_schema("failure" if failure else str(arguments[0])))
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)] == []
        assert isinstance(found, dict)
        return found

    return run


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, without_waits: None) -> Iterator[Sandbox]:
    with Sandbox(POLLED) as sandbox:
        for name in ("api_url", "access_key", "secret_key", "organization", "project"):
            monkeypatch.setenv(f"JUSTDEPLOY_{name.upper()}", getattr(sandbox, name))
        yield sandbox


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "app"
    root.mkdir()
    (root / "package.json").write_text('{"version": "1.0.0", "scripts": {"start": "x"}, "engines": {"node": ">=22"}}')
    (root / ".nvmrc").write_text("nonsense\n")
    (root / "a.log").write_text("x")
    (root / ".gitignore").write_text("*.log\n")
    monkeypatch.chdir(tmp_path)
    return root


def test_has_a_schema_for_every_command() -> None:
    assert sorted(path.name for path in SCHEMAS.iterdir()) == sorted(f"{name}.json" for name in (*COMMANDS, "failure"))


@pytest.mark.parametrize("name", [*COMMANDS, "failure"])
def test_uses_strict_schemas_with_shared_definitions(name: str) -> None:
    schema = _schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    open_objects = [at for at, node in _objects(schema) if node.get("additionalProperties", True) is not False]
    assert [at for at in open_objects if not at.endswith(("/build", "/domains/items"))] == []
    for other in COMMANDS:
        theirs, ours = _schema(other)["$defs"], schema["$defs"]
        assert isinstance(theirs, dict)
        assert isinstance(ours, dict)
        assert {key: theirs[key] for key in theirs.keys() & ours} == {key: ours[key] for key in theirs.keys() & ours}


def _objects(node: object, at: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield at, node
        for key, value in node.items():
            yield from _objects(value, f"{at}/{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _objects(value, at)


@pytest.mark.parametrize("name", FIXTURES)
def test_conforms_for_detect_and_check_of_every_fixture(keeps: Keeps, name: str) -> None:
    for command in ("detect", "check"):
        found = keeps(0, command, PROJECTS / name)
        assert found["ok"] is True


@pytest.mark.parametrize(
    "files",
    [{}, {"package.json": "{"}, {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "18"}}'},
     {"index.js": "exports.handler = 1", "main.py": "def handler(e): pass"}, {"pom.xml": "<a>&x;</a>"}],
)  # fmt: skip
def test_conforms_for_projects_that_do_not_pass(keeps: Keeps, tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    for command in ("detect", "check"):
        assert keeps(1, command, tmp_path)["findings"]


def test_conforms_for_many_projects(keeps: Keeps, app: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "justpack.toml").write_text("runtme = 1\n")
    for command, *options in (
        ("check",),
        ("check", "--diff"),
        ("deploy", "--sandbox"),
        ("deploy", "--dry-run"),
        ("pack", "-o", f"{tmp_path}/out/"),
        ("pack", "--dry-run"),
        ("size",),
        ("size", "--diff", f"{tmp_path}/out/"),
    ):
        assert keeps(0, command, PROJECTS / FIXTURES[0], app, *options)["ok"] is True
        assert keeps(2, command, app, bad, tmp_path / "missing", *options, "--keep-going")["ok"] is False


def test_conforms_for_fixed_projects(keeps: Keeps, app: Path) -> None:
    (app / ".nvmrc").unlink()
    for option in ("--diff", "--fix"):
        found = keeps(0, "check", app, option)["result"]
        assert isinstance(found, dict)
        assert len(found["fixes"]) == 1


def test_conforms_for_pack_size_and_verify(keeps: Keeps, app: Path) -> None:
    keeps(0, "files", app)
    keeps(0, "files", app, "--why", "a.log")
    keeps(0, "files", app, "--why", "a.log", "--why", "index.js")
    keeps(0, "pack", app, "-o", "app.zip")
    keeps(0, "pack", app, "--dry-run")
    keeps(0, "size", "app.zip")
    keeps(0, "verify", "app.zip", app)
    (app / "new").write_text("x" * 100)
    keeps(1, "verify", "app.zip", app)
    keeps(0, "size", app, "--diff", "app.zip")
    (app / "package.json").write_text("{")
    keeps(1, "pack", app, "-o", "b.zip")
    (app / "out").symlink_to("/etc")
    keeps(1, "files", app)


def test_conforms_for_a_deployment(keeps: Keeps, app: Path, service: Sandbox) -> None:
    keeps(0, "builds")
    keeps(0, "deploy", app, "--dry-run", "--receipt", app.parent / "last.json")
    keeps(0, "deploy", app, "--receipt", app.parent / "last.json")
    keeps(0, "deploy", app, "--dry-run", "--receipt", app.parent / "last.json")
    keeps(0, "builds")
    keeps(0, "build", str(service.builds[0]["id"]))
    keeps(0, "endpoints")
    (app / "package.json").write_text("{")
    keeps(1, "deploy", app)


def test_conforms_for_the_other_commands(keeps: Keeps, app: Path) -> None:
    keeps(0, "init", app)
    keeps(0, "rule")
    keeps(0, "rule", "RT001")
    keeps(0, "sandbox", "--list-faults")


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("detect", "nothing"), ("check", "nothing"), ("files", "nothing"), ("pack",), ("size", "nothing"),
     ("verify", "nothing"), ("deploy",), ("builds",), ("build", "x"), ("endpoints",), ("init", "nothing"),
     ("rule", "XX999"), ("sandbox", "--fault", "nonsense"), ()],
)  # fmt: skip
def test_reports_every_failure_as_json(
    keeps: Keeps, app: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    for name in ("ACCESS_KEY", "SECRET_KEY"):
        monkeypatch.delenv(f"JUSTDEPLOY_{name}", raising=False)
    keeps(2, *arguments, failure=True)
