"""Tests of the Dockerfile: its form, and its steps in a plain virtual environment."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import justpack
from tests.ci.machines import APPS, ROOT

DOCKERFILE = ROOT / "Dockerfile"


def instructions() -> list[tuple[str, str]]:
    """Return each instruction with its arguments; continued lines are joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [(line.partition(" ")[0], line.partition(" ")[2].strip()) for line in lines if line.strip()]


def values(name: str) -> list[str]:
    return [value for instruction, value in instructions() if instruction == name]


def test_it_runs_justpack_as_a_user_without_rights_on_a_pinned_image() -> None:
    images = [value.split()[0] for value in values("FROM")]
    assert all(re.fullmatch(r"python:3\.\d+-slim-[a-z]+", image) for image in images)
    assert len(set(images)) == 1
    (user,) = values("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    (entry,) = values("ENTRYPOINT")
    assert json.loads(entry) == ["justpack"]
    assert all("--no-cache-dir" in value for value in values("RUN"))


def test_it_copies_only_files_that_are_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for value in values("COPY") if "--from" not in value for name in value.split()[:-1]}
    assert copied == kept or {name.removeprefix("./") for name in copied} == kept
    assert all((ROOT / name).exists() for name in copied)


def test_its_steps_run_in_a_virtual_environment(tmp_path: Path, linux: None, network: None) -> None:
    """The folder `/opt/justpack` is replaced by another one, and the copied files by a copy."""
    source, prefix = tmp_path / "source", tmp_path / "opt"
    for value in values("COPY"):
        *names, _ = value.split()
        for name in names if "--from" not in value else []:
            path = ROOT / name
            if path.is_dir():
                shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                source.mkdir(exist_ok=True)
                shutil.copy(path, source / name)
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "PREFIX": str(prefix), "HOME": str(tmp_path)}
    python = shutil.which("python3")
    assert python is not None
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(python)
    environment["PATH"] = f"{tmp_path / 'bin'}:{environment['PATH']}"
    for step in values("RUN"):
        done = subprocess.run(
            ["sh", "-c", step], cwd=source, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    app = ROOT / "fixtures" / "projects" / APPS["web"]
    command = [str(prefix / "bin" / "justpack"), "check"]
    done = subprocess.run(command, cwd=app, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.startswith("ready to deploy: nodejs22.x"), done.stderr
    version = subprocess.run([command[0], "--version"], env=environment, capture_output=True, text=True, check=True)
    assert justpack.__version__ in version.stdout
