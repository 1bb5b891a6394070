"""The requirements that pip refuses, and the text that was probably meant.

The rules are those of pip 26.3 (pip.pypa.io, requirement specifiers and requirements file format) and of dependency
specifiers (packaging.python.org, PEP 508). uv 0.13 refuses the same lines, and a few more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from justpack.ecosystems import shell_words
from justpack.errors import VersionSyntaxError
from justpack.versions.python import pep440, pep508
from justpack.versions.python.pep440_suggestion import suggestion
from justpack.versions.spans import shown

_VERSION_CONTROL = r"(?:git|hg|svn|bzr)(?:\+(?:https?|ssh|git|file|svn|lp|sftp|ftp|static-http))?"
_URL = re.compile(rf"(?:https?|file|ftp|{_VERSION_CONTROL}):", re.IGNORECASE)
_EDITABLE_URL = re.compile(rf"(?:file|{_VERSION_CONTROL}):", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_OPTIONS = (
    *("--index-url", "--pypi-url", "--extra-index-url", "--no-index", "--constraint", "--requirement", "--editable"),
    *("--find-links", "--no-binary", "--only-binary", "--prefer-binary", "--require-hashes", "--no-require-hashes"),
    *("--pre", "--all-releases", "--only-final", "--trusted-host", "--use-feature", "--hash", "--config-settings"),
    *("--config-setting", "--global-option"),
)
_SHORT = "icref"
_ARCHIVES = (".whl", ".zip", ".tgz", ".tbz", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lzma")
_NAMED = re.compile(r"#(?:.*&)?egg=")
_MARKER_NAMES = (
    r"(?:python_version|python_full_version|os_name|sys_platform|platform_\w++|implementation_\w++|extra"
    r"|sys\.platform|os\.name|platform\.\w++|python_implementation)"
)
_UNQUOTED = re.compile(
    rf"(?<![\w.])(?P<before>{_MARKER_NAMES}\s*+(?:===|[<>!=~]=|[<>]|\bin\b|\bnot\s+in\b)\s*)(?P<value>[\w.*-]+)"
)
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_HEAD = re.compile(rf"(?P<head>{_NAME}\s*(?:\[[^\]]*\])?)\s*(?P<rest>.*)", re.DOTALL)
_BUILD = re.compile(rf"({_NAME})=([0-9][\w.!+-]*)(?:=[\w.*-]+)?")
_VERSION = r"v?\d[\w.!+*-]*"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a requirement is refused."""

    reason: str
    """One sentence without a full stop."""
    suggestion: str | None = None
    """The text that was probably meant; it is accepted. None if it is not clear."""
    certain: bool = False
    """Whether only this text can have been meant, so that it may be written without a question."""


def refusal(text: str) -> Refusal | None:
    """Return why a dependency specifier is refused, or None if it is valid."""
    reason = pep508.refused(text)
    if reason is None:
        return None
    for certain, rewrite in _REWRITES:
        for guess in rewrite(text):
            if guess and guess != text and pep508.refused(guess) is None:
                return Refusal(_reason(text, reason), guess, certain)
    return Refusal(_reason(text, reason))


def line_refusal(text: str) -> Refusal | None:
    """Return why pip refuses a requirement on a line of a requirements file, or None if it accepts the line.

    A URL is not examined; a path must be handled by the caller. A line with a variable is accepted.
    """
    if _VARIABLE.search(text):
        return None
    if _URL.match(text):
        _, separator, marker = text.partition("; ")
        return _marker_refusal(text, marker.strip()) if separator else None
    bare, separator, marker = text.partition(";")
    if bare.strip().endswith(_ARCHIVES):
        return None  # pip takes it as a file, and uv as a path
    if separator and not marker.strip():  # pip accepts an empty marker
        return refusal(bare.strip())
    return refusal(text) or (_marker_refusal(text, marker.strip()) if "@" in bare and separator else None)


def only_uv_refuses(text: str) -> bool:
    """Whether pip accepts a line, and uv does not: an empty marker after a semicolon."""
    return not _URL.match(text) and text.rstrip().endswith(";") and text.count(";") == 1


def editable_refusal(value: str, raw: str) -> Refusal | None:
    """Return why pip refuses the value of `-e`, or None if it is a path or the URL of a repository.

    `raw` is the text of the line, in which a backslash is not lost yet.
    """
    if _VARIABLE.search(value):
        return None
    if not value:
        return Refusal("-e needs a path or a URL")
    _, at, url = value.partition("@")
    url = url.strip() if at and re.fullmatch(rf"{_NAME}(?:\[[^\]]*\])?\s*", value.partition("@")[0]) else value
    if _EDITABLE_URL.match(url) and not url.lower().startswith("file:") and url == value and not _NAMED.search(url):
        name = url.rpartition("/")[2].partition("@")[0].partition("#")[0].removesuffix(".git")
        return Refusal(f"{shown(value)} does not name the package, which -e needs", f"-e {name} @ {value}")
    if "\\" in raw or _EDITABLE_URL.match(url) or url.startswith(("/", ".")) or ("/" in url and "://" not in url):
        return None
    if "://" in url or re.search(r"[<>=!~]", url):
        return Refusal(f"{shown(value)} is neither a path nor the URL of a repository, which -e needs")
    return None


