"""Does the code keep to the import contract, and does each third-party package have one home?"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from justpack.cli.names import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "justpack"

HOMES = {
    "click": {"cli"},
    "deflate": {"archive/engine.py"},
    "httpcore": {"client/http/streams.py"},
    "httpx": {"client/http/transport.py"},
    "hyperscan": {"checks/support/contents/native_search.py"},
    "packaging": {
        "versions/python/markers.py",
        "versions/python/pep440.py",
        "versions/python/pep508.py",
        "versions/python/wheel_tags.py",
    },
    "pathspec": {"tree/ignore/globs.py"},
    "rich": {"report/progress.py"},
    "tomli_w": {"cli/project/init.py"},
    "yaml": {"tree/documents/yaml.py"},
    "zipstream": {"archive/zip_stream.py"},
    "zlib_ng": {"archive/engine.py"},
}
OPTIONAL = {"distributed": {"projects/executors.py"}}
"""The packages of the extras of justpack, with their homes."""
MODULES = {"pyyaml": "yaml", "zipstream_ng": "zipstream"}
"""Distributions whose module has another name."""


def test_the_import_contract_holds() -> None:
    """In a process of its own: import-linter sets up logging for the whole process it runs in."""
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_is_in_the_contract_of_commands() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    modules = next(each["modules"] for each in contracts if each["name"] == "No command imports another")
    assert modules == [f"justpack.cli.{folder}.{name}" for name, folder in COMMANDS.items()]


class _Imports(ast.NodeVisitor):
    """Every top-level name a module imports when it runs, by statement or by name; not for the type checker alone."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Import(self, node: ast.Import) -> None:
        self.names |= {alias.name.partition(".")[0] for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.names.add((node.module or "").partition(".")[0])

    def visit_If(self, node: ast.If) -> None:
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        if called in ("import_module", "_require") and node.args and isinstance(node.args[0], ast.Constant):
            self.names.add(str(node.args[0].value).partition(".")[0])
        self.generic_visit(node)


def imported(path: Path) -> set[str]:
    visitor = _Imports()
    visitor.visit(ast.parse(path.read_text(encoding="utf-8")))
    return visitor.names - set(sys.stdlib_module_names) - {"justpack"}


def test_each_third_party_package_has_one_home() -> None:
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        place = path.relative_to(SOURCE).as_posix()
        for name in imported(path):
            found.setdefault(name, set()).add("cli" if place.startswith("cli/") and name == "click" else place)
    assert found == HOMES | OPTIONAL


def test_what_is_imported_is_what_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    offered = {
        name: listed for name, listed in project["optional-dependencies"].items() if name not in ("docs", "test")
    }
    extras = [each for listed in offered.values() for each in listed]
    assert _modules(project["dependencies"]) == set(HOMES)
    assert _modules(extras) == set(OPTIONAL)


def _modules(requirements: list[str]) -> set[str]:
    names = {re.match(r"[\w-]+", each).group().replace("-", "_") for each in requirements}  # type: ignore[union-attr]
    return {MODULES.get(name, name) for name in names}


def test_sub_packages_have_empty_init_files() -> None:
    inits = [path for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE]
    assert [path for path in inits if path.read_text().strip()] == []


def test_every_module_says_its_question() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.name == "__init__.py" and path.parent != SOURCE:
            continue
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring, f"{path.name} has no docstring"
