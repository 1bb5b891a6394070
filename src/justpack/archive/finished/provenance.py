"""Which statement says how the zip was made?

An in-toto Statement v1 (https://in-toto.io/Statement/v1) with the SLSA Provenance v1 predicate
(https://slsa.dev/spec/v1.0/provenance), unsigned, from facts only: what was hashed and which options were set. No
clock, no machine, no user: the same run gives the same text.
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
"""A package URL: what made the zip. Nothing vouches for the machine it ran on."""
BUILD_TYPE = "pkg:pypi/justpack#pack/v1"


def statement(
    archive: Archive,
    *,
    name: str | None = None,
    mtime: Mtime = FIXED,
    commit: str | None = None,
    parameters: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The statement as JSON values.

    `name`: the zip's (its file name where None); `commit`: what `.git/HEAD` names, which nobody checked against the
    files; `parameters`: further choices of the caller, as include and exclude patterns.
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
        sources.append({"name": "commit checked out", "digest": {"gitCommit": commit}})
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
    """The statement as a file holds it: sorted keys, a newline at the end."""
    return json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
