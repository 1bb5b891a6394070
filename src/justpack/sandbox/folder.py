"""Permanent state of the sandbox in a folder: one JSON file for each build, and one for the account."""

from __future__ import annotations

import json
import os
import sys
import weakref
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

from justpack.errors import UsageError
from justpack.sandbox.faults import ENDLESS
from justpack.sandbox.record import Phase, ReceivedUpload, Record, Verdict

if sys.platform != "win32":
    import fcntl

MAX_FILE = 1 << 20
LATEST = 4_102_444_800
"""The year 2100 in Unix time; a file with a later time is invalid."""


class Folder:
    """The folder with the state of one sandbox. Raises UsageError if the folder cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unlock: Callable[[], object] = lambda: None
        self._builds = path / "builds"
        self.spool = path / "spool"
        try:
            for folder in (self._builds, self.spool):
                folder.mkdir(parents=True, exist_ok=True)
            self._lock()
            for left in self.spool.iterdir():
                left.unlink()
        except OSError as error:
            raise UsageError(f"cannot use {path} for the sandbox's state: {error.strerror}") from None

    def _lock(self) -> None:
        """Lock the folder. The system releases the lock of a process that ends. Windows has no such lock."""
        if sys.platform == "win32":
            return
        folder = os.open(self._path, os.O_RDONLY)
        self._unlock = weakref.finalize(self, os.close, folder)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._unlock()
            message = f"another sandbox uses {self._path}"
            raise UsageError(message, help="stop it, or name another folder with --state") from None

    def close(self) -> None:
        """Release the folder for another sandbox."""
        self._unlock()

    def account(self) -> dict[str, str]:
        """Return the names and keys of an earlier run; empty if there was none."""
        path = self._path / "account.json"
        if not path.exists():
            return {}
        table = _read(path)
        return {name: value for name, value in table.items() if isinstance(value, str)}

    def keep_account(self, account: Mapping[str, str]) -> None:
        """Write the account for the next run, readable by the owner only."""
        _write(self._path / "account.json", dict(account))

    def records(self) -> list[Record]:
        """Return the builds of earlier runs, in arbitrary order. Raises UsageError if a file is invalid."""
        return [_record(path) for path in self._builds.glob("*.json")]

    def save(self, record: Record) -> None:
        _write(self._builds / f"{record.id}.json", asdict(record))

    def forget(self, build_id: str) -> None:
        (self._builds / f"{build_id}.json").unlink(missing_ok=True)


def _write(path: Path, value: object) -> None:
    """Write a JSON file atomically: write a temporary file in the folder, then rename it."""
    beside = path.with_suffix(".new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(value, file)
        beside.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", help="name another folder with --state") from None


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            table = json.loads(file.read(MAX_FILE))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is not JSON", help="remove it, or give another folder") from None
    if not isinstance(table, dict):
        raise UsageError(f"{path} does not hold what the sandbox wrote", help="remove it, or give another folder")
    return table


def _record(path: Path) -> Record:
    table = _read(path)
    try:
        upload, verdict = table["upload"], _part(table["verdict"], Verdict)
        phases = table["phases"]
        record = Record(
            **{name: _value(name, table[name]) for name in _PLAIN},  # type: ignore[arg-type]
            phases=tuple(_part(phase, Phase) for phase in (phases if isinstance(phases, list) else [phases])),
            upload=None if upload is None else _part(upload, ReceivedUpload),
            verdict=verdict,
        )
    except (KeyError, TypeError):
        record = None
    if record is None or record.id != path.stem:
        raise UsageError(f"{path} does not hold what the sandbox wrote", help="remove it, or give another folder")
    # An endless phase is for the run that was started with the fault, so it ends now.
    ending = (replace(phase, seconds=0.0) if phase.seconds >= ENDLESS else phase for phase in record.phases)
    record.phases = tuple(ending)
    return record


_PLAIN = ("id", "stage", "number", "created_at", "updated_at", "deadline", "phase", "since", "polls")
_TEXTS = {"id", "stage", "status", "sha256", "runtime", "version", "error"}
_TIMES = {"created_at", "updated_at", "deadline", "since", "seconds"}
_OPTIONAL = {"since", "runtime", "version", "error"}
P = TypeVar("P", Phase, ReceivedUpload, Verdict)


def _part(value: object, kind: type[P]) -> P:
    """Return one of the parts of a record. Raises TypeError if the value is not an object with the right fields."""
    if not isinstance(value, dict):
        raise TypeError
    return kind(**{name: _value(name, item) for name, item in value.items()})  # type: ignore[arg-type]


def _value(name: str, value: object) -> object:
    """Return the value of a field. Raises TypeError if it has another type, or is not a time that a date can have."""
    if value is None and name in _OPTIONAL:
        return value
    if name in _TEXTS:
        fits = isinstance(value, str)
    elif name in _TIMES:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < LATEST
    else:
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if not fits:
        raise TypeError
    return value
