"""Finds the option of `pack` that explains a difference between two zips."""

from __future__ import annotations

import calendar
import hashlib
from builtins import zip as pairs
from collections.abc import Sequence

from justpack.archive.engine import Engine
from justpack.archive.readers.lenient_reader import LenientZip, Time
from justpack.archive.times import CONTENT, FIXED, Mtime
from justpack.errors import JustpackError
from justpack.model import Plan

_SAMPLES = 8
"""Largest number of entries that are compressed again to find the level."""
_LARGEST_SAMPLE = 1 << 20
_LEVELS = range(13)


def level(zip: LenientZip, numbers: Sequence[int]) -> str:
    """Return a hint at the level that compresses these entries to the data in the zip."""
    samples: list[tuple[bytes, bytes]] = []
    for number in numbers:
        entry = zip.entries[number].packed
        if entry.size <= _LARGEST_SAMPLE and len(samples) < _SAMPLES:
            samples.append((b"".join(zip.read(number)), zip.compressed(number)))
    levels: list[int] = []
    for each in _LEVELS if samples else ():
        try:
            engine = Engine(each)
        except JustpackError:  # the compressor is not installed
            continue
        if all(engine.pack(content) == data for content, data in samples):
            levels.append(each)
    if levels:
        option = f"--level {' or '.join(map(str, levels))}" if levels[0] else "--store"
        return f"the zip was packed with {option}; give the same option here"
    return "the zip was compressed by another tool, or by another version of justpack"


def recompressed(zip: LenientZip, other: LenientZip) -> list[int]:
    """Return the first entries of the zip whose compressed data differs from that of an equal zip."""
    found: list[int] = []
    for number, (mine, theirs) in enumerate(pairs(zip.entries, other.entries, strict=False)):
        small = mine.packed.size <= _LARGEST_SAMPLE
        if small and mine.packed == theirs.packed and zip.compressed(number) != other.compressed(number):
            found.append(number)
            if len(found) == _SAMPLES:
                break
    return found


def mtime(zip: LenientZip) -> str | None:
    """Return a hint at the entry times of the zip, or None if no value of `--mtime` gives them."""
    times = {entry.time for entry in zip.entries}
    if len(times) == 1:
        (time,) = times
        option = str(FIXED) if time == _of(FIXED, b"") else str(calendar.timegm(time))
    elif all(entry.time == _of(CONTENT, _sha256(zip, number)) for number, entry in enumerate(zip.entries[:_SAMPLES])):
        option = str(CONTENT)
    else:
        return None
    return f"the zip was packed with --mtime {option}; give the same option here"


def missing() -> str:
    """Return a hint for an entry that is not in the zip, but in the plan."""
    return "if it was left out with --exclude when the zip was packed, give the same option here"


def left_out(plan: Plan, path: str) -> str | None:
    """Return a hint for an entry of the zip that a rule leaves out now, or None if no rule does."""
    for each in plan.excluded:
        if each.path == path or (each.path.endswith("/") and path.startswith(each.path)):
            rule = each.decision.rule
            if rule is None:
                return None
            place = f"{rule.path}:{rule.line}" if rule.path else rule.origin
            again = "" if rule.origin == "--exclude" else "; if the zip was packed with --include, give it here too"
            return f"`{rule.pattern}` ({place}) leaves it out{again}"
    return None


def _sha256(zip: LenientZip, number: int) -> bytes:
    content = hashlib.sha256()
    for chunk in zip.read(number):
        content.update(chunk)
    return content.digest()


def _of(mtime: Mtime, sha256: bytes) -> Time:
    """Return the time that an entry with this content hash gets."""
    dos = mtime.dos(sha256)
    return (
        (dos >> 25) + 1980,
        dos >> 21 & 15,
        dos >> 16 & 31,
        dos >> 11 & 31,
        dos >> 5 & 63,
        (dos & 31) * 2,
    )
