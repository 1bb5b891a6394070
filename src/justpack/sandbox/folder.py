"""How do the sandbox's builds outlive a run? One JSON file a build, and one for the account."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from justpack.errors import UsageError
from justpack.sandbox.decide import Verdict
from justpack.sandbox.record import Phase, Record, Upload

MAX_FILE = 1 << 20


class Folder:
    """A folder that holds the state of one sandbox. `UsageError` where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._builds = path / "builds"
        self.spool = path / "spool"
        try:
            for folder in (self._builds, self.spool):
                folder.mkdir(parents=True, exist_ok=True)
            for left in self.spool.iterdir():
                left.unlink()
        except OSError as error:
            raise UsageError(f"cannot use {path} for the sandbox's state: {error.strerror}") from None

    def account(self) -> dict[str, str]:
        """What an earlier run was called and which keys it had; empty where there was none."""
        path = self._path / "account.json"
        if not path.exists():
            return {}
        table = _read(path)
        return {name: value for name, value in table.items() if isinstance(value, str)}

    def keep_account(self, account: Mapping[str, str]) -> None:
        """Write the account for the next run; only its owner may read it."""
        _write(self._path / "account.json", dict(account))

    def records(self) -> list[Record]:
        """The builds of earlier runs, in no order."""
        return [_record(path) for path in self._builds.glob("*.json")]

    def save(self, record: Record) -> None:
        _write(self._builds / f"{record.id}.json", asdict(record))

    def forget(self, build_id: str) -> None:
        (self._builds / f"{build_id}.json").unlink(missing_ok=True)


def _write(path: Path, value: object) -> None:
    """Whole or not at all: written beside it, then renamed."""
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file)
    beside.replace(path)


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
        return _from(table)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageError(
            f"{path} does not hold what the sandbox wrote", help="remove it, or give another folder"
        ) from None


def _from(table: dict[str, object]) -> Record:
    raw_phases, raw_upload, raw_verdict = table.pop("phases"), table.pop("upload"), table.pop("verdict")
    assert isinstance(raw_phases, list)
    assert isinstance(raw_verdict, dict)
    # A build that would never end ends with the run that said so.
    steps = tuple(Phase(str(step["status"]), float(step["seconds"] or 0), int(step["polls"])) for step in raw_phases)
    upload = Upload(int(raw_upload["size"]), str(raw_upload["sha256"])) if isinstance(raw_upload, dict) else None
    record = Record(phases=steps, upload=upload, verdict=Verdict(**raw_verdict), **table)  # type: ignore[arg-type]
    for number in (record.created_at, record.updated_at, record.number, record.phase, record.polls):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise TypeError
    return record
