"""The requirements that pip refuses, and the text that was probably meant.

The rules are those of pip 26.3 (pip.pypa.io, requirement specifiers and requirements file format) and of dependency
specifiers (packaging.python.org, PEP 508). uv 0.13 refuses the same lines and a few more; what it accepts is marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from justpack.ecosystems import shell_words
from justpack.errors import VersionSyntaxError
from justpack.frozen import frozen, replace
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
    "--config-setting",
)
_VALUED = {
    *("--index-url", "--pypi-url", "--extra-index-url", "--constraint", "--requirement", "--editable", "--find-links"),
    *("--no-binary", "--only-binary", "--trusted-host", "--use-feature", "--hash", "--config-settings"),
    *("--config-setting", "--all-releases", "--only-final"),
}
"""The options that have a value. Each option of one letter has one too."""
_INDEX = re.compile(r"(?:-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host)[ =]")
_HASH = re.compile(r"(?:sha256|sha384|sha512):")
_SHORT = "icref"
_ARCHIVES = (".whl", ".zip", ".tgz", ".tbz", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lzma")
_NAMED = re.compile(r"[#&]egg=([^&\s]*)")
_WHEEL = re.compile(r"[^\s/-]+-[^\s/-]+(?:-\d[^\s/-]*)?-[^\s/-]+-[^\s/-]+-[^\s/-]+\.whl")
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


@frozen
class Refusal:
    """Why a requirement is refused."""

    reason: str
    """One sentence without a full stop."""
    suggestion: str | None = None
    """The text that was probably meant; it is accepted. None if it is not clear."""
    certain: bool = False
    """Whether only this text can have been meant, so that it may be written without a question."""
    accepted_by: str | None = None
    """The tool that accepts the text all the same, or None if pip and uv refuse it."""


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

    A path must be handled by the caller. A line with a variable is accepted.
    """
    if _VARIABLE.search(text):
        return None
    if _URL.match(text):
        url, separator, marker = text.partition("; ")
        return _url_refusal(url.strip()) or (_marker_refusal(text, marker.strip()) if separator else None)
    bare, separator, marker = text.partition(";")
    if bare.strip().endswith(_ARCHIVES) and not _is_direct(bare):
        return _wheel_refusal(bare.strip())  # pip takes it as a file, and uv as a path
    if separator and not marker.strip():
        found = refusal(bare.strip())
        return found or Refusal("uv refuses the semicolon without a marker; pip accepts it", bare.strip(), False, "pip")
    found = refusal(text)
    if found is not None or "@" not in bare or not separator:
        return found
    found = _marker_refusal(text, marker.strip())  # for PEP 508 and uv, this is a part of the URL
    return replace(found, accepted_by="uv") if found is not None and text.endswith(_ARCHIVES) else found


def _is_direct(text: str) -> bool:
    """Whether pip reads a text as `name @ URL` and not as the path of a file."""
    before, at, _ = text.partition("@")
    return bool(at) and "/" not in before and not before.startswith(".")


def _url_refusal(url: str) -> Refusal | None:
    """Return why pip refuses a URL: what follows `egg=` is not a name, or the file is not a wheel."""
    named = _NAMED.search(url)
    if named is None or re.fullmatch(_NAME, named[1]):
        return _wheel_refusal(url.partition("#")[0])
    reason = f"pip refuses {shown(named[1])} after egg=, because it is not the name of a package; uv accepts it"
    return Refusal(reason, _as_direct(url, named[1]), accepted_by="uv")


def _as_direct(url: str, name: str) -> str | None:
    """Return `name[extra] @ URL` for a URL with `name[extra]` in its fragment, or None for another name."""
    if re.fullmatch(rf"{_NAME}\[[^\]]*\]", name) is None:
        return None
    base, _, fragment = url.partition("#")
    kept = "&".join(each for each in fragment.split("&") if each and not each.startswith("egg="))
    return f"{name} @ {base}{'#' + kept if kept else ''}"


