"""Writers of the receipt, provenance, baseline, configuration and report files, most of them atomic."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from justpack import pipeline
from justpack.archive.atomic_write import check_place, write_whole
from justpack.errors import UsageError
from justpack.model import Archive, Finding
from justpack.pipeline import Packing, Project, Review

if TYPE_CHECKING:
    from justpack.receipt import Receipt


def write_provenance(project: Project, review: Review, archive: Archive, path: Path, how: Packing) -> None:
    """Write an in-toto provenance statement of the zip. Raises PackError if the file cannot be written."""
    from justpack.archive.finished.provenance import statement, statement_text
    from justpack.archive.times import parse_mtime

    chosen, settings = project.patterns, project.settings
    parameters = {
        "exclude": [*settings.exclude, *chosen.exclude],
        "include": [*settings.include, *chosen.include],
        "force-include": [*settings.force_include, *chosen.force_include],
    }
    source = pipeline.source_of(project, review)
    document = statement(
        archive,
        mtime=parse_mtime(how.mtime),
        commit=source.commit if source else None,
        folder=source.folder if source else "",
        dirty=source.dirty if source else None,
        parameters={name: globs for name, globs in parameters.items() if globs},
    )
    write_whole(path, statement_text(document).encode())


def write_receipt(receipt: Receipt, path: Path) -> None:
    """Write a receipt. Raises PackError if the file cannot be written."""
    write_whole(path, receipt.text().encode())


def write_text(path: Path, text: str) -> None:
    """Write a file whole, or leave it as it was. Raises PackError if it cannot be written."""
    write_whole(path, text.encode())


def create_text(path: Path, text: str) -> None:
    """Create a file. Raises UsageError if it exists already or cannot be written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        raise UsageError(f"{path} already exists", help="edit it, or remove it first") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from None


def append_text(path: Path, text: str) -> None:
    """Append to a file that may not exist yet. Raises OSError or ValueError if it cannot be written."""
    with open(path, "a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def check_places(*paths: Path | None) -> None:
    """Check that the output files can be written, before any work is done for them.

    Raises UsageError if two paths name one file, and PackError if the parent folder of a path does not exist or the
    path exists and is not a file.
    """
    seen: dict[str, Path] = {}
    for path in paths:
        if path is not None:
            check_place(path)
            other = seen.setdefault(os.path.realpath(path), path)
            if other is not path:
                raise UsageError(f"{path} would be written twice, over itself", help="name a file for each")


def write_baseline(findings: Sequence[Finding], path: Path) -> None:
    """Write a baseline that contains the findings. Raises PackError if the file cannot be written."""
    from justpack.checks.baseline import text

    write_whole(path, text(findings).encode())
