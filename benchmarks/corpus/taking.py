"""How does a project of the corpus come to this machine, the same today as in a year?

From PyPI or npm by name, version and digest; or made by the official generator of its framework, which is pinned, with
all that it installs taken as it was on one date. Nothing of a project itself is run: npm's install scripts are off.
Each project ends as a git checkout with everything its own .gitignore keeps committed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DATE = "2026-11-20"
"""What is younger does not exist for generators and lock commands."""
_KEPT = ("LANG", "JAVA_HOME", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE")
"""What generators learn of this machine: its language, and where its certificates are."""
NODE = ("22.23.3", ("npm@11.6.2", "pnpm@10.18.0", "yarn@1.22.22"))
UV = "0.13.9"
_COMMIT = ("-c", "user.name=corpus", "-c", "user.email=corpus@example.invalid", "commit", "-q", "-m", "As taken")


class NotTakenError(Exception):
    """A project is not to be had as it was: a generator that failed today, or another file under its name."""


@dataclass(frozen=True, slots=True)
class Project:
    """A line of projects.toml."""

    name: str
    version: str
    """Of the project, or of the generator that makes it."""
    family: str
    kind: str
    """What it is, for people."""
    runtime: str
    """The right one, or "" where none is."""
    package: str | None = None
    """Its name in the registry, where that is another."""
    sha256: str | None = None
    """Of the source distribution or the tarball; None where it is made."""
    make: tuple[str, ...] = ()
    """The commands that make it, one after the other; `in FOLDER` begins one that runs there."""
    folder: str = "app"
    """Where they leave it."""
    sample: int = 1
    """The first showed which rules were wrong; the second was taken when those had been changed."""

    @staticmethod
    def of(values: Mapping[str, Any]) -> Project:
        return Project(**{**values, "make": tuple(values.get("make", ()))})


def take(project: Project, cache: Path) -> Path:
    """The project's folder below `cache`, taken now unless it lies there already."""
    recipe = hashlib.sha256(repr((project, DATE, NODE, UV)).encode()).hexdigest()[:16]
    folder = cache / "projects" / f"{project.name}-{recipe}"
    if folder.exists():
        return folder
    work = cache / "work" / project.name
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    made = _made(project, work, cache) if project.make else _unpacked(project, work, cache)
    _commit(made)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made.rename(folder)
    shutil.rmtree(work)
    return folder


# --- from a registry ------------------------------------------------------------------------------------------


def _unpacked(project: Project, work: Path, cache: Path) -> Path:
    with tarfile.open(_download(project, cache)) as archive:
        archive.extractall(work, filter="data")
    (folder,) = (each for each in work.iterdir() if each.is_dir())
    # What only a source distribution has, and a checkout does not.
    (folder / "PKG-INFO").unlink(missing_ok=True)
    for egg in [*folder.glob("*.egg-info"), *folder.glob("*/*.egg-info")]:
        shutil.rmtree(egg)
    return folder


def _download(project: Project, cache: Path) -> Path:
    target = cache / "downloads" / f"{project.name}-{project.version}.tar.gz"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(_address(project), timeout=120) as answer:
            target.write_bytes(answer.read())
    found = hashlib.sha256(target.read_bytes()).hexdigest()
    if found != project.sha256:
        target.unlink()
        raise NotTakenError(f"{project.name} {project.version}: sha256 {found}, expected {project.sha256}")
    return target


def _address(project: Project) -> str:
    package = project.package or project.name
    if project.family == "node":
        return f"https://registry.npmjs.org/{package}/-/{package.rpartition('/')[2]}-{project.version}.tgz"
    simple = "application/vnd.pypi.simple.v1+json"
    asked = urllib.request.Request(f"https://pypi.org/simple/{package.lower()}/", headers={"Accept": simple})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        files = json.load(answer)["files"]
    return next(str(each["url"]) for each in files if each["hashes"].get("sha256") == project.sha256)


# --- made by a generator --------------------------------------------------------------------------------------


def _made(project: Project, work: Path, cache: Path) -> Path:
    variables = _environment(cache)
    for command in project.make:
        words = [word.replace("@HERE", str(HERE)) for word in command.split()]
        at = work
        if words[0] == "in":
            at, words = work / words[1], words[2:]
        done = subprocess.run(words, cwd=at, env=variables, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            said = done.stdout[-2000:] + done.stderr[-2000:]
            raise NotTakenError(f"{project.name}: {command}: {done.returncode}\n{said}")
    _as_of_its_date(work / project.folder)
    return work / project.folder


def _as_of_its_date(folder: Path) -> None:
    """Remove from uv.lock that uv was told the date: the lock is then what uv itself wrote on that day."""
    for lock in folder.rglob("uv.lock"):
        text = lock.read_text(encoding="utf-8")
        lock.write_text(re.sub(r'^\[options\]\nexclude-newer = "[^"]*"\n\n', "", text, flags=re.MULTILINE))


def _environment(cache: Path) -> dict[str, str]:
    """Pinned tools first in PATH, a home of its own, nothing younger than the date, and no install scripts."""
    tools, home = _tools(cache), cache / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "PATH": os.pathsep.join([*map(str, tools), os.environ["PATH"]]),
        "HOME": str(home),
        "CI": "1",
        "NO_COLOR": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "npm_config_before": DATE,
        "npm_config_ignore_scripts": "true",
        "npm_config_yes": "true",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        "UV_EXCLUDE_NEWER": f"{DATE}T00:00:00Z",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_CONFIG": "1",
    }


def _tools(cache: Path) -> Sequence[Path]:
    version, packages = NODE
    system = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    node, python = cache / "tools" / f"node-{version}", cache / "tools" / f"uv-{UV}"
    runtime = f"node-{sys.platform}-{system}"
    if not node.exists():
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(["npm", "install", *quiet, "--prefix", str(node), f"{runtime}@{version}", *packages], check=True)
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python)], check=True)
        subprocess.run([str(python / "bin" / "pip"), "install", "-q", f"uv=={UV}"], check=True)
    return node / "node_modules" / runtime / "bin", node / "node_modules" / ".bin", python / "bin"


def _commit(folder: Path) -> None:
    """A checkout of what `git add` takes: without what .gitignore names, with the line ends of .gitattributes."""
    for found in [*folder.rglob(".git")]:
        shutil.rmtree(found) if found.is_dir() else found.unlink()
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_GLOBAL": os.devnull}
    for words in (("init", "-q"), ("add", "-A"), _COMMIT, ("rm", "-rq", "--cached", "."), ("reset", "-q", "--hard")):
        subprocess.run(["git", *words], cwd=folder, env=variables, check=True, stdout=subprocess.DEVNULL)
