"""The rows of the last plan of a folder, in the user's cache folder.

A row is used again only if the signature of its project is unchanged. The file can be deleted or damaged at any time;
it is ignored if another user can write to the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from justpack._version import __version__
from justpack.archive.cache.cache_folder import default_folder, is_private
from justpack.projects import file_marks
from justpack.projects.examine import Known
from justpack.projects.planned import PlannedProject, from_dict
from justpack.tree.git.repository import read_file

LIMIT = 256 * 1024 * 1024
"""The largest file that is read, in bytes."""


class Memory:
    """The stored rows of one folder."""

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        """`folder` is the cache folder, or None for the user's default one."""
        key = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:32]
        self._path: Path | None = None
        with contextlib.suppress(RuntimeError):  # there is no home folder
            self._path = (folder or default_folder()) / f"plan-{key}.json"

    def read(self) -> Mapping[str, Known]:
        """Return the stored rows by the paths of their projects; nothing if there is no file that can be trusted."""
        if self._path is None:
            return {}
        try:
            if not is_private(self._path.parent):
                return {}
            data = read_file(self._path, LIMIT)
            document = json.loads(data or b"{}")
            if document.get("version") != __version__:
                return {}
            return {path: Known(str(each["signature"]), _row(each)) for path, each in document["rows"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def write(self, rows: Mapping[str, Known]) -> None:
        """Store rows. Nothing is stored, and nothing is reported, if the folder cannot be written."""
        if self._path is None:
            return
        found = {path: _to_dict(known) for path, known in rows.items()}
        text = json.dumps({"version": __version__, "rows": found}, separators=(",", ":"))
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not is_private(self._path.parent):
                return
            new = self._path.with_name(f"{self._path.name}-{os.urandom(6).hex()}.new")
            try:
                with new.open("x", encoding="utf-8", errors="surrogatepass") as file:
                    new.chmod(0o600)
                    file.write(text)
                new.replace(self._path)
            finally:
                new.unlink(missing_ok=True)


def _to_dict(known: Known) -> dict[str, object]:
    """Return a row in the form of a plan's JSON, but for the files, which stay compressed."""
    row = replace(known.row, packed_files=file_marks.NONE).to_dict()
    return {"signature": known.signature, "row": row, "files": b64encode(known.row.packed_files).decode("ascii")}


def _row(stored: Mapping[str, object]) -> PlannedProject:
    """Return the row of `_to_dict`. Raises ValueError or KeyError if it is damaged."""
    packed = b64decode(str(stored["files"]), validate=True)
    file_marks.unpacked(packed)
    return replace(from_dict(stored["row"]), packed_files=packed)
