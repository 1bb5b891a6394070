"""Permanent state of the sandbox in a folder: one JSON file for each build, and one for the account."""

from __future__ import annotations

import json
import os
import sys
import weakref
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass, replace
from pathlib import Path
from types import UnionType
from typing import TypeVar, get_args, get_origin, get_type_hints

from justpack.errors import UsageError
from justpack.sandbox.faults import ENDLESS
from justpack.sandbox.record import Record

if sys.platform != "win32":
    import fcntl

MAX_FILE = 1 << 20
T = TypeVar("T")
MOST = 1 << 50
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
    try:
        record = _loaded(Record, _read(path))
    except (KeyError, TypeError):
        record = None
    if record is None or record.id != path.stem:
        raise UsageError(f"{path} does not hold what the sandbox wrote", help="remove it, or give another folder")
    # An endless phase is for the run that was started with the fault, so it ends now.
    ending = (replace(phase, seconds=0.0) if phase.seconds >= ENDLESS else phase for phase in record.phases)
    record.phases = tuple(ending)
    return record


def _loaded(kind: type[T], table: object) -> T:
    """Return a dataclass from its JSON object. Raises KeyError or TypeError if the object does not fit."""
    if not isinstance(table, dict):
        raise TypeError
    return kind(**{name: _value(hint, table[name]) for name, hint in get_type_hints(kind).items()})


def _value(hint: object, value: object) -> object:
    """Return the value of a field. Raises TypeError if it has another type or is a number out of range."""
    kind = get_args(hint)[0] if isinstance(hint, UnionType) else hint
    if value is None and kind is not hint:
        return None
    if isinstance(value, list) and get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        return _loaded(kind, value)
    fits = isinstance(value, str) and kind is str
    if isinstance(value, int | float) and kind is not str:
        fits = 0 <= value < (LATEST if kind is float else MOST)
    if not fits or isinstance(value, bool) or (kind is int and isinstance(value, float)):
        raise TypeError
    return value
