"""Parser for the Python pins of version managers.

One grammar covers an entry of `.python-version(s)` (https://github.com/pyenv/pyenv,
https://docs.astral.sh/uv/concepts/python-versions/), `runtime.txt`, Pipfile, `.tool-versions` and mise. The service
runs CPython, so another implementation or the name of a virtual environment is invalid, and the message names it. A
special build (`3.13t`) counts as the version it is built from.
"""

from __future__ import annotations

import re

from justpack.errors import VersionSyntaxError
from justpack.model import EVERY, VersionSet
from justpack.versions.python.pep440 import parse_specifiers
from justpack.versions.spans import capped, line_of, shown

_NUMBERS = r"(?P<major>\d{1,9})(?:\.(?P<minor>\d{1,9}|[xX*])(?:\.(?P<patch>\d{1,9}|[xX*]))?)?"
_VERSION = re.compile(
    rf"{_NUMBERS}(?:t?-dev|-latest|(?:-?(?:a|b|rc|alpha|beta)[.-]?\d+))?(?:t|td|d|\+[a-z+]+)?(?P<tail>-.*)?",
    re.IGNORECASE | re.ASCII,
)
_COMPACT = re.compile(r"(?P<major>[23])(?P<minor>\d{1,2})(?:t|td|d)?", re.ASCII)
_CPYTHON = re.compile(r"(?:python|cpython|cp|py)[-@ ]?(?=\d|>|<|=|~|!)|v(?=\d)", re.IGNORECASE | re.ASCII)
_PLATFORM = re.compile(r"-(?:linux|macos|darwin|windows|freebsd|any)(?:-[A-Za-z0-9_]+)*", re.IGNORECASE | re.ASCII)
_NEWEST_OF = re.compile(r"(?:latest|prefix):(?P<of>.+)", re.IGNORECASE)
_IMPLEMENTATION = re.compile(
    r"(?P<name>pypy|pp|graalpy|graalpython|gp|pyodide|jython|ironpython|micropython|stackless|cinder|activepython"
    r"|nogil|pyston|miniconda|miniforge|mambaforge|micromamba|anaconda)[-@]?(?P<rest>\d?.*)",
    re.IGNORECASE,
)
_NAMES = {"pp": "PyPy", "pypy": "PyPy", "gp": "GraalPy", "graalpy": "GraalPy", "graalpython": "GraalPy"}
_ELSEWHERE = {
    "system": "`system` is whatever is installed on the machine; it names no version",
    "default": "`default` names no version",
}
_PATH = re.compile(r"(?:ref|path|file):|[./\\]|.*[\\/]")
_OPERATOR = re.compile(r"\s*(?:[<>!~=]=?|===)")


def parse_pin(text: str) -> VersionSet:
    """Return the released versions that one pin admits: `3.12`, `3.12.4`, `cpython@3.12`, `3.14-dev`, `>=3.12,<3.13` …

    `python` and `latest` admit every version, and `3` every version that begins with 3. A prerelease counts as the
    release it precedes. Raises VersionSyntaxError if the pin contains no version of CPython.
    """
    written = capped(text).strip().strip("\"'").strip()
    pin = _CPYTHON.sub("", written, count=1) if _CPYTHON.match(written) else written
    if _OPERATOR.match(pin):
        return parse_specifiers(pin)
    pin = pin.partition("/envs/")[0]  # pyenv-virtualenv writes the version, `/envs/` and the name of the environment
    match = _COMPACT.fullmatch(pin) or _VERSION.fullmatch(pin)
    if match is not None and not _foreign_tail(match):
        return line_of(*_numbers(match))
    if pin.lower() in ("latest", "python", "cpython", "any", "*"):
        return EVERY
    newest = _NEWEST_OF.fullmatch(pin)
    if newest is not None:
        return parse_pin(newest["of"])
    raise VersionSyntaxError(_reason(written), suggestion=_suggestion(written))


def _foreign_tail(match: re.Match[str]) -> bool:
    """Return whether the version is followed by text that is not a platform (`-linux-x86_64-gnu`)."""
    tail = match.groupdict().get("tail")
    return tail is not None and _PLATFORM.fullmatch(tail) is None


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    numbers: list[int] = []
    for name in ("major", "minor", "patch"):
        part = match.groupdict().get(name)
        if part is None or not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)


def _reason(written: str) -> str:
    if not written:
        return "no version is named"
    if written.lower() in _ELSEWHERE:
        return _ELSEWHERE[written.lower()]
    other = _IMPLEMENTATION.fullmatch(written)
    if other is not None:
        name = _NAMES.get(other["name"].lower(), other["name"])
        return f"{shown(written)} names {name}; the service's runtimes are the plain CPython"
    if _PATH.match(written):
        return f"{shown(written)} is a path on one machine, not a released version"
    if re.search(r"[\s,|^~<>=]", written):
        return f"{shown(written)} is not a pin of a Python version"
    return f"{shown(written)} names no version of Python; it may be the name of a virtual environment"


def _suggestion(written: str) -> str | None:
    """Return the CPython version that the text contains (`pypy3.10` → `3.10`), or None."""
    number = re.search(r"(?<![\d.])3\.\d{1,2}(?:\.\d{1,2})?(?![\d])", written, re.ASCII)
    return number[0] if number else None
