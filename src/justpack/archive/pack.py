"""Packs a plan into a zip whose bytes are identical on every machine.

Small files are read, hashed and deflated in batches by several threads; in a large tree, a copy of this process takes
the place of one thread. A file larger than `compress.LARGE` is compressed block by block, so that memory use does not
depend on its size. One generator yields the chunks of the zip in the plan's order, forward only; it serves a file
(`pack`), a stream of known length (`stream`) and a stream whose chunks are made while it is read (`live_stream`). All
bytes pass a strict check of the zip's structure: a file is read again for it and is synced before it is renamed to its
target.
"""

from __future__ import annotations

import hashlib
import io
import os
import weakref
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from justpack.archive.atomic_write import no_room, replacing, unwritable
from justpack.archive.cache.cache import Cache
from justpack.archive.cache.cache_index import encode
from justpack.archive.cache.hashes import Hashes
from justpack.archive.compress import LARGE, Compressor, Result
from justpack.archive.engine import DEFAULT_LEVEL, Engine
from justpack.archive.readers.flow_check import FlowCheck
from justpack.archive.reading import read_at
from justpack.archive.records import LOCAL, MAX32
from justpack.archive.threads import in_order, usable_cpus
from justpack.archive.times import FIXED, Mtime
from justpack.archive.writer import Writer
from justpack.errors import PackError, UsageError
from justpack.model import Archive, Plan, Progress

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from justpack.archive.second_process.batches import BatchProcess

WINDOW = 32 << 20
"""Largest number of bytes of files that are processed ahead of the writer."""
CHUNK = 1 << 20
"""Size of a chunk of a stream in bytes."""
SHARED_FROM = 16 << 20
"""Total size in bytes of the small files from which a second process is worth its start."""
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
    second_process: bool = True,
    on_progress: OnProgress | None = None,
) -> Archive:
    """Write the plan's zip to `target` atomically.

    `level` is 1 to 12, or 0 to store. `jobs` is the number of threads (None: the usable CPUs); the bytes do not depend
    on it. `cache` (None: no cache) saves work and does not change the bytes. `second_process`: whether a copy of this
    process may take the place of one thread, which is faster for a large tree. `on_progress` is called from this thread
    with the bytes done and the total. Raises PackError if a file differs from the plan or the target cannot be written;
    an existing zip is then unchanged. INT, TERM and HUP leave no temporary file behind.
    """
    _refuse_itself(plan, root, target)
    _refuse_other(target)
    finished: list[Archive] = []

    def finish(_: int) -> None:
        finished.append(job.finish(os.fspath(target)))

    job = _FileJob(_Options(plan, root, level, jobs, mtime, on_progress, cache, second_process), sync=True)
    with replacing(target, finish) as descriptor:
        try:
            job.write(descriptor, Path(os.path.realpath(target)).parent)
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
    second_process: bool = True,
    on_progress: OnProgress | None = None,
) -> Stream:
    """Return the bytes that `pack` writes as chunks with a known total length.

    The zip is complete before the first chunk is returned, so a file that changes meanwhile cannot truncate the stream.
    The parameters and errors are those of `pack`.
    """
    import tempfile

    job = _FileJob(_Options(plan, root, level, jobs, mtime, on_progress, cache, second_process), sync=False)
    try:
        with tempfile.TemporaryFile(prefix="justpack-") as temporary:
            job.write(temporary.fileno(), None)
            archive = job.finish(None)
            job.keep(temporary.fileno())
            return Stream(os.dup(temporary.fileno()), archive)
    except OSError as error:
        raise no_room(error) from None


