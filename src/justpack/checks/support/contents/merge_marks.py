"""Finds the marks of an unresolved merge conflict in a source, a manifest or a lock file.

The marks are whole lines at the beginning of a line, as git writes them. In a string of several lines or in a comment
they are a text about conflicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from justpack.checks.context import PackageContext, PredictionContext
from justpack.checks.support.path_kinds import installed, of_tests, vendored
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.frozen import frozen
from justpack.model import Location, Problem
from justpack.tree.safe_fs.reader import LOCK_LIMIT
from justpack.tree.tree import Tree

SOURCE_LIMIT = 4 * 1024 * 1024
"""Largest source that is searched to its end, in bytes."""

Grammar = Literal["python", "c", "data", "other"]
"""How strings and comments are written: as in Python and TOML, as in JavaScript and Java, in no way that can contain a
line with a mark, or in a way that is not known here."""

_PAGES = (
    *(".html", ".htm", ".svg", ".ejs", ".hbs", ".handlebars", ".mustache", ".pug", ".jinja", ".jinja2", ".j2"),
    *(".njk", ".twig", ".liquid", ".ftl", ".jsp", ".erb", ".tpl", ".tmpl"),
)
_GRAMMARS: dict[str, Grammar] = {
    **dict.fromkeys((".py", ".pyi", ".toml"), "python"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"), "c"),
    **dict.fromkeys((".java", ".kt", ".kts", ".groovy", ".gradle", ".scala"), "c"),
    **dict.fromkeys((".json", ".json5", ".jsonc", ".yaml", ".yml", ".lock", ".properties", ".ini", ".cfg"), "data"),
    **dict.fromkeys((".xml", ".vue", ".svelte", ".css", ".scss", ".less", ".sql", ".graphql", ".sh"), "other"),
    **dict.fromkeys((".sass", ".styl", ".coffee", ".astro", ".mdx", ".prisma", ".proto", ".gql", ".graphqls"), "other"),
    **dict.fromkeys((".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".m", ".mm", ".go", ".rs", ".swift", ".cs"), "other"),
    **dict.fromkeys(
        (".rb", ".php", ".pl", ".lua", ".pyx", ".pxd", ".pxi", ".clj", ".ex", ".exs", ".r", ".jl"), "other"
    ),
    **dict.fromkeys((".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd", ".mk", ".cmake", ".tf", ".hcl"), "other"),
    **dict.fromkeys((".geojson", ".jsonl", ".ndjson", ".webmanifest", ".ipynb"), "data"),
    **dict.fromkeys(_PAGES, "other"),
}
_NAMES = frozenset(
    file.name.rpartition("/")[2].lower() for file in manifests.FILES if file.kind not in ("entry point", "other")
) - {""}
_REQUIREMENTS = re.compile(
    r"(?:^|/)(?:[^/]*requirements|constraints)[^/]*\.(?:txt|in)$|(?:^|/)requirements/[^/]*\.txt$"
)
_DOCUMENTS = re.compile(r"(?:^|/)(?:docs?|documentation|__(?:fixtures|mocks|snapshots)__|snapshots|mocks)/")

_OPEN = re.compile(rb"^(<{7,99})(?: [^\n]*)?\r?$", re.MULTILINE)
"""The first mark. It has more than seven characters if the attribute `conflict-marker-size` says so."""
_ALONE = re.compile(rb"^(?:<{7}|>{7}) \S", re.MULTILINE)
_ANY = re.compile(rb"^(?:<{7,}|>{7,})(?: |\r?$)", re.MULTILINE)
"""A line that may be a mark."""
_OPENERS = {
    "python": re.compile(rb"#|\"\"\"|'''|\"|'"),
    "c": re.compile(
        rb"""//|/\*|\"\"\"|"|'|`
          | (?<=[(,=:\[!&|?{};])[ \t]*/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\])+/""",
        re.VERBOSE,
    ),
}
_CLOSERS = {
    b'"""': re.compile(rb"(?:\\.|[^\\\"]|\"(?!\"\"))*\"\"\"", re.DOTALL),
    b"'''": re.compile(rb"(?:\\.|[^\\']|'(?!''))*'''", re.DOTALL),
    b"`": re.compile(rb"(?:\\.|[^\\`])*`", re.DOTALL),
    b"/*": re.compile(rb".*?\*/", re.DOTALL),
    b"//": re.compile(rb"[^\n]*"),
    b"#": re.compile(rb"[^\n]*"),
    b'"': re.compile(rb"(?:\\.|[^\\\"\n])*\"?"),
    b"'": re.compile(rb"(?:\\.|[^\\'\n])*'?"),
}
_LONG = frozenset({b'"""', b"'''", b"`", b"/*"})


WORDS = (b"<<<<<<<", b">>>>>>>")
"""A file with the marks of a conflict contains one of these texts."""


