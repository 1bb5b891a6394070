"""The names of the files that are written for many projects: one for each, below a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from justpack.errors import UsageError
from justpack.settings import up_to_repository

ZIP = ".zip"
BASELINE = ".baseline.json"
RECEIPT = ".zip.receipt.json"
PROVENANCE = ".zip.intoto.json"


def archive_name(path: str, root: Path) -> str:
    """Return the path of a project's zip below the folder for many zips: `services/api.zip` for `services/api`."""
    return _name(path, root) + ZIP


def file_of(project: Path, folder: Path, suffix: str) -> Path:
    """Return the file of a project below a folder for many files: `services/api` with the suffix.

    A path outside the current folder is taken from the root of its repository, or is only the name of its folder. The
    file of a finished zip has the name of the zip.
    """
    below = below_here(project)
    if project.suffix.lower() == ZIP and os.path.isfile(project):
        below = below[: -len(ZIP)]
    return folder / (_name(below, project) + suffix)


def files(paths: Sequence[str], folder: Path, suffix: str) -> list[Path]:
    """Return the file of each project like `file_of`. Raises UsageError if two projects have one file."""
    found: dict[Path, str] = {}
    for path in paths:
        target = file_of(Path(path), folder, suffix)
        if target in found:
            what = "packed into" if suffix == ZIP else "written to"
            help = "run the command from a folder above both"
            raise UsageError(f"{found[target]} and {path} would both be {what} {target}", help=help)
        found[target] = path
    return list(found)


def below_here(path: Path) -> str:
    """Return the path from the current folder, or from the repository's root, to a project."""
    project, here = Path(os.path.abspath(path)), Path.cwd()
    if project.is_relative_to(here):
        return project.relative_to(here).as_posix()
    top = up_to_repository(project)[-1]
    return project.relative_to(top).as_posix() if top != project else "."


def _name(path: str, root: Path) -> str:
    return os.path.basename(os.path.realpath(root)) if path == "." else path
