"""Which other systems predict a version and run here, and how is each asked?

Every system is told which lines there are: 24 and 22 of Node.js, 3.14, 3.13 and 3.12 of Python. None reads Java. They
are installed at a pinned version into a folder of their own when first needed.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peers import mirror, stand_in

from justpack.facts import runtimes
from justpack.model import Family

HERE = Path(__file__).resolve().parent
HOME = Path(tempfile.gettempdir()) / f"justpack-peers-{os.getuid()}"
UV = "0.13.9"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says about one folder."""

    line: str | None
    """`24`, `3.13`; None: no answer."""
    refuses: bool = False
    """Whether it says that what is declared cannot be had."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """A system, its version, the family it knows, and the call that shows what it chooses."""

    name: str
    version: str
    family: Family
    call: str
    script: str | None = None
    """Its adapter in this folder; None: uv, which is a program."""

    @property
    def modules(self) -> Path:
        """Where npm put it."""
        return HOME / f"{self.name.strip('@').replace('/', '+')}-{self.version}" / "node_modules"

    def command(self, *folders: Path) -> list[str]:
        """The command line that asks about folders; uv takes its one folder from the working directory."""
        if self.script is None:
            return [str(HOME / f"uv-{UV}" / "bin" / "uv"), *self.call.split()[1:]]
        return ["node", str(HERE / self.script), str(self.modules), *map(str, folders)]


SYSTEMS: Sequence[System] = (
    System(
        "@vercel/build-utils",
        "14.21.1",
        "node",
        "getNodeVersion(dir, undefined, {}, {}, [24, 22])",
        "vercel_build_utils.cjs",
    ),
    System("@netlify/build-info", "11.3.0", "node", "Project.getCurrentNodeVersion()", "netlify_build_info.cjs"),
    System("preferred-node-version", "5.0.1", "node", "preferredNodeVersion({cwd})", "preferred_node_version.cjs"),
    System(
        "@vercel/python-analysis",
        "0.14.0",
        "python",
        "discoverPythonPackage + selectPythonVersion",
        "vercel_python_analysis.cjs",
    ),
    System("uv", UV, "python", "uv python find --managed-python --no-python-downloads --show-version"),
)


def install() -> None:
    """Everything pinned, once per machine."""
    for system in SYSTEMS:
        home = HOME / f"uv-{UV}" if system.script is None else system.modules.parent
        if (home / "installed").exists():
            continue
        home.mkdir(parents=True, exist_ok=True)
        if system.script is None:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            subprocess.run([str(home / "bin" / "pip"), "install", "-q", f"uv=={UV}"], check=True)
        else:
            quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
            spec = f"{system.name}@{system.version}"
            subprocess.run(["npm", "install", *quiet, "--prefix", str(home), spec], check=True)
        (home / "installed").touch()
    for runtime in runtimes.of_family("python"):
        assert runtime.patch is not None
        major, minor, newest = runtime.patch
        for patch in range(newest + 1):
            stand_in.write(HOME / "interpreters", (major, minor, patch))


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """Variables under which every system gives the same answer on every machine; the mirror runs meanwhile."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    with tempfile.TemporaryDirectory() as empty, mirror.served() as address:
        yield {
            **kept,
            "HOME": empty,
            "XDG_CACHE_HOME": f"{empty}/cache",
            "NODE_MIRROR": address,
            "UV_PYTHON_INSTALL_DIR": str(HOME / "interpreters"),
            "UV_CACHE_DIR": str(HOME / "uv-cache"),
        }


def ask(system: System, folders: Sequence[Path], variables: dict[str, str]) -> list[Answer]:
    """What a system says about each folder."""
    if system.script is None:
        return [_ask_uv(system, folder, variables) for folder in folders]
    done = subprocess.run(system.command(*folders), env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{system.name} failed: {done.stderr[-2000:]}")
    return [Answer(**each) for each in json.loads(done.stdout.splitlines()[-1])]


def _ask_uv(system: System, folder: Path, variables: dict[str, str]) -> Answer:
    done = subprocess.run(system.command(), env=variables, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        return Answer(None, refuses=True, note=done.stderr.strip().splitlines()[0])
    major, minor, *_ = done.stdout.strip().split(".")
    return Answer(f"{major}.{minor}")


def machine() -> str:
    """Where this was measured."""
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return f"Python {platform.python_version()}, Node.js {node}, {platform.system()} {platform.machine()}"
