"""The compressors, and the decision whether compressing a file is worthwhile.

libdeflate (through the `deflate` wheel) compresses a file in memory; zlib-ng compresses a block of a file too large for
that. One release of each produces equal bytes on every CPU and operating system, which the zlib built into Python does
not. Both are therefore pinned in pyproject.toml, and a golden hash in the tests detects a release that produces other
bytes. There is no fallback to another compressor, because then one tree could have two sha256 values.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from types import ModuleType

from justpack._version import __version__
from justpack.errors import PackError, UsageError

DEFAULT_LEVEL = 5
"""Default level of 1 to 12: the best size for its time on source trees. The size is within 1 % of that of zlib's
level 6, in a third of the time.
"""
_BLOCK_LEVELS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9)
"""The zlib-ng level (0 to 9) for each libdeflate level (0 to 12)."""
_RAW = -15
_SAMPLE = 16 * 1024
_SAMPLES = 4
_TRIAL_FROM = 128 * 1024
"""Size in bytes below which a trial takes as long as compressing the whole file."""
_TRIAL_PAYS = 0.97
"""A file is stored if its samples keep more than this fraction of their size."""

_Deflate = Callable[[bytes, int], bytes | bytearray]
_Sum = Callable[[bytes | memoryview, int], int]


class Engine:
    """One compressor at one level. Thread-safe."""

    def __init__(self, level: int) -> None:
        """`level` is 0 (store) to 12.

        Raises UsageError for any other level, and PackError if the compressor is not installed.
        """
        if not 0 <= level <= 12:
            raise UsageError(f"compression level {level} is not one of 0 to 12", help="5 is the default, 0 stores")
        self.level = level
        self.name = "stored"
        self.crc32: _Sum = zlib.crc32
        if level:
            module = _deflate_module()
            self._deflate: _Deflate = module.deflate_compress
            self.crc32 = module.crc32
            self.name = f"libdeflate via deflate {module.__version__}"

    @property
    def fingerprint(self) -> str:
        """Everything that the compressed bytes depend on, except the content."""
        if not self.level:
            return f"{__version__} stored"
        return f"{__version__} {self.name} zlib-ng {_zlib_ng_module().ZLIBNG_RUNTIME_VERSION} level {self.level}"

    def pack(self, raw: bytes) -> bytes | bytearray:
        """Return `raw` deflated, or `raw` itself if deflate does not make it smaller."""
        if not self.level or not raw:
            return raw
        if len(raw) >= _TRIAL_FROM and not self.pays(len(raw), lambda offset, size: raw[offset : offset + size]):
            return raw
        packed = self._deflate(raw, self.level)
        return packed if len(packed) < len(raw) else raw

    def pays(self, size: int, read: Callable[[int, int], bytes]) -> bool:
        """Return whether a file of `size` bytes is worth deflating, by a trial on samples spread over the file.

        The result depends only on the content. It is always True for small files, because compressing them is the
        trial.
        """
        if not self.level:
            return False
        if size < _TRIAL_FROM:
            return True
        step = (size - _SAMPLE) // (_SAMPLES - 1)
        sample = b"".join(read(step * i, _SAMPLE) for i in range(_SAMPLES))
        return len(self._deflate(sample, self.level)) <= len(sample) * _TRIAL_PAYS

    def pack_block(self, raw: bytes, before: bytes, last: bool) -> bytes:
        """Compress one block of a deflate stream.

        `before` is up to 32 KiB of the data before the block; `last` ends the stream. Blocks that are compressed
        separately, in any order, join to one valid stream: each ends on a byte boundary (sync flush), and its matches
        may refer to `before`, as in `pigz`.
        """
        zlib_ng = _zlib_ng_module()
        options = (_BLOCK_LEVELS[self.level], zlib_ng.DEFLATED, _RAW, 9, zlib_ng.Z_DEFAULT_STRATEGY)
        stream = zlib_ng.compressobj(*options, zdict=before) if before else zlib_ng.compressobj(*options)
        packed: bytes = stream.compress(raw)
        rest: bytes = stream.flush(zlib_ng.Z_FINISH if last else zlib_ng.Z_SYNC_FLUSH)
        return packed + rest


def _deflate_module() -> ModuleType:
    try:
        import deflate

        if not hasattr(deflate, "deflate_compress"):
            raise ImportError("its folder is empty")
    except (ImportError, OSError, AttributeError) as error:
        raise _missing("deflate", error) from None
    return deflate


def _zlib_ng_module() -> ModuleType:
    try:
        import zlib_ng.zlib_ng as module
    except (ImportError, OSError, AttributeError) as error:
        raise _missing("zlib-ng", error) from None
    return module


def _missing(package: str, error: Exception) -> PackError:
    return PackError(
        f"the compressor {package} cannot be loaded ({error}), and with another one the zip's bytes would differ",
        help=f"install it (pip install {package}), or pack with --store, which needs no compressor",
    )
