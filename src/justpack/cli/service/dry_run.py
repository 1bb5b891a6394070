"""The report of `deploy --dry-run`: what would be sent, compared with the last receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from justpack.frozen import frozen
from justpack.model import Archive, PackedEntry, Prediction
from justpack.pipeline import Comparison
from justpack.receipt import Receipt
from justpack.report.sizes import human
from justpack.report.style import Style, safe
from justpack.settings import Settings

_MOST = 10
"""The number of files of each kind that the text lists."""


@frozen
class Changes:
    """The differences between the files of two archives, as sorted paths."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    """Files with equal paths whose content or executable bit differs."""
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether any file differs."""
        return bool(self.added or self.changed or self.removed)

    def to_dict(self) -> dict[str, object]:
        """Return the `changes` of the JSON contract."""
        return {"added": list(self.added), "changed": list(self.changed), "removed": list(self.removed)}


@frozen
class DryRun:
    """A deployment that is not made: its archive and its prediction, and the receipt of the last one."""

    archive: Archive
    prediction: Prediction
    settings: Settings
    receipt: Path | None
    """The path of the last receipt, or None if none is named."""
    last: Receipt | None
    """The last receipt, or None before the first one is written."""

    def to_dict(self) -> dict[str, object]:
        """Return the `result` of the JSON contract; the values that only the service knows are null."""
        archive, prediction, last = self.archive, self.prediction, self.last
        since: dict[str, object] | None = None
        if last is not None:
            since = {
                "sha256": last.archive.sha256,
                "size": last.archive.size,
                "runtime": last_runtime(last),
                "build": None if last.deployed is None else last.deployed.build.id,
            }
        return {
            "build": None,
            "predicted": {"runtime": prediction.runtime, "version": prediction.version, "size": archive.size},
            "agrees": Comparison(None, None, None).to_dict(),
            "endpoint": None,
            "archive": {**archive.to_dict(runtime=prediction.runtime, receipt=None), "path": None},
            "since": since,
            "changes": None if last is None else changes(last.archive, archive).to_dict(),
        }

    @property
    def target(self) -> str:
        """The organization, the project and the stage that are set."""
        settings = self.settings
        return " / ".join(text for text in (settings.organization, settings.project, settings.stage) if text)

    @property
    def difference(self) -> str:
        """The difference from the last receipt in a few words."""
        if self.last is None:
            return "compared with nothing" if self.receipt is None else "new"
        found = changes(self.last.archive, self.archive)
        counts = (("added", found.added), ("changed", found.changed), ("removed", found.removed))
        same = self.last.archive.sha256 == self.archive.sha256
        listed = ", ".join(f"{len(paths)} {word}" for word, paths in counts if paths)
        return listed or ("the same bytes" if same else "the same files, in another zip")

    def lines(self, style: Style) -> Iterator[str]:
        """Yield what would be sent, and the differences from the last receipt."""
        archive, last = self.archive, self.last
        count = len(archive.entries)
        yield f"{style('bold', 'would send')} {count} file{'s' if count != 1 else ''}"
        yield f"sha256   {archive.sha256}"
        yield f"to       {safe(self.target)}"
        before = None if last is None else last_runtime(last)
        yield f"runtime  {self.prediction.runtime or 'none'}{_before(before, self.prediction.runtime)}"
        size = None if last is None else human(last.archive.size)
        yield f"size     {human(archive.size)}{_before(size, human(archive.size))}"
        yield from self._comparison()

    def _comparison(self) -> Iterator[str]:
        if self.last is None:
            if self.receipt is None:
                yield "compared with nothing; --receipt FILE names the last receipt"
            else:
                yield f"compared with nothing; {safe(str(self.receipt))} does not exist yet"
            return
        found, name = changes(self.last.archive, self.archive), safe(str(self.receipt))
        if not found:
            same = self.last.archive.sha256 == self.archive.sha256
            yield f"the same {'bytes' if same else 'files, in another zip,'} as in {name}"
            return
        yield f"compared with {name}:"
        for word, paths in (("added", found.added), ("changed", found.changed), ("removed", found.removed)):
            yield from (f"  {word:<7}  {safe(path)}" for path in paths[:_MOST])
            if len(paths) > _MOST:
                yield f"  {word:<7}  and {len(paths) - _MOST} more"


def last_runtime(receipt: Receipt) -> str | None:
    """Return the runtime of the receipt's build, or the predicted one if the receipt has no build with a runtime."""
    if receipt.deployed is not None and receipt.deployed.build.runtime is not None:
        return receipt.deployed.build.runtime
    runtime = None if receipt.prediction is None else receipt.prediction.get("runtime")
    return runtime if isinstance(runtime, str) else None


def changes(before: Archive, after: Archive) -> Changes:
    """Return the files that differ between two archives."""
    old, new = _by_path(before.entries), _by_path(after.entries)
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(path for path in new.keys() & old.keys() if _content(new[path]) != _content(old[path]))),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def _by_path(entries: Sequence[PackedEntry]) -> dict[str, PackedEntry]:
    return {entry.path: entry for entry in entries}


def _content(entry: PackedEntry) -> tuple[int, int, bool]:
    return entry.size, entry.crc, entry.executable


def _before(before: str | None, now: str | None) -> str:
    return "" if before is None or before == now else f"  was {safe(before)}"