def _wheel_refusal(path: str) -> Refusal | None:
    name = path.rpartition("/")[2]
    if not name.endswith(".whl") or _WHEEL.fullmatch(name):
        return None
    return Refusal(f"{shown(name)} is not the name of a wheel, which has a version, a Python, an ABI and a platform")


def constraint_line_refusal(text: str) -> Refusal | None:
    """Return why pip refuses a valid requirement in a file of constraints: it has no name, or it has extras."""
    bare = text.partition(";")[0].strip()
    named = _HEAD.match(bare)
    if (_URL.match(bare) and _NAMED.search(bare) is None) or bare.startswith((".", "/")) or named is None:
        return Refusal(f"{shown(text)} has no name, which a constraint needs")
    if "[" in named["head"] and not _URL.match(bare):
        plain = re.sub(r"\s*\[[^\]]*\]", "", text, count=1)
        reason = f"{shown(text)} has extras, which pip refuses in a constraint; uv accepts them"
        return Refusal(reason, plain, accepted_by="uv")
    return None


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
    if _EDITABLE_URL.match(url):
        return _editable_url_refusal(value, url)
    if "\\" in raw or url.startswith(("/", ".")) or ("/" in url and "://" not in url):
        return None
    unquoted = re.fullmatch(rf"(?:-e|--editable)[ =]*(?P<whole>{_NAME}(?:\[[^\]]*\])?\s+@\s*\S+)", raw)
    if unquoted is not None and "@" not in value:
        reason = f"pip reads only {shown(value)} after -e, because a blank follows"
        return Refusal(reason, f'-e "{unquoted["whole"]}"', certain=True)
    if "://" in url or re.search(r"[<>=!~]", url):
        return Refusal(f"{shown(value)} is neither a path nor the URL of a repository, which -e needs")
    return None


def _editable_url_refusal(value: str, url: str) -> Refusal | None:
    named = _NAMED.search(url)
    if named is not None and re.fullmatch(_NAME, named[1]) is None:
        direct = _as_direct(url, named[1])
        return Refusal(
            f"{shown(named[1])} after egg= is not the name of a package", f'-e "{direct}"' if direct else None
        )
    if url.lower().startswith("file:") or url != value or named is not None:
        return None
    name = url.rpartition("/")[2].partition("@")[0].partition("#")[0].removesuffix(".git")
    guess = f"-e {value}{'&' if '#' in value else '#'}egg={name}" if re.fullmatch(_NAME, name) else None
    return Refusal(f"{shown(value)} does not name the package, which -e needs", guess)


def option_refusal(options: str) -> Refusal | None:
    """Return why pip refuses the options of a line, or None."""
    try:
        words = iter(shell_words.split(options))
    except ValueError as error:
        reason = f"pip cannot split the options: {str(error)[:1].lower()}{str(error)[1:]}"
        return Refusal(reason, accepted_by="uv" if _INDEX.match(options) else None)  # uv has no quotes
    for word in words:
        found = _word_refusal(word, words)
        if found is not None:
            return found
    return None


def _word_refusal(word: str, following: Iterator[str]) -> Refusal | None:
    """Return why pip refuses an option. The value of the option is taken from `following` if it is the next word."""
    if not word.startswith("-") or word in ("-", "--"):
        return None
    name, equals, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
    if word.startswith("--"):
        fitting = [name] if name in _OPTIONS else [each for each in _OPTIONS if each.startswith(name)]
    else:
        fitting = [name] if name[1] in _SHORT + "C" else []
    if not fitting:
        return Refusal(f"{name} is not an option of a requirements file")
    if len(fitting) > 1:
        return Refusal(f"{name} is short for {' and for '.join(fitting)}")
    option = fitting[0]
    if not equals and (option in _VALUED or len(option) == 2):
        value = next(following, "")
        if not value:
            return Refusal(f"{option} has no value", accepted_by="uv" if option == "--trusted-host" else None)
    if option == "--hash" and _HASH.match(value) is None:
        reason = f"pip refuses the hash {shown(value)}, which does not begin with sha256:, sha384: or sha512:"
        return Refusal(f"{reason}; uv accepts it", accepted_by="uv" if value else None)
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
