"""Which folders does a settings script of Gradle take for sure?

Nothing is run: what stands in a comment, under a condition, or in any block but `pluginManagement` is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STRING = r'"""(?:[^"]|"(?!""))*+(?:""")?|"(?:\\.|[^"\\\n])*+"?|' + r"'(?:\\.|[^'\\\n])*+'?"
_COMMENT = re.compile(rf"(?P<kept>{_STRING})|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", re.DOTALL)
_EDGE = re.compile(rf"{_STRING}|(?P<edge>[{{}};\n]|\Z)", re.DOTALL)
_BUILD = re.compile(r"""includeBuild\s*\(?\s*["'](?P<path>[^"'$]+)["']\s*[),]?""")
_PROJECT = re.compile(
    r"""project\s*\(\s*["'](?P<name>[^"'$]+)["']\s*\)\s*\.\s*projectDir\s*=\s*(?:new\s+)?[fF]ile\s*\(\s*"""
    r"""(?:(?:settingsDir|rootDir|rootProject\.projectDir)\s*,\s*)?["'](?P<path>[^"'$]+)["']\s*\)"""
)
_CONDITION = re.compile(r"(?:(?:else\s+)?(?:if|for|while)\b.*\)|else)", re.DOTALL)
"""A statement that decides about the next one, where that has no braces."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A folder that the build takes."""

    project: str | None
    """The project that lies there; None: it is a build of its own."""
    path: str
    start: int
    """Where the path is written."""


def taken(script: str) -> Iterator[Taken]:
    """The folders of included builds, and of projects that were given one."""
    code = _COMMENT.sub(lambda each: each["kept"] or re.sub(r"[^\n]", " ", each[0]), script)
    certain, before, start = [True], "", 0
    for edge in _EDGE.finditer(code):
        if edge["edge"] is None:
            continue
        statement = code[start : edge.start()]
        indent = len(statement) - len(statement.lstrip())
        bare = statement.strip()
        if certain[-1] and not _CONDITION.fullmatch(before):
            match = _BUILD.fullmatch(bare) or _PROJECT.fullmatch(bare)
            if match is not None:
                yield Taken(match.groupdict().get("name"), match["path"], start + indent + match.start("path"))
        if edge["edge"] == "{":
            certain.append(certain[-1] and bare == "pluginManagement")
        elif edge["edge"] == "}" and len(certain) > 1:
            certain.pop()
        if bare or edge["edge"] != "\n":  # empty lines change nothing
            before = bare if edge["edge"] == "\n" else ""
        start = edge.end()
