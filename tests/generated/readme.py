"""The output of the commands in the README and in the pages of docs/, run in a copy of what they need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.generated.page_apps import APPS

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
SESSION = ROOT / "docs" / "session.md"
PAGES = (
    README,
    SESSION,
    *(ROOT / "docs" / name for name in ("index.md", "json.md")),
    *(ROOT / "docs" / "guides" / f"{family}.md" for family in ("nodejs", "python", "java")),
)
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
CHANGES = (
    (re.compile(r"^Build \S+: (pending|building)\n", re.MULTILINE), ""),  # a short status is not always seen
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"sandbox-[a-z0-9]{6}"), "sandbox-<name>"),
    (re.compile(r"\d+(\.\d+)? s\b"), "<seconds>"),
)


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with the output that is shown."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def run(command: str, folder: Path) -> str:
    """Return stdout and stderr together, without a terminal and without colour."""
    scripts = sysconfig.get_path("scripts")
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUSTDEPLOY", "JUSTPACK", "FORCE"))
        },
        "PATH": scripts + os.pathsep + os.environ["PATH"],
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


def alike(text: str) -> str:
    """Replace what differs from run to run by a placeholder."""
    for pattern, placeholder in CHANGES:
        text = pattern.sub(placeholder, text)
    return text.strip()


def copy_to(folder: Path) -> Path:
    """Copy what the commands need."""
    for app, files in APPS.items():
        for name, text in files.items():
            path = folder / app / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    for name in ("fixtures", "README.md"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


def write() -> None:
    """Replace each output in the pages that is not the real one; ids and seconds may differ."""
    for page in PAGES:
        _refresh(page)


def _refresh(page: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = copy_to(Path(name))

        def real(block: re.Match[str]) -> str:
            return "".join(f"$ {command}\n{refreshed(command, shown)}" for command, shown in commands(block[1]))

        def refreshed(command: str, shown: str) -> str:
            output = run(command, folder)
            return shown if alike(output) == alike(shown) else output

        page.write_text(BLOCK.sub(real, page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
