"""Provenance statement of a zip.

It is an in-toto Statement v1 (https://in-toto.io/Statement/v1) with the SLSA Provenance v1 predicate
(https://slsa.dev/spec/v1.0/provenance). It is unsigned and contains only the hashes and the options: no time, no
machine and no user, so equal runs produce equal text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath

from justpack._version import __version__
from justpack.archive.times import FIXED, Mtime
from justpack.model import Archive
from justpack.tree.names import shown

BUILDER = "pkg:pypi/justpack"
"""The package URL of the builder. It does not identify the machine, for which no one vouches."""
BUILD_TYPE = "pkg:pypi/justpack#pack/v1"


def statement(
    archive: Archive,
    *,
    name: str | None = None,
    mtime: Mtime = FIXED,
    commit: str | None = None,
    folder: str = "",
    dirty: bool | None = None,
    parameters: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return the statement as JSON values.

    `name` is the zip's name (None: its file name). `commit` is the hash that `.git/HEAD` refers to, `folder` is the
    project's path in the repository, and `dirty` is whether the packed files are not those of the commit (None: this is
    not known). `parameters` are further options of the caller, such as include and exclude patterns.
    """
    subject = shown(name or (PurePath(archive.path).name if archive.path else "app.zip"))
    choices: dict[str, object] = {**(parameters or {}), "level": archive.level, "mtime": str(mtime)}
    sources: list[dict[str, object]] = [
        {
            "name": "packed files",
            "digest": {"sha256": archive.content_digest},
            "annotations": {"framing": "justpack-content-1"},
        }
    ]
    if commit:
        source: dict[str, object] = {"name": "commit checked out", "digest": {"gitCommit": commit}}
        annotations: dict[str, object] = {}
        if folder:
            annotations["path"] = shown(folder)
        if dirty is not None:
            annotations["dirty"] = dirty
        sources.append({**source, "annotations": annotations} if annotations else source)
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": subject, "digest": {"sha256": archive.sha256}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": choices,
                "internalParameters": {"engine": archive.engine},
                "resolvedDependencies": sources,
            },
            "runDetails": {"builder": {"id": BUILDER, "version": {"justpack": __version__}}},
        },
    }


def statement_text(document: Mapping[str, object]) -> str:
    """Return the statement as JSON text with sorted keys and a newline at the end."""
    return json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
