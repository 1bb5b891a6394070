"""The time and the memory of one reading."""

from __future__ import annotations

import contextlib
import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import justpack
from justpack.errors import JustpackError, ManifestError, VersionSyntaxError
from justpack.versions.python import pep508
from tests.growth.table import Files

STEP = 2.4
"""The most that one doubling of the length may multiply the time."""
SPARE = (
    *(JustpackError, ManifestError, VersionSyntaxError),
    *(SyntaxError, ValueError, LookupError),
    *(RecursionError, MemoryError),
)
"""What a reader may raise. A function that parses Python raises what the compiler raises."""


def seconds(work: Callable[[], object]) -> float:
    """The time of the processor for one call."""
    start = time.process_time()
    with contextlib.suppress(*SPARE):
        work()
    return time.process_time() - start


def too_slow(short: Callable[[], object], long: Callable[[], object], doublings: int, floor: float) -> str | None:
    """Return the two times if they grow too much, each the median of three; None if they do not.

    `floor` is the time in seconds below which nothing is measured.
    """
    if seconds(long) <= floor * STEP**doublings:
        return None
    before = max(floor, statistics.median(seconds(short) for _ in range(3)))
    after = statistics.median(seconds(long) for _ in range(3))
    return None if after <= before * STEP**doublings else f"{before:.4f} s, then {after:.4f} s"


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Switch off the collector, whose time grows with all that other tests have left in memory."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def write(folder: Path, files: Files) -> Path:
    """Write the files of a project into a new folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("latin-1") if "\xff" in content else content.encode())
    return folder


def checked(folder: Path) -> object:
    """Check a project as `justpack check` does, without what an earlier check has parsed."""
    pep508.parse_requirement.cache_clear()
    pep508.refused.cache_clear()
    return justpack.check(folder)


def peak(work: Callable[[], object]) -> int:
    """Return the bytes by which a call makes a child larger than the child was before."""
    import resource  # it is missing on Windows

    read, write_end = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            seconds(work)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            os.write(write_end, str(grown).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(write_end)
    with os.fdopen(read, "rb") as pipe:
        found = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    return int(found) * 1024
