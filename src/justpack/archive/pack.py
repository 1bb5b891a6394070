"""How does a plan become a zip, the same bytes everywhere?

Small files go in batches to threads that read, hash and deflate them; a file past `compress.LARGE` goes block by
block, so that memory stays flat. One thread writes what comes back, in the plan's order. The zip is finished, synced
and read again by the strict check of its own structure before it takes its name or its first chunk is handed out.
"""

from __future__ import annotations

import gc
import os
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from justpack.archive.atomic_write import no_room, replacing, unwritable
from justpack.archive.cache.cache import Cache, DamagedError, Previous, index_of
from justpack.archive.cache.hashes import Hashes
from justpack.archive.compress import Compressor
from justpack.archive.engine import DEFAULT_LEVEL, Engine
from justpack.archive.readers.strict_reader import check_open, packed_entry
from justpack.archive.reading import read_at
from justpack.archive.threads import in_order, usable_cpus
from justpack.archive.times import FIXED, Mtime
from justpack.archive.writer import Writer
from justpack.errors import PackError, UsageError
from justpack.model import Archive, Plan, Progress

WINDOW = 32 << 20
"""Bytes of files that are worked on ahead of the writer."""
CHUNK = 1 << 20
"""Bytes in a chunk of a stream."""
OnProgress = Callable[[Progress], None]


def pack(
    plan: Plan,
    root: Path,
    target: Path,
    *,
    level: int = DEFAULT_LEVEL,
    jobs: int | None = None,
    mtime: Mtime = FIXED,
    cache: Cache | None = None,
    on_progress: OnProgress | None = None,
) -> Archive:
    """Write the plan's zip to `target`, whole or not at all.

    `level` 1 to 12, or 0 to store; `jobs` threads (None: the CPUs one may use), on which the bytes never depend;
    `cache` (None: none) saves work and never changes a byte; `on_progress` is called from this thread with bytes done
    of all. `PackError` where a file is not as planned or the target cannot be written; an older zip is then still
    there. On INT, TERM and HUP nothing is left behind.
    """
    _refuse_itself(plan, root, target)
    _refuse_other(target)
    finished: list[Archive] = []

    def finish(descriptor: int) -> None:
        finished.append(job.finish(descriptor, os.fspath(target)))

    job = _Job(plan, root, level, jobs, mtime, on_progress, cache, sync=True)
    with _collector_at_rest():
        with replacing(target, finish) as descriptor:
            try:
                job.write(descriptor)
            except OSError as error:
                raise unwritable(target, error) from None
        job.keep(target)
    return finished[0]


