"""Parsed lock files that the tools themselves wrote."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from justpack.ecosystems.lock import Lock

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "locks"


class Locks:
    """Parses the real locks in fixtures/locks, and locks from text."""

    def real(self, folder: str, name: str) -> Lock:
        return self.read(name, (FOLDER / folder / name).read_bytes())

    def read(self, name: str, data: bytes | str) -> Lock:
        from justpack.ecosystems import lock_files

        module = next(each for each in lock_files.FILES if each.name == name).module
        data = data.encode() if isinstance(data, str) else data
        lock = import_module(f"justpack.ecosystems.{module}").parse(name, data)
        assert isinstance(lock, Lock)
        return lock
