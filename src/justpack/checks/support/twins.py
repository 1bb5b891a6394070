"""Finds files and folders whose names become equal on another file system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from justpack.frozen import frozen

DEEPEST = 100
"""Largest number of folders above a file whose names are compared: those of a path of 4,000 bytes need 4 MB."""


@frozen
class Twins:
    """Files, or folders with a slash at their ends, that are one path on another file system.

    A file and a folder can be one path too.
    """

    paths: tuple[str, ...]


def twins(paths: Iterable[str], folded: Callable[[str], str]) -> Iterator[Twins]:
    """Yield the sets of different paths with an equal folded form, files first.

    A set of folders is only yielded if no files in them collide, and if the folders above them do not.
    """
    every = list(paths)
    keys = list(map(folded, every))
    distinct = set(keys)
    equal = {} if len(distinct) == len(keys) else _equal(every, keys)
    folders: dict[str, dict[str, None]] = {}
    for path in dict.fromkeys(path[: path.rfind("/") + 1] for path in every):
        if path.count("/") > DEEPEST:
            continue
        at = len(path) - 1
        while at > 0:
            folder = path[: at + 1]
            known = folders.setdefault(folded(folder), {})
            if folder in known:
                break
            known[folder] = None
            at = path.rfind("/", 0, at)
    reported: set[str] = set()
    for key, found in equal.items():
        at = key.find("/")
        while at >= 0:
            reported.add(key[: at + 1])
            at = key.find("/", at + 1)
        yield Twins(tuple(found))
    for key in [key for key in folders if key[:-1] in distinct]:
        file = every[keys.index(key[:-1])]
        if other := next((folder for folder in folders[key] if folder != f"{file}/"), None):
            yield Twins((file, other))
    for key in sorted(folders, key=len):
        above = key[: key.rfind("/", 0, len(key) - 1) + 1]
        if above in reported and len(folders.get(above, ())) > 1:
            reported.add(key)
        elif len(folders[key]) > 1 and key not in reported:
            reported.add(key)
            yield Twins(tuple(sorted(folders[key])))


def _equal(paths: list[str], keys: list[str]) -> dict[str, list[str]]:
    """Return the paths with an equal folded form, by that form."""
    files: dict[str, str] = {}
    equal: dict[str, list[str]] = {}
    for key, path in zip(keys, paths, strict=True):
        first = files.setdefault(key, path)
        if first is not path:
            equal.setdefault(key, [first]).append(path)
    return equal
