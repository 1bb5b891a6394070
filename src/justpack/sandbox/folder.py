"""Permanent state of the sandbox in a folder: one JSON file for each build, and one for the account."""

from __future__ import annotations

import json
import os
import sys
import weakref
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from justpack.errors import UsageError
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
        record = _from(table)
    except (KeyError, TypeError):
        record = None
    if record is None or record.id != path.stem:
        raise UsageError(f"{path} does not hold what the sandbox wrote", help="remove it, or give another folder")
    return record


def _from(table: dict[str, object]) -> Record:
    upload = table["upload"]
    return Record(
        id=_text(table["id"]),
        stage=_text(table["stage"]),
        number=_whole(table["number"]),
        created_at=_number(table["created_at"]),
        updated_at=_number(table["updated_at"]),
        phases=tuple(map(_phase, _list(table["phases"]))),
        deadline=_number(table["deadline"]),
        phase=_whole(table["phase"]),
        since=None if table["since"] is None else _number(table["since"]),
        polls=_whole(table["polls"]),
        upload=None if upload is None else _upload(_object(upload)),
        verdict=_verdict(_object(table["verdict"])),
    )


def _phase(value: object) -> Phase:
    step = _object(value)
    # A phase without end applies only to the run that was started with the fault, so it ends now.
    seconds = 0.0 if step["seconds"] is None else _number(step["seconds"])
    return Phase(_text(step["status"]), seconds, _whole(step["polls"]))


def _upload(table: dict[str, object]) -> ReceivedUpload:
    return ReceivedUpload(_whole(table["size"]), _text(table["sha256"]))


def _verdict(table: dict[str, object]) -> Verdict:
    runtime, version, error = (None if table[key] is None else _text(table[key]) for key in _VERDICT)
    return Verdict(runtime, version, error)


_VERDICT = ("runtime", "version", "error")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> float:
    # Times are limited to what a date can represent, so that no later step fails.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LATEST:
        raise TypeError
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return value