def option_refusal(options: str) -> Refusal | None:
    """Return why pip refuses the options of a line, or None."""
    try:
        words = shell_words.split(options)
    except ValueError as error:
        return Refusal(f"the options cannot be split: {str(error)[:1].lower()}{str(error)[1:]}")
    for index, word in enumerate(words):
        name = word.partition("=")[0]
        if name == "--hash" and not (word.partition("=")[2] or index + 1 < len(words)):
            return Refusal("--hash has no value")
        if word.startswith("--"):
            if len(name) > 2 and not any(each.startswith(name) for each in _OPTIONS):
                return Refusal(f"{name} is not an option of a requirements file")
        elif len(word) > 1 and word[0] == "-" and word[1] not in _SHORT + "C":
            return Refusal(f"{word[:2]} is not an option of a requirements file")
    return None


def _marker_refusal(text: str, marker: str) -> Refusal | None:
    reason = pep508.refused(f"name; {marker}") if marker else None
    if reason is None:
        return None
    quoted = _UNQUOTED.sub(r"\g<before>'\g<value>'", marker)
    fits = pep508.refused(f"name; {quoted}") is None
    return Refusal(_reason(text, reason), text[: len(text) - len(marker)] + quoted if fits else None, fits)


def _reason(text: str, reason: str) -> str:
    if _BUILD.fullmatch(text) or (re.search(r"(?<![<>=!~])=(?![=])", text.partition(";")[0]) and "==" not in text):
        return f"{shown(text)} is not a requirement: = is not an operator"
    return f"{shown(text)} is not a requirement: {reason[:1].lower()}{reason[1:]}"


def _unwrapped(text: str) -> Iterator[str]:
    """Without quotes around it, a comma or a semicolon after it, or the words of a shell command before it."""
    bare = re.sub(r"^(?:python3?\s+-m\s+)?pip3?\s+install\s+", "", text.strip()).strip()
    for each in (bare.rstrip(",;"), bare.rstrip(",; ").strip("\"'`"), bare.strip("\"'`,; ")):
        yield each
        yield each.replace("\\", "/")
        yield from _operators(each)


def _operators(text: str) -> Iterator[str]:
    """With the operators `==`, `>=`, `<=` and `~=` instead of `=`, `=>`, `=<` and `~>`."""
    build = _BUILD.fullmatch(text)
    if build is not None:
        yield f"{build[1]}=={build[2]}"
    bare, separator, marker = text.partition(";")
    fixed = re.sub(r"=\s*([<>])", r"\1=", bare)
    fixed = re.sub(r"([<>!~])\s+=", r"\1=", fixed)
    fixed = re.sub(r"(?<![<>=!~])=\s*=(?!=)", "==", fixed)
    fixed = re.sub(r"(?<![<>=!~])=(?!=)", "==", fixed)
    yield f"{fixed.replace('~>', '~=')}{separator}{marker}"
    yield f"{fixed}{separator}{_UNQUOTED.sub(_quoted, marker)}"


def _quoted(match: re.Match[str]) -> str:
    return f"{match['before']}'{match['value']}'"


def _specified(text: str) -> Iterator[str]:
    """With a valid specifier instead of that of another tool, or a version without an operator."""
    bare, separator, marker = text.strip().partition(";")
    head = _HEAD.fullmatch(bare.strip())
    if head is None:
        return
    name, rest = head["head"].strip(), head["rest"].strip().removeprefix("@").strip()
    if re.fullmatch(_VERSION, rest):
        yield f"{name}=={rest.replace('.x', '.*')}{separator}{marker}"
    found = suggestion(rest, pep440.parse_specifiers) if rest and len(rest) < 200 else None
    if found is not None:
        yield f"{name}{found}{separator}{marker}"
    joined = re.sub(r"(?<=[\w*])\s+(?=[<>=!~])", ",", rest)
    yield f"{name}{joined}{separator}{marker}"
    yield re.sub(r"([<>]=?\s*\d+(?:\.\d+)*)(?:\.[*xX])+", r"\1", bare) + separator + marker


_REWRITES: tuple[tuple[bool, Callable[[str], Iterator[str]]], ...] = (
    (True, _operators),
    (True, _unwrapped),
    (False, _specified),
)


def constraint_refusal(text: str, parse: Callable[[str], object]) -> Refusal | None:
    """Return why the grammar of a tool refuses a version constraint, or None."""
    try:
        parse(text)
    except VersionSyntaxError as error:
        return Refusal(error.message, error.suggestion, error.suggestion is not None)
    return None
