"""Does each command load only what it needs?

What starts slowly is not used. `loaded_modules.json` holds, per command, the modules of justpack, the third-party
packages and the costly parts of the standard library that it loads beyond what click loads by itself. To write what is
loaded now: `python tests/architecture/test_loaded_modules.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypeAlias

import pytest

import justpack

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).with_name("loaded_modules.json")
PROJECTS = "fixtures/projects"
COMMANDS = {
    "--help": ["--help"],
    "detect, Node.js": ["detect", f"{PROJECTS}/node-express-engines"],
    "detect, Python requirements": ["detect", f"{PROJECTS}/python-flask-requirements"],
    "detect, pyproject.toml": ["detect", f"{PROJECTS}/python-fastapi-uv"],
    "detect, Maven": ["detect", f"{PROJECTS}/java-spring-boot-maven"],
    "detect, Gradle": ["detect", f"{PROJECTS}/java-gradle-kotlin"],
    "check": ["check", f"{PROJECTS}/node-express-engines"],
    "files": ["files", f"{PROJECTS}/node-express-engines"],
    "pack": ["pack", f"{PROJECTS}/node-express-engines", "-o", "{folder}/app.zip"],
    "deploy without keys": ["deploy", f"{PROJECTS}/node-express-engines", "--org", "a" * 16, "--project", "shop"],
}
COSTLY = frozenset(
    {"ast", "asyncio", "concurrent", "csv", "ctypes", "difflib", "email", "hashlib", "hmac", "html", "http", "json"}
    | {"importlib.metadata", "logging", "multiprocessing", "pyexpat", "secrets", "shutil", "socket", "sqlite3", "ssl"}
    | {"statistics", "subprocess", "tarfile", "tempfile", "tomllib", "unittest", "urllib.request", "uuid", "xml"}
    | {"zipfile", "zlib"}
)
"""Parts of the standard library that cost, or that only some project needs."""
PROGRAM = """
import sys
from pathlib import Path
import click, dataclasses, pathlib, re, typing
before = set(sys.modules)
from justpack.cli.main import invoke
invoke(sys.argv[2:])
Path(sys.argv[1]).write_text("\\n".join(set(sys.modules) - before))
"""

Loaded: TypeAlias = dict[str, list[str]]


def loaded(arguments: list[str], folder: Path) -> Loaded:
    """What a command loads, seen in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    names = folder / "names"
    command = [sys.executable, "-c", PROGRAM, str(names), *(each.format(folder=folder) for each in arguments)]
    source = str(Path(justpack.__file__).parents[1])
    environment = {**kept, "HOME": str(folder), "XDG_CACHE_HOME": str(folder), "PYTHONPATH": source}
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=60)
    modules = names.read_text().split()
    tops = {name.partition(".")[0] for name in modules}
    return {
        "justpack": sorted(name for name in modules if name.partition(".")[0] == "justpack"),
        "packages": sorted(name for name in tops - sys.stdlib_module_names - {"justpack"} if name[0] != "_"),
        "stdlib": sorted(COSTLY & {*modules, *tops}),
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_it_loads_what_is_written_down(command: str, tmp_path: Path) -> None:
    expected, found = json.loads(EXPECTED.read_text())[command], loaded(COMMANDS[command], tmp_path)
    assert found["justpack"] == expected["justpack"]
    # What others load in turn differs between their releases; that it is no more than this is what counts.
    assert set(found["packages"]) <= set(expected["packages"])
    assert set(found["stdlib"]) <= set(expected["stdlib"])


def test_every_command_is_written_down() -> None:
    assert json.loads(EXPECTED.read_text()).keys() == COMMANDS.keys()


def parts(command: str) -> set[str]:
    """Everything written down of a command, by the last part of its name."""
    return {name.rpartition(".")[2] for names in json.loads(EXPECTED.read_text())[command].values() for name in names}


NEVER = {"httpx", "rich", "yaml", "pathspec", "deflate", "tomli_w", "difflib", "ssl"}
"""What no look at an ordinary project needs."""


@pytest.mark.parametrize(
    ("command", "foreign"),
    [
        ("detect, Node.js", {"packaging", "tomllib", "toml", "pyexpat", "xml", "pep440", "walk", "edits"}),
        ("detect, Python requirements", {"packaging", "json", "xml", "npm", "package_json", "poetry"}),
        ("detect, pyproject.toml", {"json", "xml", "npm", "package_json"}),
        ("detect, Maven", {"packaging", "tomllib", "json", "npm", "package_json", "gradle"}),
        ("detect, Gradle", {"packaging", "json", "npm", "package_json", "xml", "pom"}),
        ("files", {"packaging", "tomllib", "json", "npm"}),
        ("check", {"packaging", "tomllib", "xml"}),
        ("deploy without keys", {"packaging", "socket", "asyncio", "transport"}),
    ],
)
def test_it_loads_nothing_foreign(command: str, foreign: set[str]) -> None:
    assert not parts(command) & (NEVER | foreign)


def test_what_is_needed_is_seen() -> None:
    assert {"packaging", "tomllib"} <= parts("detect, pyproject.toml")
    assert "xml" in parts("detect, Maven")
    assert "npm" in parts("detect, Node.js")
    assert "deflate" in parts("pack")


def rewrite() -> None:
    """Write down what is loaded now."""
    found: dict[str, Loaded] = {}
    for name, arguments in COMMANDS.items():
        with tempfile.TemporaryDirectory() as folder:
            found[name] = loaded(arguments, Path(folder))
    EXPECTED.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    rewrite()
