"""Does a Gradle build, as far as it can be seen whole, make a jar that `java -jar` cannot start?

Nothing is run. Whatever a plain Java build would not contain is taken for something that may name a main class.
"""

from __future__ import annotations

import re

from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.facts.java.java_build_plugins import GRADLE
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree

SCRIPTS = tuple(reversed(manifests.GRADLE_BUILDS))
_SETTINGS = tuple(reversed(manifests.GRADLE_SETTINGS))

_COMMENTS = re.compile(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_PLUGINS = re.compile(r"^[ \t]*plugins[ \t]*\{(?P<body>[^{}]*)\}", re.MULTILINE)
_PLUGIN = re.compile(
    r"""id[ \t]*\(?[ \t]*["'](?P<id>[\w.-]+)["'][ \t]*\)?(?:[ \t]*\.?version[ \t]*\(?[ \t]*["'][^"']*["'][ \t]*\)?)?"""
    r"""|kotlin[ \t]*\([ \t]*"(?P<kotlin>[\w.]+)"[ \t]*\)(?:[ \t]*version[ \t]*"[^"]*")?"""
    r"""|`(?P<quoted>[\w-]+)`|(?P<bare>[a-z]+)"""
)
_APPLIED = re.compile(
    r"""^[ \t]*apply[ \t]*\(?[ \t]*plugin[ \t]*[:=][ \t]*["'](?P<id>[\w.-]+)["'][ \t]*\)?[ \t]*$""", re.MULTILINE
)
_MAY = re.compile(
    r"\bapply\b|\bsubprojects\b|\ballprojects\b|\bbuildscript\b|\bmanifest\b|\battributes\b|main-?class|\bJavaExec\b"
    r"|\bjar\b|\bJar\b|\bregister(?:ing)?\b|\bcreat(?:e|ing)\b|\btask\b|\bproject\s*\(\s*[\"':]|\bensureJar\b",
    re.IGNORECASE,
)  # fmt: skip
_SEVERAL = re.compile(r"\binclude(?:Build|Flat)?\b|\bapply\b|\bplugins\b")


def unstartable(tree: Tree) -> tuple[Location, str] | None:
    """What the jar lacks: the place to mend and the mending; None where it has a main class, or may have one."""
    script = next((path for path in SCRIPTS if tree.has(path)), None)
    if script is None or tree.has_folder("buildSrc") or tree.has_folder("build-logic"):
        return None
    for path in _SETTINGS:
        settings = _bare(tree, path)
        if settings is None or _SEVERAL.search(settings):
            return None
    text = _bare(tree, script)
    plugins = list(_PLUGINS.finditer(text)) if text else []
    if not text or len(plugins) > 1:
        return None
    found = {each["id"] for each in _APPLIED.finditer(text)}
    rest = _APPLIED.sub("", text)
    if plugins:
        named = _named(plugins[0]["body"])
        if named is None:
            return None
        found |= named
        rest = _PLUGINS.sub("", rest)
    ids = {each.removeprefix("org.gradle.") for each in found}
    if not ids or not ids <= GRADLE or _MAY.search(rest):
        return None
    help = "apply the plugin `application` and set its mainClass, or Main-Class among the jar's manifest attributes"
    return Location(script, text.count("\n", 0, plugins[0].start("body")) + 1 if plugins else None), help


def _named(body: str) -> set[str] | None:
    """The ids in a `plugins` block, or None where one of them cannot be told."""
    found = set()
    for line in re.split(r"[\n;]", body):
        if not line.strip():
            continue
        match = _PLUGIN.fullmatch(line.strip())
        if match is None:
            return None
        kotlin = match["kotlin"]
        found.add(f"org.jetbrains.kotlin.{kotlin}" if kotlin else match["id"] or match["quoted"] or match["bare"])
    return found


def _bare(tree: Tree, path: str) -> str | None:
    """A script without its comments, line for line; "" where there is none, None where it cannot be read."""
    try:
        text = tree.load(path, texts.parse)
    except ManifestError:
        return None
    return "" if text is None else _COMMENTS.sub(lambda each: each[1] or "\n" * each[0].count("\n"), text.text)
