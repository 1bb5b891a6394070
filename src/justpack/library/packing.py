"""The functions that make and compare zips: `pack`, `stream` and `verify`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypedDict, Unpack, overload

from justpack import pipeline
from justpack.archive.finished.verify import Difference
from justpack.archive.pack import LiveStream, Stream
from justpack.library.projects import StrPath, folder, patterns
from justpack.model import Archive, Progress
from justpack.pipeline import Packing
from justpack.settings import Settings


class How(TypedDict, total=False):
    """The keyword arguments of `pack`, for its two overloads."""

    settings: Settings | None
    exclude: Iterable[str]
    include: Iterable[str]
    force_include: Iterable[str]
    level: int
    mtime: str | int
    jobs: int | None
    cache: bool
    on_progress: Callable[[Progress], None] | None


@overload
def pack(path: StrPath, target: StrPath, **how: Unpack[How]) -> Archive: ...
@overload
def pack(path: StrPath, target: None = None, **how: Unpack[How]) -> Stream: ...
def pack(
    path: StrPath,
    target: StrPath | None = None,
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str | int = "fixed",
    jobs: int | None = None,
    cache: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Archive | Stream:
    """Pack the project at `path` into the zip `target`, with equal bytes on every machine. The checks do not run.

    Without a `target`, return a `Stream` that yields the bytes of the zip in chunks; its `length` is known before the
    first chunk, and `archive` describes the zip. The whole zip is then made first, in a temporary file; `stream` yields
    the bytes while they are made. To send it with a `Content-Length`, pass the file object to the client:

        with justpack.pack(".") as stream, stream.file() as file:
            httpx.put(url, content=file)  # or requests.put(url, data=file)

    `level` is the compression level, 1 to 12, or 0 for no compression.
    `mtime` is the time of the entries: `fixed`, `content` or seconds since 1970. `jobs` is the number of threads, or
    None for an automatic choice. `cache` allows the use of the user's cache folder.

    Raises UsageError if `path` is not a readable folder or the configuration is invalid. Raises PackError if a file
    changes or cannot be read, or if the target cannot be written; `target` is then unchanged.

        >>> archive = justpack.pack("app", "app.zip")
        >>> with justpack.pack("app") as stream:
        ...     stream.length == archive.size
        True
    """
    globs = patterns(exclude, include, force_include)
    how = Packing(level, str(mtime), jobs, cache)
    if target is None:
        project = folder(path, settings, None, None, globs)
        return pipeline.stream(project, pipeline.plan_of(project), how, on_progress)
    project = folder(path, settings, None, None, globs, [Path(target)])
    return pipeline.pack(project, pipeline.plan_of(project), Path(target), how, on_progress)


def stream(
    path: StrPath,
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str | int = "fixed",
    jobs: int | None = None,
    cache: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> LiveStream:
    """Pack the project at `path` into chunks that are made while they are read, with the bytes of `pack`.

    The first chunk needs the first files only, and temporary space is used for one large file at a time. The length is
    not known in advance; `archive` describes the zip after the last chunk. `file()` returns the zip as a file object
    that is read forward; `httpx` and `requests` send it, or the stream itself, with chunked transfer encoding:

        with justpack.stream(".") as stream:
            httpx.post(url, content=stream)  # or requests.post(url, data=iter(stream))

    A server that needs the length in advance, such as S3, needs the `Stream` that `pack` returns without a target.
    `cache` allows reading, but not filling, the user's cache folder.
    The other parameters are those of `pack`.

    Raises UsageError if `path` is not a readable folder or the configuration is invalid, and PackError if the project
    cannot be packed. Reading raises PackError if a file changes or cannot be read: what was read until then has no
    directory, so no reader accepts it as a zip.

        >>> with justpack.stream("app") as stream, open("app.zip", "wb") as file:
        ...     file.writelines(stream)
        >>> justpack.verify("app.zip", "app")
        ()
    """
    globs = patterns(exclude, include, force_include)
    project = folder(path, settings, None, None, globs)
    how = Packing(level, str(mtime), jobs, cache)
    return pipeline.live_stream(project, pipeline.plan_of(project), how, on_progress)


def verify(
    zip_path: StrPath,
    path: StrPath = ".",
    *,
    settings: Settings | None = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    force_include: Iterable[str] = (),
    level: int = 5,
    mtime: str | int = "fixed",
) -> tuple[Difference, ...]:
    """Return the differences between a zip and the zip that the project at `path` packs to; empty if they are equal.

    Raises UsageError if `path` is not a readable folder or the configuration is invalid, and PackError if `zip_path`
    is not a zip or the project cannot be packed.

        >>> archive = justpack.pack("app", "app.zip")
        >>> justpack.verify("app.zip", "app")
        ()
    """
    globs = patterns(exclude, include, force_include)
    project = folder(path, settings, None, None, globs, [Path(zip_path)])
    return pipeline.verify(project, pipeline.plan_of(project), Path(zip_path), Packing(level, str(mtime)))
