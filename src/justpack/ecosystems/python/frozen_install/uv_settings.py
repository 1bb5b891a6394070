"""The settings of the resolution that uv.lock records: `[options]`, markers, conflicts and indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock
from justpack.ecosystems.python.frozen_install.uv_project import UvProject
from justpack.ecosystems.python.names import normalized
from justpack.ecosystems.values import table, tables, text, texts
from justpack.versions.python import markers

_OPTIONS = {
    "resolution": ("resolution-mode", "highest"),
    "prerelease": ("prerelease-mode", "if-necessary-or-explicit"),
    "fork-strategy": ("fork-strategy", "requires-python"),
}
"""The key in the lock file, and the default, which is not recorded."""
_MARKERS = {"environments": "supported-markers", "required-environments": "required-markers"}
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+Z")


def differences(lock: Lock, project: UvProject) -> Iterator[tuple[str, str]]:
    """Yield the key of each setting that differs, and the message."""
    settings = project.root.document.table("tool", "uv")
    path = project.root.document.text.path
    if project.configured:
        yield from _options(lock, settings, path)
        yield from _indexes(lock, project, settings)
    for key, name in _MARKERS.items():
        wanted, recorded = texts(settings.get(key)), texts(lock.data.get(name))
        if not markers.equal(_any(wanted), _any(recorded)):
            yield key, f"{lock.path} has the {name} {list(recorded)}, but {path} has the {key} {list(wanted)}"
    yield from _conflicts(lock, project, settings, path)
    metadata = {normalized(text(each.get("name")) or "") for each in tables(settings.get("dependency-metadata"))}
    held = tables(table(lock.data, "manifest").get("dependency-metadata"))
    if metadata != {normalized(text(each.get("name")) or "") for each in held}:
        yield "dependency-metadata", f"{lock.path} has the dependency-metadata of other packages than {path}"


def _options(lock: Lock, settings: Mapping[str, object], path: str) -> Iterator[tuple[str, str]]:
    options = table(lock.data, "options")
    for key, (name, default) in _OPTIONS.items():
        wanted, used = text(settings.get(key)) or default, text(options.get(name)) or default
        if wanted != used:
            yield key, f"{lock.path} was made with {key} {used!r}, but {path} has {wanted!r}"
    newest, recorded = settings.get("exclude-newer"), options.get("exclude-newer")
    if (newest is None) != (recorded is None and "exclude-newer-span" not in options):
        word = "without" if newest is not None else "with"
        yield "exclude-newer", f"{lock.path} was made {word} exclude-newer"
    elif isinstance(newest, str) and isinstance(recorded, str) and _differ(newest, recorded):
        yield "exclude-newer", f"{lock.path} was made with exclude-newer {recorded}, but {path} has {newest}"


def _differ(one: str, other: str) -> bool:
    return one != other and _TIMESTAMP.fullmatch(one) is not None and _TIMESTAMP.fullmatch(other) is not None


def _any(listed: tuple[str, ...]) -> str | None:
    return " or ".join(f"({each})" for each in listed) if listed else None


def _conflicts(lock: Lock, project: UvProject, settings: Mapping[str, object], path: str) -> Iterator[tuple[str, str]]:
    recorded = _sets(lock.data.get("conflicts"), "")
    wanted = _sets(settings.get("conflicts"), project.root.name or "")
    if any(each not in recorded for each in wanted) or (recorded and not wanted and len(project.parts) == 1):
        yield "conflicts", f"{lock.path} has other conflicts than {path}"


def _sets(listed: object, package: str) -> list[frozenset[tuple[str, str, str]]]:
    found: list[frozenset[tuple[str, str, str]]] = []
    for each in listed if isinstance(listed, list) else ():
        items = [
            tuple(normalized(text(item.get(key)) or "") for key in ("package", "extra", "group"))
            for item in tables(each)
        ]
        found.append(frozenset((name or package, extra, group) for name, extra, group in items))
    return found


def _indexes(lock: Lock, project: UvProject, settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the registries that no index of the project has; without any index they may come from the environment."""
    listed = [each for part in project.parts for each in tables(part.document.get("tool", "uv", "index"))]
    urls = {text(each.get("url")) or "" for each in listed}
    urls |= {
        *texts(settings.get("index-url")),
        *texts(settings.get("extra-index-url")),
        *texts(settings.get("find-links")),
    }
    if not urls:
        return
    if "index-url" not in settings and not any(each.get("default") is True for each in listed):
        urls.add("https://pypi.org/simple")
    known = {each.rstrip("/") for each in urls}
    for entry in tables(lock.data.get("package")):
        registry = text(table(entry.get("source")).get("registry")) or ""
        if registry.startswith(("http://", "https://")) and registry.rstrip("/") not in known:
            path = project.root.document.text.path
            yield "index", f"{lock.path} has packages of {registry}, which is no index of {path}"
            return
