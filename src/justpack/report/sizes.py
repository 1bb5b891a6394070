"""How are sizes shown?"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.model import Archive
from justpack.report.style import Style, safe


def human(size: int) -> str:
    """`512 B`, `1.5 kB`, `12.0 MB`: powers of 1000, as disks and networks count."""
    if size < 1000:
        return f"{size} B"
    value = size / 1000
    for unit in ("kB", "MB", "GB"):
        if value < 999.95:
            return f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def lines(archive: Archive, style: Style) -> Iterator[str]:
    """One line with files, raw and packed size; the sha256; the ten largest."""
    count = len(archive.entries)
    ratio = f", {archive.size / archive.unpacked_size:.0%}" if archive.unpacked_size else ""
    files = f"{count} file{'s' if count != 1 else ''}"
    to = f" to {safe(archive.path)}" if archive.path else ""
    sizes = f"{human(archive.unpacked_size)} raw, {human(archive.size)} packed{ratio}"
    yield f"{style('bold', f'packed {files}{to}')}: {sizes}"
    yield f"sha256 {archive.sha256}"
    if archive.entries:
        yield ""
        yield f"{'packed':>10} {'raw':>10}  largest"
        for entry in archive.largest:
            yield f"{human(entry.packed):>10} {human(entry.size):>10}  {safe(entry.path)}"
