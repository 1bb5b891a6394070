"""Permanent state of the sandbox in a folder: one JSON file with the account and the builds."""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
import weakref
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_type_hints

from justpack.errors import UsageError

if sys.platform != "win32":
    import fcntl

FILE = "state.json"
LATEST = 4_102_444_800
"""The year 2100 in Unix time; a file with a later time is invalid."""


@dataclass(slots=True)
class Record:
    """The state of one build. Times are Unix times of the sandbox's clock."""

    id: str
    stage: str
    created_at: float
    updated_at: float
    status: str
    deadline: float = math.inf
    """The time at which the upload URL expires."""
    target: str = ""
    """The path and the query of the upload URL; empty for a build of another client, which has none."""
    phase: int = 0
    """The index of the current phase."""
    since: float | None = None
    """The start time of the current phase; None while the build waits for its upload."""
    polls: int = 0
    """The number of polls answered in the current phase."""
    ended: bool = False
    size: int | None = None
    """The size of the upload in bytes."""
    sha256: str | None = None
    """The digest of the upload."""
    runtime: str | None = None
    version: str | None = None
    error: str | None = None
    """The error text of a build that ends in `error`, or None if the build becomes ready."""


class Folder:
    """The state of one sandbox, in a folder that is locked from `open` to `close`; without a path, nothing is stored.

    Raises UsageError if the folder cannot be used.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._unlock: Callable[[], object] | None = None
        self.account: dict[str, str] = {}
        """The names and keys of the account; empty before the first run."""
        self.builds: list[Record] = []
        """The builds of earlier runs, oldest first."""
        self.open()
        if path is not None and os.path.exists(path / FILE):
            self._read(path / FILE)

    def open(self) -> None:
        """Lock the folder, if it is not locked. The system releases the lock of a process that ends."""
        if self._path is None or self._unlock is not None:
            return
        unlock: Callable[[], object] = contextlib.ExitStack().close
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            if sys.platform != "win32":  # Windows has no such lock
                folder = os.open(self._path, os.O_RDONLY)
                unlock = weakref.finalize(self, os.close, folder)
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            unlock()
            help_ = "stop it, or name another folder with --state"
            raise UsageError(f"another sandbox uses {self._path}", help=help_) from None
        except OSError as error:
            raise UsageError(f"cannot use {self._path} for the sandbox's state: {error.strerror}") from None
        self._unlock = unlock

    def close(self) -> None:
        """Release the folder for another sandbox. Nothing is written until it is opened again."""
        if self._unlock is not None:
            self._unlock()
            self._unlock = None

    def save(self, builds: list[Record]) -> None:
        """Write the account and the builds for the next run: to a file for the owner only, which is then renamed."""
        if self._path is None or self._unlock is None:
            return
        file, new = self._path / FILE, self._path / f"{FILE}.new"
        text = json.dumps({"account": self.account, "builds": [asdict(build) for build in builds]})
        try:
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
                stream.write(text)
            new.replace(file)
        except OSError as error:
            help_ = "name another folder with --state"
            raise UsageError(f"cannot write {file}: {error.strerror}", help=help_) from None

    def _read(self, file: Path) -> None:
        try:
            table: dict[str, object] = json.loads(file.read_bytes())
            account, builds = table["account"], table["builds"]
            if not isinstance(account, dict) or not isinstance(builds, list):
                raise TypeError
            self.account = {str(name): str(value) for name, value in account.items()}
            self.builds = [_record(row) for row in builds]
        except OSError as error:
            raise UsageError(f"cannot read {file}: {error.strerror}") from None
        except (KeyError, RecursionError, TypeError, ValueError):
            message = f"{file} does not hold what the sandbox wrote"
            raise UsageError(message, help="remove it, or give another folder") from None


def _record(row: object) -> Record:
    """Return a build from its JSON object. Raises TypeError if the object does not fit."""
    if not isinstance(row, dict):
        raise TypeError
    record = Record(**row)
    for name, hint in get_type_hints(Record).items():
        value = getattr(record, name)
        if not isinstance(value, hint) or (isinstance(value, float) and not 0 <= value < LATEST):
            raise TypeError
    return record
