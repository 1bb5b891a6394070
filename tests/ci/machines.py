"""A machine of a CI service: a folder with a repository of three apps, and programs that install nothing.

`justpack` is the justpack of the checkout. `pip`, `pipx` and `python -m pip` write what they are asked to install to a
log; `python -m venv` makes a folder with such programs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.cli.runs import VARIABLES

ROOT = Path(__file__).resolve().parents[2]
APPS = {"web": "node-express-engines", "api": "python-fastapi-uv", "jobs": "java-spring-boot-maven"}
"""The apps below `apps/`, with their fixtures."""
RUNTIMES = {"web": "nodejs22.x", "api": "python3.13", "jobs": "java21"}

_INSTALLER = '#!/bin/sh\necho "$(basename "$0") $*" >> "{log}"\n'
_PYTHON = """\
#!/bin/sh
case "$1 $2" in
  "-m venv") mkdir -p "$3/bin" && cp "{bin}/python" "{bin}/justpack" "$3/bin/" ;;
  "-m pip") shift 2; echo "pip $*${{JUSTDEPLOY_SECRET_KEY:+ with the keys}}" >> "{log}" ;;
  *) exec "{python}" "$@" ;;
esac
"""
_JUSTPACK = '#!/bin/sh\nexec "{python}" -m justpack "$@"\n'


@dataclass(frozen=True)
class Machine:
    """The folders of a machine, and the environment of its shells."""

    workspace: Path
    """The checkout: a git repository with the three apps."""
    temporary: Path
    bin: Path
    environment: Mapping[str, str]

    @property
    def installed(self) -> list[str]:
        """What was asked to be installed, one command a line."""
        log = self.temporary / "installed"
        return log.read_text().splitlines() if log.exists() else []

    @property
    def python(self) -> Path:
        """The program `python`, which installs nothing."""
        return self.bin / "python"


def machine(folder: Path) -> Machine:
    """Make a machine in an empty folder."""
    workspace, temporary, bin = folder / "workspace", folder / "temporary", folder / "bin"
    for each in (workspace, temporary, bin, folder / "home"):
        each.mkdir()
    for name, fixture in APPS.items():
        shutil.copytree(ROOT / "fixtures" / "projects" / fixture, workspace / "apps" / name)
    values = {"log": str(temporary / "installed"), "python": sys.executable, "bin": str(bin)}
    scripts = {"python": _PYTHON, "python3": _PYTHON, "justpack": _JUSTPACK, "pip": _INSTALLER, "pipx": _INSTALLER}
    for name, script in scripts.items():
        (bin / name).write_text(script.format(**values))
        (bin / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    own = {
        "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "home" / ".cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "CI": "true",
    }
    found = Machine(workspace, temporary, bin, {**kept, **own})
    commit(found)
    return found


def commit(machine: Machine) -> None:
    """Commit every file of the workspace."""
    author = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "Add the apps"]):
        subprocess.run(
            ["git", *author, *command], cwd=machine.workspace, env=dict(machine.environment), check=True, timeout=60
        )
