"""Packs a plan into a zip whose bytes are identical on every machine.

Small files are read, hashed and deflated in batches by several threads. A file larger than `compress.LARGE` is
compressed block by block, so that memory use does not depend on its size. One thread writes the results in the plan's
order. Before the zip is renamed to its target, or its first chunk is returned, it is synced and read again by the
strict reader.
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
"""Largest number of bytes of files that are processed ahead of the writer."""
CHUNK = 1 << 20
"""Size of a chunk of a stream in bytes."""
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
    """Write the plan's zip to `target` atomically.

    `level` is 1 to 12, or 0 to store. `jobs` is the number of threads (None: the usable CPUs); the bytes do not depend
    on it. `cache` (None: no cache) saves work and does not change the bytes. `on_progress` is called from this thread
    with the bytes done and the total. Raises PackError if a file differs from the plan or the target cannot be written;
    an existing zip is then unchanged. INT, TERM and HUP leave no temporary file behind.
    """
    _refuse_itself(plan, root, target)
    _refuse_other(target)
    finished: list[Archive] = []

    def finish(descriptor: int) -> None:
        finished.append(job.finish(descriptor, os.fspath(target)))

    job = _Job(plan, root, level, jobs, mtime, on_progress, cache, sync=True)
    with _garbage_collector_disabled():
        with replacing(target, finish) as descriptor:
            try:
                job.write(descriptor)
            except OSError as error:
                raise unwritable(target, error) from None
        job.keep(target)
    return finished[0]


class Stream:
    """A finished zip in chunks, stored in an unnamed temporary file until it is closed or iterated to the end.

    It can be iterated once; a second iteration raises UsageError. `with` closes it early.
    """

    def __init__(self, descriptor: int, archive: Archive) -> None:
        self._descriptor = descriptor
        self._forgotten = weakref.finalize(self, os.close, descriptor)
        """Closes the descriptor even if the caller does not close the stream."""
        self.archive = archive
        """The description of the zip; its `path` is None."""

    @property
    def length(self) -> int:
        """The total size of all chunks in bytes, known before the first chunk."""
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
        """Return the whole zip as a seekable file; the caller closes it.

        All files returned share one position, so reading from one of them moves the others.
        """
        file = os.fdopen(os.dup(self._open()), "rb")
        file.seek(0)
        return file

    def _open(self) -> int:
        if self._descriptor < 0:
            raise UsageError("the stream has been run through or closed")
        return self._descriptor

    def close(self) -> None:
        """Close the temporary file, which deletes it."""
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
    """Return the bytes that `pack` writes as chunks with a known total length.

    The zip is complete before the first chunk is returned, so a file that changes meanwhile cannot truncate the stream.
    The parameters and errors are those of `pack`.
    """
    import tempfile

    job = _Job(plan, root, level, jobs, mtime, on_progress, cache, sync=False)
    try:
        with _garbage_collector_disabled(), tempfile.TemporaryFile(prefix="justpack-") as temporary:
            job.write(temporary.fileno())
            archive = job.finish(temporary.fileno(), None)
            job.keep(temporary.fileno())
            return Stream(os.dup(temporary.fileno()), archive)
    except OSError as error:
        raise no_room(error) from None


@contextmanager
def _garbage_collector_disabled() -> Iterator[None]:
    """Disable the cyclic garbage collector for the block.

    The rows of several hundred thousand entries contain no cycles, and the collector would take a third of the time of
    a run that only copies.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Job:
    """One packing run: writes a zip to a descriptor, then checks and describes it."""

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
            raise UsageError(f"{self._jobs} threads cannot pack anything", help="set 1 or more")
        self._total = sum(entry.size for entry in plan.entries)
        self._options = f"{self._engine.fingerprint} {mtime}" if cache else ""
        self._began = time.time_ns()
        self._reused = False
        self._hashes: Hashes | None = None
        self._writer: Writer | None = None

    def write(self, descriptor: int) -> None:
        """Write the zip. If the cache is damaged, write it again without the cache."""
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
        """Check the structure of the finished zip and return its description. Raises PackError if the check fails."""
        assert self._writer is not None and self._hashes is not None
        found = check_open(descriptor)
        self._hashes.wait()
        if found.problems or list(found.rows) != self._writer.rows:
            if self._reused:
                # The index has a valid checksum but wrong content. This is not accidental damage, but it is not a
                # reason to fail either.
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
        """Store the zip in the cache."""
        if self._cache is None or self._writer is None or self._hashes is None:
            return
        writer = self._writer
        # a time after 2262 or an inode of more than 64 bits cannot be stored in the index
        with suppress(OverflowError):
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
    """Refuse to overwrite a file that is not a zip."""
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
    """Refuse to pack the output zip into itself: it would grow with every run."""
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