@frozen
class Marked:
    """The first line of a conflict in a file."""

    line: int


def searched(path: str) -> bool:
    """Whether the file is a source, a manifest or a lock of the app, in which a mark is not a text about conflicts."""
    if not has_grammar(path) or installed(path) or vendored(path) or of_tests(path):
        return False
    return not _DOCUMENTS.search(path)


def has_grammar(path: str) -> bool:
    """Whether the name is that of a source, a manifest or a lock."""
    return _grammar(path) is not None


def is_page(path: str) -> bool:
    """Whether the file is shown as it is, so that marks in it stop nothing."""
    return path.lower().endswith(_PAGES)


def is_lock(path: str) -> bool:
    """Whether the file is a manifest or a lock, whose conflicts can be anywhere in a large file."""
    return path.rpartition("/")[2].lower() in _NAMES


def first(path: str, data: bytes) -> int | None:
    """Return the line number of the first mark of a conflict, or None if there is no conflict."""
    grammar = _grammar(path)
    if grammar is None:
        return None
    if not any(word in data for word in WORDS):
        return None
    at = _conflict(data, grammar, list(_strings(grammar, data)))
    return None if at is None else data.count(b"\n", 0, at) + 1


def problem(context: PredictionContext, path: str) -> Problem | None:
    """Return the conflict in a file that a reader calls malformed, or None if it has no marks."""
    line = _in_file(context.tree, path)
    if line is None:
        return None
    return Problem(f"{path} has the marks of a merge conflict", Location(path, line), "resolve the merge conflict")


def reported(context: PredictionContext, path: str) -> bool:
    """Whether FP017 reports a conflict in this file, so that what else is wrong with it has the same cause."""
    return isinstance(context, PackageContext) and searched(path) and _in_file(context.tree, path) is not None


def unmarked(tree: Tree, path: str, limit: int) -> bytes | None:
    """Return the content of a file, or None if it is unreadable, has `limit` bytes or more, or marks of a conflict."""
    try:
        source = tree.peek(path, limit) or b""
    except ManifestError:
        return None
    return None if len(source) >= limit or _ANY.search(source) else source


def _in_file(tree: Tree, path: str) -> int | None:
    if _grammar(path) is None:
        return None
    try:
        found = tree.load(path, _marked, LOCK_LIMIT)
    except ManifestError:
        return None
    return found.line if found is not None and found.line else None


def _marked(path: str, data: bytes) -> Marked:
    return Marked(first(path, data) or 0)


def _grammar(path: str) -> Grammar | None:
    name = path.rpartition("/")[2].lower()
    _, dot, suffix = name.rpartition(".")
    found = _GRAMMARS.get(dot + suffix)
    if found is None and (name in _NAMES or _REQUIREMENTS.search(path)):
        return "data"
    return found


def _conflict(data: bytes, grammar: Grammar, strings: list[tuple[int, int]]) -> int | None:
    closed: dict[int, int] = {}
    """For each length of marks, where the last mark that ends a conflict begins, or -1."""
    for begin in _outside(_OPEN, data, strings):
        found = _OPEN.match(data, begin)
        length = len(found[1]) if found is not None else 0
        if length not in closed:
            closed[length] = max((each.start() for each in _mark(b">", length).finditer(data)), default=-1)
        middle = _mark(b"=", length).search(data, begin) if begin < closed[length] else None
        if middle is not None and middle.end() <= closed[length]:
            return begin
        closed[length] = -1  # there is no conflict after a later line either
    return None if grammar == "other" else next(_outside(_ALONE, data, strings), None)


def _mark(character: bytes, length: int) -> re.Pattern[bytes]:
    """Return the pattern of a mark of this length; only the one of `=` has no text after it."""
    text = rb"" if character == b"=" else rb"(?: [^\n]*)?"
    return re.compile(rb"^%b{%d}%b\r?$" % (character, length, text), re.MULTILINE)


def _outside(pattern: re.Pattern[bytes], data: bytes, strings: list[tuple[int, int]]) -> Iterator[int]:
    number = 0
    for found in pattern.finditer(data):
        while number < len(strings) and strings[number][1] <= found.start():
            number += 1
        if number == len(strings) or found.start() < strings[number][0]:
            yield found.start()


def _strings(grammar: Grammar, data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where strings and comments of several lines begin and end."""
    opener = _OPENERS.get(grammar)
    if opener is None:
        return
    at = 0
    unclosed: set[bytes] = set()
    while (found := opener.search(data, at)) is not None:
        mark = found.group()
        closer = _CLOSERS.get(mark)
        if closer is None or mark in unclosed:
            at = found.end()
            continue
        end = closer.match(data, found.end())
        if end is None:
            unclosed.add(mark)  # there is no end after a later one either
            at = found.end()
            continue
        if mark in _LONG:
            yield found.start(), end.end()
        at = max(end.end(), found.end())
