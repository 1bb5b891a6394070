"""On which runtimes does a wheel install, by its name?

The tags are those of the compatibility specification (packaging.python.org, platform compatibility tags). Which ones a
CPython takes is for `packaging` to say; of platforms any Linux counts, because the service publishes neither its
architecture nor its libc.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WHEEL = re.compile(
    r"(?P<name>[^-/\\]+)-(?P<version>[^-/\\]+)(?:-\d[^-/\\]*)?-(?P<python>[^-/\\]+)-(?P<abi>[^-/\\]+)-(?P<platform>[^-/\\]+)\.whl"
)
_LINUX = re.compile(r"any|linux_\w+|manylinux\w+|musllinux\w+")


def name_and_version(file: str) -> tuple[str, str] | None:
    """The name and the version as a wheel's file name writes them; None where it is no wheel's name."""
    match = _WHEEL.fullmatch(file)
    return (match["name"], match["version"]) if match else None


def installs(file: str, major: int, minor: int) -> bool:
    """Whether a wheel of this name can be installed by this CPython on some Linux; True where its name says nothing."""
    match = _WHEEL.fullmatch(file)
    if match is None:
        return True
    if not any(_LINUX.fullmatch(each) for each in match["platform"].split(".")):
        return False
    pairs = _pairs(major, minor)
    return any((python, abi) in pairs for python in match["python"].split(".") for abi in match["abi"].split("."))


@lru_cache(maxsize=16)
def _pairs(major: int, minor: int) -> frozenset[tuple[str, str]]:
    """The pairs of interpreter and ABI that a CPython takes."""
    from packaging.tags import compatible_tags, cpython_tags

    own = f"cp{major}{minor}"
    tags = (
        *cpython_tags((major, minor), [own], ["linux_x86_64"]),
        *compatible_tags((major, minor), own, ["linux_x86_64"]),
    )
    return frozenset((tag.interpreter, tag.abi) for tag in tags)
