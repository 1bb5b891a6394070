"""Compatibility of a wheel with a runtime, read from the wheel's file name.

The tags are those of the compatibility specification (packaging.python.org, platform compatibility tags), and
`packaging` computes the tags that a CPython accepts. Every Linux platform tag is accepted, because the service
publishes neither its architecture nor its libc.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WHEEL = re.compile(
    r"(?P<name>[^-/\\]+)-(?P<version>[^-/\\]+)(?:-\d[^-/\\]*)?-(?P<python>[^-/\\]+)-(?P<abi>[^-/\\]+)-(?P<platform>[^-/\\]+)\.whl"
)
_LINUX = re.compile(r"any|linux_\w+|manylinux\w+|musllinux\w+")


def name_and_version(file: str) -> tuple[str, str] | None:
    """Return the name and the version in a wheel's file name, or None if it is not the name of a wheel."""
    match = _WHEEL.fullmatch(file)
    return (match["name"], match["version"]) if match else None


def installs(file: str, major: int, minor: int) -> bool:
    """Return whether this CPython on some Linux can install a wheel of this name; True if it is not the name of a
    wheel.
    """
    match = _WHEEL.fullmatch(file)
    if match is None:
        return True
    if not any(_LINUX.fullmatch(each) for each in match["platform"].split(".")):
        return False
    pairs = _pairs(major, minor)
    return any((python, abi) in pairs for python in match["python"].split(".") for abi in match["abi"].split("."))


def is_for_cpython_on_linux(file: str) -> bool:
    """Return whether a wheel of this name contains machine code for some CPython 3 on some Linux."""
    match = _WHEEL.fullmatch(file)
    return (
        match is not None
        and any(each != "any" and _LINUX.fullmatch(each) for each in match["platform"].split("."))
        and any(each.startswith(("cp3", "abi3")) for each in match["abi"].split("."))
    )


@lru_cache(maxsize=16)
def _pairs(major: int, minor: int) -> frozenset[tuple[str, str]]:
    """Return the pairs of interpreter and ABI tag that a CPython accepts."""
    from packaging.tags import compatible_tags, cpython_tags

    own = f"cp{major}{minor}"
    tags = (
        *cpython_tags((major, minor), [own], ["linux_x86_64"]),
        *compatible_tags((major, minor), own, ["linux_x86_64"]),
    )
    return frozenset((tag.interpreter, tag.abi) for tag in tags)
