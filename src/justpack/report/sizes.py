"""Text output of sizes and of the summary of a packed zip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from justpack.model import Archive, PackedEntry
from justpack.report.style import Style, safe

_WORST = 5
"""The number of badly compressing entries that `pack` shows; `justpack size` shows more."""


def human(size: int) -> str:
    """Return a size with a decimal unit, based on powers of 1000: `512 B`, `1.5 kB`, `12.0 MB`."""
    if size < 1000:
        return f"{size} B"
    value = size / 1000
    for unit in ("kB", "MB", "GB"):
        if value < 999.95:
            return f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def lines(archive: Archive, style: Style, seconds: float | None = None) -> Iterator[str]:
    """Yield the summary of a packed zip: counts, sizes and duration, digest, largest and worst compressing entries."""
    from justpack.archive.finished.sizes import worst  # `human` alone needs no archive

    count = len(archive.entries)
    ratio = f", {archive.size / archive.unpacked_size:.0%}" if archive.unpacked_size else ""
    files = f"{count} file{'s' if count != 1 else ''}"
    to = f" to {safe(archive.path)}" if archive.path else ""
    time = "" if seconds is None else f", {seconds:.2f} s" if seconds < 1 else f", {seconds:.1f} s"
    sizes = totals(archive.unpacked_size, sum(entry.packed for entry in archive.entries), archive.size)
    yield f"{style('bold', f'packed {files}{to}')}: {sizes}{ratio}{time}"
    yield f"sha256 {archive.sha256}"
    yield from table("largest", archive.largest)
    yield from table("compresses worst", worst(archive.entries)[:_WORST])


def totals(raw: int, packed: int, whole: int) -> str:
    """Return the sizes of all files before and after packing, and that of the zip with its names and records."""
    return f"{human(raw)} raw, {human(packed)} packed, {human(whole)} as a zip"


def table(title: str, entries: Sequence[PackedEntry]) -> Iterator[str]:
    """Yield a table of entries with packed and raw size under a title; nothing if there are no entries."""
    if entries:
        yield ""
        yield f"{'packed':>10} {'raw':>10}  {title}"
        yield from (f"{human(each.packed):>10} {human(each.size):>10}  {safe(each.path)}" for each in entries)