class Stream:
    """A finished zip, chunk by chunk. Its bytes lie in a nameless temporary file until it is closed or run through.

    Iterate it once; `UsageError` for a second time. `with` closes it early.
    """

    def __init__(self, descriptor: int, archive: Archive) -> None:
        self._descriptor = descriptor
        self._forgotten = weakref.finalize(self, os.close, descriptor)
        """Gives the file back even if nobody closes it."""
        self.archive = archive
        """What the chunks add up to; `path` is None."""

    @property
    def length(self) -> int:
        """The sum of all chunks, in bytes, known before the first."""
        return self.archive.size

    def __iter__(self) -> Iterator[bytes]:
        offset = 0
        try:
            while offset < self.length:
                chunk = read_at(self._open(), CHUNK, offset)
                if not chunk:
                    raise PackError("the temporary file of the stream was cut short")
                offset += len(chunk)
                yield chunk
        finally:
            self.close()

    def file(self) -> IO[bytes]:
        """The whole zip as a file to read anywhere in, at its beginning; the caller closes it.

        Of several such files each read moves the others too: they share one position.
        """
        file = os.fdopen(os.dup(self._open()), "rb")
        file.seek(0)
        return file

    def _open(self) -> int:
        if self._descriptor < 0:
            raise UsageError("the stream has been run through or closed")
        return self._descriptor

    def close(self) -> None:
        """Give the temporary file back."""
        self._descriptor = -1
        self._forgotten()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def stream(
    plan: Plan,
    root: Path,
    *,
    level: int = DEFAULT_LEVEL,
    jobs: int | None = None,
    mtime: Mtime = FIXED,
    cache: Cache | None = None,
    on_progress: OnProgress | None = None,
) -> Stream:
    """The same bytes as `pack` writes, as chunks of a known total length.

    The zip is whole before the first chunk: a file that changes half-way never leaves half a zip in the pipe.
    """
    import tempfile

    job = _Job(plan, root, level, jobs, mtime, on_progress, cache, sync=False)
    try:
        with _collector_at_rest(), tempfile.TemporaryFile(prefix="justpack-") as temporary:
            job.write(temporary.fileno())
            archive = job.finish(temporary.fileno(), None)
            job.keep(temporary.fileno())
            return Stream(os.dup(temporary.fileno()), archive)
    except OSError as error:
        raise no_room(error) from None


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for cycles meanwhile: there are none in some hundred thousand rows, and it takes a third of the time
    of a run that only copies."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Job:
    """One run: writes a zip to a descriptor, then proves and describes it."""

    def __init__(
        self,
        plan: Plan,
        root: Path,
        level: int,
        jobs: int | None,
        mtime: Mtime,
        on_progress: OnProgress | None,
        cache: Cache | None,
        *,
        sync: bool,
    ) -> None:
        self._sync = sync
        self._plan, self._root, self._mtime, self._report, self._cache = plan, root, mtime, on_progress, cache
        self._engine = Engine(level)
        self._jobs = usable_cpus() if jobs is None else jobs
        if self._jobs < 1:
            raise UsageError(f"{self._jobs} threads cannot pack anything", help="give 1 or more")
        self._total = sum(entry.size for entry in plan.entries)
        self._options = f"{self._engine.fingerprint} {mtime}" if cache else ""
        self._began = time.time_ns()
        self._reused = False
        self._hashes: Hashes | None = None
        self._writer: Writer | None = None

    def write(self, descriptor: int) -> None:
        """Everything but the last check."""
        previous = self._cache.previous(self._root, self._options) if self._cache else None
        if previous is None:
            self._write(descriptor, None)
            return
        try:
            self._write(descriptor, previous)
            self._reused = True
        except DamagedError:
            self._write(descriptor, None)
        finally:
            previous.close()

    def _write(self, descriptor: int, previous: Previous | None) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.ftruncate(descriptor, 0)
        self._hashes = hashes = Hashes(descriptor, with_blocks=self._cache is not None, sync=self._sync)
        with hashes, Compressor(self._root, self._engine, self._mtime, previous) as compressor:
            self._writer = writer = Writer(descriptor, compressor)
            with closing(in_order(compressor.tasks(self._plan.entries), self._jobs, WINDOW)) as results:
                for result in results:
                    writer.take(result)
                    hashes.reach(writer.settled)
                    if self._report:
                        self._report(Progress("pack", writer.last_name, writer.done, self._total))
            writer.end()
            hashes.reach(writer.settled, last=True)

    def finish(self, descriptor: int, path: str | None) -> Archive:
        """Read the finished zip again, prove its structure, and say what it is."""
        assert self._writer is not None and self._hashes is not None
        found = check_open(descriptor)
        self._hashes.wait()
        if found.problems or list(found.rows) != self._writer.rows:
            if self._reused:
                # An index that proves itself and still lies: nobody's accident, and no reason to stop.
                self._reused = False
                self._write(descriptor, None)
                return self.finish(descriptor, path)
            problem = found.problems[0] if found.problems else "its entries are not those that were written"
            raise PackError(f"the finished zip did not pass its check: {problem}", help="check the disk")
        return Archive(
            path=path,
            sha256=self._hashes.whole.hexdigest(),
            content_digest=self._writer.content_digest(),
            size=os.fstat(descriptor).st_size,
            unpacked_size=self._total,
            entries=tuple(map(packed_entry, found.rows)),
            engine=self._engine.name,
            level=self._engine.level,
        )

    def keep(self, zip: Path | int) -> None:
        """Leave the zip to the cache."""
        if self._cache is None or self._writer is None or self._hashes is None:
            return
        writer = self._writer
        with suppress(OverflowError):  # a time after 2262, an inode of more than 64 bits: not to be kept
            index = index_of(
                self._plan.entries,
                writer.rows,
                writer.offsets,
                writer.hashes,
                self._hashes.blocks,
                writer.directory,
                self._began,
            )
            self._cache.keep(self._root, self._options, index, zip)


def _refuse_other(target: Path) -> None:
    """A zip takes the place of a zip, never of somebody's source."""
    try:
        if not target.is_file():
            return
        with target.open("rb") as file:
            head = file.read(2)
    except OSError as error:
        raise unwritable(target, error) from None
    if head not in (b"", b"PK"):
        raise PackError(f"{target}: already exists and is not a zip", help="name another file, or remove it")


def _refuse_itself(plan: Plan, root: Path, target: Path) -> None:
    """A zip that holds its own forerunner would grow with every run."""
    place, base = os.path.realpath(target), os.path.join(os.path.realpath(root), "")
    if not place.startswith(base):
        return
    inside = place.removeprefix(base).replace(os.sep, "/")
    for entry in plan.entries:
        if inside in (entry.path, entry.via):
            raise PackError(
                f"{entry.path}: is the zip to be written, and would be packed into itself",
                path=entry.path,
                help="exclude it, or write the zip elsewhere with -o",
            )
