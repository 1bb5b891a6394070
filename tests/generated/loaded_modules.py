"""The modules that each command loads, written to tests/architecture/loaded_modules.json.

For each command the file lists the modules of justpack, the third-party packages and the costly parts of the standard
library that the command loads beyond what click loads by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypeAlias

import justpack

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests" / "architecture" / "loaded_modules.json"
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


def write() -> None:
    """Write what every command loads now."""
    found: dict[str, Loaded] = {}
    for name, arguments in COMMANDS.items():
        with tempfile.TemporaryDirectory() as folder:
            found[name] = loaded(arguments, Path(folder))
    EXPECTED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
