"""The earlier state that a plan is held against: a plan's JSON, a receipt, or a folder of receipts."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from justpack.errors import UsageError
from justpack.projects.file_marks import file_mark, packed
from justpack.projects.output_names import archive_name, below_here
from justpack.projects.planned import PlannedProject, from_dict
from justpack.receipt import SCHEMA as RECEIPT
from justpack.receipt import Receipt, beside
from justpack.receipt import read as read_receipt
from justpack.tree.git.repository import read_file

SCHEMA = "justpack/plan"
SCHEMA_VERSION = 1
LIMIT = 256 * 1024 * 1024
"""The largest file that is read, in bytes."""


def read(source: Path, root: Path, paths: Sequence[str]) -> Mapping[str, PlannedProject]:
    """Return the earlier rows by path.

    `source` is the output of `plan --format json`, the receipt of the only project, or a folder with the receipts that
    `pack` wrote for many projects. Raises UsageError if it is none of these.
    """
    if os.path.isdir(source):
        files = {path: _receipt(source, root, path) for path in paths}
        return {path: _of_receipt(path, read_receipt(file)) for path, file in files.items() if file is not None}
    data = read_file(source, LIMIT)
    if data is None:
        raise UsageError(f"{source} cannot be read", help="name the JSON of a plan, a receipt, or a folder of receipts")
    try:
        document = json.loads(data)
        schema = document.get("schema") if isinstance(document, dict) else None
        if schema == SCHEMA:
            version = document.get("schema_version", SCHEMA_VERSION)
            if version != SCHEMA_VERSION:
                raise ValueError(f"its version is {version!r}, not {SCHEMA_VERSION}")
            if not isinstance(document.get("result"), dict):
                raise ValueError("the plan failed")
            rows = [from_dict(each) for each in document["result"]["projects"]]
            return _from_root({row.path: row for row in rows}, root, paths)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        help = "run `justpack plan --format json`"
        raise UsageError(f"{source} is not the JSON of a plan: {reason}", help=help) from None
    if schema == RECEIPT and len(paths) == 1:
        return {paths[0]: _of_receipt(paths[0], read_receipt(source))}
    if schema == RECEIPT:
        raise UsageError(f"{source} is the receipt of one project, and there are {len(paths)}", help="use a folder")
    raise UsageError(f"{source} is neither the JSON of a plan nor a receipt", help="run `justpack plan --format json`")


def _from_root(rows: Mapping[str, PlannedProject], root: Path, paths: Sequence[str]) -> Mapping[str, PlannedProject]:
    """Return the rows of a folder by their paths from it. The command writes them from the current folder, and a plan
    can have those of several folders; the library writes them from the folder that is planned.
    """
    base = root.as_posix()
    below = [posixpath.relpath(path, base) for path in rows if f"{path}/".startswith(f"{base}/")]
    if below:
        return {path: replace(rows[posixpath.normpath(f"{base}/{path}")], path=path) for path in below}
    is_whole = base == "." or root.is_absolute() or not rows.keys().isdisjoint(paths)
    return rows if is_whole else {}


def _receipt(folder: Path, root: Path, path: str) -> Path | None:
    """Return the receipt of a project: of a zip named from the root that is planned, or from the current folder."""
    names = archive_name(path, root), archive_name(below_here(root / path), root / path)
    return next((file for name in names if os.path.isfile(file := beside(folder / name))), None)


def _of_receipt(path: str, receipt: Receipt) -> PlannedProject:
    prediction = receipt.prediction or {}
    runtime, certainty = prediction.get("runtime"), prediction.get("certainty")
    deployed = receipt.deployed
    return PlannedProject(
        path=path,
        project=deployed.project if deployed is not None else None,
        stage=(deployed.build.stage if deployed is not None else None) or "",
        runtime=runtime if isinstance(runtime, str) else None,
        certainty=certainty if isinstance(certainty, str) else None,
        ok=True,
        content_digest=receipt.archive.content_digest,
        size=receipt.archive.unpacked_size,
        packed_files=packed(
            {
                entry.path: file_mark(entry.crc, entry.size, executable=entry.executable)
                for entry in receipt.archive.entries
            }
        ),
        settings_digest=None,
    )
