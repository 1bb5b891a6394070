"""Permanent state of the sandbox in a folder: one JSON file with the account and the builds."""

from __future__ import annotations

import json
import os
import sys
import weakref
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import get_type_hints

from justpack.errors import UsageError
from justpack.sandbox.builds import Record

if sys.platform != "win32":
    import fcntl

LATEST = 4_102_444_800
"""The year 2100 in Unix time; a file with a later time is invalid."""


class Folder:
    """The state of one sandbox, and the lock of its folder; without a path, nothing is stored.

    Raises UsageError if the folder cannot be used.
    """

    account: dict[str, str]
    """The names and keys of the account; empty before the first run."""
    builds: list[Record]
    """The builds of earlier runs, oldest first."""

    def __init__(self, path: Path | None) -> None:
        self.account, self.builds = {}, []
        self._file = path and path / "state.json"
        self._unlock: Callable[[], object] = lambda: None
        if path is None:
            return
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock(path)
            self._read(path / "state.json")
        except OSError as error:
            raise UsageError(f"cannot use {path} for the sandbox's state: {error.strerror}") from None

    def save(self, builds: list[Record]) -> None:
        """Write the account and the builds for the next run: to a file for the owner only, which is then renamed."""
        if self._file is None:
            return
        new = self._file.with_suffix(".new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(json.dumps({"account": self.account, "builds": [asdict(build) for build in builds]}))
            new.replace(self._file)
        except OSError as error:
            help_ = "name another folder with --state"
            raise UsageError(f"cannot write {self._file}: {error.strerror}", help=help_) from None

    def close(self) -> None:
        """Release the folder for another sandbox."""
        self._unlock()

    def _lock(self, path: Path) -> None:
        """Lock the folder. The system releases the lock of a process that ends. Windows has no such lock."""
        if sys.platform != "win32":
            folder = os.open(path, os.O_RDONLY)
            self._unlock = weakref.finalize(self, os.close, folder)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                help_ = "stop it, or name another folder with --state"
                raise UsageError(f"another sandbox uses {path}", help=help_) from None

    def _read(self, file: Path) -> None:
        if not file.exists():
            return
        try:
            table: dict[str, object] = json.loads(file.read_bytes())
            account, builds = table["account"], table["builds"]
            if not isinstance(account, dict) or not isinstance(builds, list):
                raise TypeError
            self.account = {str(name): str(value) for name, value in account.items()}
            self.builds = [_record(row) for row in builds]
        except (KeyError, RecursionError, TypeError, ValueError):
            help_ = "remove it, or give another folder"
            raise UsageError(f"{file} does not hold what the sandbox wrote", help=help_) from None


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