class LiveStream:
    """A zip whose chunks are made while they are read; neither its length nor its hash is known in advance.

    The first chunk needs the first files only. Temporary space is used for one large file at a time, never for the
    whole zip. It can be iterated once. Iteration raises PackError if a file differs from the plan; what was yielded
    until then has no directory, so that no reader accepts it as a zip. `with` closes it early.
    """

    def __init__(self, job: _LiveJob) -> None:
        self._job = job
        self._chunks: Generator[bytes, None, None] | None = None
        self._closed = False

    @property
    def archive(self) -> Archive:
        """The description of the zip, known after the last chunk. Raises UsageError before."""
        if self._job.archive is None:
            raise UsageError("the zip is described only after its last chunk", help="read the stream to its end first")
        return self._job.archive

    def __iter__(self) -> Iterator[bytes]:
        if self._closed or self._chunks is not None:
            raise UsageError("the stream has been run through or closed")
        self._chunks = self._job.chunks()
        return self._chunks

    def file(self) -> IO[bytes]:
        """Return the zip as a file that can be read forward only; closing it closes the stream."""
        return io.BufferedReader(_ForwardFile(self), 1 << 20)

    def close(self) -> None:
        """Stop the threads and close every file. Closing a stream twice has no effect."""
        self._closed = True
        if self._chunks is not None:
            self._chunks.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _ForwardFile(io.RawIOBase):
    """A file object that reads the chunks of a stream."""

    def __init__(self, stream: LiveStream) -> None:
        super().__init__()
        self._stream, self._chunks, self._rest = stream, iter(stream), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        with memoryview(buffer) as view, view.cast("B") as target:
            size = min(len(target), len(self._rest))
            target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def close(self) -> None:
        self._stream.close()
        super().close()


def live_stream(
    plan: Plan,
    root: Path,
    *,
    level: int = DEFAULT_LEVEL,
    jobs: int | None = None,
    mtime: Mtime = FIXED,
    cache: Cache | None = None,
    second_process: bool = True,
    on_progress: OnProgress | None = None,
) -> LiveStream:
    """Return the bytes that `pack` writes as chunks that are made while they are read.

    The parameters and errors are those of `pack`, but `cache` is only read: filling it would need the whole zip.
    """
    return LiveStream(_LiveJob(_Options(plan, root, level, jobs, mtime, on_progress, cache, second_process)))


class _Options:
    """The plan to pack and the options of packing."""

    def __init__(
        self,
        plan: Plan,
        root: Path,
        level: int,
        jobs: int | None,
        mtime: Mtime,
        on_progress: OnProgress | None,
        cache: Cache | None,
        second_process: bool,
    ) -> None:
        self.plan, self.root, self.mtime, self.report, self.cache = plan, root, mtime, on_progress, cache
        self.engine = Engine(level)
        self.jobs = usable_cpus() if jobs is None else jobs
        if self.jobs < 1:
            raise UsageError(f"{self.jobs} threads cannot pack anything", help="set 1 or more")
        self.total = sum([entry.size for entry in plan.entries])
        self.second_process = second_process and self.jobs > 1
        self.cache_key = f"{self.engine.fingerprint} {mtime}" if cache else ""

    def fits_32_bits(self) -> bool:
        """Return whether no offset needs more than 32 bits, which is as many as a copied record has."""
        entries = self.plan.entries
        headers = len(entries) * LOCAL.size + 4 * sum([len(entry.path) for entry in entries])
        return self.total + headers < MAX32


