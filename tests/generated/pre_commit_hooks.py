"""The hook for pre-commit, .pre-commit-hooks.yaml, whose pattern of files is made of the table of known files."""

from __future__ import annotations

import re
from pathlib import Path

from justpack.facts.manifests import FILES, KnownFile

PAGE = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"
KINDS = frozenset({"manifest", "environment", "version file", "lock", "wrapper", "settings", "ignore file"})
"""The kinds of files after whose change the hook runs."""


def text() -> str:
    """The whole file."""
    first, *rest = sorted({_pattern(file) for file in FILES if file.kind in KINDS})
    names = "\n".join([f"        {first}", *(f"      | {each}" for each in rest)])
    return f"""\
# The names are those of src/justpack/facts/manifests.py; `python -m tests.regenerate pre-commit` writes this file.
- id: justpack-check
  name: justpack check
  description: Check the project before it is deployed to JustDeploy, after a change of its manifests or ignore files.
  entry: justpack check
  language: python
  pass_filenames: false
  files: |
    (?x)(^|/)(
{names}
    )$
"""


def write() -> None:
    """Write the hook."""
    PAGE.write_text(text(), encoding="utf-8", newline="\n")


def _pattern(file: KnownFile) -> str:
    name = re.escape(file.name).replace(r"\-", "-")
    if name.endswith("/"):
        name += "[^/]+"
    return name if file.exact else f"(?i:{name})"
