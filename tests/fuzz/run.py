"""One input of the fuzz: a project of which one file is changed, a binary file, or the text of one reader."""

from __future__ import annotations

import random
import shutil
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from justpack.errors import JustpackError
from tests.fuzz.binaries import Binaries
from tests.fuzz.mutate import mutated
from tests.growth.measure import SPARE, checked
from tests.growth.projects import rows
from tests.growth.readers import READERS

SECONDS = 2.0
"""The longest time of the processor for one input."""
WRITTEN = Path(__file__).parents[2] / "fixtures" / "projects"
LONGEST_SAMPLE = 2_000


class Fault(NamedTuple):
    """An input without an answer, or one that took too long."""

    seed: int
    what: str
    why: str


def corpus() -> list[tuple[str, dict[str, bytes]]]:
    """Return small projects: one of each row of the growth tests, and the fixtures."""
    found = [(f"{row}: {what}", {path: text.encode("latin-1", "replace") for path, text in make(300).items()})
             for row, what, make in rows() if not row.startswith("many")]  # fmt: skip
    for root in sorted(WRITTEN.iterdir()):
        if root.is_dir():
            files = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
            small = {path: data for path, data in files.items() if len(data) <= 20_000}
            found += [(root.name, small)] * 40
    return found


class Fuzz:
    """Runs inputs that a seed chooses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.projects = corpus()
        self.binaries = Binaries(folder.with_name("binaries"))
        self.texts = [data[:LONGEST_SAMPLE] for _, files in self.projects for data in files.values()]

    def run(self, seed: int) -> Fault | None:
        """Run one input: each fourth is a whole project, each fourth a binary file, the others are texts."""
        chance = random.Random(seed)
        if seed % 4 == 0:
            return self._project(seed, chance)
        if seed % 4 == 2:
            found = self.binaries.run(seed, chance)
            return Fault(seed, *found) if found is not None else None
        name = chance.choice(list(READERS))
        data = mutated(chance, chance.choice(self.texts), self.texts)
        start = time.process_time()
        try:
            READERS[name][0](data)
        except (*SPARE, UnicodeError):
            pass
        except Exception:  # noqa: BLE001 - any other exception is the fault that is looked for
            return Fault(seed, name, traceback.format_exc(limit=-4))
        spent = time.process_time() - start
        return Fault(seed, name, f"{spent:.1f} s") if spent > SECONDS else None

    def _project(self, seed: int, chance: random.Random) -> Fault | None:
        name, files = chance.choice(self.projects)
        changed = chance.choice(sorted(files))
        files = {**files, changed: mutated(chance, files[changed], self.texts)}
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for path, data in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)
        start = time.process_time()
        try:
            checked(self.folder)
        except JustpackError:
            pass
        except Exception:  # noqa: BLE001 - any other exception is the fault that is looked for
            return Fault(seed, f"{name}: {changed}", traceback.format_exc(limit=-4))
        spent = time.process_time() - start
        return Fault(seed, f"{name}: {changed}", f"{spent:.1f} s") if spent > SECONDS else None


def faults(folder: Path, seeds: range) -> Iterator[Fault]:
    """Yield the inputs of these seeds that have no answer."""
    fuzz = Fuzz(folder)
    for seed in seeds:
        fault = fuzz.run(seed)
        if fault is not None:
            yield fault