class _Job:
    """One packing run."""

    def __init__(self, options: _Options) -> None:
        self._options = options
        self._check = FlowCheck()
        self._writer: Writer | None = None

    def _entries(self, *, keep_hashes: bool = False, folder: Path | None = None) -> Generator[bytes, None, None]:
        """Yield all entries. Closing the generator stops the threads and closes every file."""
        options = self._options
        previous = options.cache.previous(options.root, options.cache_key) if options.cache else None
        with ExitStack() as stack:
            if previous is not None:
                stack.callback(previous.close)
            entries, copies_records = options.plan.entries, options.fits_32_bits()
            with_keys = options.cache is not None and copies_records
            compressor = stack.enter_context(
                Compressor(options.root, options.engine, options.mtime, previous, with_keys=with_keys)
            )
            writer = self._writer = stack.enter_context(
                closing(Writer(compressor, keep_hashes=keep_hashes, folder=folder))
            )
            helper = self._second_process(compressor) if copies_records else None
            if helper is not None:
                stack.enter_context(helper)
            results: Generator[Result, None, None] = in_order(compressor.tasks(entries), options.jobs, WINDOW, helper)
            stack.callback(results.close)
            for result in results:
                yield from writer.take(result)
                if options.report:
                    options.report(Progress("pack", writer.last_name, writer.done, options.total))

    def _second_process(self, compressor: Compressor) -> BatchProcess | None:
        """Return a process that packs batches, or None if it is not wanted, does not pay or cannot be made."""
        options = self._options
        if not options.second_process:
            return None
        entries = options.plan.entries
        if sum([entry.size for entry in entries if entry.size <= LARGE]) < SHARED_FROM:
            return None
        from justpack import process_copy
        from justpack.archive.second_process.batches import BatchProcess

        return BatchProcess(compressor, entries) if process_copy.available() else None

    def _end(self) -> Iterator[bytes]:
        """Yield the directory and the end records, after all entries."""
        assert self._writer is not None
        yield from self._writer.end()

    def _archive(self, path: str | None, sha256: str) -> Archive:
        """Return the description of the finished zip. Raises PackError if its structure is not as it must be."""
        assert self._writer is not None
        problem = self._check.problem()
        if problem is not None:
            raise PackError(f"the finished zip did not pass its check: {problem}", help="check the disk")
        return Archive(
            path=path,
            sha256=sha256,
            content_digest=self._writer.content_digest(),
            size=self._writer.size,
            unpacked_size=self._options.total,
            entries=tuple(self._writer.entries),
            engine=self._options.engine.name,
            level=self._options.engine.level,
        )


class _FileJob(_Job):
    """Writes a zip to a descriptor; the bytes that are hashed and checked are read back from it."""

    def __init__(self, options: _Options, *, sync: bool) -> None:
        super().__init__(options)
        self._sync = sync
        self._hashes: Hashes | None = None

    def write(self, descriptor: int, folder: Path | None) -> None:
        """Write the zip; `folder` is that of temporary files."""
        kept = self._options.cache is not None
        with ExitStack() as stack:
            entries = stack.enter_context(closing(self._entries(keep_hashes=kept, folder=folder)))
            first = next(entries, b"")  # a process can be copied only before it has a second thread
            hashes = Hashes(descriptor, with_blocks=kept, sync=self._sync, feed=self._check.feed)
            self._hashes = stack.enter_context(hashes)
            size = 0
            for chunk in chain([first], entries, self._end()):
                left = memoryview(chunk)
                while left:
                    left = left[os.write(descriptor, left) :]
                size += len(chunk)
                hashes.reach(size)
            hashes.reach(size, last=True)

    def finish(self, path: str | None) -> Archive:
        """Wait for the check of the written bytes and return the description of the zip."""
        assert self._hashes is not None
        self._hashes.wait()
        return self._archive(path, self._hashes.whole.hexdigest())

    def keep(self, zip: Path | int) -> None:
        """Store the zip in the cache."""
        options, writer = self._options, self._writer
        if options.cache is not None and writer is not None and self._hashes is not None:
            blocks, batches = self._hashes.blocks, writer.batches()
            index = encode(writer.entries, writer.offsets, writer.hashes, blocks, writer.directory, batches)
            options.cache.keep(options.root, options.cache_key, index, zip)


class _LiveJob(_Job):
    """Yields the zip; the directory is held back until all bytes have passed the check."""

    def __init__(self, options: _Options) -> None:
        super().__init__(options)
        self.archive: Archive | None = None

    def chunks(self) -> Generator[bytes, None, None]:
        """Yield the chunks of the zip."""
        whole = hashlib.sha256()
        with closing(self._entries()) as entries:
            for chunk in entries:
                whole.update(chunk)
                self._check.feed(chunk)
                yield chunk
        end = list(self._end())
        for chunk in end:
            whole.update(chunk)
            self._check.feed(chunk)
        archive = self._archive(None, whole.hexdigest())
        yield from end
        self.archive = archive


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
